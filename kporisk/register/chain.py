"""The chain: each record's digest covers its header, the digest of its stored body and the digest of the record before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from kporisk.register.kinds import EMPTY, Head, Kind, Record

FORMAT = "kporisk.record/1"


def instant(at: datetime) -> str:
    """An instant as it stands in the register: UTC, to the second. Raises ValueError for one without a time zone."""
    if at.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The instant that `instant` wrote. Raises ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def header_digest(seq: int, kind: str, ref: str, recorded_at: str, body_sha256: str, previous_sha256: str) -> str:
    """SHA-256, in hexadecimal, of a record's header in the canonical form of RFC 8785, which JSON with sorted keys is for plain ASCII."""
    header = {
        "body_sha256": body_sha256,
        "format": FORMAT,
        "kind": kind,
        "previous_sha256": previous_sha256,
        "recorded_at": recorded_at,
        "seq": seq,
        "vendor": ref,
    }
    return hashlib.sha256(json.dumps(header, sort_keys=True, separators=(",", ":")).encode("ascii", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the database holds it, with nothing taken for granted."""

    seq: int
    kind: str
    ref: str
    recorded_at: str
    body: bytes
    body_sha256: str
    previous_sha256: str
    sha256: str

    def record(self) -> Record:
        """The record without its body. Raises ValueError where kind or instant is none."""
        return Record(self.seq, Kind(self.kind), self.ref, moment(self.recorded_at), self.body_sha256, self.previous_sha256, self.sha256)


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with one record. `what`: order, body, header, link, kind or tail."""

    seq: int
    what: str


def linked(head: Head, kind: str, ref: str, recorded_at: str, body: bytes) -> Row:
    """The row that follows `head`."""
    body_sha256 = hashlib.sha256(body).hexdigest()
    seq = head.seq + 1
    return Row(
        seq, kind, ref, recorded_at, body, body_sha256, head.sha256, header_digest(seq, kind, ref, recorded_at, body_sha256, head.sha256)
    )


def broken(rows: Iterable[Row], *, after: Head = EMPTY) -> Iterator[Broken]:
    """Everything that is wrong with the chain of `rows`, which are in the order of their numbers and follow `after`."""
    last = after
    for row in rows:
        if row.seq != last.seq + 1:
            yield Broken(row.seq, "order")
        if hashlib.sha256(row.body).hexdigest() != row.body_sha256:
            yield Broken(row.seq, "body")
        if header_digest(row.seq, row.kind, row.ref, row.recorded_at, row.body_sha256, row.previous_sha256) != row.sha256:
            yield Broken(row.seq, "header")
        if row.previous_sha256 != last.sha256:
            yield Broken(row.seq, "link")
        try:
            row.record()
        except ValueError:
            yield Broken(row.seq, "kind")
        last = Head(row.seq, row.sha256)
