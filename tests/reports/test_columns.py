"""Columns of points: what is shown sums to what is shown."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from kporisk.reports.columns import apportioned

VALUES = st.lists(st.floats(0, 5000) | st.integers(0, 50).map(float), min_size=1, max_size=60)


@given(values=VALUES, down=st.booleans())
def test_the_parts_sum_to_the_whole_and_none_is_off_by_more_than_one_unit(values: list[float], down: bool) -> None:
    exact = math.fsum(values)
    total = math.floor(exact) if down else round(exact)
    parts = apportioned(values, total)
    assert sum(parts) == total
    assert all(part >= 0 and abs(part - value) <= 1 + 1e-6 for part, value in zip(parts, values, strict=True))


@given(values=VALUES)
def test_parts_of_parts_sum_too(values: list[float]) -> None:
    half = len(values) // 2
    groups = [group for group in (values[:half], values[half:]) if group]
    wholes = apportioned([math.fsum(group) for group in groups], round(math.fsum(values)))
    assert sum(wholes) == round(math.fsum(values))
    for group, whole in zip(groups, wholes, strict=True):
        assert sum(apportioned(group, whole)) == whole


def test_nothing_to_share_is_shared_among_nobody() -> None:
    assert apportioned((), 0) == ()
