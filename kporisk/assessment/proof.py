"""The shortest list of documents that would change the tier: what to ask for first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kporisk.assessment.ruling import floors
from kporisk.model.assessment import Assessment, QuestionResult, QuestionStatus
from kporisk.model.band import Band, Tier
from kporisk.model.checklist import EvidenceKind
from kporisk.scoring.domains import Risk, score, score_domains
from kporisk.scoring.gaps import Group, Judged, group
from kporisk.scoring.tiers import TOLERANCE, tiers

_LEAST_GAIN = 0.1
"""Score points; a document that takes off less is not worth asking for."""
_Key = tuple[str, str | None]
"""A domain and its module."""


@dataclass(frozen=True, slots=True)
class WantedDocument:
    """One kind of document and the answered questions that it would prove."""

    kind: EvidenceKind
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProofPlan:
    """Documents in the order in which they help most, and where the proven end would stand were all of them accepted.

    `reached` says whether they change the proven tier; where they do not, a rule's floor or what is weak by the vendor's own word holds it.
    """

    documents: tuple[WantedDocument, ...]
    score: float
    tier: Tier
    reached: bool


def proof_plan(assessment: Assessment, limit: int = 8) -> ProofPlan:
    """Choose, one after the other, the kind of document that lowers the proven score most, until the tier falls.

    What turns out not to be needed is dropped. A greedy choice: short, not provably the shortest. Recency and acceptance are assumed;
    open questions stay open. At most `limit` kinds.
    """
    imagined = _Imagined(assessment)
    chosen: list[str] = []
    standing = assessment.score.proven
    while len(chosen) < limit and imagined.tier(standing) == assessment.tier.proven:
        best = imagined.best(chosen, standing)
        if best is None:
            break
        standing, kind = best
        chosen.append(kind)
    reached = imagined.tier(standing) < assessment.tier.proven
    for kind in list(chosen):
        fewer = [other for other in chosen if other != kind]
        if reached and imagined.tier(imagined.score(fewer)) < assessment.tier.proven:
            chosen = fewer
    standing = imagined.score(chosen)
    kinds = assessment.checklists.evidence_kinds
    documents = tuple(WantedDocument(kinds[kind], imagined.helps[kind]) for kind in chosen)
    return ProofPlan(documents, standing, imagined.tier(standing), reached)


class _Imagined:
    """The assessment's proven end with evidence that it does not have. Only the groups that a kind touches are blended again."""

    def __init__(self, assessment: Assessment) -> None:
        self._method = assessment.method
        self._kinds = assessment.checklists.evidence_kinds
        self._least = floors(assessment.rules, waived=False)
        self._risks = {domain.id: Risk(domain.impact, domain.likelihood, domain.inherent) for domain in assessment.domains}
        asked = [result for result in assessment.questions if result.status is not QuestionStatus.NOT_ASKED]
        self._results: dict[_Key, list[QuestionResult]] = {}
        for result in asked:
            self._results.setdefault((result.question.domain, result.question.module), []).append(result)
        self._group = {key: self._blended(results, {}) for key, results in self._results.items()}
        self._touched: dict[str, set[_Key]] = {}
        self.helps = self._helps(asked)
        self._gain: dict[str, float] = {}
        """What each kind last lowered the score by; a guess at what it will do next."""

    def _helps(self, asked: Iterable[QuestionResult]) -> Mapping[str, tuple[str, ...]]:
        """The answered questions that each kind would prove better than they are proven now.

        What is weak by its own word is left out: a document can show it, but that would be no better.
        """
        weak = self._method.finding_gap + TOLERANCE
        helps: dict[str, list[str]] = {}
        for result in asked:
            if result.confidence is not None and result.gap is not None and result.gap.told <= weak:
                for kind in result.question.evidence:
                    if result.confidence < self._strength(kind):
                        helps.setdefault(kind, []).append(result.question.id)
                        self._touched.setdefault(kind, set()).add((result.question.domain, result.question.module))
        return {kind: tuple(helps[kind]) for kind in sorted(helps)}

    def _strength(self, kind: str) -> float:
        return self._method.confidence[self._kinds[kind].strength]

    def best(self, chosen: list[str], standing: float) -> tuple[float, str] | None:
        """The kind that lowers the score most and the score with it, or None where nothing lowers it. Kinds are tried in the order of
        their last gain, until none of the rest has ever gained as much as the best that was tried."""
        untried = sorted((kind for kind in self.helps if kind not in chosen), key=lambda kind: (-self._gain.get(kind, 100.0), kind))
        best: tuple[float, str] | None = None
        for kind in untried:
            if best is not None and standing - best[0] > self._gain.get(kind, 100.0):
                break
            reached = self.score([*chosen, kind])
            self._gain[kind] = standing - reached
            if reached < standing - _LEAST_GAIN and (best is None or (reached, kind) < best):
                best = (reached, kind)
        return best

    def score(self, chosen: Iterable[str]) -> float:
        """The proven score were the chosen kinds accepted for every question that they would help."""
        confidence: dict[str, float] = {}
        touched: set[_Key] = set()
        for kind in chosen:
            touched |= self._touched[kind]
            for name in self.helps[kind]:
                confidence[name] = max(self._strength(kind), confidence.get(name, 0.0))
        groups: dict[str, list[Group]] = {}
        for key, standing in self._group.items():
            groups.setdefault(key[0], []).append(self._blended(self._results[key], confidence) if key in touched else standing)
        return score(score_domains(self._method, groups, self._risks), self._method.b2).proven

    def _blended(self, results: Iterable[QuestionResult], confidence: Mapping[str, float]) -> Group:
        judged = []
        for result in results:
            gap = None if result.status is QuestionStatus.NOT_APPLICABLE else result.gap
            k = confidence.get(result.question.id)
            if k is not None and result.satisfaction is not None:
                gap = Band(1.0 - result.satisfaction, 1.0 - result.satisfaction * k)
            judged.append(Judged(result.question, result.status, None, result.satisfaction, k, (), gap))
        return group(judged, attested=self._method.confidence["attested"], b1=self._method.b1)

    def tier(self, proven: float) -> Tier:
        """The tier of a proven score, raised to the floors in force."""
        return tiers(Band(proven, proven), self._method.tiers, self._least).proven
