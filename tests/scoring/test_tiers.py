from __future__ import annotations

import pytest

from kporisk.model.assessment import Coverage, Recommendation
from kporisk.model.band import Band, Tier
from kporisk.model.checklist import Floor
from kporisk.scoring.tiers import least_tier, recommendation, tier_of, tiers
from tests.worlds import shipped


@pytest.mark.parametrize(
    ("score", "tier"),
    [
        (0, Tier.LOW),
        (14.999, Tier.LOW),
        (15 - 1e-10, Tier.MODERATE),
        (30, Tier.HIGH),
        (29.99999, Tier.MODERATE),
        (50, Tier.CRITICAL),
        (100, Tier.CRITICAL),
    ],
)
def test_a_threshold_belongs_to_the_tier_that_begins_there(score: float, tier: Tier) -> None:
    assert tier_of(score, (15, 30, 50)) is tier


def test_a_fired_floor_raises_both_ends_and_a_possible_one_only_proven() -> None:
    def raised(score: float, *, fired: list[Floor], possible: list[Floor]) -> Band[Tier]:
        return tiers(Band(score, score), (15, 30, 50), least_tier(fired=fired, possible=possible))

    assert raised(1, fired=[], possible=[]) == (Tier.LOW, Tier.LOW)
    assert raised(1, fired=[Floor.HIGH], possible=[]) == (Tier.HIGH, Tier.HIGH)
    assert raised(1, fired=[], possible=[Floor.CRITICAL, Floor.HIGH]) == (Tier.LOW, Tier.CRITICAL)
    assert raised(99, fired=[Floor.HIGH], possible=[]) == (Tier.CRITICAL, Tier.CRITICAL)


def covered(answered: int, knock_outs: int) -> Coverage:
    return Coverage(100, answered, 100 - answered, 0, 0, 10, knock_outs)


@pytest.mark.parametrize(
    ("tier", "coverage", "confidences", "expected"),
    [
        (Tier.LOW, covered(100, 10), [0.85] * 10, Recommendation.APPROVE),
        (Tier.LOW, covered(100, 10), [0.85] * 9 + [0.6], Recommendation.APPROVE_WITH_CONDITIONS),
        (Tier.LOW, covered(100, 9), [0.85] * 9 + [None], Recommendation.APPROVE_WITH_CONDITIONS),
        (Tier.MODERATE, covered(60, 8), [0.6], Recommendation.APPROVE_WITH_CONDITIONS),
        (Tier.HIGH, covered(60, 8), [0.6], Recommendation.REMEDIATE_FIRST),
        (Tier.CRITICAL, covered(60, 8), [0.6], Recommendation.DO_NOT_SHARE),
        (Tier.LOW, covered(59, 10), [1.0], Recommendation.INSUFFICIENT),
        (Tier.LOW, covered(100, 7), [1.0], Recommendation.INSUFFICIENT),
    ],
)
def test_recommendation(tier: Tier, coverage: Coverage, confidences: list[float | None], expected: Recommendation) -> None:
    assert recommendation(shipped().method, tier, coverage, confidences) is expected
