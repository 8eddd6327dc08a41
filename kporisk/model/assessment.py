"""The result: an immutable assessment whose every number leads back to question, answer, evidence and rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kporisk.model.band import Band, Tier
from kporisk.model.case import Answer, Case, DocumentWarning, Waiver
from kporisk.model.checklist import Checklists, Question, Rule, Severity
from kporisk.model.method import Method
from kporisk.model.scale import Text


class Recommendation(StrEnum):
    """What the numbers recommend; a person decides."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions"
    REMEDIATE_FIRST = "remediate_first"
    DO_NOT_SHARE = "do_not_share"
    INSUFFICIENT = "insufficient"


class Depth(StrEnum):
    """How much of the questionnaire is asked."""

    CORE = "core"
    STANDARD = "standard"
    FULL = "full"


class QuestionStatus(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASKED = "not_asked"


class RuleOutcome(StrEnum):
    """What became of a rule."""

    FIRES = "fires"
    POSSIBLE = "possible"
    CLEAR = "clear"


class Basis(StrEnum):
    """On what a finding or a request rests, so that nobody is accused of what they did not say."""

    STATED = "stated"
    RULE = "rule"
    NOT_PROVEN = "not_proven"
    OPEN = "open"
    POSSIBLE = "possible"


class EvidenceState(StrEnum):
    """Whether a cited piece of evidence counts for a question, and if not, what is missing first."""

    COUNTS = "counts"
    KIND_NOT_NAMED = "kind_not_named"
    NO_DIGEST = "no_digest"
    NO_ISSUE_DATE = "no_issue_date"
    EXPIRED = "expired"
    TOO_OLD = "too_old"
    REJECTED = "rejected"
    REVIEWER_IS_RESPONDENT = "reviewer_is_respondent"
    NOT_REVIEWED = "not_reviewed"


class CitedEvidence(NamedTuple):
    """One citation of an answer and what it is worth there."""

    evidence: str
    place: str
    state: EvidenceState
    strength: str


class QuestionResult(NamedTuple):
    """One question, what was answered and what that contributes. Gaps and confidence 0 to 1, contributions in score points.

    A named tuple, like a band, since a nightly run makes millions of them.
    """

    question: Question
    status: QuestionStatus
    answer: Answer | None
    satisfaction: float | None
    confidence: float | None
    evidence: tuple[CitedEvidence, ...]
    gap: Band[float] | None
    """None where the question is not asked. `told` is 0 for a not applicable answer, which leaves both sums there."""
    contribution: Band[float]


@dataclass(frozen=True, slots=True)
class DomainResult:
    """One domain. Impact to residual 0 to 1; base and contribution in score points. Present only where something is asked."""

    id: str
    omega: float
    impact: Band[float]
    likelihood: Band[float]
    inherent: Band[float]
    gap: Band[float]
    residual: Band[float]
    base: Band[float]
    contribution: Band[float]


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule: what became of it, the names it reads (`answers.x`, `engagement.y`, `derived.z`), and the waiver of its floor, if any."""

    rule: Rule
    outcome: RuleOutcome
    names: tuple[str, ...]
    questions: tuple[str, ...]
    """The distinct questions among the names."""
    waiver: Waiver | None = None


class Finding(NamedTuple):
    """What was seen (`stated`, `rule`), or what is asked for (`not_proven`, `open`, `possible`)."""

    id: str
    basis: Basis
    question: Question | None
    rule: Rule | None
    domain: str
    severity: Severity
    loss: Band[float]
    """Score points: a question's contribution; for a rule the sum over the questions it read. Losses overlap; never add them."""


@dataclass(frozen=True, slots=True)
class JurisdictionFact:
    """One fact about a country that counts, with the points it brings."""

    id: str
    value: str | bool | float | None
    points: Band[float]
    as_of: str
    confidence: str
    note: Text
    """In every language; empty where there is nothing to add."""


@dataclass(frozen=True, slots=True)
class JurisdictionProfile:
    """One vendor or delivery country seen from the client's. Points 0 to 100, overlap in hours of a 9 to 18 local day."""

    country: str
    points: Band[float]
    facts: tuple[JurisdictionFact, ...]
    language_level: str
    overlap_least: float
    overlap_most: float
    days_apart: int


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from the engagement facts and the tables. None: not known."""

    public_data_only: bool
    personal_data: bool
    high_value_information: bool
    cross_border: bool
    client_gdpr: bool
    restricted_transfer: bool
    vendor_doj_country_of_concern: bool
    language_level: str
    overlap_hours: Band[float]
    """The least over the countries; told and proven differ where a working time zone is not stated."""
    jurisdiction_points: Band[float]


@dataclass(frozen=True, slots=True)
class Inherent:
    """The inherent dimensions, 0 to 1, and the score, in points, with every gap 1."""

    value: Band[float]
    exposure: Band[float]
    control_distance: Band[float]
    dependence: Band[float]
    jurisdiction: Band[float]
    score: Band[float]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many questions were asked and what became of them; `open` counts unknown too."""

    asked: int
    answered: int
    open: int
    not_applicable: int
    not_asked: int
    knock_outs_asked: int
    knock_outs_answered: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The tiers were this domain's omega halved or doubled."""

    domain: str
    omega_halved: Band[Tier]
    omega_doubled: Band[Tier]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One vendor on one day: the immutable whole."""

    checklists: Checklists
    method: Method
    case: Case
    as_of: date
    derived: Derived
    jurisdiction: tuple[JurisdictionProfile, ...]
    inherent: Inherent
    depth: Depth
    score: Band[float]
    tier: Band[Tier]
    tier_without_waivers: Band[Tier]
    recommendation: Recommendation
    coverage: Coverage
    proof: Mapping[str, int]
    """Counts of answers by the strength of what counts for them, and `unreviewed`: answers with evidence nobody has reviewed."""
    domains: tuple[DomainResult, ...]
    questions: tuple[QuestionResult, ...]
    rules: tuple[RuleResult, ...]
    read: Mapping[str, Mapping[str, object]]
    """What rules read, by `answers`, `engagement` and `derived`. None: open or unknown; an absent answer was neither asked nor stated."""
    findings: tuple[Finding, ...]
    requests: tuple[Finding, ...]
    sensitivity: tuple[Sensitivity, ...]
    warnings: tuple[DocumentWarning, ...]
    waivers: tuple[Waiver, ...]
    """The waivers in force."""
    next_assessment_on: date
