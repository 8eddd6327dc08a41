"""CSV of somebody else's as rows: UTF-8, separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from kporisk.documents.files.source import read_text
from kporisk.documents.files.table import LIMIT_BYTES, LIMIT_COLUMNS, LIMIT_ROWS, Row, Table
from kporisk.errors import InvalidDocument, Problem

_SEPARATORS = ",;\t"
MOST_SEPARATORS = 20_000
"""No line has more, whatever stands in quotes: it would be taken apart into as many cells before anybody could refuse it."""
_SAYINGS = (
    ("unexpected end of data", "a quote is opened here and never closed"),
    ("expected after", 'something stands behind a closing quote; a quote within a text in quotes is written twice ("")'),
    ("field larger", "a cell is longer than any text in a list may be; perhaps a quote is opened and not closed"),
)


def read_csv(path: Path) -> Table:
    """The rows of a CSV file of at most 10 MB. Raises InvalidDocument for whatever is not one."""
    source, text = read_text(path, most=LIMIT_BYTES, kind="CSV")
    if text.startswith("PK\x03\x04"):
        raise InvalidDocument([Problem(source, 0, "", "is packed, like a workbook; name it .xlsx if it is one, or save it as CSV UTF-8")])
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InvalidDocument([Problem(source, line, "", "the control character U+0000 stands here; this is no text file")])
    for number, written in enumerate(text.splitlines(), 1):
        if max(map(written.count, _SEPARATORS)) > MOST_SEPARATORS:
            raise InvalidDocument([_too_far(source, number)])
    return Table(source, "", tuple(_rows(text, source)))


def _rows(text: str, source: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    begins = 1
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
        yield Row(begins, tuple(cells))
        begins = reader.line_num + 1


def _too_far(source: str, line: int) -> Problem:
    most = f"{LIMIT_ROWS} lines and {LIMIT_COLUMNS} columns"
    return Problem(source, line, "", f"the list goes on beyond {most}, the most that is read; split it")


def _separator(text: str) -> str:
    """The separator that is most frequent in the first line that is not blank; a comma where there is none."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=head.count)
