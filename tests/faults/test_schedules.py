from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.faults import schedules


def test_none_is_skipped_and_none_doubled_and_the_controls_do_both() -> None:
    found = schedules.run(seed=1, count=500)
    kept = found.kept
    assert (kept.skipped, kept.doubled, kept.invented) == (0, 0, 0)
    assert kept.due == kept.reminders + kept.late
    assert min(kept.due, kept.late, kept.refused) > 100
    chained, on_the_day = found.controls["chained"], found.controls["on the day"]
    assert min(chained.skipped, chained.invented) > 0
    assert min(on_the_day.skipped, on_the_day.doubled) > 0


def test_the_same_seed_gives_the_same_figures() -> None:
    assert schedules.run(7, 5) == schedules.run(7, 5) != schedules.run(8, 5)


@pytest.mark.parametrize(("name", "day"), schedules.JUMPS)
def test_the_zones_that_crossed_the_date_line_never_had_that_day(name: str, day: date) -> None:
    start = datetime.combine(day - timedelta(2), time(), UTC)
    shown = {(start + timedelta(hours=hours)).astimezone(ZoneInfo(name)).date() for hours in range(24 * 5)}
    assert day not in shown
    assert {day - timedelta(1), day + timedelta(1)} <= shown
