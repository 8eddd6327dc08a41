"""Holds: as long as one stands, a vendor is not purged, for example because of a dispute or an audit.

The body of a hold's record: `{"hold": id, "reason": ..., "by": ..., "on": day}`, or `{"release": id, "by": ..., "on": day}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kporisk.documents.files.suggestions import shown
from kporisk.errors import UsageError
from kporisk.register.book import Register
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workflow.workspace.opened import Workspace

LONGEST = 300
"""Characters of a reason or a name."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold that stands. `id`: the number by which it is released, from 1 for each vendor."""

    vendor: str
    id: int
    reason: str
    by: str
    on: date


def holds_of(register: Register, known: Known) -> tuple[Hold, ...]:
    """The holds of a vendor that stand, the oldest first."""
    return tuple(hold for hold, released in _told(register, known) if not released)


def all_holds(workspace: Workspace) -> tuple[Hold, ...]:
    """All holds that stand, by vendor."""
    newest = workspace.register.newest()
    held = [known for known in workspace.register.vendors() if known.ref in newest and Kind.HOLD in newest[known.ref].of]
    return tuple(hold for known in held for hold in holds_of(workspace.register, known))


def add_hold(workspace: Workspace, id: str, *, reason: str, by: str, on: date, at: datetime) -> Hold:
    """Hold a vendor. Raises UsageError for an unknown vendor, or a reason or name that is none."""
    known = workspace.vendor(id)
    for what, value in (("reason", reason), ("name", by)):
        if not value.strip() or len(value) > LONGEST or not value.isprintable():
            raise UsageError(f"the {what} is one line of at most {LONGEST} characters, and not empty")
    last = _last(workspace.register, known)
    number = len(_told(workspace.register, known)) + 1
    body = {"hold": number, "reason": reason, "by": by, "on": on.isoformat()}
    workspace.commit([Entry(Kind.HOLD, body, known.ref)], at=at, expect={known.ref: last})
    return Hold(known.id, number, reason, by, on)


def release_hold(workspace: Workspace, id: str, number: int, *, by: str, on: date, at: datetime) -> Hold:
    """Let a hold go. Raises UsageError where it does not stand."""
    known = workspace.vendor(id)
    if not by.strip() or len(by) > LONGEST or not by.isprintable():
        raise UsageError(f"the name is one line of at most {LONGEST} characters, and not empty")
    last = _last(workspace.register, known)
    standing = {hold.id: hold for hold in holds_of(workspace.register, known)}
    if number not in standing:
        there = f"those that stand: {', '.join(map(str, standing))}" if standing else "none stands"
        raise UsageError(f"{shown(id)} has no hold {number}; {there}")
    workspace.commit([Entry(Kind.HOLD, {"release": number, "by": by, "on": on.isoformat()}, known.ref)], at=at, expect={known.ref: last})
    return standing[number]


def refuse_held(register: Register, known: Known) -> None:
    """Raise UsageError with every reason for which a vendor is held."""
    held = holds_of(register, known)
    if held:
        reasons = "; ".join(f"hold {hold.id} by {hold.by} since {hold.on}: {hold.reason}" for hold in held)
        release = f"kporisk hold release {known.id} {held[0].id} --by NAME"
        raise UsageError(f"{known.id} is held and cannot be purged: {reasons}. To let it go: {release}")


def _told(register: Register, known: Known) -> list[tuple[Hold, bool]]:
    records = register.records(known.ref, kinds=(Kind.HOLD,))
    bodies = register.bodies(record.seq for record in records)
    holds: dict[int, tuple[Hold, bool]] = {}
    for record in records:
        body = bodies[record.seq]
        if "hold" in body:
            holds[body["hold"]] = (Hold(known.id, body["hold"], body["reason"], body["by"], date.fromisoformat(body["on"])), False)
        else:
            holds[body["release"]] = (holds[body["release"]][0], True)
    return list(holds.values())


def _last(register: Register, known: Known) -> int:
    return register.newest()[known.ref].last
