from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk.model.band import Tier
from kporisk.scoring.standing import CLEARANCE, standing_tier
from kporisk.scoring.tiers import tier_of

BEGINS = (15.0, 30.0, 50.0)
TIERS = st.sampled_from(Tier)
SCORES = st.floats(0, 100)


@pytest.mark.parametrize(
    ("previous", "score", "stands"),
    [
        (None, 29, Tier.MODERATE),
        (Tier.HIGH, 29, Tier.HIGH),
        (Tier.HIGH, 28, Tier.HIGH),
        (Tier.HIGH, 27.9, Tier.MODERATE),
        (Tier.HIGH, 14, Tier.MODERATE),
        (Tier.HIGH, 12, Tier.LOW),
        (Tier.CRITICAL, 29, Tier.HIGH),
        (Tier.LOW, 30, Tier.HIGH),
        (Tier.MODERATE, 29, Tier.MODERATE),
    ],
)
def test_a_tier_falls_only_when_the_score_is_clear_of_the_threshold(previous: Tier | None, score: float, stands: Tier) -> None:
    assert standing_tier(tier_of(score, BEGINS), previous, score=score, begins=BEGINS) is stands


def test_what_a_floor_raised_stands_as_long_as_the_floor() -> None:
    assert standing_tier(Tier.CRITICAL, Tier.LOW, score=3, begins=BEGINS) is Tier.CRITICAL
    assert standing_tier(Tier.LOW, Tier.CRITICAL, score=3, begins=BEGINS) is Tier.LOW


@given(TIERS, TIERS | st.none(), SCORES)
def test_it_rises_at_once_and_stands_only_where_a_score_or_the_past_put_it(computed: Tier, previous: Tier | None, score: float) -> None:
    stands = standing_tier(computed, previous, score=score, begins=BEGINS)
    assert stands >= computed
    assert stands in (computed, previous, tier_of(score + CLEARANCE, BEGINS))
    assert stands <= max(computed, computed if previous is None else previous)


@given(st.sampled_from(BEGINS), st.lists(st.floats(-1.9, 1.9), min_size=1, max_size=30))
def test_a_score_that_wavers_about_a_threshold_moves_the_tier_at_most_once(threshold: float, wavers: list[float]) -> None:
    stood: list[Tier] = []
    for waver in wavers:
        score = threshold + waver
        stood.append(standing_tier(tier_of(score, BEGINS), stood[-1] if stood else None, score=score, begins=BEGINS))
    assert stood == sorted(stood)
    assert len(set(stood)) <= 2
