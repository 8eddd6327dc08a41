"""An assessment as far as two of them are compared: what was asked, said and shown, and what each of it added to the score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from kporisk.model.assessment import Basis, Depth, EvidenceState, QuestionStatus, Recommendation, RuleOutcome
from kporisk.model.band import Band, Tier
from kporisk.model.checklist import Respondent, Severity
from kporisk.model.scale import Text

Plain: TypeAlias = bool | int | float | str | tuple[object, ...] | None
"""A stated value as it stands in a JSON document: a date is its ISO text, several options are sorted, so that their order says nothing."""


@dataclass(frozen=True, slots=True)
class CitedState:
    """One piece of evidence that an answer cites, and whether it counts there."""

    id: str
    title: str
    state: EvidenceState


@dataclass(frozen=True, slots=True)
class QuestionState:
    """One question, what was said and what that added. Satisfaction, confidence and gap 0 to 1, contribution in score points."""

    id: str
    text: Text
    domain: str
    module: str | None
    respondent: Respondent
    weight: float
    knock_out: bool
    status: QuestionStatus
    value: Plain
    value_text: Text | None
    satisfaction: float | None
    confidence: float | None
    evidence: tuple[CitedState, ...]
    gap: Band[float] | None
    """None where the question is not asked."""
    contribution: Band[float]

    @property
    def asked(self) -> bool:
        """Whether it counted at all."""
        return self.gap is not None


@dataclass(frozen=True, slots=True)
class DomainState:
    """One domain with something asked. Impact to residual 0 to 1; base and contribution in score points; `weight` is its omega."""

    id: str
    title: Text
    weight: float
    impact: Band[float]
    likelihood: Band[float]
    inherent: Band[float]
    gap: Band[float]
    residual: Band[float]
    base: Band[float]
    contribution: Band[float]


@dataclass(frozen=True, slots=True)
class Item:
    """One finding or request."""

    id: str
    basis: Basis
    title: Text
    severity: Severity
    domain: str
    question: str | None
    rule: str | None


@dataclass(frozen=True, slots=True)
class Floored:
    """One rule whose floor is in force: it fires, or it is possible and holds the proven end only."""

    rule: str
    sentence: Text
    domain: str
    outcome: RuleOutcome
    floor: Tier


@dataclass(frozen=True, slots=True)
class FactState:
    """One engagement fact as the client stated it."""

    id: str
    text: Text
    value: Plain
    value_text: Text


class SourceKind(StrEnum):
    """What an assessment is computed with."""

    PROGRAM = "program"
    METHOD = "method"
    CHECKLIST = "checklist"
    TERRITORIES = "territories"
    LEGAL_FACTS = "legal_facts"


@dataclass(frozen=True, slots=True)
class Source:
    """One of them in its version (for a table its date). `id` is the checklist's, else empty; a program has no digest."""

    kind: SourceKind
    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One assessment; `vendor` is its id. Score in points, 0 to 100; domains and questions in the order of method and checklists."""

    vendor: str
    name: str
    as_of: date
    answered_on: date
    case_sha256: str
    depth: Depth
    score: Band[float]
    tier: Band[Tier]
    recommendation: Recommendation
    asked: int
    answered: int
    domains: tuple[DomainState, ...]
    questions: tuple[QuestionState, ...]
    findings: tuple[Item, ...]
    requests: tuple[Item, ...]
    floors: tuple[Floored, ...]
    facts: tuple[FactState, ...]
    sources: tuple[Source, ...]

    def source(self, kind: SourceKind) -> Source | None:
        """The only source of that kind, such as the method; None where there is none."""
        return next((one for one in self.sources if one.kind is kind), None)
