"""An edition of a report: for whom, in which languages, how far approved, in whose look."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from kporisk.errors import UsageError
from kporisk.model.people import who
from kporisk.reports.look import PLAIN, Look, look_from

FORMAT = "kporisk.edition/1"
LONGEST_NAME = 200
"""Characters of a name under a report."""
MOST_RECORDS = 2**53 - 1
"""The highest record number, the highest whole number that JSON is sure to keep."""


class Audience(StrEnum):
    """Who reads it: everything; all but internal notes; what a vendor may see; two pages for the board."""

    INTERNAL = "internal"
    LEGAL = "legal"
    VENDOR = "vendor"
    SUMMARY = "summary"

    @property
    def carries_data(self) -> bool:
        """Whether the file carries case, assessment, checklists and method, so that it can be recomputed."""
        return self in (Audience.INTERNAL, Audience.LEGAL)


class State(StrEnum):
    """How far people have come with it."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class SignOff:
    """Somebody's name under the report, and the day."""

    name: str
    on: date

    @property
    def who(self) -> str:
        """The name however it is written: capitals and spaces make nobody another person."""
        return who(self.name)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the register when the assessment was recorded: the record's number, 1 or more, and its SHA-256 in lower-case digits."""

    seq: int
    sha256: str

    def __post_init__(self) -> None:
        """Raise UsageError for what is no record's number or no SHA-256."""
        if type(self.seq) is not int or not 1 <= self.seq <= MOST_RECORDS:
            raise UsageError("the number of a register's record is a whole number from 1")
        if type(self.sha256) is not str or not re.fullmatch("[0-9a-f]{64}", self.sha256):
            raise UsageError("the SHA-256 of a register's record has 64 hexadecimal digits in lower case")


@dataclass(frozen=True, slots=True)
class Edition:
    """What a report's pages depend on besides the assessment. `languages`: one or more, each in full, one after the other."""

    languages: tuple[str, ...] = ("en",)
    audience: Audience = Audience.LEGAL
    prepared: SignOff | None = None
    reviewed: SignOff | None = None
    approved: SignOff | None = None
    look: Look = PLAIN
    for_signature: bool = False
    """Whether a field is left for a signing platform's visible signature."""
    anchor: Anchor | None = None
    """Where the register stood; None for an assessment that is in none."""

    def __post_init__(self) -> None:
        """Raise UsageError for what nobody could mean: no language, one twice, an approval by who prepared or reviewed it."""
        if not self.languages or len(set(self.languages)) < len(self.languages):
            raise UsageError("name each language of the report once, for example --lang en,fr")
        if any(one is not None and not 0 < len(one.name) <= LONGEST_NAME for one in (self.prepared, self.reviewed, self.approved)):
            raise UsageError(f"a name under a report has from 1 to {LONGEST_NAME} characters")
        others = {one.who for one in (self.prepared, self.reviewed) if one is not None}
        if self.approved is not None and self.approved.who in others:
            raise UsageError("a report is approved by someone else than who prepared or reviewed it; name another person")

        days = [one.on for one in (self.prepared, self.reviewed, self.approved) if one is not None]
        if days != sorted(days):
            raise UsageError("a report is prepared, then reviewed, then approved; set the dates in that order")

    @property
    def state(self) -> State:
        """DRAFT until somebody has reviewed it, APPROVED once somebody else has approved it."""
        if self.approved is not None:
            return State.APPROVED
        return State.DRAFT if self.reviewed is None else State.REVIEWED


def edition_document(edition: Edition) -> dict[str, Any]:
    """The edition as plain JSON, the same for the same edition."""
    return {
        "format": FORMAT,
        "languages": list(edition.languages),
        "audience": edition.audience.value,
        "state": edition.state.value,
        **{name: _signed(getattr(edition, name)) for name in ("prepared", "reviewed", "approved")},
        "for_signature": edition.for_signature,
        "look": edition.look.document(),
        "anchor": None if edition.anchor is None else {"seq": edition.anchor.seq, "sha256": edition.anchor.sha256},
    }


def edition_from(document: Mapping[str, Any]) -> Edition:
    """The edition of a document that `edition_document` made. Raises UsageError, KeyError, TypeError or ValueError for any other."""
    if document["format"] != FORMAT:
        raise ValueError(f"this is no {FORMAT}")
    edition = Edition(
        languages=tuple(str(lang) for lang in document["languages"]),
        audience=Audience(document["audience"]),
        **{name: _sign_off(document[name]) for name in ("prepared", "reviewed", "approved")},
        look=look_from(document["look"]),
        for_signature=bool(document["for_signature"]),
        anchor=_anchor(document.get("anchor")),
    )
    if edition.state != document["state"]:
        raise ValueError("the edition's state is not what its signatures say")
    return edition


def _signed(one: SignOff | None) -> dict[str, str] | None:
    return None if one is None else {"name": one.name, "on": one.on.isoformat()}


def _anchor(document: Mapping[str, Any] | None) -> Anchor | None:
    return None if document is None else Anchor(document["seq"], document["sha256"])


def _sign_off(document: Mapping[str, str] | None) -> SignOff | None:
    return None if document is None else SignOff(str(document["name"]), date.fromisoformat(document["on"]))
