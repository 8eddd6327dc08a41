"""Domains, countries and the engagement: what the number is made of and what the engagement brings of itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kporisk.reports.counsel import Row
from kporisk.reports.dossier import plain
from kporisk.reports.drawing import Bar, bar
from kporisk.reports.reading import ENDS, Document, Pair, Reading, pair

COMPUTED = ("language_level", "working_hours_overlap", "days_apart")
"""The facts that the tables of countries give, in the order in which a country's summary says them."""

DIMENSIONS = ("value", "exposure", "control_distance", "dependence", "jurisdiction")
SEVERITIES = ("critical", "high", "major", "minor")
STRENGTHS = ("attested", "document", "record", "independent", "observed", "unreviewed")


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One domain as a bar and its numbers."""

    title: str
    weight: str
    bar: Bar
    gap: str
    contribution: str
    answered: str


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """How much of what was found in one domain."""

    title: str
    counts: tuple[str, ...]
    """Findings of each severity, gravest first; a dash for none."""
    requests: str


@dataclass(frozen=True, slots=True)
class Glance:
    """Where the findings lie: domains by severity."""

    severities: tuple[str, ...]
    rows: tuple[GlanceRow, ...]
    total: GlanceRow


@dataclass(frozen=True, slots=True)
class Domains:
    """Section 4."""

    rows: tuple[DomainRow, ...]
    total: str
    total_answered: str
    proof: tuple[Row, ...]
    worst: str
    glance: Glance


@dataclass(frozen=True, slots=True)
class LawRow:
    """One fact about a country."""

    name: str
    value: str
    note: str
    points: str
    source: str
    to_confirm: bool


@dataclass(frozen=True, slots=True)
class Country:
    """One vendor or delivery country seen from the client's."""

    name: str
    role: str
    points: str
    summary: tuple[Row, ...]
    summary_points: tuple[str, ...]
    """The points of what each row of the summary says."""
    facts: tuple[LawRow, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One inherent dimension."""

    title: str
    why: str
    bar: Bar
    value: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """Section 8."""

    facts: tuple[Row, ...]
    derived: tuple[Row, ...]
    dimensions: tuple[Dimension, ...]
    score: str
    depth: str


def domains(reading: Reading) -> Domains:
    """Every domain with its bar from told to proven."""
    document, speech = reading.document, reading.speech
    total = math.fsum(domain["weight"] for domain in document["domains"]) or 1.0
    coverage = document["coverage"]
    return Domains(
        rows=tuple(_domain(reading, domain, total) for domain in document["domains"]),
        total=reading.band(reading.score),
        total_answered=_of(reading, coverage["answered"], coverage["asked"]),
        proof=tuple(Row(speech.label("proof", name), speech.number(document["proof"].get(name, 0))) for name in STRENGTHS),
        worst=_worst(reading),
        glance=_glance(reading),
    )


def _glance(reading: Reading) -> Glance:
    speech, document = reading.speech, reading.document

    def row(title: str, domain: str | None) -> GlanceRow:
        found = [one for one in document["findings"] if domain in (None, one["domain"])]
        counts = [sum(one["severity"] == severity for one in found) for severity in SEVERITIES]
        requests = sum(domain in (None, one["domain"]) for one in document["requests"])
        return GlanceRow(title, tuple(_counted(reading, n) for n in counts), _counted(reading, requests))

    return Glance(
        tuple(speech.label("severity", severity) for severity in SEVERITIES),
        tuple(row(reading.text(domain["title"]), domain["id"]) for domain in document["domains"]),
        row(speech.say("domains.all"), None),
    )


def _counted(reading: Reading, n: int) -> str:
    return reading.speech.number(n) if n else "–"


def _worst(reading: Reading) -> str:
    """Which domain is the worst at each end: half of the score counts there, so the points of one domain may fall as told to proven."""
    domains = reading.document["domains"]
    if not domains:
        return ""
    told, proven = (reading.text(max(domains, key=lambda domain: domain["residual"][end])["title"]) for end in ENDS)
    say = reading.speech.say
    return say("domains.worst", domain=proven) if told == proven else say("domains.worst_differs", told=told, proven=proven)


def _of(reading: Reading, part: int, whole: int) -> str:
    return reading.speech.say("of", part=reading.speech.number(part), whole=reading.speech.number(whole))


def _domain(reading: Reading, domain: Document, total: float) -> DomainRow:
    say, speech = reading.speech.say, reading.speech
    asked = [q for q in reading.document["questions"] if q["domain"] == domain["id"] and q["status"] != "not_asked"]
    answered = sum(q["status"] in ("answered", "not_applicable") for q in asked)
    residual, gap = pair(domain["residual"]), pair(domain["gap"])
    hundred = Pair(100 * residual.told, 100 * residual.proven)
    inherent = 100 * pair(domain["inherent"]).proven
    title = reading.text(domain["title"])
    described = say(
        "figure.domain", told=speech.number(hundred.told), proven=speech.number(hundred.proven), inherent=speech.number(inherent)
    )
    return DomainRow(
        title=title,
        weight=speech.percent(domain["weight"] / total),
        bar=bar(say("figure.titled", title=title, text=described), hundred, inherent),
        gap=speech.say("range_of", told=speech.percent(gap.told), proven=speech.percent(gap.proven)),
        contribution=reading.band(pair(domain["contribution"])),
        answered=_of(reading, answered, len(asked)),
    )


def countries(reading: Reading) -> tuple[Country, ...]:
    """Every vendor and delivery country, farthest first."""
    profiles = sorted(reading.document["jurisdiction"], key=lambda one: (-pair(one["points"]).proven, one["country"]))
    return tuple(_country(reading, profile) for profile in profiles)


def _country(reading: Reading, profile: Document) -> Country:
    say, speech, engagement = reading.speech.say, reading.speech, reading.document["engagement"]
    code = profile["country"]
    roles = [say("country.vendor")] if engagement["vendor_country"] == code else []
    roles += [say("country.delivery")] if code in engagement["delivery_countries"] else []
    roles += [say("country.client")] if engagement["client_country"] == code else []
    hours, facts = profile["overlap_hours"], profile["facts"]
    least, most = speech.measure(round(hours["least"], 2)), speech.measure(round(hours["most"], 2))
    name = reading.text(profile["name"]) if "name" in profile else speech.country(code)
    summary = (
        Row(say("country.language"), speech.label("value", profile["language_level"])),
        Row(say("country.overlap"), say("country.hours_same" if least == most else "country.hours", least=least, most=most)),
        Row(say("country.days_apart"), speech.count("country.days", profile["days_apart"])),
    )
    law = tuple(_law(reading, id, fact) for id, fact in facts.items() if id not in COMPUTED)
    return Country(
        name, speech.enumeration(roles), _points(reading, pair(profile["points"])), summary, _computed_points(reading, facts), law
    )


def _computed_points(reading: Reading, facts: Document) -> tuple[str, ...]:
    return tuple(_points(reading, pair(facts[id]["points"])) if id in facts else "" for id in COMPUTED)


def _points(reading: Reading, points: Pair) -> str:
    told, proven = (reading.speech.measure(end) for end in points)
    return told if told == proven else f"{told} – {proven}"


def _law(reading: Reading, id: str, fact: Mapping[str, object]) -> LawRow:
    speech, points = reading.speech, fact["points"]
    assert isinstance(points, Mapping)
    value = plain(reading, fact["value"])
    key = f"labels.law_value.{id}"
    if isinstance(fact["value"], str) and speech.has(key):
        value = speech.label(f"law_value.{id}", fact["value"])
    return LawRow(
        name=speech.label("law", id),
        value=value,
        note=reading.text(fact.get("note")),
        points=_points(reading, pair(points)),
        source=speech.say("country.as_of", date=speech.day(str(fact["as_of"]))),
        to_confirm=fact["confidence"] != "high",
    )


def engagement(reading: Reading) -> Engagement:
    """The client's own facts, what follows from them, and the risk before any control."""
    document, speech = reading.document, reading.speech
    score = pair(document["inherent"]["score"])
    derived = document["derived"]
    hours, jurisdiction = pair(derived["overlap_hours"]), pair(derived["jurisdiction_points"])
    rows = [
        Row(speech.label("derived", name), plain(reading, value))
        for name, value in derived.items()
        if name not in ("overlap_hours", "jurisdiction_points")
    ]
    rows.append(Row(speech.label("derived", "overlap_hours"), _points(reading, hours)))
    rows.append(Row(speech.label("derived", "jurisdiction_points"), _points(reading, jurisdiction)))
    return Engagement(
        facts=tuple(Row(reading.text(fact["text"]), reading.text(fact["value_text"])) for fact in document["engagement_text"]),
        derived=tuple(rows),
        dimensions=tuple(_dimension(reading, name) for name in DIMENSIONS),
        score=speech.say("engagement.score", points=reading.band(score), tier=reading.tier(reading.tier_of(score.proven))),
        depth=speech.say(f"engagement.depth.{document['depth']}"),
    )


def _dimension(reading: Reading, name: str) -> Dimension:
    speech, value = reading.speech, pair(reading.document["inherent"][name])
    hundred = Pair(100 * value.told, 100 * value.proven)
    told, proven = speech.number(hundred.told), speech.number(hundred.proven)
    title = speech.label("dimension", name)
    said = told if told == proven else f"{told} – {proven}"
    return Dimension(
        title, speech.say(f"engagement.dimension.{name}"), bar(speech.say("figure.titled", title=title, text=said), hundred), said
    )
