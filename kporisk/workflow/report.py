"""A printed report with its proof: what was said, what came of it, and what it was scored with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kporisk.documents.cases.normal import normal_form
from kporisk.documents.content.bundle import bundle, method_file
from kporisk.documents.files.digest import canonical
from kporisk.documents.results.assessment import dumps
from kporisk.reports.archive import Attachment
from kporisk.reports.edition import Edition
from kporisk.reports.render import html, pdf
from kporisk.workflow.assess import Assessed
from kporisk.workflow.library import Library


def print_report(assessed: Assessed, library: Library, *, edition: Edition, templates: Sequence[Path] = ()) -> bytes:
    """The report as a PDF that carries its proof, where its audience may have it; errors as in `kporisk.reports.render.pdf`."""
    attachments = proof(assessed, library) if edition.audience.carries_data else ()
    return pdf(assessed.document, edition=edition, attachments=attachments, templates=templates)


def screen_report(assessed: Assessed, *, edition: Edition, templates: Sequence[Path] = ()) -> bytes:
    """The report as one HTML file."""
    return html(assessed.document, edition=edition, templates=templates).encode()


def proof(assessed: Assessed, library: Library) -> tuple[Attachment, ...]:
    """What it takes to recompute the assessment without this installation.

    The case is in the canonical form of RFC 8785, so that the SHA-256 of the attachment is the case's digest in the assessment.
    """
    return (
        Attachment("case.json", canonical(normal_form(assessed.case)), "case"),
        Attachment("assessment.json", dumps(assessed.document).encode(), "assessment"),
        Attachment("checklists.json", bundle(library.folders), "checklists"),
        Attachment("method.yaml", method_file(library.folders), "method"),
    )
