"""`kporisk workbook` and `kporisk import`: out to a respondent, and back into the register."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kporisk.documents.workbook.write import write_workbook
from kporisk.errors import ExitCode
from kporisk.model.checklist import Respondent
from kporisk.workflow.filling.workbook import workbook_for
from kporisk.workflow.workspace.opened import open_workspace
from tests.cli.command import run
from tests.cli.programme import VENDOR, Programme
from tests.documents.filled import Person, made
from tests.shared import made_once
from tests.worlds import shipped


@pytest.fixture
def sent(programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vendor's workbook of the shared workspace."""

    def make(folder: Path) -> None:
        programme.ran("workbook", VENDOR, "-o", folder / "sent.xlsx", "--due", "2026-12-31", "-q")

    return made_once(tmp_path_factory, "sent-workbook", make) / "sent.xlsx"


def person_at(sent: Path) -> Person:
    return Person(made(), sent.read_bytes())


def confirmed(sent: Path, folder: Path, *but: str, **answers: str) -> Path:
    """The workbook with every answer of last time confirmed but some, and others given."""
    person = person_at(sent)
    person.write("answered_on", "entry", "2026-11-27")
    for question in person.of.questions:
        try:
            sheet, row = person.cells(question.id)
        except LookupError:
            continue
        if sheet.cell(row, 4).value and question.id not in (*but, *answers):
            sheet.cell(row, 5).value = "Unchanged"
    for id, answer in answers.items():
        person.write(id, "answer", answer)
    return person.saved(folder / "back.xlsx")


def test_out_and_back_is_recorded_and_not_assessed(own_programme: Programme, sent: Path, tmp_path: Path) -> None:
    back = confirmed(sent, tmp_path, "hc_leaver_hours", hc_attrition="20")
    before = own_programme.ran("history", VENDOR)
    look = own_programme.json("import", back, "--dry-run")
    assert (look["recorded"], look["changed"], look["removed"], look["unconfirmed"], look["new"]) == (
        False,
        ["hc_attrition"],  # who is not named to a vendor, since they answer for others too, still gives what it confirmed
        ["hc_leaver_hours"],
        ["hc_leaver_hours"],
        [],
    )
    assert set(look["confirmed"]) == {*look["same"]} and len(look["same"]) > 50 and look["kept"] == {"contract": 24, "client": 23}
    assert own_programme.ran("history", VENDOR) == before
    said = own_programme.ran("import", back)
    assert "Recorded. To assess with it" in said and "Changed: 1 (hc_attrition)" in said
    assert len(own_programme.json("history", VENDOR)["assessments"]) == 2
    own_programme.ran("assess", VENDOR, "-q")
    newest = own_programme.json("history", VENDOR)["assessments"][-1]
    assert [one["kind"] for one in newest["recorded_before"]] == ["response"]
    assert {one["question"] for one in own_programme.json("diff", VENDOR)["answers"]} == {
        "hc_attrition",
        "hc_leaver_hours",
    }
    assert "All of it is in the register already" in own_programme.ran("import", back)


def test_a_response_as_yaml_or_json_says_not_whose_it_is(programme: Programme, tmp_path: Path) -> None:
    answers = {"format": "kporisk.response/1", "answered_on": "2026-11-26", "answers": {"hc_attrition": 20}}
    for name in ("back.yaml", "back.json"):
        (tmp_path / name).write_text(json.dumps(answers), encoding="utf-8")
        refused = programme.run("import", tmp_path / name)
        assert refused.code == ExitCode.USAGE and "--vendor ID" in refused.err
        assert programme.json("import", tmp_path / name, "--vendor", VENDOR, "--dry-run")["changed"] == ["hc_attrition"]


def test_days_that_have_not_come_yet_are_refused_where_they_stand(programme: Programme, sent: Path, tmp_path: Path) -> None:
    person = person_at(confirmed(sent, tmp_path, hc_attrition="12"))
    person.write("answered_on", "entry", "2027-01-05")
    person.facts({"answered_on": "2027-01-05", "declaration": {"name": "A", "role": "B", "on": "2027-01-06"}})
    done = programme.run("import", person.saved(tmp_path / "back.xlsx"))
    assert done.code == ExitCode.INVALID_DOCUMENT and done.err.count("this day has not come yet") == 2, done.err
    assert len(re.findall(r"Start!C[0-9]+: this day", done.err)) == 2
    answers = {"format": "kporisk.response/1", "answered_on": "2027-01-05", "answers": {"hc_attrition": 20}}
    answers["evidence"] = {"hr": {"kind": "idp_report", "title": "T", "issued": "2027-01-04"}}
    (tmp_path / "back.json").write_text(json.dumps(answers), encoding="utf-8")
    done = programme.run("import", tmp_path / "back.json", "--vendor", VENDOR)
    assert done.code == ExitCode.INVALID_DOCUMENT
    assert "back.json: $.answered_on: this day" in done.err and "back.json: $.evidence.hr.issued: this day" in done.err


def test_mistakes_are_told_with_their_cells_and_nothing_is_recorded(programme: Programme, sent: Path, tmp_path: Path) -> None:
    done = programme.run("import", confirmed(sent, tmp_path, hc_attrition="zqxcanary", ds_pentest_date="31/03/2026"))
    assert done.code == ExitCode.INVALID_DOCUMENT and "zqxcanary" not in done.err
    assert re.search(r"back\.xlsx:\d+: 'Hiring control'!F\d+: a number is wanted", done.err), done.err
    assert re.search(r"'Data security'!F\d+: a day is written YYYY-MM-DD", done.err)


def test_a_workbook_of_another_vendor_or_workspace_is_refused(own_programme: Programme, sent: Path, tmp_path: Path) -> None:
    own_programme.ran("vendor", "add", "other", "--name", "Other", "-q")
    back = confirmed(sent, tmp_path)
    done = own_programme.run("import", back, "--vendor", "other")
    assert done.code == ExitCode.USAGE and f"is the workbook of {VENDOR}, not of other" in done.err
    env = {"HOME": str(tmp_path)}
    assert run("init", tmp_path / "elsewhere", env=env, cwd=tmp_path).code == ExitCode.DONE
    done = run("import", back, env=env, cwd=tmp_path / "elsewhere")
    assert done.code == ExitCode.USAGE and "was made for another workspace" in done.err


def test_what_cannot_be_asked_is_said(own_programme: Programme, tmp_path: Path) -> None:
    done = own_programme.run("workbook", VENDOR, "--for", "auditor", "-o", tmp_path / "a.xlsx")
    assert (
        done.code == ExitCode.USAGE
        and "nothing is asked of the auditor" in done.err
        and done.err.endswith("--for vendor|contract|client\n")
    )
    own_programme.ran("vendor", "add", "bare", "--name", "Bare", "-q")
    done = own_programme.run("workbook", "bare", "-o", tmp_path / "a.xlsx")
    assert done.code == ExitCode.USAGE and "kporisk scope bare" in done.err
    assert not (tmp_path / "a.xlsx").exists()
    (tmp_path / "evidence.xlsx").write_bytes(b"PK\x03\x04 somebody's")
    assert own_programme.run("workbook", VENDOR, "-o", tmp_path / "evidence.xlsx").code == ExitCode.USAGE


def test_a_vendor_with_facts_and_no_answers_yet_gets_one(own_programme: Programme, tmp_path: Path) -> None:
    own_programme.ran("vendor", "add", "newcomer", "--name", "Newcomer", "-q")
    own_programme.ran("scope", VENDOR, "-o", tmp_path / "facts.yaml", "-q")
    own_programme.ran("scope", "newcomer", tmp_path / "facts.yaml", "-q")
    own_programme.ran("workbook", "newcomer", "-o", tmp_path / "new.xlsx", "--lang", "fr,en")
    person = Person(made(langs=("fr", "en")), (tmp_path / "new.xlsx").read_bytes())
    person.write("answered_on", "entry", "2026-11-26")
    person.write("hc_attrition", "answer", "12")
    assert own_programme.json("import", person.saved(tmp_path / "back.xlsx"))["new"] == ["hc_attrition"]


def everything_in(content: bytes) -> str:
    """All text of all parts of a packed file."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(f"{name}\n{packed.read(name).decode('utf-8', 'replace')}" for name in packed.namelist())


def test_a_vendors_workbook_holds_nothing_that_a_vendor_may_not_see(programme: Programme) -> None:
    checklists = shipped().checklists
    with open_workspace(programme.folder, {"HOME": str(programme.home)}) as workspace:
        known = workspace.vendor(VENDOR)
        content = workbook_for(workspace, known, Respondent.VENDOR, langs=("en", "fr"), as_of=date(2026, 11, 27))
        again = workbook_for(workspace, known, Respondent.VENDOR, langs=("en", "fr"), as_of=date(2026, 11, 27))
        hidden = {workspace.settings.workspace_id, known.ref, VENDOR}
    assert content == again
    text = everything_in(content)
    own = [question for question in checklists.questions if question.respondent is Respondent.VENDOR]
    shown = {word for one in own for word in (*one.text.values(), one.id)}
    shown |= {part for one in own for option in getattr(one.scale, "options", ()) for part in (*option.text.values(), option.value)}
    shown |= {part for one in checklists.checklists for part in one.title.values()}
    assert sum(one.id in text for one in own) > 50
    hidden |= {one.id for one in checklists.questions if one.respondent is not Respondent.VENDOR}
    hidden |= {part for one in checklists.questions if one.respondent is not Respondent.VENDOR for part in one.text.values()}
    hidden |= {one.id for one in checklists.engagement} | {part for one in checklists.engagement for part in one.text.values()}
    hidden |= {part for one in checklists.engagement for option in one.options for part in option.text.values() if len(part) > 25}
    hidden |= {one.id for one in checklists.rules} | {part for one in checklists.rules for part in one.finding.values()}
    hidden |= {part for one in checklists.questions for part in (*one.why.values(), *one.remediation.values(), *one.finding.values())}
    for one in own:
        for option in getattr(one.scale, "options", ()):
            hidden |= {f">{option.value}<", *option.text.values()} if option.auditor_only and not {option.value} & shown else set()
    said = "\n".join(shown)
    found = [word for word in hidden if word in text and word not in said and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]
    assert found == []


ASKERS = ("From Harbour Bank", "De la part de Banque du Port")


def test_a_vendor_reads_who_asks(own_programme: Programme, tmp_path: Path) -> None:
    look = own_programme.folder / "templates" / "look.yaml"
    look.write_text("name: {en: Harbour Bank, fr: Banque du Port}\n", encoding="utf-8")
    said = {}
    for command, suffix, respondent in (("workbook", "xlsx", "vendor"), ("workbook", "xlsx", "client"), ("form", "html", "vendor")):
        path = tmp_path / f"{command}-{respondent}.{suffix}"
        own_programme.ran(command, VENDOR, "--for", respondent, "--lang", "en,fr", "-o", path)
        content = path.read_bytes()
        said[path.name] = [one in (everything_in(content) if suffix == "xlsx" else content.decode()) for one in ASKERS]
    assert said == {"workbook-vendor.xlsx": [True, True], "workbook-client.xlsx": [False, False], "form-vendor.html": [True, True]}


def _bomb(parts: dict[str, bytes]) -> None:
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(b"</worksheet>", b" " * 40_000_000 + b"</worksheet>")


def _entity(parts: dict[str, bytes]) -> None:
    xxe = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    parts["xl/workbook.xml"] = xxe + parts["xl/workbook.xml"].partition(b"?>")[2]


def _macros(parts: dict[str, bytes]) -> None:
    parts["xl/vbaProject.bin"] = b"macros"


def _links(parts: dict[str, bytes]) -> None:
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"


def _far(parts: dict[str, bytes]) -> None:
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(b'r="A5"', b'r="XFD1048576"')


def _large(parts: dict[str, bytes]) -> None:
    import random

    parts["xl/media/picture.png"] = random.Random(1).randbytes(10_000_000)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_bomb, "unpacks to more than"),
        (_entity, "holds what no spreadsheet program writes"),
        (_macros, "holds macros"),
        (_links, "has links to other workbooks"),
        (_far, "has cells beyond"),
        (_large, "is larger than 5 MB"),
    ],
)
def test_a_workbook_that_means_harm_is_refused_at_once(
    programme: Programme, tmp_path: Path, change: Callable[[dict[str, bytes]], None], says: str
) -> None:
    with zipfile.ZipFile(io.BytesIO(write_workbook(made()))) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    with zipfile.ZipFile(tmp_path / "back.xlsx", "w", zipfile.ZIP_DEFLATED) as packing:
        for name, content in parts.items():
            packing.writestr(name, content)
    begun = time.process_time()
    done = programme.run("import", tmp_path / "back.xlsx")
    assert done.code == ExitCode.INVALID_DOCUMENT and says in done.err
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>', "has far more cells"),
        ('<table:table-row><table:table-cell table:number-columns-repeated="100000">{p}</table:table-cell></table:table-row>', "far more"),
        ("<table:table-source/>", "has links to other files"),
        ("<table:table-row>", "is damaged"),
        ("<table:table-row>{cell}</table:table-row>", "is no workbook of kporisk"),
    ],
)
def test_an_ods_file_that_means_harm_is_refused_at_once(programme: Programme, tmp_path: Path, content: str, says: str) -> None:
    text = "<text:p>x</text:p>"
    rows = content.format(cell=f"<table:table-cell>{text}</table:table-cell>", p=text)
    names: Any = "office table text"
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names.split())
    with zipfile.ZipFile(tmp_path / "back.ods", "w") as packing:
        sheet = f'<table:table table:name="a">{rows}</table:table>'
        packing.writestr("content.xml", f"<office:document-content {spaces}>{sheet}</office:document-content>")
    done = programme.run("import", tmp_path / "back.ods")
    assert done.code == ExitCode.INVALID_DOCUMENT and says in done.err


def test_parts_are_split_off_and_merged_by_a_coordinator_without_a_workspace(own_programme: Programme, sent: Path, tmp_path: Path) -> None:
    person = person_at(sent)
    person.people([{"id": "ri", "name": "R. Iyer", "domains": ["Data security"]}])
    person.write("answered_on", "entry", "2026-11-27")
    whole = person.saved(tmp_path / "whole.xlsx")
    done = run("workbook", "split", whole, "-o", tmp_path / "parts", cwd=tmp_path)
    assert done.code == ExitCode.DONE, done.err
    assert "for ri" in done.err and "nobody is named for: " in done.err
    part = tmp_path / "parts" / "whole-ri.xlsx"
    alone = own_programme.run("import", part)
    assert alone.code == ExitCode.USAGE and "is the part of one respondent, ri" in alone.err and "kporisk workbook merge" in alone.err
    answering = Person(made(), part.read_bytes())
    answering.write("ds_mfa", "answer", "88")
    answering.saved(part)
    done = run("workbook", "merge", whole, part, "-o", tmp_path / "joined.xlsx", cwd=tmp_path)
    assert done.code == ExitCode.DONE and "ri: 1 answer" in done.err, done.err
    assert own_programme.run("import", tmp_path / "joined.xlsx").code == ExitCode.DONE
    for arguments, said in (
        (("workbook", "split", whole, "-o", tmp_path / "p", "--to", "ri"), "--to names who gets which domains"),
        (("workbook", "merge", whole, whole, "-o", tmp_path / "j.xlsx"), "is no part of a workbook"),
        (("workbook", "spilt"), "Missing option"),
    ):
        refused = run(*arguments, cwd=tmp_path)
        assert refused.code == ExitCode.USAGE and said in refused.err, refused.err


def test_a_warning_leads_to_the_cell(own_programme: Programme, sent: Path, tmp_path: Path) -> None:
    person = person_at(sent)
    person.write("answered_on", "entry", "2026-11-27")
    person.write("hc_disciplinary", "answer", "No")
    person.write("hc_disciplinary", "note", "N/A for a firm of two.")
    sheet, row = person.cells("hc_disciplinary")
    path = person.saved(tmp_path / "back.xlsx")
    done = own_programme.run("import", path, "--dry-run")
    assert done.code == ExitCode.DONE and f"warning: '{sheet.title}'!A{row}: hc_disciplinary is answered" in done.err, done.err
    told = {one["pointer"]: one["place"] for one in own_programme.json("import", path, "--dry-run")["warnings"]}
    assert told["$.response.answers.hc_disciplinary"] == f"'{sheet.title}'!A{row}"


def test_problems_stand_sheet_by_sheet(own_programme: Programme, sent: Path, tmp_path: Path) -> None:
    person = person_at(sent)
    for id in ("ds_mfa", "hc_attrition", "ds_bcp", "hc_leaver_hours"):
        person.write(id, "answer", "nonsense")
    refused = own_programme.run("import", person.saved(tmp_path / "back.xlsx"))
    sheets = [line.split("'")[1] for line in refused.err.splitlines() if "'!" in line]
    assert len(sheets) >= 4 and sheets == sorted(sheets)


def kept_without(part: str, content: bytes) -> bytes:
    """A workbook without the mark that one of its parts bears; it was made by kporisk by all accounts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"<dc:creator[^>]*>[^<]*", b"<dc:creator>kporisk 1", data)
            for mark in (b"kporisk.workbook/1", b'name="kporisk"'):
                data = data.replace(mark, b'name="index"' if mark[:4] == b"name" else b"") if name == part else data
            after.writestr(name, data)
    return out.getvalue()


def test_a_workbook_that_somebody_filled_in_is_never_written_over(own_programme: Programme, sent: Path, tmp_path: Path) -> None:
    person = person_at(sent)
    person.write("ds_mfa", "answer", "88")
    path = person.saved(tmp_path / "acme.xlsx")
    kept = path.read_bytes()
    for arguments in (
        ("workbook", VENDOR, "-o", path),
        ("workbook", "merge", path, path, "-o", path),
        ("assess", VENDOR, "--no-record", "--trace", path),
    ):
        refused = own_programme.run(*arguments)
        assert refused.code == ExitCode.USAGE and path.read_bytes() == kept, arguments
    for part in ("docProps/core.xml", "xl/workbook.xml"):
        own = kept_without(part, kept)
        path.write_bytes(own)
        refused = own_programme.run("assess", VENDOR, "--no-record", "--trace", path)
        assert refused.code == ExitCode.USAGE and path.read_bytes() == own, "either of its two marks will do"
    refused = own_programme.run("workbook", VENDOR, "-o", tmp_path / "acme.pdf")
    assert refused.code == ExitCode.USAGE and "does not end in .xlsx" in refused.err and "name it acme.xlsx" in refused.err
