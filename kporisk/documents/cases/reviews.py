"""The reviews: what the auditor established, and the waivers that somebody approved."""

from __future__ import annotations

from kporisk.documents.cases.place import Place
from kporisk.documents.cases.response import Declared, find_question
from kporisk.documents.files.suggestions import shown
from kporisk.model.case import Outcome, Review, Reviews, Waiver
from kporisk.model.checklist import Checklists

REVIEWS_FORMAT = "kporisk.reviews/1"


def read_reviews(place: Place, checklists: Checklists, declared: Declared | None) -> Reviews:
    """Reviews and waivers in the order written. `declared`: what the response declares; None where the reviews stand alone."""
    parts = place.fields("the reviews", required=(), optional=("format", "evidence", "waivers"))
    reviews = (
        [_review(item, checklists, declared) for item in parts["evidence"].items("the reviews of evidence")] if "evidence" in parts else []
    )
    waivers: dict[str, Waiver] = {}
    for item in parts["waivers"].items("the waivers") if "waivers" in parts else ():
        waiver = _waiver(item, checklists)
        if waiver and waiver.rule in waivers:
            item.refuse("this rule is waived twice; keep one waiver")
        elif waiver:
            waivers[waiver.rule] = waiver
    return Reviews(tuple(review for review in reviews if review), tuple(waivers.values()))


def _review(place: Place, checklists: Checklists, declared: Declared | None) -> Review | None:
    required = ("evidence", "questions", "outcome", "by", "on")
    parts = place.fields("a review", required=required, optional=("note",))
    evidence = _reviewed(parts["evidence"], declared) if "evidence" in parts else None
    questions = _questions(parts["questions"], checklists) if "questions" in parts else ()
    outcome = parts["outcome"].choice([outcome.value for outcome in Outcome], "an outcome") if "outcome" in parts else None
    by = parts["by"].line("the reviewer's name") if "by" in parts else None
    on = parts["on"].day() if "on" in parts else None
    note = parts["note"].text("a note") if "note" in parts else None
    if (
        by
        and declared
        and by.casefold() in {word.casefold() for person in declared.respondents.values() for word in (person.id, person.name)}
    ):
        parts["by"].doubt(
            "the reviewer is a respondent, so this review does not count",
            "l'examinateur est un répondant : cet examen ne compte pas",
        )
    return Review(evidence, questions, Outcome(outcome), by, on, note) if evidence and questions and outcome and by and on else None


def _reviewed(place: Place, declared: Declared | None) -> str | None:
    id = place.line("the id of a piece of evidence")
    if id is not None and declared is not None and id not in declared.evidence:
        near = place.reading.nearest(id, declared.evidence)
        tail = f"; did you mean {near}?" if near else ""
        place.refuse(f"the response declares no evidence with the id {shown(id)}{tail}")
        return None
    return id


def _questions(place: Place, checklists: Checklists) -> tuple[str, ...]:
    items = place.items("the questions that the review is about")
    if isinstance(place.node.data, tuple) and not items:
        place.refuse("the list is empty; name the questions that the review is about")
    found: list[str] = []
    for item in items:
        id = item.line("the id of a question")
        question = find_question(item, id, checklists) if id is not None else None
        if question and question.id in found:
            item.refuse("this question is named twice; once is enough")
        elif question:
            found.append(question.id)
    return tuple(found)


def _waiver(place: Place, checklists: Checklists) -> Waiver | None:
    parts = place.fields("a waiver", required=("rule", "reason", "approver", "until"))
    rule = _rule(parts["rule"], checklists) if "rule" in parts else None
    reason = parts["reason"].text("a reason") if "reason" in parts else None
    approver = parts["approver"].line("the approver's name") if "approver" in parts else None
    until = parts["until"].day() if "until" in parts else None
    return Waiver(rule, reason, approver, until) if rule and reason and approver and until else None


def _rule(place: Place, checklists: Checklists) -> str | None:
    id = place.line("the id of a rule")
    if id is None:
        return None
    with_floor = [rule.id for rule in checklists.rules if rule.floor is not None]
    if id in with_floor:
        return id
    if id in checklists.rule:
        place.refuse("this rule has no floor, so there is nothing to waive")
    else:
        near = place.reading.nearest(id, with_floor)
        place.refuse(
            f"no rule has the id {shown(id)}" + (f"; did you mean {near}?" if near else "; `kporisk checklist list` names the rules")
        )
    return None
