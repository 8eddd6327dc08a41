"""`kporisk explain`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kporisk.cli.moments import chosen, which_assessment
from kporisk.cli.options import language, output_format
from kporisk.cli.output import say_json
from kporisk.cli.terminal import show_explanation
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode


@click.command()
@click.argument("vendor")
@click.argument("id", required=False)
@which_assessment
@in_workspace
@output_format
@language
def explain(vendor: str, id: str | None, record: int | None, on: date | None, place: Path | None, form: str, lang: str) -> int:
    """Lead a number of a VENDOR's assessment back to its answers.

    Without an ID the score is led back to its domains and to the questions that weigh most. With the ID of a domain it is its questions;
    with that of a question what was answered, what shows it, what it adds, and what would lower it; with that of a rule what it read.
    Everything is told from the recorded assessment, the last one if you name none.

    \b
    Example:
      kporisk explain acme-research
      kporisk explain acme-research data_security
      kporisk explain acme-research ds_mfa --on 2026-06-30
      kporisk explain acme-research ko-ds-mfa
    """
    from kporisk.documents.results.explanation import explanation
    from kporisk.workflow.programme.compare import assessment_at

    moment = chosen(record, on)
    with opened(place) as workspace:
        past = assessment_at(workspace.register, workspace.vendor(vendor), moment)
    document = past.document
    made = explanation(document, id)
    if form == "json":
        say_json({"record": past.record.seq, **made})
    else:
        show_explanation(document, made, lang=lang)
    return ExitCode.DONE
