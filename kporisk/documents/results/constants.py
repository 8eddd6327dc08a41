"""The method's constants as an assessment carries them, so that its numbers can be followed without this program."""

from __future__ import annotations

from typing import Any

from kporisk.model.method import Method


def constants_entry(method: Method) -> dict[str, Any]:
    """The constants by the names of `checklists/method.yaml`, 0 to 1, and every domain's weight, impact and likelihood factors."""
    return {
        "knock_out_share": method.b1,
        "worst_domain_share": method.b2,
        "likelihood_floor": method.b,
        "control_effect": method.eta,
        "confidence": dict(method.confidence),
        "domains": [
            {"id": domain.id, "weight": domain.omega, "impact": domain.impact, "likelihood": dict(domain.likelihood)}
            for domain in method.domains
        ],
    }
