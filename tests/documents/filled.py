"""A workbook filled in as a person does it: by the texts that it offers, in the rows that it has."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from kporisk.documents.workbook.layout import EVIDENCE, FACTS, PEOPLE, QUESTIONS, at
from kporisk.documents.workbook.material import Material, Whose, labels, material
from kporisk.documents.workbook.words import WORDS, heading
from kporisk.documents.workbook.write import write_workbook
from kporisk.model.case import Vendor
from kporisk.model.checklist import Respondent
from kporisk.model.scale import AnyOf
from tests.worlds import shipped

ACME = Vendor("acme-research", "Acme Research")
WHOSE = Whose("a" * 64, "b" * 64)


def made(
    case: Mapping[str, Any] | None = None,
    *,
    respondent: Respondent = Respondent.VENDOR,
    langs: tuple[str, ...] = ("en",),
    asked: Collection[str] = (),
) -> Material:
    """What a workbook with all questions of a respondent is made of, or with those asked."""
    checklists = shipped().checklists
    questions = set(asked or checklists.question)
    found = material(case, questions, checklists, respondent=respondent, langs=langs, vendor=ACME, whose=WHOSE)
    assert found is not None
    return found


def typed(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Write into a cell; a text is one, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


class Person:
    """Somebody at a workbook."""

    def __init__(self, of: Material, content: bytes | None = None) -> None:
        self.of = of
        self.book = openpyxl.load_workbook(io.BytesIO(content or write_workbook(of)))

    def cells(self, id: str) -> tuple[Worksheet, int]:
        """Sheet and row in whose first column an id stands."""
        for sheet in self.book.worksheets:
            for row in sheet.iter_rows(max_col=1):
                if row[0].value == id and sheet.sheet_state == "visible":
                    return sheet, row[0].row
        raise LookupError(id)

    def write(self, id: str, key: str, value: Any) -> None:
        """Write into a column of a question's row, or of a line on the first sheet."""
        sheet, row = self.cells(id)
        typed(sheet, row, at(FACTS if key == "entry" else QUESTIONS, key) + 1, value)

    def answer(self, id: str, answer: Mapping[str, Any]) -> None:
        """Give an answer in normal form."""
        question, lang = self.of.checklists.question[id], self.of.lang
        if answer["status"] != "answered":
            self.write(id, "status", WORDS[lang][answer["status"]])
        elif isinstance(question.scale, AnyOf):
            for value in answer["value"]:
                self.write(f"{id}.{value}", "answer", WORDS[lang]["yes"])
            if not answer["value"]:
                self.write(id, "answer", WORDS[lang]["none"])
        else:
            self.write(id, "answer", labels(question, self.of).get(answer["value"], str(answer["value"])))
        for key, column in (("note", "note"), ("reason", "note"), ("by", "by")):
            if key in answer:
                self.write(id, column, answer[key])
        if answer.get("evidence"):
            self.write(id, "cited", "; ".join(answer["evidence"]))

    def facts(self, response: Mapping[str, Any]) -> None:
        """The day of the answers and the declaration."""
        self.write("answered_on", "entry", response["answered_on"])
        for key, value in response.get("declaration", {}).items():
            self.write(f"declaration.{key}", "entry", value)

    def people(self, people: list[Mapping[str, Any]]) -> None:
        """Who answers."""
        sheet, first = self.cells(heading("person", self.of.langs))
        for row, person in enumerate(people, first + 1):
            stated = (person["id"], person["name"], person.get("role"), "; ".join(person.get("domains", ())))
            for place, text in zip(range(1, len(PEOPLE) + 1), stated, strict=True):
                typed(sheet, row, place, text)

    def evidence(self, evidence: Mapping[str, Mapping[str, Any]]) -> None:
        """What is declared."""
        sheet, first = self.cells(heading("piece", self.of.langs))
        for row, (id, item) in enumerate(evidence.items(), first + 1):
            kind = self.of.text(self.of.checklists.evidence_kinds[item["kind"]].text)
            stated = (id, f"{kind} [{item['kind']}]", *(item.get(key) for key in ("title", "issued", "expires", "file", "sha256")))
            for place, text in zip(range(1, len(EVIDENCE) + 1), stated, strict=True):
                typed(sheet, row, place, text)

    def everything(self, response: Mapping[str, Any]) -> None:
        """A whole response, as far as it is the respondent's."""
        self.facts(response)
        self.people(response["respondents"])
        self.evidence(response["evidence"])
        for question in self.of.questions:
            if question.id in response["answers"]:
                self.answer(question.id, response["answers"][question.id])

    def saved(self, path: Path, change: Callable[[Any], None] = lambda _: None) -> Path:
        """Save it, perhaps with something else done to it."""
        change(self.book)
        self.book.save(path)
        return path
