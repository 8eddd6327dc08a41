from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kporisk.jurisdiction.clocks import Zone, hours, overlap, zone_names, zones_differ
from kporisk.model.band import Band

from .shipped import TERRITORIES, countries

DAYS = 365
minutes = st.integers(-12 * 4, 14 * 4).map(lambda quarters: quarters * 15)


@st.composite
def zones(draw: st.DrawFn) -> Zone:
    turns = draw(st.lists(st.integers(2, DAYS), max_size=3, unique=True))
    return tuple((day, draw(minutes)) for day in (1, *sorted(turns)))


def _offset(zone: Zone, day: int) -> int:
    return [ahead for first, ahead in zone if first <= day][-1]


def _working_minutes(ahead: int) -> set[int]:
    """The minutes of a UTC day in which it is 9 to 18 somewhere."""
    return {minute for minute in range(24 * 60) if 9 * 60 <= (minute + ahead) % (24 * 60) < 18 * 60}


@given(zones(), zones())
def test_hours_in_common_are_those_counted_minute_by_minute(one: Zone, two: Zone) -> None:
    pairs = {(_offset(one, day), _offset(two, day)) for day in range(1, DAYS + 1)}
    counted = [len(_working_minutes(here) & _working_minutes(there)) / 60 for here, there in pairs]
    assert overlap(one, two, DAYS) == (min(counted), max(counted))


@given(zones(), zones())
def test_either_country_may_be_the_client(one: Zone, two: Zone) -> None:
    assert overlap(one, two, DAYS) == overlap(two, one, DAYS)


@given(zones(), zones())
def test_least_is_not_above_most_and_both_lie_in_the_working_day(one: Zone, two: Zone) -> None:
    least, most = overlap(one, two, DAYS)
    assert 0 <= least <= most <= 9


def test_a_change_after_the_end_of_the_year_counts_for_nothing() -> None:
    assert overlap(((1, 0), (366, 60)), ((1, 0),), 365) == (9, 9)
    assert overlap(((1, 0), (366, 60)), ((1, 0),), 366) == (8, 9)


def test_across_the_date_line_evening_meets_morning() -> None:
    los_angeles, auckland = ((1, -480),), ((1, 780),)
    assert overlap(los_angeles, auckland, DAYS) == (6, 6)


def test_half_and_quarter_hours_are_kept() -> None:
    assert overlap(((1, 0),), ((1, 345),), DAYS) == (3.25, 3.25)


@given(st.data(), countries, countries)
def test_a_stated_zone_lies_within_what_was_possible_before(data: st.DataObject, client: str, other: str) -> None:
    here, there = TERRITORIES.by_code[client], TERRITORIES.by_code[other]
    zone = data.draw(st.sampled_from(zone_names(there)))
    before = hours(here, there, client_zone=None, other_zone=None, days=DAYS)
    after = hours(here, there, client_zone=None, other_zone=zone, days=DAYS)
    assert before.least.proven <= after.least.proven <= after.least.told <= before.least.told
    assert after.most <= before.most


@given(st.data(), countries, countries)
def test_two_stated_zones_leave_nothing_open(data: st.DataObject, client: str, other: str) -> None:
    here, there = TERRITORIES.by_code[client], TERRITORIES.by_code[other]
    one, two = data.draw(st.sampled_from(zone_names(here))), data.draw(st.sampled_from(zone_names(there)))
    known = hours(here, there, client_zone=one, other_zone=two, days=DAYS)
    assert known.least.told == known.least.proven
    assert (known.least.told, known.most) == overlap(here.zones[one], there.zones[two], DAYS)


def test_a_zone_that_the_country_does_not_have_is_as_if_unstated() -> None:
    france, states = TERRITORIES.by_code["FR"], TERRITORIES.by_code["US"]
    unstated = hours(france, states, client_zone=None, other_zone=None, days=DAYS)
    assert hours(france, states, client_zone=None, other_zone="Europe/Paris", days=DAYS) == unstated
    assert unstated.least == Band(3.0, 0.0)


def test_where_clocks_differ_within_a_country() -> None:
    differing = {code for code, country in TERRITORIES.by_code.items() if zones_differ(country)}
    assert {"US", "CA", "RU", "BR", "AU", "ID", "MX", "ES", "PT", "CL", "CN"} <= differing
    assert not {"IN", "PH", "FR", "DE", "GB", "PL", "ZA", "AR", "EG", "BD", "JP", "VN", "MY"} & differing


def test_names_that_may_be_stated() -> None:
    names = zone_names(TERRITORIES.by_code["US"])
    assert names == tuple(sorted(names))
    assert {"America/New_York", "US/Eastern", "America/Los_Angeles"} <= set(names)
    assert "Asia/Calcutta" in zone_names(TERRITORIES.by_code["IN"])
    assert "Europe/Paris" not in names
