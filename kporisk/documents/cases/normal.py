"""The long normal form of a case: what is digested, stored and read back fast."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from kporisk.documents.files.digest import canonical
from kporisk.model.case import (
    Answer,
    Case,
    Citation,
    Declaration,
    Digests,
    DocumentWarning,
    EngagementValue,
    Evidence,
    Outcome,
    Person,
    Response,
    Review,
    Reviews,
    Status,
    Vendor,
    Waiver,
)
from kporisk.model.checklist import Checklists, FactKind
from kporisk.model.scale import Age, AnyOf, Value

Document = dict[str, Any]


def normal_form(case: Case) -> Document:
    """The case as a `kporisk.case/1` document in its long form, ready for JSON; warnings and digests are not part of it."""
    return normal_parts(case.vendor, case.engagement, case.response, case.reviews)


def normal_parts(vendor: Vendor, engagement: Mapping[str, EngagementValue], response: Response, reviews: Reviews) -> Document:
    """The same from a case's parts."""
    return {
        "format": "kporisk.case/1",
        "vendor": {"id": vendor.id, "name": vendor.name},
        "engagement": {id: plain(value) for id, value in engagement.items()},
        "response": _response(response),
        "reviews": _reviews(reviews),
    }


def digests(document: Mapping[str, Any]) -> Digests:
    """SHA-256 over RFC 8785 of a normal form, of its response and of its reviews."""
    response, reviews = canonical(document["response"]), canonical(document["reviews"])
    before = canonical({"engagement": document["engagement"], "format": document["format"]})
    after = canonical({"vendor": document["vendor"]})
    # The canonical form of the whole is its members in the order of their keys: response and reviews are written out only once.
    whole = b"".join((before[:-1], b',"response":', response, b',"reviews":', reviews, b",", after[1:]))
    return Digests(*(hashlib.sha256(content).hexdigest() for content in (whole, response, reviews)))


def case_from_normal(
    document: Mapping[str, Any],
    checklists: Checklists,
    *,
    digests: Digests | None = None,
    warnings: tuple[DocumentWarning, ...] = (),
) -> Case:
    """The case of a normal form that this program made itself: nothing is checked. `digests` None: computed."""
    vendor, response = document["vendor"], document["response"]
    return Case(
        Vendor(vendor["id"], vendor["name"]),
        _facts_from(document["engagement"], checklists),
        _response_from(response, checklists),
        _reviews_from(document["reviews"]),
        digests or _digests(document),
        warnings,
    )


_digests = digests


def plain(value: EngagementValue) -> Any:
    """A value as it stands in a normal form."""
    match value:
        case tuple():
            return list(value)
        case date():
            return value.isoformat()
        case Mapping():
            return dict(value)
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def _stated(pairs: Iterable[tuple[str, Any]]) -> Document:
    """What is stated; what is not is left out."""
    return {key: value for key, value in pairs if value not in (None, "", [])}


def _response(response: Response) -> Document:
    declaration = response.declaration
    document: Document = {
        "answered_on": response.answered_on.isoformat(),
        "respondents": [
            _stated((("id", person.id), ("name", person.name), ("role", person.role), ("domains", list(person.domains))))
            for person in response.respondents
        ],
        "evidence": {id: _evidence(item) for id, item in response.evidence.items()},
        "answers": {id: answer_form(answer) for id, answer in response.answers.items()},
    }
    if declaration:
        document["declaration"] = {"name": declaration.name, "role": declaration.role, "on": declaration.on.isoformat()}
    return document


def _evidence(item: Evidence) -> Document:
    return _stated(
        (
            ("kind", item.kind),
            ("title", item.title),
            ("issued", item.issued and item.issued.isoformat()),
            ("expires", item.expires and item.expires.isoformat()),
            ("file", item.file),
            ("sha256", item.sha256),
        )
    )


def answer_form(answer: Answer) -> Document:
    """An answer as it stands in a normal form."""
    document: Document = {"status": answer.status.value}
    if answer.value is not None:
        document["value"] = plain(answer.value)
    if answer.reason is not None:
        document["reason"] = answer.reason
    if answer.by is not None:
        document["by"] = answer.by
    if answer.evidence:
        document["evidence"] = [str(citation) for citation in answer.evidence]
    if answer.note is not None:
        document["note"] = answer.note
    return document


def _reviews(reviews: Reviews) -> Document:
    return {
        "evidence": [
            _stated(
                (
                    ("evidence", review.evidence),
                    ("questions", list(review.questions)),
                    ("outcome", review.outcome.value),
                    ("by", review.by),
                    ("on", review.on.isoformat()),
                    ("note", review.note),
                )
            )
            for review in reviews.evidence
        ],
        "waivers": [
            {"rule": waiver.rule, "reason": waiver.reason, "approver": waiver.approver, "until": waiver.until.isoformat()}
            for waiver in reviews.waivers
        ],
    }


def _facts_from(document: Mapping[str, Any], checklists: Checklists) -> dict[str, EngagementValue]:
    facts: dict[str, EngagementValue] = {}
    for id, value in document.items():
        if type(value) is list:
            value = tuple(value)
        elif type(value) is str and checklists.fact[id].kind is FactKind.DATE:
            value = date.fromisoformat(value)
        facts[id] = value
    return facts


def _response_from(document: Mapping[str, Any], checklists: Checklists) -> Response:
    declaration = document.get("declaration")
    return Response(
        date.fromisoformat(document["answered_on"]),
        tuple(
            Person(person["id"], person["name"], person.get("role", ""), tuple(person.get("domains", ())))
            for person in document["respondents"]
        ),
        Declaration(declaration["name"], declaration["role"], date.fromisoformat(declaration["on"])) if declaration else None,
        {
            id: Evidence(
                id, item["kind"], item["title"], _day(item.get("issued")), _day(item.get("expires")), item.get("file"), item.get("sha256")
            )
            for id, item in document["evidence"].items()
        },
        _answers_from(document["answers"], checklists),
    )


_STATUS = {status.value: status for status in Status}


def _answers_from(document: Mapping[str, Any], checklists: Checklists) -> dict[str, Answer]:
    questions = checklists.question
    answers: dict[str, Answer] = {}
    for id, item in document.items():
        value: Value | None = item.get("value")
        if value is not None:
            scale = questions[id].scale
            if type(scale) is AnyOf:
                value = tuple(value)  # type: ignore[arg-type]
            elif type(scale) is Age and value[0].isdigit():  # type: ignore[index]
                value = date.fromisoformat(value)  # type: ignore[arg-type]
        evidence = item.get("evidence")
        answers[id] = Answer(
            _STATUS[item["status"]],
            value,
            item.get("reason"),
            item.get("by"),
            tuple([_citation(text) for text in evidence]) if evidence else (),
            item.get("note"),
        )
    return answers


@lru_cache(maxsize=4096)
def _citation(text: str) -> Citation:
    return Citation(*text.split("#", 1))


def _reviews_from(document: Mapping[str, Any]) -> Reviews:
    return Reviews(
        tuple(
            Review(
                item["evidence"],
                tuple(item["questions"]),
                Outcome(item["outcome"]),
                item["by"],
                date.fromisoformat(item["on"]),
                item.get("note"),
            )
            for item in document["evidence"]
        ),
        tuple(Waiver(item["rule"], item["reason"], item["approver"], date.fromisoformat(item["until"])) for item in document["waivers"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
