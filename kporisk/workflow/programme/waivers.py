"""Waivers of the register: granted by somebody other than who asks, listed, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from kporisk.documents.cases.reviews import read_reviews
from kporisk.documents.files.suggestions import nearest, shown
from kporisk.errors import UsageError
from kporisk.model.case import Waiver
from kporisk.model.people import who
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workflow.programme.state import VendorState, state_of
from kporisk.workflow.programme.stated import one_line, stated
from kporisk.workflow.workspace.opened import Workspace


class WaiverState(StrEnum):
    """How a waiver stands on a day: in force, in force but not for long, ended, taken back, or another of its rule counts instead."""

    ACTIVE = "active"
    EXPIRING = "expiring"
    ENDED = "ended"
    REVOKED = "revoked"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Granted:
    """One waiver of a vendor. `id`, `requester` and `on` are None for one that came with a case file."""

    vendor: str
    id: str | None
    waiver: Waiver
    requester: str | None
    on: date | None
    state: WaiverState
    revoked: Mapping[str, Any] | None = None
    """By whom it was taken back, on which day, for which reason."""

    def document(self) -> dict[str, Any]:
        """The same as plain JSON."""
        return {
            "vendor": self.vendor,
            "id": self.id,
            "rule": self.waiver.rule,
            "reason": self.waiver.reason,
            "approver": self.waiver.approver,
            "requester": self.requester,
            "on": None if self.on is None else self.on.isoformat(),
            "until": self.waiver.until.isoformat(),
            "state": self.state.value,
            "revoked": None if self.revoked is None else {key: self.revoked[key] for key in ("by", "on", "reason")},
        }


def grant_waiver(
    workspace: Workspace, known: Known, *, rule: str, reason: str, approver: str, requester: str, until: date, on: date, at: datetime
) -> Granted:
    """Waive a rule's floor until a day (inclusive).

    Raises UsageError for a rule that there is not or that has no floor, for an approver who is the requester, a day that is not after
    `on`, and where a waiver of the register for that rule is in force.
    """
    read = _read(workspace, {"rule": rule, "reason": reason.strip(), "approver": approver.strip(), "until": until.isoformat()})
    asked_by = one_line(requester, "the requester's name")
    if who(asked_by) == who(read.approver):
        raise UsageError("a waiver is approved by somebody other than who asks for it; name another approver")
    if until <= on:
        raise UsageError(f"{until} is not after today, {on}; a waiver holds until a day to come: --until DATE")
    state = state_of(workspace.register, known)
    for one in state.own_waivers:
        if one["rule"] == read.rule and date.fromisoformat(one["until"]) >= on:
            raise UsageError(
                f"{one['id']} waives {read.rule} until {one['until']} already; to change it, take it back first: "
                f'kporisk waiver revoke {known.id} {one["id"]} --by NAME --reason "…"'
            )
    id = f"w{sum('grant' in body for body in _bodies(workspace, known)) + 1}"
    grant = {**_normal(read), "id": id, "requester": asked_by, "on": on.isoformat()}
    entry = Entry(Kind.WAIVER, {"from": "register", "grant": grant}, known.ref)
    workspace.commit([entry], at=at, expect={known.ref: state.last})
    return Granted(known.id, id, read, asked_by, on, WaiverState.ACTIVE)


def revoke_waiver(workspace: Workspace, known: Known, id: str, *, by: str, reason: str, on: date, at: datetime) -> Waiver | None:
    """Take a waiver back. Returns the case file's waiver of the same rule, if there is one: it counts again.

    Raises UsageError for an id that no waiver of the register has, and for one that is taken back already.
    """
    state = state_of(workspace.register, known)
    standing = next((one for one in state.own_waivers if one["id"] == id), None)
    if standing is None:
        raise UsageError(_not_standing(known.id, id, [body["grant"]["id"] for body in _bodies(workspace, known) if "grant" in body]))
    named = {"by": one_line(by, "a name"), "reason": stated(reason.strip(), lambda place: place.text("a reason"))}
    entry = Entry(Kind.WAIVER, {"from": "register", "revoke": id, "on": on.isoformat(), **named}, known.ref)
    workspace.commit([entry], at=at, expect={known.ref: state.last})
    left = [one for one in state.filed_waivers if one["rule"] == standing["rule"] and date.fromisoformat(one["until"]) >= on]
    return _waiver(left[-1]) if left else None


def waivers_of(workspace: Workspace, known: Known, *, today: date, within: int) -> tuple[Granted, ...]:
    """All waivers of a vendor, those of case files last. `within`: a waiver that ends within so many seconds is expiring."""
    soon = today + timedelta(seconds=within)
    bodies, state = _bodies(workspace, known), state_of(workspace.register, known)
    revoked = {body["revoke"]: body for body in bodies if "revoke" in body}
    granted = []
    for grant in (body["grant"] for body in bodies if "grant" in body):
        taken_back = revoked.get(grant["id"])
        stands = WaiverState.REVOKED if taken_back else _standing(date.fromisoformat(grant["until"]), today, soon)
        granted.append(
            Granted(known.id, grant["id"], _waiver(grant), grant["requester"], date.fromisoformat(grant["on"]), stands, taken_back)
        )
    return (*granted, *(_filed(known, one, state, today, soon) for one in state.filed_waivers))


def _filed(known: Known, one: Mapping[str, Any], state: VendorState, today: date, soon: date) -> Granted:
    waiver = _waiver(one)
    replaced = any(own["rule"] == waiver.rule for own in state.own_waivers)
    return Granted(known.id, None, waiver, None, None, WaiverState.REPLACED if replaced else _standing(waiver.until, today, soon))


def _standing(until: date, today: date, soon: date) -> WaiverState:
    if until < today:
        return WaiverState.ENDED
    return WaiverState.EXPIRING if until <= soon else WaiverState.ACTIVE


def _bodies(workspace: Workspace, known: Known) -> tuple[Mapping[str, Any], ...]:
    """What the register itself recorded about waivers, the oldest first."""
    records = workspace.register.records(known.ref, kinds=(Kind.WAIVER,))
    bodies = workspace.register.bodies(record.seq for record in records)
    return tuple(bodies[record.seq] for record in records if bodies[record.seq]["from"] == "register")


def _read(workspace: Workspace, document: Mapping[str, Any]) -> Waiver:
    checklists = workspace.library.checklists
    (waiver,) = stated({"waivers": [document]}, lambda place: read_reviews(place, checklists, None)).waivers
    return waiver


def _waiver(document: Mapping[str, Any]) -> Waiver:
    return Waiver(document["rule"], document["reason"], document["approver"], date.fromisoformat(document["until"]))


def _normal(waiver: Waiver) -> dict[str, str]:
    return {"rule": waiver.rule, "reason": waiver.reason, "approver": waiver.approver, "until": waiver.until.isoformat()}


def _not_standing(vendor: str, id: str, known: list[str]) -> str:
    if id in known:
        return f"{id} was taken back already: kporisk waiver list {vendor}"
    near = nearest(id, known)
    hint = f"did you mean {near}?" if near else f"kporisk waiver list {vendor} shows those there are"
    return f"the register has granted {vendor} no waiver {shown(id)}; {hint}"
