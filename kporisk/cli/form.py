"""`kporisk form`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kporisk.cli import clock
from kporisk.cli.options import for_respondent, languages, wanted_back
from kporisk.cli.output import complain
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode


@click.command()
@click.argument("vendor")
@for_respondent
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.html", help="Where to write it.")
@languages
@wanted_back("at its top")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def form(
    vendor: str, respondent: str, output: Path, langs: tuple[str, ...] | None, due: date | None, place: Path | None, quiet: bool
) -> int:
    """Write a form in which a respondent answers, in a browser and without a network, what is asked about a VENDOR.

    It is one HTML file. It keeps what is typed in the browser, sends nothing, and gives the answers as a file that kporisk import takes.
    Answers of last time stand at their questions: none counts until somebody says that it is unchanged, or gives another.

    \b
    Example:
      kporisk form acme-research --for vendor -o acme.html --lang en,fr
      kporisk form acme-research -o acme.html --due 2026-12-31
      kporisk form acme-research --for contract -o contract.html
    """
    from kporisk.model.checklist import Respondent
    from kporisk.workflow.files import refuse_unless_new, write_whole
    from kporisk.workflow.filling.form import form_for

    refuse_unless_new(output, ".html")
    with opened(place) as workspace:
        known = workspace.vendor(vendor)
        content = form_for(workspace, known, Respondent(respondent), langs=langs or ("en",), as_of=clock.today(), due=due)
        write_whole(output, content)
    if not quiet:
        complain(f"written: {output}; when the answers come back: kporisk import FILE.json")
    return ExitCode.DONE
