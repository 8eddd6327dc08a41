"""A workbook of several sheets that came back: .xlsx or .ods, every sheet with its cells, formulas and merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from kporisk.documents.files.confined import BeyondError, confined
from kporisk.documents.files.source import read_bytes, shown_path
from kporisk.documents.files.table import Row, Table
from kporisk.documents.files.xlsx_source import (
    DAMAGED,
    LIMIT_SHEETS,
    OLD,
    PACKED,
    area,
    packed_anew,
    refuse_file,
    refuse_harmful,
    sheet_name,
    unpacked,
    valueless,
)

MOST_PACKED = 5_000_000
MOST_UNPACKED = 12_000_000
MOST_CELLS = 400_000
MOST_ENDS = 100_000
"""Cells, empty ones too, and ends of what is not empty: a workbook that somebody filled in has a tenth of these."""

_FORMULA = re.compile(rb"""<(?:\w+:)?c\s(?>[^<>]*?\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["'])[^<>]*+>\s*+<(?:\w+:)?f[\s/>]""")
_CELL = re.compile("([A-Za-z]{1,3})([0-9]{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_OF_AN_INDEX = 500_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `formulas`: cells that hold one, row from 1 and column from 0; `merged`: first row and column, last row and column."""

    table: Table
    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    valueless: frozenset[tuple[int, int]] = frozenset()
    """Cells that hold an error, or a formula that was never worked out: they are read as empty."""


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets, hidden ones too. `from_1904`: numbers that stand for days count from 1 January 1904."""

    source: str
    sheets: tuple[Sheet, ...]
    from_1904: bool = False


def read_book(path: Path) -> Book:
    """The sheets of an .xlsx or .ods file of at most 5 MB.

    Raises InvalidDocument for what is no workbook, unpacks to more than 12 MB or a hundredfold, holds macros or links to other files, or
    takes more time or memory to read than any workbook that people filled in.
    """
    source = shown_path(path)
    content = read_bytes(path, source, most=MOST_PACKED, kind="workbook (.xlsx or .ods)")
    if len(content) > MOST_PACKED:
        refuse_file(source, f"is larger than {MOST_PACKED // 1_000_000} MB, the most that is read; delete pictures and what was not asked")
    if content.startswith(OLD):
        refuse_file(source, "is an old workbook (.xls) or has a password; save it as .xlsx without one")
    if not content.startswith(PACKED):
        refuse_file(source, "is no workbook; save it as .xlsx or .ods")
    try:
        return confined(lambda: _book(content, source))
    except BeyondError:
        refuse_file(
            source,
            "takes far more time or memory to read than what people fill in; copy the answers into the file that was sent, and save that",
        )


def _book(content: bytes, source: str) -> Book:
    parts = unpacked(content, source, most=MOST_UNPACKED)
    if "content.xml" in parts:
        from kporisk.documents.files.ods_source import ods_sheets

        sheets, from_1904 = ods_sheets(parts, source)
        return Book(source, tuple(Sheet(*one) for one in sheets), from_1904)
    return _xlsx(parts, source)


def _xlsx(parts: dict[str, bytes], source: str) -> Book:
    refuse_harmful(parts, source)
    sheets = [text for text in parts.values() if b"sheetData" in text]
    if sum(text.count(b"</") for text in sheets) > MOST_ENDS or sum(area(text, source) for text in sheets) > MOST_CELLS:
        refuse_file(source, "has far more cells than it was sent with; delete the rows and columns behind what was asked")
    index = parts.get("xl/workbook.xml", b"")
    places = _places(index, parts.get("xl/_rels/workbook.xml.rels", b""), source)
    formulas = {name: _formulas(parts.get(part, b"")) for name, part in places.items()}
    without = {name: _valueless(parts.get(part, b"")) for name, part in places.items()}
    content = packed_anew(parts)
    parts.clear()
    sheets.clear()  # what is unpacked need not be there twice while it is read
    return Book(
        source, tuple(_sheets(content, formulas, without, source)), re.search(rb"""date1904\s*=\s*["'](?:1|true)["']""", index) is not None
    )


def _places(index: bytes, relations: bytes, source: str) -> dict[str, str]:
    """The part in which each sheet stands."""
    if not index or max(len(index), len(relations)) > _MOST_OF_AN_INDEX:
        refuse_file(source, DAMAGED)
    try:
        targets = {one.get("Id"): one.get("Target") or "" for one in ElementTree.fromstring(relations)}
        sheets = [one for one in ElementTree.fromstring(index).iter() if one.tag.endswith("}sheet")]
    except ElementTree.ParseError:
        refuse_file(source, DAMAGED)
    if len(sheets) > LIMIT_SHEETS:
        refuse_file(source, f"has more than {LIMIT_SHEETS} sheets; send it back as it was sent")
    return {one.get("name") or "": _part(targets.get(one.get(_RELATION), "")) for one in sheets}


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _formulas(sheet: bytes) -> frozenset[tuple[int, int]]:
    return frozenset((int(found[2]), _column(found[1].decode())) for found in _FORMULA.finditer(sheet))


def _up_to_last(cells: list[Any]) -> tuple[Any, ...]:
    """The cells up to the last in which something stands."""
    count = len(cells)
    while count and cells[count - 1] == "":
        count -= 1
    return tuple(cells[:count])


def _valueless(sheet: bytes) -> frozenset[tuple[int, int]]:
    cells = (_CELL.fullmatch(name) for name, _ in valueless(sheet))
    return frozenset((int(cell[2]), _column(cell[1])) for cell in cells if cell)


def _column(name: str) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _sheets(
    content: Any, formulas: Mapping[str, frozenset[tuple[int, int]]], without: Mapping[str, frozenset[tuple[int, int]]], source: str
) -> Iterator[Sheet]:
    from python_calamine import SheetTypeEnum, load_workbook

    found: list[Sheet] = []
    try:
        workbook = load_workbook(content)
        for one in workbook.sheets_metadata:
            if one.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(one.name)
            rows = tuple(Row(number, _up_to_last(cells)) for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1))
            merged = tuple((top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
            found.append(
                Sheet(
                    Table(source, sheet_name(one.name), rows),
                    formulas.get(one.name, frozenset()),
                    merged,
                    without.get(one.name, frozenset()),
                )
            )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic in the reader is no Exception
        refuse_file(source, DAMAGED)
    yield from found
