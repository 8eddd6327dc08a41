"""Whether the database of a register is in order, apart from what its records say."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from kporisk.errors import IntegrityError
from kporisk.register.engine import reading
from kporisk.register.tables import KEYS, RECORDS
from kporisk.register.upgrade import form, newest_form, upgrade

_MOST_SHOWN = 5
_TRIGGERS = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'records'",
        {"records_no_update", "records_no_delete", "records_no_replace"},
    ),
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'records'::regclass AND NOT tgisinternal AND tgenabled <> 'D'",
        {"records_no_change", "records_no_truncate"},
    ),
}


@dataclass(frozen=True, slots=True)
class Health:
    """What was found. `kinds`: how many records there are of each kind; `faults`: what is wrong, in words."""

    dialect: str
    form: str
    newest_form: str
    records: int
    vendors: int
    kinds: dict[str, int]
    faults: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong and the form is the newest."""
        return not self.faults and self.form == self.newest_form


def health(engine: Engine) -> Health:
    """Look at a database from all sides. Raises UsageError where it cannot be reached; what is wrong with it is in the result."""
    newest = newest_form()
    try:
        found = form(engine)
        if found == "":
            return Health(engine.dialect.name, found, newest, 0, 0, {}, ())
        with reading(engine) as connection:
            counted = select(RECORDS.c.kind, func.count()).group_by(RECORDS.c.kind)
            kinds = {str(kind): int(count) for kind, count in connection.execute(counted)}
            vendors = connection.scalar(select(func.count()).select_from(KEYS).where(KEYS.c.ref != "")) or 0
        faults = _faults(engine)
    except IntegrityError as error:
        return Health(engine.dialect.name, "", newest, 0, 0, {}, (str(error),))
    return Health(engine.dialect.name, found, newest, sum(kinds.values()), vendors, dict(sorted(kinds.items())), faults)


def _faults(engine: Engine) -> tuple[str, ...]:
    query, wanted = _TRIGGERS[engine.dialect.name]
    faults: list[str] = []
    with reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            try:
                lines = [str(line) for (line,) in connection.execute(text(f"PRAGMA integrity_check({_MOST_SHOWN})"))]
            except (DBAPIError, UnicodeDecodeError):
                lines = ["the file cannot be read to its end"]
            faults += [f"SQLite says: {line[:200]}" for line in lines if line != "ok"]
            if _schema(connection) != _schema_as_made():
                faults.append("tables, indexes or triggers are not as this program makes them")
        there = {name for (name,) in connection.execute(text(query))}
    faults += [f"the trigger {name} is gone: records can be changed unnoticed by the database" for name in sorted(wanted - there)]
    return tuple(faults)


def _schema(connection: Connection) -> list[tuple[str, ...]]:
    """Everything that a file of SQLite says of its tables, indexes and triggers, spaces aside."""
    found = connection.execute(text("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"))
    return [tuple(" ".join(str(part).split()) for part in row) for row in found]


@functools.cache
def _schema_as_made() -> list[tuple[str, ...]]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        upgrade(engine)
        with engine.connect() as connection:
            return _schema(connection)
    finally:
        engine.dispose()
