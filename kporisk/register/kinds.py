"""The kinds of records and what one looks like before and after it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a record is about. The body of each kind is described where it is composed, in `kporisk.workflow.programme.bodies`."""

    VENDOR = "vendor"
    ENGAGEMENT = "engagement"
    RESPONSE = "response"
    REVIEW = "review"
    WAIVER = "waiver"
    EVIDENCE = "evidence"
    EXTERNAL = "external"
    ASSESSMENT = "assessment"
    REPORT = "report"
    REMINDER = "reminder"
    HOLD = "hold"
    CONTENT = "content"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded. `ref`: the vendor's reference in the register; empty for what is about no vendor."""

    kind: Kind
    body: Mapping[str, Any]
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the register, without its body."""

    seq: int
    """From 1, without gaps."""
    kind: Kind
    ref: str
    recorded_at: datetime
    """In UTC, to the second."""
    body_sha256: str
    previous_sha256: str
    sha256: str
    """Of the header in the canonical form of RFC 8785: all of the above."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last record: its number and digest. An empty register has the number 0 and sixty-four zeros."""

    seq: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Known:
    """A vendor that the register has a key for."""

    ref: str
    id: str


EMPTY = Head(0, "0" * 64)
