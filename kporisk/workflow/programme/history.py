"""A vendor's history: every assessment, and what was recorded before each that it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kporisk.register.book import Register
from kporisk.register.kinds import Kind, Known, Record
from kporisk.workflow.programme.past import Past, past_from
from kporisk.workflow.programme.state import INPUTS


@dataclass(frozen=True, slots=True)
class Happened:
    """One record that an assessment was made of and the one before it was not."""

    record: Record
    by: tuple[str, ...]
    """Who stands in it as having said, reviewed, approved or brought it; empty where nobody does."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One assessment and what happened since the one before."""

    past: Past
    happened: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class History:
    """All of a vendor's assessments, the oldest first, and what happened since the last."""

    chapters: tuple[Chapter, ...]
    since: tuple[Happened, ...]


def history(register: Register, known: Known) -> History:
    """A vendor's history. Raises IntegrityError for a record that is not what was written."""
    records = register.records(known.ref, kinds=(*INPUTS, Kind.ASSESSMENT))
    bodies = register.bodies(record.seq for record in records)
    chapters: list[Chapter] = []
    happened: list[Happened] = []
    for record in records:
        body = bodies[record.seq]
        if record.kind is Kind.ASSESSMENT:
            chapters.append(Chapter(past_from(record, body), tuple(happened)))
            happened = []
        else:
            happened.append(Happened(record, tuple(dict.fromkeys(_people(record.kind, body)))))
    return History(tuple(chapters), tuple(happened))


def _people(kind: Kind, body: Mapping[str, Any]) -> Iterator[str]:
    match kind:
        case Kind.RESPONSE:
            declaration = body["response"].get("declaration")
            if declaration:
                yield declaration["name"]
        case Kind.REVIEW:
            for review in body["reviews"] if body["from"] == "file" else (body["review"],):
                yield review["by"]
        case Kind.WAIVER if body["from"] == "file":
            for waiver in body["waivers"]:
                yield waiver["approver"]
        case Kind.WAIVER if "grant" in body:
            yield body["grant"]["approver"]
        case Kind.WAIVER | Kind.EVIDENCE:
            yield body["by"]
        case _:
            return
