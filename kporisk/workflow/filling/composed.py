"""The response that a draft makes: what was said in it, with ids that nobody else's people and evidence have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kporisk.model.checklist import Checklists
from kporisk.workflow.filling.draft import Draft
from kporisk.workflow.filling.known import Start, new_id


def composed(draft: Draft, start: Start, citable: Mapping[str, Any], checklists: Checklists, *, on: date) -> dict[str, Any]:
    """What was said in an interview as a response in normal form, to be laid over what was said before it.

    `citable`: the evidence that was known when it began. Whoever spoke, or was declared, under an id that somebody or something else was
    recorded under since, gets another one: no review of another document counts for this one.
    """
    people, pieces = _people(draft, start), _pieces(draft, start)
    evidence = {**citable, **{pieces[id]: item for id, item in draft.evidence.items()}}
    answers = {}
    for question in checklists.questions:
        answer = draft.answer(question.id)
        if answer is None:
            continue
        answer |= {"by": people[answer["by"]]["id"]} if "by" in answer else {}
        answer |= {"evidence": [_renamed(one, pieces) for one in answer["evidence"]]} if "evidence" in answer else {}
        answers[question.id] = answer
    named = {answer.get("by") for answer in answers.values()}
    cited = {citation.partition("#")[0] for answer in answers.values() for citation in answer.get("evidence", ())} | set(pieces.values())
    return {
        "answered_on": on.isoformat(),
        "respondents": [person for person in people.values() if person["id"] in named],
        "evidence": {id: item for id, item in sorted(evidence.items()) if id in cited},
        "answers": answers,
    }


def _people(draft: Draft, start: Start) -> dict[str, dict[str, Any]]:
    """Who spoke, by the id in the draft."""
    others = {person["id"]: (person["name"], person.get("role")) for person in start.said["respondents"]}
    taken = {*others, *draft.people}
    people = {id: dict(person) for id, person in draft.people.items()}
    for id, person in people.items():
        own = (person["name"], person.get("role"))
        if others.get(id, own) != own:
            person["id"] = new_id(person["name"], taken, otherwise="respondent")
            taken.add(person["id"])
    return people


def _pieces(draft: Draft, start: Start) -> dict[str, str]:
    """The ids of what was declared, by the id in the draft."""
    taken = {*start.evidence, *draft.evidence}
    ids = {}
    for id, item in draft.evidence.items():
        ids[id] = id if start.evidence.get(id, item) == item else new_id(id, taken, otherwise="evidence")
        taken.add(ids[id])
    return ids


def _renamed(citation: str, pieces: Mapping[str, str]) -> str:
    id, sign, where = citation.partition("#")
    return f"{pieces.get(id, id)}{sign}{where}"
