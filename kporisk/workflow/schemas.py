"""The published schema of every document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kporisk.workflow.library import library


def schema_of(document: str, *, own: Sequence[Path] = (), respondent: str | None = None) -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of one document; those that hold answers are derived from the checklists.

    Raises InvalidDocument where an organisation's checklists have problems.
    """
    match document:
        case "assessment":
            from kporisk.documents.results.schema import assessment_schema

            return assessment_schema()
        case "change":
            from kporisk.documents.results.change_schema import change_schema

            return change_schema()
        case "verification":
            from kporisk.documents.results.verification_schema import verification_schema

            return verification_schema()
        case "external-assessment":
            from kporisk.documents.external.schema import external_schema

            return external_schema()
        case "exported-response":
            from kporisk.documents.exported.schema import exported_schema

            return exported_schema()
        case "filled-form":
            from kporisk.documents.form.schema import filled_form_schema

            return filled_form_schema(library(own).checklists)
        case "checklist" | "method" | "rules":
            from kporisk.documents.content.schemas import published

            return published(name=document)
        case _:
            from kporisk.documents.cases.schemas import schema

            return schema(document, library(own).checklists, respondent=respondent)
