"""The published schema of what comes of an external response, `kporisk.external-assessment/1`."""

from __future__ import annotations

from functools import cache

from kporisk.documents.external.document import ASSESSED
from kporisk.documents.results.shapes import BOOL, COUNT, DATE, POINTS, SHA, SHARE, STRING, TEXT, Schema, exactly, list_of, maybe
from kporisk.model.external import FormKind, RowStatus

_COVERAGE = exactly(dict.fromkeys(("rows", "answered", "not_applicable", "blank", "not_understood", "not_scored"), COUNT))
_WEIGHT: Schema = {"type": "number", "minimum": 0}


@cache
def external_schema() -> Schema:
    """The schema, closed. Points are score points, 0 to 100; gaps and satisfaction 0 to 1; weights are the form's own."""
    row = exactly(
        {
            **dict.fromkeys(("id", "place", "group", "text", "said", "expected", "note", "owner"), STRING),
            "status": {"enum": [status.value for status in RowStatus]},
            "satisfaction": maybe({"type": "number", "minimum": 0, "maximum": 1}),
            "scored": BOOL,
            "weight": _WEIGHT,
            "references": list_of(STRING),
            "depends_on": maybe(STRING),
            "reason": maybe(TEXT),
            "gap": maybe(SHARE),
            "contribution": maybe(POINTS),
        }
    )
    group = exactly(
        {
            **dict.fromkeys(("id", "title"), STRING),
            "weight": _WEIGHT,
            "coverage": _COVERAGE,
            "gap": maybe(SHARE),
            "contribution": maybe(POINTS),
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": ASSESSED,
        **exactly(
            {
                "format": {"const": ASSESSED},
                "kporisk_version": STRING,
                "vendor": exactly({"id": STRING, "name": STRING}),
                "form": exactly(
                    {"kind": {"enum": [kind.value for kind in FormKind]}, "title": STRING, "version": STRING, "weighted": BOOL}
                ),
                "answered_on": DATE,
                "file": STRING,
                "sha256": SHA,
                "method": exactly({"version": STRING, "sha256": SHA}),
                "score": maybe(POINTS),
                "grade": maybe(exactly({"earned": _WEIGHT, "possible": _WEIGHT})),
                "coverage": _COVERAGE,
                "groups": list_of(group),
                "rows": list_of(row),
                "contradictions": list_of(exactly({"rows": list_of(STRING), "message": TEXT})),
            }
        ),
    }
