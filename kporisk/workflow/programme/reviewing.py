"""Reviews of evidence: somebody who is no respondent accepts or rejects a piece for named questions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kporisk.documents.files.suggestions import listed
from kporisk.errors import UsageError
from kporisk.model.case import Outcome
from kporisk.model.people import who
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workflow.programme.evidence import no_such_piece
from kporisk.workflow.programme.state import state_of
from kporisk.workflow.programme.stated import one_line, questions_stated, stated
from kporisk.workflow.workspace.opened import Workspace


def review_evidence(
    workspace: Workspace,
    known: Known,
    id: str,
    *,
    outcome: Outcome,
    questions: tuple[str, ...],
    by: str,
    note: str | None,
    on: date,
    at: datetime,
) -> tuple[tuple[str, ...], bool]:
    """Record a review, unless the same one is recorded already; returns the questions that it is about, and whether it was recorded.

    Raises UsageError for evidence that nobody has declared, a question whose answer does not cite it, and a reviewer who answered.
    """
    state = state_of(workspace.register, known)
    document = state.case_document()
    if document is None:
        raise UsageError(f"{known.id} has given no answers yet, so there is nothing that evidence could show")
    response = document["response"]
    if id not in response["evidence"]:
        raise UsageError(no_such_piece(known.id, id, response["evidence"]))
    reviewer = one_line(by, "the reviewer's name")
    if who(reviewer) in _respondents(response):
        raise UsageError(f"{reviewer} has answered for {known.id} and cannot review what shows it; somebody else has to")
    digest = response["evidence"][id].get("sha256")
    if digest is None:
        raise UsageError(f"nobody has said which file {id} is; keep a copy of it first: kporisk evidence add {known.id} FILE --id {id}")
    asked = tuple(question.id for question in questions_stated(questions, workspace.library.checklists))
    uncited = [question for question in asked if not _cites(response["answers"].get(question, {}), id)]
    if uncited:
        raise UsageError(_how_to_cite(known.id, id, uncited, response))
    review: dict[str, Any] = {"evidence": id, "questions": list(asked), "outcome": outcome.value, "by": reviewer, "on": on.isoformat()}
    if note is not None and note.strip():
        review["note"] = stated(note.strip(), lambda place: place.text("a note"))
    body = {"from": "register", "sha256": digest, "review": review}
    anew = body not in state.own_reviews
    if anew:
        workspace.commit([Entry(Kind.REVIEW, body, known.ref)], at=at, expect={known.ref: state.last})
    return asked, anew


def _respondents(response: dict[str, Any]) -> set[str]:
    """Everybody who answered or declared, as `kporisk.scoring.evidence` knows them."""
    names = {person[key] for person in response["respondents"] for key in ("id", "name")}
    if "declaration" in response:
        names.add(response["declaration"]["name"])
    return {who(name) for name in names}


def _cites(answer: dict[str, Any], id: str) -> bool:
    return any(citation.partition("#")[0] == id for citation in answer.get("evidence", ()))


def _how_to_cite(vendor: str, id: str, uncited: list[str], response: dict[str, Any]) -> str:
    silent = [one for one in uncited if response["answers"].get(one, {"status": "unknown"})["status"] == "unknown"]
    lines = [f"{listed(silent)} {'has' if len(silent) == 1 else 'have'} no answer that {id} could show"] if silent else []
    others = [one for one in uncited if one not in silent]
    if others:
        options = " ".join(f"--for {one}" for one in others)
        command = f"kporisk evidence add {vendor} FILE --id {id} {options}"
        lines.append(f"{id} is not cited by the answer to {listed(others)}; if it shows that too: {command}")
    return "\n".join(lines)
