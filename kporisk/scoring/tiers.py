"""From a score to a tier, floors, and what is recommended."""

from __future__ import annotations

from collections.abc import Iterable

from kporisk.model.assessment import Coverage, Recommendation
from kporisk.model.band import Band, Tier
from kporisk.model.checklist import Floor
from kporisk.model.method import Method

TOLERANCE = 1e-9
"""Of every comparison with a threshold, since in binary 1 - 0.7 > 0.3."""

_FLOORS = {Floor.HIGH: Tier.HIGH, Floor.CRITICAL: Tier.CRITICAL}

_BY_TIER = {
    Tier.LOW: Recommendation.APPROVE,
    Tier.MODERATE: Recommendation.APPROVE_WITH_CONDITIONS,
    Tier.HIGH: Recommendation.REMEDIATE_FIRST,
    Tier.CRITICAL: Recommendation.DO_NOT_SHARE,
}


def tier_of(score: float, begins: tuple[float, float, float]) -> Tier:
    """The tier of a score in points; a threshold belongs to the tier that begins there."""
    moderate, high, critical = begins
    score += TOLERANCE
    if score < high:
        return Tier.LOW if score < moderate else Tier.MODERATE
    return Tier.HIGH if score < critical else Tier.CRITICAL


def least_tier(*, fired: Iterable[Floor], possible: Iterable[Floor]) -> Band[Tier]:
    """The tiers below which floors let no vendor fall: a fired rule's floor holds both ends, a possible one's only `proven`."""
    told = max([Tier.LOW, *[_FLOORS[floor] for floor in fired]])
    return Band(told, max([told, *[_FLOORS[floor] for floor in possible]]))


def tiers(score: Band[float], begins: tuple[float, float, float], least: Band[Tier]) -> Band[Tier]:
    """The tiers of a score, raised to the least that the floors allow."""
    return Band(max(tier_of(score.told, begins), least.told), max(tier_of(score.proven, begins), least.proven))


def recommendation(method: Method, tier: Tier, coverage: Coverage, knock_out_confidences: Iterable[float | None]) -> Recommendation:
    """What the proven tier recommends; `insufficient` when too little is answered; `approve` only with proof of every knock-out question.

    `knock_out_confidences` holds one value for each asked knock-out question, None where it is not answered.
    """
    enough = (
        coverage.knock_outs_answered >= method.knock_outs_answered * coverage.knock_outs_asked - TOLERANCE
        and coverage.answered >= method.questions_answered * coverage.asked - TOLERANCE
    )
    if not enough:
        return Recommendation.INSUFFICIENT
    result = _BY_TIER[tier]
    if result is Recommendation.APPROVE:
        proven = all(k is not None and k >= method.approve_confidence - TOLERANCE for k in knock_out_confidences)
        return result if proven else Recommendation.APPROVE_WITH_CONDITIONS
    return result
