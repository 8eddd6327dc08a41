"""`kporisk diff`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kporisk.cli.moments import MomentType
from kporisk.cli.options import language, output_format
from kporisk.cli.output import say_json
from kporisk.cli.terminal import show_difference
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode

if TYPE_CHECKING:
    from kporisk.workflow.programme.past import Past


@click.command()
@click.argument("vendor")
@click.option("--from", "older", type=MomentType(), metavar="N|DATE", help="The older assessment.  [default: the one before the newer]")
@click.option("--to", "newer", type=MomentType(), metavar="N|DATE", help="The newer assessment.  [default: the last]")
@in_workspace
@output_format
@language
def diff(vendor: str, older: int | date | None, newer: int | date | None, place: Path | None, form: str, lang: str) -> int:
    """Tell what changed between two assessments of a VENDOR: score, tier, answers, findings, and why the score moved.

    An assessment is named by the number of its record, or by a day: the last one as of that day or before it.

    \b
    Example:
      kporisk diff acme-research
      kporisk diff acme-research --from 2026-01-31 --to 214
    """
    from kporisk.workflow.programme.compare import compared, two_assessments

    with opened(place) as workspace:
        found = compared(workspace, *two_assessments(workspace.register, workspace.vendor(vendor), older=older, newer=newer))
    if form == "json":
        say_json({"from": _end(found.older), "to": _end(found.newer), "change": found.change, "answers": list(found.answers)})
    else:
        show_difference(found.newer.document, found.change, found.answers, lang=lang)
    return ExitCode.DONE


def _end(past: Past) -> dict[str, Any]:
    return {"record": past.record.seq, "as_of": past.as_of.isoformat(), "standing": past.standing.word, "why": past.why}
