"""The tier that stands in the register: it rises at once and falls only when the score is clear of the threshold."""

from __future__ import annotations

from kporisk.model.band import Tier
from kporisk.scoring.tiers import tier_of

CLEARANCE = 2.0
"""Score points by which a score must lie below a threshold before the standing tier falls under it."""


def standing_tier(computed: Tier, previous: Tier | None, *, score: float, begins: tuple[float, float, float]) -> Tier:
    """max(computed, min(previous, tier of score + `CLEARANCE`)); the computed tier where none has stood before.

    `computed` and `score` are of the same end of the band; `begins` is where moderate, high and critical begin, in points.
    A tier that only a floor had raised falls with the floor.
    """
    if previous is None:
        return computed
    return max(computed, min(previous, tier_of(score + CLEARANCE, begins)))
