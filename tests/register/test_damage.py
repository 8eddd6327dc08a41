"""A damaged register is said to be one, whatever is damaged, and a PostgreSQL that does not answer is not a damaged one."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kporisk.errors import IntegrityError, NotOpenedError, UsageError
from kporisk.register.book import Register
from kporisk.register.chain import broken
from kporisk.register.engine import open_engine, sqlite_url
from kporisk.register.kinds import Entry, Head, Kind
from kporisk.register.upgrade import refuse_other_form, upgrade
from kporisk.register.vault import new_master_key

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Path, Register]:
    path = tmp_path / "register.sqlite"
    engine = open_engine(sqlite_url(path))
    upgrade(engine)
    register = Register(engine, new_master_key("0123456789abcdef"))
    register.create()
    register.append([Entry(Kind.RUN, {"n": number}) for number in range(10)], at=AT)
    register.close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return path, register


def found(register: Register, head: Head) -> bool:
    try:
        refuse_other_form(register.engine)
        return bool(list(broken(register.rows()))) or register.head() != head
    except (IntegrityError, NotOpenedError):
        return True


def test_every_flipped_bit_of_a_record_is_found(filled: tuple[Path, Register]) -> None:
    path, register = filled
    head, content, draw = register.head(), path.read_bytes(), random.Random(20261124)
    places: list[int] = []
    for row in register.rows():
        for value in (row.kind, row.recorded_at, row.body_sha256, row.previous_sha256, row.sha256):
            at = content.find(row.body)
            start = content.rfind(value.encode(), 0, at) if value in (row.kind, row.recorded_at) else content.find(value.encode(), at)
            places += [start + draw.randrange(len(value))]
        places += [content.find(row.body) + draw.randrange(len(row.body))]
    assert not found(register, head)
    for place in places:
        for bit in draw.sample(range(8), 1):
            damaged = bytearray(content)
            damaged[place] ^= 1 << bit
            path.write_bytes(damaged)
            assert found(register, head), f"byte {place}, bit {bit}"
    path.write_bytes(content)
    assert not found(register, head)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"SQLite" + bytes(100),
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"TABLE records", b"TABLE recorda"),
        lambda content: content.replace(b"CREATE", b"CRE\xffTE"),
        lambda content: content[:18] + b"\x09\x09" + content[20:],
    ],
)
def test_a_damaged_file_is_no_matter_of_use(filled: tuple[Path, Register], damage: Callable[[bytes], bytes]) -> None:
    path, register = filled
    head = register.head()
    path.write_bytes(damage(path.read_bytes()))
    assert found(register, head)


def test_a_database_that_does_not_answer_is_not_damaged() -> None:
    from kporisk.register.upgrade import form

    with pytest.raises(UsageError, match="cannot be reached"):
        form(open_engine("postgresql://kporisk@127.0.0.1:1/none"))
