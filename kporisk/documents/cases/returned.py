"""Files that came back: an engagement that the client filled in, a response to lay over what was said before."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kporisk.assessment.contradictions import in_response
from kporisk.documents.cases.engagement import read_engagement
from kporisk.documents.cases.normal import normal_parts, plain
from kporisk.documents.cases.place import Place
from kporisk.documents.cases.reader import open_part
from kporisk.documents.cases.response import read_response
from kporisk.model.case import DocumentWarning, Reviews, Vendor
from kporisk.model.checklist import Checklists, Respondent
from kporisk.model.scale import Age

Document = Mapping[str, Any]
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_JUDGED = ("kind", "issued", "expires", "sha256")
"""What a reviewer has seen of a piece of evidence; who changes it declares another piece."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A response that came back, laid over what was said before, in normal form."""

    response: Document
    warnings: tuple[DocumentWarning, ...]
    answered: Mapping[Respondent, int]
    """How many answers the file has, by whose questions they are answers to. What it leaves out of these is open."""
    kept: Mapping[Respondent, int]
    """How many answers of before stay, to the questions of the others."""


def read_engagement_file(path: Path, checklists: Checklists) -> tuple[dict[str, Any], tuple[DocumentWarning, ...]]:
    """The facts in a `kporisk.engagement/1` file in normal form, and what is doubtful in it. Raises InvalidDocument with all problems."""
    place = open_part(path, "engagement")
    facts = read_engagement(place, checklists)
    place.reading.finish()
    return {id: plain(value) for id, value in facts.items()}, tuple(place.reading.warnings)


def read_returned(path: Path, checklists: Checklists, *, before: Document | None, reviewed: Mapping[str, Document]) -> Returned:
    """The response in a `kporisk.response/1` file, laid over the one of before; as `take_in`."""
    return take_in(open_part(path, "response"), checklists, before=before, reviewed=reviewed)


def take_in(place: Place, checklists: Checklists, *, before: Document | None, reviewed: Mapping[str, Document]) -> Returned:
    """The response that stands at `place`, laid over the one of before (in normal form, fitting the checklists).

    A file that answers a vendor's questions replaces all answers to a vendor's questions, and so on: what it leaves out is open, and the
    answers to the questions of others stay. `reviewed`: evidence that somebody has reviewed, by id; no other piece takes its place.
    Raises InvalidDocument with all problems.
    """
    response, _ = read_response(place, checklists, by_auditor=False)
    if response is not None and not response.answers and not place.reading.problems:
        place.refuse("no question is answered in this file; write the answers after their colons, then give it again")
    if response is None or place.reading.problems:
        place.reading.finish()
    assert response is not None
    said = normal_parts(Vendor("", ""), {}, response, Reviews())["response"]
    covered = {checklists.question[id].respondent for id in said["answers"]}
    kept = {} if before is None else _kept(before["answers"], covered, checklists)
    if before is not None:
        _refuse_other_people(place, said, before, kept)
        _refuse_other_evidence(place, said, reviewed)
    place.reading.finish()
    return Returned(
        said if before is None else _laid_over(said, before, kept, checklists, declared=Respondent.VENDOR not in covered),
        (*place.reading.warnings, *in_response(response, checklists)),
        _counted(said["answers"], checklists),
        _counted(kept, checklists),
    )


def with_speakers(returned: Returned, before: Document | None, confirmed: Collection[str]) -> Returned:
    """The same, where who gave an answer of before still gives it that was `confirmed` as it was.

    Whoever answers for others too is not named to a vendor, so that a workbook or form brings the answer back without the name.
    """
    if before is None:
        return returned
    response = returned.response
    named = {person["id"]: person["name"] for person in response["respondents"]}
    known = {person["id"]: person for person in before["respondents"]}
    answers, people = dict(response["answers"]), list(response["respondents"])
    for id in confirmed:
        old, new = before["answers"].get(id, {}), answers.get(id)
        person = known.get(old.get("by"))
        if new is None or person is None or {**new, "by": person["id"]} != old or named.get(person["id"], person["name"]) != person["name"]:
            continue
        answers[id] = dict(old)
        if person["id"] not in named:
            named[person["id"]] = person["name"]
            people.append(person)
    return replace(returned, response={**response, "respondents": people, "answers": answers})


def laid_over(said: Document, before: Document | None, checklists: Checklists, *, covered: Collection[str]) -> Document:
    """What was said now, in normal form, laid over what was said before: the answers of before to the questions `covered` go, others stay.

    The declaration of before stays unless one of the vendor's own questions is covered.
    """
    if before is None:
        return said
    known = checklists.question
    kept = {id: answer for id, answer in before["answers"].items() if id in known and id not in covered}
    return _laid_over(said, before, kept, checklists, declared=all(known[id].respondent is not Respondent.VENDOR for id in covered))


def _kept(answers: Document, covered: Collection[Respondent], checklists: Checklists) -> dict[str, Any]:
    known = checklists.question
    return {id: answer for id, answer in answers.items() if id in known and known[id].respondent not in covered}


def _refuse_other_people(place: Place, said: Document, before: Document, kept: Document) -> None:
    """Refuse an id of a respondent by which answers that stay name somebody else."""
    named = {answer.get("by") for answer in kept.values()}
    names = {person["id"]: person["name"] for person in before["respondents"] if person["id"] in named}
    people = place.child("respondents")
    for item, person in zip(people.items("the respondents") if people and not people.empty else (), said["respondents"], strict=True):
        if names.get(person["id"], person["name"]) != person["name"]:
            item.refuse("answers that stay were given by another person with this id; give this one an id of their own")


def _refuse_other_evidence(place: Place, said: Document, reviewed: Mapping[str, Document]) -> None:
    """Refuse a piece of evidence by whose id a reviewer has seen another one: the review is not of this."""
    declared = place.child("evidence")
    for id, item in said["evidence"].items():
        if declared is not None and any(key in item and item[key] != reviewed.get(id, item).get(key) for key in _JUDGED):
            found = declared.child(id)
            assert found is not None
            found.refuse("a reviewer has seen another document under this id; give this one an id of its own", at_key=True)


def _laid_over(said: Document, before: Document, kept: Document, checklists: Checklists, *, declared: bool) -> dict[str, Any]:
    """One response of both. `declared`: the declaration of before still covers the vendor's own answers."""
    people = {person["id"] for person in said["respondents"]}
    named = {answer.get("by") for answer in kept.values()}
    cited = {citation.partition("#")[0] for answer in kept.values() for citation in answer.get("evidence", ())}
    evidence = {id: {**before["evidence"].get(id, {}), **item} for id, item in said["evidence"].items()}
    evidence |= {id: item for id, item in before["evidence"].items() if id in cited and id not in evidence}
    answers = {**kept, **said["answers"]}
    made = {
        "answered_on": _day_of(said, before, kept, answers, checklists).isoformat(),
        "respondents": [
            *said["respondents"],
            *(person for person in before["respondents"] if person["id"] in named and person["id"] not in people),
        ],
        "evidence": dict(sorted(evidence.items())),
        "answers": {question.id: answers[question.id] for question in checklists.questions if question.id in answers},
    }
    declaration = said.get("declaration") or (before.get("declaration") if declared else None)
    return {**made, "declaration": declaration} if declaration else made


def _counted(answers: Document, checklists: Checklists) -> dict[Respondent, int]:
    counts: dict[Respondent, int] = {}
    for id in answers:
        respondent = checklists.question[id].respondent
        counts[respondent] = counts.get(respondent, 0) + 1
    return counts


def _day_of(said: Document, before: Document, kept: Document, answers: Document, checklists: Checklists) -> date:
    """The day of the answers of both: that of before, as long as an answer of the vendor's own stays from then.

    Else one answer more, or one of somebody else, would make all of them young, and put off when the vendor is asked again. A day that an
    answer states has come by then.
    """
    stays = any(checklists.question[id].respondent is Respondent.VENDOR for id in kept)
    stated = (
        answer["value"]
        for id, answer in answers.items()
        if isinstance(checklists.question[id].scale, Age) and isinstance(answer.get("value"), str) and _DAY.fullmatch(answer["value"])
    )
    return max(date.fromisoformat(day) for day in ((before if stays else said)["answered_on"], *stated))
