"""What an interview starts from: the vendor as it stands, and of that what a speaker may see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from kporisk.documents.cases.carried import carry
from kporisk.errors import UsageError
from kporisk.model.checklist import Checklists, Respondent
from kporisk.model.scale import AnyOf, OneOf
from kporisk.register.kinds import Known
from kporisk.workflow.programme.record import lacking
from kporisk.workflow.programme.returned import fitting, refuse_retired
from kporisk.workflow.programme.state import VendorState, state_of, with_evidence
from kporisk.workflow.workspace.opened import Workspace

Document = Mapping[str, Any]
_NOTHING: Document = {"answered_on": "", "respondents": [], "evidence": {}, "answers": {}}


@dataclass(frozen=True, slots=True)
class Start:
    """A vendor as an interview finds it, fitting the pinned checklists. `response`: None where nothing was said yet."""

    state: VendorState
    engagement: Document
    response: Document | None
    evidence: Document
    """Every piece that is known, by id, with what the register keeps of it."""
    cited: Mapping[str, tuple[str, ...]]
    """What shows each answer of before, what the register added included."""

    @property
    def said(self) -> Document:
        """What was said before; an empty response where nothing was."""
        return _NOTHING if self.response is None else self.response


def start_of(workspace: Workspace, known: Known) -> Start:
    """The vendor as it stands. Raises UsageError where it is retired, or facts are not stated on which it depends what is asked."""
    state, checklists = state_of(workspace.register, known), workspace.library.checklists
    refuse_retired(state)
    if state.engagement is None:
        raise UsageError(f"{known.id} has no engagement facts yet, and what is asked depends on them: kporisk scope {known.id} -o FILE")
    response = fitting(state, workspace)
    carried = carry(case_of_start(state, state.engagement, response or {**_NOTHING, "answered_on": "2000-01-01"}), checklists)
    if carried.lacking:
        raise UsageError(lacking(known.id, carried.lacking))
    whole = carried.document["response"]
    cited = {id: tuple(answer.get("evidence", ())) for id, answer in whole["answers"].items()}
    return Start(state, carried.document["engagement"], response, whole["evidence"], cited)


def case_of_start(state: VendorState, engagement: Document, response: Document) -> dict[str, Any]:
    """A case of the vendor with another response, in normal form."""
    return {
        "format": "kporisk.case/1",
        "vendor": {"id": state.facts.id, "name": state.facts.name},
        "engagement": engagement,
        "response": with_evidence(response, state.evidence),
        "reviews": state.reviews,
    }


def last_answers(start: Start, speaker: Respondent, checklists: Checklists) -> dict[str, Document]:
    """The answers of before that a speaker is shown: the auditor all, others those to their own questions that are theirs to state."""
    answers: dict[str, Document] = {id: dict(answer) for id, answer in start.said["answers"].items()}
    if speaker is Respondent.AUDITOR:
        return answers
    own = {id: answer for id, answer in answers.items() if checklists.question[id].respondent is speaker}
    strangers = {answer.get("by") for id, answer in answers.items() if id not in own}
    return {
        id: {key: value for key, value in answer.items() if key != "by" or value not in strangers}
        for id, answer in own.items()
        if not _auditors(answer.get("value"), id, checklists)
    }


def citable(start: Start, last: Collection[str], speaker: Respondent) -> dict[str, Document]:
    """The pieces of evidence that a speaker may cite: the auditor all, others those that show their own answers of before."""
    if speaker is Respondent.AUDITOR:
        return dict(start.evidence)
    named = {citation.partition("#")[0] for id in last for citation in start.cited.get(id, ())}
    return {id: item for id, item in start.evidence.items() if id in named}


def _auditors(value: Any, id: str, checklists: Checklists) -> bool:
    scale = checklists.question[id].scale
    given = value if isinstance(value, list) else [value]
    match scale:
        case OneOf(options) | AnyOf(options):
            return any(option.auditor_only and option.value in given for option in options)
        case other:
            return other.none_value is not None and other.none_value.auditor_only and other.none_value.value in given


def new_id(words: str, taken: Collection[str], *, otherwise: str) -> str:
    """An id made of some words that nothing else has; of `otherwise` where they have no letter of ours."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    base = "-".join(re.findall(r"[a-z0-9]+", plain.casefold()))[:50].strip("-") or otherwise
    number, id = 1, base
    while id in taken:
        number += 1
        id = f"{base}-{number}"
    return id
