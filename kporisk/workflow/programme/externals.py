"""The external responses of a vendor: forms of others that it has filled, as the register keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kporisk.assessment.supporting import supporting
from kporisk.documents.external.document import external_from
from kporisk.documents.files.suggestions import listed, nearest, shown
from kporisk.documents.workbook.material import Elsewhere
from kporisk.errors import IntegrityError, UsageError
from kporisk.model.checklist import Checklists
from kporisk.model.external import ExternalResponse
from kporisk.register.book import Register
from kporisk.register.kinds import Kind, Known

EVIDENCE_KIND = "standard_questionnaire"
"""The kind of evidence that an external response is: attested, whatever anybody accepts of it."""


def externals_of(register: Register, known: Known) -> dict[str, ExternalResponse]:
    """The newest response under each id, by id. Raises IntegrityError for a record that is not what was written."""
    records = register.records(known.ref, kinds=(Kind.EXTERNAL,))
    bodies = register.bodies(record.seq for record in records)
    found: dict[str, ExternalResponse] = {}
    for record in records:
        body = bodies[record.seq]
        try:
            found[body["id"]] = external_from(body["external"])
        except (KeyError, TypeError, ValueError):
            raise IntegrityError(f"record {record.seq} holds no external response; kporisk verify --register says more") from None
    return dict(sorted(found.items()))


def external_named(externals: Mapping[str, ExternalResponse], vendor: str, id: str | None) -> tuple[str, ExternalResponse]:
    """The external response of that id, or the only one. Raises UsageError where there is none, or where several may be meant."""
    if not externals:
        raise UsageError(f"{vendor} has no answers to somebody else's form here: kporisk import FILE --vendor {vendor}")
    if id is None and len(externals) > 1:
        raise UsageError(f"{vendor} has answered several forms; name one: {listed(externals)}")
    if id is not None and id not in externals:
        near = nearest(id, externals)
        raise UsageError(
            f"{vendor} has no response {shown(id)}; " + (f"did you mean {near}?" if near else f"there are {listed(externals)}")
        )
    return next((one, found) for one, found in externals.items() if id in (None, one))


def elsewhere_of(register: Register, known: Known, checklists: Checklists) -> Elsewhere:
    """What the vendor stated elsewhere towards our questions, and each form as a piece of evidence."""
    externals = externals_of(register, known)
    return Elsewhere(supporting(checklists.questions, externals), _pieces(externals, checklists))


def _pieces(externals: Mapping[str, ExternalResponse], checklists: Checklists) -> dict[str, dict[str, Any]]:
    """The external responses as evidence that a response may declare and cite, by id; none where the checklists know no such kind."""
    if EVIDENCE_KIND not in checklists.evidence_kinds:
        return {}
    return {
        id: {
            "kind": EVIDENCE_KIND,
            "title": one.form.title,
            "issued": one.answered_on.isoformat(),
            "file": one.file,
            "sha256": one.sha256,
        }
        for id, one in externals.items()
    }
