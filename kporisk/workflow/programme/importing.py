"""A list of vendors brought into the register in one commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kporisk.documents.cases.vendor_list import Listed
from kporisk.register.book import new_ref
from kporisk.register.kinds import Entry, Kind
from kporisk.workflow.programme.state import VendorFacts, facts_body, facts_from
from kporisk.workflow.programme.vendors import refuse_bad_facts
from kporisk.workflow.workspace.opened import Workspace

FACTS = ("name", "contact", "owner", "note")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: vendors by their ids, in its order."""

    added: tuple[str, ...]
    changed: tuple[tuple[str, tuple[str, ...]], ...]
    """With the names of the facts that are others now."""
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]
    """They were retired, and are left as they are."""


def import_vendors(workspace: Workspace, listed: Sequence[Listed], *, at: datetime, dry_run: bool = False) -> Imported:
    """Add the vendors that are new and change what is said of the others, all in one commit; an empty cell changes nothing.

    `dry_run`: nothing is recorded. Raises UsageError for facts that no vendor can have.
    """
    known = {one.id: one.ref for one in workspace.register.vendors()}
    newest = workspace.register.newest()
    bodies = workspace.register.bodies(newest[known[one.id]].of[Kind.VENDOR] for one in listed if one.id in known)
    added, changed, unchanged, retired = [], [], [], []
    entries: list[Entry] = []
    new: dict[str, str] = {}
    expect: dict[str, int] = {}
    for one in listed:
        given = {name: value for name in FACTS if (value := getattr(one, name)) is not None}
        if one.id not in known:
            ref = new_ref()
            new[ref] = one.id
            entries.append(_entry(VendorFacts(one.id, **given), ref))
            added.append(one.id)
            continue
        ref = known[one.id]
        before = facts_from(bodies[newest[ref].of[Kind.VENDOR]])
        facts = replace(before, **given)
        if before.retired_on is not None:
            retired.append(one.id)
        elif facts == before:
            unchanged.append(one.id)
        else:
            entries.append(_entry(facts, ref))
            expect[ref] = newest[ref].last
            changed.append((one.id, tuple(name for name in given if getattr(facts, name) != getattr(before, name))))
    if entries and not dry_run:
        workspace.commit(entries, at=at, new=new, expect=expect)
    return Imported(tuple(added), tuple(changed), tuple(unchanged), tuple(retired))


def _entry(facts: VendorFacts, ref: str) -> Entry:
    refuse_bad_facts(facts)
    return Entry(Kind.VENDOR, facts_body(facts), ref)
