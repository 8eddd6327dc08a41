"""Filled forms of the same shape as those that are about, in our own words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

Rows = Sequence[Sequence[object]]

CAIQ_HEADS = (
    "Question ID",
    "Question",
    "CSP CAIQ Answer",
    "SSRM Control\nOwnership",
    "CSP Implementation Description (Optional/Recommended)",
    "CSC Responsibilities (Optional/Recommended)",
    "",
    "CCM Control ID",
    "CCM Control Specification",
    "CCM Control Title",
    "CCM Domain Title",
)


@dataclass(frozen=True)
class Said:
    """One question of a form of ours with its answer. `first`: the control's specification, title and domain stand in its row."""

    id: str
    answer: object = ""
    note: str = ""
    owner: str = ""


SAID = (
    Said("A&A-01.1", "Yes", "Each year."),
    Said("A&A-01.2", "No", "Not applicable"),
    Said("HRS-10.1", "Yes", "No formal process yet.", "Shared"),
    Said("HRS-10.2", "NA"),
    Said("HRS-11.1", "No"),
    Said("HRS-11.2", "NA", "We hold none."),
    Said("IAM-14.1", "Partly"),
    Said("IAM-14.2"),
)
TITLES = {"A&A": "Checks and proof", "HRS": "People", "IAM": "Who may do what"}


def caiq_rows(said: Iterable[Said] = SAID, *, order: Sequence[int] = tuple(range(len(CAIQ_HEADS)))) -> list[list[object]]:
    """The rows of a CAIQ below its headings, and the headings, the columns in another order if asked for."""
    rows: list[list[object]] = [list(CAIQ_HEADS)]
    before = ""
    for one in said:
        control = one.id.partition(".")[0]
        first = control != before
        before = control
        texts = [control, f"{control} is seen to.", f"Title of {control}", TITLES[control[:3]]] if first else [""] * 4
        rows.append([one.id, f"Is {one.id} seen to?", one.answer, one.owner, one.note, "", "", *texts])
    return [[row[place] for place in order] for row in rows]


def xlsx(path: Path, sheets: Mapping[str, Rows], *, hidden: Iterable[str] = ()) -> Path:
    """A workbook of plain cells; a text that begins with = is a formula, whose value stands behind a |."""
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    formula, _, value = cell.partition("|")
                    sheet.write_formula(number, column, formula, None, value)
                elif cell != "":
                    sheet.write(number, column, cell)
    book.close()
    return path


def comma_separated(path: Path, rows: Rows, separator: str = ",") -> Path:
    """A CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def caiq(path: Path, said: Iterable[Said] = SAID, *, sheet: str = "CAIQv4.0.3", above: Rows = (), **more: Sequence[int]) -> Path:
    """A filled CAIQ, with an introduction before it. `above`: rows above the headings."""
    return xlsx(path, {"Introduction": [["About this Question and Answer form"]], sheet: [*above, *caiq_rows(said, **more)]})


@dataclass(frozen=True)
class Asked:
    """One question of a form like HECVAT."""

    id: str
    answer: object = ""
    note: str = ""
    compliant: str = "Yes"
    importance: str = "Standard"


HECVAT = {
    "START HERE": (
        "General",
        (Asked("GNRL-01", "Acme Research", compliant="", importance=""), Asked("REQU-01", "No", compliant="", importance="")),
    ),
    "Organization": (
        "Papers",
        (
            Asked("DOCU-01", "Yes", "Report of June", importance="Critical"),
            Asked("DOCU-02", "No", importance="Critical"),
            Asked("DOCU-03", "No", "We have none open.", compliant="No", importance="Minor"),
            Asked("DOCU-04", "N/A", "No such thing"),
            Asked("DOCU-05"),
        ),
    ),
    "Product": (
        "Access",
        (Asked("AAAI-01", "Yes", "Informal only."), Asked("AAAI-02", "Sometimes"), Asked("AAAI-03", "Yes", importance="Minor")),
    ),
}


@dataclass
class Hecvat:
    """The sheets of a form like HECVAT, to be bent and written."""

    parts: Mapping[str, tuple[str, Sequence[Asked]]] = field(default_factory=lambda: HECVAT)

    def sheets(self) -> dict[str, list[list[object]]]:
        """All sheets, the hidden one last."""
        made: dict[str, list[list[object]]] = {}
        for name, (title, asked) in self.parts.items():
            rows: list[list[object]] = [
                [f"A form, version 4.1.4: {name}"],
                [],
                [title, "", "Answer", "Additional Information", "Guidance", "Analyst Notes"],
            ]
            rows += [[one.id, f"What of {one.id}?", one.answer, one.note, "", ""] for one in asked]
            if name != "START HERE":
                copied: list[list[object]] = [
                    ["General", "", "Answer", "", "Guidance", ""],
                    ["GNRL-01", "What of GNRL-01?", "='START HERE'!C4|Acme Research", "", ""],
                ]
                rows[2:2] = copied
            made[name] = rows
        key: list[list[object]] = [["Question ID", "Question", "Compliant Response", "Default Importance"]]
        key += [[one.id, f"What of {one.id}?", one.compliant, one.importance] for _, asked in self.parts.values() for one in asked]
        return {**made, "Questions": key}


def hecvat(path: Path, sheets: Mapping[str, Rows] | None = None) -> Path:
    """A filled form like HECVAT."""
    return xlsx(path, sheets or Hecvat().sheets(), hidden=("Questions",))
