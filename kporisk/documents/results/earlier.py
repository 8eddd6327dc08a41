"""An assessment document of earlier: whatever somebody kept, held against the format and against itself."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from kporisk import __version__
from kporisk.documents.results.assessment import FORMAT
from kporisk.documents.results.schema import assessment_schema
from kporisk.documents.results.shapes import Schema
from kporisk.errors import InvalidDocument, Problem

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

_PARTS: Mapping[str, Any] = {
    **dict.fromkeys(("format", "kporisk_version", "as_of", "answered_on", "engagement", "depth", "score", "recommendation")),
    "vendor": dict.fromkeys(("id", "name")),
    "engagement_text": dict.fromkeys(("id", "text", "value_text")),
    "sources": dict.fromkeys(("case_sha256", "method", "checklists", "territories", "legal_facts")),
    "tier": dict.fromkeys(("told", "proven")),
    "coverage": dict.fromkeys(("asked", "answered")),
    "domains": None,
    "questions": {
        **dict.fromkeys(("id", "domain", "module", "text", "respondent", "weight", "knock_out", "status", "value", "value_text")),
        **dict.fromkeys(("satisfaction", "confidence", "gap", "contribution")),
        "evidence": dict.fromkeys(("id", "title", "state")),
    },
    "rules": dict.fromkeys(("id", "domain", "outcome", "floor", "sentence", "waiver")),
    "findings": dict.fromkeys(("id", "basis", "question", "rule", "domain", "severity", "title")),
    "requests": dict.fromkeys(("id", "basis", "question", "rule", "domain", "severity", "title")),
}
"""What comparing reads of an assessment; None: all that the schema names there."""


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
def _validator(*, ours: bool) -> Any:
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry

    registry: Registry[Any] = Registry()
    schema = assessment_schema() if ours else _loosened(assessment_schema(), _PARTS)
    return Draft202012Validator(schema, registry=registry, format_checker=FormatChecker(formats=["date"]))


def _loosened(schema: Schema, parts: Mapping[str, Any] | None) -> Schema:
    """The schema for these parts alone, whatever else there is."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [_loosened(one, parts) for one in schema["anyOf"]]}
    if schema.get("type") == "array" and "items" in schema:
        return {**schema, "items": _loosened(schema["items"], parts)}
    if "properties" not in schema:
        return schema
    names = parts if parts is not None else dict.fromkeys(schema["required"])
    properties = {name: _loosened(schema["properties"][name], below) for name, below in names.items()}
    return {**schema, "required": list(names), "additionalProperties": True, "properties": properties}


def _mismatches(document: Document) -> list[tuple[str, str]]:
    """Where the document does not fit: JSONPath and what is wrong there, never a value.

    What this version wrote fits the schema to the letter. Another version may have written more or less, as long as what is compared is
    there and fits.
    """
    ours = document.get("kporisk_version") == __version__
    return sorted({(error.json_path, _said(error)) for error in _validator(ours=ours).iter_errors(document)})


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
