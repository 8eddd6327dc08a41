from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from kporisk.jurisdiction.law import adequacy, adequacy_expired, client_gdpr, needs_transfer_tool
from kporisk.jurisdiction.words import together
from kporisk.model.band import Band

from .shipped import LEGAL, POINTS, countries, fact, seen


@pytest.mark.parametrize(
    ("country", "name", "points"),
    [
        ("VN", "special_301", 30),
        ("IN", "special_301", 20),
        ("EG", "special_301", 10),
        ("US", "special_301", 0),
        ("IN", "trade_secret_law", 15),
        ("PL", "trade_secret_law", 5),
        ("RO", "trade_secret_law", 0),
        ("TW", "new_york_convention", 20),
        ("IN", "new_york_convention", 0),
        ("CL", "hague_evidence", 5),
        ("IN", "hague_evidence", 0),
        ("IN", "noncompete", 10),
        ("UA", "noncompete", 8),
        ("CH", "noncompete", 4),
        ("US", "noncompete", 4),
        ("PL", "noncompete", 0),
        ("SG", "noncompete", 0),
        ("IN", "eu_adequacy", 20),
        ("CA", "eu_adequacy", 5),
        ("JP", "eu_adequacy", 0),
        ("PL", "eu_adequacy", 0),
        ("CN", "doj_country_of_concern", 20),
        ("IN", "doj_country_of_concern", 0),
    ],
)
def test_points_by_the_table_of_the_method(country: str, name: str, points: float) -> None:
    assert fact(name, seen(country)).points == Band(points, points)


@pytest.mark.parametrize(
    ("country", "name", "most"),
    [("PH", "hague_evidence", 5), ("AR", "noncompete", 10), ("MA", "trade_secret_law", 15)],
)
def test_what_is_not_known_counts_nothing_as_told_and_the_most_as_proven(country: str, name: str, most: float) -> None:
    unknown = fact(name, seen(country))
    assert unknown.value is None
    assert unknown.points == Band(0.0, most)


def test_adequacy_counts_only_for_personal_data_of_a_client_under_the_gdpr() -> None:
    adequacy_fact = fact("eu_adequacy", seen("IN", transfer=False))
    assert (adequacy_fact.value, adequacy_fact.points) == ("none", Band(0.0, 0.0))


@pytest.mark.parametrize(
    ("client", "expected"), [("FR", True), ("NO", True), ("GB", True), ("CH", False), ("US", False), ("GG", False), ("IN", False)]
)
def test_who_is_under_the_gdpr(client: str, expected: bool) -> None:
    assert client_gdpr(client, LEGAL) is expected


@pytest.mark.parametrize(
    ("country", "value", "needed"),
    [
        ("IN", "none", True),
        ("DE", "eu_eea", False),
        ("DK", "eu_eea", False),
        ("NO", "eu_eea", False),
        ("GB", "adequate", False),
        ("FO", "adequate", False),
        ("US", "partial", True),
        ("CA", "partial", True),
        ("RU", "none", True),
        ("PE", "none", True),
    ],
)
def test_adequacy_holds_from_the_complete_lists_with_and_without_a_profile(country: str, value: str, needed: bool) -> None:
    assert adequacy(country, LEGAL).value == value
    assert fact("eu_adequacy", seen(country)).value == value
    assert needs_transfer_tool(country, client="FR", legal=LEGAL) is needed


def test_a_partial_decision_is_found_on_the_list_too() -> None:
    unprofiled = replace(LEGAL, profiles={})
    assert adequacy("US", unprofiled).value == "partial"
    assert adequacy("US", unprofiled).as_of == LEGAL.columns["eu_adequacy"].as_of


def test_nothing_is_transferred_at_home() -> None:
    assert not needs_transfer_tool("IN", client="IN", legal=LEGAL)


def test_an_adequacy_decision_that_has_expired_is_adequate_as_told_and_none_as_proven() -> None:
    last, after = date(2031, 12, 27), date(2031, 12, 28)
    assert not adequacy_expired("GB", legal=LEGAL, as_of=last)
    assert adequacy_expired("GB", legal=LEGAL, as_of=after)
    assert fact("eu_adequacy", seen("GB", as_of=last)).points == Band(0.0, 0.0)
    expired = fact("eu_adequacy", seen("GB", as_of=after))
    assert expired.points == Band(0.0, POINTS.personal_data["none"])
    assert "has expired" in expired.note["en"]
    assert "expiration" in expired.note["fr"]


def test_an_expired_decision_without_personal_data_counts_nothing() -> None:
    assert fact("eu_adequacy", seen("GB", transfer=False, as_of=date(2032, 1, 1))).points == Band(0.0, 0.0)


def test_a_client_in_the_united_kingdom_is_told_whose_list_it_is() -> None:
    assert "keeps a list of its own" in fact("eu_adequacy", seen("BR", "GB")).note["en"]
    assert "list of its own" not in fact("eu_adequacy", seen("GB", "GB")).note.get("en", "")
    assert "list of its own" not in fact("eu_adequacy", seen("BR", "FR")).note.get("en", "")


@given(countries)
def test_the_us_list_holds_with_and_without_a_profile(country: str) -> None:
    assert fact("doj_country_of_concern", seen(country)).value is (country in LEGAL.doj_countries_of_concern)


def test_notes_are_put_together_in_every_language() -> None:
    assert together({"en": "One", "fr": "Un"}, {}, {"en": "Two", "fr": "Deux"}) == {"en": "One. Two", "fr": "Un. Deux"}
    assert together({}, {}) == {}
