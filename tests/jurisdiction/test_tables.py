"""The committed tables against the libraries they are made from, and against themselves."""

from __future__ import annotations

import importlib.util
import json
import re
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from kporisk.model.territory import LEGAL_VALUES
from kporisk.resources import folder

from .shipped import LEGAL, POINTS, TERRITORIES

ROOT = Path(__file__).resolve().parents[2]
TABLE = folder("checklists") / "territories.json"


def _make_facts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_facts", ROOT / ".ci" / "make_facts.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_of_territories_is_what_the_pinned_libraries_say() -> None:
    facts = _make_facts()
    problem = facts.not_as_pinned()
    assert problem is None, problem
    assert TABLE.read_text(encoding="utf-8") == facts.text(facts.table()), "run `make facts` and look at the difference"


def test_other_versions_than_the_pinned_ones_are_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    facts = _make_facts()
    monkeypatch.setattr(facts, "version", lambda name: "0.1")
    written = TABLE.stat().st_mtime_ns
    assert facts.main() == 1
    assert re.search(r"babel \S+ \(found: 0\.1\).*pip install babel==\S+ holidays==\S+ tzdata==\S+", capsys.readouterr().err)
    assert TABLE.stat().st_mtime_ns == written


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = _make_facts()

    def missing(name: str) -> str:
        raise facts.PackageNotFoundError(name)

    monkeypatch.setattr(facts, "version", missing)
    assert "holidays 0.109 (found: not installed)" in facts.not_as_pinned()


def test_a_country_stands_on_one_line_and_the_file_stays_small() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if re.match(r'    "[A-Z]{2}": \{', line)]
    assert len(rows) == len(TERRITORIES.by_code)
    assert TABLE.stat().st_size < 600_000


@pytest.mark.parametrize(
    "name", ["Europe/Paris", "Asia/Kolkata", "America/New_York", "Africa/Cairo", "Africa/Casablanca", "Asia/Kathmandu"]
)
def test_offsets_are_those_of_noon_utc_on_every_day(name: str) -> None:
    with (files("tzdata") / "zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        zone = ZoneInfo.from_file(file)
    (changes,) = {country.zones[name] for country in TERRITORIES.by_code.values() if name in country.zones}
    for day in range(TERRITORIES.days):
        noon = datetime(TERRITORIES.year, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        ahead = [minutes for first, minutes in changes if first <= day + 1][-1]
        assert noon.astimezone(zone).utcoffset() == timedelta(minutes=ahead)


def test_all_countries_are_there_by_name_in_both_languages() -> None:
    assert len(TERRITORIES.by_code) == 247, "ISO 3166-1 has 249; nobody keeps a clock in BV and HM"
    assert TERRITORIES.by_code["DE"].name == {"en": "Germany", "fr": "Allemagne"}
    assert not {"BV", "HM", "XK", "EU", "ZZ"} & set(TERRITORIES.by_code)
    for country in TERRITORIES.by_code.values():
        assert country.zones and all(country.name.get(language) for language in ("en", "fr"))
        assert len(country.days_off) < TERRITORIES.days / 2


def test_only_a_few_countries_have_no_public_holiday_in_the_table() -> None:
    assert {code for code, country in TERRITORIES.by_code.items() if not country.holidays_listed} == {"IO", "LK", "UA"}


def test_the_reference_year_is_the_one_after_the_tables() -> None:
    assert (TERRITORIES.year, TERRITORIES.days) == (2027, 365)
    assert date.fromisoformat(TERRITORIES.as_of).year == TERRITORIES.year - 1


def test_membership_lists_are_complete() -> None:
    assert len(LEGAL.eu) == 27
    assert LEGAL.eea - LEGAL.eu == {"IS", "LI", "NO"}
    assert "GB" not in LEGAL.eea and "CH" not in LEGAL.eea
    assert LEGAL.partially_adequate == {"CA", "US"}
    assert LEGAL.adequate == {"AD", "AR", "BR", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"}
    assert LEGAL.doj_countries_of_concern == {"CN", "HK", "MO", "CU", "IR", "KP", "RU", "VE"}


def test_the_method_has_points_for_every_value_that_a_fact_may_have() -> None:
    for name, table in (
        ("special_301", POINTS.special_301),
        ("trade_secret_law", POINTS.trade_secret_law),
        ("noncompete", POINTS.noncompete),
    ):
        assert set(table) == set(LEGAL_VALUES[name])
    assert set(POINTS.personal_data) == set(LEGAL_VALUES["eu_adequacy"]) - {"eu_eea"}


def test_special_301_is_the_newest_known_list() -> None:
    cells = {code: profile["special_301"] for code, profile in LEGAL.profiles.items()}
    priority_watch = {code for code, cell in cells.items() if cell.value == "priority_watch"}
    assert priority_watch == {"AR", "CL", "CN", "ID", "IN", "MX"}
    assert (cells["VN"].value, cells["VN"].as_of, cells["VN"].confidence) == ("priority_foreign_country", "2026-04-30", "secondary_source")
    assert {cell.as_of for code, cell in cells.items() if code != "VN"} == {"2025-04-29"}
    assert cells["US"].value == "none"


def test_a_law_that_is_named_is_named_in_both_languages_and_one_that_is_unknown_is_not() -> None:
    for profile in LEGAL.profiles.values():
        for name in ("trade_secret_law", "noncompete", "data_protection_law"):
            assert bool(profile[name].note) is (profile[name].value is not None)
            assert profile[name].value is not None or profile[name].confidence == "unverified"


def test_the_table_of_law_is_written_one_fact_a_line() -> None:
    text = (folder("checklists") / "legal_facts.json").read_text(encoding="utf-8")
    facts = re.findall(r'^      "\w+": (\{.*?\}),?$', text, flags=re.MULTILINE)
    assert len(facts) == len(LEGAL.profiles) * len(LEGAL_VALUES)
    assert all("value" in json.loads(fact) for fact in facts)
