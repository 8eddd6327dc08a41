from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from kporisk.jurisdiction.days import days_apart

from .shipped import TERRITORIES, countries


@given(countries, countries)
def test_days_apart_are_those_on_which_exactly_one_works(one: str, other: str) -> None:
    here, there = TERRITORIES.by_code[one], TERRITORIES.by_code[other]
    counted = sum((day in here.days_off) != (day in there.days_off) for day in range(1, TERRITORIES.days + 1))
    assert days_apart(here, there) == counted == days_apart(there, here)


@given(countries)
def test_a_country_is_never_apart_from_itself(one: str) -> None:
    assert days_apart(TERRITORIES.by_code[one], TERRITORIES.by_code[one]) == 0


@pytest.mark.parametrize("country", ["EG", "BD"])
def test_egypt_and_bangladesh_rest_on_friday_and_saturday(country: str) -> None:
    rests = TERRITORIES.by_code[country].days_off
    weekdays = [(date(2027, 1, 1) + timedelta(days=day - 1)).isoweekday() for day in range(1, 366) if day not in rests]
    assert set(weekdays) == {1, 2, 3, 4, 7}
    assert days_apart(TERRITORIES.by_code["FR"], TERRITORIES.by_code[country]) > 100


def test_public_holidays_of_france() -> None:
    first = date(2027, 1, 1)
    holidays = [first + timedelta(days=day - 1) for day in sorted(TERRITORIES.by_code["FR"].days_off)]
    working_days = {(day.month, day.day) for day in holidays if day.isoweekday() < 6}
    assert working_days == {(1, 1), (3, 29), (5, 6), (5, 17), (7, 14), (11, 1), (11, 11)}
