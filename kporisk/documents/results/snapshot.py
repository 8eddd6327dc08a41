"""An assessment document as far as two of them are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from kporisk.assessment.snapshot import (
    CitedState,
    DomainState,
    FactState,
    Floored,
    Item,
    Plain,
    QuestionState,
    Snapshot,
    Source,
    SourceKind,
)
from kporisk.model.assessment import Basis, Depth, EvidenceState, QuestionStatus, Recommendation, RuleOutcome
from kporisk.model.band import Band, Tier
from kporisk.model.checklist import Respondent, Severity

Document = Mapping[str, Any]


def snapshot(document: Document) -> Snapshot:
    """The snapshot of an assessment document that was checked, or that this program made."""
    tier, sources = document["tier"], document["sources"]
    return Snapshot(
        vendor=document["vendor"]["id"],
        name=document["vendor"]["name"],
        as_of=date.fromisoformat(document["as_of"]),
        answered_on=date.fromisoformat(document["answered_on"]),
        case_sha256=sources["case_sha256"],
        depth=Depth(document["depth"]),
        score=_band(document["score"]),
        tier=Band(Tier[tier["told"].upper()], Tier[tier["proven"].upper()]),
        recommendation=Recommendation(document["recommendation"]),
        asked=document["coverage"]["asked"],
        answered=document["coverage"]["answered"],
        domains=tuple(_domain(one) for one in document["domains"]),
        questions=tuple(_question(one) for one in document["questions"]),
        findings=tuple(_item(one) for one in document["findings"]),
        requests=tuple(_item(one) for one in document["requests"]),
        floors=tuple(_floors(document["rules"])),
        facts=tuple(
            FactState(one["id"], one["text"], plain(document["engagement"].get(one["id"])), one["value_text"])
            for one in document["engagement_text"]
        ),
        sources=tuple(_sources(document)),
    )


def plain(value: object) -> Plain:
    """A stated value that can be compared: several options sorted, a mapping as its sorted pairs."""
    match value:
        case list():
            return tuple(sorted(map(str, value)))
        case Mapping():
            return tuple(sorted((str(key), str(one)) for key, one in value.items()))
        case bool() | int() | float() | str() | None:
            return value
        case _:
            raise AssertionError(type(value))


def _band(pair: Mapping[str, float]) -> Band[float]:
    return Band(float(pair["told"]), float(pair["proven"]))


def _domain(one: Document) -> DomainState:
    names = ("impact", "likelihood", "inherent", "gap", "residual", "base", "contribution")
    return DomainState(one["id"], one["title"], float(one["weight"]), **{name: _band(one[name]) for name in names})


def _question(one: Document) -> QuestionState:
    return QuestionState(
        id=one["id"],
        text=one["text"],
        domain=one["domain"],
        module=one["module"],
        respondent=Respondent(one["respondent"]),
        weight=float(one["weight"]),
        knock_out=one["knock_out"],
        status=QuestionStatus(one["status"]),
        value=plain(one["value"]),
        value_text=one["value_text"],
        satisfaction=one["satisfaction"],
        confidence=one["confidence"],
        evidence=tuple(CitedState(cited["id"], cited["title"], EvidenceState(cited["state"])) for cited in one["evidence"]),
        gap=None if one["gap"] is None else _band(one["gap"]),
        contribution=_band(one["contribution"]),
    )


def _item(one: Document) -> Item:
    return Item(one["id"], Basis(one["basis"]), one["title"], Severity(one["severity"]), one["domain"], one["question"], one["rule"])


def _floors(rules: Iterable[Document]) -> Iterator[Floored]:
    for rule in rules:
        outcome = RuleOutcome(rule["outcome"])
        if rule["floor"] is not None and rule["waiver"] is None and outcome is not RuleOutcome.CLEAR:
            yield Floored(rule["id"], rule["sentence"], rule["domain"], outcome, Tier[rule["floor"].upper()])


def _sources(document: Document) -> Iterator[Source]:
    sources = document["sources"]
    yield Source(SourceKind.PROGRAM, "", document["kporisk_version"], "")
    yield Source(SourceKind.METHOD, "", sources["method"]["version"], sources["method"]["sha256"])
    for one in sources["checklists"]:
        yield Source(SourceKind.CHECKLIST, one["id"], one["version"], one["sha256"])
    for kind in (SourceKind.TERRITORIES, SourceKind.LEGAL_FACTS):
        yield Source(kind, "", sources[kind.value]["as_of"], sources[kind.value]["sha256"])
