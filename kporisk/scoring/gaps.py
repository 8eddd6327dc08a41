"""From answers to gaps: how much of each question is missing, as told and as proven."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import NamedTuple

from kporisk.model.assessment import CitedEvidence, EvidenceState, QuestionStatus
from kporisk.model.band import Band
from kporisk.model.case import Answer, Status
from kporisk.model.checklist import Question
from kporisk.scoring.evidence import EvidenceJudge

OPEN_GAP = Band(0.0, 1.0)
"""What is open counts at its best in told and at its worst in proven."""


class Judged(NamedTuple):
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


def judging(evidence: EvidenceJudge, confidence: Mapping[str, float], as_of: date) -> Callable[[Question, Answer | None], Judged]:
    """How one asked question is judged: gap told 1-s, proven 1-s*k; open 0 and 1. Source: method.md, "From an answer to a gap"."""
    attested = confidence["attested"]
    answered, counts, cite = QuestionStatus.ANSWERED, EvidenceState.COUNTS, evidence.cite

    def judge(question: Question, answer: Answer | None) -> Judged:
        if answer is None:
            return Judged(question, QuestionStatus.OPEN, None, None, None, (), OPEN_GAP)
        cited = tuple([cite(question, citation) for citation in answer.evidence]) if answer.evidence else ()
        if answer.value is not None:
            s, k = question.scale.satisfaction(answer.value, as_of), attested
            for item in cited:
                if item.state is counts:
                    k = max(k, confidence[item.strength])
            return Judged(question, answered, answer, s, k, cited, Band(1.0 - s, 1.0 - s * k))
        if answer.status is Status.UNKNOWN:
            return Judged(question, QuestionStatus.UNKNOWN, answer, None, None, cited, OPEN_GAP)
        return Judged(question, QuestionStatus.NOT_APPLICABLE, answer, None, None, cited, None)

    return judge


def group(judged: Sequence[Judged], *, attested: float, b1: float) -> Group:
    """Settle the not applicable answers and blend mean and worst: G = (1-b1) * sum(w*g)/sum(w) + b1 * max(g over knock-out questions).

    Not applicable leaves both sums in told; in proven its gap is max(1 - attested, the weighted mean gap of the other asked questions),
    and 1 where nothing else is asked. Source: method.md.
    """
    weights = [j.question.weight for j in judged]
    if any(j.gap is None for j in judged):
        return _blend(
            judged,
            weights,
            _settled(judged, attested),
            told_weights=[w for j, w in zip(judged, weights, strict=True) if j.gap is not None],
            b1=b1,
        )
    return _blend(judged, weights, [j.gap for j in judged if j.gap is not None], told_weights=weights, b1=b1)


def _settled(judged: Sequence[Judged], attested: float) -> list[Band[float]]:
    """The gaps, with what is not applicable put at its price: told 0, proven never better than attested nor than the others' mean."""
    others = math.fsum([j.question.weight for j in judged if j.gap is not None])
    mean = math.fsum([j.question.weight * j.gap.proven for j in judged if j.gap is not None]) / others if others else 1.0
    not_applicable = Band(0.0, max(1.0 - attested, mean))
    return [not_applicable if j.gap is None else j.gap for j in judged]


def _blend(
    judged: Sequence[Judged], weights: Sequence[float], gaps: Sequence[Band[float]], *, told_weights: Sequence[float], b1: float
) -> Group:
    told, proven = [gap[0] for gap in gaps], [gap[1] for gap in gaps]
    sums = Band(math.fsum(told_weights), math.fsum(weights))
    mean = Band(math.fsum(map(mul, weights, told)) / sums.told if sums.told else 0.0, math.fsum(map(mul, weights, proven)) / sums.proven)
    knock_outs = [index for index, j in enumerate(judged) if j.question.knock_out is not None]
    if not knock_outs:
        return Group(tuple(judged), tuple(gaps), sums, Band(None, None), mean)
    worst = Band(_largest(judged, told, knock_outs), _largest(judged, proven, knock_outs))
    blended = Band((1.0 - b1) * mean.told + b1 * told[worst.told], (1.0 - b1) * mean.proven + b1 * proven[worst.proven])
    return Group(tuple(judged), tuple(gaps), sums, Band[int | None](*worst), blended)


def _largest(judged: Sequence[Judged], gaps: Sequence[float], among: Sequence[int]) -> int:
    """The index of the largest gap; of equals the greater weight, then the id."""
    most = max([gaps[index] for index in among])
    equal = [index for index in among if gaps[index] == most]
    return equal[0] if len(equal) == 1 else min(equal, key=lambda i: (-judged[i].question.weight, judged[i].question.id))
