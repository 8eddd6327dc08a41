"""`kporisk status`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kporisk.cli import clock
from kporisk.cli.options import output_format
from kporisk.cli.output import say, say_json
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode

if TYPE_CHECKING:
    from kporisk.workflow.night.status import Status


@click.command()
@click.option("--check", is_flag=True, help="End with 12 if something is overdue, failed, or there was no good run for too long.")
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all is well.")
def status(check: bool, place: Path | None, form: str, quiet: bool) -> int:
    """Say how the programme stands: the last run, who is overdue, what failed.

    \b
    Example:
      kporisk status
      kporisk status --check -q || echo "look into the vendor register"
    """
    from kporisk.workflow.night.status import status as status_of

    with opened(place) as workspace:
        found = status_of(workspace, at=clock.now(), today=clock.today())
    if form == "json":
        say_json(_document(found))
    elif found.complaints or not quiet:
        _say(found)
    return ExitCode.OVERDUE if check and found.complaints else ExitCode.DONE


def _say(found: Status) -> None:
    say(f"Vendors: {found.vendors}, of which {found.assessed} assessed.")
    if found.last is not None:
        end = "complete" if found.last["complete"] else "stopped before its end"
        say(
            f"Last run: {found.last['recorded_at']:%Y-%m-%d %H:%M} UTC, {end}; {found.last['changed']} changed, {len(found.failed)} failed."
        )
    if found.failed:
        say(f"Failed: {', '.join(found.failed)}")
    if found.overdue:
        say(f"Overdue: {', '.join(f'{one.listed.known.id} ({one.overdue} d)' for one in found.overdue)}")
    for warning in (found.last or {}).get("warnings", ()):
        say(f"Warning: {warning}")
    say("; ".join(found.complaints).capitalize() + "." if found.complaints else "All is well.")


def _document(found: Status) -> dict[str, Any]:
    last = found.last or {}
    return {
        "format": "kporisk.status/1",
        "well": not found.complaints,
        "complaints": list(found.complaints),
        "vendors": found.vendors,
        "assessed": found.assessed,
        "last_run": last["recorded_at"].isoformat() if last else None,
        "last_good_run": found.good["recorded_at"].isoformat() if found.good else None,
        "failed": list(found.failed),
        "overdue": [{"vendor": one.listed.known.id, "due": one.on.isoformat(), "days": one.overdue} for one in found.overdue],
        "warnings": list(last.get("warnings", ())),
    }
