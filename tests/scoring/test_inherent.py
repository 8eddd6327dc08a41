from __future__ import annotations

import math
from dataclasses import replace

import pytest

from kporisk.model.assessment import Depth
from kporisk.model.band import Band
from kporisk.model.case import EngagementValue
from kporisk.model.method import Domain
from kporisk.scoring.inherent import depth, dimensions, fact_points, inherent_risk, likelihood, overall
from tests.worlds import shipped


@pytest.mark.parametrize(
    ("fact", "value", "points"),
    [
        ("relation", "third_party", 60),
        ("data_classes", ("public_only", "mnpi", "personal_data"), 95),
        ("access_modes", ("client_vdi",), 25),
        ("record_volume", 50_500, 7.5),
        ("record_volume", 10**9, 20),
        ("annual_spend_eur", 550_000, 3.5),
        ("uses_contractors", True, 10),
        ("uses_contractors", False, 0),
        ("relation", None, 0),
    ],
)
def test_a_fact_brings_its_points(fact: str, value: EngagementValue | None, points: float) -> None:
    assert fact_points(shipped().checklists.fact[fact], value) == pytest.approx(points)


def test_dimensions_add_up_and_are_capped() -> None:
    engagement: dict[str, EngagementValue] = {
        "data_classes": ("mnpi",),
        "competitive_sensitivity": "crown_jewel",
        "relation": "freelance_platform",
        "subcontracting": "unknown",
        "serves_competitors": "yes",
        "uses_contractors": True,
        "function_criticality": "important",
        "substitutability": "medium",
        "annual_spend_eur": 1_000_000,
        "access_modes": ("client_vdi", "file_transfer"),
        "remote_work": "hybrid",
        "record_volume": 1000,
        "headcount": 10,
        "ai_use": "client_approved",
    }
    u = dimensions(shipped().checklists.engagement, engagement, jurisdiction=Band(20.0, 45.0))
    assert u["value"] == Band(1.0, 1.0)
    assert u["control_distance"] == Band(1.0, 1.0)
    assert u["dependence"].told == pytest.approx(0.70)
    assert u["exposure"].proven == pytest.approx(0.91)
    assert u["jurisdiction"] == Band(0.20, 0.45)


def test_likelihood_and_inherent_risk_follow_their_formulas() -> None:
    domain = Domain("d", {}, 25, "value", {"control_distance": 0.6, "jurisdiction": 0.4})
    chance = likelihood(domain, {"control_distance": Band(0.5, 0.5), "jurisdiction": Band(0.0, 1.0)}, 0.10)
    assert chance.told == pytest.approx(1 - 0.9 * 0.7)
    assert chance.proven == pytest.approx(1 - 0.9 * 0.7 * 0.6)
    assert inherent_risk(Band(0.5, 0.5), chance).told == pytest.approx(math.sqrt(0.5 * 0.37))


def test_the_score_is_half_mean_and_half_worst() -> None:
    assert overall([25, 75], [0.4, 0.2], 0.5) == pytest.approx(100 * (0.5 * 0.25 + 0.5 * 0.4))
    assert overall([], [], 0.5) == 0


@pytest.mark.parametrize(
    ("score", "asked_for", "given"),
    [
        (14.9, None, Depth.CORE),
        (15.0 - 1e-12, None, Depth.STANDARD),
        (49.9, None, Depth.STANDARD),
        (50.0, None, Depth.FULL),
        (14.9, Depth.FULL, Depth.FULL),
        (60.0, Depth.CORE, Depth.FULL),
    ],
)
def test_depth_follows_the_proven_inherent_score_and_only_deepens(score: float, asked_for: Depth | None, given: Depth) -> None:
    assert depth(shipped().method, Band(0.0, score), asked_for) is given


def test_depth_asks_what_the_method_says() -> None:
    shallow = replace(shipped().method, depth_of_tier={"low": "full", "moderate": "full", "high": "full", "critical": "full"})
    assert depth(shallow, Band(0.0, 0.0), None) is Depth.FULL
