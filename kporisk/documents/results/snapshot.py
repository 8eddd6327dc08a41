"""An assessment document of earlier, held against its schema and made ready to compare."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from kporisk import __version__
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
from kporisk.documents.results.assessment import FORMAT
from kporisk.documents.results.schema import assessment_schema
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.assessment import Basis, Depth, EvidenceState, QuestionStatus, Recommendation, RuleOutcome
from kporisk.model.band import Band, Tier
from kporisk.model.checklist import Respondent, Severity

LIMIT_BYTES = 8_000_000
_EXACT = 1e-9
_KINDS = {
    "case": "a case; assess it first, with --format json",
    "engagement": "a client's facts, a part of a case; assess the case first, with --format json",
    "response": "a vendor's answers, a part of a case; assess the case first, with --format json",
    "reviews": "an auditor's reviews, a part of a case; assess the case first, with --format json",
    "change": "a change report; give the older assessment that it begins from",
}

Document = Mapping[str, Any]


def read_assessment(content: bytes, source: str) -> Document:
    """The `kporisk.assessment/1` document in `content` (JSON, UTF-8, at most 8 MB), held against its schema and against itself.

    `source` names it in messages, which never repeat what somebody answered. Raises InvalidDocument with every problem.
    """
    return checked_assessment(_parsed(content, source), source)


def checked_assessment(document: object, source: str) -> Document:
    """The document itself. Raises InvalidDocument, with every problem, for what is no assessment of this format or contradicts itself."""
    if not isinstance(document, Mapping):
        raise InvalidDocument([Problem(source, 0, "$", f"is no assessment; it begins with {{ and says format: {FORMAT}")])
    _refuse_another_kind(document.get("format"), source)
    problems = [Problem(source, 0, pointer, message) for pointer, message in _mismatches(document)]
    if problems:
        if document.get("kporisk_version") != __version__:
            problems.append(Problem(source, 0, "$.kporisk_version", "another version of kporisk wrote this; that one may still read it"))
        raise InvalidDocument(problems)
    contradictions = [Problem(source, 0, pointer, message) for pointer, message in _contradictions(document)]
    if contradictions:
        raise InvalidDocument(contradictions)
    return document


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


def _parsed(content: bytes, source: str) -> object:
    if len(content) > LIMIT_BYTES:
        raise InvalidDocument([Problem(source, 0, "", f"is larger than {LIMIT_BYTES // 1_000_000} MB, the most that is read")])
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_never)
    except UnicodeDecodeError:
        message = "is not UTF-8; give the JSON file that `kporisk assess CASE --format json` wrote"
        raise InvalidDocument([Problem(source, 0, "", message)]) from None
    except json.JSONDecodeError as error:
        message = "this is not JSON; give the file that `kporisk assess CASE --format json` wrote"
        raise InvalidDocument([Problem(source, error.lineno, "", message, error.colno)]) from None
    except (ValueError, RecursionError):
        message = "is JSON that no program of ours wrote (a key twice, NaN, a number of thousands of digits, or nested too deep)"
        raise InvalidDocument([Problem(source, 0, "", message)]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def _never(_word: str) -> None:
    raise ValueError


def _refuse_another_kind(said: object, source: str) -> None:
    if said == FORMAT:
        return
    name, _, version = said.partition("/") if isinstance(said, str) else ("", "", "")
    kind = name.removeprefix("kporisk.") if name.startswith("kporisk.") else ""
    if kind == "assessment" and version.isdigit():
        message = (
            f"this is format {version[:6]} of an assessment, and only format 1 is read here; use the kporisk that wrote it, or a later one"
        )
    elif kind in _KINDS:
        message = f"this is {_KINDS[kind]}"
    else:
        message = f"this is no assessment: its format would be {FORMAT}; give the file that `kporisk assess CASE --format json` wrote"
    raise InvalidDocument([Problem(source, 0, "$.format", message)])


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry

    registry: Registry[Any] = Registry()
    return Draft202012Validator(assessment_schema(), registry=registry, format_checker=FormatChecker(formats=["date"]))


def _mismatches(document: Document) -> list[tuple[str, str]]:
    """Where the document does not fit: JSONPath and what is wrong there, never a value."""
    return sorted({(error.json_path, _said(error)) for error in _validator().iter_errors(document)})


def _said(error: Any) -> str:
    """What does not hold, from the schema's side alone."""
    wanted = error.validator_value
    match error.validator:
        case "required":
            missing = [name for name in wanted if name not in error.instance]
            return f"lacks {', '.join(missing)}"
        case "additionalProperties":
            return "holds a name that an assessment does not have"
        case "type":
            kinds = wanted if isinstance(wanted, list) else [wanted]
            return f"is not of the kind {' or '.join(kinds)}"
        case "enum":
            return f"is none of {', '.join(map(str, wanted))}"
        case "minimum" | "maximum" | "exclusiveMinimum":
            return f"lies beyond {wanted}"
        case keyword:
            return f"does not fit an assessment ({keyword})"


def _contradictions(document: Document) -> Iterator[tuple[str, str]]:
    """What each part allows but the whole does not: the numbers of a change must add up."""
    for name in ("domains", "questions", "findings", "requests", "rules", "engagement_text"):
        ids = [one["id"] for one in document[name]]
        for id in sorted({id for id in ids if ids.count(id) > 1}):
            yield f"$.{name}", f"holds {id} twice"
    known = {domain["id"] for domain in document["domains"]}
    for index, question in enumerate(document["questions"]):
        yield from _of_question(f"$.questions[{index}]", question, known)
    for end in ("told", "proven"):
        asked = [question["contribution"][end] for question in document["questions"]]
        total = math.fsum([*asked, *(domain["base"][end] for domain in document["domains"])])
        whole = math.fsum(domain["contribution"][end] for domain in document["domains"])
        if max(abs(total - document["score"][end]), abs(whole - document["score"][end])) > _EXACT:
            yield f"$.score.{end}", "is not the sum of what the domains and the questions contribute; somebody changed a number"


def _of_question(pointer: str, question: Document, known: set[str]) -> Iterator[tuple[str, str]]:
    asked = question["status"] != "not_asked"
    if asked != (question["gap"] is not None):
        yield pointer, "a question has a gap exactly when it is asked"
    if asked and question["domain"] not in known:
        yield f"{pointer}.domain", "the assessment has no such domain"
    for name in ("satisfaction", "confidence"):
        if (question["status"] == "answered") != (question[name] is not None):
            yield f"{pointer}.{name}", "stands with an answered question, and with no other"
    for end in ("told", "proven"):
        gap = question["gap"][end] if question["gap"] is not None else 0.0
        if gap == 0.0 and question["contribution"][end] != 0.0:
            yield f"{pointer}.contribution.{end}", "contributes although nothing is missing"
