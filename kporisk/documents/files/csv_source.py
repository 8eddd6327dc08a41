"""CSV of somebody else's as rows: UTF-8, separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from kporisk.documents.files.source import read_text
from kporisk.documents.files.table import LIMIT_BYTES, LIMIT_COLUMNS, LIMIT_ROWS, Row, Table
from kporisk.errors import InvalidDocument, Problem

_SEPARATORS = ",;\t"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BREAK = re.compile(r"[\r\n]")
_WRITTEN = re.compile(r"\S")
MOST_SEPARATORS = 20_000
"""No line has more, whatever stands in quotes: it would be taken apart into as many cells before anybody could refuse it."""
_SAYINGS = (
    ("unexpected end of data", "a quote is opened here and never closed"),
    ("expected after", 'something stands behind a closing quote; a quote within a text in quotes is written twice ("")'),
    ("field larger", "a cell is longer than any text in a list may be; perhaps a quote is opened and not closed"),
)


def read_csv(path: Path, *, most_cells: int = LIMIT_ROWS * LIMIT_COLUMNS) -> Table:
    """The rows of a CSV file of at most 10 MB and `most_cells`, empty ones too. Raises InvalidDocument for whatever is not one."""
    source, text = read_text(path, most=LIMIT_BYTES, kind="CSV")
    if text.startswith("PK\x03\x04"):
        raise InvalidDocument([Problem(source, 0, "", "is packed, like a workbook; name it .xlsx if it is one, or save it as CSV UTF-8")])
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InvalidDocument([Problem(source, line, "", "the control character U+0000 stands here; this is no text file")])
    for begin, end in _long_lines(text):
        if max(text.count(sign, begin, end) for sign in _SEPARATORS) > MOST_SEPARATORS:
            raise InvalidDocument([_too_far(source, 1 + sum(1 for _ in _LINE.finditer(text, 0, begin)))])
    return Table(source, "", tuple(_rows(text, source, most_cells)))


def _long_lines(text: str) -> Iterator[tuple[int, int]]:
    """Where lines begin and end that are long enough for too many separators; what is short is leapt over, many lines at a time."""
    begin = 0
    while begin + MOST_SEPARATORS < len(text):
        last = max(text.rfind(sign, begin, begin + MOST_SEPARATORS + 1) for sign in "\r\n")
        if last < 0:
            found = _BREAK.search(text, begin)
            last = found.start() if found else len(text)
            yield begin, last
        begin = last + 1


def _rows(text: str, source: str, most_cells: int) -> Iterator[Row]:
    lines = (found[0] for found in _LINE.finditer(text))  # a copy of all of it would take four bytes for each character
    reader = csv.reader(lines, delimiter=_separator(text), strict=True)
    begins, left = 1, most_cells
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            said = next((ours for sign, ours in _SAYINGS if sign in str(error)), "this is not CSV; check quotes and separators around here")
            raise InvalidDocument([Problem(source, begins, "", said)]) from None
        if cells is None:
            return
        if begins > LIMIT_ROWS or len(cells) > LIMIT_COLUMNS:
            raise InvalidDocument([_too_far(source, begins)])
        left -= len(cells)
        if left < 0:
            said = f"the list has more than {most_cells} cells, the most that is read; delete the columns that are not needed, or split it"
            raise InvalidDocument([Problem(source, begins, "", said)])
        yield Row(begins, tuple(cells))
        begins = reader.line_num + 1


def _too_far(source: str, line: int) -> Problem:
    most = f"{LIMIT_ROWS} lines and {LIMIT_COLUMNS} columns"
    return Problem(source, line, "", f"the list goes on beyond {most}, the most that is read; split it")


def _separator(text: str) -> str:
    """The separator that is most frequent in the first line that is not blank; a comma where there is none."""
    written = _WRITTEN.search(text)
    if written is None:
        return _SEPARATORS[0]
    begin, found = max(text.rfind(sign, 0, written.start()) for sign in "\r\n") + 1, _BREAK.search(text, written.start())
    head = text[begin : found.start() if found else None]
    return max(_SEPARATORS, key=head.count)
