"""The report of an external response as a PDF that carries its proof."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from kporisk.assessment.external import assess_external
from kporisk.documents.content.bundle import method_file
from kporisk.documents.external.document import assessed_document, external_document
from kporisk.documents.files.digest import canonical
from kporisk.documents.results.assessment import dumps
from kporisk.model.case import Vendor
from kporisk.model.external import ExternalResponse
from kporisk.reports.archive import Attachment
from kporisk.reports.edition import Edition
from kporisk.reports.external import external_pdf
from kporisk.workflow.library import Library


def external_report(
    response: ExternalResponse, vendor: Vendor, library: Library, *, edition: Edition, templates: Sequence[Path] = ()
) -> bytes:
    """The PDF of what comes of an external response; `kporisk verify` computes it anew from it. Errors as in `external_pdf`."""
    document = assessed_document(assess_external(response, library.method), library.method, vendor)
    attachments = (
        Attachment("external.json", canonical(external_document(response)), "external"),
        Attachment("external-assessment.json", dumps(document).encode(), "external_assessment"),
        Attachment("method.yaml", method_file(library.folders), "method"),
    )
    return external_pdf(json.loads(dumps(document)), edition=edition, attachments=attachments, templates=templates)
