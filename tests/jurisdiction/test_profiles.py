from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kporisk.jurisdiction import profile
from kporisk.jurisdiction.law import READ_ONLY
from kporisk.jurisdiction.profiles import Tables, step
from kporisk.model.assessment import JurisdictionProfile
from kporisk.model.band import Band
from kporisk.model.territory import LEGAL_VALUES, LegalFacts

from .shipped import LEGAL, POINTS, TERRITORIES, TODAY, countries, days, fact, languages, profiled, seen, stated_zones


@pytest.mark.parametrize(
    ("country", "least", "most", "level"),
    [
        ("IN", 4.5, 5.5, "official_one_side"),
        ("PH", 2, 3, "official_one_side"),
        ("PL", 9, 9, "bridge_only"),
        ("ZA", 8, 9, "official_one_side"),
        ("AR", 4, 5, "bridge_only"),
    ],
)
def test_values_to_check_against(country: str, least: float, most: float, level: str) -> None:
    found = seen(country)
    assert (found.overlap_least, found.overlap_most, found.language_level) == (least, most, level)


def test_india_for_a_french_client_with_personal_data() -> None:
    found = seen("IN")
    counting = {fact.id: fact.points.told for fact in found.facts if fact.points.proven}
    assert counting == {"special_301": 20, "trade_secret_law": 15, "noncompete": 10, "eu_adequacy": 20, "language_level": 5}
    assert found.points == Band(70.0, 70.0)
    law = fact("data_protection_law", found)
    assert (law.value, law.confidence, law.points) == ("general", "high", Band(0.0, 0.0))
    assert law.note["en"].startswith("Digital Personal Data Protection Act 2023")
    assert law.note["fr"]


@given(st.data(), countries, countries, languages, st.booleans(), days)
def test_points_are_the_capped_sum_of_the_facts(
    data: st.DataObject, country: str, client: str, language: str, transfer: bool, as_of: date
) -> None:
    zones = data.draw(stated_zones(country, client))
    found = seen(country, client, language=language, zones=zones, transfer=transfer, as_of=as_of)
    for end in ("told", "proven"):
        total = math.fsum(getattr(fact.points, end) for fact in found.facts)
        assert getattr(found.points, end) == pytest.approx(min(100.0, total), abs=1e-9)
    assert 0 <= found.points.told <= found.points.proven <= 100
    assert all(0 <= fact.points.told <= fact.points.proven for fact in found.facts)
    assert 0 <= found.overlap_least <= found.overlap_most <= 9
    assert len({fact.id for fact in found.facts}) == len(found.facts)
    assert all(set(fact.note) in (set(), {"en", "fr"}) for fact in found.facts)


@given(countries, languages, st.booleans(), days)
def test_the_clients_own_country_brings_nothing(country: str, language: str, transfer: bool, as_of: date) -> None:
    found = seen(country, country, language=language, transfer=transfer, as_of=as_of)
    assert found.points == Band(0.0, 0.0)
    assert all(fact.points == Band(0.0, 0.0) for fact in found.facts)
    assert (found.language_level, found.overlap_least, found.overlap_most, found.days_apart) == ("same_language", 9, 9, 0)


@given(countries, countries, st.booleans(), days, days)
def test_time_alone_never_improves_a_country(country: str, client: str, transfer: bool, one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    before = seen(country, client, transfer=transfer, as_of=earlier).points
    after = seen(country, client, transfer=transfer, as_of=later).points
    assert before.told <= after.told
    assert before.proven <= after.proven


@given(st.data(), countries, countries)
def test_stating_a_zone_narrows_the_band(data: st.DataObject, country: str, client: str) -> None:
    zones = data.draw(stated_zones(country, client))
    open_, stated = seen(country, client), seen(country, client, zones=zones)
    assert open_.points.told <= stated.points.told <= stated.points.proven <= open_.points.proven


@given(st.data(), profiled, st.sampled_from(sorted(LEGAL_VALUES)))
def test_every_value_of_an_unknown_fact_lies_in_the_band(data: st.DataObject, country: str, name: str) -> None:
    unknown = [name for name, cell in LEGAL.profiles[country].items() if cell.value is None]
    assume(unknown)
    name = data.draw(st.sampled_from(unknown))
    value = data.draw(st.sampled_from(LEGAL_VALUES[name]))
    known = dict(LEGAL.profiles[country])
    known[name] = replace(known[name], value=value)
    band, inside = seen(country).points, _with(replace(LEGAL, profiles={country: known}), country).points
    assert band.told <= inside.told <= inside.proven <= band.proven


def _with(legal: LegalFacts, country: str) -> JurisdictionProfile:
    return profile(
        country,
        client="FR",
        working_language="en",
        timezones={},
        client_gdpr_personal_data=True,
        territories=TERRITORIES,
        legal=legal,
        points=POINTS,
        as_of=TODAY,
    )


@pytest.mark.parametrize("country", ["RU", "DK", "KP", "FO", "PE"])
def test_a_country_without_a_profile_has_the_widest_band_and_keeps_what_the_lists_say(country: str) -> None:
    found = seen(country)
    assert found.points == Band(50.0, 100.0)
    assert [fact.id for fact in found.facts] == [
        "eu_adequacy",
        "doj_country_of_concern",
        "legal_profile",
        "language_level",
        "working_hours_overlap",
        "days_apart",
    ]
    assert fact("legal_profile", found).points == found.points


@given(profiled)
def test_a_country_with_a_profile_shows_every_fact_of_it(country: str) -> None:
    found = {fact.id: fact for fact in seen(country).facts}
    assert set(LEGAL_VALUES) <= set(found)
    for name, cell in LEGAL.profiles[country].items():
        assert (found[name].value, found[name].as_of, found[name].confidence) == (cell.value, cell.as_of, cell.confidence)
    assert all(found[name].points == Band(0.0, 0.0) for name in READ_ONLY)


def test_a_zone_that_is_not_stated_is_said() -> None:
    assert fact("working_hours_overlap", seen("US")).points == Band(5.0, 10.0)
    assert "not stated" in fact("working_hours_overlap", seen("US")).note["en"]
    stated = fact("working_hours_overlap", seen("US", zones={"US": "America/New_York"}))
    assert (stated.value, stated.points, stated.note) == (3.0, Band(5.0, 5.0), {})
    assert "not stated" in fact("working_hours_overlap", seen("FR", "US")).note["en"], "the client's own zone may be open too"


def test_the_clients_own_zone_counts_when_it_is_stated() -> None:
    stated = seen("FR", "US", zones={"US": "America/New_York"})
    assert (stated.overlap_least, stated.overlap_most) == (3.0, 4.0)
    assert fact("working_hours_overlap", stated).note == {}


def test_points_are_capped_at_both_ends() -> None:
    dearer = replace(POINTS, doj_country_of_concern=90, no_new_york_convention=100)
    china = profile(
        "CN",
        client="FR",
        working_language="en",
        timezones={},
        client_gdpr_personal_data=True,
        territories=TERRITORIES,
        legal=LEGAL,
        points=dearer,
        as_of=TODAY,
    )
    assert sum(fact.points.told for fact in china.facts) > 100
    assert china.points == Band(100.0, 100.0)


def test_a_country_whose_holidays_the_table_does_not_have_is_said() -> None:
    assert not TERRITORIES.by_code["LK"].holidays_listed
    assert "Weekends alone" in fact("days_apart", seen("LK")).note["en"]
    assert fact("days_apart", seen("IN")).note == {}
    assert fact("days_apart", seen("IN")).value == seen("IN").days_apart


def test_steps_of_hours() -> None:
    steps = ((0.0, 10.0), (2.0, 5.0), (4.0, 0.0))
    assert [step(steps, hours) for hours in (0, 1.75, 2 - 1e-10, 2, 3.75, 4, 9)] == [10, 10, 5, 5, 5, 0, 0]


def test_what_was_seen_once_is_found_again_and_other_tables_are_other_tables() -> None:
    assert seen("IN") is seen("IN")
    assert seen("GB", as_of=date(2026, 1, 1)) is seen("GB", as_of=date(2031, 12, 27))
    dearer = replace(POINTS, doj_country_of_concern=21)
    assert Tables(TERRITORIES, LEGAL, POINTS) == Tables(TERRITORIES, LEGAL, POINTS)
    assert Tables(TERRITORIES, LEGAL, POINTS) != Tables(TERRITORIES, LEGAL, dearer)
    assert Tables(TERRITORIES, LEGAL, POINTS) != (TERRITORIES, LEGAL, POINTS)
    changed = profile(
        "CN",
        client="FR",
        working_language="en",
        timezones={},
        client_gdpr_personal_data=True,
        territories=TERRITORIES,
        legal=LEGAL,
        points=dearer,
        as_of=TODAY,
    )
    assert fact("doj_country_of_concern", changed).points == Band(21.0, 21.0)
    assert fact("doj_country_of_concern", seen("CN")).points == Band(20.0, 20.0)


def test_a_country_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        seen("ZZ")
