"""The sheets of an OpenDocument workbook, read as a stream: what is repeated a million times is never written out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import NoReturn
from xml.parsers import expat

from kporisk.documents.files.suggestions import shown
from kporisk.documents.files.table import CellValue, Row, Table
from kporisk.documents.files.xlsx_source import DAMAGED, LIMIT_SHEETS, refuse_file, sheet_name, unheard_of

MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_FILLED = 40_000
MOST_CELLS = 400_000
"""Empty ones too, up to the last of each row that is not."""
MOST_CHARACTERS = 100_000
"""In one cell; spreadsheet programs take a third of it."""
_LINKED = (b"<table:table-source", b"<office:dde-source", b"<table:dde-link", b"<table:cell-range-source")
_CELLS = ("table:table-cell", "table:covered-table-cell")

OdsSheet = tuple[Table, frozenset[tuple[int, int]], tuple[tuple[int, int, int, int], ...]]


def ods_sheets(parts: Mapping[str, bytes], source: str) -> tuple[list[OdsSheet], bool]:
    """Each sheet with the places of its formulas and merged cells, and whether days count from 1904.

    Raises InvalidDocument for macros, links to other files, entities, passwords and more cells than anybody fills in.
    """
    if any(name.startswith(("Basic/", "Scripts/")) for name in parts):
        refuse_file(source, "holds macros; save it without them")
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        refuse_file(source, "has a password; save it without one")
    content = parts["content.xml"]
    if any(sign in content for sign in _LINKED):
        refuse_file(source, "has links to other files; replace them by their values and save it anew")
    if unheard_of(content):
        refuse_file(source, "holds what no spreadsheet program writes; open it in one and save it anew")
    reading = _Reading(source)
    reading.read(content)
    return reading.sheets, reading.from_1904


class _Reading:
    """One pass over the content."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.sheets: list[OdsSheet] = []
        self.from_1904 = False
        self._name: str | None = None
        self._rows: list[Row] = []
        self._formulas: set[tuple[int, int]] = set()
        self._merged: list[tuple[int, int, int, int]] = []
        self._row = 0
        """Rows before the one that is being read."""
        self._cells: list[CellValue] = []
        self._column = 0
        self._repeated = 1
        self._filled = 0
        self._cells_read = 0
        self._cell: Mapping[str, str] | None = None
        self._lines: list[str] = []
        self._aside = 0
        """How deep within a comment."""
        self._characters = 0
        self._in_text = 0

    def read(self, content: bytes) -> None:
        """Read it all; raises InvalidDocument."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._said
        parser.buffer_text = True
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, UnicodeError, ValueError):
            refuse_file(self._source, DAMAGED)
        if not self.sheets:
            refuse_file(self._source, DAMAGED)

    def _begins(self, name: str, given: dict[str, str]) -> None:
        if name == "office:annotation" or self._aside:
            self._aside += 1
        elif name == "table:table" and self._name is None:
            self._open(given)
        elif name == "table:null-date":
            self.from_1904 = given.get("table:date-value", "").startswith("1904")
        elif self._name is None:
            return
        elif name == "table:table-row":
            self._cells, self._column, self._repeated = [], 0, _count(given, "table:number-rows-repeated")
        elif name in _CELLS:
            self._cell, self._lines, self._characters, self._in_text = given, [], 0, 0
        elif self._cell is not None:
            self._begins_within(name, given)

    def _begins_within(self, name: str, given: Mapping[str, str]) -> None:
        if name == "text:p":
            self._in_text += 1
            self._lines.append("")
        elif self._in_text and name in ("text:s", "text:tab", "text:line-break"):
            space = " " * min(_count(given, "text:c"), 1000)
            self._said({"text:s": space, "text:tab": "\t"}.get(name, "\n"))

    def _said(self, text: str) -> None:
        if self._in_text and not self._aside:
            self._characters += len(text)
            if self._characters > MOST_CHARACTERS:
                refuse_file(self._source, f"has a cell with more than {MOST_CHARACTERS} characters; shorten it")
            self._lines[-1] += text

    def _ends(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name == "text:p" and self._in_text:
            self._in_text -= 1
        elif name in _CELLS and self._cell is not None:
            self._cell_done(self._cell)
            self._cell = None
        elif name == "table:table-row" and self._name is not None:
            self._row_done()
        elif name == "table:table" and self._name is not None:
            self.sheets.append(
                (Table(self._source, sheet_name(self._name), tuple(self._rows)), frozenset(self._formulas), tuple(self._merged))
            )
            self._name = None

    def _open(self, given: Mapping[str, str]) -> None:
        if len(self.sheets) >= LIMIT_SHEETS:
            refuse_file(self._source, f"has more than {LIMIT_SHEETS} sheets; send it back as it was sent")
        self._name, self._row = given.get("table:name", ""), 0
        self._rows, self._formulas, self._merged = [], set(), []

    def _cell_done(self, given: Mapping[str, str]) -> None:
        times, value, row = _count(given, "table:number-columns-repeated"), _value(given, self._lines), self._row + 1
        over, down = _count(given, "table:number-columns-spanned"), _count(given, "table:number-rows-spanned")
        if over > 1 or down > 1:
            self._merged.append((row, self._column, row + down - 1, self._column + over - 1))
        if "table:formula" in given:
            self._formulas.add((row, self._column))
        if value != "":
            if self._column + times > MOST_COLUMNS or self._filled + times * self._repeated > MOST_FILLED:
                self._too_far()
            self._filled += times * self._repeated
            self._cells += [""] * (self._column - len(self._cells)) + [value] * times
        self._column += times

    def _row_done(self) -> None:
        if self._cells:
            self._cells_read += len(self._cells) * self._repeated
            if self._row + self._repeated > MOST_ROWS or self._cells_read > MOST_CELLS:
                self._too_far()
            cells = tuple(self._cells)
            self._rows += [Row(self._row + number, cells) for number in range(1, self._repeated + 1)]
        self._row += self._repeated

    def _too_far(self) -> NoReturn:
        refuse_file(
            self._source, f"has far more cells than it was sent with, in the sheet {shown(self._name or '')}; delete what was not asked"
        )


def _count(given: Mapping[str, str], key: str) -> int:
    found = given.get(key, "1")
    return max(1, int(found)) if re.fullmatch("[0-9]{1,9}", found) else 1


def _value(given: Mapping[str, str], lines: list[str]) -> CellValue:
    kind = given.get("office:value-type", "")
    if kind == "date":
        return _day(given.get("office:date-value", "")) or "\n".join(lines)
    if kind in ("float", "percentage", "currency") and (number := _number(given.get("office:value", ""))) is not None:
        return number
    if kind == "boolean":
        return given.get("office:boolean-value") == "true"
    return "\n".join(lines) if lines else given.get("office:string-value", "")


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 2**53 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
