"""Whether a stored case fits the checklists as it is: a quick look that says yes only where that is certain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never

from kporisk.documents.cases.languages import language_codes
from kporisk.model.case import Status
from kporisk.model.checklist import Checklists, Fact, FactKind, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ANSWERED, _NOT_APPLICABLE = Status.ANSWERED.value, Status.NOT_APPLICABLE.value

Document = Mapping[str, Any]


def fits(document: Document, checklists: Checklists) -> bool:
    """Whether every id and value of a normal form that this program made is possible with `checklists`, and all that is required stated.

    No means: perhaps not; then every value is read anew, which takes twenty times as long.
    """
    return (
        _engagement_fits(document["engagement"], checklists)
        and _response_fits(document["response"], checklists)
        and _reviews_fit(document["reviews"], document["response"]["evidence"], checklists)
    )


def _engagement_fits(facts: Document, checklists: Checklists) -> bool:
    known = checklists.fact
    return all(id in known and _fact_fits(value, known[id], checklists) for id, value in facts.items()) and all(
        fact.id in facts for fact in checklists.engagement if fact.required
    )


def _fact_fits(value: Any, fact: Fact, checklists: Checklists) -> bool:
    countries = checklists.territories.by_code
    match fact.kind:
        case FactKind.ENUM:
            return any(option.value == value for option in fact.options)
        case FactKind.MULTI:
            return type(value) is list and value != [] and [one.value for one in fact.options if one.value in value] == value
        case FactKind.BOOLEAN:
            return type(value) is bool
        case FactKind.INTEGER | FactKind.NUMBER:
            return type(value) in (int, float)[: 1 if fact.kind is FactKind.INTEGER else 2] and _within(value, fact.minimum, fact.maximum)
        case FactKind.DATE:
            return _day(value) is not None
        case FactKind.COUNTRY:
            return type(value) is str and value in countries
        case FactKind.COUNTRY_LIST:
            return type(value) is list and value != [] and sorted(set(value)) == value and all(code in countries for code in value)
        case FactKind.LANGUAGE:
            return value in language_codes(checklists.territories)
        case FactKind.TIMEZONES:
            return type(value) is dict and all(code in countries and zone in countries[code].zones for code, zone in value.items())
    assert_never(fact.kind)


def _response_fits(response: Document, checklists: Checklists) -> bool:
    evidence, people, questions = response["evidence"], response["respondents"], checklists.question
    if any(item["kind"] not in checklists.evidence_kinds for item in evidence.values()):
        return False
    if any(person.get("domains") for person in people):
        domains = {question.domain for question in checklists.questions}
        if not all(domains.issuperset(person.get("domains", ())) for person in people):
            return False
    named = {None, *(person["id"] for person in people)}
    answered_on = date.fromisoformat(response["answered_on"])
    for id, answer in response["answers"].items():
        question = questions.get(id)
        if question is None or answer.get("by") not in named or not _answer_fits(answer, question, answered_on):
            return False
        if any(citation.partition("#")[0] not in evidence for citation in answer.get("evidence", ())):
            return False
    return True


def _answer_fits(answer: Document, question: Question, answered_on: date) -> bool:
    if answer["status"] == _ANSWERED:
        return _value_fits(answer["value"], question, answered_on)
    return answer["status"] != _NOT_APPLICABLE or question.knock_out is None


def _value_fits(value: Any, question: Question, answered_on: date) -> bool:
    scale = question.scale
    match scale:
        case OneOf():
            return type(value) is str and any(option.value == value for option in scale.options)
        case AnyOf():
            return type(value) is list and [option.value for option in scale.options if option.value in value] == value
        case Number():
            if type(value) is str:
                return scale.none_value is not None and scale.none_value.value == value
            return type(value) in (int, float) and _within(value, scale.minimum, scale.maximum)
        case Age():
            if scale.none_value is not None and scale.none_value.value == value:
                return True
            day = _day(value)
            return day is not None and day <= answered_on
    assert_never(scale)


def _reviews_fit(reviews: Document, evidence: Document, checklists: Checklists) -> bool:
    questions, rules = checklists.question, checklists.rule
    return all(
        review["evidence"] in evidence and review["questions"] and all(id in questions for id in review["questions"])
        for review in reviews["evidence"]
    ) and all(waiver["rule"] in rules and rules[waiver["rule"]].floor is not None for waiver in reviews["waivers"])


def _within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def _day(value: Any) -> date | None:
    if type(value) is not str or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
