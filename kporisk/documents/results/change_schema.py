"""The published schema of a change, `kporisk.change/1`."""

from __future__ import annotations

from functools import cache

from kporisk.assessment.causes import Cause
from kporisk.assessment.change import Direction, Shift, Step
from kporisk.assessment.movement import Reason
from kporisk.assessment.snapshot import SourceKind
from kporisk.documents.results.change import FORMAT
from kporisk.documents.results.shapes import (
    BOOL,
    COUNT,
    DATE,
    POINTS,
    SHA,
    SHARE,
    STRING,
    TEXT,
    TIER,
    TIERS,
    Schema,
    exactly,
    list_of,
    maybe,
    one_of,
    pair,
)
from kporisk.model.assessment import Basis, Depth, EvidenceState, QuestionStatus, Recommendation, RuleOutcome
from kporisk.model.checklist import Respondent, Severity

_DIFFERENCE = pair(-100.000001, 100.000001)
_STANDING = {"score": POINTS, "tier": TIERS, "recommendation": one_of(Recommendation)}
_END = exactly(
    {
        "as_of": DATE,
        "answered_on": DATE,
        "case_sha256": SHA,
        "depth": one_of(Depth),
        "asked": COUNT,
        "answered": COUNT,
        **_STANDING,
    }
)
_PART = maybe({"type": "number", "minimum": 0, "maximum": 1})
_STATE = exactly(
    {
        "status": one_of(QuestionStatus),
        "value_text": maybe(TEXT),
        "satisfaction": _PART,
        "confidence": _PART,
        "weight": {"type": "number", "exclusiveMinimum": 0},
        "gap": maybe(SHARE),
        "contribution": POINTS,
        "evidence": list_of(exactly({"id": STRING, "title": STRING, "state": one_of(EvidenceState)})),
    }
)
_LINE = exactly(
    {
        "cause": one_of(Cause),
        "points": _DIFFERENCE,
        "domain": STRING,
        "domain_title": TEXT,
        "question": maybe(STRING),
        "text": maybe(TEXT),
        "respondent": maybe(one_of(Respondent)),
        "before": maybe(_STATE),
        "after": maybe(_STATE),
        "evidence": list_of(STRING),
        "reasons": list_of(one_of(Reason)),
    },
    description="one reason for which the score moved; question null: the domain weighs differently, for the reasons named",
)
_ITEM = {
    "id": STRING,
    "basis": one_of(Basis),
    "severity": one_of(Severity),
    "title": TEXT,
    "domain": STRING,
    "question": maybe(STRING),
    "rule": maybe(STRING),
}
_ITEMS = exactly(
    {
        "new": list_of(exactly({**_ITEM, "was": maybe(one_of(Basis))})),
        "closed": list_of(exactly({**_ITEM, "became": maybe(one_of(Basis)), "asked": BOOL})),
        "carried": list_of(
            exactly({**_ITEM, "shift": one_of(Shift), "was": exactly({"severity": one_of(Severity), "basis": one_of(Basis)})})
        ),
    }
)
_RISK = maybe(exactly({"residual": SHARE, "inherent": SHARE, "contribution": POINTS}))
_HELD = maybe(exactly({"outcome": one_of(RuleOutcome), "floor": TIER}))
_VERSION = maybe(exactly({"version": STRING, "sha256": STRING}))


@cache
def change_schema() -> Schema:
    """The schema (Draft 2020-12) that every change document fulfils."""
    directions = exactly({"told": one_of(Direction), "proven": one_of(Direction)})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:kporisk:schema:change",
        "title": "What changed between two assessments by kporisk",
        "description": "Points are score points, below 0 where the risk fell; all lines sum to `points`. Pairs are {told, proven}.",
        **exactly(
            {
                "format": {"const": FORMAT},
                "kporisk_version": STRING,
                "vendor": exactly({"id": STRING, "name": STRING}),
                "old": _END,
                "new": _END,
                "points": _DIFFERENCE,
                "direction": exactly({"score": directions, "tier": directions}),
                "steps": list_of(
                    exactly(
                        {
                            "step": one_of(Step),
                            "points": _DIFFERENCE,
                            "before": exactly(_STANDING),
                            "after": exactly(_STANDING),
                            "lines": list_of(_LINE),
                        }
                    )
                ),
                "note": maybe(TEXT),
                "domains": list_of(
                    exactly(
                        {
                            "id": STRING,
                            "title": TEXT,
                            "direction": one_of(Direction),
                            "points": _DIFFERENCE,
                            "before": _RISK,
                            "after": _RISK,
                        }
                    )
                ),
                "findings": _ITEMS,
                "requests": _ITEMS,
                "floors": list_of(exactly({"rule": STRING, "sentence": TEXT, "domain": STRING, "before": _HELD, "after": _HELD})),
                "engagement": list_of(exactly({"id": STRING, "text": TEXT, "before": maybe(TEXT), "after": maybe(TEXT)})),
                "sources": list_of(exactly({"kind": one_of(SourceKind), "id": STRING, "before": _VERSION, "after": _VERSION})),
            }
        ),
    }
