"""What is wrong with a table of facts about countries, every problem with its place."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from kporisk.documents.content.folders import did_you_mean
from kporisk.documents.files.located import Located, Route
from kporisk.errors import Problem
from kporisk.model.territory import LEGAL_CONFIDENCE, LEGAL_VALUES

_LANGUAGES = ("en", "fr")
_CODE = re.compile(r"[A-Z]{2}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WHEN = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z")
_UTC_MINUTES = range(-12 * 60, 14 * 60 + 1)
LISTS = ("eu", "eea_efta", "eu_adequacy", "eu_adequacy_partial", "us_doj_countries_of_concern")
"""The complete lists of legal_facts.json."""
_ALWAYS_KNOWN = ("eu_adequacy", "doj_country_of_concern")


def problems_of_territories(located: Located) -> tuple[Problem, ...]:
    """What is wrong with a `territories.json`; nothing where it can be read."""
    check = _Check(located)
    check.territories()
    return tuple(check.problems)


def problems_of_legal_facts(located: Located) -> tuple[Problem, ...]:
    """What is wrong with a `legal_facts.json`; nothing where it can be read."""
    check = _Check(located)
    check.legal_facts()
    return tuple(check.problems)


class _Check:
    """One table while it is checked: every method adds the problems it finds, and reads on."""

    def __init__(self, located: Located) -> None:
        self.located = located
        self.value: Any = located.value
        self.problems: list[Problem] = []

    def holds(self, condition: bool, route: Route, message: str, *, of_key: bool = False) -> bool:
        if not condition:
            self.problems.append(self.located.problem(route, message, of_key=of_key))
        return condition

    def keys(self, value: Any, route: Route, required: Collection[str], optional: Collection[str] = ()) -> bool:
        """True where `value` is an object with these keys and no others."""
        if not self.holds(isinstance(value, dict), route, "here belongs an object"):
            return False
        known = (*required, *optional)
        for key in value:
            if key not in known:
                self.holds(False, (*route, key), f"unknown name{did_you_mean(key, known)}", of_key=True)
        missing = [key for key in required if key not in value]
        return self.holds(not missing, route, f"missing here: {', '.join(missing)}")

    def distinct(self, value: Any, route: Route, what: str, fits: Any) -> bool:
        """True where `value` is a list of different items that all fit."""
        if not self.holds(isinstance(value, list), route, f"here belongs a list of {what}"):
            return False
        wrong = [index for index, item in enumerate(value) if not fits(item)]
        for index in wrong:
            self.holds(False, (*route, index), f"here belongs one of {what}")
        return not wrong and self.holds(len(set(value)) == len(value), route, f"the same stands here twice among {what}")

    def text(self, value: Any, route: Route) -> None:
        if self.keys(value, route, _LANGUAGES):
            for language in _LANGUAGES:
                words = value[language]
                self.holds(isinstance(words, str) and bool(words.strip()), (*route, language), "here belongs a text")

    def format(self, word: str) -> None:
        found = self.value["format"]
        self.holds(found == word, ("format",), f'this version of kporisk reads the format "{word}"')

    def countries(self) -> Iterator[tuple[str, Any, Route]]:
        rows = self.value["countries"]
        if self.holds(isinstance(rows, dict) and bool(rows), ("countries",), "here belongs an object with at least one country"):
            for code, row in rows.items():
                route = ("countries", code)
                self.holds(bool(_CODE.match(code)), route, "a country is a code of two capital letters, ISO 3166-1 alpha-2", of_key=True)
                yield code, row, route

    # territories.json

    def territories(self) -> None:
        if not self.keys(self.value, (), ("format", "year", "days", "as_of", "libraries", "countries")):
            return
        self.format("kporisk.territories/1")
        year = self.value["year"]
        if not self.holds(_is_int(year) and 1900 <= year <= 9998, ("year",), "here belongs the reference year, a whole number"):
            return
        days = 365 + calendar.isleap(year)
        self.holds(self.value["days"] == days, ("days",), f"the year {year} has {days} days")
        self.holds(_is_day(self.value["as_of"]), ("as_of",), "here belongs a day, written YYYY-MM-DD")
        self.holds(isinstance(self.value["libraries"], dict), ("libraries",), "here belong the libraries and their versions")
        for _, row, route in self.countries():
            self.territory(row, route, days)

    def territory(self, row: Any, route: Route, days: int) -> None:
        if not self.keys(row, route, ("name", "languages", "zones", "weekend", "holidays", "worked", "holidays_listed")):
            return
        self.text(row["name"], (*route, "name"))
        self.distinct(row["languages"], (*route, "languages"), "languages, each a primary subtag such as fr", _matches(_LANGUAGE))
        self.distinct(row["weekend"], (*route, "weekend"), "days of the week, 1 for Monday to 7 for Sunday", _within(1, 7))
        for name in ("holidays", "worked"):
            self.distinct(row[name], (*route, name), f"days of the year, 1 to {days}", _within(1, days))
        self.holds(isinstance(row["holidays_listed"], bool), (*route, "holidays_listed"), "here belongs true or false")
        zones = row["zones"]
        if self.holds(isinstance(zones, list) and bool(zones), (*route, "zones"), "here belongs a list with at least one time zone"):
            for index, zone in enumerate(zones):
                self.zone(zone, (*route, "zones", index), days)
            self.different_names(zones, (*route, "zones"))

    def zone(self, zone: Any, route: Route, days: int) -> None:
        if not self.keys(zone, route, ("name", "aliases", "utc_minutes")):
            return
        self.holds(isinstance(zone["name"], str), (*route, "name"), "here belongs an IANA name such as Europe/Paris")
        self.distinct(zone["aliases"], (*route, "aliases"), "IANA names", lambda item: isinstance(item, str))
        changes = zone["utc_minutes"]
        shaped = isinstance(changes, list) and bool(changes) and all(_is_change(change) for change in changes)
        message = "here belong pairs [day of the year, minutes ahead of UTC, -720 to 840], ascending, the first on day 1"
        if self.holds(shaped, (*route, "utc_minutes"), message):
            on = [day for day, _ in changes]
            self.holds(on[0] == 1 and on[-1] <= days and on == sorted(set(on)), (*route, "utc_minutes"), message)

    def different_names(self, zones: list[Any], route: Route) -> None:
        seen: set[str] = set()
        for index, zone in enumerate(zones):
            if isinstance(zone, dict) and isinstance(zone.get("aliases"), list):
                for name in (zone.get("name"), *zone["aliases"]):
                    if isinstance(name, str):
                        self.holds(name not in seen, (*route, index), "a name of this time zone stands here twice")
                        seen.add(name)

    # legal_facts.json

    def legal_facts(self) -> None:
        if not self.keys(self.value, (), ("format", "as_of", "columns", "lists", "countries")):
            return
        self.format("kporisk.legal_facts/1")
        self.holds(_is_day(self.value["as_of"]), ("as_of",), "here belongs a day, written YYYY-MM-DD")
        if self.keys(self.value["columns"], ("columns",), LEGAL_VALUES):
            for name, column in self.value["columns"].items():
                self.column(column, ("columns", name))
        lists = self.lists()
        for code, cells, route in self.countries():
            if self.keys(cells, route, LEGAL_VALUES):
                for name, allowed in LEGAL_VALUES.items():
                    self.cell(name, cells[name], (*route, name), allowed)
                if lists is not None:
                    self.agrees(code, cells, route, lists)

    def column(self, column: Any, route: Route) -> None:
        if self.keys(column, route, ("as_of", "confidence", "source")):
            self.dated(column, route)
            self.holds(isinstance(column["source"], str), (*route, "source"), "here belongs a text")

    def dated(self, value: dict[str, Any], route: Route) -> None:
        when, sure = value.get("as_of", "2000"), value.get("confidence", "high")
        self.holds(_matches(_WHEN)(when), (*route, "as_of"), "here belongs a year, a month or a day: YYYY, YYYY-MM or YYYY-MM-DD")
        self.holds(sure in LEGAL_CONFIDENCE, (*route, "confidence"), f"here belongs one of {', '.join(LEGAL_CONFIDENCE)}")

    def lists(self) -> dict[str, set[str]] | None:
        """The complete lists, or None where they cannot be read."""
        value = self.value["lists"]
        if not self.keys(value, ("lists",), LISTS):
            return None
        found: dict[str, set[str]] = {}
        for name in LISTS:
            route = ("lists", name)
            if self.keys(value[name], route, ("as_of", "source", "countries")):
                self.dated(value[name], route)
                if self.distinct(value[name]["countries"], (*route, "countries"), "country codes", _matches(_CODE)):
                    found[name] = set(value[name]["countries"])
        if len(found) < len(LISTS):
            return None
        stray = found["eu_adequacy_partial"] - found["eu_adequacy"]
        self.holds(not stray, ("lists", "eu_adequacy_partial"), f"not in eu_adequacy: {', '.join(sorted(stray))}")
        return found

    def cell(self, name: str, cell: Any, route: Route, allowed: tuple[str | bool, ...]) -> None:
        optional = ("as_of", "confidence", "note", "expires") if name == "eu_adequacy" else ("as_of", "confidence", "note")
        if not self.keys(cell, route, ("value",), optional):
            return
        value = cell["value"]
        words = ", ".join(str(word).lower() for word in allowed)
        if name in _ALWAYS_KNOWN:
            self.holds(_is_one_of(value, allowed), (*route, "value"), f"here belongs one of {words}")
        else:
            self.holds(
                value is None or _is_one_of(value, allowed), (*route, "value"), f"here belongs one of {words}, or null for not known"
            )
        self.dated(cell, route)
        if "note" in cell:
            self.text(cell["note"], (*route, "note"))
        self.holds("expires" not in cell or _is_day(cell["expires"]), (*route, "expires"), "here belongs a day, written YYYY-MM-DD")

    def agrees(self, code: str, cells: dict[str, Any], route: Route, lists: dict[str, set[str]]) -> None:
        """A country's own cells must say what the complete lists say."""
        status = "none"
        if code in lists["eu"] | lists["eea_efta"]:
            status = "eu_eea"
        elif code in lists["eu_adequacy"]:
            status = "partial" if code in lists["eu_adequacy_partial"] else "adequate"
        listed = code in lists["us_doj_countries_of_concern"]
        for name, wanted in (("eu_adequacy", status), ("doj_country_of_concern", listed)):
            cell = cells[name]
            said = isinstance(cell, dict) and cell.get("value") == wanted
            self.holds(said, (*route, name), f"by the complete lists this is {str(wanted).lower()}: correct the lists or the cell")


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_one_of(value: Any, allowed: tuple[str | bool, ...]) -> bool:
    """Whether `value` is allowed, 1 not taken for true."""
    return any(type(value) is type(word) and value == word for word in allowed)


def _is_day(value: Any) -> bool:
    if not (isinstance(value, str) and _DAY.match(value)):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_change(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_int(item) for item in value) and value[1] in _UTC_MINUTES


def _matches(pattern: re.Pattern[str]) -> Any:
    return lambda item: isinstance(item, str) and bool(pattern.match(item))


def _within(least: int, most: int) -> Any:
    return lambda item: _is_int(item) and least <= item <= most
