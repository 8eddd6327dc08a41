"""A printed report with its proof: what was said, what came of it, and what it was scored with."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kporisk.documents.cases.normal import normal_form
from kporisk.documents.content.bundle import bundle, method_file
from kporisk.documents.files.digest import canonical
from kporisk.documents.results.assessment import dumps
from kporisk.errors import IntegrityError, InvalidDocument, RenderingError, UsageError
from kporisk.reports.archive import Attachment
from kporisk.reports.edition import Audience, Edition, SignOff, edition_from
from kporisk.reports.look import Look
from kporisk.reports.render import html, pdf
from kporisk.seal.carried import LONGEST, LONGEST_TOGETHER
from kporisk.workflow.assess import Assessed
from kporisk.workflow.change import Previous, Told
from kporisk.workflow.files import read_whole
from kporisk.workflow.library import Library

ROOM_FOR_PAGES = 8_000_000
"""Bytes left among the attachments for what the pages depend on, the edition with its logo and the change that is told."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked of an edition; None where nothing was said: what the report had, or the default."""

    audience: str | None = None
    languages: tuple[str, ...] | None = None
    prepared: SignOff | None = None
    reviewed: SignOff | None = None
    approved: SignOff | None = None
    for_signature: bool = False
    look: Look | None = None

    def of(self, edition: Edition) -> Edition:
        """`edition` with what was asked for. Raises UsageError for what does not go together."""
        return replace(
            edition,
            audience=edition.audience if self.audience is None else Audience(self.audience),
            languages=edition.languages if self.languages is None else self.languages,
            prepared=self.prepared or edition.prepared,
            reviewed=self.reviewed or edition.reviewed,
            approved=self.approved or edition.approved,
            for_signature=self.for_signature or edition.for_signature,
            look=self.look or edition.look,
        )


def report_of_report(path: Path, wanted: Wanted, *, templates: Sequence[Path] = ()) -> bytes:
    """The report printed again from the data that it carries.

    Raises UsageError for an edition without data, IntegrityError where the data is not what was assessed, or not there; the rest as in
    `print_report`.
    """
    from kporisk.seal.carried import UnreadableError, carried
    from kporisk.workflow.verify.data import data
    from kporisk.workflow.verify.recompute import compared, json_object, opened, told_in
    from kporisk.workflow.verify.result import Outcome

    refusal = IntegrityError(f"{path} does not carry data that can be relied on; `kporisk verify {path}` says what is wrong with it")
    try:
        found = carried(read_whole(path))
    except UnreadableError:
        raise refusal from None
    if not found.attachments and found.properties.get("Audience") in (Audience.SUMMARY, Audience.VENDOR):
        raise UsageError(f"{path} is an edition without data; give the internal or the legal edition, or the case")
    if data(found).outcome is not Outcome.OK:
        raise refusal
    with tempfile.TemporaryDirectory(prefix="kporisk-") as folder:
        try:
            loaded, assessed = opened(found, Path(folder))
            stated = json_object(found.attachments["assessment.json"])
            edition = edition_from(json_object(found.attachments["edition.json"]))
            told = told_in(found, assessed, loaded)
        except (InvalidDocument, KeyError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
            raise refusal from None
        if compared(stated, assessed.document).outcome is not Outcome.OK:
            raise refusal
        return print_report(assessed, loaded, edition=wanted.of(edition), told=told, templates=templates)


def print_report(
    assessed: Assessed,
    library: Library,
    *,
    edition: Edition,
    told: Told | None = None,
    templates: Sequence[Path] = (),
) -> bytes:
    """The report as a PDF that carries its proof, where its audience may have it; the rest as in `kporisk.reports.render.pdf`."""
    _refuse_signed_too_early(edition, date.fromisoformat(assessed.document["as_of"]))
    attachments = proof(assessed, library, told) if edition.audience.carries_data else ()
    change = None if told is None else told.document
    return pdf(assessed.document, edition=edition, change=change, attachments=attachments, templates=templates)


def _refuse_signed_too_early(edition: Edition, as_of: date) -> None:
    for one in (edition.prepared, edition.reviewed, edition.approved):
        if one is not None and one.on < as_of:
            raise UsageError(
                f"{one.name} cannot have signed on {one.on} what is assessed as of {as_of}; set a later date, or an earlier --as-of"
            )


def screen_report(
    assessed: Assessed, *, edition: Edition, change: Mapping[str, Any] | None = None, templates: Sequence[Path] = ()
) -> bytes:
    """The report as one HTML file."""
    return html(assessed.document, edition=edition, change=change, templates=templates).encode()


def proof(assessed: Assessed, library: Library, told: Told | None = None) -> tuple[Attachment, ...]:
    """What it takes to recompute the assessment without this installation.

    The case is in the canonical form of RFC 8785, so that the SHA-256 of the attachment is the case's digest in the assessment. Raises
    RenderingError where it is more than `kporisk verify` reads of a report.
    """
    before = () if told is None else _before(told.old)
    attachments = (
        *before,
        Attachment("case.json", canonical(normal_form(assessed.case)), "case"),
        Attachment("assessment.json", dumps(assessed.document).encode(), "assessment"),
        Attachment("checklists.json", bundle(library.folders), "checklists"),
        Attachment("method.yaml", method_file(library.folders), "method"),
    )
    _refuse_what_is_not_read(attachments)
    return attachments


def _refuse_what_is_not_read(attachments: Sequence[Attachment]) -> None:
    for one in attachments:
        if len(one.content) > LONGEST:
            raise RenderingError(
                f"a report cannot carry {one.name}: it is {_megabytes(len(one.content))} MB long, and `kporisk verify` reads at most "
                f"{_megabytes(LONGEST)} MB of each file in it; shorten what its notes or texts say"
            )
    together, most = sum(len(one.content) for one in attachments), LONGEST_TOGETHER - ROOM_FOR_PAGES
    if together > most:
        raise RenderingError(
            f"a report cannot carry its data: it is {_megabytes(together)} MB long, and `kporisk verify` reads at most "
            f"{_megabytes(most)} MB of it; shorten what its notes or texts say"
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"


def _before(old: Previous) -> Iterator[Attachment]:
    """What the change is told from: the older assessment, and its case where it is at hand."""
    yield Attachment("previous.json", dumps(old.document).encode(), "previous")
    if old.stored_case is not None:
        yield Attachment("previous-case.json", old.stored_case, "previous_case")
