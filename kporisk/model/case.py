"""A case: one vendor, one round. What the client says, what the vendor says, what the auditor established."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from kporisk.model.scale import Text, Value

EngagementValue: TypeAlias = Value | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vendor:
    """Whom the case is about."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """A respondent. `domains` empty: answers anywhere."""

    id: str
    name: str
    role: str = ""
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """Who declared the response complete and true, and when."""

    name: str
    role: str
    on: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document that the response declares once and cites where it helps."""

    id: str
    kind: str
    title: str
    issued: date | None = None
    expires: date | None = None
    file: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a piece of evidence: `soc2#CC6.1`."""

    evidence: str
    place: str = ""

    def __str__(self) -> str:
        """As written in a response."""
        return f"{self.evidence}#{self.place}" if self.place else self.evidence


class Status(StrEnum):
    """What kind of answer was given."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to one question. `value` is set exactly when `status` is answered."""

    status: Status
    value: Value | None = None
    reason: str | None = None
    by: str | None = None
    evidence: tuple[Citation, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What was said, when and by whom."""

    answered_on: date
    respondents: tuple[Person, ...] = ()
    declaration: Declaration | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)


class Outcome(StrEnum):
    """What a reviewer decided about a piece of evidence."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewer's decision on one piece of evidence for named questions."""

    evidence: str
    questions: tuple[str, ...]
    outcome: Outcome
    by: str
    on: date
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule's floor, accepted by somebody for a reason until a date (inclusive)."""

    rule: str
    reason: str
    approver: str
    until: date


@dataclass(frozen=True, slots=True)
class Reviews:
    """What the auditor established."""

    evidence: tuple[Review, ...] = ()
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256, in hexadecimal, over the normal forms in RFC 8785."""

    case: str
    response: str
    reviews: str


@dataclass(frozen=True, slots=True)
class DocumentWarning:
    """Something doubtful that does not stop an assessment; `message` in every language, since reports print it."""

    source: str
    pointer: str
    message: Text
    evidence: str | None = None
    """The evidence that it is about, where it is about one."""
    questions: tuple[str, ...] = ()
    """The questions whose answers it quotes, where it is about a contradiction."""


@dataclass(frozen=True, slots=True)
class Case:
    """One vendor, one round: everything that `assess` judges."""

    vendor: Vendor
    engagement: Mapping[str, EngagementValue]
    response: Response
    reviews: Reviews
    digests: Digests
    warnings: tuple[DocumentWarning, ...] = ()
    """What the reader found doubtful; carried into the assessment."""
