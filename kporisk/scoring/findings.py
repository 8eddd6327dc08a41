"""What was seen, and what is asked for: findings and requests."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from kporisk.model.assessment import Basis, Finding, QuestionResult, QuestionStatus, RuleOutcome, RuleResult
from kporisk.model.band import Band
from kporisk.model.checklist import Floor, Severity
from kporisk.model.method import Method
from kporisk.scoring.gaps import OPEN_GAP
from kporisk.scoring.tiers import TOLERANCE

_FLOOR_ORDER = {Floor.CRITICAL: 0, Floor.HIGH: 1, None: 2}


def findings_and_requests(
    method: Method, questions: Mapping[str, QuestionResult], rules: Sequence[RuleResult]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings (stated, rule) apart from requests (not proven, open, possible), each in the order of method.md.

    A knock-out rule's own entry replaces its question's, unless that would hide a stated weakness behind a possible one.
    `questions` holds the asked ones.
    """
    findings: list[Finding] = []
    requests: list[Finding] = []
    replaced: set[str] = set()
    for rule in rules:
        fired = rule.outcome is RuleOutcome.FIRES
        # That answers not yet given might contradict each other is no reason to ask for anything.
        if not fired and (rule.outcome is RuleOutcome.CLEAR or not rule.rule.monotone):
            continue
        read = _of_rule(rule, questions, Basis.RULE if fired else Basis.POSSIBLE)
        (findings if fired else requests).append(read)
        if read.question is not None and (fired or questions[read.question.id].gap == OPEN_GAP):
            replaced.add(read.question.id)
    of_question = _judging(method)
    for result in questions.values():
        if result.question.id not in replaced:
            entry = of_question(result)
            if entry is not None:
                (findings if entry.basis is Basis.STATED else requests).append(entry)
    return _ordered(findings), _ordered(requests)


def _judging(method: Method) -> Callable[[QuestionResult], Finding | None]:
    """What is to be said of one asked question, if anything: it is weak by what was stated, open, or not shown."""
    weak, grave_gap, grave_weight = method.finding_gap + TOLERANCE, method.major_gap - TOLERANCE, method.major_weight - TOLERANCE

    def of_question(result: QuestionResult) -> Finding | None:
        assert result.gap is not None
        told, gap = result.gap
        if result.satisfaction is None and result.status is not QuestionStatus.NOT_APPLICABLE:
            basis = Basis.OPEN
        elif told > weak:
            basis, gap = Basis.STATED, told
        elif gap > weak:
            basis = Basis.NOT_PROVEN
        else:
            return None
        question = result.question
        severity = Severity.MAJOR if gap >= grave_gap and question.weight >= grave_weight else Severity.MINOR
        return Finding(question.id, basis, question, None, question.domain, severity, result.contribution)

    return of_question


def _of_rule(result: RuleResult, questions: Mapping[str, QuestionResult], basis: Basis) -> Finding:
    rule = result.rule
    losses = [questions[name].contribution for name in result.questions if name in questions]
    loss = losses[0] if len(losses) == 1 else Band(math.fsum([band[0] for band in losses]), math.fsum([band[1] for band in losses]))
    knocked_out = None if rule.question is None else questions.get(rule.question)
    question = None if knocked_out is None else knocked_out.question
    return Finding(rule.id, basis, question, rule, rule.domain, rule.severity, loss)


def _ordered(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Critical floor, high floor, loss in told, loss in proven, id."""
    return tuple(sorted(found, key=_place))


def _place(finding: Finding) -> tuple[int, float, float, str]:
    told, proven = finding.loss
    return (_FLOOR_ORDER[finding.rule.floor] if finding.rule is not None else 2, -told, -proven, finding.id)
