"""Vendors: added, changed, retired, listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from kporisk.documents.cases.reader import VENDOR_ID
from kporisk.documents.files.suggestions import shown
from kporisk.errors import UsageError
from kporisk.register.book import new_ref
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workflow.programme.past import Past, last_assessment, past_from
from kporisk.workflow.programme.state import INPUTS, VendorFacts, VendorState, facts_body, facts_from, state_of
from kporisk.workflow.workspace.opened import Workspace

LONGEST = 300
"""Characters of a vendor's name, contact or owner."""
LONGEST_NOTE = 8_000
"""Characters of a note, which may have several lines."""


_PAGE = 100
"""Vendors whose assessments are held at a time: each is some tens of kilobytes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A vendor with its last assessment, if any."""

    known: Known
    facts: VendorFacts
    past: Past | None


def add_vendor(workspace: Workspace, facts: VendorFacts, *, at: datetime) -> None:
    """Add a vendor, or take one up again that was retired, of which what is not given stays as it was.

    Raises UsageError for a bad id or name, and where it is there already.
    """
    known = next((one for one in workspace.register.vendors() if one.id == facts.id), None)
    if known is None:
        refuse_bad_facts(facts)
        ref = new_ref()
        workspace.commit([Entry(Kind.VENDOR, facts_body(facts), ref)], at=at, new={ref: facts.id})
        return
    state = state_of(workspace.register, known)
    if state.facts.retired_on is None:
        raise UsageError(
            f"the register has a vendor {facts.id} already: kporisk vendor show {facts.id}; "
            f"to change what stands there: kporisk vendor change {facts.id} --name NAME"
        )
    given = {key: value for key, value in asdict(facts).items() if value}
    again = replace(state.facts, **{**given, "retired_on": None})
    refuse_bad_facts(again)
    workspace.commit([Entry(Kind.VENDOR, facts_body(again), known.ref)], at=at, expect={known.ref: state.last})


def change_vendor(workspace: Workspace, id: str, changed: Mapping[str, str], *, at: datetime) -> VendorFacts:
    """Change a vendor's name, contact, owner or note, and return all of them. Raises UsageError where nothing would be another."""
    known = workspace.vendor(id)
    state = state_of(workspace.register, known)
    if state.facts.retired_on is not None:
        raise UsageError(f"{id} was retired on {state.facts.retired_on}; to take it up again: kporisk vendor add {id} --name NAME")
    facts = replace(state.facts, **changed)  # type: ignore[arg-type]
    refuse_bad_facts(facts)
    if facts == state.facts:
        raise UsageError(f"{id} has these facts already, so nothing was recorded")
    workspace.commit([Entry(Kind.VENDOR, facts_body(facts), known.ref)], at=at, expect={known.ref: state.last})
    return facts


def retire_vendor(workspace: Workspace, id: str, *, on: date, at: datetime) -> None:
    """Retire a vendor: nothing is due of it any more, everything recorded stays. Raises UsageError where it is retired already."""
    known = workspace.vendor(id)
    state = state_of(workspace.register, known)
    if state.facts.retired_on is not None:
        raise UsageError(f"{id} was retired on {state.facts.retired_on} already")
    body = facts_body(replace(state.facts, retired_on=on))
    workspace.commit([Entry(Kind.VENDOR, body, known.ref)], at=at, expect={known.ref: state.last})


def list_vendors(workspace: Workspace) -> tuple[Listed, ...]:
    """All vendors by their ids, each with its last assessment, without case and document: there may be thousands."""
    register, newest = workspace.register, workspace.register.newest()
    known = [one for one in register.vendors() if one.ref in newest]
    listed: list[Listed] = []
    for start in range(0, len(known), _PAGE):
        page = known[start : start + _PAGE]
        facts = register.bodies(newest[one.ref].of[Kind.VENDOR] for one in page)
        last = {one.ref: newest[one.ref].of[Kind.ASSESSMENT] for one in page if Kind.ASSESSMENT in newest[one.ref].of}
        records = {record.seq: record for record in register.records_by(last.values())}
        bodies = register.bodies(last.values())
        listed += [
            Listed(
                one,
                facts_from(facts[newest[one.ref].of[Kind.VENDOR]]),
                past_from(records[last[one.ref]], bodies[last[one.ref]]).lean() if one.ref in last else None,
            )
            for one in page
        ]
    return tuple(listed)


@dataclass(frozen=True, slots=True)
class Shown:
    """One vendor: its state, its last assessment, how many records of each kind there are, and what that assessment does not know."""

    state: VendorState
    past: Past | None
    counts: Mapping[Kind, int]
    since: tuple[Kind, ...]
    """The kinds of what was recorded after the last assessment and counts in the next."""


def show_vendor(workspace: Workspace, id: str) -> Shown:
    """What the register has about a vendor."""
    known = workspace.vendor(id)
    records = workspace.register.records(known.ref)
    past = last_assessment(workspace.register, known)
    after = 0 if past is None else past.record.seq
    since = dict.fromkeys(record.kind for record in records if record.seq > after and record.kind in INPUTS)
    return Shown(state_of(workspace.register, known), past, Counter(record.kind for record in records), tuple(since))


def refuse_bad_facts(facts: VendorFacts) -> None:
    """Raise UsageError for an id or a name that no vendor can have."""
    if not VENDOR_ID.fullmatch(facts.id):
        raise UsageError(f"{shown(facts.id)!r} is no vendor id: small letters, digits and hyphens, at most 63, for example acme-research")
    if not facts.name.strip():
        raise UsageError("a vendor has a name: --name 'Acme Research Pvt Ltd'")
    for what in ("name", "contact", "owner"):
        value = getattr(facts, what)
        if len(value) > LONGEST or not value.isprintable():
            raise UsageError(f"the {what} is one line of at most {LONGEST} characters")
    if len(facts.note) > LONGEST_NOTE or not "".join(facts.note.split()).isprintable():
        raise UsageError(f"the note is a text of at most {LONGEST_NOTE} characters")
