"""`kporisk purge`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli import clock
from kporisk.cli.options import output_format
from kporisk.cli.output import by_kind, complain, counted, say, say_json, say_prose
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.workflow.upkeep.purge import Purge


@click.command()
@click.argument("vendor")
@click.option("--dry-run", is_flag=True, help="Only list what would go, what keeps it, and what no purge reaches.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def purge(vendor: str, dry_run: bool, yes: bool, place: Path | None, form: str, quiet: bool) -> int:
    """Destroy a vendor's key, its evidence and its reports: nobody can read again what was recorded about it.

    \b
    Example:
      kporisk purge acme-research --dry-run
      kporisk purge acme-research --yes

    The chain of records stays whole and can be verified. There is no way back. A vendor that is held is not purged: kporisk hold.
    """
    from kporisk.workflow.upkeep.holds import refuse_held
    from kporisk.workflow.upkeep.purge import BEYOND, purge_of
    from kporisk.workflow.upkeep.purge import purge as purged

    with opened(place) as workspace:
        found = purge_of(workspace, vendor)
        if dry_run:
            _show(found, form, gone=False)
            return ExitCode.DONE
        refuse_held(workspace.register, found.known)
        if not yes:
            _ask(found)
        found, wiped = purged(workspace, vendor, at=clock.now())
    if not wiped:
        complain("another process reads the database: the place of the key is overwritten when that ends; kporisk doctor says when")
    if form == "json" and not quiet:
        _show(found, form, gone=True)
    elif not quiet:
        evidence = counted(found.evidence, "piece of evidence", "pieces of evidence")
        complain(f"purged: {found.known.id}, {counted(found.count, 'record')}, {evidence}, {counted(len(found.reports), 'report')}")
        for one in BEYOND:
            complain(f"not reached: {one}")
    return ExitCode.DONE


def _ask(found: Purge) -> None:
    if not sys.stdin.isatty():
        raise UsageError(f"there is no way back: look with --dry-run, then kporisk purge {found.known.id} --yes")
    _show(found, "text", gone=False)
    answer = click.prompt(f"There is no way back. To purge it, type {found.known.id}", default="", show_default=False, err=True)
    if answer != found.known.id:
        raise UsageError("nothing was purged")


def _show(found: Purge, form: str, *, gone: bool) -> None:
    from kporisk.workflow.upkeep.purge import BEYOND

    if form == "json":
        say_json(
            {
                "vendor": found.known.id,
                "purged": gone,
                "records": dict(found.records),
                "evidence": found.evidence,
                "reports": [str(path) for path in found.reports],
                "outbox": [str(path) for path in found.outbox],
                "drafts": [str(path) for path in found.drafts],
                "holds": [{"id": hold.id, "reason": hold.reason, "by": hold.by, "on": hold.on.isoformat()} for hold in found.holds],
                "not_reached": list(BEYOND),
            }
        )
        return
    say(f"{found.known.id}: {counted(found.count, 'record')} could never be read again")
    for one in by_kind(found.records):
        say(f"  {one}")
    say(f"Evidence: {found.evidence}")
    for title, paths in (("Reports", found.reports), ("Outbox", found.outbox), ("Drafts of interviews", found.drafts)):
        say(f"{title}: {len(paths)}")
        for path in paths:
            say(f"  {path}")
    for hold in found.holds:
        say_prose(f"Held: {hold.id}, by {hold.by} since {hold.on}: {hold.reason}", indent=2)
    say("Not reached by any purge:")
    for one in BEYOND:
        say_prose(f"  {one}", indent=4)
