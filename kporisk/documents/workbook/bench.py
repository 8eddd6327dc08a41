"""A workbook opened to be changed: what is read in it, and the same in the hands of a library that writes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kporisk import __version__
from kporisk.documents.files.digest import digest
from kporisk.documents.files.sheets import MOST_PACKED, MOST_UNPACKED, Book, read_book
from kporisk.documents.files.source import read_bytes, shown_path
from kporisk.documents.files.suggestions import nearest, shown
from kporisk.documents.files.xlsx_source import packed_anew, refuse_file, unpacked
from kporisk.documents.workbook.cells import UnreadableError, text_of
from kporisk.documents.workbook.found import Cell, Found, Line, find_tables
from kporisk.documents.workbook.known import Known, read_index
from kporisk.documents.workbook.layout import FORMAT, LISTS, TYPED
from kporisk.errors import InvalidDocument, Problem


class Read:
    """A workbook of ours as it is read: its tables, with the rows of each question."""

    def __init__(self, path: Path) -> None:
        """Raises InvalidDocument for what is no workbook of ours, or holds formulas or merged cells where people write."""
        self.path = path
        self.book: Book = read_book(path)
        self.known: Known = read_index(self.book)
        self.found: Found = find_tables(self.book, hidden=(LISTS, self.known.sheet.strip("'")))
        self.problems = list(self.found.problems)
        self.questions = self._questions()
        self._refuse()

    def _refuse(self) -> None:
        if self.problems:
            raise InvalidDocument(self.problems)

    def _questions(self) -> dict[str, list[Line]]:
        """The rows of each question: its own, then one for each thing that may hold."""
        rows: dict[str, list[Line]] = {id: [] for id in self.known.options}
        for line in self.found.lines["questions"]:
            id = self.text(line["id"])
            question = id if id in rows else id.partition(".")[0]
            if question in rows:
                rows[question].append(line)
            elif line.filled(TYPED["questions"]):
                near = nearest(id, rows)
                self.problems.append(
                    line["id"].problem(f"the id {shown(id)} was not sent here" + (f"; did you mean {near}?" if near else ""))
                )
        return {id: sorted(lines, key=lambda line: self.text(line["id"])) for id, lines in rows.items()}

    def text(self, cell: Cell) -> str:
        """The text of a cell; empty, and noted, where it cannot be read."""
        try:
            return text_of(cell)
        except UnreadableError as error:
            self.problems.append(cell.problem(str(error)))
            return ""

    def typed(self, lines: Sequence[Line], table: str) -> list[tuple[str, str, str]]:
        """What people wrote in some rows, as id, column and text; what is empty is left out."""
        first = "id" if table == "questions" else TYPED[table][0]
        return [
            (self.text(line[first]), key, self.text(line[key]))
            for line in lines
            for key in TYPED[table]
            if key in line.cells and not line[key].empty
        ]

    def state(self, id: str) -> str:
        """A digest of what people wrote in the rows of a question; the same wherever the rows stand."""
        return digest([list(one) for one in sorted(self.typed(self.questions[id], "questions"))])


def open_writable(path: Path) -> Any:
    """The workbook for openpyxl, from those parts of the file that were checked. Raises InvalidDocument as `read_book`."""
    import openpyxl

    source = shown_path(path)
    if path.suffix.lower() != ".xlsx":
        refuse_file(source, "is no .xlsx file; save it as one, since only such a one is written again")
    parts = unpacked(read_bytes(path, source, most=MOST_PACKED, kind="workbook"), source, most=MOST_UNPACKED)
    try:
        book = openpyxl.load_workbook(packed_anew(parts))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError):
        refuse_file(source, "is damaged; open it in a spreadsheet program and save it anew as .xlsx")
    book.properties.creator, book.properties.description = f"kporisk {__version__}", FORMAT
    return book


def packed(book: Any) -> bytes:
    """The workbook as a file, its first sheet in front."""
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is book.worksheets[0]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sheet_of(book: Any, cell: Cell) -> Any:
    """The sheet in which a cell stands."""
    name = cell.sheet
    return book[name[1:-1].replace("''", "'") if name.startswith("'") else name]


def write_text(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write into a cell (row from 1, column from 0); a text is one, whatever it begins with."""
    cell = sheet.cell(row, column + 1)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def write_rows(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    """Write the rows of the hidden sheet anew, with their digest below."""
    sheet.delete_rows(1, sheet.max_row)
    for number, row in enumerate([*rows, ["sha256", digest(list(rows))]], 1):
        for column, text in enumerate(row):
            write_text(sheet, number, column, text)


def index_rows(read: Read) -> list[list[str]]:
    """The rows of the hidden sheet without their digest."""
    sheet = next(one for one in read.book.sheets if one.table.sheet == read.known.sheet)
    rows = []
    for row in sheet.table.filled():
        last = max((place for place, cell in enumerate(row.cells, 1) if cell != ""), default=0)
        rows.append([str(cell) for cell in row.cells[:last]])
    return rows[:-1]


def clash(one: Cell, other: Cell, message: str) -> Problem:
    """A problem that two files have together."""
    return one.problem(message.format(other=f"{other.source} {other.reference}"))
