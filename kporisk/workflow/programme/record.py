"""Assessing a vendor of the register, and recording what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kporisk.assessment.assess import assess
from kporisk.documents.cases.carried import carry
from kporisk.documents.cases.normal import case_from_normal, normal_form
from kporisk.documents.cases.reader import read_case
from kporisk.documents.files.digest import canonical
from kporisk.documents.files.suggestions import listed
from kporisk.documents.results.assessment import assessment_document
from kporisk.documents.results.material import material
from kporisk.errors import InvalidDocument, UsageError
from kporisk.model.assessment import Assessment, Depth
from kporisk.model.band import Tier
from kporisk.model.case import Case
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.scoring.standing import standing_tier
from kporisk.workflow.assess import Assessed
from kporisk.workflow.library import Library
from kporisk.workflow.programme.past import Past, last_assessment, past_body, past_from
from kporisk.workflow.programme.state import VendorState, folded, state_of
from kporisk.workflow.workspace.opened import Workspace


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: the assessment, what it was made of, and the one before it."""

    past: Past
    assessed: Assessed
    before: Past | None


def record_file(workspace: Workspace, path: Path, *, as_of: date, depth: Depth | None, at: datetime) -> Recorded:
    """Assess the case in a file and record what is new in it, with the assessment.

    What was established in the register counts besides what the file says. Raises InvalidDocument with every problem of the case, and
    UsageError for a vendor that the register does not have, a day in the future or one before the last assessment.
    """
    case = read_case(path, workspace.library.checklists)
    known = workspace.vendor(case.vendor.id)
    state = state_of(workspace.register, known)
    entries = entries_of(case, state)
    for entry in entries:
        state = folded(state, entry.kind, entry.body)
    return record_state(workspace, state, entries, as_of=as_of, depth=depth, at=at, source=str(path), read=case)


def record_vendor(workspace: Workspace, known: Known, *, as_of: date, depth: Depth | None, at: datetime) -> Recorded:
    """Assess a vendor by what the register knows of it, and record the assessment; errors as in `record_file`."""
    return record_state(workspace, state_of(workspace.register, known), (), as_of=as_of, depth=depth, at=at, source=known.id)


def look_at_file(workspace: Workspace, path: Path, *, as_of: date, depth: Depth | None) -> Assessed:
    """The assessment that `record_file` would record; nothing is. The vendor need not be in the register."""
    case = read_case(path, workspace.library.checklists)
    known = next((one for one in workspace.register.vendors() if one.id == case.vendor.id), None)
    if known is not None:
        state = state_of(workspace.register, known)
        for entry in entries_of(case, state):
            state = folded(state, entry.kind, entry.body)
        case = case_of(state, workspace.library, read=case)
    assessment = judged(case, workspace.library, as_of=as_of, depth=depth, source=str(path))
    return Assessed(case, assessment_document(assessment))


def look_at_vendor(workspace: Workspace, known: Known, *, as_of: date, depth: Depth | None) -> Assessed:
    """The assessment that `record_vendor` would record; nothing is."""
    case = case_of(state_of(workspace.register, known), workspace.library)
    return Assessed(case, assessment_document(judged(case, workspace.library, as_of=as_of, depth=depth, source=known.id)))


def entries_of(case: Case, state: VendorState) -> tuple[Entry, ...]:
    """What a case from a file says that the register does not know yet."""
    document, ref = normal_form(case), state.known.ref
    reviews, waivers = document["reviews"]["evidence"], document["reviews"]["waivers"]
    parts: tuple[tuple[Kind, object, object, dict[str, Any]], ...] = (
        (Kind.ENGAGEMENT, document["engagement"], state.engagement, {"engagement": document["engagement"]}),
        (Kind.RESPONSE, document["response"], state.response, {"response": document["response"]}),
        (Kind.REVIEW, reviews, list(state.filed_reviews), {"from": "file", "reviews": reviews}),
        (Kind.WAIVER, waivers, list(state.filed_waivers), {"from": "file", "waivers": waivers}),
    )
    return tuple(Entry(kind, body, ref) for kind, said, before, body in parts if said != before)


def case_of(state: VendorState, library: Library, *, read: Case | None = None) -> Case:
    """The case of a vendor, as it stands with the checklists of `library`: what no longer fits them is open, and a warning names it.

    Raises UsageError where there is nothing to assess, or a fact that must be stated is not. `read`: the case as a file had it, for its
    warnings.
    """
    document = state.case_document()
    if document is None:
        id = state.known.id
        missing, how = ("engagement facts", "scope") if state.engagement is None else ("answers", "interview")
        raise UsageError(f"{id} has no {missing} in the register yet: kporisk {how} {id}; or assess a case file once: kporisk assess CASE")
    carried = carry(document, library.checklists)
    if carried.lacking:
        raise UsageError(lacking(state.known.id, carried.lacking))
    warnings = carried.warnings if read is None else (*read.warnings, *carried.warnings)
    return case_from_normal(carried.document, library.checklists, warnings=warnings)


def lacking(id: str, facts: Sequence[str]) -> str:
    """The message for a vendor of which engagement facts are required that nobody has stated."""
    return f"{id} cannot be assessed until the client states {listed(facts)}: kporisk scope {id}"


def judged(case: Case, library: Library, *, as_of: date, depth: Depth | None, source: str) -> Assessment:
    """The assessment of a case; problems name `source`."""
    try:
        return assess(library.checklists, library.method, case, as_of, depth=depth)
    except InvalidDocument as error:
        raise InvalidDocument([replace(problem, source=source) for problem in error.problems]) from None


def entry_of(
    assessment: Assessment, *, known: Known, before: Past | None, content: str, depth: Depth | None, why: str
) -> tuple[Entry, Assessed]:
    """The record of an assessment, and what it was made of."""
    body, document = body_of(
        assessment,
        standing_before=None if before is None else before.standing,
        content=content,
        depth=None if depth is None else depth.value,
        fingerprint=material(assessment),
        why=why,
    )
    return Entry(Kind.ASSESSMENT, body, known.ref), Assessed(assessment.case, document)


def body_of(
    assessment: Assessment, *, standing_before: Tier | None, content: str, depth: str | None, fingerprint: str, why: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The body of an assessment's record, and the document in it."""
    document = assessment_document(assessment)
    body = past_body(
        document,
        case_text=canonical(normal_form(assessment.case)),
        document_text=json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(),
        standing=standing(assessment, standing_before),
        content=content,
        depth=depth,
        material=fingerprint,
        why=why,
    )
    return body, document


def standing(assessment: Assessment, previous: Tier | None) -> Tier:
    """The tier that a vendor is treated by: it rises at once, and falls when the score is clear of the threshold."""
    return standing_tier(assessment.tier.proven, previous, score=assessment.score.proven, begins=assessment.method.tiers)


def refuse_other_days(as_of: date, at: datetime, before: Past | None) -> None:
    """Raise UsageError for a day that has not come, or one before the last assessment: the register tells things in their order."""
    if as_of > at.astimezone().date():
        raise UsageError(f"{as_of} has not come yet; what is recorded is as of today or earlier. To look ahead only: --no-record")
    if before is not None and as_of < before.as_of:
        raise UsageError(
            f"the last assessment is as of {before.as_of}; earlier days are not recorded after it. To look back only: --no-record"
        )


def record_state(
    workspace: Workspace,
    state: VendorState,
    entries: Sequence[Entry],
    *,
    as_of: date,
    depth: Depth | None,
    at: datetime,
    source: str,
    read: Case | None = None,
) -> Recorded:
    """Assess a vendor in a state and record it, with the entries that led to the state; errors as in `record_file`."""
    before = last_assessment(workspace.register, state.known)
    refuse_other_days(as_of, at, before)
    if state.facts.retired_on is not None:
        raise UsageError(
            f"{state.known.id} was retired on {state.facts.retired_on}; to take it up again: kporisk vendor add {state.known.id}"
        )
    case = case_of(state, workspace.library, read=read)
    assessment = judged(case, workspace.library, as_of=as_of, depth=depth, source=source)
    entry, assessed = entry_of(assessment, known=state.known, before=before, content=workspace.content.sha256, depth=depth, why="assess")
    records = workspace.commit([*entries, entry], at=at, expect={state.known.ref: state.last})
    return Recorded(past_from(records[-1], entry.body), assessed, before)
