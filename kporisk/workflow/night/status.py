"""How the programme stands: the last runs, who is overdue, what failed; for people and for whatever watches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kporisk.workflow.night.calendar import Due, due_of
from kporisk.workflow.night.runs import Runs, last_run
from kporisk.workflow.programme.vendors import list_vendors
from kporisk.workflow.workspace.opened import Workspace

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a workspace at an instant. Ages in seconds; None where there was no such run."""

    vendors: int
    """All that are not retired."""
    assessed: int
    last: dict[str, Any] | None
    good: dict[str, Any] | None
    age: float | None
    """Since the last run that was complete and failed nowhere."""
    overdue: tuple[Due, ...]
    """Due for more days than the settings' grace."""
    failed: tuple[str, ...]
    """Ids of vendors for whom the last run that came to them failed."""
    complaints: tuple[str, ...]
    """What a watcher is told; empty where all is well."""


def status(workspace: Workspace, *, at: datetime, today: date) -> Status:
    """The state of a workspace."""
    settings = workspace.settings
    last, good = last_run(workspace), last_run(workspace, good=True)
    age = None if good is None else (at - good["recorded_at"]).total_seconds()
    grace = settings.status_grace // DAY
    listed = [one for one in list_vendors(workspace) if one.facts.retired_on is None]
    due = due_of(listed, workspace, today=today, until=today)
    overdue = tuple(one for one in due if one.overdue > grace)
    ids = {one.known.ref: one.known.id for one in listed}
    failed = tuple(sorted(ids[ref] for ref in Runs(workspace, [one.ref for one in workspace.register.vendors()]).failed if ref in ids))
    assessed = sum(one.past is not None for one in listed)
    complaints = []
    if age is None:
        complaints.append("no good run has been made yet")
    elif age > settings.status_max_age:
        complaints.append(f"the last good run was {_ago(age)} ago")
    if failed:
        complaints.append(f"{len(failed)} vendor{'s' if len(failed) != 1 else ''} failed in the last run")
    if overdue:
        complaints.append(f"{len(overdue)} vendor{'s are' if len(overdue) != 1 else ' is'} overdue")
    return Status(len(listed), assessed, last, good, age, overdue, failed, tuple(complaints))


def _ago(seconds: float) -> str:
    """In hours within the last three days, else in days."""
    return f"{seconds / 3600:.0f} hours" if seconds < 3 * DAY else f"{seconds / DAY:.0f} days"
