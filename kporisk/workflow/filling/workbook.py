"""The workbook of a respondent: what is asked of a vendor as it stands in the register, with last time's answers beside."""

from __future__ import annotations

from datetime import date
from typing import Any

from kporisk.assessment.assess import assess
from kporisk.documents.cases.carried import carry
from kporisk.documents.cases.normal import case_from_normal
from kporisk.documents.files.digest import digest
from kporisk.documents.workbook.material import Material, Whose, material
from kporisk.documents.workbook.write import write_workbook
from kporisk.errors import UsageError
from kporisk.model.assessment import Depth, QuestionStatus
from kporisk.model.case import Vendor
from kporisk.model.checklist import Respondent
from kporisk.register.kinds import Known
from kporisk.workflow.programme.externals import elsewhere_of
from kporisk.workflow.programme.past import last_assessment
from kporisk.workflow.programme.printing import own_look
from kporisk.workflow.programme.record import lacking
from kporisk.workflow.programme.returned import refuse_retired
from kporisk.workflow.programme.state import Document, VendorState, state_of, with_evidence
from kporisk.workflow.workspace.opened import Workspace

_NOTHING: Document = {"answered_on": "2000-01-01", "respondents": [], "evidence": {}, "answers": {}}


def workbook_for(
    workspace: Workspace, known: Known, respondent: Respondent, *, langs: tuple[str, ...], as_of: date, due: date | None = None
) -> bytes:
    """The .xlsx file in which a respondent answers what is asked about a vendor. Raises UsageError as `material_for`."""
    return write_workbook(material_for(workspace, known, respondent, langs=langs, as_of=as_of, due=due))


def material_for(
    workspace: Workspace, known: Known, respondent: Respondent, *, langs: tuple[str, ...], as_of: date, due: date | None = None
) -> Material:
    """What a workbook or form is made of in which a respondent answers what is asked about a vendor.

    Raises UsageError for a vendor that is retired or of which required facts are not stated, and where the respondent is asked nothing,
    InvalidDocument for a look that is wrong: it has the name of who asks.
    """
    state = state_of(workspace.register, known)
    refuse_retired(state)
    if state.engagement is None:
        raise UsageError(f"{known.id} has no engagement facts yet, and what is asked depends on them: kporisk scope {known.id} -o FILE")
    document = _case(workspace, state)
    made = made_of(workspace, known, respondent, document, asked_of(workspace, known, document, as_of=as_of), langs=langs, due=due)
    if made is None:
        others = "|".join(one.value for one in Respondent if one is not respondent)
        raise UsageError(f"nothing is asked of the {respondent.value} about {known.id}; others answer: --for {others}")
    return made


def made_of(
    workspace: Workspace,
    known: Known,
    respondent: Respondent,
    document: Document,
    asked: set[str],
    *,
    langs: tuple[str, ...],
    due: date | None,
) -> Material | None:
    """What a workbook is made of, from a case that fits the pinned checklists; None where the respondent is asked nothing."""
    vendor = Vendor(known.id, document["vendor"]["name"])
    checklists = workspace.library.checklists
    return material(
        document,
        asked,
        checklists,
        respondent=respondent,
        langs=langs,
        vendor=vendor,
        whose=whose(workspace, known),
        due=due,
        elsewhere=elsewhere_of(workspace.register, known, checklists),
        asker=own_look(workspace).look.name,
    )


def whose(workspace: Workspace, known: Known) -> Whose:
    """By what a workbook is known again; it tells a vendor neither the workspace's id nor the one by which the vendor is filed."""
    id = workspace.settings.workspace_id
    return Whose(digest(["kporisk.workbook", id]), digest(["kporisk.workbook", id, known.ref]))


def asked_of(workspace: Workspace, known: Known, document: dict[str, Any], *, as_of: date) -> set[str]:
    """The questions that are asked with these facts, at the depth of the last assessment."""
    library, last = workspace.library, last_assessment(workspace.register, known)
    depth = None if last is None or last.depth is None else Depth(last.depth)
    # Only what is asked counts here, and no answer changes that; an empty response has no evidence that the day could contradict.
    case = case_from_normal({**document, "response": _NOTHING, "reviews": {"evidence": [], "waivers": []}}, library.checklists)
    assessment = assess(library.checklists, library.method, case, as_of, depth=depth)
    return {result.question.id for result in assessment.questions if result.status is not QuestionStatus.NOT_ASKED}


def asked_here(workspace: Workspace, state: VendorState, *, as_of: date) -> set[str] | None:
    """The questions that are asked about a vendor; None where the facts are not stated on which that depends."""
    if state.engagement is None or carry(_document(state), workspace.library.checklists).lacking:
        return None
    return asked_of(workspace, state.known, _case(workspace, state), as_of=as_of)


def _case(workspace: Workspace, state: VendorState) -> dict[str, Any]:
    """The vendor's case with what was said, if anything was, as it fits the pinned checklists."""
    carried = carry(_document(state), workspace.library.checklists)
    if carried.lacking:
        raise UsageError(lacking(state.known.id, carried.lacking))
    return dict(carried.document)


def _document(state: VendorState) -> Document:
    said = _NOTHING if state.response is None else state.response
    return {
        "format": "kporisk.case/1",
        "vendor": {"id": state.facts.id, "name": state.facts.name},
        "engagement": state.engagement,
        "response": with_evidence(said, state.evidence),
        "reviews": {"evidence": [], "waivers": []},
    }
