"""A workbook of somebody else's as rows: unpacked within limits, held against what it may contain, and only then opened.

What the reader of workbooks gets is packed anew from what was checked, so that no file can look one way to the check and another to it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NoReturn

from kporisk.documents.files.nodes import LIMIT_PROBLEMS
from kporisk.documents.files.source import read_bytes, shown_path
from kporisk.documents.files.suggestions import listed, shown
from kporisk.documents.files.table import LIMIT_BYTES, LIMIT_COLUMNS, LIMIT_ROWS, Row, Table, letters
from kporisk.errors import InvalidDocument, Problem

LIMIT_UNPACKED = 64_000_000
LIMIT_RATIO = 100
LIMIT_PARTS = 2_000
PIECE = 65_536
LIMIT_SHEETS = 20
DAMAGED = "is damaged, or no workbook; open it in a spreadsheet program and save it anew as .xlsx"
PACKED = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0"
_PLACE = re.compile(rb"""[\s"']r\s*=\s*["']([^"']*)["']""")
_CELL = re.compile(rb"([A-Za-z]{0,3})([0-9]{1,7})")
_FAILED = re.compile(rb"""<(?:\w+:)?c\s(?=[^<>]*\st\s*=\s*["']e["'])[^<>]*>""")
_NOT_WORKED_OUT = re.compile(
    rb"""<((?:\w+:)?)c\s(?![^<>]*\st\s*=\s*["']str["'])[^<>]*+>\s*+"""
    rb"""<\1f\b[^<>]*(?:/>|>[^<]*+</\1f>)\s*+(?:<\1v\s*+/>|<\1v>\s*+</\1v>)?+\s*+</\1c>"""
)
_ENCODING = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]*?\bencoding\s*=\s*["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE)
"""Another encoding than those that spreadsheet programs write."""
_NEEDED = ("xl/", "_rels/", "[Content_Types].xml")
"""What the reader gets; were there anything else, it might take the file for a workbook of another kind."""


def read_xlsx(path: Path) -> Table:
    """The rows of the one sheet of an .xlsx file in which something stands; numbers, dates and truths are such.

    Raises InvalidDocument for what is no workbook, unpacks to more than 64 MB or a hundredfold, holds macros or links to other files, or
    has several filled sheets.
    """
    source = shown_path(path)
    content = read_bytes(path, source, most=LIMIT_BYTES, kind="workbook (.xlsx)")
    if len(content) > LIMIT_BYTES:
        refuse_file(source, f"is larger than {LIMIT_BYTES // 1_000_000} MB, the most that is read")
    if content.startswith(OLD):
        refuse_file(source, "is an old workbook (.xls) or has a password; save it as .xlsx without one")
    if not content.startswith(PACKED):
        refuse_file(source, "is no workbook; save it as .xlsx, or name it .csv if it is text")
    parts = unpacked(content, source)
    _hold_against_rules(parts, source)
    return _filled(packed_anew(parts), source)


def refuse_file(source: str, message: str) -> NoReturn:
    """Refuse a file as a whole."""
    raise InvalidDocument([Problem(source, 0, "", message)])


def unpacked(content: bytes, source: str, *, most: int = LIMIT_UNPACKED) -> dict[str, bytes]:
    """The XML parts of a packed file, of at most `most` bytes in all; the others, such as pictures, are not needed, but counted.

    Raises InvalidDocument for what is damaged, has a password or unpacks to more than that or a hundredfold.
    """
    parts: dict[str, bytes] = {}
    left = min(most, LIMIT_RATIO * len(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > LIMIT_PARTS or len({entry.filename for entry in entries}) < len(entries):
                refuse_file(
                    source, f"has more than {LIMIT_PARTS} parts, or one of them twice; this is no workbook of a spreadsheet program"
                )
            for entry in entries:
                if entry.flag_bits & 1:
                    refuse_file(source, "has a password; save it without one")
                with packed.open(entry) as part:
                    unpacked = _at_most(part, left + 1)
                left -= len(unpacked)
                if left < 0:
                    refuse_file(source, f"unpacks to more than {most // 1_000_000} MB or a hundredfold; no list of this kind needs that")
                parts[entry.filename] = unpacked if entry.filename.endswith((".xml", ".rels")) else b""
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, LookupError):
        refuse_file(source, DAMAGED)
    return parts


def _at_most(part: IO[bytes], most: int) -> bytes:
    """The first bytes of a part, piece by piece: read all at once it would be there twice."""
    whole = io.BytesIO()
    while piece := part.read(min(PIECE, most - whole.tell())):
        whole.write(piece)
    return whole.getvalue()


def refuse_harmful(parts: Mapping[str, bytes], source: str) -> None:
    """Raise InvalidDocument where the parts of a workbook hold macros, links to other files or entities."""
    types = parts.get("[Content_Types].xml", b"").lower()
    names = " ".join(parts).lower()
    if b"macroenabled" in types or b"vbaproject" in types or "vbaproject" in names or "macrosheets/" in names:
        refuse_file(source, "holds macros; save it as .xlsx without them")
    if b"externallink" in types or "externallinks/" in names:
        refuse_file(source, "has links to other workbooks; replace them by their values and save it anew")
    if any(unheard_of(text) for text in parts.values()):
        refuse_file(source, "holds what no spreadsheet program writes; open it in one and save it anew as .xlsx")


def _hold_against_rules(parts: Mapping[str, bytes], source: str) -> None:
    refuse_harmful(parts, source)
    sheets = [text for text in parts.values() if b"sheetData" in text]
    if sum(area(sheet, source) for sheet in sheets) > LIMIT_ROWS * LIMIT_COLUMNS:
        refuse_file(source, "has several large sheets; keep the list alone in one")
    problems = [problem for sheet in sheets for problem in _without_value(sheet, source)]
    if problems:
        raise InvalidDocument(problems[:LIMIT_PROBLEMS])


def unheard_of(text: bytes) -> bool:
    """Whether a part has entities or an encoding that no spreadsheet program writes."""
    strange = text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in text or b"<!DOCTYPE" in text or b"<!ENTITY" in text
    return strange or _ENCODING.match(text) is not None


def area(sheet: bytes, source: str) -> int:
    """The cells from the first to the outermost, for which the reader makes room all at once; refused where that lies too far out."""
    rows = columns = 1
    for place in {found[1] for found in _PLACE.finditer(sheet)}:
        cell = _CELL.fullmatch(place)
        rows, columns = (max(rows, int(cell[2])), max(columns, _column(cell[1]))) if cell else (LIMIT_ROWS + 1, columns)
    if rows > LIMIT_ROWS or columns > LIMIT_COLUMNS:
        last = f"{letters(LIMIT_COLUMNS - 1)}{LIMIT_ROWS}"
        refuse_file(source, f"has cells beyond {last}, the last that is read; delete the rows and columns behind the list, or split it")
    return rows * columns


def _without_value(sheet: bytes, source: str) -> Iterator[Problem]:
    """Formulas that fail or were never worked out: the reader would take their cells for empty ones."""
    for cell, what in valueless(sheet):
        row = re.sub("[^0-9]", "", cell)
        yield Problem(source, int(row or 0), cell, f"the formula in this cell {what}; write the text itself")


def valueless(sheet: bytes) -> Iterator[tuple[str, str]]:
    """Cells that hold an error, or a formula that was never worked out, by their names, and which of the two."""
    for pattern, what in ((_FAILED, "fails"), (_NOT_WORKED_OUT, "was never worked out")):
        for found in pattern.finditer(sheet):
            place = _PLACE.search(found[0])
            yield place[1].decode("ascii", "replace") if place else "", what


def _column(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def packed_anew(parts: Mapping[str, bytes]) -> io.BytesIO:
    """A workbook of what was checked, and of nothing else; packed lightly, since what was checked is there as well."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packing:
        for name, content in parts.items():
            if content and name.startswith(_NEEDED):
                packing.writestr(name, content)
    made.seek(0)
    return made


def _filled(content: io.BytesIO, source: str) -> Table:
    """The sheet in which something stands."""
    from python_calamine import load_workbook

    found: list[Table] = []
    try:
        workbook = load_workbook(content)
        for name in workbook.sheet_names[:LIMIT_SHEETS]:
            table = Table(source, sheet_name(name), _rows(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)))
            found += [table] if any(table.filled()) else []
        sheets = len(workbook.sheet_names)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic in the reader is no Exception
        refuse_file(source, DAMAGED)
    if not sheets:
        refuse_file(source, DAMAGED)
    if sheets > LIMIT_SHEETS:
        refuse_file(source, f"has more than {LIMIT_SHEETS} sheets; keep the list alone in one")
    if len(found) > 1:
        names = listed(table.sheet for table in found)
        refuse_file(source, f"has several sheets in which something stands: {names}; keep the list alone in one")
    return found[0] if found else Table(source, "", ())


def _rows(rows: list[list[Any]]) -> tuple[Row, ...]:
    return tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1))


def sheet_name(name: str) -> str:
    """The name of a sheet as it stands in a reference."""
    return name if re.fullmatch("[A-Za-z0-9_]+", name) else "'" + shown(name).replace("'", "''") + "'"
