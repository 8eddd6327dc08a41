"""The published schema of what a form gives."""

from __future__ import annotations

from typing import Any

from kporisk.documents.cases.schemas import schema as schema_of
from kporisk.documents.form.content import FORMAT
from kporisk.model.checklist import Checklists, Respondent

_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}(?![\\s\\S])"}


def filled_form_schema(checklists: Checklists) -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of a `kporisk.filled-form/1`: a response, which form it is from, and what is confirmed in it."""
    response = schema_of("response", checklists)
    draft = response.pop("$schema")
    ids = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    form = {
        "vendor": {"title": "A digest by which the register knows the vendor again", **_SHA256},
        "workspace": {"title": "A digest by which a workspace knows its forms again", **_SHA256},
        "respondent": {"title": "Who was asked", "enum": [one.value for one in Respondent]},
        "checklists": {"title": "A digest of the checklists with which the form was made", **_SHA256},
        "questions": {"title": "The questions that it asked", **ids},
        "last": {"title": "The questions at which it showed an answer of last time", **ids},
        "content": {"title": "A digest of what it held", **_SHA256},
        "sha256": {"title": "A digest of all the above, so that nobody changes it by mistake", **_SHA256},
    }
    parts = {
        "format": {"const": FORMAT},
        "form": {"title": "Which form it was; made by kporisk and not written by people", **_closed(form)},
        "confirmed": {"title": "The questions whose answer of last time is said to be unchanged", **ids},
        "response": response,
    }
    return {
        "$schema": draft,
        "$id": "urn:kporisk:filled-form:1",
        "title": "What a form gave: a response, and whose it is",
        **_closed(parts),
    }


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
