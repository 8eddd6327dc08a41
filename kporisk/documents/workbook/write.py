"""The workbook as a file."""

from __future__ import annotations

import io
from datetime import datetime

from kporisk import __version__
from kporisk.documents.workbook.asking import DomainSheet
from kporisk.documents.workbook.cover import Cover, comments_sheet, evidence_sheet
from kporisk.documents.workbook.index import Lists, write_index
from kporisk.documents.workbook.layout import FORMAT
from kporisk.documents.workbook.material import Material
from kporisk.documents.workbook.pen import Pen

_MADE = datetime(2000, 1, 1)
"""Workbooks carry no instant: the same material gives the same bytes."""


def write_workbook(made: Material) -> bytes:
    """An .xlsx file for one respondent to fill in; Excel since 2010 and LibreOffice open it. The same material gives the same bytes."""
    import xlsxwriter

    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    _lock_structure(workbook)
    title = made.say("title_own" if made.own else "title", vendor=made.vendor.name)
    workbook.set_properties({"title": title, "author": f"kporisk {__version__}", "comments": FORMAT, "created": _MADE})
    pen = Pen(workbook)
    cover = Cover(pen, made)
    lists_name = Lists(pen)
    asked = [DomainSheet(pen, made, lists_name, domain, parts).write() for domain, parts in made.sheets()]
    evidence_sheet(pen, made, lists_name)
    comments_sheet(pen, made)
    cover.write(asked)
    lists_name.done()
    write_index(pen, made)
    workbook.worksheets()[0].activate()
    workbook.close()
    return target.getvalue()


def _lock_structure(workbook: object) -> None:
    """Sheets are not deleted, added or shown by mistake; there is no password. XlsxWriter has no word for it."""
    views = workbook._write_book_views  # type: ignore[attr-defined]

    def locked() -> None:
        workbook._xml_empty_tag("workbookProtection", [("lockStructure", 1)])  # type: ignore[attr-defined]
        views()

    workbook._write_book_views = locked  # type: ignore[attr-defined]
