"""Countries: official languages, clocks, days off, and facts of law, as the shipped tables give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kporisk.model.scale import Text


@dataclass(frozen=True, slots=True)
class Territory:
    """One country in the reference year."""

    code: str
    name: Text
    languages: tuple[str, ...]
    """Official and de facto official languages, primary subtags, sorted."""
    zones: Mapping[str, tuple[tuple[int, int], ...]]
    """By every accepted IANA name: `(day of the year from 1, minutes ahead of UTC from that day on)`, ascending, the first on day 1."""
    days_off: frozenset[int]
    """Days of the year, from 1, on which the country rests: weekend and public holidays."""
    holidays_listed: bool = True
    """False where the table has no public holiday of the year for this country: `days_off` then holds the weekends alone."""


@dataclass(frozen=True, slots=True)
class Territories:
    """All countries for one reference year, with the digest of the table."""

    year: int
    days: int
    as_of: str
    sha256: str
    by_code: Mapping[str, Territory]


@dataclass(frozen=True, slots=True)
class LegalFact:
    """One fact of law about one country. `value` None: not known. A confidence below `high` is printed with its date."""

    value: str | bool | None
    as_of: str
    confidence: str
    """high, secondary_source or unverified."""
    note: Text = field(default_factory=dict)
    """The instrument, the scope or a caveat, in every language; empty where there is nothing to add."""
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class LegalColumn:
    """How old and how sure one fact of law is over all countries, where a country's own cell does not say otherwise."""

    as_of: str
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class LegalFacts:
    """Facts of law by country, and the complete lists that hold for countries without a profile too."""

    sha256: str
    as_of: str
    profiles: Mapping[str, Mapping[str, LegalFact]]
    """By country, then by fact: special_301, trade_secret_law, noncompete, new_york_convention, hague_evidence, …"""
    eu: frozenset[str]
    eea: frozenset[str]
    """EU included."""
    adequate: frozenset[str]
    """A full adequacy decision."""
    partially_adequate: frozenset[str]
    doj_countries_of_concern: frozenset[str]
    columns: Mapping[str, LegalColumn] = field(default_factory=dict)
    """By fact: what holds for a country that is only on a list."""


LEGAL_VALUES: Mapping[str, tuple[str | bool, ...]] = {
    "legal_system": ("civil_law", "common_law", "mixed"),
    "trade_secret_law": ("dedicated_statute", "code_provisions", "common_law_or_contract"),
    "noncompete": ("void", "generally_unenforceable", "restricted", "state_law", "compensated", "reasonableness"),
    "new_york_convention": (True, False),
    "hague_evidence": (True, False),
    "special_301": ("none", "watch", "priority_watch", "priority_foreign_country"),
    "eu_adequacy": ("eu_eea", "adequate", "partial", "none"),
    "doj_country_of_concern": (True, False),
    "data_protection_law": ("gdpr", "general", "sectoral"),
    "wto_member": (True, False),
    "trips_ldc_transition": (True, False),
    "berne": (True, False),
    "coe_convention_108": (True, False),
    "coe_convention_108plus": ("ratified", "signed", "none_known"),
}
"""What each fact of law may say, besides None for not known."""

LEGAL_CONFIDENCE = ("high", "secondary_source", "unverified")
"""From the surest; what is below `high` is printed with its date."""
