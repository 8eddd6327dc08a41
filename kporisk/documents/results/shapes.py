"""Shapes that the schemas of several results share (JSON Schema, Draft 2020-12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from kporisk.documents.results.values import LANGUAGES
from kporisk.model.band import Tier

Schema: TypeAlias = dict[str, Any]
STRING: Schema = {"type": "string"}
BOOL: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
DATE: Schema = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\s\S])"}
SHA: Schema = {"type": "string", "pattern": r"^[0-9a-f]{64}(?![\s\S])"}
TIER: Schema = {"enum": [tier.word for tier in Tier]}
PLAIN: Schema = {"type": ["string", "number", "boolean", "array", "null"], "items": STRING}


def exactly(properties: Mapping[str, Schema], *, description: str | None = None) -> Schema:
    """An object with exactly these names."""
    result: Schema = {"type": "object", "required": list(properties), "additionalProperties": False, "properties": dict(properties)}
    return result if description is None else {"description": description, **result}


def list_of(items: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": items}


def map_of(values: Schema) -> Schema:
    """An object with any names, each with such a value."""
    return {"type": "object", "additionalProperties": values}


def maybe(schema: Schema) -> Schema:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def pair(least: float, most: float, description: str | None = None) -> Schema:
    """One quantity as told and as proven."""
    end = {"type": "number", "minimum": least, "maximum": most}
    return exactly({"told": end, "proven": end}, description=description)


SHARE = pair(0, 1)
# Sums of contributions may exceed their bound by a rounding error of the last bit.
POINTS = pair(0, 100.000001)
TIERS = exactly({"told": TIER, "proven": TIER})
TEXT: Schema = {
    "type": "object",
    "required": list(LANGUAGES),
    "additionalProperties": STRING,
    "description": "one text in every language",
}


def one_of(values: Iterable[StrEnum]) -> Schema:
    """One of an enum's words."""
    return {"enum": [value.value for value in values]}
