"""A vendor or delivery country seen from the client's: what counts about it, with its points, and what is worth reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kporisk.jurisdiction import law
from kporisk.jurisdiction.clocks import WORKING_HOURS, Hours, hours
from kporisk.jurisdiction.days import days_apart
from kporisk.jurisdiction.languages import language_level
from kporisk.jurisdiction.words import NO_HOLIDAYS, ZONE_NOT_STATED
from kporisk.model.assessment import JurisdictionFact, JurisdictionProfile
from kporisk.model.band import Band
from kporisk.model.method import JurisdictionPoints
from kporisk.model.scale import Points, Text
from kporisk.model.territory import LegalFacts, Territories

MOST = 100.0
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Everything that a profile is read from; equal where it is the very same three values, so that comparing costs nothing."""

    territories: Territories
    legal: LegalFacts
    points: JurisdictionPoints

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Tables)
            and self.territories is other.territories
            and self.legal is other.legal
            and self.points is other.points
        )

    def __hash__(self) -> int:
        return hash((id(self.territories), id(self.legal), id(self.points)))


@dataclass(frozen=True, slots=True)
class Seen:
    """A profile and, apart, its hours as a band."""

    profile: JurisdictionProfile
    hours: Hours


def profile(
    country: str,
    *,
    client: str,
    working_language: str,
    timezones: Mapping[str, str],
    client_gdpr_personal_data: bool,
    territories: Territories,
    legal: LegalFacts,
    points: JurisdictionPoints,
    as_of: date,
) -> JurisdictionProfile:
    """`country` seen from `client`: points 0 to 100 (the capped sum of its facts' points), hours 0 to 9 of a 9 to 18 local day.

    `timezones` are the stated working time zones by country. `client_gdpr_personal_data`: personal data of a client in the EU, the EEA or
    the United Kingdom are involved. Raises KeyError for a country that the table of territories does not have.
    """
    return seen(
        Tables(territories, legal, points),
        country,
        client=client,
        working_language=working_language,
        timezones=timezones,
        transfer=client_gdpr_personal_data,
        as_of=as_of,
    ).profile


def seen(
    tables: Tables, country: str, *, client: str, working_language: str, timezones: Mapping[str, str], transfer: bool, as_of: date
) -> Seen:
    """What `profile` says, with the hours as a band; found again at once for the same countries, zones, language and data."""
    expired = law.adequacy_expired(country, legal=tables.legal, as_of=as_of)
    return _seen(tables, country, client, working_language, timezones.get(client), timezones.get(country), transfer, expired)


@lru_cache(maxsize=4096)
def _seen(
    tables: Tables,
    country: str,
    client: str,
    working_language: str,
    client_zone: str | None,
    zone: str | None,
    transfer: bool,
    expired: bool,
) -> Seen:
    points = tables.points
    here, there = tables.territories.by_code[client], tables.territories.by_code[country]
    level = language_level(here, there, working_language=working_language, bridge_languages=points.bridge_languages)
    common = Hours(Band(WORKING_HOURS, WORKING_HOURS), WORKING_HOURS)
    if country != client:
        common = hours(here, there, client_zone=client_zone, other_zone=zone, days=tables.territories.days)
    apart = days_apart(here, there)
    counts = country != client and country in tables.legal.profiles
    facts = (
        *law.counting(country, client=client, transfer=transfer, expired=expired, legal=tables.legal, points=points),
        _computed(tables, "language_level", level, _language_points(level, points, counts)),
        _computed(
            tables,
            "working_hours_overlap",
            common.least.proven,
            _hours_points(common, points, counts),
            ZONE_NOT_STATED if common.least.told != common.least.proven else {},
        ),
        *law.read_only(country, tables.legal),
        _computed(
            tables,
            "days_apart",
            float(apart),
            law.NOTHING,
            {} if here.holidays_listed and there.holidays_listed else NO_HOLIDAYS,
        ),
    )
    total = Band(
        min(MOST, sum(fact.points.told for fact in facts)),
        min(MOST, sum(fact.points.proven for fact in facts)),
    )
    return Seen(JurisdictionProfile(country, total, facts, level, common.least.proven, common.most, apart), common)


def step(steps: Points, x: float) -> float:
    """The points of the last step `(x from, points)` that `x` reaches, the first step's below all; tolerance 1e-9."""
    reached = steps[0][1]
    for start, points in steps:
        if x >= start - _TOLERANCE:
            reached = points
    return float(reached)


def _language_points(level: str, points: JurisdictionPoints, counts: bool) -> Band[float]:
    brought = float(points.language[level])
    return Band(brought, brought) if counts else law.NOTHING


def _hours_points(common: Hours, points: JurisdictionPoints, counts: bool) -> Band[float]:
    return Band(step(points.overlap, common.least.told), step(points.overlap, common.least.proven)) if counts else law.NOTHING


def _computed(tables: Tables, name: str, value: str | float, points: Band[float], note: Text | None = None) -> JurisdictionFact:
    return JurisdictionFact(name, value, points, tables.territories.as_of, "high", note or {})
