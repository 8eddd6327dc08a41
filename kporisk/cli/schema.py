"""`kporisk schema`."""

from __future__ import annotations

from pathlib import Path

import click

from kporisk.cli.options import own_checklists
from kporisk.cli.output import say_json

FORMATS = (
    *("case", "engagement", "response", "reviews", "assessment", "change", "verification"),
    *("external-assessment", "filled-form", "exported-response", "checklist", "rules", "method"),
)


@click.command()
@click.argument("document", type=click.Choice(FORMATS), metavar="DOCUMENT")
@click.option("--for", "respondent", type=click.Choice(("vendor",)), help="Only what this respondent may see; for `response`.")
@own_checklists
def schema(document: str, respondent: str | None, own: tuple[Path, ...]) -> None:
    """Print the JSON Schema of a DOCUMENT, so that an editor completes and checks it.

    \b
    Example:
      kporisk schema case > case.schema.json
      kporisk schema response --for vendor > response.schema.json
    """
    from kporisk.workflow.schemas import schema_of

    if respondent is not None and document != "response":
        raise click.UsageError("--for goes with `response` only: the other documents are never a vendor's")
    say_json(schema_of(document, own=own, respondent=respondent))
