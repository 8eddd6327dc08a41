"""The published schemas of the data files: `checklist` (questions.json), `method`, `rules`, `texts`, `evidence`, `references`."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from kporisk import resources

NAMES = ("checklist", "method", "rules", "texts", "evidence", "references", "answers")


def checklist_schema() -> dict[str, Any]:
    """The JSON Schema, Draft 2020-12, that every `questions.json` keeps to."""
    return published(name="checklist")


def method_schema() -> dict[str, Any]:
    """The JSON Schema, Draft 2020-12, that `method.yaml` keeps to."""
    return published(name="method")


def published(*, name: str) -> dict[str, Any]:
    """One of the published schemas by its name in `NAMES`; the caller's own copy."""
    schema: dict[str, Any] = json.loads(schema_text(name))
    return schema


@cache
def schema_text(name: str) -> str:
    """The published schema `name` as it is shipped."""
    return (resources.folder("checklists") / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
