"""Running the rules' own cases, for `kporisk checklist test`: with these answers and facts a rule fires, is clear, or is possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kporisk.documents.content.case_values import value_of
from kporisk.documents.content.lint import LINT_DAY
from kporisk.jurisdiction import derive
from kporisk.model.assessment import Derived, RuleOutcome
from kporisk.model.band import Band
from kporisk.model.checklist import Checklists, Rule, RuleCase
from kporisk.model.method import Method
from kporisk.rules.evaluate import Condition, Facts
from kporisk.rules.evaluate import compile as compile_condition
from kporisk.rules.parser import parse
from kporisk.rules.tree import Root
from kporisk.rules.vocabulary import Vocabulary

NEUTRAL: Final[Mapping[str, Any]] = {
    "service_types": ["data_analysis"],
    "relation": "third_party",
    "engagement_type": "continuing",
    "client_country": "FR",
    "vendor_country": "FR",
    "delivery_countries": ["FR"],
    "working_language": "fr",
    "data_classes": ["internal_confidential"],
    "competitive_sensitivity": "low",
    "record_volume": 0,
    "access_modes": ["client_vdi"],
    "remote_work": "none",
    "headcount": 10,
    "uses_contractors": False,
    "subcontracting": "none",
    "serves_competitors": "no",
    "deliverable_ip": "reports",
    "function_criticality": "non_critical",
    "substitutability": "easy",
    "annual_spend_eur": 100_000,
    "client_regulated_as": ["none"],
    "contract_stage": "negotiating",
    "ai_use": "none",
    "client_jobs_affected": 0,
    "client_has_works_council": False,
}
"""The engagement over which a case's facts are laid: a French client and a French vendor, little at stake, nothing special.

A rule of a module is tried in an engagement of that service type.
"""

_OUTCOMES: Final = {True: RuleOutcome.FIRES, None: RuleOutcome.POSSIBLE, False: RuleOutcome.CLEAR}


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """One case of one rule, and what came out. `number` counts a rule's cases from 1."""

    rule: Rule
    case: RuleCase
    number: int
    outcome: RuleOutcome

    @property
    def passed(self) -> bool:
        """Whether the rule did what its case expects."""
        return self.outcome == self.case.expect

    @property
    def place(self) -> str:
        """`file:line` of the case."""
        return f"{self.rule.source}:{self.case.line}"


def run_cases(checklists: Checklists, method: Method) -> tuple[CaseOutcome, ...]:
    """Every case of every rule, in the order of the checklists.

    A case tries the condition: every answer that the rule reads counts as asked, and is open unless the case states it.
    """
    trial = _Trial(checklists, method)
    outcomes: list[CaseOutcome] = []
    for rule in checklists.rules:
        condition = trial.compiled(rule)
        outcomes += (
            CaseOutcome(rule, case, number, trial.outcome(rule, condition, case)) for number, case in enumerate(rule.cases, start=1)
        )
    return tuple(outcomes)


class _Trial:
    def __init__(self, checklists: Checklists, method: Method) -> None:
        self._checklists = checklists
        self._method = method
        self._countries = checklists.territories.by_code
        self._vocabulary = Vocabulary.of(checklists.questions, checklists.engagement, countries=self._countries)
        self._neutral = self._values(Root.ENGAGEMENT, {name: value for name, value in NEUTRAL.items() if name in checklists.fact})

    def compiled(self, rule: Rule) -> Condition:
        """The rule's condition, ready to be asked."""
        return compile_condition(parse(rule.when), self._vocabulary)

    def _values(self, root: Root, stated: Mapping[str, Any]) -> dict[str, Any]:
        entries = self._vocabulary.entries[root]
        return {
            name: value_of(entries[name].type, value, countries=self._countries) if name in entries else value
            for name, value in stated.items()
        }

    def outcome(self, rule: Rule, condition: Condition, case: RuleCase) -> RuleOutcome:
        """What the rule does in its case."""
        module = {"service_types": (rule.module,)} if rule.module is not None else {}
        engagement = {**self._neutral, **module, **self._values(Root.ENGAGEMENT, case.engagement)}
        as_of = case.as_of or LINT_DAY
        derived = {**self._derived(engagement, as_of), **self._values(Root.DERIVED, case.derived)}
        read = [name.removeprefix("answers.") for name in condition.names if name.startswith("answers.")]
        answers = {**dict.fromkeys(read), **self._values(Root.ANSWERS, case.answers)}
        return _OUTCOMES[condition(Facts(answers=answers, engagement=engagement, derived=derived, as_of=as_of))]

    def _derived(self, engagement: Mapping[str, Any], as_of: date) -> Mapping[str, Any]:
        territories, legal = self._checklists.territories, self._checklists.legal
        derived, _ = derive(engagement, territories=territories, legal=legal, points=self._method.jurisdiction, as_of=as_of)
        return {name: _settled(derived, name) for name in self._vocabulary.entries[Root.DERIVED]}


def _settled(derived: Derived, name: str) -> object:
    """What rules read of a derived fact: of a band whose ends differ, nothing."""
    value = getattr(derived, name)
    if isinstance(value, Band):
        return value.told if value.told == value.proven else None
    return value
