"""What is filled in is what is read: by text, sorted, renamed, in other programs; and whatever nobody can read is told with its cell."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell

from kporisk.documents.workbook.back import Filled, read_workbook
from kporisk.documents.workbook.material import Material, labels
from kporisk.documents.workbook.write import write_workbook
from kporisk.errors import InvalidDocument
from kporisk.model.checklist import Question, Respondent
from kporisk.model.scale import OneOf
from tests.documents.filled import Person, made, typed
from tests.documents.test_questionnaire import EXAMPLES, carried, example
from tests.worlds import shipped

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CASE = next(path for path in EXAMPLES if path.parent.name == "analytics-firm")
ON = "2026-11-20"
FEW = ("ip_nda_individual", "hc_attrition", "hc_leaver_hours", "ds_pentest_date", "ds_monitoring", "ds_encryption", "ds_backup_restore")
CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12),
    st.sampled_from(["Yes", "No", "Unchanged", "Id", "Your answer", "hc_attrition", "answered_on", "Who answers", ""]),
    st.integers(-10, 100_000),
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.times(),
)


def back(path: Path) -> Filled:
    return read_workbook(path, shipped().checklists)


def response(path: Path) -> dict[str, Any]:
    return dict(back(path).returned(before=None, reviewed={}).response)


def problems(path: Path) -> list[str]:
    with pytest.raises(InvalidDocument) as refused:
        back(path).returned(before=None, reviewed={})
    return [f"{problem.pointer}: {problem.message}" for problem in refused.value.problems]


def own(case: dict[str, Any], respondent: Respondent) -> dict[str, Any]:
    asked = shipped().checklists.question
    return {id: answer for id, answer in case["response"]["answers"].items() if asked[id].respondent is respondent}


@pytest.mark.parametrize(("path", "langs"), list(zip(EXAMPLES, cycle((("en",), ("fr", "en"), ("en", "fr"))), strict=False)))
def test_what_is_filled_in_by_its_texts_comes_back_as_it_was_said(tmp_path: Path, path: Path, langs: tuple[str, ...]) -> None:
    said = example(path)["response"]
    person = Person(made(langs=langs))
    person.everything(said)
    assert response(person.saved(tmp_path / "back.xlsx")) == {**said, "answers": own(example(path), Respondent.VENDOR)}


def test_a_workbook_in_two_languages_offers_and_takes_both(tmp_path: Path) -> None:
    of = made(langs=("en", "fr"))
    said = {
        id: {key: value for key, value in answer.items() if key not in ("by", "evidence")}
        for id, answer in own(example(CASE), Respondent.VENDOR).items()
    }
    person = Person(replace(of, langs=("fr", "en")), write_workbook(of))
    person.write("answered_on", "entry", ON)
    for id, answer in said.items():
        person.answer(id, answer)
    offered = {cell.value for row in person.book["kporisk lists"].iter_rows() for cell in row}
    assert {"Yes", "Oui", "Don’t know", "Ne sait pas"} <= offered
    assert {
        text for one in of.questions if isinstance(one.scale, OneOf) for lang in of.langs for text in labels(one, of, lang).values()
    } <= offered
    assert response(person.saved(tmp_path / "back.xlsx"))["answers"] == said


@pytest.mark.parametrize("respondent", [Respondent.CONTRACT, Respondent.CLIENT])
def test_the_workbooks_of_ones_own_people_come_back_too(tmp_path: Path, respondent: Respondent) -> None:
    person = Person(made(respondent=respondent))
    person.everything(example(CASE)["response"])
    assert response(person.saved(tmp_path / "back.xlsx"))["answers"] == own(example(CASE), respondent)


def test_nothing_of_last_time_counts_until_it_is_confirmed_and_then_all_of_it_does(tmp_path: Path) -> None:
    case = example(CASE)
    last = carried(case, Respondent.VENDOR)
    person = Person(made(case, langs=("en", "fr")))
    person.facts(case["response"])
    assert "no question is answered" in problems(person.saved(tmp_path / "open.xlsx"))[0]
    assert back(tmp_path / "open.xlsx").carried == tuple(last)
    left, changed, *confirmed = last
    for id in confirmed:
        person.write(id, "same", "Unchanged")
    person.write(changed, "status", "Don’t know")
    filled = back(person.saved(tmp_path / "confirmed.xlsx"))
    answers = filled.returned(before=None, reviewed={}).response["answers"]
    assert answers == {**{id: last[id] for id in confirmed}, changed: {"status": "unknown"}}
    assert (filled.confirmed, filled.carried) == (tuple(confirmed), (left,))


def one(person: Person, id: str = "hc_attrition", value: str = "12") -> Person:
    person.write("answered_on", "entry", ON)
    person.write(id, "answer", value)
    return person


@pytest.fixture(scope="module")
def first() -> tuple[Material, bytes]:
    """A workbook with few questions, which takes little time to open."""
    of = made(asked=FEW)
    return of, write_workbook(of)


@pytest.mark.parametrize(
    ("id", "cell", "value"),
    [
        ("hc_attrition", "12,5", 12.5),
        ("hc_attrition", " 12 % ", 12),
        ("hc_attrition", 12, 12),
        ("ds_pentest_date", "2026-03-31", "2026-03-31"),
        ("ds_pentest_date", date(2026, 3, 31), "2026-03-31"),
        ("ds_pentest_date", datetime(2026, 3, 31, 9), "2026-03-31"),
        ("ds_pentest_date", 46112, "2026-03-31"),
    ],
)
def test_numbers_and_days_are_read_however_they_are_kept(
    tmp_path: Path, first: tuple[Material, bytes], id: str, cell: Any, value: Any
) -> None:
    path = one(Person(*first), id, cell).saved(tmp_path / "back.xlsx")
    assert response(path)["answers"] == {id: {"status": "answered", "value": value}}


def test_serial_numbers_count_from_1904_where_the_workbook_says_so(tmp_path: Path, first: tuple[Material, bytes]) -> None:
    person = one(Person(*first), "ds_pentest_date", 46112 - 1462)  # type: ignore[arg-type]

    def since_1904(book: Any) -> None:
        book.epoch = datetime(1904, 1, 1)

    assert response(person.saved(tmp_path / "back.xlsx", since_1904))["answers"]["ds_pentest_date"]["value"] == "2026-03-31"


def test_rows_may_be_sorted_and_sheets_renamed_and_moved(tmp_path: Path) -> None:
    person = Person(made())
    said = example(CASE)["response"]
    person.everything(said)

    def disturbed(book: Any) -> None:
        for number, sheet in enumerate(book.worksheets):
            if sheet.sheet_state != "visible":
                continue
            sheet.title = f"Renamed {number}"
            if sheet["A4"].value == "Id":
                for merged in list(sheet.merged_cells.ranges):
                    sheet.unmerge_cells(str(merged))
                rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
                for row, values in enumerate(reversed(rows), 5):
                    for column, value in enumerate(values, 1):
                        sheet.cell(row, column).value = value
        book._sheets.reverse()

    path = person.saved(tmp_path / "back.xlsx", disturbed)
    assert response(path) == {**said, "answers": own(example(CASE), Respondent.VENDOR)}


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_every_cell_survives_libreoffice(tmp_path: Path, suffix: str) -> None:
    assert SOFFICE is not None
    case = example(CASE)
    said = case["response"]
    person = Person(made(case, langs=("fr", "en")))
    person.everything({**said, "answers": dict(list(said["answers"].items())[::2])})
    confirmed = [id for id in list(carried(case, Respondent.VENDOR)) if id in list(said["answers"])[1::2]]
    for id in confirmed:
        person.write(id, "same", "Inchangé")
    person.write("hc_attrition", "note", "  =1+1 \n«é» _x000D_ \u202fnot  a formula; @")
    person.write("hc_attrition", "same", None)
    person.write("hc_attrition", "answer", "12")
    path = person.saved(tmp_path / "before.xlsx")
    before = response(path)
    through(SOFFICE, path, tmp_path / "through", suffix)
    after = tmp_path / "through" / f"before.{suffix}"
    assert response(after) == before
    assert back(after).confirmed == back(path).confirmed != ()


def through(soffice: str, path: Path, folder: Path, suffix: str) -> None:
    folder.mkdir()
    profile = (folder.parent / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def _formula(person: Person) -> None:
    sheet, row = person.cells("hc_attrition")
    sheet.cell(row, 6).value = "=1+11"


def _merged(person: Person) -> None:
    sheet, row = person.cells("hc_attrition")
    sheet.merge_cells(start_row=row, start_column=6, end_row=row + 1, end_column=6)


def _error(person: Person) -> None:
    sheet, row = person.cells("hc_attrition")
    sheet.cell(row, 6).value = "#N/A"


def _error_in_a_note(person: Person) -> None:
    sheet, row = person.cells("hc_attrition")
    sheet.cell(row, 8).value = "#REF!"


def _heading(person: Person) -> None:
    sheet, row = person.cells("hc_attrition")
    headings = next(above for above in range(row, 0, -1) if sheet.cell(above, 8).value == "Note or reason")
    sheet.cell(headings, 8).value = "Remarks"


def _slipped(person: Person) -> None:
    sheet, row = person.cells("hc_attrition")
    sheet.cell(row, 1).value = "zqxcanary, said in confidence"


def _twice(person: Person) -> None:
    sheet, row = person.cells("hc_attrition")
    sheet.cell(row + 1, 1).value = "hc_attrition"


def _edited(person: Person) -> None:
    sheet, row = person.cells("hc_attrition")
    sheet.cell(row, 1).value = "hc_atrition"


def _without(person: Person) -> None:
    sheet, row = person.cells("hc_attrition")
    sheet.cell(row, 1).value = None


def _both(person: Person) -> None:
    person.write("hc_attrition", "status", "Don’t know")


def _share(person: Person) -> None:
    person.write("ip_nda_individual", "answer", 0.97)


def _thousands(person: Person) -> None:
    person.write("hc_attrition", "answer", "1,000")


def _beyond(person: Person) -> None:
    person.write("ip_nda_individual", "answer", "970")


def _option(person: Person) -> None:
    person.write("ds_monitoring", "answer", "Perhaps")


def _no_only(person: Person) -> None:
    person.write("ds_encryption.rest", "answer", "No")


def _none_and_yes(person: Person) -> None:
    person.write("ds_encryption", "answer", "None of these")
    person.write("ds_encryption.rest", "answer", "Yes")


def _cites(person: Person) -> None:
    person.write("hc_attrition", "cited", "soc2#CC6.1")


def _day(person: Person) -> None:
    person.write("ds_pentest_date", "answer", "31/03/2026")


def _no_day(person: Person) -> None:
    person.write("answered_on", "entry", None)


def _reason(person: Person) -> None:
    person.write("ds_backup_restore", "status", "Not applicable")


def _note_alone(person: Person) -> None:
    person.write("ds_monitoring", "note", "later")


@pytest.mark.parametrize(
    ("change", "cell", "says"),
    [
        (_formula, "F", "a formula stands here"),
        (_error, "F", "an error stands here"),
        (_error_in_a_note, "H", "an error stands here"),
        (_heading, "A", "the heading “Note or reason” is not in this row any more"),
        (_slipped, "A", "was not sent with what stands here as an id"),
        (_merged, "F", "merged with others"),
        (_twice, "A", "twice, first in row"),
        (_edited, "A", "did you mean hc_attrition?"),
        (_without, "F", "a row without an id"),
        (_both, "F", "and unknown beside it"),
        (_share, "F", "a share of 1 or a percentage"),
        (_thousands, "F", "thousands or a fraction?"),
        (_beyond, "F", "outside its limits"),
        (_option, "F", "not an option of this question"),
        (_no_only, "F", "yes nowhere"),
        (_none_and_yes, "F", "yes said at a line below"),
        (_cites, "J", "no evidence with the id soc2"),
        (_day, "F", "a day is written YYYY-MM-DD"),
        (_no_day, "C", "the day of the answers is wanted here"),
        (_reason, "G", "not applicable needs its reason"),
        (_note_alone, "H", "without an answer"),
    ],
)
def test_every_mistake_is_told_with_its_cell(
    tmp_path: Path, first: tuple[Material, bytes], change: Callable[[Person], None], cell: str, says: str
) -> None:
    person = one(Person(*first))
    change(person)
    found = problems(person.saved(tmp_path / "back.xlsx"))
    assert "zqxcanary" not in " ".join(found)
    assert any(re.match(rf"('[^']+'|\w+)!{cell}[0-9]+: .*{re.escape(says)}", problem) for problem in found), found


def test_a_hidden_sheet_that_was_changed_or_is_gone_is_no_workbook_of_ours(tmp_path: Path, first: tuple[Material, bytes]) -> None:
    def changed(book: Any) -> None:
        book["kporisk"]["B4"].value = "c" * 64

    def gone(book: Any) -> None:
        del book["kporisk"]

    for change, says in ((changed, "was changed where nobody writes"), (gone, "is no workbook of kporisk")):
        with pytest.raises(InvalidDocument, match=says):
            back(one(Person(*first)).saved(tmp_path / "back.xlsx", change))


def test_a_workbook_of_earlier_checklists_is_read_by_its_ids_and_what_no_longer_fits_is_open(tmp_path: Path) -> None:
    person = one(Person(made()))
    person.write("ds_mfa", "answer", "97")
    person.write("ds_monitoring", "answer", labels(shipped().checklists.question["ds_monitoring"], person.of)["none"])
    person.write("ds_pentest_date", "status", "Don’t know")
    path = person.saved(tmp_path / "back.xlsx")

    def now(question: Question) -> Question | None:
        if question.id == "ds_mfa":
            return None
        if question.id == "hc_attrition":
            return replace(question, id="hc_leaving", replaces=("hc_attrition",))
        if question.id == "ds_monitoring":
            assert isinstance(question.scale, OneOf)
            return replace(question, scale=OneOf(tuple(option for option in question.scale.options if option.value != "none")))
        return question

    # Whoever renames a question changes the rules that read it; here there are none.
    lists = tuple(
        replace(checklist, version="9.0.0", rules=(), questions=tuple(filter(None, map(now, checklist.questions))))
        for checklist in shipped().checklists.checklists
    )
    returned = read_workbook(path, replace(shipped().checklists, checklists=lists)).returned(before=None, reviewed={})
    assert set(returned.response["answers"]) == {"hc_leaving", "ds_pentest_date"}
    told = " ".join(warning.message["en"] for warning in returned.warnings)
    assert "the question ds_mfa is no longer asked" in told and "the question ds_monitoring is asked otherwise" in told
    assert "is now called hc_leaving" in told


def test_comments_are_counted_rows_that_are_gone_are_named_and_people_may_be_called_by_name(tmp_path: Path) -> None:
    person = one(Person(made()))
    person.people([{"id": "ri", "name": "R. Iyer"}])
    person.write("hc_attrition", "by", "r.  IYER")
    sheet = person.book["Comments"]
    sheet["A4"].value, sheet["B4"].value = "page 3", "we disagree"
    sheet, row = person.cells("ds_mfa")
    sheet.delete_rows(row)
    path = person.saved(tmp_path / "back.xlsx")
    filled = back(path)
    assert (filled.comments, filled.missing) == (1, ("ds_mfa",))
    assert response(path)["answers"]["hc_attrition"]["by"] == "ri"


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 12), CELLS), max_size=6), st.integers(0, 5))
def test_whatever_people_write_anywhere_is_read_or_refused_in_words(
    tmp_path: Path, first: tuple[Material, bytes], cells: list[tuple[int, int, Any]], sheet: int
) -> None:
    person = one(Person(*first))
    for row, column, value in cells:
        cell = person.book.worksheets[sheet].cell(row, column)
        if not isinstance(cell, MergedCell):
            typed(person.book.worksheets[sheet], row, column, value)
    path = person.saved(tmp_path / "back.xlsx")
    try:
        assert back(path).returned(before=None, reviewed={}).response["answers"]
    except InvalidDocument as refused:
        assert all(problem.message for problem in refused.problems)
