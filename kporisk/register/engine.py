"""The database behind a register: SQLite set to lose nothing, or PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from kporisk.errors import IntegrityError, LockedError, UsageError

WRITES = "kporisk_writes"
_DAMAGE = ("no such ", "decode to UTF-8", "malformed", "unsupported file format", "syntax error")
"""What SQLite says of a damaged file as if the statement were at fault."""


def sqlite_url(path: Path) -> str:
    """The URL of a register in a file."""
    return f"sqlite:///{path.resolve()}"


def open_engine(url: str) -> Engine:
    """The engine for a URL; a file of SQLite is made where there is none, readable by its owner only. Raises UsageError for another URL."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise UsageError("register.url is no URL of a database; write postgresql://user@host/database, or leave it out") from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(Path(parsed.database or ""))
    if parsed.get_backend_name() != "postgresql":
        raise UsageError(f"a register stands in SQLite or PostgreSQL, not in {parsed.get_backend_name()}; see register.url")
    try:
        # A session that the network lost must not hold the chain for ever, and a statement sees what was committed before it.
        return create_engine(parsed.set(drivername="postgresql+psycopg"), poolclass=NullPool, connect_args={"connect_timeout": 10})
    except (ImportError, NoSuchModuleError):
        raise UsageError("register.url names PostgreSQL, whose driver is not installed: pip install 'kporisk[postgres]'") from None


def _sqlite(path: Path) -> Engine:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise UsageError(f"the register {path} cannot be opened: {error.strerror}") from None
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        # Python's own handling of transactions begins them too late: BEGIN is ours, so that a writer waits at its beginning.
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=30000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the register; errors of the database become ours."""
    one_state = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with _translated(engine), engine.connect().execution_options(**one_state) as connection, connection.begin():
        yield connection


def wiped(engine: Engine) -> bool:
    """Whether what was deleted from the keys is gone from the database's files as well; False while others read for too long."""
    if engine.dialect.name != "sqlite":
        with _translated(engine), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Only a full one writes the table anew; the old file is deleted.
            connection.exec_driver_sql("VACUUM FULL keys")
        return True
    # SQLite overwrites what it deletes, but that stands in the log of writes until the log is emptied.
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()
    finally:
        raw.close()
    return busy is not None and busy[0] == 0


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that nobody else writes beside; committed at the end, or nothing of it happened."""
    with _translated(engine), engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("LOCK TABLE records, keys IN EXCLUSIVE MODE")
        yield connection


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    """Errors of the database as ours; never with the statement's parameters, which hold bodies."""
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig):
            raise LockedError("another process has held the register for half a minute; try again later") from None
        if any(sign in str(error.orig) for sign in _DAMAGE):
            raise _damaged(error) from None
        raise UsageError(f"the register cannot be reached or written: {_reason(error)}") from None
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.DatabaseError) and not isinstance(error.orig, sqlite3.IntegrityError):
            raise _damaged(error) from None
        raise IntegrityError(f"the register refused what was to be written: {_reason(error)}") from None
    except UnicodeDecodeError:
        raise IntegrityError("the register is damaged (a text in it is none); restore a backup: kporisk db restore FILE") from None


def _damaged(error: DBAPIError) -> IntegrityError:
    return IntegrityError(f"the register is damaged ({_reason(error)}); restore a backup: kporisk db restore FILE")


def _reason(error: DBAPIError) -> str:
    return (str(error.orig).strip().splitlines() or ["no reason was given"])[0][:200]
