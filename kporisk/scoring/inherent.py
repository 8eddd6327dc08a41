"""Inherent risk: what the engagement would risk were no control in place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from operator import mul

from kporisk.model.assessment import Depth, Inherent
from kporisk.model.band import Band, Tier
from kporisk.model.case import EngagementValue
from kporisk.model.checklist import Fact, FactKind
from kporisk.model.method import Domain, Method
from kporisk.model.scale import interpolate
from kporisk.scoring.tiers import tier_of

MODULES = "service_modules"
"""The domain whose questions come with the services; it does not count for the depth."""

_DIMENSIONS = ("value", "exposure", "control_distance", "dependence")


def fact_points(fact: Fact, value: EngagementValue | None) -> float:
    """The points, 0 to 100, that one engagement fact brings: its option's, its highest option's, or those on its line; unstated: 0.

    Source: method.md, "From gaps to the number".
    """
    if value is None:
        return 0.0
    match fact.kind:
        case FactKind.BOOLEAN:
            return fact.points_true if value else 0.0
        case FactKind.INTEGER | FactKind.NUMBER:
            return interpolate(fact.points, float(value))  # type: ignore[arg-type]
        case FactKind.ENUM:
            return next(option.points for option in fact.options if option.value == value)
        case _:
            return max((option.points for option in fact.options if option.value in value), default=0.0)  # type: ignore[operator]


def dimensions(facts: Iterable[Fact], engagement: Mapping[str, EngagementValue], *, jurisdiction: Band[float]) -> Mapping[str, Band[float]]:
    """The five inherent dimensions u, each the capped sum of its facts' points over 100, so 0 to 1.

    `jurisdiction` is in points, 0 to 100. Facts that feed a dimension are required, so only jurisdiction differs between the ends.
    """
    sums = dict.fromkeys(_DIMENSIONS, 0.0)
    for fact in facts:
        if fact.dimension is not None:
            sums[fact.dimension] += fact_points(fact, engagement.get(fact.id))
    bands = {name: Band(u, u) for name in _DIMENSIONS for u in [min(100.0, sums[name]) / 100.0]}
    bands["jurisdiction"] = Band(jurisdiction.told / 100.0, jurisdiction.proven / 100.0)
    return bands


def likelihood(domain: Domain, u: Mapping[str, Band[float]], b: float) -> Band[float]:
    """1 - (1-b) * product(1 - a*u), 0 to 1, at each end. Source: method.md; noisy-or of independent factors."""
    told = proven = 1.0 - b
    for name, a in domain.likelihood.items():
        told *= 1.0 - a * u[name].told
        proven *= 1.0 - a * u[name].proven
    return Band(1.0 - told, 1.0 - proven)


def inherent_risk(impact: Band[float], chance: Band[float]) -> Band[float]:
    """sqrt(impact * likelihood), 0 to 1, at each end. Source: NIST SP 800-30, likelihood and impact; geometric mean by method.md."""
    return Band(math.sqrt(impact.told * chance.told), math.sqrt(impact.proven * chance.proven))


def overall(omegas: Sequence[float], residuals: Sequence[float], b2: float) -> float:
    """S = 100 * [(1-b2) * sum(omega*R)/sum(omega) + b2 * max(R)], 0 to 100; 0 without domains. Source: method.md; OWA blend, Yager 1988."""
    if not residuals:
        return 0.0
    return 100.0 * ((1.0 - b2) * math.fsum(map(mul, omegas, residuals)) / math.fsum(omegas) + b2 * max(residuals))


def inherent(method: Method, u: Mapping[str, Band[float]], risks: Mapping[str, Band[float]]) -> Inherent:
    """The dimensions and the inherent score: S with every gap 1, over the six domains without the service modules."""
    core = [domain for domain in method.domains if domain.id != MODULES]
    omegas = [domain.omega for domain in core]
    score = Band(
        overall(omegas, [risks[domain.id].told for domain in core], method.b2),
        overall(omegas, [risks[domain.id].proven for domain in core], method.b2),
    )
    return Inherent(
        value=u["value"],
        exposure=u["exposure"],
        control_distance=u["control_distance"],
        dependence=u["dependence"],
        jurisdiction=u["jurisdiction"],
        score=score,
    )


_DEPTHS = tuple(Depth)


def depth(method: Method, score: Band[float], asked_for: Depth | None) -> Depth:
    """How deep to ask: by the tier of the inherent score at its proven end, deeper where asked for, never shallower."""
    tier: Tier = tier_of(score.proven, method.tiers)
    given = Depth(method.depth_of_tier[tier.word])
    return max(given, asked_for or given, key=_DEPTHS.index)
