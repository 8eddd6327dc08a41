"""The hidden sheet, read: whose workbook it is, what it asked, and what was said last time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kporisk.documents.files.digest import digest
from kporisk.documents.files.sheets import Book
from kporisk.documents.workbook.layout import FORMAT
from kporisk.documents.workbook.material import Whose
from kporisk.documents.workbook.words import folded
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.checklist import Respondent

_CHANGED = "was changed where nobody writes: its hidden sheet is not as it was made; fill in the workbook as it was sent"


class NotOursError(InvalidDocument):
    """A workbook has no hidden sheet of ours: it is somebody else's, or was stripped of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was split off a workbook for one person."""

    person: str
    whole: str
    """The SHA-256 of the whole one's hidden sheet."""
    given: Mapping[str, str]
    """What stood in the rows of each question when it was split off, as a digest."""


@dataclass(frozen=True)
class Known:
    """What a workbook was made of. `options`: of each question, folded texts and ids to ids; `version`: of the checklists."""

    sheet: str
    whose: Whose
    respondent: Respondent
    version: str
    options: Mapping[str, Mapping[str, str]]
    last: Mapping[str, Mapping[str, Any]]
    people: Mapping[str, Mapping[str, Any]]
    evidence: Mapping[str, Mapping[str, Any]]
    sha256: str = ""
    """Of what the hidden sheet says."""
    part: Part | None = None
    """Which part of a workbook it is; None for a whole one."""


def read_index(book: Book) -> Known:
    """The hidden sheet of a workbook. Raises InvalidDocument where there is none, or it is not as it was made."""
    for sheet in book.sheets:
        first = next(sheet.table.filled(), None)
        if first is not None and first.cells[0] == "format":
            rows = [[str(cell) for cell in row.cells] for row in sheet.table.filled()]
            try:
                return _known(book, sheet.table.sheet, [_ended(row) for row in rows])
            except (KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError):
                raise _refused(book, _CHANGED) from None
    raise NotOursError(
        [
            Problem(
                book.source,
                0,
                "",
                "is no workbook of kporisk: the hidden sheet that says whose it is and what was asked is not in it; fill in the one sent. "
                "If it is a form of others, such as a CAIQ, say whose answers it holds: --vendor ID",
            )
        ]
    )


def _refused(book: Book, message: str) -> InvalidDocument:
    return InvalidDocument([Problem(book.source, 0, "", message)])


def _ended(row: list[str]) -> list[str]:
    """A row without the empty cells behind its last text."""
    last = max((place for place, text in enumerate(row, 1) if text), default=0)
    return row[:last]


def _known(book: Book, sheet: str, rows: list[list[str]]) -> Known:
    if rows[0] != ["format", FORMAT]:
        raise _refused(book, f"is a workbook of another format than {FORMAT}; it was made by another version of kporisk, so export it anew")
    *told, last = rows
    if last != ["sha256", digest(told)]:
        raise _refused(book, _CHANGED)
    one = {row[0]: row[1] for row in told if len(row) == 2}
    options: dict[str, dict[str, str]] = {row[1]: {} for row in told if row[0] == "question"}
    for row in told:
        if row[0] == "option":
            options[row[1]] |= {folded(text): row[2] for text in row[2:] if folded(text) not in options[row[1]]}
    kept: dict[str, dict[str, Any]] = {"last": {}, "person": {}, "evidence": {}}
    for row in told:
        if row[0] in kept:
            kept[row[0]][row[1]] = json.loads("".join(row[2:]))
    return Known(
        sheet,
        Whose(one["workspace"], one["vendor"]),
        Respondent(one["respondent"]),
        one["checklists"],
        options,
        kept["last"],
        kept["person"],
        kept["evidence"],
        last[1],
        _part(told),
    )


def _part(told: list[list[str]]) -> Part | None:
    found = next((row for row in told if row[0] == "part"), None)
    return None if found is None else Part(found[1], found[2], {row[1]: row[2] for row in told if row[0] == "given"})
