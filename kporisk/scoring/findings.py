"""What was seen, and what is asked for: findings and requests."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from kporisk.model.assessment import Basis, Finding, QuestionResult, QuestionStatus, RuleOutcome, RuleResult
from kporisk.model.band import Band
from kporisk.model.checklist import Floor, Severity
from kporisk.model.method import Method
from kporisk.scoring.gaps import OPEN_GAP
from kporisk.scoring.tiers import TOLERANCE

_NOTHING = Band(0.0, 0.0)
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
    for result in rules:
        fired = result.outcome is RuleOutcome.FIRES
        # That answers not yet given might contradict each other is no reason to ask for anything.
        if not fired and (result.outcome is RuleOutcome.CLEAR or not result.rule.monotone):
            continue
        entry = _of_rule(result, questions, Basis.RULE if fired else Basis.POSSIBLE)
        (findings if fired else requests).append(entry)
        if entry.question is not None and (fired or questions[entry.question.id].gap == OPEN_GAP):
            replaced.add(entry.question.id)
    for question in questions.values():
        if question.question.id in replaced:
            continue
        basis = _basis(method, question)
        if basis is Basis.STATED:
            findings.append(_of_question(method, question, basis))
        elif basis is not None:
            requests.append(_of_question(method, question, basis))
    return _ordered(findings), _ordered(requests)


def _basis(method: Method, result: QuestionResult) -> Basis | None:
    assert result.gap is not None
    if result.status in (QuestionStatus.OPEN, QuestionStatus.UNKNOWN):
        return Basis.OPEN
    if result.gap.told > method.finding_gap + TOLERANCE:
        return Basis.STATED
    if result.gap.proven > method.finding_gap + TOLERANCE:
        return Basis.NOT_PROVEN
    return None


def _of_question(method: Method, result: QuestionResult, basis: Basis) -> Finding:
    assert result.gap is not None
    gap = result.gap.told if basis is Basis.STATED else result.gap.proven
    grave = gap >= method.major_gap - TOLERANCE and result.question.weight >= method.major_weight - TOLERANCE
    question = result.question
    severity = Severity.MAJOR if grave else Severity.MINOR
    return Finding(question.id, basis, question, None, question.domain, severity, result.contribution)


def _of_rule(result: RuleResult, questions: Mapping[str, QuestionResult], basis: Basis) -> Finding:
    rule = result.rule
    read = dict.fromkeys(name.removeprefix("answers.") for name in result.names if name.startswith("answers."))
    losses = [questions[name].contribution for name in read if name in questions]
    loss = Band(math.fsum([band.told for band in losses]), math.fsum([band.proven for band in losses])) if losses else _NOTHING
    knocked_out = None if rule.question is None else questions.get(rule.question)
    question = None if knocked_out is None else knocked_out.question
    return Finding(rule.id, basis, question, rule, rule.domain, rule.severity, loss)


def _ordered(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Critical floor, high floor, loss in told, loss in proven, id."""
    return tuple(sorted(found, key=_place))


def _place(finding: Finding) -> tuple[int, float, float, str]:
    told, proven = finding.loss
    return (_FLOOR_ORDER[finding.rule.floor] if finding.rule is not None else 2, -told, -proven, finding.id)
