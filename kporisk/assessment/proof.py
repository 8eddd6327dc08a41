"""The shortest list of documents that would change the tier: what to ask for first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kporisk.model.assessment import Assessment, QuestionResult, QuestionStatus, RuleOutcome
from kporisk.model.band import Band, Tier
from kporisk.model.checklist import EvidenceKind
from kporisk.scoring.domains import Risk, score, score_domains
from kporisk.scoring.gaps import Group, Judged, group
from kporisk.scoring.tiers import raised, tier_of


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
    """Choose, one after the other, the kind of document that lowers the proven score most, until the tier falls; then drop what is not needed.

    A greedy choice: short, not provably the shortest. Recency and acceptance are assumed; open questions stay open. At most `limit` kinds.
    """
    question = {result.question.id: result for result in assessment.questions if result.status is not QuestionStatus.NOT_ASKED}
    kinds = assessment.checklists.evidence_kinds
    helps = {kind: helped for kind in kinds if (helped := tuple(_helped(assessment, question.values(), kinds[kind])))}
    chosen: list[str] = []
    standing = assessment.score.proven
    while len(chosen) < limit and _tier(assessment, standing) == assessment.tier.proven:
        rated = sorted((_score_with(assessment, question, helps, [*chosen, kind]), kind) for kind in helps if kind not in chosen)
        if not rated or rated[0][0] >= standing - 1e-9:
            break
        standing = rated[0][0]
        chosen.append(rated[0][1])
    reached = _tier(assessment, standing) < assessment.tier.proven
    for kind in list(chosen):
        fewer = [other for other in chosen if other != kind]
        if reached and _tier(assessment, _score_with(assessment, question, helps, fewer)) < assessment.tier.proven:
            chosen = fewer
    standing = _score_with(assessment, question, helps, chosen)
    documents = tuple(WantedDocument(kinds[kind], helps[kind]) for kind in chosen)
    return ProofPlan(documents, standing, _tier(assessment, standing), reached)


def _helped(assessment: Assessment, results: Iterable[QuestionResult], kind: EvidenceKind) -> Iterable[str]:
    k = assessment.method.confidence[kind.strength]
    for result in results:
        if kind.id in result.question.evidence and result.satisfaction and result.confidence is not None and result.confidence < k:
            yield result.question.id


def _score_with(
    assessment: Assessment, question: Mapping[str, QuestionResult], helps: Mapping[str, tuple[str, ...]], chosen: Iterable[str]
) -> float:
    """The proven score were the chosen kinds accepted for every question that they would help."""
    method = assessment.method
    confidence: dict[str, float] = {}
    for kind in chosen:
        k = method.confidence[assessment.checklists.evidence_kinds[kind].strength]
        for name in helps[kind]:
            confidence[name] = max(k, confidence.get(name, 0.0))
    judged: dict[tuple[str, str | None], list[Judged]] = {}
    for name, result in question.items():
        gap = result.gap
        if result.status is QuestionStatus.NOT_APPLICABLE:
            gap = None
        elif name in confidence:
            assert result.satisfaction is not None
            gap = Band(1.0 - result.satisfaction, 1.0 - result.satisfaction * confidence[name])
        one = Judged(result.question, result.status, result.answer, result.satisfaction, result.confidence, result.evidence, gap)
        judged.setdefault((result.question.domain, result.question.module), []).append(one)
    groups: dict[str, list[Group]] = {}
    for (domain, _), questions in judged.items():
        groups.setdefault(domain, []).append(group(questions, attested=method.confidence["attested"], b1=method.b1))
    risks = {domain.id: Risk(domain.impact, domain.likelihood, domain.inherent) for domain in assessment.domains}
    return score(score_domains(method, groups, risks), method.b2).proven


def _tier(assessment: Assessment, proven: float) -> Tier:
    plain = tier_of(proven, assessment.method.tiers)
    standing = [r for r in assessment.rules if r.waiver is None and r.rule.floor is not None]
    fired = [r.rule.floor for r in standing if r.outcome is RuleOutcome.FIRES and r.rule.floor is not None]
    possible = [r.rule.floor for r in standing if r.outcome is RuleOutcome.POSSIBLE and r.rule.floor is not None]
    return raised(Band(plain, plain), fired=fired, possible=possible).proven
