"""What is asked and what is looked for: facts of the engagement, questions, rules, and the checklists that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from kporisk.model.scale import Points, Scale, Text
from kporisk.model.territory import LegalFacts, Territories


class Respondent(StrEnum):
    """Who answers a question: the vendor, whoever reads the contract, the client, or the auditor."""

    VENDOR = "vendor"
    CONTRACT = "contract"
    CLIENT = "client"
    AUDITOR = "auditor"


class FactKind(StrEnum):
    """The type of an engagement fact."""

    ENUM = "enum"
    MULTI = "multi"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    COUNTRY = "country"
    COUNTRY_LIST = "country_list"
    LANGUAGE = "language"
    TIMEZONES = "timezones"


@dataclass(frozen=True, slots=True)
class FactOption:
    """One option of an engagement fact and the inherent-risk points it brings, 0 to 100."""

    value: str
    text: Text
    points: float = 0.0


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about the engagement, stated by the client."""

    id: str
    kind: FactKind
    text: Text
    required: bool
    options: tuple[FactOption, ...] = ()
    dimension: str | None = None
    """The inherent-risk dimension that its points feed: value, exposure, control_distance or dependence."""
    points: Points = ()
    points_true: float = 0.0
    use: Text | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a checklist, its scale and what it is worth."""

    id: str
    domain: str
    module: str | None
    section: str
    respondent: Respondent
    weight: float
    text: Text
    scale: Scale
    applies_when: str | None
    """A condition over engagement facts in the rule language; None: always asked."""
    knock_out: str | None
    """The id of the rule that is this question's knock-out, or None."""
    threats: tuple[str, ...]
    why: Text
    finding: Text
    remediation: Text
    evidence: tuple[str, ...]
    references: tuple[str, ...]
    effort: int
    """How hard the remediation is, 1 (a signature) to 5 (a programme)."""
    replaces: tuple[str, ...] = ()


class Floor(StrEnum):
    """The tier below which a fired rule lets no vendor fall."""

    HIGH = "high"
    CRITICAL = "critical"


class Severity(StrEnum):
    """How grave a finding or request is."""

    CRITICAL = "critical"
    HIGH = "high"
    MAJOR = "major"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class RuleCase:
    """A rule's own test: with these answers and facts it fires, is clear or is possible."""

    answers: Mapping[str, object]
    engagement: Mapping[str, object]
    expect: str
    derived: Mapping[str, object] = field(default_factory=dict)
    as_of: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition that is looked for, with what it means and what to do about it."""

    id: str
    when: str
    domain: str
    module: str | None
    floor: Floor | None
    severity: Severity
    finding: Text
    remediation: Text
    references: tuple[str, ...]
    question: str | None = None
    """The question whose knock-out this rule is, or None for a rule across questions."""
    monotone: bool = True
    reason: Text | None = None
    """Why a rule that is not monotone needs to be so."""
    cases: tuple[RuleCase, ...] = ()
    source: str = ""
    line: int = 0
    """Where the rule's condition stands, for messages."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """One folder of questions and rules: a domain, or one module of the service modules."""

    id: str
    version: str
    sha256: str
    title: Text
    domain: str
    module: str | None
    applies_when: str | None
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    sections: Mapping[str, Text] = field(default_factory=dict)
    """Titles of the sections into which its questions are divided, by id."""

    def section_of(self, question: Question) -> Text | None:
        """The title of a question's section; None where the checklist has only one, which says nothing more than its own title."""
        return self.sections.get(question.section) if len(self.sections) > 1 else None


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of evidence: how long it counts and how strong it is once accepted."""

    id: str
    text: Text
    max_age_months: int
    strength: str
    """attested, document, record, independent or observed."""


@dataclass(frozen=True, eq=False)
class Checklists:
    """Everything that is asked, looked for and known about countries: the argument `checklists` of `assess`."""

    engagement: tuple[Fact, ...]
    engagement_version: str
    engagement_sha256: str
    checklists: tuple[Checklist, ...]
    evidence_kinds: Mapping[str, EvidenceKind]
    frameworks: Mapping[str, Text]
    """Titles of the cited frameworks by their prefix."""
    territories: Territories
    legal: LegalFacts

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order of the checklists."""
        return tuple(question for checklist in self.checklists for question in checklist.questions)

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """All questions by id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order of the checklists."""
        return tuple(rule for checklist in self.checklists for rule in checklist.rules)

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        """All rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def fact(self) -> Mapping[str, Fact]:
        """All engagement facts by id."""
        return {fact.id: fact for fact in self.engagement}
