"""Files that came back, taken into the register without an assessment: a workbook, what a form gave, or a response as YAML or JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kporisk.documents.cases.returned import Returned, read_returned, with_speakers
from kporisk.documents.files.source import shown_path
from kporisk.documents.files.suggestions import shown
from kporisk.documents.form.back import FilledForm, read_form
from kporisk.documents.workbook.back import Filled, read_workbook
from kporisk.errors import InvalidDocument, Problem, UsageError
from kporisk.model.case import DocumentWarning
from kporisk.register.kinds import Entry, Known
from kporisk.workflow.filling.exported import Reuse, exported_in, reuse
from kporisk.workflow.filling.workbook import whose
from kporisk.workflow.programme.returned import fitting, with_returned
from kporisk.workflow.programme.state import Document, state_of
from kporisk.workflow.workspace.opened import Workspace

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

FORMAT = "kporisk.import/1"
_WORKBOOKS = (".xlsx", ".ods", ".xlsm", ".xls")
"""The last two are opened like the others, and refused with what their content is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The ids of questions whose answers a file changes, in the order of the checklists."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    """Answered before, and open once the file is recorded."""
    same: tuple[str, ...]
    confirmed: tuple[str, ...]
    """Last time's answers that a workbook or form says are unchanged; they are among the others too."""
    unconfirmed: tuple[str, ...]
    """Last time's answers that a workbook or form shows and on which nobody said anything; they are open, and among the removed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file says of a vendor, and what would be recorded of it: nothing where all of it is known."""

    known: Known
    returned: Returned
    difference: Difference
    entries: tuple[Entry, ...]
    last: int
    """The number of the last record about the vendor when the file was read."""
    comments: int
    missing: tuple[str, ...]
    """Questions of a workbook whose rows are gone."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Where the rows of questions stand in a workbook, by question."""

    reuse: Reuse | None = None
    """What came of a response that the vendor gave to another client; None for any other file."""

    def place_of(self, warning: DocumentWarning) -> str:
        """Where a warning leads: to the cell of its question in a workbook, else to its path in the response."""
        question = warning.questions[0] if warning.questions else warning.pointer.removeprefix("$.response.answers.").partition(".")[0]
        return self.cells.get(question, warning.pointer)

    def document(self, *, recorded: bool) -> dict[str, Any]:
        """The same for programs: ids only, no answer."""
        told = self.difference
        return {
            "format": FORMAT,
            "vendor": self.known.id,
            "recorded": recorded,
            "answered": {one.value: count for one, count in self.returned.answered.items()},
            "kept": {one.value: count for one, count in self.returned.kept.items()},
            "new": list(told.new),
            "changed": list(told.changed),
            "removed": list(told.removed),
            "same": list(told.same),
            "confirmed": list(told.confirmed),
            "unconfirmed": list(told.unconfirmed),
            "missing": list(self.missing),
            "comments": self.comments,
            "warnings": [
                {"pointer": one.pointer, "place": self.place_of(one), "message": dict(one.message)} for one in self.returned.warnings
            ],
            **({} if self.reuse is None else {"exported": self.reuse.document()}),
        }


def take(
    workspace: Workspace, path: Path, vendor: str | None, *, as_of: date, at: datetime, trust: Sequence[Certificate] | None = None
) -> Taken:
    """Read a file that came back. `vendor`: whose it is; a workbook says so itself, and what a form gave.

    `as_of`, `at` and `trust` are for an exported response, as `kporisk.workflow.filling.exported.reuse`. Raises InvalidDocument with every
    problem of the file, UsageError for a file of another vendor or workspace, or of nobody, IntegrityError for an exported response that
    was changed.
    """
    checklists = workspace.library.checklists
    filled = read_workbook(path, checklists) if path.suffix.lower() in _WORKBOOKS else read_form(path, checklists)
    if filled is None:
        if vendor is None:
            raise UsageError(f"{path} does not say whose answers it holds; name the vendor: --vendor ID")
        known, content = workspace.vendor(vendor), exported_in(path)
        if content is None:
            return _taken(workspace, known, None, path, as_of)
        found = reuse(workspace, known, content, shown_path(path), as_of=as_of, at=at, trust=trust)
        return _taken(workspace, known, None, path, as_of, found)
    if isinstance(filled, Filled) and filled.known.part is not None:
        raise UsageError(
            f"{path} is the part of one respondent, {shown(filled.known.part.person)}; alone it would leave all other answers open. "
            "Join it with the whole one first: kporisk workbook merge WHOLE.xlsx PART.xlsx... -o FILE.xlsx"
        )
    return _taken(workspace, _owner(workspace, filled, path, vendor), filled, path, as_of)


def record(workspace: Workspace, taken: Taken, *, at: datetime) -> bool:
    """Record what was taken; whether there was anything new. Raises LockedError where somebody recorded about the vendor meanwhile."""
    if taken.entries:
        workspace.commit(taken.entries, at=at, expect={taken.known.ref: taken.last})
    return bool(taken.entries)


def _owner(workspace: Workspace, filled: Filled | FilledForm, path: Path, vendor: str | None) -> Known:
    """The vendor of a workbook or form. Raises UsageError where it is another than the one named, or none of this workspace."""
    told, kind = filled.known.whose, "workbook" if isinstance(filled, Filled) else "form"
    everyone = workspace.register.vendors()
    owner = next((one for one in everyone if whose(workspace, one) == told), None)
    if vendor is not None:
        named = workspace.vendor(vendor)
        if owner is not None and owner != named:
            raise UsageError(f"{path} is the {kind} of {owner.id}, not of {named.id}; leave --vendor out, or give the right file")
    if owner is None:
        here = bool(everyone) and whose(workspace, everyone[0]).workspace == told.workspace
        where = "a vendor that this register no longer has" if here else "another workspace"
        raise UsageError(
            f"{path} was made for {where}; import it there, or export the {kind} anew: kporisk {kind} VENDOR --for vendor -o FILE"
        )
    return owner


def _taken(
    workspace: Workspace, known: Known, filled: Filled | FilledForm | None, path: Path, today: date, found: Reuse | None = None
) -> Taken:
    checklists = workspace.library.checklists
    state = state_of(workspace.register, known)

    def read(before: Document | None, reviewed: Mapping[str, Document]) -> Returned:
        if found is not None:
            return found.returned(checklists, state, before, reviewed)
        if filled is None:
            return read_returned(path, checklists, before=before, reviewed=reviewed)
        return with_speakers(filled.returned(before=before, reviewed=reviewed), before, filled.confirmed)

    _, entries, returned = with_returned(workspace, state, read)
    _refuse_days_to_come(returned.response, filled, path, today)
    before = fitting(state, workspace)
    own = {question.id for question in checklists.questions if question.respondent in returned.answered}
    now = {id: answer for id, answer in returned.response["answers"].items() if id in own}
    difference = _difference({id: answer for id, answer in (before or {"answers": {}})["answers"].items() if id in own}, now, filled)
    comments, missing = (0, ()) if filled is None else (filled.comments, filled.missing)
    cells = filled.cells if isinstance(filled, Filled) else {}
    return Taken(known, returned, difference, entries, state.last, comments, missing, cells, found)


def _refuse_days_to_come(said: Document, filled: Filled | FilledForm | None, path: Path, today: date) -> None:
    """Raise InvalidDocument for days that have not come yet: nobody has answered, declared or issued anything on them."""
    days = {("answered_on",): said.get("answered_on"), ("declaration", "on"): (said.get("declaration") or {}).get("on")}
    days |= {("evidence", id, "issued"): item.get("issued") for id, item in said["evidence"].items()}
    message = "this day has not come yet; give the day on which it was"
    problems = [
        filled.problem(route, message) if isinstance(filled, Filled) else Problem(shown_path(path), 0, f"$.{'.'.join(route)}", message)
        for route, day in days.items()
        if day and day > today.isoformat()
    ]
    if problems:
        raise InvalidDocument(problems)


def _difference(before: Document, now: Document, filled: Filled | FilledForm | None) -> Difference:
    confirmed = () if filled is None else filled.confirmed
    return Difference(
        tuple(id for id in now if id not in before),
        tuple(id for id in now if id in before and now[id] != before[id]),
        tuple(id for id in before if id not in now),
        tuple(id for id in now if id in before and now[id] == before[id]),
        tuple(id for id in now if id in confirmed),
        () if filled is None else tuple(id for id in filled.carried if id not in now),
    )
