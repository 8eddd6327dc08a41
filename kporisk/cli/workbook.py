"""`kporisk workbook`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kporisk.cli import clock
from kporisk.cli.options import DateType, languages
from kporisk.cli.output import complain
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode


@click.command()
@click.argument("vendor")
@click.option(
    "--for",
    "respondent",
    default="vendor",
    show_default=True,
    type=click.Choice(("vendor", "contract", "client", "auditor")),
    help="Who fills it in; each sees their own questions only.",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Where to write it.")
@languages
@click.option("--due", type=DateType(), help="Until when it is wanted back; said on its first sheet.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def workbook(
    vendor: str, respondent: str, output: Path, langs: tuple[str, ...] | None, due: date | None, place: Path | None, quiet: bool
) -> int:
    """Write a workbook in which a respondent answers what is asked about a VENDOR; kporisk import reads it back.

    Answers of last time stand beside the empty cells: none counts until somebody says that it is unchanged, or gives another.

    \b
    Example:
      kporisk workbook acme-research --for vendor -o acme.xlsx
      kporisk workbook acme-research -o acme.xlsx --lang fr,en --due 2026-12-31
      kporisk workbook acme-research --for contract -o contract.xlsx
    """
    from kporisk.model.checklist import Respondent
    from kporisk.workflow.files import XLSX, refuse_unless_a_place_for, write_whole
    from kporisk.workflow.filling.workbook import workbook_for

    refuse_unless_a_place_for(XLSX, output)
    with opened(place) as workspace:
        known = workspace.vendor(vendor)
        content = workbook_for(workspace, known, Respondent(respondent), langs=langs or ("en",), as_of=clock.today(), due=due)
        write_whole(output, content)
    if not quiet:
        complain(f"written: {output}; when it comes back: kporisk import {output}")
    return ExitCode.DONE
