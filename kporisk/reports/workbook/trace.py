"""What the workbook's formulas come to: every step from an answer to the score, from the assessment document alone.

A spreadsheet recomputes all of it; these values stand in the cells for viewers that do not recompute.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kporisk.reports.reading import ENDS, TIERS, TOLERANCE, Pair, Reading, pair

DIMENSIONS = ("value", "exposure", "control_distance", "dependence", "jurisdiction")
STRENGTHS = ("attested", "document", "record", "independent", "observed")
MODULES = "service_modules"
"""The domain that does not count for the depth."""


@dataclass(frozen=True)
class Line:
    """One asked question. `strength` is the strongest evidence that counts, None where nothing was answered."""

    question: Mapping[str, Any]
    strength: str | None
    place: int
    """Its place among the ids of its group in alphabetical order, from 1: the last tie-break among knock-out questions."""
    gap: Pair
    contribution: Pair

    @property
    def weight(self) -> float:
        """The question's weight w."""
        return float(self.question["weight"])

    @property
    def knock_out(self) -> bool:
        """Whether the question can decide alone."""
        return bool(self.question["knock_out"])

    @property
    def counts(self) -> bool:
        """Whether the question counts in told: not applicable leaves both sums."""
        return bool(self.question["status"] != "not_applicable")

    @property
    def weighed(self) -> float:
        """w*g in proven before what is not applicable is settled."""
        return self.weight * self.gap.proven if self.counts else 0.0


@dataclass(frozen=True)
class Group:
    """The asked questions of one domain, or of one module of it, and how their gaps blend."""

    domain: str
    module: str | None
    lines: tuple[Line, ...]
    weights: Pair
    others: float
    """The mean gap in proven of what is not called not applicable; 1 where nothing else is asked."""
    mean: Pair
    worst: tuple[int | None, int | None]
    """Which line is the knock-out question with the largest gap, as told and as proven."""
    gap: Pair

    def largest(self, end: int) -> float | None:
        """The largest gap of a knock-out question, or None where there is none."""
        index = self.worst[end]
        return None if index is None else self.lines[index].gap[end]


@dataclass(frozen=True)
class Domain:
    """One domain in which something is asked. `share` is c in score points, `deciding` the group with the largest gap at each end."""

    entry: Mapping[str, Any]
    groups: tuple[Group, ...]
    deciding: tuple[int, int]
    share: Pair

    def pair(self, name: str) -> Pair:
        """One of the domain's own pairs: inherent, gap, residual, base, contribution."""
        return pair(self.entry[name])


@dataclass(frozen=True)
class Risk:
    """The inherent risk of one domain of the method, asked or not."""

    constants: Mapping[str, Any]
    impact: Pair
    likelihood: Pair
    inherent: Pair


@dataclass(frozen=True)
class Trace:
    """One assessment with every step of its account."""

    reading: Reading
    domains: tuple[Domain, ...]
    risks: tuple[Risk, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group, in order of the domains."""
        return tuple(group for domain in self.domains for group in domain.groups)

    @property
    def constants(self) -> Mapping[str, Any]:
        """The constants of the scoring method."""
        constants: Mapping[str, Any] = self.reading.document["constants"]
        return constants

    def factor(self, domain: Domain, end: int) -> float:
        """c*I*eta of a domain: the points that its whole gap would bring."""
        return domain.share[end] * domain.pair("inherent")[end] * float(self.constants["control_effect"])

    def spread(self, domain: Domain, place: int, end: int) -> float:
        """The points that one unit of weighted gap brings in one group of the domain; 0 where another module decides."""
        group = domain.groups[place]
        if domain.deciding[end] != place or not group.weights[end]:
            return 0.0
        part = 1.0 if group.worst[end] is None else 1.0 - float(self.constants["knock_out_share"])
        return self.factor(domain, end) * part / group.weights[end]

    def knock(self, domain: Domain, place: int, end: int) -> float:
        """The points that the whole gap of the deciding knock-out question would bring in one group of the domain."""
        if domain.deciding[end] != place or domain.groups[place].worst[end] is None:
            return 0.0
        return self.factor(domain, end) * float(self.constants["knock_out_share"])

    def tier(self, score: float) -> int:
        """The tier of a score, 0 to 3."""
        return TIERS.index(self.reading.tier_of(score))

    def floors(self) -> tuple[int, int]:
        """The least tier that rules in force hold, as told (those met) and as proven (also those that cannot be excluded)."""
        held = [0, 0]
        for rule in self.floored():
            if rule["waiver"] is None:
                floor = TIERS.index(rule["floor"])
                held = [max(held[0], floor if rule["outcome"] == "fires" else 0), max(held[1], floor)]
        return held[0], held[1]

    def floored(self) -> Sequence[Mapping[str, Any]]:
        """The rules with a floor that are met or cannot be excluded, the highest floor and those met first."""
        found = [rule for rule in self.reading.document["rules"] if rule["floor"] is not None and rule["outcome"] != "clear"]
        return sorted(found, key=lambda rule: (rule["outcome"] != "fires", -TIERS.index(rule["floor"]), rule["id"]))

    def name(self, rule: Mapping[str, Any]) -> object:
        """What a rule is about: the title of its own finding or request, else its condition."""
        entries = (*self.reading.document["findings"], *self.reading.document["requests"])
        return next((entry["title"] for entry in entries if entry["rule"] == rule["id"]), rule["sentence"])


def trace(reading: Reading) -> Trace:
    """Every step of the account of an assessment. Source of each formula: the scoring method, "From an answer to a gap" to "The trace"."""
    document, constants = reading.document, reading.document["constants"]
    groups: dict[str, dict[str | None, list[Mapping[str, Any]]]] = {}
    for question in document["questions"]:
        if question["status"] != "not_asked":
            groups.setdefault(question["domain"], {}).setdefault(question["module"], []).append(question)
    domains = [
        (entry, tuple(_group(entry["id"], module, asked, constants) for module, asked in groups[entry["id"]].items()))
        for entry in document["domains"]
    ]
    shares = [_shares(document["domains"], end, float(constants["worst_domain_share"])) for end in ENDS]
    return Trace(
        reading,
        tuple(
            Domain(entry, made, (_first_largest(made, 0), _first_largest(made, 1)), Pair(shares[0][index], shares[1][index]))
            for index, (entry, made) in enumerate(domains)
        ),
        tuple(_risk(one, document["inherent"], float(constants["likelihood_floor"])) for one in constants["domains"]),
    )


def _group(domain: str, module: str | None, asked: Sequence[Mapping[str, Any]], constants: Mapping[str, Any]) -> Group:
    places = {id: place for place, id in enumerate(sorted(question["id"] for question in asked), start=1)}
    lines = tuple(
        Line(
            question,
            _strength(question, constants["confidence"]),
            places[question["id"]],
            pair(question["gap"]),
            pair(question["contribution"]),
        )
        for question in asked
    )
    weights = Pair(math.fsum(line.weight for line in lines if line.counts), math.fsum(line.weight for line in lines))
    mean = Pair(
        math.fsum(line.weight * line.gap.told for line in lines) / weights.told if weights.told else 0.0,
        math.fsum(line.weight * line.gap.proven for line in lines) / weights.proven,
    )
    worst = (_worst(lines, 0), _worst(lines, 1))
    share = float(constants["knock_out_share"])
    told, proven = (
        mean[end] if index is None else (1.0 - share) * mean[end] + share * lines[index].gap[end] for end, index in enumerate(worst)
    )
    others = math.fsum(line.weighed for line in lines) / weights.told if weights.told else 1.0
    return Group(domain, module, lines, weights, others, mean, worst, Pair(told, proven))


def _strength(question: Mapping[str, Any], confidence: Mapping[str, float]) -> str | None:
    if question["satisfaction"] is None:
        return None
    counting = [cited["strength"] for cited in question["evidence"] if cited["state"] == "counts"]
    return str(max(("attested", *counting), key=lambda strength: confidence[strength]))


def _worst(lines: Sequence[Line], end: int) -> int | None:
    among = [index for index, line in enumerate(lines) if line.knock_out]
    return min(among, key=lambda index: (-lines[index].gap[end], -lines[index].weight, lines[index].place), default=None)


def _first_largest(groups: Sequence[Group], end: int) -> int:
    return max(range(len(groups)), key=lambda index: groups[index].gap[end])


def _shares(domains: Sequence[Mapping[str, Any]], end: str, worst_share: float) -> list[float]:
    """c of each domain in score points; the worst domain (of equals the first) carries the share of the worst."""
    total = math.fsum(float(domain["weight"]) for domain in domains)
    worst = max(range(len(domains)), key=lambda index: domains[index]["residual"][end], default=None)
    return [
        100.0 * ((1.0 - worst_share) * float(domain["weight"]) / total + (worst_share if index == worst else 0.0))
        for index, domain in enumerate(domains)
    ]


def _risk(constants: Mapping[str, Any], inherent: Mapping[str, Any], floor: float) -> Risk:
    impact = pair(inherent[constants["impact"]])
    told, proven = (
        1.0 - (1.0 - floor) * math.prod(1.0 - a * inherent[name][end] for name, a in constants["likelihood"].items()) for end in ENDS
    )
    return Risk(constants, impact, Pair(told, proven), Pair(math.sqrt(impact.told * told), math.sqrt(impact.proven * proven)))


__all__ = ["DIMENSIONS", "MODULES", "STRENGTHS", "TOLERANCE", "Domain", "Group", "Line", "Risk", "Trace", "trace"]
