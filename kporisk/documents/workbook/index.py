"""The hidden sheets: the options of the drop-downs; and whose workbook it is, what was asked, and what was said last time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kporisk import __version__
from kporisk.documents.files.digest import digest
from kporisk.documents.workbook.layout import FORMAT, INDEX, LISTS, PIECE
from kporisk.documents.workbook.material import Material, labels, options_of, version_of
from kporisk.documents.workbook.pen import Pen


class Lists:
    """The sheet that holds what drop-downs offer; equal lists stand there once."""

    def __init__(self, pen: Pen) -> None:
        self._sheet = pen.workbook.add_worksheet(pen.name(LISTS))
        self._name = LISTS
        self._row = 0
        self._known: dict[tuple[str, ...], str] = {}

    def __call__(self, options: list[str]) -> str:
        """The cells with these options, as a drop-down names them."""
        key = tuple(options)
        if key not in self._known:
            for option in options:
                self._sheet.write_string(self._row, 0, option)
                self._row += 1
            self._known[key] = f"='{self._name}'!$A${self._row - len(options) + 1}:$A${self._row}"
        return self._known[key]

    def done(self) -> None:
        """Nobody is to see it."""
        self._sheet.protect("")
        self._sheet.very_hidden()


def write_index(pen: Pen, made: Material) -> None:
    """The sheet from which a workbook is known again, as rows of texts, the last of which is their digest."""
    sheet = pen.workbook.add_worksheet(pen.name(INDEX))
    rows = list(_rows(made))
    for number, row in enumerate([*rows, ["sha256", digest(rows)]]):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    sheet.protect("")
    sheet.very_hidden()


def _rows(made: Material) -> Iterator[list[str]]:
    yield ["format", FORMAT]
    yield ["made_by", f"kporisk {__version__}"]
    yield ["workspace", made.whose.workspace]
    yield ["vendor", made.whose.vendor]
    yield ["respondent", made.respondent.value]
    yield ["checklists", version_of(made.checklists)]
    for question in made.questions:
        yield ["question", question.id]
        offered = [labels(question, made, lang) for lang in made.langs]
        for option in options_of(question):
            texts = [*(one[option.value] for one in offered), *(made.text(option.text, lang) for lang in made.langs)]
            yield ["option", question.id, option.value, *dict.fromkeys(" ".join(text.split()) for text in texts)]
    for id, answer in made.last.items():
        yield ["last", id, *_packed(answer)]
    for person in made.people:
        yield ["person", person["id"], *_packed(person)]
    for id, item in made.evidence.items():
        yield ["evidence", id, *_packed(item)]


def _packed(value: Any) -> list[str]:
    """A value as JSON that no spreadsheet program changes, in pieces that fit a cell."""
    text = json.dumps(value, separators=(",", ":"), sort_keys=True).replace("_x", "\\u005fx")
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
