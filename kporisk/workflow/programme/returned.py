"""What came back: the client's facts, and answers to a questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kporisk.documents.cases.carried import carry
from kporisk.documents.cases.returned import Returned, read_engagement_file, read_returned
from kporisk.documents.results.assessment import assessment_document
from kporisk.errors import UsageError
from kporisk.model.assessment import Depth
from kporisk.model.case import DocumentWarning
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workflow.assess import Assessed
from kporisk.workflow.programme.record import Recorded, case_of, judged, record_state
from kporisk.workflow.programme.state import Document, VendorState, folded, state_of, with_evidence
from kporisk.workflow.workspace.opened import Workspace


def record_engagement(
    workspace: Workspace, known: Known, path: Path, *, at: datetime
) -> tuple[tuple[str, ...], tuple[DocumentWarning, ...]]:
    """Record the facts in a `kporisk.engagement/1` file; the ids of those that are others now, none where nothing was recorded.

    Raises InvalidDocument with every problem of the file, UsageError for a vendor that is retired.
    """
    state = state_of(workspace.register, known)
    refuse_retired(state)
    facts, warnings = read_engagement_file(path, workspace.library.checklists)
    before = state.engagement or {}
    changed = tuple(id for id in dict.fromkeys((*facts, *before)) if facts.get(id) != before.get(id))
    if changed:
        workspace.commit([Entry(Kind.ENGAGEMENT, {"engagement": facts}, known.ref)], at=at, expect={known.ref: state.last})
    return changed, warnings


def record_response(
    workspace: Workspace, known: Known, path: Path, *, as_of: date, depth: Depth | None, at: datetime
) -> tuple[Recorded, Returned]:
    """Record a response that came back, laid over what was said before, and the assessment of it.

    Raises InvalidDocument with every problem of the file, else as `record_file`.
    """
    state, entries, returned = _with_response(workspace, known, path)
    return record_state(workspace, state, entries, as_of=as_of, depth=depth, at=at, source=str(path)), returned


def look_at_response(workspace: Workspace, known: Known, path: Path, *, as_of: date, depth: Depth | None) -> tuple[Assessed, Returned]:
    """The assessment that `record_response` would record; nothing is."""
    state, _, returned = _with_response(workspace, known, path)
    case = case_of(state, workspace.library)
    return Assessed(case, assessment_document(judged(case, workspace.library, as_of=as_of, depth=depth, source=str(path)))), returned


def _with_response(workspace: Workspace, known: Known, path: Path) -> tuple[VendorState, tuple[Entry, ...], Returned]:
    checklists = workspace.library.checklists
    return with_returned(
        workspace,
        state_of(workspace.register, known),
        lambda before, reviewed: read_returned(path, checklists, before=before, reviewed=reviewed),
    )


def with_returned(
    workspace: Workspace, state: VendorState, read: Callable[[Document | None, Mapping[str, Document]], Returned]
) -> tuple[VendorState, tuple[Entry, ...], Returned]:
    """The state with a response that came back in it, and what is to be recorded for that: nothing where all of it is known.

    `read` is given what was said before and the pieces of evidence that somebody has reviewed. Raises what it raises, and UsageError for
    a vendor that is retired.
    """
    refuse_retired(state)
    returned = read(fitting(state, workspace), _reviewed(state))
    if returned.response == state.response:
        return state, (), returned
    entry = Entry(Kind.RESPONSE, {"response": dict(returned.response)}, state.known.ref)
    return folded(state, entry.kind, entry.body), (entry,), returned


def fitting(state: VendorState, workspace: Workspace) -> dict[str, Any] | None:
    """What was said before, as it stands with the pinned checklists, without the register's own evidence."""
    if state.response is None:
        return None
    case = {"format": "kporisk.case/1", "vendor": {"id": state.facts.id, "name": state.facts.name}}
    document = {**case, "engagement": state.engagement or {}, "response": dict(state.response), "reviews": {"evidence": [], "waivers": []}}
    response = carry(document, workspace.library.checklists).document["response"]
    assert isinstance(response, dict)
    return response


def _reviewed(state: VendorState) -> dict[str, Any]:
    """The pieces of evidence that somebody has reviewed, by id, as they stand with what the register keeps."""
    if state.response is None:
        return {}
    seen = {review["evidence"] for review in (*state.filed_reviews, *(one["review"] for one in state.own_reviews))}
    return {id: item for id, item in with_evidence(state.response, state.evidence)["evidence"].items() if id in seen}


def refuse_retired(state: VendorState) -> None:
    """Raise UsageError for a vendor that is retired: nothing more is recorded about it."""
    id, retired = state.known.id, state.facts.retired_on
    if retired is not None:
        raise UsageError(f"{id} was retired on {retired}; to take it up again: kporisk vendor add {id} --name NAME")
