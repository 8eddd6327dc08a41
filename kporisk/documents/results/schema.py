"""The published schema of an assessment, `kporisk.assessment/1`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kporisk.documents.results.shapes import (
    BOOL,
    COUNT,
    DATE,
    PLAIN,
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
    map_of,
    maybe,
    one_of,
    pair,
)
from kporisk.model.assessment import Basis, Depth, EvidenceState, QuestionStatus, Recommendation, RuleOutcome
from kporisk.model.case import Outcome
from kporisk.model.checklist import Floor, Respondent, Severity

_WAIVER = exactly({"rule": STRING, "reason": STRING, "approver": STRING, "until": DATE})

_EVIDENCE = exactly(
    {
        "id": STRING,
        "place": STRING,
        "state": one_of(EvidenceState),
        "strength": {"enum": ["attested", "document", "record", "independent", "observed"]},
        "kind": STRING,
        "kind_text": TEXT,
        "title": STRING,
        "issued": maybe(DATE),
        "expires": maybe(DATE),
        "sha256": maybe(SHA),
        "reviews": list_of(exactly({"outcome": one_of(Outcome), "by": STRING, "on": DATE, "note": maybe(STRING)})),
    }
)

_QUESTION = exactly(
    {
        "id": STRING,
        "domain": STRING,
        "module": maybe(STRING),
        "text": TEXT,
        "respondent": one_of(Respondent),
        "weight": {"type": "number", "exclusiveMinimum": 0},
        "knock_out": BOOL,
        "status": one_of(QuestionStatus),
        "value": PLAIN,
        "value_text": maybe(TEXT),
        "auditor_only": {"type": "boolean", "description": "whether the value holds an option that only an auditor states"},
        "reason": maybe(STRING),
        "by": maybe(STRING),
        "note": maybe(STRING),
        "satisfaction": maybe({"type": "number", "minimum": 0, "maximum": 1}),
        "confidence": maybe({"type": "number", "minimum": 0, "maximum": 1}),
        "evidence": list_of(_EVIDENCE),
        "gap": maybe(SHARE),
        "contribution": POINTS,
    }
)

_RULE = exactly(
    {
        "id": STRING,
        "domain": STRING,
        "module": maybe(STRING),
        "outcome": one_of(RuleOutcome),
        "floor": maybe(one_of(Floor)),
        "severity": one_of(Severity),
        "when": STRING,
        "sentence": TEXT,
        "because": list_of(exactly({"question": STRING, "value": PLAIN})),
        "waiver": maybe(_WAIVER),
    }
)


def _entry(bases: tuple[Basis, ...], more: Mapping[str, Schema]) -> Schema:
    return exactly(
        {
            "id": STRING,
            "basis": {"enum": [basis.value for basis in bases]},
            "question": maybe(STRING),
            "rule": maybe(STRING),
            "domain": STRING,
            "severity": one_of(Severity),
            "loss": POINTS,
            "title": TEXT,
            **more,
        }
    )


_WANTED = exactly({"kind": STRING, "text": TEXT})

_OWN = exactly(
    {"title": TEXT, "remediation": TEXT, "references": list_of(STRING)},
    description="of a rule's finding about one question: what that question says of itself, whatever else the rule read",
)

_FACT = exactly(
    {
        "value": PLAIN,
        "points": POINTS,
        "as_of": STRING,
        "confidence": STRING,
        "note": {"type": "object", "additionalProperties": STRING},
    }
)

_DERIVED = exactly(
    {
        **dict.fromkeys(
            (
                "public_data_only",
                "personal_data",
                "high_value_information",
                "cross_border",
                "client_gdpr",
                "restricted_transfer",
                "vendor_doj_country_of_concern",
            ),
            BOOL,
        ),
        "language_level": {"enum": ["same_language", "shared_official", "official_one_side", "bridge_only", "none"]},
        "overlap_hours": pair(0, 9, "hours a day, 9 to 18 local, the least of the reference year"),
        "jurisdiction_points": pair(0, 100),
    }
)

_VERSIONED = {"version": STRING, "sha256": SHA}

_FACTOR: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_DIMENSIONS = ("value", "exposure", "control_distance", "dependence", "jurisdiction")

_CONSTANTS = exactly(
    {
        **dict.fromkeys(("knock_out_share", "worst_domain_share", "likelihood_floor", "control_effect"), _FACTOR),
        "confidence": exactly(dict.fromkeys(("attested", "document", "record", "independent", "observed"), _FACTOR)),
        "domains": list_of(
            exactly(
                {
                    "id": STRING,
                    "weight": {"type": "number", "exclusiveMinimum": 0},
                    "impact": {"enum": list(_DIMENSIONS)},
                    "likelihood": {"type": "object", "propertyNames": {"enum": list(_DIMENSIONS)}, "additionalProperties": _FACTOR},
                }
            )
        ),
    },
    description="the method's constants, by the names of its file: the numbers from which the score is recomputed",
)

_PROPERTIES: Mapping[str, Schema] = {
    "format": {"const": "kporisk.assessment/1"},
    "kporisk_version": STRING,
    "as_of": DATE,
    "answered_on": DATE,
    "vendor": exactly({"id": STRING, "name": STRING}),
    "engagement": {"type": "object", "description": "the client's facts, as stated"},
    "engagement_text": list_of(exactly({"id": STRING, "text": TEXT, "value_text": TEXT})),
    "derived": _DERIVED,
    "respondents": list_of(exactly({"id": STRING, "name": STRING, "role": STRING, "domains": list_of(STRING)})),
    "declared": BOOL,
    "declaration": maybe(exactly({"name": STRING, "role": STRING, "on": DATE})),
    "jurisdiction": list_of(
        exactly(
            {
                "country": STRING,
                "name": TEXT,
                "points": pair(0, 100),
                "facts": map_of(_FACT),
                "language_level": STRING,
                "overlap_hours": exactly({name: {"type": "number", "minimum": 0, "maximum": 9} for name in ("least", "most")}),
                "days_apart": COUNT,
            }
        )
    ),
    "sources": exactly(
        {
            "case_sha256": SHA,
            "response_sha256": SHA,
            "reviews_sha256": SHA,
            "method": exactly(_VERSIONED),
            "checklists": list_of(exactly({"id": STRING, **_VERSIONED})),
            "territories": exactly({"as_of": STRING, "sha256": SHA, "year": COUNT}),
            "legal_facts": exactly({"as_of": STRING, "sha256": SHA}),
        }
    ),
    "inherent": exactly({**dict.fromkeys(_DIMENSIONS, SHARE), "score": POINTS}),
    "depth": one_of(Depth),
    "score": POINTS,
    "tier": exactly({"told": TIER, "proven": TIER, "decided": BOOL, "without_waivers": TIERS}),
    "thresholds": exactly({name: {"type": "number", "minimum": 0, "maximum": 100} for name in ("moderate", "high", "critical")}),
    "constants": _CONSTANTS,
    "recommendation": one_of(Recommendation),
    "coverage": exactly(
        dict.fromkeys(("asked", "answered", "open", "not_applicable", "not_asked", "knock_outs_asked", "knock_outs_answered"), COUNT)
    ),
    "proof": exactly(dict.fromkeys(("attested", "document", "record", "independent", "observed", "unreviewed"), COUNT)),
    "domains": list_of(
        exactly(
            {
                "id": STRING,
                "title": TEXT,
                "weight": {"type": "number", "exclusiveMinimum": 0},
                **dict.fromkeys(("impact", "likelihood", "inherent", "gap", "residual"), SHARE),
                "base": POINTS,
                "contribution": POINTS,
            }
        )
    ),
    "questions": list_of(_QUESTION),
    "rules": list_of(_RULE),
    "findings": list_of(
        _entry(
            (Basis.STATED, Basis.RULE),
            {
                "remediation": TEXT,
                "references": list_of(STRING),
                "effort": maybe({"type": "integer", "minimum": 1, "maximum": 5}),
                "own": maybe(_OWN),
            },
        )
    ),
    "requests": list_of(_entry((Basis.NOT_PROVEN, Basis.OPEN, Basis.POSSIBLE), {"evidence_wanted": list_of(_WANTED)})),
    "plan": exactly(
        {
            "documents": list_of(exactly({"kind": STRING, "text": TEXT, "questions": list_of(STRING)})),
            "score": {"type": "number", "minimum": 0, "maximum": 100},
            "tier": TIER,
            "reached": BOOL,
        },
        description="the documents that would lower the proven tier soonest, and where it would then stand",
    ),
    "sensitivity": list_of(exactly({"domain": STRING, "omega_halved": TIERS, "omega_doubled": TIERS})),
    "warnings": list_of(
        {
            **exactly({"source": STRING, "pointer": STRING, "evidence": maybe(STRING), "message": TEXT, "questions": list_of(STRING)}),
            # Assessments of earlier versions do not say it.
            "required": ["source", "pointer", "message"],
        }
    ),
    "waivers": list_of(_WAIVER),
    "next_assessment_on": DATE,
    "frameworks": map_of({"anyOf": [TEXT, STRING], "description": "a name in every language; earlier versions wrote one text"}),
}


@cache
def assessment_schema() -> Schema:
    """The schema (Draft 2020-12) that every assessment document fulfils."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:kporisk:schema:assessment",
        "title": "An assessment by kporisk",
        "description": "Scores, contributions, bases and losses are points, 0 to 100; other numbers 0 to 1; pairs are {told, proven}.",
        **exactly(_PROPERTIES),
    }
