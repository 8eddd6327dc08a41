from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, add_months, interpolate, whole_months

DAY = date(2026, 11, 24)
WORDS = {"en": "x", "fr": "x"}


def option(value: str, score: float) -> Option:
    return Option(value, WORDS, score)


@pytest.mark.parametrize(
    ("x", "y"), [(-5, 0), (0, 0), (45, 0.15), (90, 0.3), (94.5, 0.55), (99, 0.8), (100, 1), (400, 1)], ids=lambda value: f"{value:g}"
)
def test_interpolation_is_linear_between_points_and_clamped_outside(x: float, y: float) -> None:
    assert interpolate(((0, 0), (90, 0.3), (99, 0.8), (100, 1)), x) == pytest.approx(y)


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2028, 1, 31), date(2028, 2, 28), 0),
        (date(2028, 1, 31), date(2028, 2, 29), 1),
        (date(2026, 1, 30), date(2026, 2, 28), 1),
        (date(2025, 11, 24), date(2026, 11, 23), 11),
        (date(2025, 11, 24), date(2026, 11, 24), 12),
        (date(2026, 11, 24), date(2026, 11, 24), 0),
        (date(2026, 11, 24), date(2026, 11, 23), -1),
        (date(9999, 11, 30), date.max, 1),
    ],
)
def test_months_are_whole_with_the_day_clamped(earlier: date, later: date, months: int) -> None:
    assert whole_months(earlier, later) == months


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_adding_months_adds_that_many_whole_months(day: date, months: int) -> None:
    later = add_months(day, months)
    assert whole_months(day, later) == months
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months


def test_one_option_scores_its_own() -> None:
    assert OneOf((option("a", 0.25), option("b", 1))).satisfaction("a", DAY) == 0.25


def test_several_options_add_up_to_the_cap_in_any_order() -> None:
    scale = AnyOf(tuple(option(name, 0.4) for name in "abc"))
    assert scale.satisfaction((), DAY) == 0
    assert scale.satisfaction(("a", "b"), DAY) == scale.satisfaction(("b", "a"), DAY) == pytest.approx(0.8)
    assert scale.satisfaction(("a", "b", "c"), DAY) == 1.0


def test_a_number_is_scored_on_its_line_and_not_measured_scores_nothing() -> None:
    scale = Number(0, 100, WORDS, ((0, 0), (100, 1)), option("not_measured", 0))
    assert scale.satisfaction(40, DAY) == pytest.approx(0.4)
    assert scale.satisfaction("not_measured", DAY) == 0
    assert scale.ascending
    assert not Number(0, None, WORDS, ((0, 1), (24, 0))).ascending


@pytest.mark.parametrize(
    ("day", "score"), [(date(2025, 11, 24), 1), (date(2025, 5, 24), 0.5), (date(2024, 11, 24), 0), (date(2020, 1, 1), 0)]
)
def test_a_date_is_scored_by_its_age(day: date, score: float) -> None:
    assert Age(12, 24, option("never", 0)).satisfaction(day, DAY) == pytest.approx(score)


def test_never_scores_nothing() -> None:
    assert Age(12, 24, option("never", 0)).satisfaction("never", DAY) == 0
