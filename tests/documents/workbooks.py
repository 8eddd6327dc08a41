"""Workbooks for tests: as a spreadsheet program writes them, and with single parts changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def workbook(path: Path, rows: Rows | Mapping[str, Rows]) -> Path:
    """A workbook with these rows in its sheets; a text that begins with = is a formula."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, lines in (rows if isinstance(rows, Mapping) else {"Vendors": rows}).items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    sheet.write(number, column, cell)
    return path


def with_parts(path: Path, **parts: tuple[bytes, bytes] | bytes | None) -> Path:
    """The workbook with parts replaced, added or taken away (None), or a text in them by another; `__` is `/`, `_dot_` is `.`."""
    made = io.BytesIO()
    changes = {name.replace("__", "/").replace("_dot_", "."): change for name, change in parts.items()}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content, change = old.read(name), changes.pop(name, b"")
            if isinstance(change, tuple):
                assert change[0] in content, content
                content = content.replace(*change)
            if change is not None:
                new.writestr(name, content if isinstance(change, tuple) or not change else change)
        for name, change in changes.items():
            assert isinstance(change, bytes)
            new.writestr(name, change)
    path.write_bytes(made.getvalue())
    return path
