"""A vendor's workbook holds what is the vendor's, the same whatever the rest is; and it is the same file every time."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest

from kporisk.documents.workbook import index
from kporisk.documents.workbook.layout import QUESTIONS, at
from kporisk.documents.workbook.material import material
from kporisk.documents.workbook.write import write_workbook
from kporisk.model.checklist import Respondent
from tests.documents.filled import WHOSE, made
from tests.documents.test_questionnaire import EXAMPLES, all_marked, marked
from tests.reports.canaries import Marker
from tests.worlds import shipped


def marks_in(content: bytes) -> set[str]:
    """Whatever looks like a mark in any part of a packed file."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        texts = (packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
        return {mark for text in texts for mark in re.findall("Q[0-9]{9}Z", text)}


@pytest.mark.parametrize("path", EXAMPLES[:3], ids=lambda path: path.stem if path.stem != "case" else path.parent.name)
def test_nothing_that_is_not_the_vendors_is_in_a_vendors_workbook(path: Path) -> None:
    files = []
    for seed in (1, 2):
        marker = Marker(seed)
        case, checklists, vendor = all_marked(path, marker)
        made_of = material(
            case,
            set(checklists.question),
            checklists,
            respondent=Respondent.VENDOR,
            langs=("en", "fr"),
            vendor=vendor,
            whose=WHOSE,
        )
        assert made_of is not None
        with patch.object(index, "version_of", lambda _: "0" * 64):  # a digest of all that is marked
            content = write_workbook(made_of)
        assert not marks_in(content) & marker.marks
        files.append(content)
    assert files[0] == files[1]


def test_the_search_finds_what_others_are_shown() -> None:
    marker = Marker(3)
    checklists = marked(shipped().checklists, marker, Respondent.CLIENT)
    made_of = material(
        None, set(checklists.question), checklists, respondent=Respondent.CLIENT, langs=("fr",), vendor=made().vendor, whose=WHOSE
    )
    assert made_of is not None
    assert marks_in(write_workbook(made_of)) & marker.marks


def test_only_what_people_write_is_unlocked_and_it_is_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(made())))
    assert book.security is not None and book.security.lockStructure and not book.security.workbookPassword
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "veryHidden"] == ["kporisk lists", "kporisk"]
    sheet = book["Data security"]
    assert sheet.protection.sheet and not sheet.protection.password
    unlocked = {cell.column - 1 for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {at(QUESTIONS, key) for key in ("same", "answer", "status", "note", "by", "cited")} - {at(QUESTIONS, "same")}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row if not cell.protection.locked} == {"@"}
    assert sheet.print_title_rows == "$4:$4" and sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
    assert write_workbook(made()) == write_workbook(made())
