"""Two countries in lines: complete, aligned, within eighty columns, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from kporisk.errors import UsageError
from kporisk.reports.country import country_lines
from kporisk.reports.speech import typeset
from kporisk.workflow.jurisdiction import between
from tests.reports.assessment_by_hand import both, pair
from tests.reports.snapshot import hold
from tests.worlds import AS_OF, shipped

PAIRS = (("FR", "IN"), ("US", "CA"), ("GB", "AQ"), ("IN", "IN"), ("DE", "EG"), ("JP", "CN"), ("FR", "CH"))


@cache
def profile(client: str, vendor: str) -> Mapping[str, Any]:
    return between(shipped(), client, vendor, working_language="en", personal_data=True, as_of=AS_OF)


def fact(value: object, points: tuple[float, float] = (0.0, 0.0), **parts: Any) -> dict[str, Any]:
    return {"value": value, "points": pair(*points), "as_of": "2025-04-29", "confidence": "high", "note": {}} | parts


def by_hand() -> dict[str, Any]:
    """A profile whose every word stands here."""
    return {
        "client": {"country": "FR", "name": both("France", "France")},
        "reference_year": 2027,
        "country": "IN",
        "name": both("India", "Inde"),
        "points": pair(40.0, 50.0),
        "facts": {
            "special_301": fact("priority_watch", (20.0, 20.0)),
            "trade_secret_law": fact("common_law_or_contract", (15.0, 15.0), confidence="medium", as_of="2025"),
            "new_york_convention": fact(True),
            "eu_adequacy": fact(
                "none",
                note=both("A note that is long enough to be wrapped under its value", "Une note assez longue pour passer à la ligne"),
            ),
            "language_level": fact("official_one_side", (5.0, 5.0)),
            "working_hours_overlap": fact(1.5, (0.0, 10.0), note=both("Zone not stated", "Fuseau non indiqué")),
            "legal_system": fact("common_law", confidence="unverified", as_of="2025-04"),
            "days_apart": fact(16.0),
        },
        "language_level": "official_one_side",
        "overlap_hours": {"least": 1.5, "most": 9.0},
        "days_apart": 16,
    }


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("client", "vendor"), PAIRS)
def test_every_fact_stands_there_within_eighty_columns(client: str, vendor: str, lang: str) -> None:
    made = profile(client, vendor)
    lines = country_lines(made, lang=lang)
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line != line.rstrip() or "\n" in line]
    flat = " ".join(" ".join(lines).split())
    assert made["name"][lang] in lines[0] and made["client"]["name"][lang] in lines[0]
    assert "2027" in lines[1]
    assert "_" not in flat and "True" not in flat and "None known" not in flat.replace("None known", "", 1)
    unconfirmed = [id for id, one in made["facts"].items() if one["confidence"] != "high"]
    assert len(re.findall(r"\)\*", flat)) == len(unconfirmed)
    assert lines[-1].startswith("* ") is bool(unconfirmed)
    for one in made["facts"].values():
        note = typeset(one["note"].get(lang, ""), lang)
        assert "".join(note.split()) in "".join(_value_column(lines).split())


def _value_column(lines: list[str]) -> str:
    """What stands in the middle column, the points to its right left out."""
    rows = [line for line in lines if line.startswith("  ")]
    first = re.match(r"  \S.*?\s{2,}(?=\S)", rows[0])
    assert first
    return " ".join(re.sub(r"\s{2,}[\d.,]+( – [\d.,]+)?$", "", row[first.end() :]) for row in rows)


@pytest.mark.parametrize(("client", "vendor"), PAIRS)
def test_the_points_shown_add_up_to_the_points_of_the_country(client: str, vendor: str) -> None:
    made = profile(client, vendor)
    shown = [match.groups() for line in country_lines(made, lang="en") if (match := re.search(r"\S\s{2,}([\d.]+)(?: – ([\d.]+))?$", line))]
    told = sum(float(low) for low, _ in shown)
    proven = sum(float(high or low) for low, high in shown)
    assert (min(100.0, told), min(100.0, proven)) == (made["points"]["told"], made["points"]["proven"])


def test_the_numbers_are_those_of_the_profile() -> None:
    lines = country_lines(profile("FR", "IN"), lang="en")
    assert any(re.match(r"  Shared working hours +4\.5 to 5\.5 hours a day, ", line) for line in lines)
    french = country_lines(profile("FR", "IN"), lang="fr")
    assert any("4,5 à 5,5 heures par jour" in line for line in french)


def test_french_says_nothing_in_english() -> None:
    for client, vendor in PAIRS:
        text = " ".join(country_lines(profile(client, vendor), lang="fr"))
        assert not re.search(r"\b(the|working|hours|points? towards|seen from|Yes|Not known|confirmed)\b", text)


def test_the_own_country_says_that_it_brings_nothing() -> None:
    assert "The client’s own country brings no points." in country_lines(profile("IN", "IN"), lang="en")


def test_nothing_in_a_document_steers_the_terminal() -> None:
    made = by_hand() | {"name": both("In\x1b[31mdia\x9b", "Inde")}
    assert country_lines(made, lang="en")[0] == "In[31mdia seen from France"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError):
        country_lines(by_hand(), lang="xx")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_reads_as_it_was_found_good(lang: str, update: bool) -> None:
    hold(f"country-{lang}.txt", "".join(f"{line}\n" for line in country_lines(by_hand(), lang=lang)), update=update)
