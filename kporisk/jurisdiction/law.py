"""Facts of law about a country, with the points each brings. Points: method, table of jurisdiction facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kporisk.jurisdiction.words import EXPIRED, NO_PROFILE, UNITED_KINGDOM_LIST, together
from kporisk.model.assessment import JurisdictionFact
from kporisk.model.band import Band
from kporisk.model.method import JurisdictionPoints
from kporisk.model.scale import Text
from kporisk.model.territory import LegalFact, LegalFacts

NOTHING = Band(0.0, 0.0)

READ_ONLY = (
    "data_protection_law",
    "legal_system",
    "wto_member",
    "trips_ldc_transition",
    "berne",
    "coe_convention_108",
    "coe_convention_108plus",
)
"""Worth reading, and worth no points."""


def client_gdpr(country: str, legal: LegalFacts) -> bool:
    """True where a client in `country` is under the GDPR or the UK GDPR: a member of the EU or the EEA, or the United Kingdom."""
    return country == "GB" or country in legal.eea


def needs_transfer_tool(country: str, *, client: str, legal: LegalFacts) -> bool:
    """True where `country` is neither the client's own, nor in the EU or EEA, nor under a full adequacy decision.

    An adequacy decision counts as the table lists it, whatever the day: what is asked must not depend on the calendar. That a decision has
    expired shows in its points and its note.
    """
    return country != client and country not in legal.eea and country not in legal.adequate


def adequacy(country: str, legal: LegalFacts) -> LegalFact:
    """What the EU says about personal data in `country`: its own cell, or what follows from the complete lists."""
    cell = legal.profiles.get(country, {}).get("eu_adequacy")
    if cell is not None:
        return cell
    if country in legal.eea:
        value = "eu_eea"
    elif country in legal.adequate:
        value = "adequate"
    else:
        value = "partial" if country in legal.partially_adequate else "none"
    column = legal.columns["eu_adequacy"]
    return LegalFact(value, column.as_of, column.confidence)


def adequacy_expired(country: str, *, legal: LegalFacts, as_of: date) -> bool:
    """True where the country's adequacy decision ended before `as_of` (its last day still counts)."""
    expires = adequacy(country, legal).expires
    return expires is not None and expires < as_of


def counting(
    country: str, *, client: str, transfer: bool, expired: bool, legal: LegalFacts, points: JurisdictionPoints
) -> Iterator[JurisdictionFact]:
    """The facts of law that count, in the order of the method. In the client's own country they bring nothing.

    `transfer`: personal data of a client under the GDPR or UK GDPR are involved; `expired`: the country's adequacy decision has ended.
    """
    profile = legal.profiles.get(country)
    if profile is not None:
        for name, table in _tables(points).items():
            yield _fact(name, profile[name], _points(profile[name].value, table) if country != client else NOTHING)
    counts = profile is not None and country != client
    yield _adequacy(country, client=client, counts=counts and transfer, expired=expired, legal=legal, points=points)
    listed = country in legal.doj_countries_of_concern
    column = legal.columns["doj_country_of_concern"]
    cell = LegalFact(listed, column.as_of, column.confidence)
    if profile is not None:
        cell = profile["doj_country_of_concern"]
    yield _fact("doj_country_of_concern", cell, _flat(points.doj_country_of_concern if listed and counts else 0.0))
    if profile is None and country != client:
        whole = Band(float(points.unprofiled_told), float(points.unprofiled_proven))
        yield _fact("legal_profile", LegalFact(False, legal.as_of, "high", NO_PROFILE), whole)


def read_only(country: str, legal: LegalFacts) -> Iterator[JurisdictionFact]:
    """The facts of law that are worth reading and worth no points, as far as the country has a profile."""
    profile = legal.profiles.get(country)
    if profile is not None:
        for name in READ_ONLY:
            yield _fact(name, profile[name], NOTHING)


def _tables(points: JurisdictionPoints) -> Mapping[str, Mapping[Any, float]]:
    return {
        "special_301": points.special_301,
        "trade_secret_law": points.trade_secret_law,
        "new_york_convention": {True: 0.0, False: points.no_new_york_convention},
        "hague_evidence": {True: 0.0, False: points.no_hague_evidence},
        "noncompete": points.noncompete,
    }


def _points(value: str | bool | None, table: Mapping[Any, float]) -> Band[float]:
    """What is not known counts nothing as told and the most that it could as proven."""
    return Band(0.0, float(max(table.values()))) if value is None else _flat(table[value])


def _flat(points: float) -> Band[float]:
    return Band(float(points), float(points))


def _adequacy(country: str, *, client: str, counts: bool, expired: bool, legal: LegalFacts, points: JurisdictionPoints) -> JurisdictionFact:
    cell = adequacy(country, legal)
    told = points.personal_data["adequate" if cell.value == "eu_eea" else str(cell.value)]
    proven = points.personal_data["none"] if expired else told
    own_list = UNITED_KINGDOM_LIST if client == "GB" != country else {}
    note = together(cell.note, EXPIRED if expired else {}, own_list)
    return _fact("eu_adequacy", cell, Band(float(told), float(proven)) if counts else NOTHING, note)


def _fact(name: str, cell: LegalFact, points: Band[float], note: Text | None = None) -> JurisdictionFact:
    return JurisdictionFact(name, cell.value, points, cell.as_of, cell.confidence, cell.note if note is None else note)
