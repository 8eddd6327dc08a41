"""What is appended stands in the register as it was said, once, and for ever; on both databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from kporisk.errors import IntegrityError, KporiskError, NotOpenedError, UsageError
from kporisk.register.book import ClockError, MovedError, Register, new_ref
from kporisk.register.chain import broken
from kporisk.register.engine import reading, writing
from kporisk.register.kinds import EMPTY, Entry, Head, Kind, Known
from kporisk.register.vault import MasterKey, new_master_key
from tests.cli.command import ROOT, clean_environment

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CANARY = "Zanzibar-canary-91f3"

VALUES = st.none() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"))
BODIES = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.none() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    max_size=4,
)


def vendor(register: Register, id: str, *, at: datetime = AT) -> str:
    ref = new_ref()
    register.append([Entry(Kind.VENDOR, {"id": id}, ref)], at=at, new={ref: id})
    return ref


def last_of(register: Register, ref: str) -> int:
    return register.records(ref)[-1].seq


def test_an_empty_register(register: Register) -> None:
    assert (register.head(), register.vendors(), register.newest(), register.records()) == (EMPTY, (), {}, ())
    assert register.append([], at=AT) == ()


def test_what_is_appended_is_read_back(register: Register) -> None:
    ref = vendor(register, "beta")
    other = vendor(register, "alpha")
    records = register.append([Entry(Kind.RUN, {"n": 1}), Entry(Kind.RESPONSE, {"said": "é\n\x00"}, ref)], at=AT + timedelta(seconds=1))
    assert [record.seq for record in records] == [3, 4]
    assert register.head() == Head(4, records[-1].sha256)
    assert register.vendors() == (Known(other, "alpha"), Known(ref, "beta"))
    assert register.records(ref) == (*register.records(ref, upto=1), records[1])
    assert register.records(ref, kinds=(Kind.RESPONSE,)) == (records[1],)
    assert register.records(newest_first=True)[0] == records[1]
    assert register.bodies([4, 1, 4]) == {1: {"id": "beta"}, 4: {"said": "é\n\x00"}}
    assert register.newest()[ref].of == {Kind.VENDOR: 1, Kind.RESPONSE: 4}
    assert (register.newest()[ref].last, register.newest()[""].last) == (4, 3)
    assert not list(broken(register.rows()))
    assert [register.open_row(row) for row in register.rows(after=2)] == [{"n": 1}, {"said": "é\n\x00"}]
    with pytest.raises(IntegrityError, match="record 9"):
        register.bodies([1, 9])


def test_more_rows_than_fit_a_page_come_in_order(register: Register) -> None:
    register.append([Entry(Kind.RUN, {"n": number}) for number in range(401)], at=AT)
    assert [row.seq for row in register.rows()] == list(range(1, 402))
    assert register.bodies(range(1, 402))[401] == {"n": 400}


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(Kind), BODIES), min_size=1, max_size=5))
def test_any_body_comes_back_and_the_chain_holds(register: Register, said: list[tuple[Kind, dict[str, object]]]) -> None:
    before = register.head()
    records = register.append([Entry(kind, body) for kind, body in said], at=AT)
    assert [(record.kind, register.body(record.seq)) for record in records] == said
    assert [record.seq for record in records] == list(range(before.seq + 1, before.seq + 1 + len(said)))
    assert not list(broken(register.rows(after=before.seq), after=before))


def test_a_commit_is_whole_or_nothing(register: Register) -> None:
    vendor(register, "acme")
    head = register.head()
    with pytest.raises(ValueError, match="JSON"):
        register.append([Entry(Kind.RUN, {"n": 1}), Entry(Kind.RUN, {"n": float("nan")})], at=AT, new={new_ref(): "beta"})
    with pytest.raises(UsageError, match="purged"):
        register.append([Entry(Kind.RUN, {"n": 1}), Entry(Kind.RESPONSE, {}, new_ref())], at=AT)
    assert register.head() == head
    assert [known.id for known in register.vendors()] == ["acme"]


def test_an_id_is_given_once(register: Register) -> None:
    vendor(register, "acme")
    with pytest.raises(UsageError, match="acme already"):
        vendor(register, "acme")


def test_what_was_read_must_still_be_so(register: Register) -> None:
    ref, other = vendor(register, "acme"), vendor(register, "beta")
    register.append([Entry(Kind.RESPONSE, {}, ref)], at=AT, expect={ref: 1, other: 2})
    for stale in ({ref: 1}, {other: 2, ref: 4}, {new_ref(): 1}):
        with pytest.raises(MovedError):
            register.append([Entry(Kind.RESPONSE, {}, ref)], at=AT, expect=stale)
    assert register.head().seq == 3
    fresh = new_ref()
    register.append([Entry(Kind.VENDOR, {}, fresh)], at=AT, new={fresh: "new"}, expect={fresh: 0})


@pytest.mark.parametrize(
    ("away", "refused"),
    [
        (timedelta(seconds=-120), False),
        (timedelta(seconds=-121), True),
        (timedelta(days=400), False),
        (timedelta(days=400, seconds=1), True),
    ],
)
def test_a_clock_that_is_wrong_writes_nothing(register: Register, away: timedelta, refused: bool) -> None:
    register.append([Entry(Kind.RUN, {})], at=AT)
    if refused:
        with pytest.raises(ClockError, match="db clock --accept"):
            register.append([Entry(Kind.RUN, {})], at=AT + away)
        assert register.head().seq == 1
        register.append([Entry(Kind.RUN, {})], at=AT + away, any_clock=True)
    register.append([Entry(Kind.RUN, {})], at=AT + away)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET kind = 'run'",
        "UPDATE records SET body = body WHERE seq = 1",
        "DELETE FROM records WHERE seq = 1",
        "TRUNCATE records",
    ],
)
def test_the_database_itself_changes_and_deletes_nothing(register: Register, engine: Engine, statement: str) -> None:
    register.append([Entry(Kind.RUN, {"n": 1}), Entry(Kind.RUN, {"n": 2})], at=AT)
    before = list(register.rows())
    with pytest.raises((IntegrityError, UsageError), match=r"never (changed|deleted)|syntax error"), writing(engine) as connection:
        connection.execute(text(statement))
    assert list(register.rows()) == before


def test_a_record_that_is_there_is_not_replaced(register: Register, engine: Engine) -> None:
    register.append([Entry(Kind.RUN, {"n": 1})], at=AT)
    before = list(register.rows())
    upsert = {"sqlite": "INSERT OR REPLACE INTO records", "postgresql": "INSERT INTO records"}[engine.dialect.name]
    row = "(1, 'run', '', '2026', CAST('x' AS {}), 'a', 'b', 'c')".format({"sqlite": "BLOB", "postgresql": "BYTEA"}[engine.dialect.name])
    on = {"sqlite": "", "postgresql": " ON CONFLICT (seq) DO UPDATE SET kind = 'x'"}[engine.dialect.name]
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(text(f"{upsert} VALUES {row}{on}"))
    assert list(register.rows()) == before


def test_another_key_opens_nothing(register: Register, engine: Engine) -> None:
    register.append([Entry(Kind.RUN, {"n": 1})], at=AT)
    other = Register(engine, new_master_key("0123456789abcdef"))
    with pytest.raises(NotOpenedError):
        other.body(1)
    with pytest.raises(NotOpenedError):
        other.append([Entry(Kind.RUN, {})], at=AT)
    assert other.head().seq == 1


def everything(engine: Engine) -> bytes:
    """All that the database holds: the files of SQLite as they are, all columns of PostgreSQL."""
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    with reading(engine) as connection:
        cells = [cell for table in ("records", "keys") for row in connection.execute(text(f"SELECT * FROM {table}")) for cell in row]
    return b"\n".join(bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in cells)


def test_nothing_said_stands_in_the_database_as_it_was_said(register: Register, engine: Engine) -> None:
    ref = vendor(register, "acme")
    register.append([Entry(Kind.RESPONSE, {"said": CANARY * 40}, ref), Entry(Kind.RUN, {"said": CANARY})], at=AT)
    assert ref.encode() in everything(engine)
    assert CANARY[:8].encode() not in everything(engine)


def test_a_forgotten_vendor_can_never_be_read_again_and_the_chain_holds(register: Register, engine: Engine, master: MasterKey) -> None:
    ref, kept = vendor(register, "acme"), vendor(register, "beta")
    register.append([Entry(Kind.RESPONSE, {"said": CANARY}, ref)], at=AT)
    with reading(engine) as connection:
        wrapped = bytes(connection.scalar(text("SELECT wrapped FROM keys WHERE vendor_id = 'acme'")) or b"")
    assert wrapped in everything(engine)
    elsewhere = Register(engine, master)
    assert elsewhere.body(3) == {"said": CANARY}
    assert register.forget(ref, Entry(Kind.RUN, {"what": "purged"}), at=AT)
    assert wrapped not in everything(engine)
    assert [known.id for known in register.vendors()] == ["beta"]
    assert [register.open_row(row) for row in register.rows()] == [None, {"id": "beta"}, None, {"what": "purged"}]
    assert not list(broken(register.rows()))
    with pytest.raises(UsageError, match="purged"):
        register.body(3)
    for one in (register, elsewhere):
        with pytest.raises(UsageError, match="purged"):
            one.append([Entry(Kind.RESPONSE, {}, ref)], at=AT)
    assert register.body(2) == {"id": "beta"}
    again = vendor(register, "acme")
    assert again not in (ref, kept)
    assert register.forget(ref, Entry(Kind.RUN, {}), at=AT)  # it may be done twice
    with pytest.raises(ClockError):
        register.forget(again, Entry(Kind.RUN, {}), at=AT - timedelta(days=1))
    assert [known.ref for known in register.vendors()] == [again, kept]


def test_a_changed_body_is_not_opened(register: Register, engine: Engine) -> None:
    register.append([Entry(Kind.RUN, {"n": 1}), Entry(Kind.RUN, {"n": 2})], at=AT)
    one, two = register.rows()
    for forged in (two.body, one.body[:-1], b"", bytes([one.body[0] ^ 1]) + one.body[1:]):
        row = type(one)(1, "content", "", one.recorded_at, forged, one.body_sha256, one.previous_sha256, one.sha256)
        with pytest.raises(IntegrityError, match="record 1"):
            register.open_row(row)


def test_threads_append_each_its_own(register: Register, engine: Engine, master: MasterKey) -> None:
    refs = [vendor(register, f"v{number}") for number in range(4)]

    def ten(ref: str) -> None:
        mine = Register(engine, master)
        for number in range(5):
            mine.append([Entry(Kind.RESPONSE, {"n": number}, ref)], at=AT, expect={ref: last_of(mine, ref)})

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(ten, refs))
    assert not list(broken(register.rows()))
    assert register.head().seq == 24
    for ref in refs:
        records = register.records(ref, kinds=(Kind.RESPONSE,))
        assert [register.body(record.seq)["n"] for record in records] == list(range(5))


_WRITER = """
import sys
from datetime import UTC, datetime
from kporisk.register.book import MovedError, Register
from kporisk.register.engine import open_engine, writing
from kporisk.register.kinds import Entry, Kind
from kporisk.register.vault import MasterKey
url, ref, what, secret = sys.argv[1:]
register = Register(open_engine(url), MasterKey("0123456789abcdef", bytes.fromhex(secret)))
at = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
done = 0
if what == "once":
    while done < 10:
        last = register.records(ref)[-1].seq
        try:
            register.append([Entry(Kind.RESPONSE, {"before": last}, ref)], at=at, expect={ref: last})
            done += 1
        except MovedError:
            pass
else:
    from sqlalchemy import insert
    from kporisk.register.tables import KEYS
    with writing(register.engine) as connection:
        connection.execute(insert(KEYS).values(ref="x", vendor_id="half", wrapped=b"x"))
        print("in it", flush=True)
        sys.stdin.read()
print(done)
"""


def writer(url: str, ref: str, what: str, master: MasterKey) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _WRITER, url, ref, what, master.secret.hex()]
    return subprocess.Popen(command, env=clean_environment(), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_processes_record_exactly_once_what_they_saw(register: Register, url: str, master: MasterKey) -> None:
    ref = vendor(register, "acme")
    writers = [writer(url, ref, "once", master) for _ in range(2)]
    assert [one.communicate(timeout=60)[0].strip() for one in writers] == [b"10", b"10"]
    assert not list(broken(register.rows()))
    records = register.records(ref, kinds=(Kind.RESPONSE,))
    assert [register.body(record.seq)["before"] for record in records] == list(range(1, 21))


def test_a_writer_that_is_killed_in_the_midst_leaves_nothing_and_holds_nothing(register: Register, url: str, master: MasterKey) -> None:
    ref = vendor(register, "acme")
    before = list(register.rows())
    with writer(url, ref, "hang", master) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline().strip() == b"in it"
        os.kill(killed.pid, signal.SIGKILL)
    assert list(register.rows()) == before
    assert [known.id for known in register.vendors()] == ["acme"]
    register.append([Entry(Kind.RESPONSE, {}, ref)], at=AT)


def test_no_error_of_the_database_repeats_what_was_to_be_written(register: Register, engine: Engine) -> None:
    with pytest.raises(KporiskError) as caught, writing(engine) as connection:
        connection.execute(text("INSERT INTO keys (ref, vendor_id, wrapped) VALUES ('', :said, NULL)"), {"said": CANARY})
    assert not isinstance(caught.value, DBAPIError)
    assert CANARY not in str(caught.value)


def test_a_reader_sees_one_state(register: Register, engine: Engine) -> None:
    register.append([Entry(Kind.RUN, {})], at=AT)
    count = text("SELECT count(*) FROM records")
    with reading(engine) as connection:
        assert connection.scalar(count) == 1
        register.append([Entry(Kind.RUN, {})], at=AT)
        assert connection.scalar(count) == 1


def test_what_was_computed_with_other_checklists_is_not_recorded(register: Register) -> None:
    pinned = register.append([Entry(Kind.CONTENT, {"sha256": "a"})], at=AT)[0].seq
    register.append([Entry(Kind.RUN, {"what": "test"})], at=AT, content=pinned)
    register.append([Entry(Kind.CONTENT, {"sha256": "b"})], at=AT)
    with pytest.raises(MovedError, match="checklists"):
        register.append([Entry(Kind.RUN, {"what": "test"})], at=AT, content=pinned)
