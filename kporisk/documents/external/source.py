"""A file with somebody else's form: its sheets as rows of cleaned texts, each cell with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kporisk.documents.cases.place import LIMIT_TEXT
from kporisk.documents.files.source import read_bytes, shown_path
from kporisk.documents.files.table import LIMIT_BYTES, CellValue, Table, letters
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.safe import safe

MOST_CELLS = 400_000
"""In a CSV file, empty ones too; as many as in a workbook."""
SUFFIXES = (".xlsx", ".ods", ".csv")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number from 1, and its texts."""

    number: int
    cells: tuple[str, ...]

    def __getitem__(self, column: int | None) -> str:
        """The text in a column, from 0; empty where the row ends before, or there is no such column."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet, or a CSV file, whose name is empty then. Rows in which nothing stands are left out."""

    source: str
    name: str
    """As it stands in a reference: `'My sheet'`."""
    lines: tuple[Line, ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    valueless: frozenset[tuple[int, int]] = frozenset()
    """Cells with an error, or a formula that was never worked out, by row from 1 and column from 0."""

    @property
    def title(self) -> str:
        """The sheet's name without quotation marks."""
        return self.name[1:-1].replace("''", "'") if self.name.startswith("'") else self.name

    def place(self, line: Line, column: int) -> str:
        """Where a cell stands: `Sheet!C14`, `line 14`."""
        return f"{self.name}!{letters(column)}{line.number}" if self.name else f"line {line.number}"

    def problem(self, line: Line, column: int, message: str) -> Problem:
        """A problem with a cell."""
        return Problem(self.source, line.number, self.place(line, column) if self.name else "", message)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read. `sha256`: of its bytes."""

    source: str
    file: str
    sha256: str
    leaves: tuple[Leaf, ...]


def read_source(path: Path) -> Source:
    """The sheets of an .xlsx, .ods or .csv file. Raises InvalidDocument for what is none, or means harm."""
    source = shown_path(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InvalidDocument([Problem(source, 0, "", "a form that somebody filled is an .xlsx, .ods or .csv file")])
    leaves = tuple(_csv(path) if suffix == ".csv" else _book(path))
    content = read_bytes(path, source, most=LIMIT_BYTES, kind="workbook or CSV")
    return Source(source, safe(path.name), hashlib.sha256(content).hexdigest(), leaves)


def _csv(path: Path) -> Iterator[Leaf]:
    from kporisk.documents.files.csv_source import read_csv

    yield _leaf(read_csv(path, most_cells=MOST_CELLS))


def _book(path: Path) -> Iterator[Leaf]:
    from kporisk.documents.files.sheets import read_book

    for sheet in read_book(path).sheets:
        yield _leaf(sheet.table, sheet.formulas, sheet.valueless)


def _leaf(table: Table, formulas: frozenset[tuple[int, int]] = frozenset(), valueless: frozenset[tuple[int, int]] = frozenset()) -> Leaf:
    lines = tuple(Line(row.number, tuple(_text(cell) for cell in row.cells)) for row in table.filled())
    return Leaf(table.source, table.sheet, lines, formulas, valueless)


def _text(cell: CellValue) -> str:
    """A cell as text: whole numbers without a point, days as written in ISO 8601, no more than a text may have."""
    match cell:
        case str():
            text = safe(cell.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")).strip()
            return text if len(text) <= LIMIT_TEXT else text[: LIMIT_TEXT - 1] + "…"
        case bool():
            return "Yes" if cell else "No"
        case float() | int():
            return str(int(cell)) if float(cell).is_integer() else repr(float(cell))
        case datetime():
            return cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
