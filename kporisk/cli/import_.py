"""`kporisk import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli import clock
from kporisk.cli.options import output_format
from kporisk.cli.output import complain, counted, say, say_json, say_prose
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode

if TYPE_CHECKING:
    from kporisk.workflow.filling.importing import Taken


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--vendor", metavar="ID", help="Whose answers they are; a workbook says so itself.")
@click.option("--dry-run", is_flag=True, help="Say what is new, changed and removed; record nothing.")
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def import_(file: Path, vendor: str | None, dry_run: bool, place: Path | None, form: str, quiet: bool) -> int:
    """Take in answers that came back: a workbook (.xlsx, .ods) of kporisk workbook, or a response (.yaml, .json). It assesses nothing.

    Every mistake is told with its cell, and then nothing is recorded. A file replaces all answers to the questions of whoever it is
    from: what it leaves empty is open, and last time's answers count only where it confirms them.

    \b
    Example:
      kporisk import acme.xlsx --dry-run
      kporisk import acme.xlsx
      kporisk import response.yaml --vendor acme-research
    """
    from kporisk.workflow.filling.importing import record, take

    with opened(place) as workspace:
        taken = take(workspace, file, vendor)
        recorded = not dry_run and record(workspace, taken, at=clock.now())
    if form == "json":
        say_json(taken.document(recorded=recorded))
    elif not quiet:
        _show(taken, dry_run=dry_run, recorded=recorded)
    for warning in taken.returned.warnings:
        complain(f"warning: {warning.pointer}: {warning.message['en']}")
    return ExitCode.DONE


def _show(taken: Taken, *, dry_run: bool, recorded: bool) -> None:
    told = taken.difference
    parts = [f"{counted(count, 'answer')} of the {one.value}" for one, count in taken.returned.answered.items()]
    kept = [f"{count} of the {one.value}" for one, count in taken.returned.kept.items()]
    say(f"{taken.known.id}: {', '.join(parts)}" + (f"; kept: {', '.join(kept)}" if kept else ""))
    for label, ids in (
        ("New", told.new),
        ("Changed", told.changed),
        ("Removed, open now", told.removed),
        ("Confirmed as unchanged", told.confirmed),
        ("Shown from last time and not confirmed, so open", told.unconfirmed),
        ("Rows that are gone from the workbook, so open", taken.missing),
    ):
        if ids:
            say_prose(f"{label}: {len(ids)} ({', '.join(ids)})", indent=2)
    if taken.comments:
        say(f"{counted(taken.comments, 'comment')} on draft findings: they are not recorded; read them in the workbook.")
    if dry_run:
        say("Nothing was recorded." if taken.entries else "All of it is in the register already.")
    elif recorded:
        say(f"Recorded. To assess with it: kporisk assess {taken.known.id}")
    else:
        say("All of it is in the register already; nothing was recorded.")
