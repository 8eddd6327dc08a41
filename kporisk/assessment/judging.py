"""Answers judged, question by question, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kporisk.assessment.asking import Asked
from kporisk.model.assessment import Coverage, EvidenceState, QuestionResult, QuestionStatus
from kporisk.model.band import Band
from kporisk.model.case import Answer, Case
from kporisk.model.checklist import Checklists, Question
from kporisk.model.method import Method
from kporisk.scoring.evidence import EvidenceJudge
from kporisk.scoring.gaps import Group, group, judging

_ZERO = Band(0.0, 0.0)
STRENGTHS = ("attested", "document", "record", "independent", "observed")


def groups(checklists: Checklists, method: Method, case: Case, *, asked: Asked, as_of: date) -> dict[str, list[Group]]:
    """The answers to what is asked, judged and grouped by checklist, under the domain of each."""
    evidence = EvidenceJudge(case, checklists.evidence_kinds, as_of)
    judge, answers, attested = judging(evidence, method.confidence, as_of), case.response.answers, method.confidence["attested"]
    result: dict[str, list[Group]] = {}
    for checklist, questions in asked:
        judged = [judge(q, answers.get(q.id)) for q in questions]
        result.setdefault(checklist.checklist.domain, []).append(group(judged, attested=attested, b1=method.b1))
    return result


def question_results(grouped: Iterable[Sequence[Group]], contributed: Mapping[str, Band[float]]) -> dict[str, QuestionResult]:
    """Every asked question with its gap and what it contributes, by id."""
    return {
        j.question.id: QuestionResult(
            j.question, j.status, j.answer, j.satisfaction, j.confidence, j.evidence, gap, contributed.get(j.question.id, _ZERO)
        )
        for several in grouped
        for g in several
        for j, gap in zip(g.judged, g.gaps, strict=True)
    }


def not_asked(question: Question, answer: Answer | None) -> QuestionResult:
    """A question that is not asked: not counted, whatever was said to it."""
    return QuestionResult(question, QuestionStatus.NOT_ASKED, answer, None, None, (), None, _ZERO)


def coverage(results: Iterable[QuestionResult], left_out: int) -> Coverage:
    """What became of the asked questions, in numbers."""
    statuses: list[QuestionStatus] = []
    knock_outs: list[QuestionStatus] = []
    for result in results:
        statuses.append(result.status)
        if result.question.knock_out is not None:
            knock_outs.append(result.status)
    answered, not_applicable = statuses.count(QuestionStatus.ANSWERED), statuses.count(QuestionStatus.NOT_APPLICABLE)
    return Coverage(
        asked=len(statuses),
        answered=answered,
        open=len(statuses) - answered - not_applicable,
        not_applicable=not_applicable,
        not_asked=left_out,
        knock_outs_asked=len(knock_outs),
        knock_outs_answered=knock_outs.count(QuestionStatus.ANSWERED),
    )


def proof(results: Iterable[QuestionResult]) -> Mapping[str, int]:
    """Answers by the strength of the strongest evidence that counts, and how many cite evidence that nobody has reviewed."""
    counts = dict.fromkeys((*STRENGTHS, "unreviewed"), 0)
    for result in results:
        if result.status is not QuestionStatus.ANSWERED:
            continue
        if not result.evidence:
            counts["attested"] += 1
            continue
        counting = [STRENGTHS.index(item.strength) for item in result.evidence if item.state is EvidenceState.COUNTS]
        counts[STRENGTHS[max(counting, default=0)]] += 1
        counts["unreviewed"] += any(item.state is EvidenceState.NOT_REVIEWED for item in result.evidence)
    return counts
