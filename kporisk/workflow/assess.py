"""Assess one case: file in, assessment and reports out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kporisk.assessment.assess import assess
from kporisk.documents.cases.reader import read_case
from kporisk.documents.results.assessment import assessment_document
from kporisk.errors import InvalidDocument
from kporisk.model.assessment import Depth
from kporisk.workflow.library import Library


def assess_file(path: Path, library: Library, *, as_of: date, depth: Depth | None = None) -> Mapping[str, Any]:
    """The assessment document of the case in `path` on the day `as_of`.

    Raises InvalidDocument with every problem of the case and of the files that it names.
    """
    case = read_case(path, library.checklists)
    try:
        return assessment_document(assess(library.checklists, library.method, case, as_of, depth=depth))
    except InvalidDocument as error:
        # The core knows a case by its vendor; whoever reads the message knows it by its file.
        raise InvalidDocument([replace(problem, source=str(path)) for problem in error.problems]) from None
