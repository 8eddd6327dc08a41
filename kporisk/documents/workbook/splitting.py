"""A workbook split by respondent: to each the sheets of their domains, with what stands in them, and nothing of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kporisk.documents.files.suggestions import listed, nearest, shown
from kporisk.documents.workbook.bench import Read, index_rows, open_writable, packed, sheet_of, write_rows, write_text
from kporisk.documents.workbook.found import Cell, Line
from kporisk.documents.workbook.layout import PEOPLE, at
from kporisk.documents.workbook.words import BETWEEN, folded
from kporisk.errors import UsageError


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part of a workbook, as a file. `sheets`: the names of the sheets with questions in it."""

    person: str
    sheets: tuple[str, ...]
    questions: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Split:
    """The parts, and the sheets for which nobody is named."""

    shares: tuple[Share, ...]
    nobodys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    name: str
    wants: tuple[str, ...]
    """Names of domains or sheets, as somebody wrote them."""


class Splitting:
    """One workbook being split. `titles`: the names that a domain has in the checklists, by its id."""

    def __init__(self, path: Path, titles: Mapping[str, Sequence[str]]) -> None:
        """Raises InvalidDocument for what is no workbook of ours, UsageError for a part of one."""
        self._read = Read(path)
        if self._read.known.part is not None:
            raise UsageError(f"{path} is a part of a workbook already; split the whole one")
        self._titles = titles
        self._sheets = self._questions_by_sheet()

    def parts(self, named: Mapping[str, Sequence[str]]) -> Split:
        """The parts for those who are named here, else for the respondents on the first sheet with their domains.

        `named`: by id or name, domains or sheets. Raises UsageError where nobody is named with a domain, or a domain is none.
        """
        people = [*self._named(named)] if named else [*self._declared()]
        if not people:
            raise UsageError(
                f"nobody is named with domains on the first sheet of {self._read.path}; fill in who answers what there, or say it: "
                "--to NAME=DOMAIN,DOMAIN"
            )
        shares: list[Share] = []
        given: set[str] = set()
        for person in people:
            found = (self._sheet(want, person) for want in person.wants)
            sheets = tuple(dict.fromkeys(name for name in found if name is not None))
            given.update(sheets)
            shares.append(self._share(person, sheets))
        return Split(tuple(shares), tuple(name for name in self._sheets if name not in given))

    def _questions_by_sheet(self) -> dict[str, tuple[Cell, list[str]]]:
        """By the name of each sheet that holds questions: a cell of it, and the questions."""
        found: dict[str, tuple[Cell, list[str]]] = {}
        for id, lines in self._read.questions.items():
            for cell in (line["id"] for line in lines[:1]):
                found.setdefault(_name(cell), (cell, []))[1].append(id)
        return found

    def _named(self, named: Mapping[str, Sequence[str]]) -> Iterator[_Person]:
        there = {folded(text): person for person in self._people() for text in (person.id, person.name) if text}
        for word, wants in named.items():
            person = there.get(folded(word))
            if person is None:
                id = re.sub(r"[^A-Za-z0-9_.-]+", "-", word.strip()).strip("-._")[:40] or "respondent"
                person = _Person(id, word.strip(), ())
            yield _Person(person.id, person.name, tuple(wants))

    def _declared(self) -> Iterator[_Person]:
        return (person for person in self._people() if person.wants)

    def _people(self) -> Iterator[_Person]:
        for line in self._read.found.lines["people"]:
            told = self._told(line)
            if told["person"]:
                wants = tuple(part.strip() for part in told["domains"].replace("\n", ";").split(";") if part.strip())
                yield _Person(told["person"], told["name"], wants)

    def _told(self, line: Line) -> dict[str, str]:
        return {key: self._read.text(line[key]) if key in line.cells else "" for key in ("person", "name", "role", "domains")}

    def _sheet(self, want: str, person: _Person) -> str | None:
        """The sheet that a word means: by its name or title, or by a domain's id or title; None for a domain in which nothing is asked."""
        meant: dict[str, str] = {}
        for name, (cell, _) in self._sheets.items():
            head = self._title(cell)
            own = {name, *head.split(BETWEEN), *head.split(" / ")}
            domain = next(
                (id for id, titles in self._titles.items() if {folded(text) for text in own} & {folded(one) for one in titles}), ""
            )
            meant |= {folded(text): name for text in (*own, domain, *self._titles.get(domain, ())) if text}
        if folded(want) in meant:
            return meant[folded(want)]
        if any(folded(want) == folded(text) for titles in self._titles.values() for text in titles):
            return None
        near = nearest(want, [*self._sheets, *self._titles])
        tail = f"did you mean {shown(near)}?" if near else f"there are {listed(shown(name) for name in self._sheets)}"
        raise UsageError(f"{shown(want)}, for {shown(person.id)}, is no domain in {self._read.path}; {tail}")

    def _title(self, cell: Cell) -> str:
        sheet = next(one for one in self._read.book.sheets if one.table.sheet == cell.sheet)
        first = next(sheet.table.filled())
        return str(first.cells[0])

    def _share(self, person: _Person, sheets: Sequence[str]) -> Share:
        book = open_writable(self._read.path)
        gone = [name for name in self._sheets if name not in sheets]
        for name in gone:
            _forget(book, name)
        ids = [id for name in self._sheets if name in sheets for id in self._sheets[name][1]]
        write_rows(book[self._read.known.sheet.strip("'")], self._index(person, set(ids)))
        self._put_down(book, person)
        return Share(person.id, tuple(sheets), len(ids), packed(book))

    def _index(self, person: _Person, ids: set[str]) -> list[list[str]]:
        """What the hidden sheet of the part says: of the questions in it only."""
        of_question = {"question": 1, "option": 1, "last": 1}
        rows = [row for row in index_rows(self._read) if row[0] not in of_question or row[1] in ids]
        given = [["given", id, self._read.state(id)] for id in self._read.known.options if id in ids]
        return [*rows, ["part", person.id, self._read.known.sha256], *given]

    def _put_down(self, book: Any, person: _Person) -> None:
        """Have the person stand among those who answer, if they do not."""
        if any(known.id == person.id for known in self._people()):
            return
        place = next(self._read.found.rooms("people"), None)
        if place is not None:
            sheet = sheet_of(book, place)
            for key, text in (("person", person.id), ("name", person.name)):
                write_text(sheet, place.row, at(PEOPLE, key), text)


def _name(cell: Cell) -> str:
    return cell.sheet[1:-1].replace("''", "'") if cell.sheet.startswith("'") else cell.sheet


def _forget(book: Any, name: str) -> None:
    """Take a sheet out, and what other sheets count in it."""
    reference = "'" + name.replace("'", "''") + "'!"
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            if any(isinstance(cell.value, str) and cell.value.startswith("=") and reference in cell.value for cell in row):
                for cell in row:
                    if not type(cell).__name__.startswith("Merged"):
                        cell.value = None
    book.remove(book[name])
