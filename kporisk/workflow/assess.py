"""Assess one case: file in, assessment and reports out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kporisk.assessment.assess import assess
from kporisk.documents.cases.reader import read_case
from kporisk.documents.results.assessment import assessment_document
from kporisk.errors import InvalidDocument
from kporisk.model.assessment import Depth
from kporisk.model.case import Case
from kporisk.workflow.library import Library


@dataclass(frozen=True, slots=True)
class Assessed:
    """A case and the assessment of it, as a `kporisk.assessment/1` document."""

    case: Case
    document: Mapping[str, Any]


def assess_file(path: Path, library: Library, *, as_of: date, depth: Depth | None = None) -> Mapping[str, Any]:
    """The assessment document of the case in `path` on the day `as_of`.

    Raises InvalidDocument with every problem of the case and of the files that it names.
    """
    return assessed_file(path, library, as_of=as_of, depth=depth).document


def assessed_file(path: Path, library: Library, *, as_of: date, depth: Depth | None = None) -> Assessed:
    """The same, with the case that was read."""
    return assess_case(read_case(path, library.checklists), library, as_of=as_of, depth=depth, source=str(path))


def assess_case(case: Case, library: Library, *, as_of: date, depth: Depth | None, source: str) -> Assessed:
    """The same for a case that has been read; `source` is its name in messages."""
    try:
        return Assessed(case, assessment_document(assess(library.checklists, library.method, case, as_of, depth=depth)))
    except InvalidDocument as error:
        # The core knows a case by its vendor; whoever reads the message knows it by its file.
        raise InvalidDocument([replace(problem, source=source) for problem in error.problems]) from None
