"""From answers to gaps: how much of each question is missing, as told and as proven."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kporisk.model.assessment import CitedEvidence, EvidenceState, QuestionStatus
from kporisk.model.band import Band
from kporisk.model.case import Answer, Status
from kporisk.model.checklist import Question
from kporisk.scoring.evidence import EvidenceJudge

OPEN_GAP = Band(0.0, 1.0)
"""What is open counts at its best in told and at its worst in proven."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One asked question with its answer judged. `gap` None: not applicable, settled with the rest of its group."""

    question: Question
    status: QuestionStatus
    answer: Answer | None
    satisfaction: float | None
    confidence: float | None
    evidence: tuple[CitedEvidence, ...]
    gap: Band[float] | None


@dataclass(frozen=True, slots=True)
class Group:
    """The asked questions of one domain or one module, their gaps and how they blend.

    `weights` are the sums of w that count at each end, `worst` the index of the knock-out question with the largest gap, or None.
    """

    judged: tuple[Judged, ...]
    gaps: tuple[Band[float], ...]
    weights: Band[float]
    worst: Band[int | None]
    gap: Band[float]


def judge(question: Question, answer: Answer | None, *, judge: EvidenceJudge, confidence: Mapping[str, float], as_of: date) -> Judged:
    """The gap of one asked question: told 1-s, proven 1-s*k; open 0 and 1. Source: method.md, "From an answer to a gap"."""
    if answer is None:
        return Judged(question, QuestionStatus.OPEN, None, None, None, (), OPEN_GAP)
    cited = tuple([judge.cite(question, citation) for citation in answer.evidence]) if answer.evidence else ()
    if answer.status is Status.ANSWERED:
        assert answer.value is not None
        s = question.scale.satisfaction(answer.value, as_of)
        k = confidence["attested"]
        for item in cited:
            if item.state is EvidenceState.COUNTS:
                k = max(k, confidence[item.strength])
        return Judged(question, QuestionStatus.ANSWERED, answer, s, k, cited, Band(1.0 - s, 1.0 - s * k))
    if answer.status is Status.UNKNOWN:
        return Judged(question, QuestionStatus.UNKNOWN, answer, None, None, cited, OPEN_GAP)
    return Judged(question, QuestionStatus.NOT_APPLICABLE, answer, None, None, cited, None)


def group(judged: Sequence[Judged], *, attested: float, b1: float) -> Group:
    """Settle the not applicable answers and blend mean and worst: G = (1-b1) * sum(w*g)/sum(w) + b1 * max(g over knock-out questions).

    Not applicable leaves both sums in told; in proven its gap is max(1 - attested, the weighted mean gap of the other asked questions),
    and 1 where nothing else is asked. Source: method.md.
    """
    told_weight = math.fsum([j.question.weight for j in judged if j.gap is not None])
    proven_mean = math.fsum([j.question.weight * j.gap.proven for j in judged if j.gap is not None])
    not_applicable = Band(0.0, max(1.0 - attested, proven_mean / told_weight) if told_weight else 1.0)
    gaps = tuple([not_applicable if j.gap is None else j.gap for j in judged])
    weights = Band(told_weight, math.fsum([j.question.weight for j in judged]))
    told = math.fsum([j.question.weight * g.told for j, g in zip(judged, gaps, strict=True)])
    proven = math.fsum([j.question.weight * g.proven for j, g in zip(judged, gaps, strict=True)])
    mean = Band(told / weights.told if weights.told else 0.0, proven / weights.proven)
    knock_outs = [index for index, j in enumerate(judged) if j.question.knock_out is not None]
    if not knock_outs:
        return Group(tuple(judged), gaps, weights, Band(None, None), mean)

    def largest(end: int) -> int:
        return min(knock_outs, key=lambda i: (-gaps[i][end], -judged[i].question.weight, judged[i].question.id))

    worst: Band[int | None] = Band(largest(0), largest(1))
    share = 1.0 - b1
    assert worst.told is not None and worst.proven is not None
    blended = Band(share * mean.told + b1 * gaps[worst.told].told, share * mean.proven + b1 * gaps[worst.proven].proven)
    return Group(tuple(judged), gaps, weights, worst, blended)
