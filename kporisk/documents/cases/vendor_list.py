"""A list of vendors, as an organisation keeps it in a spreadsheet: read whole, or refused with every problem in its cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kporisk.documents.cases.place import LIMIT_LINE, LIMIT_TEXT, cleaned
from kporisk.documents.cases.reader import VENDOR_ID
from kporisk.documents.files.nodes import LIMIT_PROBLEMS
from kporisk.documents.files.source import shown_path
from kporisk.documents.files.suggestions import listed, nearest, shown
from kporisk.documents.files.table import CellValue, Row, Table
from kporisk.errors import InvalidDocument, Problem

REQUIRED = ("id", "name")
COLUMNS = (*REQUIRED, "contact", "owner", "note")
_LIMITS = {"note": LIMIT_TEXT}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufeff\ufffe\uffff]")
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
_SUFFIXES = {
    ".xlsm": "holds macros; save it as .xlsx",
    ".xls": "is an old workbook; save it as .xlsx",
    ".ods": "is a workbook of another kind; save it as .xlsx",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One vendor of a list; texts without the spaces around them, None where the cell is empty."""

    id: str
    name: str
    contact: str | None = None
    owner: str | None = None
    note: str | None = None


def read_vendors(path: Path) -> tuple[Listed, ...]:
    """The vendors of an .xlsx or .csv file in its order, at least one. Raises InvalidDocument with all problems, each in its cell."""
    table = _table(path)
    reading = _Reading(table)
    vendors = reading.vendors()
    if reading.problems:
        raise InvalidDocument(reading.problems[:LIMIT_PROBLEMS])
    return vendors


def _table(path: Path) -> Table:
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from kporisk.documents.files.xlsx_source import read_xlsx

        return read_xlsx(path)
    if suffix == ".csv":
        from kporisk.documents.files.csv_source import read_csv

        return read_csv(path)
    raise InvalidDocument([Problem(shown_path(path), 0, "", _SUFFIXES.get(suffix, "a list of vendors is an .xlsx or a .csv file"))])


class _Reading:
    """One pass over a table, its first filled row the names of the columns."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.problems: list[Problem] = []

    def vendors(self) -> tuple[Listed, ...]:
        """All vendors; of no use where there are problems."""
        head, *rows = tuple(self._table.filled()) or (None,)
        if head is None:
            self.problems.append(
                Problem(self._table.source, 0, "", f"the list is empty; its first row names the columns: {', '.join(COLUMNS)}")
            )
            return ()
        columns = self._columns(head)
        if not rows:
            self._refuse(head, 0, "no vendor is in the list; each has a row below the names of the columns")
        self._unnamed(head, columns, rows)
        found = [self._vendor(row, columns) for row in rows]
        self._twice(rows, columns, found)
        return tuple(vendor for vendor in found if vendor)

    def _refuse(self, row: Row, column: int, message: str) -> None:
        self.problems.append(self._table.problem(row, column, message))

    def _columns(self, head: Row) -> Mapping[str, int]:
        """The place of every known column; letter case and spaces around its name do not matter."""
        columns: dict[str, int] = {}
        for index, cell in enumerate(head.cells):
            written = str(cell).strip()
            name = written.casefold()
            if name in columns:
                self._refuse(head, index, f"the column {name} is there twice; keep one")
            elif name in COLUMNS:
                columns[name] = index
            elif name:
                near = nearest(name, COLUMNS)
                tail = f"did you mean {near}?" if near else f"there are {listed(COLUMNS)}"
                self._refuse(head, index, f"the column {shown(written)} is not known; {tail}")
        missing = [name for name in REQUIRED if name not in columns]
        if missing:
            what = f"the column {missing[0]} is" if len(missing) == 1 else f"the columns {listed(missing)} are"
            self._refuse(head, 0, f"{what} missing; the first row names the columns")
        return columns

    def _unnamed(self, head: Row, columns: Mapping[str, int], rows: list[Row]) -> None:
        """Refuse what stands in columns without a name, each once."""
        named = {index for index, cell in enumerate(head.cells) if str(cell).strip()}
        seen: set[int] = set()
        for row in rows:
            for index, cell in enumerate(row.cells):
                if index not in named and index not in seen and str(cell).strip():
                    seen.add(index)
                    hint = "" if self._table.sheet else "; a text with the separator in it goes in quotes"
                    self._refuse(row, index, f"this stands in a column without a name{hint}")

    def _vendor(self, row: Row, columns: Mapping[str, int]) -> Listed | None:
        texts = {name: self._text(row, index, name) for name, index in columns.items() if name != "id"}
        id = self._id(row, columns["id"], texts.get("name")) if "id" in columns else None
        name = texts.get("name")
        return Listed(id, name, texts.get("contact"), texts.get("owner"), texts.get("note")) if id and name else None

    def _id(self, row: Row, index: int, name: str | None) -> str | None:
        value = _cell(row, index)
        if not isinstance(value, str):
            self._refuse(
                row, index, f"the id is {_kind(value)}, which a spreadsheet may have changed; format the cell as text and write it anew"
            )
            return None
        text = value.strip()
        if VENDOR_ID.fullmatch(text):
            return text
        slug = _slug(text) or _slug(name or "")
        hint = f", such as {slug}" if slug else ""
        what = "the id is empty" if not text else "this is no id"
        self._refuse(row, index, f"{what}; it has small letters, digits and hyphens, at most 63, a letter or digit first{hint}")
        return None

    def _text(self, row: Row, index: int, name: str) -> str | None:
        value = _cell(row, index)
        if not isinstance(value, str):
            self._refuse(row, index, f"the {name} is {_kind(value)}; format the cell as text and write it anew")
            return None
        text = value.replace("\r\n", "\n").strip()
        limit = _LIMITS.get(name, LIMIT_LINE)
        if not text:
            if name in REQUIRED:
                self._refuse(row, index, f"the {name} is empty")
            return None
        if text in _ERRORS:
            self._refuse(row, index, f"the {name} is a formula that fails; write the text itself")
        elif len(text) > limit:
            self._refuse(row, index, f"the {name} has {len(text)} characters; at most {limit} are read")
        elif _CONTROL.search(text) or cleaned(text) != text:
            self._refuse(row, index, f"the {name} holds control characters, or such as reorder or pile up text; remove them")
        elif limit == LIMIT_LINE and ("\n" in text or "\t" in text):
            self._refuse(row, index, f"the {name} stands on one line, without tabs")
        else:
            return text
        return None

    def _twice(self, rows: list[Row], columns: Mapping[str, int], found: list[Listed | None]) -> None:
        """Refuse every row with an id that stands above."""
        first: dict[str, int] = {}
        for row in rows if "id" in columns else ():
            text = str(_cell(row, columns["id"])).strip()
            if text in first:
                self._refuse(row, columns["id"], f"this id stands in row {first[text]} already; each vendor has its own")
            elif text:
                first[text] = row.number


def _cell(row: Row, index: int) -> CellValue:
    return row.cells[index] if index < len(row.cells) else ""


def _kind(value: CellValue) -> str:
    if isinstance(value, bool):
        return "true or false"
    return "a number" if isinstance(value, int | float) else "a date or time"


def _slug(text: str) -> str:
    """An id made of a text: `Ácme Research Ltd.` becomes `acme-research-ltd`; empty where nothing of it may stand in one."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:63].rstrip("-")
