"""The response: what was said, by whom, on which day, with which evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kporisk.documents.cases.place import LIMIT_LINE, Place
from kporisk.documents.cases.values import answer_value, question_words
from kporisk.documents.files.suggestions import shown
from kporisk.model.case import Answer, Citation, Declaration, Evidence, Person, Response, Status
from kporisk.model.checklist import Checklists, Question
from kporisk.model.scale import Value

RESPONSE_FORMAT = "kporisk.response/1"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
"""Ids of evidence and of respondents."""

_SHA256_WORDS = "a SHA-256 (64 hexadecimal digits, as sha256sum prints them)"
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_NAME_WORDS = "an id (letters, digits, _ . - ; at most 63, a letter or digit first)"
_ENGAGEMENT_HINT = "engagement facts are the client's: move it to the engagement part of the case"
_STATUS_KEYS = {
    Status.ANSWERED: ("status", "value", "by", "evidence", "note"),
    Status.UNKNOWN: ("status", "by", "note"),
    Status.NOT_APPLICABLE: ("status", "reason", "by", "evidence", "note"),
}
ANSWER_KEYS = ("status", "value", "reason", "by", "evidence", "note")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a response declares and others refer to, valid or not, so that one mistake is not reported twice."""

    evidence: frozenset[str]
    respondents: Mapping[str, Person]


def read_response(place: Place, checklists: Checklists, *, by_auditor: bool) -> tuple[Response | None, Declared]:
    """The response, None where it has no day, and what it declares. `by_auditor`: it may hold what only an auditor states."""
    hints = {fact.id: _ENGAGEMENT_HINT for fact in checklists.engagement} | {"engagement": _ENGAGEMENT_HINT}
    hints |= {question.id: "an answer belongs under answers" for question in checklists.questions}
    optional = ("format", "respondents", "declaration", "evidence", "answers")
    parts = place.fields("the response", required=("answered_on",), optional=optional, hints=hints)
    answered_on = parts["answered_on"].day() if "answered_on" in parts else None
    domains = tuple(dict.fromkeys(question.domain for question in checklists.questions))
    people = _respondents(parts["respondents"], domains) if "respondents" in parts else {}
    evidence = _evidence(parts["evidence"], checklists, answered_on) if "evidence" in parts else {}
    declared = Declared(frozenset(evidence), people)
    declaration = _declaration(parts["declaration"], answered_on) if "declaration" in parts else None
    reading = Answers(checklists, declared, answered_on, by_auditor=by_auditor)
    answers = reading.read(parts["answers"]) if "answers" in parts else {}
    if "declaration" not in parts:
        place.doubt("nobody has declared these answers complete and true", "personne n'a déclaré ces réponses complètes et exactes")
    if answered_on is None:
        return None, declared
    known_evidence = {id: item for id, item in evidence.items() if item is not None}
    return Response(answered_on, tuple(people.values()), declaration, known_evidence, answers), declared


def _respondents(place: Place, domains: tuple[str, ...]) -> dict[str, Person]:
    people: dict[str, Person] = {}
    for item in place.items("the respondents"):
        parts = item.fields("a respondent", required=("id", "name"), optional=("role", "domains"))
        id = parts["id"].matching(NAME, _NAME_WORDS) if "id" in parts else None
        name = parts["name"].line("a name") if "name" in parts else None
        role = parts["role"].line("a role") if "role" in parts else ""
        covered = parts["domains"].choices(domains, "a domain") if "domains" in parts else ()
        if id in people:
            parts["id"].refuse("another respondent has this id; each needs one of their own")
        elif id is not None:
            people[id] = Person(id, name or "", role or "", covered or ())
    return people


def _declaration(place: Place, answered_on: date | None) -> Declaration | None:
    parts = place.fields("the declaration", required=("name", "role", "on"))
    name = parts["name"].line("a name") if "name" in parts else None
    role = parts["role"].line("a role") if "role" in parts else None
    on = parts["on"].day() if "on" in parts else None
    if on and answered_on and on < answered_on:
        parts["on"].doubt(
            "the declaration is older than the answers, so it may not cover them all",
            "la déclaration est antérieure aux réponses : elle peut ne pas les couvrir toutes",
        )
    return Declaration(name, role, on) if name and role and on else None


def _evidence(place: Place, checklists: Checklists, answered_on: date | None) -> dict[str, Evidence | None]:
    """By id; None where an entry is not valid, so that what cites it is not reported as well."""
    found: dict[str, Evidence | None] = {}
    for id, item in place.entries("the evidence, by id").items():
        found[id] = None
        if not NAME.fullmatch(id):
            item.refuse(f"{shown(id)} is not {_NAME_WORDS}", at_key=True)
        parts = item.fields("a piece of evidence", required=("kind", "title"), optional=("issued", "expires", "file", "sha256"))
        kinds = tuple(checklists.evidence_kinds)
        kind = parts["kind"].choice(kinds, "a kind of evidence") if "kind" in parts else None
        title = parts["title"].line("a title") if "title" in parts else None
        issued = parts["issued"].day() if "issued" in parts else None
        expires = parts["expires"].day() if "expires" in parts else None
        file = parts["file"].line("a file name") if "file" in parts else None
        sha256 = parts["sha256"].matching(_SHA256, _SHA256_WORDS) if "sha256" in parts else None
        if issued and answered_on and issued > answered_on:
            parts["issued"].doubt(
                "the evidence is issued after the answers, so it may show what has changed since",
                "la preuve est postérieure aux réponses : elle peut montrer ce qui a changé depuis",
            )
        if issued and expires and expires < issued:
            parts["expires"].refuse("the evidence expires before it is issued; correct the dates")
        if kind and title:
            found[id] = Evidence(id, kind, title, issued, expires, file, sha256.lower() if sha256 else None)
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one response and what they are checked against."""

    checklists: Checklists
    declared: Declared
    answered_on: date | None
    by_auditor: bool

    def read(self, place: Place) -> dict[str, Answer]:
        """The answers in the order of the checklists; a question without an answer is left out."""
        found: dict[str, Answer] = {}
        for id, question, item in question_entries(place, self.checklists):
            if id != question.id and place.child(question.id):
                item.refuse(f"this is the former id of {question.id}, which is answered too; keep one of them", at_key=True)
            elif not item.empty and (answer := self.answer(item, question)):
                found[question.id] = answer
        return {question.id: found[question.id] for question in self.checklists.questions if question.id in found}

    def answer(self, place: Place, question: Question) -> Answer | None:
        """One answer, in its short or long form; None where it is none, and then refused."""
        if not isinstance(place.node.data, Mapping):
            value = self._value(place, question)
            return None if value is None else Answer(Status.ANSWERED, value)
        parts = place.fields("an answer", required=(), optional=ANSWER_KEYS)
        word = parts["status"].choice([status.value for status in Status], "a status") if "status" in parts else Status.ANSWERED.value
        by = self._respondent(parts["by"]) if "by" in parts else None
        evidence = self._citations(parts["evidence"]) if "evidence" in parts else ()
        note = parts["note"].text("a note") if "note" in parts else None
        reason = parts["reason"].text("a reason") if "reason" in parts else None
        if word is None:
            return None
        status = Status(word)
        for key, part in parts.items():
            if key not in _STATUS_KEYS[status]:
                part.refuse(
                    f"an answer with status {status.value} has no {key}" + ("; write a note" if key == "reason" else ""), at_key=True
                )
        match status:
            case Status.ANSWERED:
                value = self._value(parts["value"], question) if "value" in parts else None
                if "value" not in parts:
                    place.refuse("the answer has no value; give value: …, or status: unknown")
                return None if value is None else Answer(status, value, None, by, evidence, note)
            case Status.UNKNOWN:
                return Answer(status, None, None, by, (), note)
            case Status.NOT_APPLICABLE:
                if question.knock_out is not None:
                    place.refuse("this question is a knock-out and always applies; give a value, or status: unknown")
                elif "reason" not in parts:
                    place.refuse("not applicable needs its reason (reason: …)")
                return Answer(status, None, reason, by, evidence, note)

    def _value(self, place: Place, question: Question) -> Value | None:
        word = place.node.data
        if word in (Status.UNKNOWN.value, Status.NOT_APPLICABLE.value) and word not in question_words(question):
            place.refuse(f"this is a status, not a value of this question; write {{status: {word}}}")
            return None
        value = answer_value(place, question, by_auditor=self.by_auditor)
        if isinstance(value, date) and self.answered_on and value > self.answered_on:
            place.refuse("this date lies after the day of the answers (answered_on); an answer tells what has happened")
        return value

    def _respondent(self, place: Place) -> str | None:
        id = place.matching(NAME, _NAME_WORDS)
        if id is None or id in self.declared.respondents:
            return id
        near = place.reading.nearest(id, self.declared.respondents)
        place.refuse(f"no respondent has the id {shown(id)}" + (f"; did you mean {near}?" if near else "; declare them under respondents"))
        return None

    def _citations(self, place: Place) -> tuple[Citation, ...]:
        citations: list[Citation] = []
        for item in place.items("the evidence cited"):
            text = item.line("a citation (such as soc2#CC6.1)")
            if text is None:
                continue
            id, sign, where = text.partition("#")
            if not NAME.fullmatch(id) or (sign and not where.strip()) or len(text) > LIMIT_LINE:
                item.refuse("a citation is the id of a declared piece of evidence, and # with the place in it: soc2 or soc2#CC6.1")
            elif id not in self.declared.evidence:
                near = item.reading.nearest(id, self.declared.evidence)
                tail = f"did you mean {near}?" if near else "declare it under evidence"
                item.refuse(f"no evidence with the id {shown(id)} is declared; {tail}")
            elif Citation(id, where) in citations:
                item.refuse("this is cited twice; once is enough")
            else:
                citations.append(Citation(id, where))
        return tuple(citations)


def question_entries(place: Place, checklists: Checklists) -> list[tuple[str, Question, Place]]:
    """Key, question and value for every key that is the id of a question, or was one; the others are refused."""
    found: list[tuple[str, Question, Place]] = []
    facts = {*checklists.fact, "engagement"}
    for id, item in place.entries("the answers, by question").items():
        question = find_question(item, id, checklists, hint=_ENGAGEMENT_HINT if id in facts else None, at_key=True)
        if question:
            found.append((id, question, item))
    return found


def find_question(place: Place, id: str, checklists: Checklists, *, hint: str | None = None, at_key: bool = False) -> Question | None:
    """The question with this id, or that replaces it (with a warning); None, and refused, where there is none."""
    if id in checklists.question:
        return checklists.question[id]
    for question in checklists.questions:
        if id in question.replaces:
            place.doubt(
                f"the question {shown(id)} is now called {question.id}", f"la question {shown(id)} s'appelle désormais {question.id}"
            )
            return question
    near = None if hint else place.reading.nearest(id, checklists.question)
    tail = hint or (f"did you mean {near}?" if near else "`kporisk checklist list` names the questions")
    place.refuse(f"no question has the id {shown(id)}; {tail}", at_key=at_key)
    return None
