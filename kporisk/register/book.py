"""The register: records appended to a chain and read back, each body encrypted under its vendor's key."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from kporisk.errors import IntegrityError, LockedError, NotOpenedError, UsageError
from kporisk.register.chain import Row, instant, linked, moment
from kporisk.register.engine import reading, wiped, writing
from kporisk.register.kinds import EMPTY, Entry, Head, Kind, Known, Record
from kporisk.register.tables import KEYS, RECORDS
from kporisk.register.vault import MasterKey, new_key, seal, unseal

BACKWARDS = timedelta(seconds=120)
"""So far the clock may have been set back: two machines are never quite at the same time."""
FORWARDS = timedelta(days=400)
"""So long after the last record nothing is written any more: the clock is likelier wrong than the workspace forgotten."""
SYSTEM = ""
_PAGE = 200
_HEADER = tuple(column for column in RECORDS.c if column.name != "body")


class MovedError(LockedError):
    """Somebody else has recorded something since it was read, so that what was to be recorded may be stale."""


class PurgedError(UsageError):
    """The vendor is purged: nothing about it can be read or written any more."""


class ClockError(IntegrityError):
    """The clock stands before the last record or too long after it; nothing was written."""


@dataclass(frozen=True, slots=True)
class Newest:
    """A vendor's last record of each kind, by number, and its last record of all."""

    last: int
    of: Mapping[Kind, int]


class Register:
    """One register, open. Every method sees a single state of it."""

    def __init__(self, engine: Engine, master: MasterKey) -> None:
        self._engine = engine
        self._master = master
        self._keys: dict[str, bytes] = {}

    @property
    def engine(self) -> Engine:
        """The database, for upkeep."""
        return self._engine

    def create(self) -> None:
        """Give a new register the key for what is about no vendor."""
        with writing(self._engine) as connection:
            connection.execute(insert(KEYS).values(ref=SYSTEM, vendor_id=None, wrapped=self._master.wrap(SYSTEM, new_key())))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # What is there

    def head(self) -> Head:
        """The last record, or EMPTY."""
        with reading(self._engine) as connection:
            return _head(connection)

    def vendors(self) -> tuple[Known, ...]:
        """All vendors that have a key, by their ids."""
        query = select(KEYS.c.ref, KEYS.c.vendor_id).where(KEYS.c.ref != SYSTEM).order_by(KEYS.c.vendor_id)
        with reading(self._engine) as connection:
            return tuple(sorted((Known(ref, id) for ref, id in connection.execute(query)), key=lambda one: one.id))

    def newest(self) -> dict[str, Newest]:
        """Each vendor's newest records, by reference; what is about no vendor stands under the empty one."""
        query = select(RECORDS.c.ref, RECORDS.c.kind, func.max(RECORDS.c.seq)).group_by(RECORDS.c.ref, RECORDS.c.kind)
        found: dict[str, dict[Kind, int]] = {}
        with reading(self._engine) as connection:
            for ref, kind, seq in connection.execute(query):
                found.setdefault(ref, {})[_kind(kind)] = seq
        return {ref: Newest(max(of.values()), of) for ref, of in found.items()}

    def records(
        self, ref: str | None = None, *, kinds: Sequence[Kind] = (), upto: int | None = None, newest_first: bool = False
    ) -> tuple[Record, ...]:
        """The records about a vendor (of all where None), of some kinds (all where empty), up to a number; without their bodies."""
        query = select(*_HEADER).order_by(RECORDS.c.seq.desc() if newest_first else RECORDS.c.seq)
        if ref is not None:
            query = query.where(RECORDS.c.ref == ref)
        if kinds:
            query = query.where(RECORDS.c.kind.in_([kind.value for kind in kinds]))
        if upto is not None:
            query = query.where(RECORDS.c.seq <= upto)
        with reading(self._engine) as connection:
            return tuple(_record(_headed(values)) for values in connection.execute(query))

    def records_by(self, seqs: Iterable[int]) -> tuple[Record, ...]:
        """The records of some numbers, without their bodies; numbers that there are not are left out."""
        wanted, found = sorted(set(seqs)), []
        with reading(self._engine) as connection:
            for start in range(0, len(wanted), _PAGE):
                query = select(*_HEADER).where(RECORDS.c.seq.in_(wanted[start : start + _PAGE])).order_by(RECORDS.c.seq)
                found += [_record(_headed(values)) for values in connection.execute(query)]
        return tuple(found)

    def bodies(self, seqs: Iterable[int]) -> dict[int, dict[str, Any]]:
        """The bodies of records by their numbers. Raises IntegrityError for one that is not what was written, or whose vendor is purged."""
        wanted, found = sorted(set(seqs)), {}
        with reading(self._engine) as connection:
            for start in range(0, len(wanted), _PAGE):
                query = select(RECORDS.c.seq, RECORDS.c.kind, RECORDS.c.ref, RECORDS.c.body).where(
                    RECORDS.c.seq.in_(wanted[start : start + _PAGE])
                )
                for seq, kind, ref, body in connection.execute(query).all():
                    found[seq] = self._unsealed(connection, seq, kind, ref, body)
        missing = [seq for seq in wanted if seq not in found]
        if missing:
            raise IntegrityError(f"record {missing[0]} is not in the register; kporisk verify --register says what is wrong")
        return found

    def body(self, seq: int) -> dict[str, Any]:
        """The body of one record; errors as in `bodies`."""
        return self.bodies((seq,))[seq]

    def rows(self, *, after: int = 0) -> Iterator[Row]:
        """Everything as it stands, for whoever verifies it: in the order of the numbers, page by page."""
        while True:
            query = select(RECORDS).where(RECORDS.c.seq > after).order_by(RECORDS.c.seq).limit(_PAGE)
            with reading(self._engine) as connection:
                page = [Row(*values) for values in connection.execute(query)]
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1].seq

    def open_row(self, row: Row) -> dict[str, Any] | None:
        """The body of a row; None where its vendor is purged. Raises IntegrityError for one that is not what was written."""
        if row.ref not in self._keys:
            with reading(self._engine) as connection:
                if self._wrapped(connection, row.ref) is None:
                    return None
                self._key(connection, row.ref)
        try:
            return unseal(self._keys[row.ref], row.kind, row.ref, row.body)
        except IntegrityError:
            raise _not_written(row.seq) from None

    def key_of(self, ref: str) -> bytes:
        """The key of a vendor, for its evidence. Raises UsageError where it is purged."""
        with reading(self._engine) as connection:
            return self._key(connection, ref)

    # What is written

    def append(
        self,
        entries: Sequence[Entry],
        *,
        at: datetime,
        new: Mapping[str, str] | None = None,
        expect: Mapping[str, int] | None = None,
        content: int | None = None,
        any_clock: bool = False,
        forget: str | None = None,
    ) -> tuple[Record, ...]:
        """Record all entries or none of them, in one commit that has reached the disk when this returns.

        `new`: vendors to make a key for, id by reference. `expect`: the number of the last record about each vendor when it was read;
        raises MovedError where one has moved on. `content`: likewise the number of the last pinned set of checklists. Raises
        ClockError for an instant before the last record, or long after it (`any_clock`: a person said that the clock is right), UsageError
        for a vendor that exists already or is purged. `forget`: a vendor whose key is destroyed with it; see `forget`.
        """
        recorded_at = instant(at)
        with writing(self._engine) as connection:
            head = _head(connection)
            if not any_clock:
                _refuse_wrong_clock(connection, at)
            for ref, last in (expect or {}).items():
                if _last(connection, ref) != last:
                    raise MovedError("something else was recorded about the vendor in the meantime; run the command again")
            if content is not None and _last(connection, SYSTEM, Kind.CONTENT) != content:
                raise MovedError("another set of checklists was adopted in the meantime; run the command again")
            for ref, id in (new or {}).items():
                if connection.scalar(select(KEYS.c.ref).where(KEYS.c.vendor_id == id)) is not None:
                    raise UsageError(f"the register has a vendor {id} already")
                connection.execute(insert(KEYS).values(ref=ref, vendor_id=id, wrapped=self._master.wrap(ref, new_key())))
            rows = []
            for ref in {entry.ref for entry in entries}:
                # Somebody else may have purged the vendor since its key was last used here.
                self._keys.pop(ref, None)
            for entry in entries:
                body = seal(self._key(connection, entry.ref), entry.kind, entry.ref, entry.body)
                row = linked(head, entry.kind.value, entry.ref, recorded_at, body)
                rows.append(row)
                head = Head(row.seq, row.sha256)
            if rows:
                connection.execute(insert(RECORDS), [_values(row) for row in rows])
            if forget is not None:
                connection.execute(delete(KEYS).where(KEYS.c.ref == forget))
                self._keys.pop(forget, None)
        return tuple(row.record() for row in rows)

    def refuse_wrong_clock(self, at: datetime) -> None:
        """Raise ClockError as `append` would, before any work is done."""
        with reading(self._engine) as connection:
            _refuse_wrong_clock(connection, at)

    def forget(self, ref: str, entry: Entry, *, at: datetime) -> bool:
        """Destroy a vendor's key and its id: what was recorded about it can never be read again, and the chain stays whole.

        `entry`, the record that says so, is written in the same commit. Returns whether the database has also let go of the place where
        the key stood; False while somebody else reads in it for long. Errors as in `append`.
        """
        self.append([entry], at=at, forget=ref)
        return wiped(self._engine)

    # Keys

    def _wrapped(self, connection: Connection, ref: str) -> bytes | None:
        found: bytes | None = connection.scalar(select(KEYS.c.wrapped).where(KEYS.c.ref == ref))
        return found

    def _key(self, connection: Connection, ref: str) -> bytes:
        if ref not in self._keys:
            wrapped = self._wrapped(connection, ref)
            if wrapped is None:
                if ref == SYSTEM:
                    raise NotOpenedError("the register has lost its own key; restore a backup: kporisk db restore FILE")
                raise PurgedError("the vendor is purged: its key is destroyed, and nothing about it can be read or written")
            self._keys[ref] = self._master.unwrap(ref, bytes(wrapped))
        return self._keys[ref]

    def _unsealed(self, connection: Connection, seq: int, kind: str, ref: str, body: bytes) -> dict[str, Any]:
        try:
            return unseal(self._key(connection, ref), kind, ref, body)
        except IntegrityError:
            raise _not_written(seq) from None


def _not_written(seq: int) -> IntegrityError:
    return IntegrityError(f"record {seq} is not what was written; kporisk verify --register says what is wrong")


def new_ref() -> str:
    """A vendor's reference: random, so that it says nothing of the vendor once that is purged."""
    return secrets.token_hex(16)


def _head(connection: Connection) -> Head:
    found = connection.execute(select(RECORDS.c.seq, RECORDS.c.sha256).order_by(RECORDS.c.seq.desc()).limit(1)).first()
    return EMPTY if found is None else Head(*found)


def _last(connection: Connection, ref: str, kind: Kind | None = None) -> int:
    """The number of the last record about a vendor, of a kind if one is given; 0 where there is none."""
    query = select(func.max(RECORDS.c.seq)).where(RECORDS.c.ref == ref)
    return connection.scalar(query if kind is None else query.where(RECORDS.c.kind == kind.value)) or 0


def _refuse_wrong_clock(connection: Connection, at: datetime) -> None:
    text = connection.scalar(select(RECORDS.c.recorded_at).order_by(RECORDS.c.seq.desc()).limit(1))
    if text is None:
        return
    last = moment(text)
    way_out = "set the clock right; if it is right, say so once: kporisk db clock --accept"
    if at < last - BACKWARDS:
        raise ClockError(f"this machine's clock says {instant(at)}, before the last record of {text}; {way_out}")
    if at > last + FORWARDS:
        raise ClockError(
            f"this machine's clock says {instant(at)}, more than {FORWARDS.days} days after the last record of {text}; {way_out}"
        )


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise IntegrityError("the register holds a record of no known kind; kporisk verify --register names it") from None


def _headed(values: Sequence[Any]) -> Row:
    seq, kind, ref, recorded_at, *digests = values
    return Row(seq, kind, ref, recorded_at, b"", *digests)


def _record(row: Row) -> Record:
    try:
        return row.record()
    except ValueError:
        raise IntegrityError(f"record {row.seq} is not what was written; kporisk verify --register says what is wrong") from None


def _values(row: Row) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "kind": row.kind,
        "ref": row.ref,
        "recorded_at": row.recorded_at,
        "body": row.body,
        "body_sha256": row.body_sha256,
        "previous_sha256": row.previous_sha256,
        "sha256": row.sha256,
    }
