from __future__ import annotations

import pytest
from hypothesis import given

from kporisk.jurisdiction.languages import LEVELS, language_level, weakest

from .shipped import POINTS, TERRITORIES, countries, languages


def level(client: str, other: str, language: str) -> str:
    here, there = TERRITORIES.by_code[client], TERRITORIES.by_code[other]
    return language_level(here, there, working_language=language, bridge_languages=POINTS.bridge_languages)


@pytest.mark.parametrize(
    ("client", "other", "language", "expected"),
    [
        ("FR", "FR", "ja", "same_language"),
        ("FR", "BE", "fr", "shared_official"),
        ("FR", "MA", "en", "shared_official"),
        ("FR", "IN", "en", "official_one_side"),
        ("FR", "IN", "fr", "official_one_side"),
        ("FR", "IN", "en-GB", "official_one_side"),
        ("FR", "PL", "en", "bridge_only"),
        ("FR", "PL", "ja", "none"),
        ("FR", "AQ", "en", "bridge_only"),
    ],
)
def test_levels(client: str, other: str, language: str, expected: str) -> None:
    assert level(client, other, language) == expected


@given(countries, countries, languages)
def test_either_country_may_be_the_client(one: str, other: str, language: str) -> None:
    assert level(one, other, language) == level(other, one, language)


def test_no_regional_language_makes_two_countries_share_one() -> None:
    assert TERRITORIES.by_code["IN"].languages == ("en", "hi")
    assert level("FR", "IN", "en") != "shared_official"
    assert level("ES", "FR", "ca") == "none", "Catalan is official in regions of Spain only"


def test_the_weakest_is_the_farthest() -> None:
    assert weakest(["shared_official", "none", "same_language"]) == "none"
    assert weakest(["shared_official", "same_language"]) == "shared_official"
    assert tuple(sorted(LEVELS, key=lambda level: POINTS.language[level])) == LEVELS
