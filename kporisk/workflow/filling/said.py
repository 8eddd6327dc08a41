"""What was typed in an interview (an answer, a piece of evidence, a name), held against the same reader as a response in a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, assert_never

from kporisk.documents.cases.normal import answer_form, normal_parts
from kporisk.documents.cases.place import LIMIT_LINE, Place, Reading
from kporisk.documents.cases.response import Answers, Declared, read_response
from kporisk.documents.cases.values import question_words
from kporisk.documents.files.nodes import node
from kporisk.model.case import Person, Reviews, Vendor
from kporisk.model.checklist import Checklists, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[0-9]+,[0-9]{3}")


class Reason(Enum):
    """Why something that was typed is no answer, where an interview has words of its own for it."""

    VALUE = "value"
    """It is none of the values that the question takes."""
    TWO_WAYS = "two_ways"
    """A comma before three digits stands for thousands or for a fraction."""
    COMMAND = "command"
    """What is not known, or does not apply, is said by a command."""
    ALWAYS = "always"
    """The question applies whatever is said."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something is no answer; never repeats what was typed. `reason`: the same, where it is one of the frequent ones."""

    message: str
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads single answers. `by_auditor`: what only an auditor states is allowed."""

    checklists: Checklists
    evidence: frozenset[str]
    people: Mapping[str, Mapping[str, Any]]
    on: date
    by_auditor: bool

    def held(self, question: Question, answer: Mapping[str, Any]) -> dict[str, Any] | Refused:
        """An answer in normal form, as the reader of responses takes it, or why it does not."""
        people = {id: Person(id, person["name"]) for id, person in self.people.items()}
        reading = Reading()
        answers = Answers(self.checklists, Declared(self.evidence, people), self.on, by_auditor=self.by_auditor)
        found = answers.answer(Place(reading, "", "response", node(answer)), question)
        if reading.problems or found is None:
            return Refused("; ".join(dict.fromkeys(problem.message for problem in reading.problems)))
        return answer_form(found)

    def piece(self, id: str, item: Mapping[str, Any]) -> dict[str, Any] | Refused:
        """A piece of evidence in normal form, from what is said of it (kind, title, issued, …; blank: not said), or why it will not do."""
        item = {key: value for key, value in item.items() if value}
        place = _place({"answered_on": self.on.isoformat(), "evidence": {id: item}})
        response, _ = read_response(place, self.checklists, by_auditor=self.by_auditor)
        if response is None or place.reading.problems:
            return Refused("; ".join(problem.message for problem in place.reading.problems))
        if item.get("issued", "") > self.on.isoformat():
            return Refused("this day has not come yet; evidence is issued by today")
        piece: dict[str, Any] = normal_parts(Vendor("", ""), {}, response, Reviews())["response"]["evidence"][id]
        return piece


def line(what: str, text: str) -> tuple[str, Refused | None]:
    """A name or a role as it is kept, or empty and why it is none; `what` it should be."""
    place = _place(text.strip())
    found = place.line(what)
    if found:
        return found, None
    return "", Refused(place.reading.problems[0].message if len(text) <= LIMIT_LINE else f"{what} is too long")


def _place(value: Any) -> Place:
    return Place(Reading(), "", "response", node(value))


def options_of(question: Question, *, by_auditor: bool) -> tuple[Option, ...]:
    """The options that a speaker is offered, in their order: typed, the first is 1."""
    match question.scale:
        case OneOf(options) | AnyOf(options):
            return tuple(option for option in options if by_auditor or not option.auditor_only)
        case Number(none_value=none) | Age(none_value=none):
            return (none,) if none and (by_auditor or not none.auditor_only) else ()
    assert_never(question.scale)


def value_of(question: Question, typed: str, *, by_auditor: bool) -> Any | Refused:
    """The value that was typed: an option by its number or word, several, a number, a day; what may be a word or a day is handed on."""
    typed = typed.strip()
    word = typed.casefold().replace(" ", "_")
    if word in ("unknown", "not_applicable", "n/a") and word not in question_words(question):
        return Refused(":u says that it is not known, :n that it does not apply", Reason.COMMAND)
    options = options_of(question, by_auditor=by_auditor)
    match question.scale:
        case OneOf():
            return _option(typed, options)
        case AnyOf():
            words = [one for one in re.split(r"[,;\s]+", typed) if one]
            if words == ["0"]:
                return []
            given = [_option(one, options) for one in words]
            return next((one for one in given if isinstance(one, Refused)), list(dict.fromkeys(given)))
        case Number(unit=unit):
            return _number(typed.removesuffix("%").rstrip() if unit["en"].startswith("%") else typed)
        case Age():
            return typed
    assert_never(question.scale)


def _option(typed: str, options: tuple[Option, ...]) -> str | Refused:
    if any(option.value == typed for option in options):
        return typed
    if re.fullmatch(r"[0-9]{1,9}", typed) and 1 <= int(typed) <= len(options):
        return options[int(typed) - 1].value
    return Refused(f"the options are numbered from 1 to {len(options)}", Reason.VALUE)


def _number(typed: str) -> Any | Refused:
    if _THOUSANDS.fullmatch(typed):
        return Refused("a comma before three digits can be read in two ways; write the number without it, or with a point", Reason.TWO_WAYS)
    if not _NUMBER.fullmatch(typed):
        return typed
    number = float(typed.replace(",", "."))
    if abs(number) >= 2**53:
        return Refused("this number is too large", Reason.VALUE)
    return int(number) if number.is_integer() else number
