"""The published schema of an assessment, `kporisk.assessment/1`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from kporisk.documents.results.values import LANGUAGES
from kporisk.model.assessment import Basis, Depth, EvidenceState, QuestionStatus, Recommendation, RuleOutcome
from kporisk.model.band import Tier
from kporisk.model.case import Outcome
from kporisk.model.checklist import Floor, Respondent, Severity

_Schema = dict[str, Any]
_STRING: _Schema = {"type": "string"}
_BOOL: _Schema = {"type": "boolean"}
_COUNT: _Schema = {"type": "integer", "minimum": 0}
_DATE: _Schema = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\s\S])"}
_SHA: _Schema = {"type": "string", "pattern": r"^[0-9a-f]{64}(?![\s\S])"}
_TIER: _Schema = {"enum": [tier.word for tier in Tier]}
_PLAIN: _Schema = {"type": ["string", "number", "boolean", "array", "null"], "items": _STRING}


def _object(properties: Mapping[str, _Schema], *, description: str | None = None) -> _Schema:
    """An object with exactly these names."""
    result: _Schema = {"type": "object", "required": list(properties), "additionalProperties": False, "properties": dict(properties)}
    return result if description is None else {"description": description, **result}


def _list(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}


def _map(values: _Schema) -> _Schema:
    return {"type": "object", "additionalProperties": values}


def _maybe(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _pair(least: float, most: float, description: str | None = None) -> _Schema:
    end = {"type": "number", "minimum": least, "maximum": most}
    return _object({"told": end, "proven": end}, description=description)


_SHARE = _pair(0, 1)
# Sums of contributions may exceed their bound by a rounding error of the last bit.
_POINTS = _pair(0, 100.000001)
_TIERS = _object({"told": _TIER, "proven": _TIER})
_TEXT: _Schema = {
    "type": "object",
    "required": list(LANGUAGES),
    "additionalProperties": _STRING,
    "description": "one text in every language",
}


def _of(values: Any) -> _Schema:
    return {"enum": [value.value for value in values]}


_WAIVER = _object({"rule": _STRING, "reason": _STRING, "approver": _STRING, "until": _DATE})

_EVIDENCE = _object(
    {
        "id": _STRING,
        "place": _STRING,
        "state": _of(EvidenceState),
        "strength": {"enum": ["attested", "document", "record", "independent", "observed"]},
        "kind": _STRING,
        "kind_text": _TEXT,
        "title": _STRING,
        "issued": _maybe(_DATE),
        "expires": _maybe(_DATE),
        "sha256": _maybe(_SHA),
        "reviews": _list(_object({"outcome": _of(Outcome), "by": _STRING, "on": _DATE, "note": _maybe(_STRING)})),
    }
)

_QUESTION = _object(
    {
        "id": _STRING,
        "domain": _STRING,
        "module": _maybe(_STRING),
        "text": _TEXT,
        "respondent": _of(Respondent),
        "weight": {"type": "number", "exclusiveMinimum": 0},
        "knock_out": _BOOL,
        "status": _of(QuestionStatus),
        "value": _PLAIN,
        "value_text": _maybe(_TEXT),
        "reason": _maybe(_STRING),
        "by": _maybe(_STRING),
        "note": _maybe(_STRING),
        "satisfaction": _maybe({"type": "number", "minimum": 0, "maximum": 1}),
        "confidence": _maybe({"type": "number", "minimum": 0, "maximum": 1}),
        "evidence": _list(_EVIDENCE),
        "gap": _maybe(_SHARE),
        "contribution": _POINTS,
    }
)

_RULE = _object(
    {
        "id": _STRING,
        "domain": _STRING,
        "module": _maybe(_STRING),
        "outcome": _of(RuleOutcome),
        "floor": _maybe(_of(Floor)),
        "severity": _of(Severity),
        "when": _STRING,
        "sentence": _TEXT,
        "because": _list(_object({"question": _STRING, "value": _PLAIN})),
        "waiver": _maybe(_WAIVER),
    }
)


def _entry(bases: tuple[Basis, ...], more: Mapping[str, _Schema]) -> _Schema:
    return _object(
        {
            "id": _STRING,
            "basis": {"enum": [basis.value for basis in bases]},
            "question": _maybe(_STRING),
            "rule": _maybe(_STRING),
            "domain": _STRING,
            "severity": _of(Severity),
            "loss": _POINTS,
            "title": _TEXT,
            **more,
        }
    )


_WANTED = _object({"kind": _STRING, "text": _TEXT})

_FACT = _object(
    {
        "value": _PLAIN,
        "points": _POINTS,
        "as_of": _STRING,
        "confidence": _STRING,
        "note": {"type": "object", "additionalProperties": _STRING},
    }
)

_DERIVED = _object(
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
            _BOOL,
        ),
        "language_level": {"enum": ["same_language", "shared_official", "official_one_side", "bridge_only", "none"]},
        "overlap_hours": _pair(0, 9, "hours a day, 9 to 18 local, the least of the reference year"),
        "jurisdiction_points": _pair(0, 100),
    }
)

_VERSIONED = {"version": _STRING, "sha256": _SHA}

_PROPERTIES: Mapping[str, _Schema] = {
    "format": {"const": "kporisk.assessment/1"},
    "kporisk_version": _STRING,
    "as_of": _DATE,
    "answered_on": _DATE,
    "vendor": _object({"id": _STRING, "name": _STRING}),
    "engagement": {"type": "object", "description": "the client's facts, as stated"},
    "engagement_text": _list(_object({"id": _STRING, "text": _TEXT, "value_text": _TEXT})),
    "derived": _DERIVED,
    "respondents": _list(_object({"id": _STRING, "name": _STRING, "role": _STRING, "domains": _list(_STRING)})),
    "declared": _BOOL,
    "declaration": _maybe(_object({"name": _STRING, "role": _STRING, "on": _DATE})),
    "jurisdiction": _list(
        _object(
            {
                "country": _STRING,
                "name": _TEXT,
                "points": _pair(0, 100),
                "facts": _map(_FACT),
                "language_level": _STRING,
                "overlap_hours": _object({name: {"type": "number", "minimum": 0, "maximum": 9} for name in ("least", "most")}),
                "days_apart": _COUNT,
            }
        )
    ),
    "sources": _object(
        {
            "case_sha256": _SHA,
            "response_sha256": _SHA,
            "reviews_sha256": _SHA,
            "method": _object(_VERSIONED),
            "checklists": _list(_object({"id": _STRING, **_VERSIONED})),
            "territories": _object({"as_of": _STRING, "sha256": _SHA, "year": _COUNT}),
            "legal_facts": _object({"as_of": _STRING, "sha256": _SHA}),
        }
    ),
    "inherent": _object(
        {**dict.fromkeys(("value", "exposure", "control_distance", "dependence", "jurisdiction"), _SHARE), "score": _POINTS}
    ),
    "depth": _of(Depth),
    "score": _POINTS,
    "tier": _object({"told": _TIER, "proven": _TIER, "decided": _BOOL, "without_waivers": _TIERS}),
    "thresholds": _object({name: {"type": "number", "minimum": 0, "maximum": 100} for name in ("moderate", "high", "critical")}),
    "recommendation": _of(Recommendation),
    "coverage": _object(
        dict.fromkeys(("asked", "answered", "open", "not_applicable", "not_asked", "knock_outs_asked", "knock_outs_answered"), _COUNT)
    ),
    "proof": _object(dict.fromkeys(("attested", "document", "record", "independent", "observed", "unreviewed"), _COUNT)),
    "domains": _list(
        _object(
            {
                "id": _STRING,
                "title": _TEXT,
                "weight": {"type": "number", "exclusiveMinimum": 0},
                **dict.fromkeys(("impact", "likelihood", "inherent", "gap", "residual"), _SHARE),
                "base": _POINTS,
                "contribution": _POINTS,
            }
        )
    ),
    "questions": _list(_QUESTION),
    "rules": _list(_RULE),
    "findings": _list(
        _entry(
            (Basis.STATED, Basis.RULE),
            {"remediation": _TEXT, "references": _list(_STRING), "effort": _maybe({"type": "integer", "minimum": 1, "maximum": 5})},
        )
    ),
    "requests": _list(_entry((Basis.NOT_PROVEN, Basis.OPEN, Basis.POSSIBLE), {"evidence_wanted": _list(_WANTED)})),
    "plan": _object(
        {
            "documents": _list(_object({"kind": _STRING, "text": _TEXT, "questions": _list(_STRING)})),
            "score": {"type": "number", "minimum": 0, "maximum": 100},
            "tier": _TIER,
            "reached": _BOOL,
        },
        description="the documents that would lower the proven tier soonest, and where it would then stand",
    ),
    "sensitivity": _list(_object({"domain": _STRING, "omega_halved": _TIERS, "omega_doubled": _TIERS})),
    "warnings": _list(_object({"source": _STRING, "pointer": _STRING, "message": _TEXT})),
    "waivers": _list(_WAIVER),
    "next_assessment_on": _DATE,
    "frameworks": _map(_STRING),
}


@cache
def assessment_schema() -> _Schema:
    """The schema (Draft 2020-12) that every assessment document fulfils."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:kporisk:schema:assessment",
        "title": "An assessment by kporisk",
        "description": "Scores, contributions, bases and losses are points, 0 to 100; other numbers 0 to 1; pairs are {told, proven}.",
        **_object(_PROPERTIES),
    }
