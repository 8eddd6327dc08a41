"""A register written out as lines of JSON, and made anew from them: the same for SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, Engine, insert, select

from kporisk.errors import IntegrityError
from kporisk.register.chain import Row, broken
from kporisk.register.engine import open_engine, reading, sqlite_url, writing
from kporisk.register.kinds import EMPTY, Head
from kporisk.register.tables import KEYS, RECORDS
from kporisk.register.upgrade import has_records, upgrade, upgrade_within

_BATCH = 200
_COLUMNS = tuple(column.name for column in RECORDS.c)


def dump(engine: Engine, records: Path, keys: Path) -> Head:
    """Write all records and keys to two new files, for their owner only, as they stood at one time; returns the head."""
    head = EMPTY
    with reading(engine) as connection, _new(records) as lines:
        query = select(RECORDS).order_by(RECORDS.c.seq)
        for values in connection.execution_options(yield_per=_BATCH).execute(query):
            row = Row(*values)
            lines.write(json.dumps({name: _plain(value) for name, value in zip(_COLUMNS, values, strict=True)}) + "\n")
            head = Head(row.seq, row.sha256)
        with _new(keys) as lines:
            for ref, id, wrapped in connection.execute(select(KEYS.c.ref, KEYS.c.vendor_id, KEYS.c.wrapped).order_by(KEYS.c.ref)):
                lines.write(json.dumps({"ref": ref, "vendor_id": id, "wrapped": _plain(wrapped)}) + "\n")
    return head


def dumped_records(path: Path) -> Iterator[Row]:
    """The records in a file that `dump` wrote. Raises IntegrityError for a line that is none."""
    for line in _lines(path):
        try:
            yield Row(**{**line, "body": base64.b64decode(line["body"], validate=True)})
        except (KeyError, TypeError, binascii.Error):
            raise IntegrityError("the backup holds a line that is no record") from None


def dumped_keys(path: Path) -> Iterator[tuple[str, str | None, bytes]]:
    """The keys in a file that `dump` wrote: reference, vendor id, wrapped key. Raises IntegrityError for a line that is none."""
    for line in _lines(path):
        try:
            yield line["ref"], line["vendor_id"], base64.b64decode(line["wrapped"], validate=True)
        except (KeyError, TypeError, binascii.Error):
            raise IntegrityError("the backup holds a line that is no key") from None


def checked(records: Path) -> Head:
    """The head of the records in a file. Raises IntegrityError where their chain does not hold."""
    head = EMPTY

    def seen() -> Iterator[Row]:
        nonlocal head
        for row in dumped_records(records):
            head = Head(row.seq, row.sha256)
            yield row

    try:
        fault = next(broken(seen()), None)
    except (TypeError, AttributeError):
        raise IntegrityError("the backup holds a line that is no record") from None
    if fault is not None:
        raise IntegrityError(f"record {fault.seq} in the backup is not what was written ({fault.what}); use another backup")
    return head


@dataclass(frozen=True, slots=True)
class Standing:
    """What a database holds now. `at`: the digest of the record of a number, None where there is none; `refs`: whom it has keys for."""

    head: Head
    at: str | None
    refs: frozenset[str]


def standing(engine: Engine, seq: int) -> Standing | None:
    """What stands in a database, with the digest of record `seq`; None for no register. Raises IntegrityError for damage."""
    if not has_records(engine):
        return None
    digest = select(RECORDS.c.seq, RECORDS.c.sha256)
    with reading(engine) as connection:
        last = connection.execute(digest.order_by(RECORDS.c.seq.desc()).limit(1)).first()
        at = connection.execute(digest.where(RECORDS.c.seq == seq)).first()
        refs = frozenset(str(ref) for (ref,) in connection.execute(select(KEYS.c.ref)))
    return Standing(EMPTY if last is None else Head(*last), None if at is None else at[1], refs)


def new_sqlite(path: Path, records: Path, keys: Path) -> None:
    """Make a new register in a file of SQLite that is not there yet, on the disk when this returns."""
    engine = open_engine(sqlite_url(path))
    try:
        upgrade(engine)
        with writing(engine) as connection:
            _load(connection, records, keys)
    finally:
        engine.dispose()


def replace_in(engine: Engine, records: Path, keys: Path) -> None:
    """Make the register in a PostgreSQL database anew, in one transaction: the old one stands until it is done."""
    there = has_records(engine)
    with engine.connect().execution_options(kporisk_writes=True) as connection, connection.begin():
        if there:
            connection.exec_driver_sql("DROP TABLE records, keys, alembic_version")
            connection.exec_driver_sql("DROP FUNCTION records_refuse")
        upgrade_within(connection)
        _load(connection, records, keys)


def copy_sqlite(engine: Engine, target: Path) -> None:
    """A copy of a file of SQLite as it stands, in a new file for its owner only, on the disk when this returns."""
    import sqlite3
    from contextlib import closing

    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    with closing(sqlite3.connect(str(engine.url.database))) as source, closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA synchronous=FULL")
        source.backup(copy)


def _load(connection: Connection, records: Path, keys: Path) -> None:
    for batch in _batches(dumped_records(records)):
        connection.execute(insert(RECORDS), [{name: getattr(row, name) for name in _COLUMNS} for row in batch])
    for some in _batches(dumped_keys(keys)):
        connection.execute(insert(KEYS), [{"ref": ref, "vendor_id": id, "wrapped": wrapped} for ref, id, wrapped in some])


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else base64.b64encode(bytes(value)).decode()


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                document = json.loads(line)
                if not isinstance(document, dict):
                    raise ValueError
                yield document
    except ValueError:
        raise IntegrityError("the backup holds a line that is no JSON") from None


def _new(path: Path) -> TextIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w", encoding="utf-8")
