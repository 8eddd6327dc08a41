"""The two tables of facts about countries: territories.json, generated, and legal_facts.json, written by people."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from kporisk.documents.content.facts_check import LISTS, problems_of_legal_facts, problems_of_territories
from kporisk.documents.files.digest import digest
from kporisk.documents.files.located import Located, read_located
from kporisk.errors import InvalidDocument
from kporisk.model.territory import LegalColumn, LegalFact, LegalFacts, Territories, Territory


def read_territories(path: Path) -> Territories:
    """The countries of `territories.json` (the file, or the folder that holds it). Raises InvalidDocument with every problem."""
    located = _located(path, "territories.json")
    if problems := problems_of_territories(located):
        raise InvalidDocument(problems)
    whole = located.value
    by_code = {code: _territory(code, row, whole) for code, row in whole["countries"].items()}
    return Territories(whole["year"], whole["days"], whole["as_of"], digest(whole), by_code)


def read_legal_facts(path: Path) -> LegalFacts:
    """The facts of law of `legal_facts.json` (the file, or the folder that holds it). Raises InvalidDocument with every problem."""
    located = _located(path, "legal_facts.json")
    if problems := problems_of_legal_facts(located):
        raise InvalidDocument(problems)
    whole = located.value
    columns = {name: LegalColumn(**column) for name, column in whole["columns"].items()}
    lists = {name: frozenset(whole["lists"][name]["countries"]) for name in LISTS}
    return LegalFacts(
        sha256=digest(whole),
        as_of=whole["as_of"],
        profiles={
            code: {name: _legal_fact(cell, columns[name]) for name, cell in cells.items()} for code, cells in whole["countries"].items()
        },
        eu=lists["eu"],
        eea=lists["eu"] | lists["eea_efta"],
        adequate=lists["eu_adequacy"] - lists["eu_adequacy_partial"],
        partially_adequate=lists["eu_adequacy_partial"],
        doj_countries_of_concern=lists["us_doj_countries_of_concern"],
        columns=columns,
    )


def _located(path: Path, name: str) -> Located:
    return read_located(path / name if path.is_dir() else path)


def _territory(code: str, row: dict[str, Any], whole: dict[str, Any]) -> Territory:
    zones: dict[str, tuple[tuple[int, int], ...]] = {}
    for zone in row["zones"]:
        changes = tuple((day, minutes) for day, minutes in zone["utc_minutes"])
        zones |= dict.fromkeys((zone["name"], *zone["aliases"]), changes)
    weekends = _weekends(tuple(row["weekend"]), whole["year"], whole["days"])
    days_off = weekends.difference(row["worked"]).union(row["holidays"])
    return Territory(code, row["name"], tuple(row["languages"]), zones, days_off, row["holidays_listed"])


@lru_cache(maxsize=64)
def _weekends(weekend: tuple[int, ...], year: int, days: int) -> frozenset[int]:
    first = date(year, 1, 1).isoweekday()
    return frozenset(day for day in range(1, days + 1) if (first + day - 2) % 7 + 1 in weekend)


def _legal_fact(cell: dict[str, Any], column: LegalColumn) -> LegalFact:
    expires = cell.get("expires")
    return LegalFact(
        cell["value"],
        cell.get("as_of", column.as_of),
        cell.get("confidence", column.confidence),
        cell.get("note", {}),
        date.fromisoformat(expires) if expires else None,
    )
