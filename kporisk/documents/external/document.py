"""An external response as it is kept, and what comes of it as other programs read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from kporisk import __version__
from kporisk.model.band import Band
from kporisk.model.case import Vendor
from kporisk.model.external import (
    Coverage,
    ExternalAssessment,
    ExternalForm,
    ExternalResponse,
    ExternalRow,
    FormGroup,
    FormKind,
    GroupResult,
    RowResult,
    RowStatus,
)
from kporisk.model.method import Method

FORMAT = "kporisk.external/1"
ASSESSED = "kporisk.external-assessment/1"

_PLAIN = {field.name: field.default for field in fields(ExternalRow) if field.name not in ("status", "references", "reason")}
"""The fields of a row that stand in a document as they are, with what they are where they are left out."""


def external_document(response: ExternalResponse) -> dict[str, Any]:
    """The response in normal form: what is empty or as it always is left out, the same for the same response."""
    form = response.form
    return {
        "format": FORMAT,
        "form": {
            "kind": form.kind.value,
            "title": form.title,
            "version": form.version,
            "groups": [{"id": group.id, "title": group.title} for group in form.groups],
            "weighted": form.weighted,
        },
        "answered_on": response.answered_on.isoformat(),
        "file": response.file,
        "sha256": response.sha256,
        "rows": [_row(row) for row in response.rows],
    }


def _row(row: ExternalRow) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name, default in _PLAIN.items() if getattr(row, name) != default}
    more: dict[str, Any] = {"references": list(row.references)} if row.references else {}
    more |= {"reason": dict(row.reason)} if row.reason is not None else {}
    return {**plain, "status": row.status.value, **more}


def external_from(document: Mapping[str, Any]) -> ExternalResponse:
    """The response of a document that `external_document` made. Raises KeyError, TypeError or ValueError for any other."""
    if document["format"] != FORMAT:
        raise ValueError(f"this is no {FORMAT}")
    form = document["form"]
    groups = tuple(FormGroup(str(group["id"]), str(group["title"])) for group in form["groups"])
    rows = tuple(_row_from(row) for row in document["rows"])
    ids = {row.id for row in rows}
    if len(ids) < len(rows) or not {row.group for row in rows} <= {group.id for group in groups}:
        raise ValueError("a row stands twice, or in no group")
    return ExternalResponse(
        form=ExternalForm(FormKind(form["kind"]), str(form["title"]), str(form["version"]), groups, bool(form["weighted"])),
        answered_on=date.fromisoformat(document["answered_on"]),
        file=str(document["file"]),
        sha256=str(document["sha256"]),
        rows=rows,
    )


def _row_from(document: Mapping[str, Any]) -> ExternalRow:
    given = {name: document[name] for name in _PLAIN if name in document}
    given |= {name: float(given[name]) for name in ("satisfaction", "weight") if given.get(name) is not None}  # 1 and 1.0 are one number
    row = ExternalRow(
        **given,
        status=RowStatus(document["status"]),
        references=tuple(str(one) for one in document.get("references", ())),
        reason=dict(document["reason"]) if "reason" in document else None,
    )
    told = row.status is RowStatus.ANSWERED and row.scored
    if told != (row.satisfaction is not None) or (row.status is RowStatus.NOT_UNDERSTOOD) != (row.reason is not None):
        raise ValueError("a row says other things of its answer than its status")
    if (row.satisfaction is not None and not 0 <= row.satisfaction <= 1) or not 0 < row.weight < 1e9:
        raise ValueError("a row has a number that none can have")
    return row


def assessed_document(assessment: ExternalAssessment, method: Method, vendor: Vendor) -> dict[str, Any]:
    """What came of it as a `kporisk.external-assessment/1` document; texts of ours as {en, fr}."""
    response = assessment.response
    form = response.form
    return {
        "format": ASSESSED,
        "kporisk_version": __version__,
        "vendor": {"id": vendor.id, "name": vendor.name},
        "form": {"kind": form.kind.value, "title": form.title, "version": form.version, "weighted": form.weighted},
        "answered_on": response.answered_on.isoformat(),
        "file": response.file,
        "sha256": response.sha256,
        "method": {"version": method.version, "sha256": method.sha256},
        "score": _band(assessment.score),
        "grade": None if assessment.grade is None else {"earned": assessment.grade.earned, "possible": assessment.grade.possible},
        "coverage": _coverage(assessment.coverage),
        "groups": [_group(group) for group in assessment.groups],
        "rows": [_result(row) for row in assessment.rows],
        "contradictions": [{"rows": list(one.rows), "message": dict(one.message)} for one in assessment.contradictions],
    }


def _group(result: GroupResult) -> dict[str, Any]:
    return {
        "id": result.group.id,
        "title": result.group.title,
        "weight": result.weight,
        "coverage": _coverage(result.coverage),
        "gap": _band(result.gap),
        "contribution": _band(result.contribution),
    }


def _result(result: RowResult) -> dict[str, Any]:
    row = result.row
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "status": row.status.value,
        "references": list(row.references),
        "reason": None if row.reason is None else dict(row.reason),
        "gap": _band(result.gap),
        "contribution": _band(result.contribution),
    }


def _coverage(coverage: Coverage) -> dict[str, int]:
    return {field.name: getattr(coverage, field.name) for field in fields(coverage)}


def _band(band: Band[float] | None) -> dict[str, float] | None:
    return None if band is None else {"told": band.told, "proven": band.proven}
