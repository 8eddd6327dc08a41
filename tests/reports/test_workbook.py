"""The trace as a workbook: recomputed by LibreOffice it comes to the score, and follows a change as the program does."""

from __future__ import annotations

import functools
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from kporisk import resources
from kporisk.assessment.assess import assess
from kporisk.documents.cases.reader import read_case
from kporisk.documents.results.assessment import assessment_document
from kporisk.errors import RenderingError
from kporisk.model.assessment import Depth
from kporisk.model.case import Answer, Case, Reviews, Status
from kporisk.model.method import Method
from kporisk.reports.speech import speech
from kporisk.reports.workbook import trace_workbook
from tests.cli.command import EXAMPLES, clean_environment
from tests.shared import made_once
from tests.worlds import best, case_of, cases, said, shipped, with_answers, worst

DAY = date(2026, 11, 24)
ENDS = ("told", "proven")
Edit = tuple[str, int, float | str | None]
"""Question id, its column from 1, and what is typed there."""
SATISFACTION, PROOF, STATUS, KNOCK_OUT, GAP, POINTS = 8, 9, 7, 6, 11, 13

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def document(case: Case, *, method: Method | None = None, depth: Depth | None = None) -> Mapping[str, Any]:
    library = shipped()
    return assessment_document(assess(library.checklists, method or library.method, case, DAY, depth=depth))


def example(name: str) -> Case:
    return read_case(EXAMPLES / name, shipped().checklists)


def at_random(count: int) -> list[Case]:
    found: list[Case] = []

    @settings(max_examples=count, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(cases())
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found


@dataclass
class Sample:
    """A workbook, what is typed into it, and the assessment that it should then come to."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    lang: str = "en"
    edits: list[Edit] = field(default_factory=list)
    constants: dict[str, float] = field(default_factory=dict)

    @functools.cached_property
    def made(self) -> bytes:
        return trace_workbook(self.before, lang=self.lang)

    def typed(self) -> Any:
        """The workbook without one computed value, with the edits typed in."""
        book = openpyxl.load_workbook(io.BytesIO(self.made))
        rows = {row[0].value: row for row in book.worksheets[6].iter_rows(min_row=6)}
        for id, column, value in self.edits:
            rows[id][column - 1].value = value
        for name, number in self.constants.items():
            sheet, _, address = book.defined_names[name].attr_text.partition("!")
            book[sheet.strip("'")][address.replace("$", "")].value = number
        return book


def changed(case: Case, answers: Mapping[str, Answer | None], lang: str = "en") -> Sample:
    """A case, its answers changed by the program on one side and in the workbook's cells on the other."""
    before, after = document(case), document(with_answers(case, answers))
    words = speech(lang, (resources.folder("report_templates"),))
    edits: list[Edit] = []
    for question in after["questions"]:
        if question["id"] in answers:
            proof = None if question["satisfaction"] is None else words.say("workbook.strength.attested")
            edits += [
                (question["id"], SATISFACTION, question["satisfaction"]),
                (question["id"], PROOF, proof),
                (question["id"], STATUS, words.say(f"workbook.status.{question['status']}")),
            ]
    return Sample(before, after, lang, edits)


def asked(case: Case) -> list[Mapping[str, Any]]:
    return [question for question in document(case)["questions"] if question["status"] != "not_asked"]


def nothing_asked(document: Mapping[str, Any]) -> Mapping[str, Any]:
    none = {"told": 0, "proven": 0}
    questions = [{**question, "status": "not_asked", "gap": None, "contribution": none} for question in document["questions"]]
    return {**document, "domains": [], "questions": questions, "score": none}


@functools.cache
def samples() -> dict[str, Sample]:
    library = shipped()
    freelance, medical, analytics = (
        example(name) for name in ("freelance-platform.yaml", "medical-coder.yaml", "analytics-firm/case.yaml")
    )
    hostile = document(example("hostile.yaml"))
    found = {
        "analytics": Sample(document(analytics), document(analytics)),
        "medical": Sample(document(medical), document(medical), "fr"),
        "freelance": Sample(document(freelance), document(freelance)),
        "hostile": Sample(hostile, hostile),
        "nothing asked": Sample(nothing_asked(hostile), nothing_asked(hostile)),
        # Every gap is a tie: 0 as told, 1 as proven.
        "blank": Sample(document(case_of({})), document(case_of({})), "fr"),
    }
    for number, case in enumerate(at_random(2)):
        found[f"random-{number}"] = Sample(document(case), document(case))
    names = [question["id"] for question in asked(medical) if question["knock_out"]]
    question = library.checklists.question
    found["a knock-out question worse"] = changed(medical, {names[3]: said(worst(question[names[3]]))}, "fr")
    free = asked(freelance)
    answers: dict[str, Answer | None] = {entry["id"]: said(best(question[entry["id"]])) for entry in free[::3]}
    answers |= dict.fromkeys([entry["id"] for entry in free[1::6]])
    none = [entry["id"] for entry in free[2::5] if not entry["knock_out"]]
    answers |= dict.fromkeys(none, Answer(Status.NOT_APPLICABLE, reason="none of it"))
    found["many answers changed"] = changed(freelance, answers)
    modules = [entry["id"] for entry in asked(analytics) if entry["module"]]
    found["one module worst"] = changed(analytics, {id: said(worst(question[id])) for id in modules[-5:]})
    unproven = replace(analytics, reviews=Reviews())
    attested: list[Edit] = [(entry["id"], PROOF, "Attested") for entry in asked(analytics) if entry["satisfaction"] is not None]
    found["nothing reviewed"] = Sample(document(analytics), document(unproven), edits=attested)
    numbers = {"knock_out_share": 0.4, "worst_domain_share": 0.3, "likelihood_floor": 0.2, "control_effect": 0.8}
    confidence = {**library.method.confidence, "attested": 0.5}
    method = replace(library.method, b1=0.4, b2=0.3, b=0.2, eta=0.8, confidence=confidence)
    found["other constants"] = Sample(
        document(analytics, depth=Depth.FULL),
        document(analytics, method=method, depth=Depth.FULL),
        constants={**numbers, "confidence_attested": 0.5},
    )
    return found


Recomputed = Callable[[str], Any]


@pytest.fixture(scope="module")
def recomputed(tmp_path_factory: pytest.TempPathFactory) -> Recomputed:
    """What LibreOffice makes of a sample stripped of computed values."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed: the workbooks are not recomputed (Debian: libreoffice-calc-nogui)")
    folder = made_once(tmp_path_factory, "workbooks", functools.partial(recompute, SOFFICE))
    return lambda name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True)


def recompute(soffice: str, folder: Path) -> None:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    for name, sample in samples().items():
        sample.typed().save(folder / f"{name}.xlsx")
    files = [str(folder / f"{name}.xlsx") for name in samples()]
    command = [soffice, f"-env:UserInstallation={user.parent.as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir"]
    done = subprocess.run([*command, str(folder / "out"), *files], capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()


def formulas(made: bytes) -> Iterator[tuple[int, str, str]]:
    """Every formula: number of the sheet, cell, text."""
    for number, sheet in enumerate(openpyxl.load_workbook(io.BytesIO(made)).worksheets):
        for row in sheet.iter_rows():
            yield from ((number, cell.coordinate, cell.value) for cell in row if cell.data_type == "f")


def near(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return (one or "") == (other or "")


UNCHANGED = ("analytics", "medical", "freelance", "blank", "hostile", "nothing asked", *(f"random-{number}" for number in range(2)))
CHANGED = (
    "a knock-out question worse",
    "many answers changed",
    "one module worst",
    "nothing reviewed",
    "other constants",
)


@pytest.mark.parametrize("name", UNCHANGED)
def test_every_formula_comes_to_what_its_cell_says(name: str, recomputed: Recomputed) -> None:
    sample = samples()[name]
    said = openpyxl.load_workbook(io.BytesIO(sample.made), data_only=True).worksheets
    now = recomputed(name).worksheets
    off = [
        (now[number].title, cell, said[number][cell].value, now[number][cell].value, formula)
        for number, cell, formula in formulas(sample.made)
        if not near(said[number][cell].value, now[number][cell].value)
    ]
    assert not off
    words = speech(sample.lang, (resources.folder("report_templates"),))
    for column, end in (("B", "told"), ("C", "proven")):
        assert abs(now[0][f"{column}6"].value - sample.before["score"][end]) < 1e-9
        for row in (9, 16, 22, 25):
            assert now[0][f"{column}{row}"].value == words.say("workbook.summary.agrees")


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_in_a_cell_moves_the_score_as_the_program_does(name: str, recomputed: Recomputed) -> None:
    sample = samples()[name]
    after, sheets = sample.after, recomputed(name).worksheets
    assert abs(after["score"]["proven"] - sample.before["score"]["proven"]) > 1e-3 or name == "one module worst"
    words = speech(sample.lang, (resources.folder("report_templates"),))
    for end, of in enumerate(ENDS):
        assert abs(sheets[0].cell(6, 2 + end).value - after["score"][of]) < 1e-9
        moved = abs(after["score"][of] - sample.before["score"][of]) >= 1e-9
        assert sheets[0].cell(9, 2 + end).value == words.say("workbook.summary." + ("differs" if moved else "agrees"))
        for row, domain in enumerate(after["domains"], start=6):
            assert abs(sheets[4].cell(row, 15 + end).value - domain["contribution"][of]) < 1e-9
        rows = {row[0].value: row for row in sheets[6].iter_rows(min_row=6)}
        for question in after["questions"]:
            if question["status"] != "not_asked":
                row = rows[question["id"]]
                assert abs(row[GAP - 1 + end].value - question["gap"][of]) < 1e-9, question["id"]
                assert abs(row[POINTS - 1 + end].value - question["contribution"][of]) < 1e-9, question["id"]


def test_the_samples_are_all_looked_at() -> None:
    assert set(UNCHANGED) | set(CHANGED) == set(samples())


@pytest.fixture(scope="module")
def made() -> bytes:
    return trace_workbook(document(example("analytics-firm/case.yaml")), lang="en")


def test_the_formulas_use_only_what_every_spreadsheet_knows(made: bytes) -> None:
    found = {name for _, _, formula in formulas(made) for name in re.findall(r"([A-Z][A-Z0-9.]+)\(", formula)}
    assert found <= {"ABS", "IF", "INDEX", "ISNUMBER", "MATCH", "MAX", "ROWS", "SQRT", "SUM", "SUMPRODUCT"}
    assert not [formula for _, _, formula in formulas(made) if "{" in formula or "_xl" in formula]


def test_the_sheets_are_laid_out_for_reading_and_for_print(made: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["Summary", "How to read this", "Constants", "Inherent risk", "Domains", "Gaps", "Questions"]
    assert [sheet.freeze_panes for sheet in book.worksheets[4:]] == ["B6", "C6", "B6"]
    for sheet in book.worksheets:
        assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
        assert sheet.print_area
    assert all(sheet.print_title_rows == "$4:$5" for sheet in book.worksheets[4:])
    assert {"worst_domain_share", "knock_out_share", "control_effect", "likelihood_floor", "score_told", "score_proven"} <= set(
        book.defined_names
    )


def test_one_row_for_each_question_asked(made: bytes) -> None:
    entries = asked(example("analytics-firm/case.yaml"))
    rows = list(openpyxl.load_workbook(io.BytesIO(made)).worksheets[6].iter_rows(min_row=6, max_row=5 + len(entries), values_only=True))
    assert sorted(str(row[0]) for row in rows) == sorted(entry["id"] for entry in entries)
    assert [bool(row[KNOCK_OUT - 1]) for row in rows].count(True) == sum(entry["knock_out"] for entry in entries)


def test_what_people_wrote_stays_text() -> None:
    base = document(example("analytics-firm/case.yaml"))
    texts = ["=cmd|' /C calc'!A0", "+1", "@SUM(1)", "-2+3", "http://example.org", "{=1}", "007", "&A &P 5", "_x0041_", "mailto:a@b.c"]
    questions = [dict(one) for one in base["questions"]]
    inside = [one for one in questions if one["status"] != "not_asked"][: len(texts)]
    for one, text in zip(inside, texts, strict=True):
        one["text"] = {"en": text, "fr": text}
    raw = trace_workbook({**base, "vendor": {"id": "x", "name": texts[0]}, "questions": questions}, lang="en")
    book = openpyxl.load_workbook(io.BytesIO(raw))
    rows = {row[0].value: row[3] for row in book.worksheets[6].iter_rows(min_row=6)}
    for cell, text in ((book.worksheets[0]["A2"], texts[0]), *zip([rows[one["id"]] for one in inside], texts, strict=True)):
        assert (cell.data_type, cell.value.replace("\u2019", "'"), cell.hyperlink) == ("s", text, None)


def test_words_are_those_of_the_language() -> None:
    base = document(example("medical-coder.yaml"))
    book = openpyxl.load_workbook(io.BytesIO(trace_workbook(base, lang="fr")))
    assert book.sheetnames[0] == "Synthèse"
    assert book.worksheets[6]["G6"].value in {"Répondue", "Inconnu", "Sans réponse", "Sans objet"}


@pytest.mark.parametrize("title", ["A/B", "a name that is longer than thirty-one", "Gaps"])
def test_words_that_cannot_name_a_sheet_are_said(title: str, tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.yaml").write_text(json.dumps({"workbook": {"sheet": {"summary": title}}}), encoding="utf-8")
    with pytest.raises(RenderingError, match=r"change workbook.sheet in your words/en.yaml"):
        trace_workbook(document(example("medical-coder.yaml")), lang="en", templates=(tmp_path,))


CHILD = """
import hashlib, json, sys
from kporisk.reports.workbook import trace_workbook
print(hashlib.sha256(trace_workbook(json.load(sys.stdin), lang="en")).hexdigest())
"""


def test_the_same_document_gives_the_same_bytes() -> None:
    text = json.dumps(document(example("medical-coder.yaml")))
    digests = {
        subprocess.run(
            [sys.executable, "-c", CHILD],
            input=text.encode(),
            env=clean_environment(PYTHONHASHSEED=seed, TZ=zone),
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Pacific/Kiritimati"), ("4242", "America/Anchorage"))
    }
    assert len(digests) == 1


def test_the_file_says_whose_day_it_is(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        properties = packed.read("docProps/core.xml").decode()
        assert "2026-11-24T00:00:00Z" in properties
        assert str(date.today()) == "2026-11-24" or str(date.today()) not in properties
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
