"""What of an assessment is told from one night to the next: its fingerprint without the day, the words and the program's version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kporisk.documents.files.digest import digest
from kporisk.model.assessment import Assessment, Finding

PLACES = 9
"""Decimal places to which numbers are compared, so that another machine's last bit is no change."""


def material(assessment: Assessment) -> str:
    """SHA-256, in hexadecimal, of everything that an assessment says: equal exactly where nothing changed that anybody would be told."""
    case = assessment.case
    return digest(
        {
            "case": case.digests.case,
            "method": assessment.method.sha256,
            "checklists": sorted([one.id, one.sha256] for one in assessment.checklists.checklists),
            "depth": assessment.depth.value,
            "numbers": [_rounded(value) for value in _numbers(assessment)],
            "tiers": [tier.word for band in (assessment.tier, assessment.tier_without_waivers) for tier in (band.told, band.proven)],
            "recommendation": assessment.recommendation.value,
            "questions": [
                [one.question.id, one.status.value, [[cited.evidence, cited.place, cited.state.value] for cited in one.evidence]]
                for one in assessment.questions
            ],
            "rules": [[one.rule.id, one.outcome.value, one.waiver is not None] for one in assessment.rules],
            "findings": [_finding(one) for one in assessment.findings],
            "requests": [_finding(one) for one in assessment.requests],
            "sensitivity": [
                [one.domain, *(tier.word for band in (one.omega_halved, one.omega_doubled) for tier in (band.told, band.proven))]
                for one in assessment.sensitivity
            ],
            "waivers": [[one.rule, one.approver, one.until.isoformat()] for one in assessment.waivers],
            "next": assessment.next_assessment_on.isoformat(),
        }
    )


def _numbers(assessment: Assessment) -> Iterator[float | None]:
    """Every number, in the order of method and checklists."""
    yield from assessment.score
    yield from (value for name in _INHERENT for value in getattr(assessment.inherent, name))
    for domain in assessment.domains:
        yield domain.omega
        yield from (value for name in _DOMAIN for value in getattr(domain, name))
    for question in assessment.questions:
        yield question.satisfaction
        yield question.confidence
        yield from question.contribution


def _finding(finding: Finding) -> list[Any]:
    return [finding.id, finding.basis.value, finding.severity.value, *map(_rounded, finding.loss)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES) + 0.0


_INHERENT = ("value", "exposure", "control_distance", "dependence", "jurisdiction", "score")
_DOMAIN = ("impact", "likelihood", "inherent", "gap", "residual", "base", "contribution")
