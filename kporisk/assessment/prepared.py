"""Checklists made ready to assess: conditions compiled once, then used for every case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kporisk.model.assessment import RuleOutcome, RuleResult
from kporisk.model.checklist import Checklist, Checklists, Question, Rule
from kporisk.rules.evaluate import Condition
from kporisk.rules.evaluate import compile as compile_expression
from kporisk.rules.parser import parse
from kporisk.rules.types import Vocabulary


@dataclass(frozen=True, slots=True)
class PreparedRule:
    """One rule, its condition, and its three possible results without a waiver, made once."""

    rule: Rule
    condition: Condition
    results: Mapping[bool | None, RuleResult]


@dataclass(frozen=True, slots=True)
class PreparedChecklist:
    """One checklist with its conditions compiled; a condition of None always holds."""

    checklist: Checklist
    applies: Condition | None
    questions: tuple[tuple[Question, Condition | None], ...]
    rules: tuple[PreparedRule, ...]


@lru_cache(maxsize=4)
def prepare(checklists: Checklists) -> tuple[PreparedChecklist, ...]:
    """The checklists in their order, compiled; kept, since a nightly run assesses every vendor with the same ones.

    Raises RuleError for a condition that does not parse; the loader has refused those before.
    """
    vocabulary = Vocabulary.of(checklists.questions, checklists.engagement)

    def compiled(source: str) -> Condition:
        return compile_expression(parse(source), vocabulary)

    def optional(source: str | None) -> Condition | None:
        return None if source is None else compiled(source)

    return tuple(
        PreparedChecklist(
            checklist,
            optional(checklist.applies_when),
            tuple((question, optional(question.applies_when)) for question in checklist.questions),
            tuple(_rule(rule, compiled(rule.when)) for rule in checklist.rules),
        )
        for checklist in checklists.checklists
    )


def _rule(rule: Rule, condition: Condition) -> PreparedRule:
    outcomes = {True: RuleOutcome.FIRES, None: RuleOutcome.POSSIBLE, False: RuleOutcome.CLEAR}
    answers = dict.fromkeys(name.removeprefix("answers.") for name in condition.names if name.startswith("answers."))
    results = {value: RuleResult(rule, outcome, condition.names, tuple(answers)) for value, outcome in outcomes.items()}
    return PreparedRule(rule, condition, results)
