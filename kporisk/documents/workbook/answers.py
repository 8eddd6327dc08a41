"""The rows of questions, read: one answer for each, as a response says it, every part of it with its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kporisk.documents.files.nodes import Entry, Node, node
from kporisk.documents.files.suggestions import nearest
from kporisk.documents.workbook.cells import UnreadableError, day_of, named, number_of, option_of, said, text_of
from kporisk.documents.workbook.found import Cell, Line
from kporisk.documents.workbook.known import Known
from kporisk.documents.workbook.words import folded
from kporisk.errors import Problem
from kporisk.model.checklist import Checklists, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf

_ELSEWHERE = ("same", "status", "note", "by", "cited")


class Places:
    """Cells by number: the number stands where a document has its line, so that what is wrong is led back to the cell."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []

    def leaf(self, cell: Cell, data: Any) -> Node:
        """A value that stands in a cell."""
        return self._node(node(data).data, self._number(cell))

    def holding(self, cell: Cell, items: list[Node] | Mapping[str, Node]) -> Node:
        """A list or mapping that begins in a cell."""
        number = self._number(cell)
        if isinstance(items, list):
            return self._node(tuple(items), number)
        return self._node({key: Entry(item, item.line, 0) for key, item in items.items()}, number)

    def moved(self, cell: Cell, given: Any) -> Node:
        """A plain value, all of which stands in one cell."""
        if isinstance(given, Mapping):
            return self.holding(cell, {key: self.moved(cell, item) for key, item in given.items()})
        return self.holding(cell, [self.moved(cell, item) for item in given]) if isinstance(given, list) else self.leaf(cell, given)

    def _number(self, cell: Cell) -> int:
        self.cells.append(cell)
        return len(self.cells)

    @staticmethod
    def _node(data: Any, number: int) -> Node:
        return Node(data, number, 0)


@dataclass
class Row:
    """One question with the rows of what may hold."""

    line: Line
    options: dict[str, Line] = field(default_factory=dict)


class AnswerRows:
    """All rows of questions of one workbook."""

    def __init__(self, known: Known, checklists: Checklists, places: Places, problems: list[Problem], *, from_1904: bool) -> None:
        self._known, self._checklists, self._places, self._problems = known, checklists, places, problems
        self._from_1904 = from_1904
        self.rows: dict[str, Row] = {}
        self.confirmed: list[str] = []
        self.gone: list[str] = []
        """Questions that are answered and no longer asked."""

    def take(self, lines: list[Line]) -> None:
        """Find the rows by their ids, in whatever order they stand."""
        options: list[tuple[str, str, Line]] = []
        for line in lines:
            try:
                id = self._text(line["id"])
            except _CellError as error:
                self._refuse(error.cell, str(error))
                continue
            question, _, option = id.partition(".")
            if not id:
                for cell in line.filled(("answer", *_ELSEWHERE))[:1]:
                    self._refuse(cell, "an answer stands here in a row without an id; bring the id in the first column back")
            elif question not in self._known.options or (option and option not in self._known.options[question].values()):
                self._unknown(line["id"], id)
            elif option:
                options.append((question, option, line))
            elif question in self.rows:
                self._refuse(
                    line["id"], f"this question stands here twice, first in row {self.rows[question].line['id'].row}; keep one of the rows"
                )
            else:
                self.rows[question] = Row(line)
        for question, option, line in options:
            self._option(question, option, line)

    def _option(self, question: str, option: str, line: Line) -> None:
        row = self.rows.get(question)
        if row is None:
            self._refuse(line["id"], f"the row of the question {question} is gone; bring it back")
        elif option in row.options:
            self._refuse(line["id"], f"this line stands here twice, first in row {row.options[option]['id'].row}; keep one of them")
        else:
            row.options[option] = line
            for cell in line.filled(_ELSEWHERE)[:1]:
                self._refuse(cell, "say this in the row of the question itself; here stands only yes or no")

    def _unknown(self, cell: Cell, id: str) -> None:
        near = nearest(id, self._known.options) if len(self._problems) < 100 else None
        tail = f"did you mean {near}?" if near else "bring back the one that stood here"
        self._refuse(cell, f"this workbook was not sent with {named(id)}; {tail}")

    def read(self) -> dict[str, Node]:
        """The answers by question; what is left empty is not among them."""
        answers: dict[str, Node] = {}
        for id, row in self.rows.items():
            try:
                answer = self._answer(id, row)
            except _CellError as error:
                self._refuse(error.cell, str(error))
                continue
            if answer is not None:
                answers[id] = answer
        return answers

    def _answer(self, id: str, row: Row) -> Node | None:
        line = row.line
        same, status = self._word(line, "same", ("unchanged", "yes")), self._word(line, "status", ("unknown", "not_applicable", "answered"))
        given = [*line.filled(("answer",)), *(cell for one in row.options.values() for cell in one.filled(("answer",)))]
        if same and (given or status in ("unknown", "not_applicable")):
            raise _CellError((given or [line["status"]])[0], "last time's answer is confirmed and another one given; clear one of the two")
        if status in ("unknown", "not_applicable") and given:
            raise _CellError(given[0], f"an answer stands here, and {status.replace('_', ' ')} beside it; clear one of the two")
        if not same and not given and status in (None, "answered"):
            for cell in line.filled(("status", "note", "cited"))[:1]:
                raise _CellError(cell, "this stands here without an answer; give one, or say that it is not known or not applicable")
            return None
        if id not in self._checklists.question and not any(id in question.replaces for question in self._checklists.questions):
            self.gone.append(id)
            return None
        parts = self._base(id, row, status, confirmed=bool(same))
        parts |= self._besides(line, str(parts["status"].data))
        return self._places.holding((given or line.filled(("same", "status")) or [line["answer"]])[0], parts)

    def _base(self, id: str, row: Row, status: str | None, *, confirmed: bool) -> dict[str, Node]:
        """Status and value; all of last time's answer where it is confirmed."""
        line = row.line
        if confirmed:
            if id not in self._known.last:
                raise _CellError(line["same"], "there is no answer of last time to this question; give one")
            self.confirmed.append(id)
            return {key: self._places.moved(line["same"], value) for key, value in self._known.last[id].items()}
        if status in ("unknown", "not_applicable"):
            return {"status": self._places.leaf(line["status"], status)}
        question = self._question(id)
        return {"status": self._places.leaf(line["answer"], "answered"), "value": self._value(question, row)}

    def _question(self, id: str) -> Question:
        found = self._checklists.question.get(id)
        return found or next(question for question in self._checklists.questions if id in question.replaces)

    def _besides(self, line: Line, status: str) -> dict[str, Node]:
        """Note or reason, who answered, what is cited."""
        made: dict[str, Node] = {}
        for cell in line.filled(("note",)):
            made["reason" if status == "not_applicable" else "note"] = self._places.leaf(cell, self._text(cell))
        for cell in line.filled(("by",)):
            made["by"] = self._places.leaf(cell, self._text(cell))
        for cell in line.filled(("cited",)):
            cited = [part.strip() for part in self._text(cell).replace("\n", ";").split(";")]
            made["evidence"] = self._places.holding(cell, [self._places.leaf(cell, part) for part in cited if part])
        return made

    def _value(self, question: Question, row: Row) -> Node:
        cell, options = row.line["answer"], self._options(question)
        match question.scale:
            case OneOf():
                return self._places.leaf(cell, self._try(cell, lambda: option_of(text_of(cell), options)))
            case AnyOf():
                return self._several(question, row)
            case Number(unit=unit):
                read: Callable[[], Any] = lambda: number_of(cell, unit=unit["en"])  # noqa: E731
            case Age():
                read = lambda: day_of(cell, from_1904=self._from_1904)  # noqa: E731
        word = options.get(folded(self._text(cell)))
        return self._places.leaf(cell, self._try(cell, read) if word is None else word)

    def _options(self, question: Question) -> dict[str, str]:
        """Ids and texts of the options, as they are now and as the workbook had them, to the ids."""
        match question.scale:
            case OneOf(options) | AnyOf(options):
                now = options
            case Number(none_value=none) | Age(none_value=none):
                now = (none,) if none else ()
        texts = {folded(text): option.value for option in now for text in (*option.text.values(), option.value)}
        return texts | dict(self._known.options.get(question.id, {}))

    def _several(self, question: Question, row: Row) -> Node:
        """The things that hold: yes at each, or none of these at the question."""
        answer = row.line["answer"]
        words = {option: self._word(line, "answer", ("yes", "no")) for option, line in row.options.items()}
        held = [option for option, word in words.items() if word == "yes"]
        if not answer.empty and said(self._text(answer), ("none",)) is None:
            raise _CellError(answer, "say yes or no at the lines below, or choose that none of these holds")
        if not answer.empty and held:
            raise _CellError(answer, "none of these is chosen here, and yes said at a line below; clear one of the two")
        if answer.empty and not held and None in words.values():
            first = next(line["answer"] for line in row.options.values() if line["answer"].empty)
            raise _CellError(first, "nothing is said here, and yes nowhere; say yes or no at each line, or at the question that none holds")
        order = [option.value for option in question.scale.options] if isinstance(question.scale, AnyOf) else []
        held.sort(key=lambda option: order.index(option) if option in order else len(order))
        return self._places.holding(answer, [self._places.leaf(row.options[option]["answer"], option) for option in held])

    def _word(self, line: Line, key: str, allowed: tuple[str, ...]) -> str | None:
        """Which of some words a cell says; None where it is empty or not there."""
        if key not in line.cells or (line[key].empty and not isinstance(line[key].value, bool)):
            return None
        cell = line[key]
        if isinstance(cell.value, bool) and "no" in allowed:
            return "yes" if cell.value else "no"
        found = said(self._text(cell), allowed)
        if found is None:
            raise _CellError(cell, "this is none of the words that the list offers; choose one of them")
        return found

    def _text(self, cell: Cell) -> str:
        return str(self._try(cell, lambda: text_of(cell)))

    @staticmethod
    def _try(cell: Cell, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except UnreadableError as error:
            raise _CellError(cell, str(error)) from None

    def _refuse(self, cell: Cell, message: str) -> None:
        self._problems.append(cell.problem(message))


class _CellError(Exception):
    """What is wrong with one cell."""

    def __init__(self, cell: Cell, message: str) -> None:
        super().__init__(message)
        self.cell = cell
