"""Two of a vendor's assessments, and what changed from one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from kporisk.documents.cases.normal import case_from_normal
from kporisk.errors import UsageError
from kporisk.model.assessment import Depth
from kporisk.register.book import Register
from kporisk.register.kinds import Kind, Known
from kporisk.workflow.change import Previous, between
from kporisk.workflow.library import Library, library_of
from kporisk.workflow.programme.past import Past, assessment_on, past_from
from kporisk.workflow.workspace.opened import Workspace

Moment: TypeAlias = int | date
"""An assessment by the number of its record, or the last one as of a day or before it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two assessments and what changed. `change`: the `kporisk.change/1` document; `answers`: those that are others now."""

    older: Past
    newer: Past
    change: Mapping[str, Any]
    answers: tuple[Mapping[str, Any], ...]


def assessment_at(register: Register, known: Known, moment: Moment | None) -> Past:
    """One of a vendor's assessments, the last where None. Raises UsageError where there is none."""
    if isinstance(moment, int):
        return assessment_on(register, known, seq=moment)
    return assessment_on(register, known, on=moment)


def two_assessments(register: Register, known: Known, *, older: Moment | None, newer: Moment | None) -> tuple[Past, Past]:
    """The two to compare: the last one where `newer` is None, the one before it where `older` is None.

    Raises UsageError where there are not two, or the older one is not older.
    """
    after = assessment_at(register, known, newer)
    if older is not None:
        before = assessment_at(register, known, older)
        if before.record.seq >= after.record.seq:
            raise UsageError(
                f"record {before.record.seq} is not older than record {after.record.seq}; kporisk history {known.id} lists the assessments"
            )
        return before, after
    records = register.records(known.ref, kinds=(Kind.ASSESSMENT,), upto=after.record.seq - 1, newest_first=True)
    if not records:
        raise UsageError(f"{known.id} has no assessment before record {after.record.seq}, so there is nothing to compare it with")
    return past_from(records[0], register.body(records[0].seq)), after


def compared(workspace: Workspace, older: Past, newer: Past) -> Compared:
    """What changed from one stored assessment to another, told with the checklists that the newer one was computed with."""
    library = library_for(workspace, newer.content)
    document = newer.document
    case = case_from_normal(newer.case_document, library.checklists)
    change = between(
        Previous(f"record {older.record.seq}", older.document, older.case_text),
        case,
        library,
        as_of=newer.as_of,
        depth=None if newer.depth is None else Depth(newer.depth),
        document=document,
    )
    return Compared(older, newer, change, tuple(_answers(older, newer, document)))


def library_for(workspace: Workspace, sha256: str) -> Library:
    """The checklists and method of that digest. Raises IntegrityError where the register never had them."""
    return workspace.library if sha256 == workspace.content.sha256 else library_of(workspace.folders_by(sha256))


def _answers(older: Past, newer: Past, document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every question whose answer is another, in the order of the checklists; those that are asked no more stand last."""
    before, after = (past.case_document["response"]["answers"] for past in (older, newer))
    questions = {question["id"]: question for question in document["questions"]}
    was = {question["id"]: question for question in older.document["questions"]}
    for id in dict.fromkeys((*questions, *was)):
        if before.get(id) != after.get(id):
            yield {
                "question": id,
                "domain": (questions.get(id) or was[id])["domain"],
                "text": (questions.get(id) or was[id])["text"],
                "cause": _cause(before.get(id), after.get(id)),
                "before": _answer(before.get(id), was.get(id)),
                "after": _answer(after.get(id), questions.get(id)),
            }


def _cause(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """What was done to an answer: answered, withdrawn, changed, or only what stands beside it."""
    if before is None or after is None:
        return "answered" if before is None else "answer_withdrawn"
    said = [{key: one.get(key) for key in ("status", "value")} for one in (before, after)]
    if said[0] == said[1]:
        return "besides"
    return "called_not_applicable" if after["status"] == "not_applicable" else "answer_changed"


def _answer(answer: Mapping[str, Any] | None, question: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "status": answer["status"],
        "value": answer.get("value"),
        "value_text": None if question is None else question["value_text"],
        "reason": answer.get("reason"),
        "by": answer.get("by"),
        "note": answer.get("note"),
        "evidence": answer.get("evidence", []),
    }
