"""The chain: whatever is changed in it, is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk.register.chain import Row, broken, instant, linked, moment
from kporisk.register.kinds import EMPTY, Head, Kind

_TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
_CHANGES = {
    "kind": _TEXT | st.sampled_from([kind.value for kind in Kind]),
    "ref": _TEXT,
    "recorded_at": _TEXT | st.just("2026-11-24T00:00:01Z"),
    "body": st.binary(max_size=12),
    "body_sha256": _TEXT,
    "previous_sha256": _TEXT,
    "sha256": _TEXT,
    "seq": st.integers(-(2**63), 2**63 - 1),
}


def made(bodies: list[bytes]) -> list[Row]:
    rows, head = [], EMPTY
    for number, body in enumerate(bodies):
        row = linked(head, list(Kind)[number % len(Kind)].value, f"{number % 3:032x}", "2026-11-24T00:00:00Z", body)
        rows.append(row)
        head = Head(row.seq, row.sha256)
    return rows


CHAINS = st.lists(st.binary(max_size=12), min_size=1, max_size=8).map(made)


@given(CHAINS)
def test_what_was_linked_holds(rows: list[Row]) -> None:
    assert not list(broken(rows))
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert [row.record().sha256 for row in rows] == [row.sha256 for row in rows]


@given(CHAINS, st.data())
def test_any_change_of_any_field_is_found(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.sampled_from(sorted(_CHANGES)))
    value = data.draw(_CHANGES[field].filter(lambda value: value != getattr(rows[at], field)))
    changed: dict[str, Any] = {field: value}
    rows[at] = replace(rows[at], **changed)
    assert list(broken(sorted(rows, key=lambda row: row.seq)))


@given(CHAINS, st.data())
def test_a_changed_body_with_its_digests_made_anew_is_found_by_the_next_record(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    before = Head(at, rows[at - 1].sha256) if at else EMPTY
    row = linked(before, rows[at].kind, rows[at].ref, rows[at].recorded_at, rows[at].body + b"!")
    head = Head(row.seq, rows[-1].sha256)
    forged = [*rows[:at], row, *rows[at + 1 :]]
    if at + 1 < len(rows):
        assert [one.seq for one in broken(forged)] == [at + 2]
    else:
        assert not list(broken(forged))  # only an anchor finds this one
        assert Head(forged[-1].seq, forged[-1].sha256) != head


@given(CHAINS, st.data())
def test_a_row_taken_away_or_put_in_or_changed_for_another_is_found(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    if at + 1 < len(rows):
        assert list(broken([*rows[:at], *rows[at + 1 :]]))
        assert list(broken([*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]]))
    else:
        assert not list(broken(rows[:at]))  # a cut tail: only an anchor finds it
    assert list(broken([*rows[: at + 1], rows[at], *rows[at + 1 :]]))


@given(CHAINS, st.data())
def test_a_chain_goes_on_from_any_of_its_records(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(rows)))
    after = Head(at, rows[at - 1].sha256)
    assert not list(broken(rows[at:], after=after))
    if at < len(rows):
        assert list(broken(rows[at:], after=Head(at, "f" * 64)))


@given(st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_an_instant_is_the_same_in_every_time_zone(naive: datetime, minutes: int) -> None:
    at = naive.replace(tzinfo=UTC)
    assert instant(at.astimezone(timezone(timedelta(minutes=minutes)))) == instant(at)
    assert moment(instant(at)) == at.replace(microsecond=0)


def test_an_instant_has_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2026, 11, 24))
