"""`kporisk workbook`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kporisk.cli import clock
from kporisk.cli.main import Subcommands
from kporisk.cli.options import for_respondent, languages, wanted_back
from kporisk.cli.output import complain, counted
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError


class _WithVendor(Subcommands):
    """A group whose first word may be a vendor: `workbook VENDOR` is `workbook write VENDOR`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The subcommand; `write` where the first word is none."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["write", *args])


@click.group(cls=_WithVendor)
def workbook() -> None:
    """A workbook in which a respondent answers what is asked about a VENDOR; kporisk import reads it back.

    `kporisk workbook VENDOR` is short for `kporisk workbook write VENDOR`. Whoever coordinates the answers splits it by respondent and
    merges what comes back; that needs no workspace.

    \b
    Example:
      kporisk workbook write acme-research --for vendor -o acme.xlsx
      kporisk workbook split acme.xlsx -o parts
      kporisk workbook merge acme.xlsx parts/*.xlsx -o answered.xlsx
    """


@workbook.command()
@click.argument("vendor")
@for_respondent
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Where to write it.")
@languages
@wanted_back("on its first sheet")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def write(
    vendor: str, respondent: str, output: Path, langs: tuple[str, ...] | None, due: date | None, place: Path | None, quiet: bool
) -> int:
    """Write a workbook in which a respondent answers what is asked about a VENDOR; kporisk import reads it back.

    Answers of last time stand beside the empty cells: none counts until somebody says that it is unchanged, or gives another.

    \b
    Example:
      kporisk workbook write acme-research --for vendor -o acme.xlsx
      kporisk workbook write acme-research -o acme.xlsx --lang fr,en --due 2026-12-31
      kporisk workbook write acme-research --for contract -o contract.xlsx
    """
    from kporisk.model.checklist import Respondent
    from kporisk.workflow.files import refuse_unless_new, write_whole
    from kporisk.workflow.filling.workbook import workbook_for

    refuse_unless_new(output, ".xlsx")
    with opened(place) as workspace:
        known = workspace.vendor(vendor)
        content = workbook_for(workspace, known, Respondent(respondent), langs=langs or ("en",), as_of=clock.today(), due=due)
        write_whole(output, content)
    if not quiet:
        complain(f"written: {output}; when it comes back: kporisk import {output}")
    return ExitCode.DONE


@workbook.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.xlsx")
@click.option(
    "-o", "--output", "folder", required=True, type=click.Path(path_type=Path), metavar="FOLDER", help="Where the parts are written."
)
@click.option(
    "--to",
    "named",
    multiple=True,
    metavar="NAME=DOMAIN,...",
    help="Who gets which domains or sheets; for each one.  [default: the respondents on the first sheet, with their domains]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def split(file: Path, folder: Path, named: tuple[str, ...], quiet: bool) -> int:
    """Split a workbook by respondent: to each the sheets of their domains, with what stands in them, and nothing of the others.

    \b
    Example:
      kporisk workbook split acme.xlsx -o parts
      kporisk workbook split acme.xlsx -o parts --to "R. Iyer=data_security" --to hr=hiring_control,workforce_impact
    """
    from kporisk.workflow.filling.dividing import split_workbook

    written, found = split_workbook(file, folder, _named(named))
    if not quiet:
        for one in written:
            complain(
                f"written: {one.path} for {one.share.person}, {counted(one.share.questions, 'question')} ({', '.join(one.share.sheets)})"
            )
        if found.nobodys:
            complain(f"nobody is named for: {', '.join(found.nobodys)}; answer these in {file} itself")
        complain(f"when they come back: kporisk workbook merge {file} {folder}/*.xlsx -o FILE.xlsx")
    return ExitCode.DONE


@workbook.command()
@click.argument("whole", type=click.Path(path_type=Path), metavar="WHOLE.xlsx")
@click.argument("parts", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PART.xlsx...")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Where the joined one is written."
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def merge(whole: Path, parts: tuple[Path, ...], output: Path, quiet: bool) -> int:
    """Merge the PARTs that came back with the WHOLE workbook that they were split off.

    An answer that two of them give differently is told with both cells, and then nothing is written. The declaration is yours: make it in
    the joined workbook.

    \b
    Example:
      kporisk workbook merge acme.xlsx parts/*.xlsx -o answered.xlsx
    """
    from kporisk.workflow.filling.dividing import merge_workbooks

    joined = merge_workbooks(whole, parts, output)
    if not quiet:
        for person, count in joined.answers:
            complain(f"{person}: {counted(count, 'answer')}")
        complain(f"written: {output}; {counted(joined.open, 'question')} still open. The declaration is yours to make in it.")
    return ExitCode.DONE


def _named(texts: tuple[str, ...]) -> dict[str, list[str]]:
    """What `--to` says. Raises UsageError for what it cannot say."""
    named: dict[str, list[str]] = {}
    for text in texts:
        name, sign, domains = text.partition("=")
        wants = [one.strip() for one in domains.split(",") if one.strip()]
        if not (sign and name.strip() and wants):
            raise UsageError("--to names who gets which domains, such as: --to ri=data_security,hiring_control")
        named.setdefault(name.strip(), []).extend(wants)
    return named
