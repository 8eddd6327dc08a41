"""From gaps to domains and the score, with contributions that sum to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kporisk.model.assessment import DomainResult
from kporisk.model.band import Band
from kporisk.model.method import Method
from kporisk.scoring.gaps import Group
from kporisk.scoring.inherent import overall


@dataclass(frozen=True, slots=True)
class Scored:
    """One domain in which something is asked: the group that decides it at each end, its risks, and its share c of the score."""

    id: str
    omega: float
    deciding: Band[Group]
    impact: Band[float]
    likelihood: Band[float]
    inherent: Band[float]
    gap: Band[float]
    residual: Band[float]
    share: Band[float]
    """c, in score points: 100 * [(1-b2)*omega/sum(omega), and b2 more for the worst domain]."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A domain's inherent risk and what it is made of, 0 to 1."""

    impact: Band[float]
    likelihood: Band[float]
    inherent: Band[float]


def score_domains(method: Method, groups: Mapping[str, Sequence[Group]], risks: Mapping[str, Risk]) -> tuple[Scored, ...]:
    """Every domain with something asked: R = I * (1 - eta + eta*G), and c. Where several modules are asked, the largest G decides.

    Source: method.md, "From gaps to the number" and "The trace".
    """
    kept = [(domain, groups[domain.id]) for domain in method.domains if groups.get(domain.id)]
    deciding = [Band(max(asked, key=lambda g: g.gap.told), max(asked, key=lambda g: g.gap.proven)) for _, asked in kept]
    gaps = [Band(pair.told.gap.told, pair.proven.gap.proven) for pair in deciding]
    residuals = [
        Band(
            residual(risks[domain.id].inherent.told, gap.told, method.eta),
            residual(risks[domain.id].inherent.proven, gap.proven, method.eta),
        )
        for (domain, _), gap in zip(kept, gaps, strict=True)
    ]
    omegas = [domain.omega for domain, _ in kept]
    told, proven = (shares(omegas, [pair[end] for pair in residuals], method.b2) for end in (0, 1))
    return tuple(
        [
            Scored(
                id=domain.id,
                omega=domain.omega,
                deciding=deciding[i],
                impact=risks[domain.id].impact,
                likelihood=risks[domain.id].likelihood,
                inherent=risks[domain.id].inherent,
                gap=gaps[i],
                residual=residuals[i],
                share=Band(told[i], proven[i]),
            )
            for i, (domain, _) in enumerate(kept)
        ]
    )


def residual(inherent: float, gap: float, eta: float) -> float:
    """I * (1 - eta + eta*G), 0 to 1: what no control removes, and what the missing controls leave. Source: method.md."""
    return inherent * (1.0 - eta + eta * gap)


def shares(omegas: Sequence[float], residuals: Sequence[float], b2: float) -> tuple[float, ...]:
    """c of each domain in score points; the worst domain (of equals the first) carries b2 more. Source: method.md, "The trace"."""
    if not omegas:
        return ()
    total = math.fsum(omegas)
    worst = max(range(len(residuals)), key=residuals.__getitem__)
    return tuple([100.0 * ((1.0 - b2) * omega / total + (b2 if i == worst else 0.0)) for i, omega in enumerate(omegas)])


def score(scored: Sequence[Scored], b2: float) -> Band[float]:
    """S at both ends, 0 to 100."""
    return reweighed(scored, b2)([domain.omega for domain in scored])


def reweighed(scored: Sequence[Scored], b2: float) -> Callable[[Sequence[float]], Band[float]]:
    """S at both ends as a function of the domains' omegas."""
    told, proven = [domain.residual.told for domain in scored], [domain.residual.proven for domain in scored]
    return lambda omegas: Band(overall(omegas, told, b2), overall(omegas, proven, b2))


def contributions(method: Method, scored: Scored) -> Mapping[str, Band[float]]:
    """What each question of a domain adds to the score, in score points, by id; questions of modules that do not decide are absent.

    c*I*eta*[(1-b1)*w*g/sum(w) + b1*g for the knock-out question with the largest gap]. Source: method.md, "The trace".
    """
    told, proven = _end(method, scored, 0), _end(method, scored, 1)
    if scored.deciding.told is scored.deciding.proven:
        names = [j.question.id for j in scored.deciding.told.judged]
        return dict(zip(names, map(Band, told, proven), strict=True))
    here = dict(zip([j.question.id for j in scored.deciding.told.judged], told, strict=True))
    there = dict(zip([j.question.id for j in scored.deciding.proven.judged], proven, strict=True))
    return {question: Band(here.get(question, 0.0), there.get(question, 0.0)) for question in {**here, **there}}


def _end(method: Method, scored: Scored, end: int) -> list[float]:
    """The contributions at one end, in the order of the deciding group's questions."""
    group = scored.deciding[end]
    worst = group.worst[end]
    factor = scored.share[end] * scored.inherent[end] * method.eta
    spread = factor * (1.0 if worst is None else 1.0 - method.b1)
    weights = group.weights[end]
    # In told a group whose every answer is not applicable has no weights left and no gap: nothing is spread.
    each = spread / weights if weights else 0.0
    result = [each * j.question.weight * gap[end] for j, gap in zip(group.judged, group.gaps, strict=True)]
    if worst is not None:
        result[worst] += factor * method.b1 * group.gaps[worst][end]
    return result


def domain_result(method: Method, scored: Scored, questions: Mapping[str, Band[float]]) -> DomainResult:
    """The domain as the assessment shows it: its base, which no control removes, and its contribution, both in score points."""
    base = Band(*(scored.share[end] * scored.inherent[end] * (1.0 - method.eta) for end in (0, 1)))
    return DomainResult(
        id=scored.id,
        omega=scored.omega,
        impact=scored.impact,
        likelihood=scored.likelihood,
        inherent=scored.inherent,
        gap=scored.gap,
        residual=scored.residual,
        base=base,
        contribution=Band(
            base.told + math.fsum([band.told for band in questions.values()]),
            base.proven + math.fsum([band.proven for band in questions.values()]),
        ),
    )
