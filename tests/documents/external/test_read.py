from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kporisk.assessment.external import assess_external
from kporisk.documents.external.document import assessed_document, external_document, external_from
from kporisk.documents.external.read import read_external
from kporisk.documents.external.schema import external_schema
from kporisk.documents.files.sheets import read_book
from kporisk.errors import InvalidDocument, KporiskError, UsageError
from kporisk.model.case import Vendor
from kporisk.model.external import ExternalResponse, ExternalRow, FormKind, Grade, RowStatus
from tests.documents.external.forms import CAIQ_HEADS, SAID, Hecvat, Said, caiq, caiq_rows, comma_separated, hecvat, xlsx
from tests.documents.test_workbook_back import SOFFICE, through
from tests.worlds import shipped

DAY = date(2026, 3, 1)
S = RowStatus


def read(path: Path, **more: object) -> ExternalResponse:
    found = read_external(path, answered_on=DAY, **more)  # type: ignore[arg-type]
    assert external_from(external_document(found)) == found
    return found


def by_id(response: ExternalResponse) -> dict[str, ExternalRow]:
    return {row.id: row for row in response.rows}


def bare(response: ExternalResponse) -> list[ExternalRow]:
    """What a response says, wherever it stands."""
    return [replace(row, place="") for row in response.rows]


def refusal(path: Path, **more: object) -> str:
    with pytest.raises(InvalidDocument) as caught:
        read(path, **more)
    return str(caught.value)


# CAIQ


def test_a_caiq_is_read_row_by_row(tmp_path: Path) -> None:
    found = read(caiq(tmp_path / "caiq.xlsx"))
    assert (found.form.kind, found.form.title, found.form.version) == (FormKind.CAIQ, "CAIQv4.0.3", "4.0.3")
    assert [(group.id, group.title) for group in found.form.groups] == [
        ("A&A", "Checks and proof"),
        ("HRS", "People"),
        ("IAM", "Who may do what"),
    ]
    rows = by_id(found)
    assert list(rows) == [one.id for one in SAID]
    first = rows["A&A-01.1"]
    assert (first.status, first.satisfaction, first.note, first.place) == (S.ANSWERED, 1.0, "Each year.", "'CAIQv4.0.3'!C2")
    assert first.text == "Is A&A-01.1 seen to?" and first.references == ("CCM:A&A-01",)
    assert rows["HRS-10.1"].owner == "Shared"
    assert rows["HRS-10.2"].depends_on == "HRS-10.1" and rows["HRS-10.1"].depends_on is None
    assert [rows[id].status for id in ("A&A-01.2", "HRS-10.2", "IAM-14.1", "IAM-14.2")] == [
        S.ANSWERED,
        S.NOT_APPLICABLE,
        S.NOT_UNDERSTOOD,
        S.BLANK,
    ]
    assert rows["IAM-14.1"].said == "Partly" and rows["IAM-14.1"].reason is not None
    told = assess_external(found, shipped().method)
    assert {one.rows[0] for one in told.contradictions} == {"A&A-01.2", "HRS-10.1", "HRS-11.2"}


@pytest.mark.parametrize("sheet", ["CAIQv4.0.2", "CAIQv4.1", "AI-CAIQv1.1", "filled"])
@pytest.mark.parametrize("above", [(), [["The Question of trust"]], [["Question", "Answers"], [], ["more"]]], ids=len)
def test_headings_are_found_wherever_they_stand(tmp_path: Path, sheet: str, above: list[list[object]]) -> None:
    assert bare(read(caiq(tmp_path / "c.xlsx", sheet=sheet, above=above))) == bare(read(caiq(tmp_path / "d.xlsx")))


@given(order=st.permutations(range(len(CAIQ_HEADS))), rows=st.permutations(SAID))
@settings(max_examples=20)
def test_the_order_of_columns_and_rows_does_not_matter(tmp_path: Path, order: list[int], rows: list[Said]) -> None:
    found = read(caiq(tmp_path / "c.xlsx", rows, order=order))
    plain = read(caiq(tmp_path / "plain.xlsx"))
    assert {row.id: row for row in bare(found)} == {row.id: row for row in bare(plain)}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_caiq_as_csv(tmp_path: Path, separator: str) -> None:
    found = read(comma_separated(tmp_path / "caiq.csv", caiq_rows(), separator))
    assert bare(found) == bare(read(caiq(tmp_path / "c.xlsx")))
    assert found.rows[0].place.startswith("line ") and found.form.title == "CAIQ"


def test_remarks_and_repeated_headings_are_no_rows(tmp_path: Path) -> None:
    rows = caiq_rows()
    rows[4:4] = [[""] * 11, list(CAIQ_HEADS)]
    rows += [["End of the form"], ["(c) somebody, all rights reserved"]]
    assert bare(read(xlsx(tmp_path / "c.xlsx", {"CAIQv4.0.3": rows}))) == bare(read(caiq(tmp_path / "d.xlsx")))


def test_ids_that_are_twice_or_none_are_located(tmp_path: Path) -> None:
    rows: list[list[object]] = [*caiq_rows(), ["HRS-10.1", "Again?", "No"], ["HRS 1", "Odd?", "Yes"], ["", "No id", "Yes"]]
    said = refusal(xlsx(tmp_path / "c.xlsx", {"CAIQv4.0.3": rows}))
    assert "'CAIQv4.0.3'!A10: HRS-10.1 stands here once more; it stands at 'CAIQv4.0.3'!C4 already" in said
    assert "'CAIQv4.0.3'!A11: here stands no id" in said and "'CAIQv4.0.3'!A12: here stands no id" in said


@pytest.mark.parametrize(
    ("answer", "status", "satisfaction", "note"),
    [
        ("yes", S.ANSWERED, 1.0, ""),
        (" Yes. ", S.ANSWERED, 1.0, ""),
        ("Y", S.ANSWERED, 1.0, ""),
        ("Oui", S.ANSWERED, 1.0, ""),
        (True, S.ANSWERED, 1.0, ""),
        ("NO", S.ANSWERED, 0.0, ""),
        ("Non", S.ANSWERED, 0.0, ""),
        ("N/A", S.NOT_APPLICABLE, None, ""),
        ("n.a.", S.NOT_APPLICABLE, None, ""),
        ("Not Applicable", S.NOT_APPLICABLE, None, ""),
        ("Sans objet", S.NOT_APPLICABLE, None, ""),
        ("N/A - hosted elsewhere", S.NOT_APPLICABLE, None, ""),
        ("Yes, for staff only", S.ANSWERED, 1.0, "for staff only"),
        ("Yes (see policy 4)", S.ANSWERED, 1.0, "see policy 4"),
        ("No \u2013 planned", S.ANSWERED, 0.0, "planned"),
        ("No formal policy", S.NOT_UNDERSTOOD, None, ""),
        ("Yes/No", S.NOT_UNDERSTOOD, None, ""),
        ("TBD", S.NOT_UNDERSTOOD, None, ""),
        ("#REF!", S.NOT_UNDERSTOOD, None, ""),
        (1, S.NOT_UNDERSTOOD, None, ""),
        ("", S.BLANK, None, ""),
        ("   ", S.BLANK, None, ""),
        ("=B2|Yes", S.ANSWERED, 1.0, ""),
    ],
    ids=repr,
)
def test_what_an_answer_says(tmp_path: Path, answer: object, status: RowStatus, satisfaction: float | None, note: str) -> None:
    row = read(caiq(tmp_path / "c.xlsx", [Said("HRS-10.1", answer), *SAID[:2]])).rows[0]
    assert (row.status, row.satisfaction, row.note) == (status, satisfaction, note)


def test_errors_and_formulas_without_a_value_are_not_empty(tmp_path: Path) -> None:
    import openpyxl

    path = caiq(tmp_path / "c.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["CAIQv4.0.3"]
    sheet["C2"] = "=A1"
    sheet["C3"] = "#REF!"
    sheet["C3"].data_type = "e"
    book.save(path)
    rows = by_id(read(path))
    for id in ("A&A-01.1", "A&A-01.2"):
        assert rows[id].status is S.NOT_UNDERSTOOD and "formula" in (rows[id].reason or {})["en"]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed; on Debian: apt-get install libreoffice-calc")
def test_a_round_through_libreoffice_changes_nothing(tmp_path: Path) -> None:
    path = hecvat(tmp_path / "h.xlsx")
    assert SOFFICE is not None
    through(SOFFICE, path, tmp_path / "out", "ods")
    assert read(tmp_path / "out" / "h.ods").rows == read(path).rows


# HECVAT


def test_a_hecvat_is_read_from_all_its_sheets(tmp_path: Path) -> None:
    found = read(hecvat(tmp_path / "h.xlsx"))
    assert (found.form.kind, found.form.title, found.form.version, found.form.weighted) == (FormKind.HECVAT, "HECVAT 4.1.4", "4.1.4", True)
    rows = by_id(found)
    assert list(rows) == ["GNRL-01", "REQU-01", *(f"DOCU-0{i}" for i in range(1, 6)), *(f"AAAI-0{i}" for i in range(1, 4))]
    assert (rows["GNRL-01"].scored, rows["GNRL-01"].status, rows["GNRL-01"].place) == (False, S.ANSWERED, "'START HERE'!C4")
    assert (rows["REQU-01"].scored, rows["REQU-01"].satisfaction) == (False, None)
    assert [rows[id].weight for id in ("DOCU-01", "DOCU-03", "DOCU-04")] == [20.0, 5.0, 10.0]
    assert (rows["DOCU-03"].expected, rows["DOCU-03"].satisfaction) == ("No", 1.0), "here a no is compliant"
    assert (rows["DOCU-02"].expected, rows["DOCU-02"].satisfaction) == ("Yes", 0.0)
    assert rows["DOCU-01"].text == "What of DOCU-01?" and rows["DOCU-01"].note == "Report of June"
    assert [rows[id].status for id in ("DOCU-04", "DOCU-05", "AAAI-02")] == [S.NOT_APPLICABLE, S.BLANK, S.NOT_UNDERSTOOD]
    assert [(group.id, group.title) for group in found.form.groups] == [
        ("GNRL", "General"),
        ("REQU", "General"),
        ("DOCU", "Papers"),
        ("AAAI", "Access"),
    ]
    told = assess_external(found, shipped().method)
    assert told.grade == Grade(20 + 5 + 10 + 5, 20 + 20 + 5 + 10 + 10 + 10 + 5), "by the form's own points; not applicable leaves both sums"
    assert told.coverage.not_scored == 2


def test_a_blank_hecvat_has_no_grade(tmp_path: Path) -> None:
    sheets = Hecvat().sheets()
    for name in ("START HERE", "Organization", "Product"):
        sheets[name] = [[*row[:2], "", "", *row[4:]] if str(row[0] if row else "")[4:5] == "-" else row for row in sheets[name]]
    found = read(hecvat(tmp_path / "h.xlsx", sheets))
    assert {row.status for row in found.rows} == {S.BLANK}
    assert assess_external(found, shipped().method).grade is None


def test_a_question_that_is_answered_in_two_ways(tmp_path: Path) -> None:
    sheets = Hecvat().sheets()
    sheets["Product"].append(["DOCU-01", "What of DOCU-01?", "No", ""])
    row = by_id(read(hecvat(tmp_path / "h.xlsx", sheets)))["DOCU-01"]
    assert row.status is S.NOT_UNDERSTOOD and row.reason is not None and row.reason["en"].endswith("at Organization!C6 and at Product!C9")
    sheets["Product"][-1] = ["DOCU-01", "What of DOCU-01?", "=X|No", ""]
    assert by_id(read(hecvat(tmp_path / "h.xlsx", sheets)))["DOCU-01"].satisfaction == 1.0, "what somebody typed counts"
    sheets["Product"][-1] = ["DOCU-05", "What of DOCU-05?", "Yes", ""]
    assert by_id(read(hecvat(tmp_path / "h.xlsx", sheets)))["DOCU-05"].place == "Product!C9", "and an answer before none"


def test_questions_that_were_deleted_are_told(tmp_path: Path) -> None:
    sheets = Hecvat().sheets()
    sheets["Product"] = [row for row in sheets["Product"] if not row or row[0] != "AAAI-02"]
    assert "Questions scores questions that stand on no other sheet: AAAI-02" in refusal(hecvat(tmp_path / "h.xlsx", sheets))


def test_a_crosswalk_in_the_form_gives_clauses(tmp_path: Path) -> None:
    sheets = Hecvat().sheets()
    sheets["Crosswalk"] = [
        ["Question", "CSA CCM v4", "ISO 27001:2022", "NIST SP 800-53 r5", "Other"],
        ["DOCU-01", "HRS-10, IAM-14", "A.5.23; 8.12", "AC-2(3)\nAC-6", "HRS-11"],
    ]
    row = by_id(read(hecvat(tmp_path / "h.xlsx", sheets)))["DOCU-01"]
    assert row.references == ("CCM:HRS-10", "CCM:IAM-14", "ISO:A.5.23", "ISO:A.8.12", "800-53:AC-2(3)", "800-53:AC-6")


def test_without_the_sheet_of_what_is_compliant_it_is_none(tmp_path: Path) -> None:
    sheets = {name: rows for name, rows in Hecvat().sheets().items() if name != "Questions"}
    assert "the sheet that names the compliant response" in refusal(hecvat(tmp_path / "h.xlsx", sheets))


# Any other table

TABLE: list[list[object]] = [
    ["No.", "Topic", "Question", "Response (Yes/No)", "Comments", "ISO 27001"],
    ["1", "Access", "Is access reviewed?", "Yes", "Each quarter", "A.5.18"],
    ["2", "Access", "Is it logged?", "No", "", ""],
    ["", "", "Part two", "", "", ""],
    ["3", "", "Is there a plan?", "n/a", "", "A.5.29, A.5.30"],
]


def test_another_table_by_its_headings(tmp_path: Path) -> None:
    found = read(comma_separated(tmp_path / "of-ours.csv", TABLE))
    rows = by_id(found)
    assert (found.form.kind, found.form.title, found.form.weighted) == (FormKind.TABLE, "of-ours", False)
    assert [(row.id, row.group, row.status.value) for row in found.rows] == [
        ("1", "Access", "answered"),
        ("2", "Access", "answered"),
        ("3", "Part two", "not_applicable"),
    ]
    assert rows["1"].note == "Each quarter" and rows["3"].references == ("ISO:A.5.29", "ISO:A.5.30")


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        ({"id": "A", "question": "C", "answer": "D", "note": "E", "group": "B"}, "Form!D"),
        ({"id": "No.", "question": "question", "answer": "Response", "note": "Comments", "group": "Topic"}, "Form!D"),
    ],
    ids=["letters", "headings"],
)
def test_another_table_by_columns_that_are_named(tmp_path: Path, columns: dict[str, str], place: str) -> None:
    found = read(xlsx(tmp_path / "t.xlsx", {"About": [["x"]], "Form": TABLE}), columns=columns)
    assert [row.id for row in found.rows] == ["1", "2", "3"] and found.rows[0].place == f"{place}2"


def test_columns_in_which_nothing_stands_are_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "t.xlsx", {"Form": TABLE})
    for columns in ({"question": "C", "answer": "Z"}, {"id": "Y", "question": "C", "answer": "D"}):
        assert "nothing stands in the columns that --columns names" in refusal(path, columns=columns)


def test_an_id_that_a_line_below_other_headings_would_have_too_is_told(tmp_path: Path) -> None:
    rows = [["id", "question", "answer"], ["row 5", "Is it?", "Yes"], [], ["question", "answer"], ["Is that?", "Yes"]]
    found = refusal(xlsx(tmp_path / "t.xlsx", {"Form": rows}))
    assert "row 5 stands here once more" in found


def test_the_largest_form_that_people_fill_in_is_read(tmp_path: Path) -> None:
    """Six megabytes unpacked, as a HECVAT with long notes: the bounds of the reading are far from it."""
    chance = random.Random(7)
    words = ["access", "backup", "client", "encryption", "incident", "log", "policy", "register", "review", "supplier", "the", "vendor"]

    def prose(count: int) -> str:
        return " ".join(chance.choices(words, k=count))

    head = ["ID", "Question", "Answer", "Additional Information", "Guidance", "Analyst Notes"]
    sheets = {
        f"Part {part}": [head, *([f"DOCU-{row}", prose(20), "Yes", prose(40), prose(50), prose(20)] for row in range(330))]
        for part in range(15)
    }
    book = read_book(xlsx(tmp_path / "large.xlsx", sheets))
    assert [len(sheet.table.rows) for sheet in book.sheets] == [331] * 15


def test_more_rows_than_any_form_has_are_refused_before_they_are_taken_apart(tmp_path: Path) -> None:
    rows = [["id", "question", "answer"], *([str(number), "Is it?", "Yes"] for number in range(12_000))]
    assert "has more than 12000 rows in which something stands" in refusal(comma_separated(tmp_path / "t.csv", rows))


def test_a_table_without_headings_keeps_its_first_row(tmp_path: Path) -> None:
    rows = [["Is access reviewed?", "Yes"], ["Is it logged?", "No"]]
    found = read(xlsx(tmp_path / "t.xlsx", {"Form": rows}), columns={"question": "A", "answer": "B"})
    assert [(row.id, row.text, row.said) for row in found.rows] == [
        ("row 1", "Is access reviewed?", "Yes"),
        ("row 2", "Is it logged?", "No"),
    ]


def test_weights_and_expected_answers_of_a_table(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Question", "Answer", "Expected", "Points"],
        ["a?", "No", "No", "3,5"],
        ["b?", "Yes", "No", 2],
        ["c?", "Yes", "", 2],
        ["d?", "text", "Yes", 0],
    ]
    found = read(xlsx(tmp_path / "t.xlsx", {"Form": rows}))
    assert [(row.satisfaction, row.weight, row.scored) for row in found.rows] == [
        (1.0, 3.5, True),
        (0.0, 2.0, True),
        (None, 1.0, False),
        (None, 1.0, False),
    ]
    assert found.form.weighted
    assert "Form!D2: here stands no number of points" in refusal(xlsx(tmp_path / "u.xlsx", {"Form": [rows[0], ["a?", "No", "No", "many"]]}))


def test_several_tables_are_not_guessed_among(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "t.xlsx", {"One": TABLE, "Two": TABLE})
    assert "several sheets: One and Two" in refusal(path) and "--sheet NAME" in refusal(path)
    assert read(path, sheet="two").rows[0].place == "Two!D2"
    with pytest.raises(UsageError, match="did you mean Two"):
        read(path, sheet="Twoo")
    assert "name the one that counts" in refusal(path, columns={"question": "C", "answer": "D"})


def test_columns_that_say_nothing(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "t.xlsx", {"One": TABLE})
    with pytest.raises(UsageError, match="did you mean answer"):
        read(path, columns={"question": "A", "answr": "B"})
    with pytest.raises(UsageError, match="needs answer too"):
        read(path, columns={"question": "A"})
    assert "nothing stands in the columns" in refusal(path, columns={"question": "X", "answer": "Y"})
    assert "nothing stands in the columns" in refusal(path, columns={"question": "Frage", "answer": "Antwort"})


# Refusals


def test_what_is_no_form_is_refused_with_what_was_looked_for_and_found(tmp_path: Path) -> None:
    said = refusal(xlsx(tmp_path / "x.xlsx", {"Prices": [["Item", "Price"], ["Desk", 3]], "Empty": []}))
    assert "is no form that is recognised" in said
    for looked in ("Question ID, Question and CSP CAIQ Answer", "Answer and Additional Information", "--columns id=A,question=B"):
        assert looked in said
    assert "the sheet Prices has in row 1: A Item, B Price" in said


def test_a_form_without_questions_is_refused(tmp_path: Path) -> None:
    assert "no question below them" in refusal(xlsx(tmp_path / "c.xlsx", {"CAIQv4.0.3": [list(CAIQ_HEADS)]}))
    assert "no question below them" in refusal(xlsx(tmp_path / "t.xlsx", {"T": [["Question", "Answer"]]}))
    assert "nothing stands in the file" in refusal(xlsx(tmp_path / "e.xlsx", {"T": []}))


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(b"PK\x03\x04")
    assert "is an .xlsx, .ods or .csv file" in refusal(tmp_path / "x.docx")
    (tmp_path / "e.csv").write_bytes(b"")
    assert "nothing stands in the file" in refusal(tmp_path / "e.csv")


CELLS = st.one_of(
    st.sampled_from(
        [
            "Question ID",
            "Question",
            "Answer",
            "CSP CAIQ Answer",
            "Yes",
            "HRS-10.1",
            "DOCU-01",
            "Compliant Response",
            "Importance",
            "=A1|x",
            "",
        ]
    ),
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
)


@given(rows=st.lists(st.lists(CELLS, max_size=6), max_size=8))
@settings(max_examples=60)
def test_whatever_a_sheet_holds_is_read_or_refused(tmp_path: Path, rows: list[list[object]]) -> None:
    try:
        found = read(
            xlsx(
                tmp_path / "x.xlsx",
                {
                    "S": [
                        [cell if not isinstance(cell, str) or cell.startswith("=A1|") else cell.lstrip("=") for cell in row] for row in rows
                    ]
                },
            )
        )
    except KporiskError:
        return
    assert found.rows
    assess_external(found, shipped().method)


@pytest.mark.parametrize("make", [caiq, hecvat], ids=["caiq", "hecvat"])
def test_what_comes_of_it_holds_its_published_schema(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    library = shipped()
    assessed = assess_external(read(make(tmp_path / "f.xlsx")), library.method)
    document = json.loads(json.dumps(assessed_document(assessed, library.method, Vendor("acme", "Acme"))))
    validator = Draft202012Validator(external_schema())
    assert [error.message for error in validator.iter_errors(document)] == []
    document["rows"][0]["canary"] = 1
    assert not validator.is_valid(document)
