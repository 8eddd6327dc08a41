"""The JSON Schemas (Draft 2020-12) of a case and of its three parts, derived from the checklists, and of the long normal form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from kporisk.documents.cases.engagement import ENGAGEMENT_FORMAT
from kporisk.documents.cases.response import RESPONSE_FORMAT
from kporisk.documents.cases.reviews import REVIEWS_FORMAT
from kporisk.documents.cases.schema_values import (
    CITATION,
    DAY,
    LINE,
    NAME,
    SHA256,
    TEXT,
    VENDOR_ID,
    Schema,
    fact_schema,
    options,
    value_schema,
)
from kporisk.errors import UsageError
from kporisk.model.case import Outcome, Status
from kporisk.model.checklist import Checklists, Question, Respondent

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NOTHING: Schema = {"type": "null"}
_PATH: Schema = {"title": "The path of a file of its own, relative to this one", "type": "string", "minLength": 1}

NAMES = ("case", "engagement", "response", "reviews")


def schema(name: str, checklists: Checklists, *, respondent: str | None = None) -> Schema:
    """The schema of one document, by its name in `NAMES`, for editors and other programs: short and long forms.

    `respondent` narrows a response to one respondent's questions; whatever is made for a vendor comes from there. An empty optional value
    (null) counts as left out. Raises UsageError for a name or respondent that does not exist.
    """
    if name not in NAMES:
        raise UsageError(f"there is no schema of a document {name}; there are {', '.join(NAMES)}")
    if respondent is not None and (name != "response" or respondent not in tuple(Respondent)):
        raise UsageError(f"a respondent is one of {', '.join(Respondent)}, and narrows the schema of a response only")
    writing = _Writing(checklists, long=False, respondent=respondent)
    match name:
        case "case":
            body, title = writing.case(), "A case: one vendor, one round"
        case "engagement":
            body, title = writing.engagement(alone=True), "The engagement: the client's own facts"
        case "response":
            body, title = writing.response(alone=True), "A response: what was said"
        case _:
            body, title = writing.reviews(alone=True), "Reviews: what the auditor established"
    return {"$schema": _DRAFT, "$id": f"urn:kporisk:{name}:1", "title": title, **body}


def normal_schema(checklists: Checklists) -> Schema:
    """The schema of the long normal form of a case."""
    body = _Writing(checklists, long=True, respondent=None).case()
    return {"$schema": _DRAFT, "$id": "urn:kporisk:case:1:normal", "title": "A case in its long normal form", **body}


def mismatches(document: Mapping[str, Any], checklists: Checklists) -> tuple[tuple[str, str], ...]:
    """Where a normal form does not fit its schema: JSONPath and the keyword that does not hold; never a value."""
    errors = _validator(checklists).iter_errors(document)
    return tuple(sorted((error.json_path, str(error.validator)) for error in errors))


@lru_cache(maxsize=4)
def _validator(checklists: Checklists) -> Any:
    return validator(normal_schema(checklists))


def validator(schema: Schema) -> Any:
    """A validator that fetches nothing: its registry is empty, and dates are checked."""
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry

    registry: Registry[Any] = Registry()
    return Draft202012Validator(schema, registry=registry, format_checker=FormatChecker(formats=["date"]))


class _Writing:
    """Schemas in one of two forms: `long`, as stored, or as people write documents."""

    def __init__(self, checklists: Checklists, *, long: bool, respondent: str | None) -> None:
        self._checklists = checklists
        self._long = long
        self._respondent = respondent

    def case(self) -> Schema:
        """One vendor, one round; the parts stand in it or in files of their own."""
        parts = {
            "engagement": self.engagement(alone=False),
            "response": self.response(alone=False),
            "reviews": self.reviews(alone=False),
        }
        vendor = self._object({"id": VENDOR_ID, "name": LINE}, required=("id", "name"))
        properties = {"format": {"const": "kporisk.case/1"}, "vendor": {"title": "The vendor", **vendor}}
        properties |= parts if self._long else {name: {"anyOf": [part, _PATH]} for name, part in parts.items()}
        return self._object(properties, required=("format", "vendor", "engagement", "response"), always=("reviews",))

    def engagement(self, *, alone: bool) -> Schema:
        """The client's own facts."""
        facts = self._checklists.engagement
        properties = {fact.id: fact_schema(fact, self._checklists, titles=not self._long) for fact in facts}
        required = [fact.id for fact in facts if fact.required]
        return self._part(ENGAGEMENT_FORMAT, properties, required, alone=alone)

    def response(self, *, alone: bool) -> Schema:
        """What was said. Standing alone it holds nothing that only an auditor states."""
        person = {"id": NAME, "name": LINE, "role": LINE, "domains": self._list(options(self._domains()))}
        kinds = options({id: kind.text["en"] for id, kind in self._checklists.evidence_kinds.items()}, titles=not self._long)
        evidence = {"kind": kinds, "title": LINE, "issued": DAY, "expires": DAY, "file": LINE, "sha256": SHA256}
        answers = {id: answer for question in self._questions() for id, answer in self._answer_entries(question, by_auditor=not alone)}
        declaration = self._object({"name": LINE, "role": LINE, "on": DAY}, required=("name", "role", "on"))
        properties: dict[str, Schema] = {
            "answered_on": {"title": "The day of the answers", **DAY},
            "respondents": {
                "title": "Who answers",
                **self._list(self._object(person, required=("id", "name"))),
                "uniqueItems": False,
            },
            "declaration": {"title": "Who declares the response complete and true", **declaration},
            "evidence": {
                "title": "Evidence, declared once by an id and cited where it helps",
                "type": "object",
                "propertyNames": NAME,
                "additionalProperties": self._object(evidence, required=("kind", "title")),
            },
            "answers": {"title": "The answers, by question", **self._object(answers, required=())},
        }
        always = ("respondents", "evidence", "answers")
        return self._part(RESPONSE_FORMAT, properties, ("answered_on",), alone=alone, always=always)

    def reviews(self, *, alone: bool) -> Schema:
        """What the auditor established."""
        ids = {id: question.text["en"] for question in self._checklists.questions for id in self._ids(question)}
        rules = {rule.id: rule.finding["en"] for rule in self._checklists.rules if rule.floor is not None}
        outcomes = options({outcome.value: outcome.value for outcome in Outcome}, titles=False)
        questions = {**self._list(options(ids, titles=not self._long)), "minItems": 1}
        review = {"evidence": LINE, "questions": questions, "outcome": outcomes, "by": LINE, "on": DAY, "note": TEXT}
        waiver = {"rule": options(rules, titles=not self._long), "reason": TEXT, "approver": LINE, "until": DAY}
        reviewed = self._object(review, required=("evidence", "questions", "outcome", "by", "on"))
        waived = self._object(waiver, required=("rule", "reason", "approver", "until"))
        properties: dict[str, Schema] = {
            "evidence": {"title": "Which evidence is accepted for which questions", "type": "array", "items": reviewed},
            "waivers": {"title": "Floors accepted for a reason until a date", "type": "array", "items": waived},
        }
        return self._part(REVIEWS_FORMAT, properties, (), alone=alone, always=("evidence", "waivers"))

    def _part(
        self, format: str, properties: Mapping[str, Schema], required: Iterable[str], *, alone: bool, always: Iterable[str] = ()
    ) -> Schema:
        if self._long:
            return self._object(properties, required=required, always=always)
        required = ("format", *required) if alone else required
        return self._object({"format": {"const": format}, **properties}, required=required)

    def _object(self, properties: Mapping[str, Schema], *, required: Iterable[str], always: Iterable[str] = ()) -> Schema:
        """A closed object. `always`: required in the long form too, where nothing is left out that may be."""
        required = [*required, *always] if self._long else list(required)
        if not self._long:
            properties = {key: body if key in required else _or_nothing(body) for key, body in properties.items()}
        written: Schema = {"type": "object", "additionalProperties": False, "properties": dict(properties)}
        return {**written, "required": required} if required else written

    def _list(self, item: Schema) -> Schema:
        return {"type": "array", "uniqueItems": True, "items": item}

    def _domains(self) -> dict[str, str]:
        return {question.domain: question.domain for question in self._checklists.questions}

    def _questions(self) -> list[Question]:
        return [question for question in self._checklists.questions if self._respondent in (None, question.respondent)]

    def _ids(self, question: Question) -> tuple[str, ...]:
        return (question.id,) if self._long else (question.id, *question.replaces)

    def _answer_entries(self, question: Question, *, by_auditor: bool) -> Iterable[tuple[str, Schema]]:
        answer = self._answer(question, by_auditor=by_auditor)
        yield question.id, answer
        if not self._long:
            for id in question.replaces:
                yield id, {**answer, "deprecated": True}

    def _answer(self, question: Question, *, by_auditor: bool) -> Schema:
        value = value_schema(question, by_auditor=by_auditor, titles=not self._long)
        cited = self._list(CITATION)
        said: dict[str, Schema] = {"status": {"const": Status.ANSWERED.value}, "value": value, "by": NAME, "evidence": cited, "note": TEXT}
        unknown: dict[str, Schema] = {"status": {"const": Status.UNKNOWN.value}, "by": NAME, "note": TEXT}
        without: dict[str, Schema] = {"status": {"const": Status.NOT_APPLICABLE.value}, "reason": TEXT}
        without |= {"by": NAME, "evidence": cited, "note": TEXT}
        forms = [self._form(said, required=("value",), always=("status",)), self._form(unknown, required=("status",))]
        if question.knock_out is None:
            forms.append(self._form(without, required=("status", "reason")))
        if self._long:
            return {"oneOf": forms}
        return {"title": question.text["en"], "description": _how(question), "anyOf": [value, *forms, _NOTHING]}

    def _form(self, properties: Mapping[str, Schema], *, required: Iterable[str], always: Iterable[str] = ()) -> Schema:
        """One long form of an answer; as people write it, keys that this form does not have may stand there empty."""
        written = self._object(properties, required=required, always=always)
        if not self._long:
            for key in ("status", "value", "reason", "by", "evidence", "note"):
                written["properties"].setdefault(key, _NOTHING)
        return written


def _or_nothing(body: Schema) -> Schema:
    """The same, or null: an empty optional value counts as left out."""
    if any(form is _NOTHING for form in body.get("anyOf", ())):
        return body
    head: Schema = {key: body[key] for key in ("title", "description", "deprecated") if key in body}
    return {**head, "anyOf": [{key: part for key, part in body.items() if key not in head}, _NOTHING]}


def _how(question: Question) -> str:
    applies = "It always applies." if question.knock_out else "If it does not apply: {status: not_applicable, reason: …}."
    return f"Give the value alone, or {{value: …, by: …, evidence: […], note: …}}; what is not known: {{status: unknown}}. {applies}"
