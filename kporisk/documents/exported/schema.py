"""The published schema of an exported response, `kporisk.exported-response/1`."""

from __future__ import annotations

from functools import cache

from kporisk.documents.exported.document import FORMAT
from kporisk.documents.results.shapes import DATE, PLAIN, SHA, STRING, Schema, exactly, list_of, map_of

_TEXTS = map_of(STRING)
_NUMBER: Schema = {"type": "number"}


def _with(required: dict[str, Schema], **optional: Schema) -> Schema:
    """An object with exactly these names, some of which may be left out."""
    return {**exactly(required), "properties": {**required, **optional}}


@cache
def exported_schema() -> Schema:
    """The schema, closed. What an answer may be depends on its question, which stands beside it."""
    asked = _with(
        {"text": _TEXTS, "kind": {"enum": ["one_of", "any_of", "number", "date"]}, "options": map_of(_TEXTS)},
        minimum=_NUMBER,
        maximum=_NUMBER,
        unit=_TEXTS,
    )
    answer = _with(
        {"status": {"enum": ["answered", "unknown", "not_applicable"]}},
        value=PLAIN,
        reason=STRING,
        by=STRING,
        evidence=list_of(STRING),
        note=STRING,
    )
    response = _with(
        {
            "answered_on": DATE,
            "respondents": list_of(_with({"id": STRING, "name": STRING}, role=STRING, domains=list_of(STRING))),
            "evidence": map_of(_with({"kind": STRING, "title": STRING}, issued=DATE, expires=DATE, file=STRING, sha256=SHA)),
            "answers": {**map_of(answer), "minProperties": 1},
        },
        declaration=exactly({"name": STRING, "role": STRING, "on": DATE}),
    )
    content = exactly(
        {
            "exported_on": DATE,
            "kporisk_version": STRING,
            "vendor": exactly({"name": STRING}),
            "respondent": {"const": "vendor"},
            "checklists": list_of(exactly({"id": STRING, "version": STRING, "sha256": SHA})),
            "questions": map_of(exactly({"asked": asked, "sha256": SHA})),
            "response": response,
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        **_with(
            {"format": {"const": FORMAT}, "content": content, "sha256": SHA, "parts": map_of(SHA), "stamp": SHA},
            signature=exactly({"cms": STRING}),
        ),
    }
