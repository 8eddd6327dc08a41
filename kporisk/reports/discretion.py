"""What each audience may read of an assessment: everything, all but internal notes, or what is the vendor's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, assert_never

from kporisk.reports.edition import Audience, Edition, SignOff
from kporisk.reports.reading import Document
from kporisk.reports.vendor import for_vendor

OURS = ("client", "auditor")
"""Whose notes on answers are internal. What the vendor wrote, and what was read off the contract, is not."""


def edition_data(assessment: Document, audience: Audience) -> Document:
    """The data behind an edition: what its pages are made of and what its digest is of.

    The vendor edition has a document of its own: the digest of the whole would let a reader test guesses of what is not shown.
    """
    match audience:
        case Audience.INTERNAL | Audience.LEGAL | Audience.SUMMARY:
            return assessment
        case Audience.VENDOR:
            return for_vendor(assessment)
        case _:
            assert_never(audience)


def discreet(edition: Edition, *, day: date) -> Edition:
    """The edition without what its reader may not know: who prepared, reviewed and approved it, and when, is not for the vendor.

    Its state stays, and with it an edition that can be read back from the file: what stands for a name is no name. Where the register
    stood is for those who have the digests.
    """
    if not edition.audience.carries_data:
        edition = replace(edition, anchor=None)
    if edition.audience is not Audience.VENDOR:
        return edition
    reviewed = None if edition.reviewed is None else SignOff("reviewed", day)
    approved = None if edition.approved is None else SignOff("approved", day)
    return replace(edition, prepared=None, reviewed=reviewed, approved=approved)


def digest(data: Document) -> str:
    """SHA-256, in hexadecimal, of a document as compact JSON with sorted names."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def without_internal_notes(assessment: Document) -> tuple[Document, int]:
    """The assessment without internal notes, and how many were left out.

    Internal are the notes of reviewers on evidence, and the notes on answers of the client or the auditor; with these go the contradictions
    that may quote them. Reasons stay: of a waiver, and of an answer that is not applicable.
    """
    questions, left_out = [], 0
    for question in assessment["questions"]:
        ours = question["respondent"] in OURS and bool(question["note"])
        evidence = [_noteless(cited) for cited in question["evidence"]]
        left_out += ours + sum(bool(review["note"]) for cited in question["evidence"] for review in cited["reviews"])
        questions.append({**question, "note": None if ours else question["note"], "evidence": evidence})
    internal = {question["id"] for question in assessment["questions"] if question["respondent"] in OURS and question["note"]}
    warnings = [warning for warning in assessment["warnings"] if internal.isdisjoint(warning.get("questions", ()))]
    return {**assessment, "questions": questions, "warnings": warnings}, left_out


def _noteless(cited: Mapping[str, Any]) -> dict[str, Any]:
    return {**cited, "reviews": [{**review, "note": None} for review in cited["reviews"]]}
