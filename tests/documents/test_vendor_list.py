"""A list of vendors from a spreadsheet: read whole, or every problem told in its cell, and no file too large or too clever."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.documents.cases.place import cleaned
from kporisk.documents.cases.reader import VENDOR_ID
from kporisk.documents.cases.vendor_list import COLUMNS, Listed, read_vendors
from kporisk.documents.files.table import letters
from kporisk.errors import InvalidDocument
from tests.documents.workbooks import with_parts, workbook

HEAD = ("id", "name")
GOOD = (HEAD, ("acme", "Acme Ltd"), ("bolt-2", "Bölt & Söhne"))
SHEET = "xl__worksheets__sheet1_dot_xml"
AN_ID = "it has small letters, digits and hyphens, at most 63, a letter or digit first"
CHANGED = "which a spreadsheet may have changed; format the cell as text and write it anew"
QUICK = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def written(folder: Path, content: str | bytes, name: str = "vendors.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(InvalidDocument) as raised:
        read_vendors(path)
    return [str(problem).replace(f"{path.parent}/", "") for problem in raised.value.problems]


def listed(folder: Path, rows: Sequence[Sequence[Any]]) -> list[str]:
    return problems(workbook(folder / "vendors.xlsx", rows))


def test_a_workbook_and_csv_give_the_same_vendors(tmp_path: Path) -> None:
    rows = (
        ("Note", " NAME ", "id", "Owner", "contact"),
        ("line one\nline two", 'Acme, Research "Pvt" Ltd', "acme-research", "A. Laurent", "ri@acme.example"),
        ("", " Bölt & Söhne ", " 3m ", "", ""),
        ("", "", "", "", ""),
        ("", "北京知识外包", "b" * 63, "", ""),
    )
    expected = (
        Listed("acme-research", 'Acme, Research "Pvt" Ltd', "ri@acme.example", "A. Laurent", "line one\nline two"),
        Listed("3m", "Bölt & Söhne"),
        Listed("b" * 63, "北京知识外包"),
    )
    assert read_vendors(workbook(tmp_path / "vendors.xlsx", rows)) == expected
    for separator in ",;\t":
        for mark in ("", "\ufeff"):
            text = io.StringIO()
            csv.writer(text, delimiter=separator).writerows(rows)
            assert read_vendors(written(tmp_path, mark + text.getvalue())) == expected


def test_all_problems_come_at_once_each_in_its_cell(tmp_path: Path) -> None:
    rows = (
        ("id", "name", "contract", "owner", "note"),
        ("Acme Research", "Acme", "", "", ""),
        (42, "Forty-two", "", "", ""),
        (date(2026, 3, 1), "Mar-1", "", "", ""),
        (True, "True", "", "", ""),
        ("acme", "", "", "", ""),
        ("acme", "Acme again", "", "", "", "stray"),
        ("", "Bölt & Söhne", "", 12, ""),
        ("北京", "n" * 301, "", "two\nlines", ""),
        ("c" * 64, "C\u202eorp", "", "#N/A", "n" * 8001),
    )
    assert listed(tmp_path, rows) == [
        "vendors.xlsx:1: Vendors!C1: the column contract is not known; did you mean contact?",
        f"vendors.xlsx:2: Vendors!A2: this is no id; {AN_ID}, such as acme-research",
        f"vendors.xlsx:3: Vendors!A3: the id is a number, {CHANGED}",
        f"vendors.xlsx:4: Vendors!A4: the id is a date or time, {CHANGED}",
        f"vendors.xlsx:5: Vendors!A5: the id is true or false, {CHANGED}",
        "vendors.xlsx:6: Vendors!B6: the name is empty",
        "vendors.xlsx:7: Vendors!A7: this id stands in row 6 already; each vendor has its own",
        "vendors.xlsx:7: Vendors!F7: this stands in a column without a name",
        f"vendors.xlsx:8: Vendors!A8: the id is empty; {AN_ID}, such as bolt-sohne",
        "vendors.xlsx:8: Vendors!D8: the owner is a number; format the cell as text and write it anew",
        f"vendors.xlsx:9: Vendors!A9: this is no id; {AN_ID}",
        "vendors.xlsx:9: Vendors!B9: the name has 301 characters; at most 300 are read",
        "vendors.xlsx:9: Vendors!D9: the owner stands on one line, without tabs",
        f"vendors.xlsx:10: Vendors!A10: this is no id; {AN_ID}, such as {'c' * 63}",
        "vendors.xlsx:10: Vendors!B10: the name holds control characters, or such as reorder or pile up text; remove them",
        "vendors.xlsx:10: Vendors!D10: the owner is a formula that fails; write the text itself",
        "vendors.xlsx:10: Vendors!E10: the note has 8001 characters; at most 8000 are read",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ": the list is empty; its first row names the columns: id, name, contact, owner, note"),
        ("\n , \n", ": the list is empty"),
        ("id,name\n", ":1: no vendor is in the list"),
        ("id;name\n;\n", ":1: no vendor is in the list"),
        ("acme,Acme\n", ":1: the columns id and name are missing"),
        ("id\nacme\n", ":1: the column name is missing"),
        ("id,name,Name\nacme,Acme,x\n", ":1: the column name is there twice"),
        ("id,name,\nacme,Acme,x\n", ":2: this stands in a column without a name; a text with the separator"),
        ("id,name\nacme,Acme, Ltd\n", ":2: this stands in a column without a name; a text with the separator"),
        ('id,name\n\nacme,"Acme\nLtd"\n', ":3: the name stands on one line"),
        ('id,name\nacme,Acme\n"a\nb","x"\nacme,B\n', ":5: this id stands in row 2 already"),
        ('id,name\nacme,"Acme\n', ":2: a quote is opened here and never closed"),
        ('id,name\nacme,"Ac"me\n', ":2: something stands behind a closing quote"),
        ("id,name\nacme," + "x" * 200_000, ":2: a cell is longer than"),
        ("id,name\nacme,Ac\x00me\n", ":2: the control character U+0000"),
        ("id,name\nacme,Ac\x1bme\n", ":2: the name holds control characters"),
        ("id,name\nacme,Acme\n".encode("utf-16"), ": is UTF-16; save it as UTF-8"),
        ("id,name\nacme,Sociét\u00e9\n".encode("latin-1"), ":2: is not UTF-8 from here on (perhaps Windows-1252)"),
        ("id,name\n" + "a,b\n" * 20_001, ":20001: the list goes on beyond 20000 lines and 100 columns"),
        ("id,name" + "," * 100, ":1: the list goes on beyond"),
        (b"PK\x03\x04 more", ": is packed, like a workbook"),
        (b"x" * 10_000_001, ": is larger than 10000 kB"),
    ],
)
def test_every_mistake_in_csv_has_its_sentence(tmp_path: Path, text: str | bytes, says: str) -> None:
    found = problems(written(tmp_path, text))
    assert any(f"vendors.csv{says}" in line for line in found), found[:20]
    assert len(found) <= 500


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("vendors.xls", "save it as .xlsx"),
        ("vendors.xlsm", "holds macros"),
        ("vendors.ods", "save it as .xlsx"),
        ("vendors.txt", "a list of vendors is an .xlsx or a .csv file"),
        ("vendors.XLSX", "is no workbook"),
        ("vendors.CSV", "the columns id and name are missing"),
    ],
)
def test_other_files_are_not_taken_for_lists(tmp_path: Path, name: str, says: str) -> None:
    assert any(says in line for line in problems(written(tmp_path, "some text\n", name)))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    workbook(tmp_path / "vendors.xlsx", GOOD)
    assert "did you mean vendors.xlsx?" in problems(tmp_path / "vendor.xlsx")[0]
    assert "there is no such file" in problems(tmp_path / "list.csv")[0]


def test_a_workbook_has_one_filled_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "vendors.xlsx", {"Our list": GOOD, "Sheet2": ()})
    assert [vendor.id for vendor in read_vendors(path)] == ["acme", "bolt-2"]
    path = workbook(tmp_path / "vendors.xlsx", {"Notes": (), "It's ours": ((), HEAD, ("Acme", "Acme"))})
    assert problems(path)[0].startswith("vendors.xlsx:3: 'It''s ours'!A3: this is no id")
    path = workbook(tmp_path / "vendors.xlsx", {"A": GOOD, "B": GOOD})
    assert "has several sheets in which something stands: A and B" in problems(path)[0]
    path = workbook(tmp_path / "vendors.xlsx", {f"S{number}": () for number in range(21)})
    assert "has more than 20 sheets" in problems(path)[0]
    assert "the list is empty" in problems(workbook(tmp_path / "vendors.xlsx", ()))[0]


def test_formulas_count_by_their_value_and_never_as_an_empty_cell(tmp_path: Path) -> None:
    rows = (("id", "name", "owner"), ("acme", "=A2", "=NA()"))
    path = with_parts(workbook(tmp_path / "vendors.xlsx", rows), **{SHEET: (b'<v>0</v></c><c r="C2"', b'<v>Acme</v></c><c r="C2"')})
    path = with_parts(path, **{SHEET: (b'<c r="B2">', b'<c r="B2" t="str">')})
    good = with_parts(path, **{SHEET: (b'<c r="C2"><f>NA()</f><v>0</v>', b'<c r="C2" t="str"><f>NA()</f><v></v>')})
    assert read_vendors(good) == (Listed("acme", "Acme"),)
    failed = with_parts(path, **{SHEET: (b'<c r="C2" t="str"><f>NA()</f><v></v>', b'<c r="C2" t="e"><f>NA()</f><v>#N/A</v>')})
    assert problems(failed) == ["vendors.xlsx:2: C2: the formula in this cell fails; write the text itself"]
    for value in (b"", b"<v/>", b"<v> </v>"):
        never = with_parts(workbook(tmp_path / "vendors.xlsx", rows), **{SHEET: (b"<f>NA()</f><v>0</v>", b"<f>NA()</f>" + value)})
        assert problems(never) == ["vendors.xlsx:2: C2: the formula in this cell was never worked out; write the text itself"]


FAR = b'<row r="3" spans="1:2"><c r="A3"'
ODS = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet><table:table table:name="x">'
    b'<table:table-row table:number-rows-repeated="9"><table:table-cell/></table:table-row></table:table></office:spreadsheet>'
    b"</office:body></office:document-content>"
)
DAMAGED = "is damaged, or no workbook"


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"xl__vbaProject_dot_bin": b"x"}, "holds macros"),
        ({"[Content_Types]_dot_xml": (b"sheet.main+xml", b"sheet.macroEnabled.main+xml")}, "holds macros"),
        ({"xl__externalLinks__externalLink1_dot_xml": b"<x/>"}, "has links to other workbooks"),
        ({"xl__macrosheets__sheet1_dot_xml": b"<x/>"}, "holds macros"),
        ({"xl__big_dot_bin": b"\0" * 20_000_000}, "unpacks to more than 64 MB or a hundredfold"),
        ({SHEET: b"<worksheet>" + b" " * 20_000_000 + b"</worksheet>"}, "unpacks to more than 64 MB or a hundredfold"),
        ({SHEET: (FAR, b'<row r="3"><c r="XFD1048576"')}, "has cells beyond CV20000"),
        ({SHEET: (FAR, b"<row r='1048576'><c")}, "has cells beyond CV20000"),
        ({SHEET: (FAR, b'<row r="3"><c r = "CW3"')}, "has cells beyond CV20000"),
        ({SHEET: (FAR, b'<row r="3"><c r="&#88;FD1"')}, "has cells beyond CV20000"),
        ({SHEET: (b"<sheetData>", b"<!DOCTYPE a><sheetData>")}, "holds what no spreadsheet program writes"),
        ({SHEET: b"\xff\xfe<\0sheetData"}, "holds what no spreadsheet program writes"),
        ({SHEET: (b"</sheetData>", b"")}, DAMAGED),
        ({SHEET: None}, DAMAGED),
        ({"xl__workbook_dot_xml": None}, DAMAGED),
        ({"xl__workbook_dot_xml": None, "content_dot_xml": ODS}, DAMAGED),
        ({"xl__sharedStrings_dot_xml": b"<sst"}, ""),
    ],
)
def test_a_workbook_that_means_harm_is_refused_before_it_is_opened(tmp_path: Path, parts: dict[str, Any], says: str) -> None:
    path = with_parts(workbook(tmp_path / "vendors.xlsx", GOOD), **parts)
    assert says in problems(path)[0]


def test_what_looks_like_a_workbook_and_is_none_is_refused(tmp_path: Path) -> None:
    def said(content: bytes) -> str:
        (found,) = problems(written(tmp_path, content, "vendors.xlsx"))
        return found

    assert "is an old workbook (.xls) or has a password" in said(b"\xd0\xcf\x11\xe0 more")
    assert "is no workbook; save it as .xlsx, or name it .csv" in said(b"id,name\n")
    assert DAMAGED in said(b"PK\x03\x04 and nothing more")
    assert "is larger than 10 MB" in said(b"PK\x03\x04" + b"x" * 10_000_000)
    whole = workbook(tmp_path / "vendors.xlsx", GOOD).read_bytes()
    assert DAMAGED in said(whole[:-200])
    flagged = bytearray(whole)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := flagged.find(sign, at + 1)) >= 0:
            flagged[at + place] |= 1
    assert "has a password" in said(bytes(flagged))
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as packing:
        for number in range(2_001):
            packing.writestr(f"{number}.xml", b"")
    assert "has more than 2000 parts" in said(many.getvalue())


def test_a_part_that_is_larger_than_it_says_is_damaged(tmp_path: Path) -> None:
    """Sizes are believed nowhere: what unpacks to more than was declared does not pass."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packing:
        packing.writestr("xl/worksheets/sheet1.xml", b"<x>" + b" " * 1_000_000)
    content = made.getvalue().replace((1_000_003).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert DAMAGED in problems(written(tmp_path, content, "vendors.xlsx"))[0]


TEXT = st.text(st.sampled_from("aZ9- ,;\"'\n\r\tÉß\u202e\u00a0\u2028\x1b=@#北") | st.characters(codec="utf-8"), max_size=30)


@QUICK
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, TEXT)), max_size=4), st.sampled_from(",;\t"), st.permutations(COLUMNS))
def test_any_list_is_read_as_it_stands_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], separator: str, order: list[str]
) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, order, delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    path = written(tmp_path_factory.getbasetemp(), text.getvalue())
    filled = [row for row in rows if any(cell.strip() for cell in row.values())]
    good = bool(filled) and all(
        VENDOR_ID.fullmatch(row["id"].strip())
        and row["name"].strip()
        and "\n" not in row["name"].strip()
        and cleaned(row["name"]) == row["name"]
        for row in filled
    )
    try:
        found = read_vendors(path)
    except InvalidDocument as invalid:
        assert all(problem.message.isprintable() for problem in invalid.problems)
        return
    assert good
    assert [(one.id, one.name) for one in found] == [(row["id"].strip(), row["name"].strip()) for row in filled]


@QUICK
@given(st.binary(max_size=200), st.integers(0, 10_000), st.booleans())
def test_no_disturbed_workbook_raises_anything_but_invalid_document(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: int, keep: bool
) -> None:
    folder = tmp_path_factory.getbasetemp()
    whole = workbook(folder / "whole.xlsx", GOOD).read_bytes()
    place %= len(whole)
    path = written(folder, whole[:place] + noise + whole[place + (0 if keep else len(noise)) :], "disturbed.xlsx")
    try:
        read_vendors(path)
    except InvalidDocument as invalid:
        assert invalid.problems


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [letters(column) for column in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
