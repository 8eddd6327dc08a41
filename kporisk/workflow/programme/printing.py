"""The report of a recorded assessment: printed from the stored case, with the checklists and method that it was scored with."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kporisk.documents.results.earlier import read_assessment
from kporisk.errors import IntegrityError, InvalidDocument, UsageError
from kporisk.model.assessment import Depth
from kporisk.register.kinds import Entry, Kind
from kporisk.reports.edition import Anchor, Audience, Edition, edition_document, edition_from
from kporisk.reports.look import PLAIN
from kporisk.workflow.assess import Assessed
from kporisk.workflow.change import Previous, Told, tell
from kporisk.workflow.library import Library, library_of
from kporisk.workflow.look import OwnLook, load_look
from kporisk.workflow.programme.past import Past
from kporisk.workflow.report import print_report
from kporisk.workflow.verify.recompute import assessed_again, compared
from kporisk.workflow.verify.result import Outcome
from kporisk.workflow.workspace.opened import Workspace
from kporisk.workflow.workspace.places import TEMPLATES


@dataclass(frozen=True, slots=True)
class Before:
    """An older assessment as plain bytes, for the change since then; `case` None: only the document is at hand."""

    name: str
    document: bytes
    case: bytes | None

    def previous(self) -> Previous:
        """The same, read."""
        return Previous(self.name, read_assessment(self.document, self.name), self.case)


def own_look(workspace: Workspace) -> OwnLook:
    """The workspace's look: the folder that its settings name, else its `templates/` if anything is in there, else ours.

    Raises InvalidDocument with every problem of the folder.
    """
    stated, own = workspace.settings.report.look, workspace.folder / TEMPLATES
    if stated is None and not (own.is_dir() and any(not one.name.startswith(".") for one in own.iterdir())):
        return OwnLook(PLAIN, own, ())
    return load_look(stated or own)


def templates_of(look: OwnLook) -> tuple[Path, ...]:
    """The folders of templates that go with a look, for a rendering."""
    return () if look.look is PLAIN else (look.folder,)


def edition_of(workspace: Workspace, past: Past, look: OwnLook | None = None) -> Edition:
    """The edition that is printed where nothing else is asked for: as the settings say, and with the head of the register."""
    stated = workspace.settings.report
    anchor = Anchor(past.head.seq, past.head.sha256)
    return Edition(tuple(stated.languages), Audience(stated.audience), look=PLAIN if look is None else look.look, anchor=anchor)


def report_of_past(
    workspace: Workspace, past: Past, edition: Edition, *, before: Before | Previous | None = None, templates: tuple[Path, ...] = ()
) -> bytes:
    """The report of a recorded assessment as a PDF; errors as in `render_past`."""
    folders = workspace.folders_by(past.content)
    return render_past(past.case_text, past.document_text, folders, edition_document(edition), before=before, templates=templates)


def render_past(
    case_text: bytes,
    document_text: bytes,
    folders: tuple[Path, ...],
    edition: Mapping[str, Any],
    *,
    before: Before | Previous | None = None,
    templates: tuple[Path, ...] = (),
) -> bytes:
    """The same from plain data, for a process of its own: the stored case and document, the folders of what it was scored with.

    Raises IntegrityError where the stored case does not give the stored assessment, UsageError where `before` is no older assessment of
    the vendor, RenderingError where it cannot be printed.
    """
    loaded = _loaded(folders)
    assessed = recomputed(case_text, document_text, loaded)
    told: Told | None = None
    if before is not None:
        old = before.previous() if isinstance(before, Before) else before
        told = tell(old, assessed, loaded, depth=Depth(assessed.document["depth"]))
    return print_report(assessed, loaded, edition=edition_from(edition), told=told, templates=templates)


def recomputed(case_text: bytes, document_text: bytes, library: Library) -> Assessed:
    """A stored case assessed anew, with the document as it is computed now.

    Raises IntegrityError where it is another assessment than the stored one.
    """
    stated = json.loads(document_text)
    where = f"the recorded assessment of {stated['vendor']['id']} as of {stated['as_of']}"
    try:
        assessed = assessed_again(case_text, stated, library)
    except InvalidDocument:
        raise IntegrityError(f"{where} cannot be computed from its stored case; kporisk verify --register says what is wrong") from None
    if compared(stated, assessed.document).outcome is not Outcome.OK:
        raise IntegrityError(f"{where} is not what its stored case gives; kporisk verify --register says what is wrong")
    return assessed


def place_for(workspace: Workspace, past: Past, edition: Edition) -> Path:
    """Where the report of an assessment is kept: `reports/<vendor>/<day>-<record>.pdf`, with what differs from the settings in its name.

    The folder is made where it is not there. Raises UsageError where it cannot be.
    """
    stated = workspace.settings.report
    parts = [past.as_of.isoformat(), str(past.record.seq)]
    if edition.audience != stated.audience:
        parts.append(edition.audience.value)
    if edition.languages != tuple(stated.languages):
        parts.append("-".join(edition.languages))
    folder = workspace.reports / past.vendor
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}") from None
    return folder / f"{'-'.join(parts)}.pdf"


def report_entry(workspace: Workspace, past: Past, path: Path, content: bytes, edition: Edition, *, by: str) -> Entry | None:
    """The record of a report that has been written; None for a file outside the workspace. `by`: `report` or `reassess`."""
    folder, file = workspace.folder.resolve(), path.resolve()
    if not file.is_relative_to(folder):
        return None
    body = {
        "assessment": past.record.seq,
        "file": file.relative_to(folder).as_posix(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "audience": edition.audience.value,
        "languages": list(edition.languages),
        "by": by,
    }
    return Entry(Kind.REPORT, body, past.record.ref)


@functools.lru_cache(maxsize=4)
def _loaded(folders: tuple[Path, ...]) -> Library:
    """Folders of pinned content are named by its digest, so that what was loaded once stays true."""
    return library_of(folders)


def before_of(past: Past) -> Before:
    """A recorded assessment as the one before another."""
    return Before(f"{past.vendor} #{past.record.seq}", past.document_text, past.case_text)
