"""Assessments as the register keeps them: what a list shows at once, the case and the document packed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kporisk.errors import UsageError
from kporisk.model.band import Band, Tier
from kporisk.register.book import Register
from kporisk.register.kinds import Head, Kind, Known, Record
from kporisk.workflow.workspace.pinned import pack, unpack


@dataclass(frozen=True, slots=True)
class Past:
    """One recorded assessment, made of everything recorded about the vendor before it. Score in points, 0 to 100."""

    record: Record
    vendor: str
    as_of: date
    answered_on: date
    score: Band[float]
    tier: Band[Tier]
    standing: Tier
    next_assessment_on: date
    content: str
    """The digest of the checklists and method that it was computed with."""
    program: str
    depth: str | None
    """What depth was asked for, if any."""
    material: str
    why: str
    """What it was recorded for: `assess`, `reassess` or `adopt`."""
    body: Mapping[str, Any]

    def lean(self) -> Past:
        """The same without case and document, which are most of it."""
        return replace(self, body={})

    @property
    def head(self) -> Head:
        """The register's head when it was recorded: itself, since it is the last of its commit. It stands in its reports."""
        return Head(self.record.seq, self.record.sha256)

    @property
    def case_text(self) -> bytes:
        """The case in the canonical form of RFC 8785."""
        return unpack(self.body["case"])

    @property
    def case_document(self) -> dict[str, Any]:
        """The same, read."""
        document = json.loads(self.case_text)
        assert isinstance(document, dict)
        return document

    @property
    def document_text(self) -> bytes:
        """The `kporisk.assessment/1` document as it was recorded, without spaces: writing these takes as long as assessing."""
        return unpack(self.body["document"])

    @property
    def document(self) -> dict[str, Any]:
        """The same, read."""
        document = json.loads(self.document_text)
        assert isinstance(document, dict)
        return document


def past_from(record: Record, body: Mapping[str, Any]) -> Past:
    """The assessment of a record."""
    score, tier = body["score"], body["tier"]
    return Past(
        record,
        body["vendor"],
        date.fromisoformat(body["as_of"]),
        date.fromisoformat(body["answered_on"]),
        Band(score["told"], score["proven"]),
        Band(Tier[tier["told"].upper()], Tier[tier["proven"].upper()]),
        Tier[body["standing"].upper()],
        date.fromisoformat(body["next_assessment_on"]),
        body["content"],
        body["program"],
        body["depth"],
        body["material"],
        body["why"],
        body,
    )


def past_body(
    document: Mapping[str, Any],
    *,
    case_text: bytes,
    document_text: bytes,
    standing: Tier,
    content: str,
    depth: str | None,
    material: str,
    why: str,
) -> dict[str, Any]:
    """The body of an assessment's record."""
    return {
        "vendor": document["vendor"]["id"],
        "as_of": document["as_of"],
        "answered_on": document["answered_on"],
        "score": document["score"],
        "tier": {"told": document["tier"]["told"], "proven": document["tier"]["proven"]},
        "standing": standing.word,
        "next_assessment_on": document["next_assessment_on"],
        "recommendation": document["recommendation"],
        "content": content,
        "program": document["kporisk_version"],
        "depth": depth,
        "material": material,
        "why": why,
        "case": pack(case_text),
        "document": pack(document_text),
    }


def assessments(register: Register, known: Known) -> tuple[Past, ...]:
    """All assessments of a vendor, the oldest first."""
    records = register.records(known.ref, kinds=(Kind.ASSESSMENT,))
    bodies = register.bodies(record.seq for record in records)
    return tuple(past_from(record, bodies[record.seq]) for record in records)


def last_assessment(register: Register, known: Known) -> Past | None:
    """The last assessment of a vendor, or None."""
    records = register.records(known.ref, kinds=(Kind.ASSESSMENT,), newest_first=True)
    return past_from(records[0], register.body(records[0].seq)) if records else None


def assessment_on(register: Register, known: Known, *, seq: int | None = None, on: date | None = None) -> Past:
    """One of a vendor's assessments: of record `seq`, or the last as of `on` or before it, or the last of all.

    Raises UsageError where there is none.
    """
    records = register.records(known.ref, kinds=(Kind.ASSESSMENT,), newest_first=True)
    if not records:
        raise UsageError(f"{known.id} has not been assessed yet: kporisk assess {known.id}")
    if seq is not None:
        records = tuple(record for record in records if record.seq == seq)
        if not records:
            raise UsageError(f"record {seq} is no assessment of {known.id}; kporisk history {known.id} lists them")
    for record in records:
        past = past_from(record, register.body(record.seq))
        if on is None or past.as_of <= on:
            return past
    raise UsageError(f"{known.id} was not assessed on {on} or before; kporisk history {known.id} lists what there is")
