from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kporisk.scoring.cadence import Reminder, next_due, occurrences, overdue_days, reminder

DAYS = st.dates(date(1999, 1, 1), date(2104, 12, 31))
MONTHS = st.integers(1, 36)
SPANS = st.integers(-400, 3000).map(lambda days: timedelta(days))


def by_hand(anchor: date, months: int, after: date, until: date) -> list[date]:
    """The due dates one by one, with the standard library's calendar."""
    found: list[date] = []
    k = 1
    while True:
        year, month = anchor.year + (anchor.month - 1 + k * months) // 12, (anchor.month - 1 + k * months) % 12 + 1
        due = date(year, month, min(anchor.day, monthrange(year, month)[1]))
        if due > until:
            return found
        found += [due] if due > after else []
        k += 1


def test_the_end_of_a_month_is_clamped_each_time_from_the_anchor() -> None:
    assert next_due(date(2026, 1, 31), 1) == date(2026, 2, 28)
    found = occurrences(date(2026, 1, 31), 1, after=date(2026, 1, 31), until=date(2026, 5, 30))
    assert found == (date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30))


def test_a_leap_day_comes_back_in_the_next_leap_year() -> None:
    found = occurrences(date(2024, 2, 29), 12, after=date(2024, 2, 29), until=date(2028, 2, 29))
    assert found == (date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29))


def test_from_the_first_day_of_the_calendar_to_nearly_its_last() -> None:
    assert occurrences(date(9999, 9, 30), 1, after=date.min, until=date(9999, 11, 30)) == (date(9999, 10, 30), date(9999, 11, 30))


@given(DAYS, MONTHS, SPANS, SPANS)
def test_occurrences_are_those_of_the_calendar(anchor: date, months: int, before: timedelta, beyond: timedelta) -> None:
    after, until = anchor + before, anchor + beyond
    assert list(occurrences(anchor, months, after=after, until=until)) == by_hand(anchor, months, after, until)


def test_a_late_run_catches_up_once_and_says_what_was_missed() -> None:
    anchor = date(2026, 1, 31)
    assert reminder(anchor, 3, last=None, today=date(2026, 4, 29)) is None
    assert reminder(anchor, 3, last=None, today=date(2026, 4, 30)) == Reminder(date(2026, 4, 30))
    late = reminder(anchor, 3, last=date(2026, 4, 30), today=date(2027, 2, 14))
    assert late == Reminder(date(2027, 1, 31), (date(2026, 7, 31), date(2026, 10, 31)))
    assert reminder(anchor, 3, last=late.due, today=date(2027, 2, 14)) is None


def test_a_clock_set_back_reminds_of_nothing() -> None:
    assert reminder(date(2026, 1, 31), 3, last=date(2026, 7, 31), today=date(2026, 5, 1)) is None


def test_new_answers_begin_anew() -> None:
    assert reminder(date(2026, 5, 10), 3, last=date(2026, 4, 30), today=date(2026, 8, 9)) is None
    assert reminder(date(2026, 5, 10), 3, last=date(2026, 4, 30), today=date(2026, 8, 10)) == Reminder(date(2026, 8, 10))


@given(DAYS, MONTHS, st.lists(st.integers(0, 200), min_size=1, max_size=40))
def test_none_is_skipped_and_none_doubled_whenever_runs_come(anchor: date, months: int, gaps: list[int]) -> None:
    told: list[date] = []
    today, last = anchor, None
    for gap in gaps:
        today += timedelta(gap)
        found = reminder(anchor, months, last=last, today=today)
        if found:
            told += [*found.missed, found.due]
            last = found.due
    assert told == by_hand(anchor, months, anchor, today)


def test_overdue_counts_from_the_day_after() -> None:
    anchor = date(2026, 1, 31)
    assert [overdue_days(anchor, 1, date(2026, 2, 28) + timedelta(days)) for days in (-30, 0, 1, 365)] == [0, 0, 1, 365]
