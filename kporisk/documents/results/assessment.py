"""An assessment as the JSON document that other programs read: `kporisk.assessment/1`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kporisk import __version__
from kporisk.assessment.proof import proof_plan
from kporisk.documents.results.constants import constants_entry
from kporisk.documents.results.jurisdiction import jurisdiction_entry
from kporisk.documents.results.sentences import rule_sentence
from kporisk.documents.results.values import fact_text, only_an_auditor_states, value_text
from kporisk.model.assessment import Assessment, Basis, CitedEvidence, Derived, Finding, QuestionResult, RuleResult
from kporisk.model.band import Band, Tier
from kporisk.model.case import Waiver
from kporisk.model.scale import Text

FORMAT = "kporisk.assessment/1"

_TITLE: Mapping[Basis, Text] = {
    Basis.NOT_PROVEN: {"en": "Not shown: ", "fr": "Non démontré : "},
    Basis.OPEN: {"en": "Not answered: ", "fr": "Sans réponse : "},
    Basis.POSSIBLE: {"en": "Cannot be excluded: ", "fr": "Ne peut être exclu : "},
}


def dumps(document: Mapping[str, Any]) -> str:
    """The document as JSON text: two spaces, every script as itself, one final line break; the same bytes for the same assessment."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def assessment_document(assessment: Assessment) -> dict[str, Any]:
    """Everything that reports need, by the names of the contract. Scores are points, 0 to 100; gaps and risks 0 to 1."""
    case, response = assessment.case, assessment.case.response
    plan = proof_plan(assessment)
    return {
        "format": FORMAT,
        "kporisk_version": __version__,
        "as_of": assessment.as_of.isoformat(),
        "answered_on": response.answered_on.isoformat(),
        "vendor": {"id": case.vendor.id, "name": case.vendor.name},
        "engagement": {
            fact.id: _plain(case.engagement[fact.id]) for fact in assessment.checklists.engagement if fact.id in case.engagement
        },
        "engagement_text": [
            {"id": fact.id, "text": dict(fact.text), "value_text": fact_text(fact, case.engagement[fact.id], assessment.checklists)}
            for fact in assessment.checklists.engagement
            if fact.id in case.engagement
        ],
        "derived": _derived(assessment.derived),
        "respondents": [
            {"id": person.id, "name": person.name, "role": person.role, "domains": list(person.domains)} for person in response.respondents
        ],
        "declared": response.declaration is not None,
        "declaration": None
        if response.declaration is None
        else {"name": response.declaration.name, "role": response.declaration.role, "on": response.declaration.on.isoformat()},
        "jurisdiction": [jurisdiction_entry(profile, assessment.checklists) for profile in assessment.jurisdiction],
        "sources": _sources(assessment),
        "inherent": {
            name: _pair(getattr(assessment.inherent, name))
            for name in ("value", "exposure", "control_distance", "dependence", "jurisdiction", "score")
        },
        "depth": assessment.depth.value,
        "score": _pair(assessment.score),
        "tier": {
            **_tiers(assessment.tier),
            "decided": assessment.tier.told == assessment.tier.proven,
            "without_waivers": _tiers(assessment.tier_without_waivers),
        },
        "thresholds": dict(zip(("moderate", "high", "critical"), assessment.method.tiers, strict=True)),
        "constants": constants_entry(assessment.method),
        "recommendation": assessment.recommendation.value,
        "coverage": {
            name: getattr(assessment.coverage, name)
            for name in ("asked", "answered", "open", "not_applicable", "not_asked", "knock_outs_asked", "knock_outs_answered")
        },
        "proof": dict(assessment.proof),
        "domains": _domains(assessment),
        "questions": [_question(assessment, result) for result in assessment.questions],
        "rules": [_rule(assessment, result) for result in assessment.rules],
        "findings": [_finding(assessment, finding) for finding in assessment.findings],
        "requests": [_request(assessment, request) for request in assessment.requests],
        "plan": {
            "documents": [
                {"kind": wanted.kind.id, "text": dict(wanted.kind.text), "questions": list(wanted.questions)} for wanted in plan.documents
            ],
            "score": plan.score,
            "tier": plan.tier.word,
            "reached": plan.reached,
        },
        "sensitivity": [
            {"domain": one.domain, "omega_halved": _tiers(one.omega_halved), "omega_doubled": _tiers(one.omega_doubled)}
            for one in assessment.sensitivity
        ],
        "warnings": [
            {
                "source": one.source,
                "pointer": one.pointer,
                "evidence": one.evidence,
                "message": dict(one.message),
                **({"questions": list(one.questions)} if one.questions else {}),
            }
            for one in assessment.warnings
        ],
        "waivers": [_waiver(waiver) for waiver in assessment.waivers],
        "next_assessment_on": assessment.next_assessment_on.isoformat(),
        "frameworks": {
            prefix: dict(assessment.checklists.frameworks[prefix])
            for prefix in sorted(
                {reference.partition(":")[0] for finding in assessment.findings for reference in _references(finding)}
                & set(assessment.checklists.frameworks)
            )
        },
    }


def _pair(band: Band[float]) -> dict[str, float]:
    return {"told": band.told, "proven": band.proven}


def _tiers(band: Band[Tier]) -> dict[str, str]:
    return {"told": band.told.word, "proven": band.proven.word}


def _plain(value: object) -> Any:
    match value:
        case tuple():
            return list(value)
        case date():
            return value.isoformat()
        case Mapping():
            return dict(value)
        case _:
            return value


def _derived(derived: Derived) -> dict[str, Any]:
    return {
        **{
            name: getattr(derived, name)
            for name in (
                "public_data_only",
                "personal_data",
                "high_value_information",
                "cross_border",
                "client_gdpr",
                "restricted_transfer",
                "vendor_doj_country_of_concern",
                "language_level",
            )
        },
        "overlap_hours": _pair(derived.overlap_hours),
        "jurisdiction_points": _pair(derived.jurisdiction_points),
    }


def _sources(assessment: Assessment) -> dict[str, Any]:
    checklists, digests = assessment.checklists, assessment.case.digests
    return {
        "case_sha256": digests.case,
        "response_sha256": digests.response,
        "reviews_sha256": digests.reviews,
        "method": {"version": assessment.method.version, "sha256": assessment.method.sha256},
        "checklists": [
            {"id": "engagement", "version": checklists.engagement_version, "sha256": checklists.engagement_sha256},
            *({"id": one.id, "version": one.version, "sha256": one.sha256} for one in checklists.checklists),
        ],
        "territories": {
            "as_of": checklists.territories.as_of,
            "sha256": checklists.territories.sha256,
            "year": checklists.territories.year,
        },
        "legal_facts": {"as_of": checklists.legal.as_of, "sha256": checklists.legal.sha256},
    }


def _domains(assessment: Assessment) -> list[dict[str, Any]]:
    titles = {domain.id: domain.title for domain in assessment.method.domains}
    return [
        {
            "id": domain.id,
            "title": dict(titles[domain.id]),
            "weight": domain.omega,
            **{
                name: _pair(getattr(domain, name))
                for name in ("impact", "likelihood", "inherent", "gap", "residual", "base", "contribution")
            },
        }
        for domain in assessment.domains
    ]


def _question(assessment: Assessment, result: QuestionResult) -> dict[str, Any]:
    question, answer = result.question, result.answer
    value = None if answer is None else answer.value
    return {
        "id": question.id,
        "domain": question.domain,
        "module": question.module,
        "text": dict(question.text),
        "respondent": question.respondent.value,
        "weight": question.weight,
        "knock_out": question.knock_out is not None,
        "status": result.status.value,
        "value": _plain(value),
        "value_text": None if value is None else value_text(question, value),
        "auditor_only": value is not None and only_an_auditor_states(question, value),
        "reason": None if answer is None else answer.reason,
        "by": None if answer is None else answer.by,
        "note": None if answer is None else answer.note,
        "satisfaction": result.satisfaction,
        "confidence": result.confidence,
        "evidence": [_cited(assessment, result, item) for item in result.evidence],
        "gap": None if result.gap is None else _pair(result.gap),
        "contribution": _pair(result.contribution),
    }


def _cited(assessment: Assessment, result: QuestionResult, item: CitedEvidence) -> dict[str, Any]:
    evidence = assessment.case.response.evidence[item.evidence]
    reviews = [r for r in assessment.case.reviews.evidence if r.evidence == item.evidence and result.question.id in r.questions]
    return {
        "id": item.evidence,
        "place": item.place,
        "state": item.state.value,
        "strength": item.strength,
        "kind": evidence.kind,
        "kind_text": dict(assessment.checklists.evidence_kinds[evidence.kind].text),
        "title": evidence.title,
        "issued": None if evidence.issued is None else evidence.issued.isoformat(),
        "expires": None if evidence.expires is None else evidence.expires.isoformat(),
        "sha256": evidence.sha256,
        "reviews": [{"outcome": r.outcome.value, "by": r.by, "on": r.on.isoformat(), "note": r.note} for r in reviews],
    }


def _rule(assessment: Assessment, result: RuleResult) -> dict[str, Any]:
    rule = result.rule
    return {
        "id": rule.id,
        "domain": rule.domain,
        "module": rule.module,
        "outcome": result.outcome.value,
        "floor": None if rule.floor is None else rule.floor.value,
        "severity": rule.severity.value,
        "when": rule.when,
        "sentence": dict(rule_sentence(assessment.checklists, rule)),
        "because": [{"question": name.removeprefix("answers."), "value": _plain(_read(assessment, name))} for name in result.names],
        "waiver": None if result.waiver is None else _waiver(result.waiver),
    }


def _read(assessment: Assessment, name: str) -> object:
    """What a rule read under a dotted name."""
    root, _, leaf = name.partition(".")
    return assessment.read[root].get(leaf)


def _waiver(waiver: Waiver) -> dict[str, str]:
    return {"rule": waiver.rule, "reason": waiver.reason, "approver": waiver.approver, "until": waiver.until.isoformat()}


def _references(finding: Finding) -> tuple[str, ...]:
    if finding.rule is not None:
        return finding.rule.references
    assert finding.question is not None
    return finding.question.references


def _entry(finding: Finding, title: Text) -> dict[str, Any]:
    return {
        "id": finding.id,
        "basis": finding.basis.value,
        "question": None if finding.question is None else finding.question.id,
        "rule": None if finding.rule is None else finding.rule.id,
        "domain": finding.domain,
        "severity": finding.severity.value,
        "loss": _pair(finding.loss),
        "title": dict(title),
    }


def _finding(assessment: Assessment, finding: Finding) -> dict[str, Any]:
    source = finding.rule or finding.question
    assert source is not None
    return {
        **_entry(finding, source.finding),
        "remediation": dict(source.remediation),
        "references": list(_references(finding)),
        "effort": None if finding.question is None else finding.question.effort,
        "own": _own(finding),
    }


def _own(finding: Finding) -> dict[str, Any] | None:
    """What the question of a rule's finding says of itself: for a reader who may not see what else the rule read."""
    question = finding.question
    if finding.rule is None or question is None:
        return None
    return {"title": dict(question.finding), "remediation": dict(question.remediation), "references": list(question.references)}


def _request(assessment: Assessment, request: Finding) -> dict[str, Any]:
    checklists = assessment.checklists
    if request.basis is Basis.POSSIBLE:
        assert request.rule is not None
        said = request.rule.finding
    else:
        assert request.question is not None
        said = request.question.text
    return {
        **_entry(request, {lang: prefix + said[lang] for lang, prefix in _TITLE[request.basis].items()}),
        "evidence_wanted": [
            {"kind": kind, "text": dict(checklists.evidence_kinds[kind].text)} for kind in dict.fromkeys(_wanted(assessment, request))
        ],
    }


def _wanted(assessment: Assessment, request: Finding) -> Iterable[str]:
    if request.question is not None:
        return request.question.evidence
    assert request.rule is not None
    names = next(result.names for result in assessment.rules if result.rule.id == request.rule.id)
    open_names = [name.removeprefix("answers.") for name in names if name.startswith("answers.") and _read(assessment, name) is None]
    return [kind for name in open_names for kind in assessment.checklists.question[name].evidence]
