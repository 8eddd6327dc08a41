"""Rows of a form as they are kept: what a cell of answers says, and what its row is then."""

from __future__ import annotations

from dataclasses import dataclass

from kporisk.documents.external.saying import FAILED, NEITHER, Word, is_error, understood
from kporisk.documents.external.source import Leaf, Line
from kporisk.errors import Problem
from kporisk.model.external import ExternalForm, ExternalRow, RowStatus
from kporisk.model.scale import Text


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands in a file, before anybody says when it was answered."""

    form: ExternalForm
    rows: tuple[ExternalRow, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a form before its answer is looked at. `expected`: what the form calls compliant; None: a yes."""

    id: str
    group: str
    text: str
    expected: Word | None = None
    scored: bool = True
    weight: float = 1.0
    owner: str = ""
    references: tuple[str, ...] = ()
    depends_on: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one cell of answers."""

    status: RowStatus
    said: str
    note: str
    satisfaction: float | None = None
    reason: Text | None = None


def answered(asked: Asked, leaf: Leaf, line: Line, column: int, note: str) -> ExternalRow:
    """The row of a question whose answer stands in a cell. What stands behind a yes or no in that cell is part of its note."""
    found = answer(asked, line[column], note, failed=(line.number, column) in leaf.valueless)
    return row(asked, found, leaf.place(line, column))


def row(asked: Asked, found: Answer, place: str) -> ExternalRow:
    """A question with its answer."""
    return ExternalRow(
        id=asked.id,
        place=place,
        group=asked.group,
        text=asked.text,
        status=found.status,
        said=found.said,
        satisfaction=found.satisfaction,
        expected="" if asked.expected is None else {Word.YES: "Yes", Word.NO: "No"}[asked.expected],
        scored=asked.scored,
        weight=asked.weight,
        note=found.note,
        owner=asked.owner,
        references=asked.references,
        depends_on=asked.depends_on,
        reason=found.reason,
    )


def answer(asked: Asked, said: str, note: str, *, failed: bool = False) -> Answer:
    """What an answer says of its question. `failed`: the cell holds an error, or a formula without a value."""
    if failed or is_error(said):
        return Answer(RowStatus.NOT_UNDERSTOOD, said, note, reason=FAILED)
    if not said:
        return Answer(RowStatus.BLANK, "", note)
    word = understood(said)
    if word is not None and word.word is Word.NOT_APPLICABLE:
        return Answer(RowStatus.NOT_APPLICABLE, said, note)
    if not asked.scored:
        return Answer(RowStatus.ANSWERED, said, note)
    if word is None:
        return Answer(RowStatus.NOT_UNDERSTOOD, said, note, reason=NEITHER)
    notes = "\n".join(text for text in (word.rest, note) if text)
    return Answer(RowStatus.ANSWERED, said, notes, satisfaction=float(word.word is (asked.expected or Word.YES)))
