"""Rows of somebody's table, each cell with its place; from a workbook or from CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TypeAlias

from kporisk.errors import Problem

CellValue: TypeAlias = str | float | bool | date | time | timedelta
LIMIT_BYTES = 10_000_000
LIMIT_ROWS = 20_000
LIMIT_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One row and its number, from 1. In CSV the number is that of the line on which it begins."""

    number: int
    cells: tuple[CellValue, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.cells.count("") == len(self.cells) or all(isinstance(cell, str) and not cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet or file. `sheet`: its name as it stands in a reference, empty for CSV."""

    source: str
    sheet: str
    rows: tuple[Row, ...]

    def problem(self, row: Row, column: int, message: str) -> Problem:
        """A problem with the cell in `column` (from 0) of `row`."""
        reference = f"{self.sheet}!{letters(column)}{row.number}" if self.sheet else ""
        return Problem(self.source, row.number, reference, message)

    def filled(self) -> Iterator[Row]:
        """The rows in which something stands."""
        return (row for row in self.rows if not row.blank)


def letters(column: int) -> str:
    """The name of a column, from 0: A, B, …, Z, AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
