"""`kporisk due`."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk import __version__
from kporisk.cli import clock
from kporisk.cli.options import DurationType
from kporisk.cli.output import complain, say
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.workflow.night.calendar import Due
    from kporisk.workflow.workspace.opened import Workspace

DAY = 86_400
_COLUMNS = ("vendor", "name", "due", "overdue_days", "tier", "answered_on", "asked")
_OLDER = (
    rb"BEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:-//kporisk//",
    rb'\{\s*"format": "kporisk\.due/',
    ",".join(_COLUMNS).encode(),
    rb"vendor +due +overdue ",
    rb"Nobody is due within ",
)
"""How a file begins that an earlier `kporisk due -o` wrote."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.command()
@click.option("--within", type=DurationType(), metavar="SPAN", help="How far to look ahead, for example 30d.  [default: due.within]")
@click.option(
    "--format", "form", default="table", show_default=True, type=click.Choice(("table", "json", "csv", "ics")), help="ics: for a calendar."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a file.  [default: stdout]")
@in_workspace
def due(within: int | None, form: str, output: Path | None, place: Path | None) -> int:
    """List whose re-assessment is due, and since when: the day of the answers + the cadence of the standing tier.

    \b
    Example:
      kporisk due --within 90d
      kporisk due --format ics -o due.ics

    With -o an older list is replaced, and nothing else is.
    """
    from kporisk.workflow.night.calendar import due_list

    today = clock.today()
    with opened(place) as workspace:
        days = (workspace.settings.due_within if within is None else within) // DAY
        found = due_list(workspace, today=today, until=today + timedelta(days=days))
        text = _SHAPES[form](workspace, found, days)
    if output is not None:
        from kporisk.workflow.files import write_whole

        _refuse_a_file_of_others(output)
        write_whole(output, text.encode())
        complain(f"written: {output}")
    elif form == "table":
        say(text.rstrip("\n"))
    else:
        click.echo(text, nl=False)
    return ExitCode.DONE


def _refuse_a_file_of_others(path: Path) -> None:
    """An older list is replaced, for cron writes it each night; nothing else is."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        begin = file.read(400)
    if begin and not any(re.match(one, begin) for one in _OLDER):
        raise UsageError(f"{path} exists already and is no list of who is due; name another file, so that nothing is overwritten")


def _table(_workspace: Workspace, found: tuple[Due, ...], days: int) -> str:
    if not found:
        return f"Nobody is due within {days} days."
    wide = max(6, *(len(one.listed.known.id) for one in found))
    lines = [f"{'vendor':<{wide}}  {'due':<10}  {'overdue':>8}  {'tier':<8}  {'answers of':<10}  asked"]
    for one in found:
        overdue = f"{one.overdue} d" if one.overdue else ""
        lines.append(
            f"{one.listed.known.id:<{wide}}  {one.on}  {overdue:>8}  {one.past.standing.word:<8}  {one.past.answered_on}  "
            f"{'yes' if one.reminded else 'no'}"
        )
    return "\n".join(lines)


def _entries(found: tuple[Due, ...]) -> list[dict[str, object]]:
    return [
        {
            "vendor": one.listed.known.id,
            "name": one.listed.facts.name,
            "due": one.on.isoformat(),
            "overdue_days": one.overdue,
            "tier": one.past.standing.word,
            "answered_on": one.past.answered_on.isoformat(),
            "asked": one.reminded,
        }
        for one in found
    ]


def _json(workspace: Workspace, found: tuple[Due, ...], days: int) -> str:
    import json

    document = {"format": "kporisk.due/1", "workspace": workspace.settings.workspace_id, "within_days": days, "due": _entries(found)}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _csv(_workspace: Workspace, found: tuple[Due, ...], _days: int) -> str:
    """Comma-separated values with a heading; a cell that a spreadsheet would take for a formula gets a leading quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for entry in _entries(found):
        writer.writerow(_cell(value) for value in entry.values())
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _ics(workspace: Workspace, found: tuple[Due, ...], _days: int) -> str:
    from kporisk.delivery.calendar import Entry, calendar

    id = workspace.settings.workspace_id
    entries = [Entry(f"{id}-{one.listed.known.ref}", one.listed.known.id, one.on, one.past.standing) for one in found]
    return calendar(entries, made_at=clock.now(), product=f"kporisk {__version__}").decode()


_SHAPES = {"table": _table, "json": _json, "csv": _csv, "ics": _ics}
