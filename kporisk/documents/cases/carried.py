"""A stored case, read with other checklists than it was written with: what no longer fits becomes open, and is named in a warning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from kporisk.documents.cases.fitting import fits
from kporisk.documents.cases.normal import answer_form, plain
from kporisk.documents.cases.place import Place, Reading
from kporisk.documents.cases.response import Answers, Declared, find_question
from kporisk.documents.cases.values import fact_value
from kporisk.documents.files.nodes import below, node
from kporisk.documents.files.suggestions import listed
from kporisk.model.case import Answer, DocumentWarning, EngagementValue, Person
from kporisk.model.checklist import Checklists, Fact, Question

_T = TypeVar("_T")
_Read = Callable[[Place], _T]


@dataclass(frozen=True, slots=True)
class Carried:
    """A normal form that fits the checklists; `warnings` name what did not, in the order of the document."""

    document: Mapping[str, Any]
    warnings: tuple[DocumentWarning, ...] = ()
    lacking: tuple[str, ...] = ()
    """Engagement facts that must be stated and are not, or no longer: until the client states them, nothing can be assessed."""


def carry(document: Mapping[str, Any], checklists: Checklists) -> Carried:
    """The stored normal form `document` as it stands with `checklists`; the same where nothing has changed. Never raises for what has."""
    return Carried(document) if fits(document, checklists) else read_anew(document, checklists)


def read_anew(document: Mapping[str, Any], checklists: Checklists) -> Carried:
    """The same, with every value read as if it stood in a file."""
    carrying = _Carrying(checklists)
    engagement = carrying.engagement(document["engagement"])
    response = carrying.response(document["response"])
    reviews = carrying.reviews(document["reviews"], response["evidence"])
    lacking = tuple(fact.id for fact in checklists.engagement if fact.required and fact.id not in engagement)
    for id in lacking:
        carrying.warn(
            "engagement",
            below("$.engagement", id),
            f"the engagement fact {id} is required and not stated; ask the client for it",
            f"le fait de mission {id} est requis et n'est pas renseigné : demandez-le au client",
        )
    made = {**document, "engagement": engagement, "response": response, "reviews": reviews}
    return Carried(made, tuple(carrying.warnings), lacking)


class _Carrying:
    """One pass over a stored case; the reader itself says what fits."""

    def __init__(self, checklists: Checklists) -> None:
        self._checklists = checklists
        self.warnings: list[DocumentWarning] = []

    def warn(self, part: str, pointer: str, en: str, fr: str) -> None:
        """Note what did not fit; values are never repeated."""
        self.warnings.append(DocumentWarning(part, pointer, {"en": en, "fr": fr}))

    def _read(self, part: str, pointer: str, value: Any, read: _Read[_T]) -> _T | None:
        """What the reader makes of a value; None where it refuses it. What it doubts is noted, such as a former id."""
        reading = Reading()
        found = read(Place(reading, "", part, node(value), pointer))
        if reading.problems:
            return None
        self.warnings += reading.warnings
        return found

    def engagement(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The facts that still are ones."""
        known = self._checklists.fact
        kept: dict[str, Any] = {}
        for id, value in facts.items():
            pointer = below("$.engagement", id)
            if id not in known:
                self.warn(
                    "engagement",
                    pointer,
                    f"the engagement fact {id} is no longer asked for; it is left out",
                    f"le fait de mission {id} n'est plus demandé : il est laissé de côté",
                )
            elif (found := self._fact(pointer, value, known[id])) is not None:
                kept[id] = plain(found)
            else:
                self.warn(
                    "engagement",
                    pointer,
                    f"what was stated as {id} is not possible any more; it counts as not stated",
                    f"la valeur donnée pour {id} n'est plus possible : elle est tenue pour non renseignée",
                )
        return _in_order(kept, known)

    def _fact(self, pointer: str, value: Any, fact: Fact) -> EngagementValue | None:
        return self._read("engagement", pointer, value, lambda place: fact_value(place, fact, self._checklists))

    def response(self, response: Mapping[str, Any]) -> dict[str, Any]:
        """The response with what still is an answer, a domain or a kind of evidence."""
        respondents = [self._respondent(index, person) for index, person in enumerate(response["respondents"])]
        evidence = {id: item for id, item in response["evidence"].items() if self._kind_known(id, item)}
        people = {person["id"]: Person(person["id"], person["name"]) for person in respondents}
        reading = Answers(
            self._checklists, Declared(frozenset(evidence), people), date.fromisoformat(response["answered_on"]), by_auditor=True
        )
        answers: dict[str, Any] = {}
        for id, answer in response["answers"].items():
            pointer = below("$.response.answers", id)
            question = self._question("response", pointer, id)
            if question is None:
                self.warn(
                    "response",
                    pointer,
                    f"the question {id} is no longer asked; its answer is left out",
                    f"la question {id} n'est plus posée : sa réponse est laissée de côté",
                )
            elif question.id != id and (question.id in response["answers"] or question.id in answers):
                self.warn(
                    "response",
                    pointer,
                    f"{question.id} has an answer already; the one to its former id {id} is left out",
                    f"{question.id} a déjà une réponse : celle donnée sous son ancien identifiant {id} est laissée de côté",
                )
            elif found := self._answer(reading, pointer, question, _citing(answer, evidence)):
                answers[question.id] = answer_form(found)
        made_of = {"respondents": respondents, "evidence": evidence, "answers": _in_order(answers, self._checklists.question)}
        return {**response, **made_of}

    def _answer(self, reading: Answers, pointer: str, question: Question, answer: Mapping[str, Any]) -> Answer | None:
        found = self._read("response", pointer, answer, lambda place: reading.answer(place, question))
        if found is None:
            self.warn(
                "response",
                pointer,
                f"what was answered to {question.id} is no answer to it as it is asked now; it counts as open",
                f"la réponse donnée à {question.id} ne vaut plus, la question étant posée autrement : elle reste sans réponse",
            )
        return found

    def _question(self, part: str, pointer: str, id: str) -> Question | None:
        return self._read(part, pointer, None, lambda place: find_question(place, id, self._checklists))

    def _respondent(self, index: int, person: Mapping[str, Any]) -> Mapping[str, Any]:
        known = {question.domain for question in self._checklists.questions}
        gone = [domain for domain in person.get("domains", ()) if domain not in known]
        if not gone:
            return person
        self.warn(
            "response",
            f"$.response.respondents[{index}].domains",
            f"{person['id']} was named for what is no longer asked: {listed(gone)}",
            f"{person['id']} répondait pour ce qui n'est plus demandé : {', '.join(gone)}",
        )
        kept = [domain for domain in person["domains"] if domain in known]
        return {key: value for key, value in person.items() if key != "domains"} | ({"domains": kept} if kept else {})

    def _kind_known(self, id: str, item: Mapping[str, Any]) -> bool:
        if item["kind"] in self._checklists.evidence_kinds:
            return True
        pointer = below("$.response.evidence", id)
        warning = DocumentWarning(
            "response",
            pointer,
            {
                "en": f"the evidence {id} is of a kind that is no longer known; it is left out, and shows nothing any more",
                "fr": f"la preuve {id} est d'une nature qui n'est plus connue : elle est laissée de côté et ne démontre plus rien",
            },
            id,
        )
        self.warnings.append(warning)
        return False

    def reviews(self, reviews: Mapping[str, Any], evidence: Mapping[str, Any]) -> dict[str, Any]:
        """The reviews of what is still there and asked, and the waivers of rules that still have a floor."""
        floors = {rule.id for rule in self._checklists.rules if rule.floor is not None}
        kept = [self._review(index, review) for index, review in enumerate(reviews["evidence"]) if review["evidence"] in evidence]
        waivers = []
        for index, waiver in enumerate(reviews["waivers"]):
            if waiver["rule"] in floors:
                waivers.append(waiver)
                continue
            self.warn(
                "reviews",
                f"$.reviews.waivers[{index}]",
                f"the rule {waiver['rule']} is gone or has no floor any more; its waiver is left out",
                f"la règle {waiver['rule']} n'existe plus ou n'a plus de plancher : sa dérogation est laissée de côté",
            )
        return {**reviews, "evidence": [review for review in kept if review], "waivers": waivers}

    def _review(self, index: int, review: Mapping[str, Any]) -> Mapping[str, Any] | None:
        pointer = f"$.reviews.evidence[{index}]"
        found = {id: self._question("reviews", f"{pointer}.questions", id) for id in review["questions"]}
        gone = [id for id, question in found.items() if question is None]
        if gone:
            self.warn(
                "reviews",
                f"{pointer}.questions",
                f"the review of {review['evidence']} named what is no longer asked: {listed(gone)}",
                f"l'examen de {review['evidence']} portait sur ce qui n'est plus demandé : {', '.join(gone)}",
            )
        questions = list(dict.fromkeys(question.id for question in found.values() if question))
        return {**review, "questions": questions} if questions else None


def _citing(answer: Mapping[str, Any], evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer without the citations of evidence that was left out, which has a warning of its own."""
    cited = answer.get("evidence", ())
    kept = [citation for citation in cited if citation.split("#", 1)[0] in evidence]
    if len(kept) == len(cited):
        return answer
    return {key: value for key, value in answer.items() if key != "evidence"} | ({"evidence": kept} if kept else {})


def _in_order(found: Mapping[str, Any], order: Iterable[str]) -> dict[str, Any]:
    return {id: found[id] for id in order if id in found}
