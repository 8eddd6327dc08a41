from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kporisk.documents.content.facts import read_legal_facts, read_territories
from kporisk.documents.files.digest import digest
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.territory import LEGAL_VALUES
from kporisk.resources import folder

SHIPPED = folder("checklists")

TERRITORIES: dict[str, Any] = {
    "format": "kporisk.territories/1",
    "year": 2027,
    "days": 365,
    "as_of": "2026-11-24",
    "libraries": {"babel": "2.18.0"},
    "countries": {
        "AA": {
            "name": {"en": "Aland", "fr": "Alande"},
            "languages": ["en"],
            "zones": [
                {"name": "Area/One", "aliases": ["Area/Uno"], "utc_minutes": [[1, 60], [87, 120], [304, 60]]},
                {"name": "Area/Two", "aliases": [], "utc_minutes": [[1, -600]]},
            ],
            "weekend": [6, 7],
            "holidays": [1],
            "worked": [3],
            "holidays_listed": True,
        }
    },
}


def _legal() -> dict[str, Any]:
    cells: dict[str, Any] = {name: {"value": allowed[0]} for name, allowed in LEGAL_VALUES.items()}
    cells["eu_adequacy"] = {"value": "adequate", "expires": "2031-12-27", "note": {"en": "Until", "fr": "Jusqu'au"}}
    cells["doj_country_of_concern"] = {"value": False}
    cells["hague_evidence"] = {"value": None, "as_of": "2023-05", "confidence": "secondary_source"}
    return {
        "format": "kporisk.legal_facts/1",
        "as_of": "2026-11-23",
        "columns": {name: {"as_of": "2025", "confidence": "high", "source": "a page"} for name in LEGAL_VALUES},
        "lists": {
            "eu": {"as_of": "2026", "source": "treaty", "countries": ["FR"]},
            "eea_efta": {"as_of": "2026", "source": "treaty", "countries": ["NO"]},
            "eu_adequacy": {"as_of": "2026", "source": "list", "countries": ["AA", "CA"]},
            "eu_adequacy_partial": {"as_of": "2026", "source": "list", "countries": ["CA"]},
            "us_doj_countries_of_concern": {"as_of": "2026", "source": "list", "countries": ["KP"]},
        },
        "countries": {"AA": cells},
    }


def _write(tmp_path: Path, name: str, value: Any) -> Path:
    path = tmp_path / name
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def _problems(tmp_path: Path, name: str, value: Any) -> tuple[Problem, ...]:
    reader: Callable[[Path], object] = read_territories if name == "territories.json" else read_legal_facts
    with pytest.raises(InvalidDocument) as raised:
        reader(_write(tmp_path, name, value))
    return raised.value.problems


def _set(value: Any, path: str, new: Any) -> Any:
    changed = copy.deepcopy(value)
    place = changed
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in steps:
        place = place[step]
    if new is ...:
        del place[last]
    else:
        place[last] = new
    return changed


def test_a_country_is_read_as_it_stands(tmp_path: Path) -> None:
    territories = read_territories(_write(tmp_path, "territories.json", TERRITORIES))
    country = territories.by_code["AA"]
    assert (territories.year, territories.days, territories.as_of, territories.sha256) == (2027, 365, "2026-11-24", digest(TERRITORIES))
    assert (country.code, country.name["fr"], country.languages, country.holidays_listed) == ("AA", "Alande", ("en",), True)
    assert country.zones["Area/One"] is country.zones["Area/Uno"]
    assert country.zones["Area/One"] == ((1, 60), (87, 120), (304, 60))
    assert {1, 2, 9, 10} <= country.days_off, "1 January 2027 is a holiday, 2, 9 and 10 January are a Saturday, a Saturday and a Sunday"
    assert not {3, 4, 5, 6, 7, 8} & country.days_off, "Sunday 3 January is worked"


def test_the_weekend_is_the_countrys_own(tmp_path: Path) -> None:
    friday_saturday = _set(TERRITORIES, "countries/AA/weekend", [5, 6])
    days_off = read_territories(_write(tmp_path, "territories.json", friday_saturday)).by_code["AA"].days_off
    assert {date(2027, 1, day).isoweekday() for day in range(4, 31) if day in days_off} == {5, 6}


def test_facts_of_law_take_date_and_confidence_of_their_column_unless_they_have_their_own(tmp_path: Path) -> None:
    legal = read_legal_facts(_write(tmp_path, "legal_facts.json", _legal()))
    cells = legal.profiles["AA"]
    assert (legal.as_of, legal.sha256) == ("2026-11-23", digest(_legal()))
    assert (cells["special_301"].as_of, cells["special_301"].confidence, cells["special_301"].note) == ("2025", "high", {})
    assert (cells["hague_evidence"].value, cells["hague_evidence"].as_of, cells["hague_evidence"].confidence) == (
        None,
        "2023-05",
        "secondary_source",
    )
    assert cells["eu_adequacy"].expires == date(2031, 12, 27)
    assert cells["eu_adequacy"].note["fr"] == "Jusqu'au"
    assert (legal.eu, legal.eea) == (frozenset({"FR"}), frozenset({"FR", "NO"}))
    lists = (legal.adequate, legal.partially_adequate, legal.doj_countries_of_concern)
    assert lists == (frozenset({"AA"}), frozenset({"CA"}), frozenset({"KP"}))
    assert legal.columns["berne"].source == "a page"


def test_the_shipped_tables_are_read_from_their_folder() -> None:
    territories, legal = read_territories(SHIPPED), read_legal_facts(SHIPPED)
    assert len(territories.by_code) == 247
    assert len(legal.profiles) == 58
    every = {*legal.profiles, *legal.eea, *legal.adequate, *legal.partially_adequate, *legal.doj_countries_of_concern}
    assert every <= set(territories.by_code)


def test_layout_changes_no_digest(tmp_path: Path) -> None:
    indented = read_legal_facts(_write(tmp_path, "legal_facts.json", _legal())).sha256
    (tmp_path / "legal_facts.json").write_text(json.dumps(dict(reversed(_legal().items()))), encoding="utf-8")
    assert read_legal_facts(tmp_path).sha256 == indented


BROKEN_TERRITORIES = [
    ("format", "kporisk.territories/2", "$.format", "kporisk.territories/1"),
    ("year", "2027", "$.year", "reference year"),
    ("year", True, "$.year", "reference year"),
    ("days", 366, "$.days", "has 365 days"),
    ("as_of", "2026-02-30", "$.as_of", "YYYY-MM-DD"),
    ("as_of", 2026, "$.as_of", "YYYY-MM-DD"),
    ("libraries", [], "$.libraries", "versions"),
    ("countries", {}, "$.countries", "at least one country"),
    ("countries", [], "$.countries", "at least one country"),
    ("countries/aa", TERRITORIES["countries"]["AA"], "$.countries.aa", "two capital letters"),
    ("countries/AA", 1, "$.countries.AA", "an object"),
    ("countries/AA/name", "Aland", "$.countries.AA.name", "an object"),
    ("countries/AA/name/fr", " ", "$.countries.AA.name.fr", "a text"),
    ("countries/AA/name/fr", ..., "$.countries.AA.name", "missing here: fr"),
    ("countries/AA/holidais", [], "$.countries.AA.holidais", "did you mean holidays?"),
    ("countries/AA/languages", ["English"], "$.countries.AA.languages[0]", "such as fr"),
    ("countries/AA/languages", ["en", "en"], "$.countries.AA.languages", "twice"),
    ("countries/AA/languages", "en", "$.countries.AA.languages", "a list"),
    ("countries/AA/weekend", [0], "$.countries.AA.weekend[0]", "1 for Monday"),
    ("countries/AA/holidays", [1, 366], "$.countries.AA.holidays[1]", "1 to 365"),
    ("countries/AA/worked", [True], "$.countries.AA.worked[0]", "1 to 365"),
    ("countries/AA/holidays_listed", 1, "$.countries.AA.holidays_listed", "true or false"),
    ("countries/AA/zones", [], "$.countries.AA.zones", "at least one time zone"),
    ("countries/AA/zones/0", 1, "$.countries.AA.zones[0]", "an object"),
    ("countries/AA/zones/0/name", 1, "$.countries.AA.zones[0].name", "IANA name"),
    ("countries/AA/zones/0/aliases", "Area/Uno", "$.countries.AA.zones[0].aliases", "a list of IANA names"),
    ("countries/AA/zones/1/aliases", ["Area/One"], "$.countries.AA.zones[1]", "twice"),
    ("countries/AA/zones/0/utc_minutes", [], "$.countries.AA.zones[0].utc_minutes", "ascending"),
    ("countries/AA/zones/0/utc_minutes", [[2, 60]], "$.countries.AA.zones[0].utc_minutes", "the first on day 1"),
    ("countries/AA/zones/0/utc_minutes", [[1, 60], [1, 120]], "$.countries.AA.zones[0].utc_minutes", "ascending"),
    ("countries/AA/zones/0/utc_minutes", [[1, 60], [366, 120]], "$.countries.AA.zones[0].utc_minutes", "ascending"),
    ("countries/AA/zones/0/utc_minutes", [[1, 841]], "$.countries.AA.zones[0].utc_minutes", "-720 to 840"),
    ("countries/AA/zones/0/utc_minutes", [[1, 60.5]], "$.countries.AA.zones[0].utc_minutes", "pairs"),
]


@pytest.mark.parametrize(("path", "new", "pointer", "words"), BROKEN_TERRITORIES)
def test_a_broken_table_of_territories_says_where_and_what(tmp_path: Path, path: str, new: Any, pointer: str, words: str) -> None:
    problems = _problems(tmp_path, "territories.json", _set(TERRITORIES, path, new))
    assert any(problem.pointer == pointer and words in problem.message and problem.line > 0 for problem in problems), problems


BROKEN_LEGAL_FACTS = [
    ("format", "kporisk.territories/1", "$.format", "kporisk.legal_facts/1"),
    ("as_of", "today", "$.as_of", "YYYY-MM-DD"),
    ("columns/berne", ..., "$.columns", "missing here: berne"),
    ("columns/bern", {}, "$.columns.bern", "did you mean berne?"),
    ("columns/berne/confidence", "sure", "$.columns.berne.confidence", "high, secondary_source, unverified"),
    ("columns/berne/source", None, "$.columns.berne.source", "a text"),
    ("columns/berne", 3, "$.columns.berne", "an object"),
    ("lists", [], "$.lists", "an object"),
    ("lists/eu/countries", "FR", "$.lists.eu.countries", "a list of country codes"),
    ("lists/eu/countries", ["fr"], "$.lists.eu.countries[0]", "country codes"),
    ("lists/eea_efta", 1, "$.lists.eea_efta", "an object"),
    ("lists/eu/as_of", "26", "$.lists.eu.as_of", "YYYY, YYYY-MM"),
    ("lists/eu_adequacy_partial/countries", ["CA", "ZZ"], "$.lists.eu_adequacy_partial", "not in eu_adequacy: ZZ"),
    ("lists/eu_adequacy/countries", ["CA"], "$.countries.AA.eu_adequacy", "by the complete lists this is none"),
    ("lists/eu_adequacy_partial/countries", ["AA"], "$.countries.AA.eu_adequacy", "by the complete lists this is partial"),
    ("lists/eu/countries", ["AA"], "$.countries.AA.eu_adequacy", "by the complete lists this is eu_eea"),
    ("lists/us_doj_countries_of_concern/countries", ["AA"], "$.countries.AA.doj_country_of_concern", "this is true"),
    ("countries/AA/special_301", ..., "$.countries.AA", "missing here: special_301"),
    ("countries/AA/special_301/value", "watched", "$.countries.AA.special_301.value", "priority_watch"),
    ("countries/AA/berne/value", 1, "$.countries.AA.berne.value", "true, false, or null"),
    ("countries/AA/berne/expires", "2027-01-01", "$.countries.AA.berne.expires", "unknown name"),
    ("countries/AA/berne", True, "$.countries.AA.berne", "an object"),
    ("countries/AA/berne/note", "said", "$.countries.AA.berne.note", "an object"),
    ("countries/AA/berne/as_of", 2025, "$.countries.AA.berne.as_of", "YYYY, YYYY-MM"),
    ("countries/AA/eu_adequacy/value", None, "$.countries.AA.eu_adequacy.value", "one of eu_eea, adequate, partial, none"),
    ("countries/AA/eu_adequacy/expires", "2031", "$.countries.AA.eu_adequacy.expires", "YYYY-MM-DD"),
    ("countries/AA/eu_adequacy", 1, "$.countries.AA.eu_adequacy", "an object"),
]


@pytest.mark.parametrize(("path", "new", "pointer", "words"), BROKEN_LEGAL_FACTS)
def test_a_broken_table_of_law_says_where_and_what(tmp_path: Path, path: str, new: Any, pointer: str, words: str) -> None:
    problems = _problems(tmp_path, "legal_facts.json", _set(_legal(), path, new))
    assert any(problem.pointer == pointer and words in problem.message and problem.line > 0 for problem in problems), problems


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    broken = _set(_set(TERRITORIES, "days", 1), "countries/AA/weekend", [9])
    assert [problem.pointer for problem in _problems(tmp_path, "territories.json", broken)] == ["$.days", "$.countries.AA.weekend[0]"]


@pytest.mark.parametrize("name", ["territories.json", "legal_facts.json"])
@pytest.mark.parametrize("value", [None, [], 3, "text"])
def test_a_document_of_another_kind_is_refused(tmp_path: Path, name: str, value: Any) -> None:
    assert "an object" in _problems(tmp_path, name, value)[0].message


@pytest.mark.parametrize("text", ["", "{", '{"format": NaN}', "\x00"])
def test_what_is_not_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "territories.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDocument):
        read_territories(path)


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument) as raised:
        read_legal_facts(tmp_path)
    assert "legal_facts.json" in raised.value.problems[0].source
