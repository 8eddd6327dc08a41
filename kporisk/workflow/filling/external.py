"""A form of others that a vendor has filled, taken into the register: what comes of it, and which of our questions it speaks to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kporisk.assessment.external import assess_external
from kporisk.assessment.supporting import supporting
from kporisk.documents.cases.response import NAME
from kporisk.documents.external.document import assessed_document, external_document
from kporisk.documents.external.read import read_external
from kporisk.documents.files.suggestions import shown
from kporisk.errors import InvalidDocument, Problem, UsageError
from kporisk.model.case import Vendor
from kporisk.model.checklist import Checklists
from kporisk.model.external import ExternalAssessment, ExternalResponse, FormKind
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workflow.filling.known import new_id
from kporisk.workflow.programme.externals import externals_of
from kporisk.workflow.programme.returned import refuse_retired
from kporisk.workflow.programme.state import state_of
from kporisk.workflow.workspace.opened import Workspace

FORMAT = "kporisk.external-import/1"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a form; None where nothing was said. `columns`: what stands where, by letter or heading."""

    id: str | None = None
    answered_on: date | None = None
    columns: Mapping[str, str] | None = None
    sheet: str | None = None

    @property
    def anything(self) -> bool:
        """Whether anything was said that only a form of others has."""
        return any(one is not None for one in (self.id, self.answered_on, self.columns, self.sheet))


@dataclass(frozen=True, slots=True)
class ExternalTaken:
    """A form that was read, and what would be recorded of it: nothing where all of it is known."""

    known: Known
    vendor: Vendor
    id: str
    assessed: ExternalAssessment
    document: Mapping[str, Any]
    """What came of it, a `kporisk.external-assessment/1` document."""
    supports: tuple[str, ...]
    """Our questions to which it says something, in the order of the checklists."""
    replaces: date | None
    """The day of the response that had the id until now, where there is one."""
    entries: tuple[Entry, ...]
    last: int

    def as_document(self, *, recorded: bool) -> dict[str, Any]:
        """The same for programs."""
        return {
            "format": FORMAT,
            "vendor": self.known.id,
            "id": self.id,
            "recorded": recorded,
            "supports": list(self.supports),
            "assessment": dict(self.document),
        }


def take_external(workspace: Workspace, path: Path, vendor: str | None, told: Told, *, today: date) -> ExternalTaken:
    """Read a form of others that a vendor has filled.

    Raises InvalidDocument with what was looked for and found, UsageError for a vendor that is not named or retired, for a day that has
    not come, and for what `told` says that cannot be.
    """
    if vendor is None:
        raise UsageError(f"{path} does not say whose answers it holds; name the vendor: --vendor ID")
    answered_on = today if told.answered_on is None else told.answered_on
    if answered_on > today:
        raise UsageError(f"{answered_on} has not come yet; --answered-on is the day on which the form was filled")
    known = workspace.vendor(vendor)
    state = state_of(workspace.register, known)
    refuse_retired(state)
    library = workspace.library
    response = read_external(path, answered_on=answered_on, columns=told.columns, sheet=told.sheet)
    _refuse_ours(response, library.checklists, path)
    before = externals_of(workspace.register, known)
    id = _id(told.id, response)
    assessed = assess_external(response, library.method)
    facts = Vendor(known.id, state.facts.name)
    new = before.get(id) != response
    return ExternalTaken(
        known=known,
        vendor=facts,
        id=id,
        assessed=assessed,
        document=assessed_document(assessed, library.method, facts),
        supports=tuple(supporting(library.checklists.questions, {id: response})),
        replaces=before[id].answered_on if id in before and new else None,
        entries=(Entry(Kind.EXTERNAL, {"id": id, "external": external_document(response)}, known.ref),) if new else (),
        last=state.last,
    )


def record_external(workspace: Workspace, taken: ExternalTaken, *, at: datetime) -> bool:
    """Record what was taken; whether there was anything new. Raises LockedError where somebody recorded about the vendor meanwhile."""
    if taken.entries:
        workspace.commit(taken.entries, at=at, expect={taken.known.ref: taken.last})
    return bool(taken.entries)


def _id(stated: str | None, response: ExternalResponse) -> str:
    if stated is not None:
        if NAME.fullmatch(stated) is None:
            raise UsageError(
                f"{shown(stated)} is no id; an id has letters, digits, . - and _, at most 63, and begins with a letter or digit"
            )
        return stated
    if response.form.kind is not FormKind.TABLE:
        return response.form.kind.value
    return new_id(response.file.rpartition(".")[0], (), otherwise="form")


def _refuse_ours(response: ExternalResponse, checklists: Checklists, path: Path) -> None:
    """A workbook of ours without its hidden sheet, or one sheet of it, is no form of others."""
    own = next((row for row in response.rows if row.id in checklists.question), None)
    if own is not None:
        raise InvalidDocument(
            [
                Problem(
                    str(path),
                    0,
                    "",
                    f"asks our own questions ({own.id} at {own.place}), but is no whole workbook of kporisk: the hidden sheet that says "
                    "whose it is and what was asked is not in it; send back the workbook itself, as .xlsx or .ods",
                )
            ]
        )
