"""A country seen from another, as JSON."""

from __future__ import annotations

from typing import Any

from kporisk.model.assessment import JurisdictionProfile
from kporisk.model.checklist import Checklists


def jurisdiction_entry(profile: JurisdictionProfile, checklists: Checklists) -> dict[str, Any]:
    """The profile by the names of the contract: points 0 to 100, hours of a 9 to 18 local day, days of the reference year."""
    return {
        "country": profile.country,
        "name": dict(checklists.territories.by_code[profile.country].name),
        "points": {"told": profile.points.told, "proven": profile.points.proven},
        "facts": {
            fact.id: {
                "value": fact.value,
                "points": {"told": fact.points.told, "proven": fact.points.proven},
                "as_of": fact.as_of,
                "confidence": fact.confidence,
                "note": dict(fact.note),
            }
            for fact in profile.facts
        },
        "language_level": profile.language_level,
        "overlap_hours": {"least": profile.overlap_least, "most": profile.overlap_most},
        "days_apart": profile.days_apart,
    }
