"""The scoring constants, one versioned file: `checklists/method.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kporisk.model.scale import Points, Text


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain's share of the score and what drives its inherent risk."""

    id: str
    title: Text
    omega: float
    """Relative weight among the domains, above 0."""
    impact: str
    """The inherent dimension that is its impact: value or dependence."""
    likelihood: Mapping[str, float]
    """Likelihood factors a, 0 to 1, by inherent dimension."""


@dataclass(frozen=True, slots=True)
class JurisdictionPoints:
    """Inherent-risk points, 0 to 100, that facts about a country bring."""

    special_301: Mapping[str, float]
    trade_secret_law: Mapping[str, float]
    no_new_york_convention: float
    no_hague_evidence: float
    noncompete: Mapping[str, float]
    personal_data: Mapping[str, float]
    language: Mapping[str, float]
    overlap: Points
    """Steps `(hours from, points)`: the last step whose hours are reached counts."""
    doj_country_of_concern: float
    unprofiled_told: float
    unprofiled_proven: float
    bridge_languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """The constants of the scoring method, version and digest included."""

    version: str
    sha256: str
    confidence: Mapping[str, float]
    """k by strength of evidence: attested, document, record, independent, observed."""
    b1: float
    b2: float
    b: float
    eta: float
    tiers: tuple[float, float, float]
    """Where moderate, high and critical begin, in score points."""
    domains: tuple[Domain, ...]
    finding_gap: float
    major_gap: float
    major_weight: float
    depth_weight: Mapping[str, float]
    """The least weight that is asked at each depth."""
    depth_of_tier: Mapping[str, str]
    knock_outs_answered: float
    questions_answered: float
    approve_confidence: float
    cadence_months: Mapping[str, int]
    jurisdiction: JurisdictionPoints
