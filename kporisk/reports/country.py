"""What lies between two countries, as lines of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from kporisk import resources
from kporisk.model.safe import safe
from kporisk.reports.characters import cleaned
from kporisk.reports.reading import Reading
from kporisk.reports.speech import speech
from kporisk.reports.surroundings import COMPUTED, Country, LawRow, countries

WIDTH = 80
WIDEST_NAME = 34


class Line(NamedTuple):
    """One fact, its points, and what stands beneath it."""

    name: str
    value: str
    points: str
    beneath: tuple[str, ...]


def country_lines(document: Mapping[str, Any], *, lang: str, templates: Sequence[Path] = ()) -> list[str]:
    """The profile of one country seen from another in lines of at most 80 columns, in the language.

    `document` is what `kporisk jurisdiction --format json` prints: an entry of the assessment's `jurisdiction` with `client` and
    `reference_year`. `templates` are an organisation's folders, whose `words/` come before the shipped ones. Raises UsageError for a
    language that there is not.
    """
    entry = cleaned(document)
    assert isinstance(entry, dict)
    places = {"vendor_country": entry["country"], "delivery_countries": [], "client_country": entry["client"]["country"]}
    spoken = speech(lang, (*templates, resources.folder("report_templates")))
    reading = Reading({"jurisdiction": [entry], "engagement": places}, spoken)
    (country,) = countries(reading)
    groups = (
        (spoken.say("country_lines.people"), tuple(_computed(reading, country, entry["facts"]))),
        (spoken.say("country_lines.law"), tuple(_law(reading, fact) for fact in country.facts)),
    )
    lines = list(_head(reading, country, entry))
    name, points = (max(len(getattr(line, part)) for _, group in groups for line in group) for part in ("name", "points"))
    points = max(points, len(spoken.say("country_lines.points")))
    for n, (title, group) in enumerate(groups):
        head = spoken.say("country_lines.points").rjust(points) if n == 0 else ""
        lines += ["", f"{title} ".ljust(WIDTH - len(head) - bool(head), "─") + f" {head}".rstrip()]
        for line in group:
            lines += _aligned(line, min(name, WIDEST_NAME), points)
    if any(fact.to_confirm for fact in country.facts):
        lines += ["", *textwrap.wrap(spoken.say("country_lines.footnote"), WIDTH)]
    return [safe(line) for line in lines]


def _head(reading: Reading, country: Country, entry: Mapping[str, Any]) -> Iterator[str]:
    """Both names, the year, and the points of the country."""
    say = reading.speech.say
    client = reading.text(entry["client"]["name"])
    yield from textwrap.wrap(say("country_lines.heading", vendor=country.name, client=client), WIDTH)
    yield from textwrap.wrap(say("country_lines.year", year=entry["reference_year"]), WIDTH)
    yield ""
    yield from textwrap.wrap(say("country_lines.total", points=country.points), WIDTH)
    if entry["country"] == entry["client"]["country"]:
        yield from textwrap.wrap(say("country_lines.own"), WIDTH)


def _computed(reading: Reading, country: Country, facts: Mapping[str, Any]) -> Iterator[Line]:
    """The summary's rows with the points and notes of the facts that they say."""
    for row, id in zip(country.summary, COMPUTED, strict=True):
        fact = facts[id]
        note = reading.text(fact["note"])
        yield Line(row.name, row.value, _points(reading, fact["points"]), (note,) if note else ())


def _law(reading: Reading, fact: LawRow) -> Line:
    key = "country_lines.unconfirmed" if fact.to_confirm else "country_lines.dated"
    value = reading.speech.say(key, value=fact.value, date=fact.source)
    return Line(fact.name, value, _shown(reading, fact.points), (fact.note,) if fact.note else ())


def _points(reading: Reading, points: Mapping[str, float]) -> str:
    told, proven = (reading.speech.measure(points[end]) for end in ("told", "proven"))
    return _shown(reading, told if told == proven else reading.speech.say("range_of", told=told, proven=proven))


def _shown(reading: Reading, points: str) -> str:
    """Points as written, or nothing where there are none, so that those that count stand out."""
    return "" if points == reading.speech.measure(0) else points


def _aligned(line: Line, name: int, points: int) -> Iterator[str]:
    """Name, value and points in three columns, what stands beneath under the value."""
    room = WIDTH - 2 - name - 2 - 2 - points
    left = textwrap.wrap(line.name, name)
    right = [row for text in (line.value, *line.beneath) for row in textwrap.wrap(text, room)]
    for n, (start, value) in enumerate(zip_longest(left, right, fillvalue="")):
        row = f"  {start:<{name}}  {value:<{room}}"
        yield (row + line.points.rjust(points + 2) if n == 0 else row).rstrip()
