"""A workbook that came back, as a response."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kporisk.documents.cases.place import Place, Reading
from kporisk.documents.cases.returned import Returned, take_in
from kporisk.documents.files.nodes import LIMIT_PROBLEMS, Node
from kporisk.documents.files.sheets import Book, read_book
from kporisk.documents.workbook.answers import AnswerRows, Places
from kporisk.documents.workbook.cells import UnreadableError, day_of, named, option_of, text_of
from kporisk.documents.workbook.fitting import fitting, no_longer_asked
from kporisk.documents.workbook.found import Cell, Found, Line, find_tables
from kporisk.documents.workbook.known import Known, read_index
from kporisk.documents.workbook.layout import FACT_IDS, LISTS
from kporisk.documents.workbook.material import version_of
from kporisk.documents.workbook.words import WORDS, folded
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.case import DocumentWarning
from kporisk.model.checklist import Checklists

Document = Mapping[str, Any]
_DATES = ("issued", "expires")
THIS = {"en": "this workbook", "fr": "ce classeur"}


@dataclass
class Filled:
    """What somebody filled in. `confirmed`: last time's answers that are said to be unchanged; `carried`: those on which nothing is."""

    known: Known
    source: str
    checklists: Checklists
    root: Node
    places: Places
    problems: list[Problem]
    confirmed: tuple[str, ...]
    carried: tuple[str, ...]
    missing: tuple[str, ...]
    """Questions whose rows are gone; they are open."""
    comments: int
    """How many comments on draft findings it holds; they are no part of a response."""
    warnings: list[DocumentWarning] = field(default_factory=list)
    cells: Mapping[str, str] = field(default_factory=dict)
    """By question, the cell in which its row begins: `Sheet!A14`."""

    def returned(self, *, before: Document | None, reviewed: Mapping[str, Document]) -> Returned:
        """The response, laid over the one of before; as `kporisk.documents.cases.returned.take_in`. Raises InvalidDocument."""
        answers = self.root.data["answers"].node.data if isinstance(self.root.data, Mapping) else {}
        if not answers:
            nothing = Problem(
                self.source, 0, "", "no question is answered in this workbook; what is left empty is no answer, nor is last time's"
            )
            raise InvalidDocument(self.problems[:LIMIT_PROBLEMS] or [nothing])
        reading = Reading()
        problems = list(self.problems)
        returned = None
        try:
            returned = take_in(self._place(reading), self.checklists, before=before, reviewed=reviewed)
        except InvalidDocument as invalid:
            problems += [self._located(problem) for problem in invalid.problems]
        if problems or returned is None:
            raise InvalidDocument(problems[:LIMIT_PROBLEMS])
        return replace(returned, warnings=(*self.warnings, *returned.warnings))

    def problem(self, route: Sequence[str], message: str) -> Problem:
        """A problem with what stands at a route of the response, such as `("declaration", "on")`; with the file, where nothing does."""
        found = self.root
        for step in route:
            if not isinstance(found.data, Mapping) or step not in found.data:
                return Problem(self.source, 0, "", message)
            found = found.data[step].node
        return self.places.cells[found.line - 1].problem(message)

    def _place(self, reading: Reading) -> Place:
        return Place(reading, self.source, "response", self.root, base="$.response")

    def _located(self, problem: Problem) -> Problem:
        cells = self.places.cells
        return cells[problem.line - 1].problem(problem.message) if problem.line else replace(problem, pointer="")


def read_workbook(path: Path, checklists: Checklists) -> Filled:
    """A workbook that came back, .xlsx or .ods. What is wrong in its cells is told by `Filled.returned`.

    Raises InvalidDocument for what is no workbook of ours, was changed where nobody writes, or means harm.
    """
    book = read_book(path)
    known = read_index(book)
    return _Back(book, known, checklists).filled()


class _Back:
    """One pass over a workbook."""

    def __init__(self, book: Book, known: Known, checklists: Checklists) -> None:
        self._book, self._known, self._checklists = book, known, checklists
        self._places = Places()
        self._found: Found = find_tables(book, hidden=(LISTS, known.sheet.strip("'")))
        self._problems = self._found.problems

    def filled(self) -> Filled:
        """Everything in it."""
        rows = AnswerRows(self._known, self._checklists, self._places, self._problems, from_1904=self._book.from_1904)
        rows.take(self._found.lines["questions"])
        answers = rows.read()
        warnings = no_longer_asked(rows.gone)
        cited = {part.partition("#")[0] for answer in answers.values() for part in _texts(answer, "evidence")}
        parts = self._facts()
        evidence = self._evidence(cited)
        people = self._people(answers)
        if evidence:
            parts["evidence"] = Node({id: _entry(node) for id, node in evidence.items()}, 0, 0)
        if people:
            parts["respondents"] = Node(tuple(people.values()), 0, 0)
        if version_of(self._checklists) != self._known.version:
            answers, unfit = fitting(answers, evidence, people, self._checklists, sent=THIS)
            warnings += unfit
        parts["answers"] = Node({id: _entry(node) for id, node in answers.items()}, 0, 0)
        root = Node({key: _entry(node) for key, node in parts.items()}, 0, 0)
        return Filled(
            self._known,
            self._book.source,
            self._checklists,
            root,
            self._places,
            self._problems,
            tuple(rows.confirmed),
            tuple(id for id in self._known.last if id not in answers),
            tuple(id for id in self._known.options if id not in rows.rows),
            sum(1 for line in self._found.lines["remarks"] if not line["remark"].empty),
            warnings,
            {id: row.line["id"].reference for id, row in rows.rows.items()},
        )

    def _read(self, cell: Cell, read: Callable[[Cell], Any]) -> Any | None:
        """What stands in a cell; None, and noted, where that cannot be read."""
        try:
            return read(cell)
        except UnreadableError as error:
            self._problems.append(cell.problem(str(error)))
            return None

    def _day(self, cell: Cell) -> str:
        return day_of(cell, from_1904=self._book.from_1904)

    def _facts(self) -> dict[str, Node]:
        """The day of the answers and the declaration."""
        lines: dict[str, Line] = {}
        for line in self._found.lines["facts"]:
            id = self._read(line["id"], text_of) or ""
            if id in lines:
                self._problems.append(line["id"].problem("this line stands here twice; keep one of them"))
            elif id in FACT_IDS:
                lines[id] = line
            elif not line["entry"].empty:
                self._problems.append(
                    line["id"].problem(f"this workbook was not sent with {named(id)}; bring back the one that stood here")
                )
        made: dict[str, Node] = {}
        told: dict[str, Node] = {}
        for id, line in lines.items():
            cell, name = line["entry"], id.rpartition(".")[2]
            if cell.empty:
                continue
            read = self._day if name in ("answered_on", "on") else text_of
            if (value := self._read(cell, read)) is not None:
                (made if id == "answered_on" else told)[name] = self._places.leaf(cell, value)
        if "answered_on" not in lines:
            self._problems.append(
                Problem(self._book.source, 0, "", "the line for the day of the answers (answered_on) is gone; bring it back")
            )
        elif lines["answered_on"]["entry"].empty:
            self._problems.append(lines["answered_on"]["entry"].problem("the day of the answers is wanted here, as YYYY-MM-DD"))
        if told:
            made["declaration"] = self._places.holding(next(lines[id]["entry"] for id in lines if id != "answered_on"), told)
        return made

    def _evidence(self, cited: set[str]) -> dict[str, Node]:
        """What is declared; of last time's only what an answer cites."""
        made: dict[str, Node] = {}
        kinds = {
            folded(text): id
            for id, kind in self._checklists.evidence_kinds.items()
            for text in (id, *kind.text.values(), *_named(kind.text, id))
        }
        keys = {"kind": "kind", "piece_title": "title", "issued": "issued", "expires": "expires", "file": "file", "sha256": "sha256"}
        for line in self._found.lines["evidence"]:
            cells = {key: cell for key in keys for cell in line.filled((key,))}
            id = self._read(line["piece"], text_of)
            if not id:
                if cells:
                    self._problems.append(line["piece"].problem("give this piece of evidence an id, by which answers cite it"))
                continue
            given: dict[str, Node] = {}
            for key, cell in cells.items():
                read = (
                    self._day
                    if key in _DATES
                    else (lambda one: option_of(text_of(one), kinds, what="a kind of evidence"))
                    if key == "kind"
                    else text_of
                )
                if (value := self._read(cell, read)) is not None:
                    given[keys[key]] = self._places.leaf(cell, value)
            plain = {key: node.data for key, node in given.items()}
            if id in made:
                self._problems.append(line["piece"].problem("another piece of evidence has this id; each needs one of its own"))
            elif id in cited or plain != self._known.evidence.get(id):
                made[id] = self._places.holding(line["piece"], given)
        return made

    def _people(self, answers: Mapping[str, Node]) -> dict[str, Node]:
        """Who answers; of last time's only those who are named. Answers may name a person by the name: the id takes its place."""
        lines = [line for line in self._found.lines["people"] if line.filled(("person", "name", "role", "domains"))]
        ids: dict[str, str] = {}
        for line in lines:
            id, name = self._read(line["person"], text_of), self._read(line["name"], text_of)
            if id and name:
                ids[folded(name)] = "" if folded(name) in ids else id
        named = set()
        for answer in answers.values():
            if isinstance(answer.data, dict) and "by" in answer.data:
                by = answer.data["by"]
                if isinstance(by.node.data, str):
                    id = ids.get(folded(by.node.data)) or by.node.data
                    answer.data["by"] = _entry(replace(by.node, data=id))
                    named.add(id)
        made: dict[str, Node] = {}
        for number, line in enumerate(lines):
            given = self._person(line)
            plain = {key: [item.data for item in node.data] if isinstance(node.data, tuple) else node.data for key, node in given.items()}
            id = str(plain.get("id", f" {number}"))
            if id in named or plain != self._known.people.get(id):
                made[id if id not in made else f"{id} {number}"] = self._places.holding(line["person"], given)
        return made

    def _person(self, line: Line) -> dict[str, Node]:
        given: dict[str, Node] = {}
        for key, name in (("person", "id"), ("name", "name"), ("role", "role")):
            for cell in line.filled((key,)):
                if (text := self._read(cell, text_of)) is not None:
                    given[name] = self._places.leaf(cell, text)
        titles = {folded(text): one.domain for one in self._checklists.checklists if one.module is None for text in one.title.values()}
        titles |= {folded(words[domain]): domain for words in WORDS.values() for domain in ("service_modules",)}
        for cell in line.filled(("domains",)):
            parts = [part.strip() for part in (self._read(cell, text_of) or "").replace("\n", ";").split(";") if part.strip()]
            given["domains"] = self._places.holding(cell, [self._places.leaf(cell, titles.get(folded(part), part)) for part in parts])
        return given


def _entry(node: Node) -> Any:
    from kporisk.documents.files.nodes import Entry

    return Entry(node, node.line, 0)


def _named(texts: Mapping[str, str], id: str) -> list[str]:
    return [f"{text} [{id}]" for text in texts.values()]


def _texts(answer: Node, key: str) -> list[str]:
    """The texts in a list of an answer."""
    data = answer.data
    found = data[key].node.data if isinstance(data, Mapping) and key in data else ()
    return [str(item.data) for item in found] if isinstance(found, tuple) else []
