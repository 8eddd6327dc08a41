"""The report of an external response: judged anew from the form that it carries, and printed again."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kporisk.assessment.external import assess_external
from kporisk.documents.content.method import load_method
from kporisk.documents.external.document import assessed_document, external_from
from kporisk.errors import KporiskError
from kporisk.model.case import Vendor
from kporisk.reports.archive import Attachment
from kporisk.reports.edition import edition_from
from kporisk.reports.external import external_pdf
from kporisk.seal.carried import Carried
from kporisk.workflow.verify.data import needed
from kporisk.workflow.verify.pages import renderer_differs
from kporisk.workflow.verify.recompute import compared, json_object
from kporisk.workflow.verify.result import Check, Outcome, said

ABOUT = {"external.json": "external", "external-assessment.json": "external_assessment", "method.yaml": "method"}
"""The attachments in the order in which the report lists them, and what each is."""

_UNREADABLE = (KporiskError, KeyError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError)


def recompute_external(found: Carried) -> dict[str, Any] | Check:
    """What comes of the form that the file carries, by the method that it carries; where that cannot be done, the check that says why."""
    if any(name not in found.attachments for name in needed(found)):
        return Check("recomputed", Outcome.FAILED, (said("recomputed.no_data"),))
    try:
        with tempfile.TemporaryDirectory(prefix="kporisk-") as folder:
            (Path(folder) / "method.yaml").write_bytes(found.attachments["method.yaml"])
            method = load_method((Path(folder),))
        vendor = json_object(found.attachments["external-assessment.json"])["vendor"]
        response = external_from(json_object(found.attachments["external.json"]))
        return assessed_document(assess_external(response, method), method, Vendor(str(vendor["id"]), str(vendor["name"])))
    except _UNREADABLE:
        return Check("recomputed", Outcome.FAILED, (said("recomputed.unreadable"),))


def compared_external(found: Carried, recomputed: Mapping[str, Any]) -> Check:
    """The numbers in the file beside those that were computed anew."""
    return compared(json_object(found.attachments["external-assessment.json"]), recomputed)


def remade_external(found: Carried, recomputed: Mapping[str, Any], templates: Sequence[Path]) -> bytes | None:
    """The file as this program prints it from what was recomputed; None where another printed it, or its edition cannot be read."""
    if renderer_differs(found, templates):
        return None
    attachments = [Attachment(name, found.attachments[name], about) for name, about in ABOUT.items() if name in found.attachments]
    try:
        edition = edition_from(json_object(found.attachments["edition.json"]))
        return external_pdf(recomputed, edition=edition, attachments=attachments, templates=templates)
    except _UNREADABLE:
        return None
