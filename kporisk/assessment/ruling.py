"""Rules applied to a case, and what their floors make of the tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kporisk.assessment.prepared import PreparedChecklist
from kporisk.model.assessment import QuestionResult, RuleOutcome, RuleResult, Sensitivity
from kporisk.model.band import Band, Tier
from kporisk.model.case import Case, Waiver
from kporisk.model.checklist import Floor
from kporisk.model.method import Method
from kporisk.model.scale import Value
from kporisk.rules.evaluate import Facts
from kporisk.scoring.domains import Scored, reweighed
from kporisk.scoring.tiers import least_tier, tiers


def facts_for_rules(facts: Facts, case: Case, results: Mapping[str, QuestionResult]) -> Facts:
    """What rules read of the answers: what is stated, asked or not; None for what is asked and open, unknown or not applicable."""
    answers: dict[str, Value | None] = dict.fromkeys(results)
    for name, answer in case.response.answers.items():
        if answer.value is not None:
            answers[name] = answer.value
    return Facts(answers=answers, engagement=facts.engagement, derived=facts.derived, as_of=facts.as_of)


def rule_results(prepared: Sequence[PreparedChecklist], facts: Facts, waivers: Mapping[str, Waiver]) -> tuple[RuleResult, ...]:
    """What became of every rule; those of a checklist that does not apply are clear. A waiver stands by its rule whatever became of it."""
    results: list[RuleResult] = []
    for checklist in prepared:
        if checklist.applies is not None and checklist.applies.test(facts) is False:
            results.extend([rule.results[False] for rule in checklist.rules])
        else:
            results.extend([rule.results[rule.condition.test(facts)] for rule in checklist.rules])
    if not waivers:
        return tuple(results)
    return tuple([replace(r, waiver=waivers[r.rule.id]) if r.rule.id in waivers and r.rule.floor is not None else r for r in results])


def floors(rules: Sequence[RuleResult], *, waived: bool) -> Band[Tier]:
    """The tiers below which the floors in force let no vendor fall; those that a waiver lifts too where `waived`."""
    fired: set[Floor] = set()
    possible: set[Floor] = set()
    for result in rules:
        floor = result.rule.floor
        if floor is not None and (waived or result.waiver is None):
            if result.outcome is RuleOutcome.FIRES:
                fired.add(floor)
            elif result.outcome is RuleOutcome.POSSIBLE:
                possible.add(floor)
    return least_tier(fired=fired, possible=possible)


def sensitivity(method: Method, scored: Sequence[Scored], least: Band[Tier]) -> tuple[Sensitivity, ...]:
    """The tiers were each domain's omega halved or doubled."""
    omegas = [domain.omega for domain in scored]
    again = reweighed(scored, method.b2)

    def tier(index: int, factor: float) -> Band[Tier]:
        return tiers(again([*omegas[:index], omegas[index] * factor, *omegas[index + 1 :]]), method.tiers, least)

    return tuple([Sensitivity(domain.id, tier(i, 0.5), tier(i, 2.0)) for i, domain in enumerate(scored)])
