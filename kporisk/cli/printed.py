"""What `report` prints of a vendor: one of its recorded assessments, as it was computed then."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kporisk.errors import UsageError

if TYPE_CHECKING:
    from kporisk.register.kinds import Known
    from kporisk.workflow.change import Previous
    from kporisk.workflow.programme.past import Past
    from kporisk.workflow.programme.printing import Before
    from kporisk.workflow.report import Wanted
    from kporisk.workflow.workspace.opened import Workspace

Moment = int | date | None


class Printed:
    """The report of one recorded assessment, in the edition that was asked for."""

    def __init__(
        self, workspace: Workspace, known: Known, wanted: Wanted, moment: Moment, older: Path | None, templates: tuple[Path, ...]
    ) -> None:
        """Look up what is to be printed. Raises UsageError where there is no such assessment."""
        from kporisk.workflow.programme.compare import assessment_at
        from kporisk.workflow.programme.printing import edition_of, own_look, templates_of

        self._workspace = workspace
        self._past = assessment_at(workspace.register, known, moment)
        self._before = None if older is None else _before(workspace, known, self._past, older)
        if wanted.look is None:
            own = own_look(workspace)
            self._edition, self._templates = wanted.of(edition_of(workspace, self._past, own)), templates_of(own)
        else:
            self._edition, self._templates = wanted.of(edition_of(workspace, self._past)), templates

    def target(self, output: Path | None) -> Path:
        """Where the report goes, if not to `output`."""
        from kporisk.workflow.programme.printing import place_for

        return output or place_for(self._workspace, self._past, self._edition)

    def content(self) -> bytes:
        """The report as a PDF."""
        from kporisk.workflow.programme.printing import report_of_past

        return report_of_past(self._workspace, self._past, self._edition, before=self._before, templates=self._templates)

    def keep(self, written: Path, *, at: datetime) -> None:
        """Record the file, as it is now, where it lies within the workspace."""
        from kporisk.workflow.files import read_whole
        from kporisk.workflow.programme.printing import report_entry

        entry = report_entry(self._workspace, self._past, written, read_whole(written), self._edition, by="report")
        if entry is not None:
            self._workspace.commit([entry], at=at)


def _before(workspace: Workspace, known: Known, past: Past, older: Path) -> Before | Previous:
    """The assessment since which the change is told: in a file, or in the register by its record or day."""
    from kporisk.workflow.change import previous
    from kporisk.workflow.programme.compare import two_assessments
    from kporisk.workflow.programme.printing import before_of

    if older.exists():
        return previous(older)
    text = str(older)
    if re.fullmatch(r"#?[0-9]{1,9}", text):
        moment: int | date = int(text.removeprefix("#"))
    else:
        try:
            moment = date.fromisoformat(text)
        except ValueError:
            raise UsageError(f"{text[:60]} is no file, nor a record's number or a day; write 12 or 2026-11-24") from None
    return before_of(two_assessments(workspace.register, known, older=moment, newer=past.record.seq)[0])
