from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk.jurisdiction import derive
from kporisk.model.assessment import Derived, JurisdictionProfile
from kporisk.model.band import Band
from kporisk.model.case import EngagementValue

from .shipped import LEGAL, POINTS, TERRITORIES, TODAY, countries, days, languages, seen, stated_zones


def _derived(
    vendor: str = "IN",
    delivery: Sequence[str] = ("IN",),
    *,
    client: str = "FR",
    classes: Sequence[str] = ("personal_data",),
    sensitivity: str = "low",
    language: str = "en",
    zones: dict[str, str] | None = None,
    as_of: date = TODAY,
) -> tuple[Derived, tuple[JurisdictionProfile, ...]]:
    engagement: dict[str, EngagementValue] = {
        "client_country": client,
        "vendor_country": vendor,
        "delivery_countries": tuple(delivery),
        "working_language": language,
        "data_classes": tuple(classes),
        "competitive_sensitivity": sensitivity,
    }
    if zones is not None:
        engagement["timezones"] = zones
    return derive(engagement, territories=TERRITORIES, legal=LEGAL, points=POINTS, as_of=as_of)


@pytest.mark.parametrize(
    ("classes", "sensitivity", "public", "personal", "high_value"),
    [
        (("public_only",), "low", True, False, False),
        (("public_only",), "crown_jewel", True, False, True),
        (("public_only", "trade_secret"), "low", False, False, True),
        (("personal_data",), "low", False, True, False),
        (("payment_card",), "medium", False, True, False),
        (("phi",), "low", False, True, True),
        (("special_category",), "low", False, True, True),
        (("internal_confidential",), "high", False, False, True),
        (("internal_confidential",), "medium", False, False, False),
        (("client_strategy",), "low", False, False, True),
        (("mnpi", "source_code"), "low", False, False, True),
    ],
)
def test_what_follows_from_the_information(
    classes: tuple[str, ...], sensitivity: str, public: bool, personal: bool, high_value: bool
) -> None:
    derived, _ = _derived(classes=classes, sensitivity=sensitivity)
    assert (derived.public_data_only, derived.personal_data, derived.high_value_information) == (public, personal, high_value)


@pytest.mark.parametrize(
    "information",
    [
        "trade_secret",
        "source_code",
        "unpublished_invention",
        "mnpi",
        "privileged_legal",
        "export_controlled",
        "client_strategy",
        "phi",
        "special_category",
    ],
)
def test_each_of_these_classes_alone_is_of_high_value(information: str) -> None:
    assert _derived(classes=(information,))[0].high_value_information


@pytest.mark.parametrize(
    ("client", "vendor", "delivery", "expected"),
    [
        ("FR", "IN", ("IN",), True),
        ("FR", "DE", ("DE",), False),
        ("FR", "FR", ("FR",), False),
        ("FR", "DE", ("DE", "IN"), True),
        ("FR", "IN", ("FR",), True),
        ("FR", "GB", ("GB",), False),
        ("FR", "US", ("US",), True),
        ("FR", "CA", ("CA",), True),
        ("FR", "FO", ("FO",), False),
        ("FR", "RU", ("RU",), True),
        ("NO", "IN", ("IN",), True),
        ("GB", "FR", ("FR",), False),
        ("GB", "IN", ("IN",), True),
        ("US", "IN", ("IN",), False),
        ("CH", "IN", ("IN",), False),
    ],
)
def test_a_restricted_transfer_looks_at_every_country(client: str, vendor: str, delivery: tuple[str, ...], expected: bool) -> None:
    derived, _ = _derived(vendor, delivery, client=client)
    assert derived.restricted_transfer is expected
    without_persons, _ = _derived(vendor, delivery, client=client, classes=("trade_secret",))
    assert not without_persons.restricted_transfer


def test_what_is_asked_does_not_depend_on_the_calendar() -> None:
    derived, (united_kingdom,) = _derived("GB", ("GB",), as_of=date(2032, 1, 1))
    assert not derived.restricted_transfer
    assert united_kingdom.points == Band(5.0, 25.0)
    assert derived.jurisdiction_points == Band(5.0, 25.0)


def test_borders_and_the_us_list() -> None:
    home, _ = _derived("FR", ("FR",))
    assert (home.cross_border, home.vendor_doj_country_of_concern, home.client_gdpr) == (False, False, True)
    assert _derived("FR", ("FR", "MA"))[0].cross_border
    assert _derived("MA", ("FR",))[0].cross_border
    assert _derived("IN", ("IN", "HK"))[0].vendor_doj_country_of_concern
    assert _derived("RU", ("IN",))[0].vendor_doj_country_of_concern


def test_the_weakest_country_counts() -> None:
    derived, profiles = _derived("BE", ("IN", "PH", "BE"))
    assert [profile.country for profile in profiles] == ["BE", "IN", "PH"]
    assert derived.language_level == "official_one_side"
    assert derived.overlap_hours == Band(2.0, 2.0)
    assert derived.jurisdiction_points == Band(70.0, 70.0)


def test_each_end_takes_its_own_worst_country() -> None:
    derived, (india, russia) = _derived("IN", ("IN", "RU"))
    assert (india.points, russia.points) == (Band(70.0, 70.0), Band(50.0, 100.0))
    assert derived.jurisdiction_points == Band(70.0, 100.0)


def test_a_zone_that_is_not_stated_leaves_the_hours_open() -> None:
    assert _derived("US", ("US",))[0].overlap_hours == Band(3.0, 0.0)
    assert _derived("US", ("US",), zones={"US": "America/Chicago"})[0].overlap_hours == Band(2.0, 2.0)


@given(st.data(), countries, st.lists(countries, min_size=1, max_size=4), countries, languages, days)
def test_order_and_repetition_of_countries_change_nothing(
    data: st.DataObject, vendor: str, delivery: list[str], client: str, language: str, as_of: date
) -> None:
    zones = data.draw(stated_zones(vendor, client))
    shuffled = data.draw(st.permutations([*delivery, data.draw(st.sampled_from(delivery))]))
    one = _derived(vendor, delivery, client=client, language=language, zones=zones, as_of=as_of)
    assert _derived(vendor, shuffled, client=client, language=language, zones=zones, as_of=as_of) == one
    assert _derived(shuffled[0], [vendor, *shuffled], client=client, language=language, zones=zones, as_of=as_of) == one


@given(st.lists(countries, min_size=1, max_size=4), countries, countries, st.booleans())
def test_another_country_never_improves_anything(delivery: list[str], more: str, client: str, personal: bool) -> None:
    classes = ("personal_data",) if personal else ("trade_secret",)
    fewer, _ = _derived(delivery[0], delivery, client=client, classes=classes)
    larger, _ = _derived(delivery[0], [*delivery, more], client=client, classes=classes)
    assert fewer.jurisdiction_points.told <= larger.jurisdiction_points.told
    assert fewer.jurisdiction_points.proven <= larger.jurisdiction_points.proven
    assert fewer.overlap_hours.told >= larger.overlap_hours.told
    assert fewer.overlap_hours.proven >= larger.overlap_hours.proven
    assert fewer.restricted_transfer <= larger.restricted_transfer
    assert fewer.vendor_doj_country_of_concern <= larger.vendor_doj_country_of_concern


@given(countries, st.lists(countries, min_size=1, max_size=3), countries)
def test_the_profiles_are_those_of_the_countries_seen_alone(vendor: str, delivery: list[str], client: str) -> None:
    derived, profiles = _derived(vendor, delivery, client=client)
    assert profiles == tuple(seen(country, client, transfer=derived.client_gdpr) for country in sorted({vendor, *delivery}))
    assert 0 <= derived.overlap_hours.proven <= derived.overlap_hours.told <= 9
