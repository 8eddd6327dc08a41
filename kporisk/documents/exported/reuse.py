"""What of an exported response can be used again: held, question by question, against what is asked here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kporisk.documents.cases.response import NAME
from kporisk.documents.exported.asked import asked, digest_of
from kporisk.documents.exported.document import narrowed
from kporisk.model.checklist import Checklists, Question, Respondent

Document = Mapping[str, Any]
_JUDGED = ("kind", "title", "issued", "expires", "sha256")
"""By what one piece of evidence is told from another."""
_LONGEST = 63


class Reason(StrEnum):
    """Why an answer is not taken."""

    UNKNOWN = "unknown_question"
    """No checklist here has the question."""
    OTHER_RESPONDENT = "other_respondent"
    """Somebody else than the vendor answers it here."""
    NOT_ASKED = "not_asked"
    REWORDED = "other_text"
    OPTION_GONE = "option_gone"
    """What was chosen cannot be chosen here."""
    OTHER_OPTIONS = "other_options"
    """What may be answered is another here, so that the same answer may say something else."""
    ANSWERED_TWICE = "answered_twice"
    """A question that has another id here, to which the file has an answer of its own."""


@dataclass(frozen=True, slots=True)
class Left:
    """An answer that is not taken. `asked`: the question stands here and is asked, so that it is to be answered anew."""

    question: str
    reason: Reason
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Reused:
    """What is taken, as a response in normal form. `to_ask`: what is asked here and has no answer then; None where nobody knows yet."""

    response: Document
    left: tuple[Left, ...]
    to_ask: tuple[str, ...] | None
    unknown_kinds: tuple[str, ...]
    """Evidence of kinds that are not known here; it is left out."""


def reused(content: Document, checklists: Checklists, asked_here: Collection[str] | None) -> Reused:
    """What of the content of an exported response answers a question that is the same here.

    The same is: the same id, or a former one, the same text and the same that may be answered, for the vendor. `asked_here`: the ids of
    the questions that are asked of anybody; None where that is not known, and then all that are the same are taken.
    """
    known = {former: question for question in checklists.questions for former in question.replaces} | dict(checklists.question)
    answers, questions = content["response"]["answers"], content["questions"]
    taken: dict[str, str] = {}
    left: list[Left] = []
    for id, answer in answers.items():
        question = known.get(id)
        reason = Reason.UNKNOWN if question is None else _reason(id, question, answer, questions[id]["asked"], answers, asked_here)
        if question is not None and reason is None and question.id in taken:
            reason = Reason.ANSWERED_TWICE
        if question is None or reason is not None:
            assert reason is not None
            again = reason in (Reason.REWORDED, Reason.OPTION_GONE, Reason.OTHER_OPTIONS)
            left.append(Left(id, reason, again and (asked_here is None or (question is not None and question.id in asked_here))))
        else:
            taken[question.id] = id
    kept = {question.id: answers[taken[question.id]] for question in checklists.questions if question.id in taken}
    said = narrowed(content["response"], {taken[id]: answer for id, answer in kept.items()}, alone=True)
    response, unknown = _without_unknown_kinds({**said, "answers": kept}, checklists)
    return Reused(_within_domains(response, checklists), tuple(left), _to_ask(checklists, asked_here, taken), unknown)


def _reason(
    id: str, question: Question, answer: Document, read: Document, answers: Document, asked_here: Collection[str] | None
) -> Reason | None:
    here = asked(question)
    if question.respondent is not Respondent.VENDOR:
        return Reason.OTHER_RESPONDENT
    if question.id != id and question.id in answers:
        return Reason.ANSWERED_TWICE
    if asked_here is not None and question.id not in asked_here:
        return Reason.NOT_ASKED
    if digest_of(here) == digest_of(read):
        return None
    return Reason.REWORDED if here["text"] != read["text"] else _of_options(answer, here, read)


def _of_options(answer: Document, here: Document, read: Document) -> Reason:
    value = answer.get("value")
    given = value if isinstance(value, list) else [value]
    gone = any(one in read["options"] and one not in here["options"] for one in given if isinstance(one, str))
    return Reason.OPTION_GONE if gone else Reason.OTHER_OPTIONS


def _to_ask(checklists: Checklists, asked_here: Collection[str] | None, taken: Collection[str]) -> tuple[str, ...] | None:
    if asked_here is None:
        return None
    own = (question.id for question in checklists.questions if question.respondent is Respondent.VENDOR)
    return tuple(id for id in own if id in asked_here and id not in taken)


def _without_unknown_kinds(response: Document, checklists: Checklists) -> tuple[Document, tuple[str, ...]]:
    unknown = tuple(id for id, item in response["evidence"].items() if item["kind"] not in checklists.evidence_kinds)
    if not unknown:
        return response, ()
    evidence = {id: item for id, item in response["evidence"].items() if id not in unknown}
    return _citing({**response, "evidence": evidence}, dict.fromkeys(unknown)), unknown


def _within_domains(response: Document, checklists: Checklists) -> Document:
    """Nobody answers for a domain that there is not here."""
    domains = {question.domain for question in checklists.questions}

    def person(one: Document) -> Document:
        kept = [domain for domain in one.get("domains", ()) if domain in domains]
        return {key: item for key, item in one.items() if key != "domains"} | ({"domains": kept} if kept else {})

    return {**response, "respondents": [person(one) for one in response["respondents"]]}


def beside(response: Document, *, people: Document, evidence: Document) -> Document:
    """The response with other ids for people and evidence that would be taken for others of the same id.

    `people`: names by id of those who stay; `evidence`: the pieces by id that stay, or that somebody has reviewed. Nobody can mend an id
    in a signed file.
    """
    persons = {one["id"]: one["name"] for one in response["respondents"]}
    clashing = [id for id, name in persons.items() if people.get(id, name) != name]
    fresh = _fresh(clashing, {*persons, *people})
    pieces = response["evidence"]
    others = [id for id, item in pieces.items() if any(key in item and item[key] != evidence.get(id, item).get(key) for key in _JUDGED)]
    renamed = _fresh(others, {*pieces, *evidence})
    answers = {
        id: {**answer, "by": fresh[answer["by"]]} if answer.get("by") in fresh else answer for id, answer in response["answers"].items()
    }
    made = {
        **response,
        "respondents": [{**one, "id": fresh.get(one["id"], one["id"])} for one in response["respondents"]],
        "evidence": dict(sorted((renamed.get(id, id), item) for id, item in pieces.items())),
        "answers": answers,
    }
    return _citing(made, renamed)


def _citing(response: Document, ids: Mapping[str, str | None]) -> Document:
    """The response with citations of pieces under their new ids; without those of pieces that have none."""
    if not ids:
        return response

    def answer(one: Document) -> Document:
        parts = [citation.partition("#") for citation in one.get("evidence", ())]
        cited = [f"{ids.get(id, id)}{sign}{where}" for id, sign, where in parts if ids.get(id, id) is not None]
        return {key: item for key, item in one.items() if key != "evidence"} | ({"evidence": cited} if cited else {})

    return {**response, "answers": {id: answer(one) for id, one in response["answers"].items()}}


def _fresh(ids: Collection[str], used: Collection[str]) -> dict[str, str]:
    """Another id for each, that nobody has: `soc2-2`."""
    made: dict[str, str] = {}
    for id in ids:
        if NAME.fullmatch(id):
            number = 2
            while (new := f"{id[: _LONGEST - len(f'-{number}')]}-{number}") in {*used, *made.values()}:
                number += 1
            made[id] = new
    return made
