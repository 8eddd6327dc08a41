"""Parts of a workbook joined with the whole one: every answer in its row again, or every clash with both of its places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kporisk.documents.files.nodes import LIMIT_PROBLEMS
from kporisk.documents.workbook.bench import Read, clash, open_writable, packed, sheet_of, write_text
from kporisk.documents.workbook.found import Cell, Line
from kporisk.documents.workbook.layout import TABLES, TYPED, at
from kporisk.errors import InvalidDocument, Problem, UsageError

_NOT_HERE = "is no part of {whole}: it was split off another workbook, or off this one before its questions were others"


@dataclass(frozen=True, slots=True)
class Joined:
    """The whole workbook again, as a file. `answers`: how many questions the part of each person answered anew."""

    content: bytes
    answers: tuple[tuple[str, int], ...]
    open: int
    """Questions in whose rows nothing stands."""


class Joining:
    """Parts being joined with the workbook that they were split off."""

    def __init__(self, whole: Path, parts: Sequence[Path]) -> None:
        """Raises InvalidDocument for what is no workbook of ours, UsageError for a part in place of the whole or the other way round."""
        self._whole = Read(whole)
        if self._whole.known.part is not None:
            raise UsageError(f"{whole} is a part; name the whole workbook first, then its parts")
        self._parts = [Read(part) for part in parts]
        for part in self._parts:
            if part.known.part is None:
                raise UsageError(f"{part.path} is no part of a workbook, but a whole one; give what kporisk workbook split wrote")
            if part.known.part.whole != self._whole.known.sha256:
                raise UsageError(f"{part.path} {_NOT_HERE.format(whole=whole)}")
        self._problems: list[Problem] = []
        self._book = open_writable(whole)
        self._from: dict[str, tuple[Read, list[Line]]] = {}

    def joined(self) -> Joined:
        """Everything in one file. Raises InvalidDocument with every clash, each with both places."""
        answers = []
        for part in self._parts:
            answers.append((part.known.part.person if part.known.part else "", sum(self._question(part, id) for id in part.questions)))
        for table in ("people", "evidence"):
            self._declared(table)
        self._facts()
        self._remarks()
        for read in (self._whole, *self._parts):
            self._problems += read.problems
        if self._problems:
            raise InvalidDocument(self._problems[:LIMIT_PROBLEMS])
        still = sum(id not in self._from and not self._whole.typed(lines, "questions") for id, lines in self._whole.questions.items())
        return Joined(packed(self._book), tuple(answers), still)

    def _question(self, part: Read, id: str) -> bool:
        """Put what a part says to a question into its rows; whether it says anything new."""
        lines, own = part.questions[id], self._whole.questions.get(id, [])
        given = part.known.part.given.get(id) if part.known.part else None
        if part.state(id) == given:
            return False
        said = sorted(part.typed(lines, "questions"))
        if id in self._from:
            other, other_lines = self._from[id]
            if sorted(other.typed(other_lines, "questions")) != said:
                self._problems.append(clash(lines[0]["id"], other_lines[0]["id"], f"{id} is answered otherwise in {{other}}; keep one"))
            return False
        if self._whole.state(id) not in (given, part.state(id)):
            self._problems.append(
                clash(lines[0]["id"], own[0]["id"], f"{id} was changed here and, since it was split, in {{other}} too; keep one")
            )
            return False
        self._from[id] = (part, lines)
        rows = {self._whole.text(line["id"]): line for line in own}
        for line in lines:
            target = rows.get(part.text(line["id"]))
            if target is not None:
                self._copy(line, target, TYPED["questions"])
        self._name_speaker(part, said, rows.get(id))
        return bool(said)

    def _copy(self, line: Line, target: Line, keys: Sequence[str]) -> None:
        for key in keys:
            if key in line.cells and key in target.cells:
                place = target[key]
                write_text(sheet_of(self._book, place), place.row, place.column, None if line[key].empty else line[key].value)

    def _name_speaker(self, part: Read, said: Sequence[tuple[str, str, str]], target: Line | None) -> None:
        """An answer of a part in which nobody is named is that of the person for whom it was split off."""
        speaks = {key for _, key, _ in said}
        person = part.known.part.person if part.known.part else ""
        stands = person in {part.text(line["person"]) for line in part.found.lines["people"]}
        if target is not None and stands and "by" not in speaks and speaks & {"same", "answer", "status"}:
            write_text(sheet_of(self._book, target["by"]), target["by"].row, target["by"].column, person)

    def _declared(self, table: str) -> None:
        """Put people or evidence of the parts below those of the whole: each id once."""
        first = TYPED[table][0]
        there: dict[str, tuple[Read, Line]] = {
            self._whole.text(line[first]): (self._whole, line) for line in self._whole.found.lines[table]
        }
        room = self._whole.found.rooms(table)
        for part in self._parts:
            for line in part.found.lines[table]:
                id, said = part.text(line[first]), _told(part, line, table)
                if not said:
                    continue
                if id in there and id:
                    other, other_line = there[id]
                    if _told(other, other_line, table) != said:
                        self._differs(part, line, other, other_line, table, id)
                    continue
                place = next(room, None)
                if place is None:
                    self._problems.append(line[first].problem("there is no empty row left for this in the whole workbook; add one there"))
                    return
                for column in TABLES[table]:
                    if column.key in line.cells and not line[column.key].empty:
                        write_text(sheet_of(self._book, place), place.row, at(TABLES[table], column.key), line[column.key].value)
                there[id] = (part, line)

    def _differs(self, part: Read, line: Line, other: Read, other_line: Line, table: str, id: str) -> None:
        first = TYPED[table][0]
        what = "this person" if table == "people" else "this piece of evidence"
        self._problems.append(
            clash(
                line[first], other_line[first], f"{what}, {id[:40]}, is declared otherwise in {{other}}; make both the same, or rename one"
            )
        )

    def _facts(self) -> None:
        """The day of the answers, where the whole has none: the last of those that parts state. The declaration is the whole's own."""
        own = next((line for line in self._whole.found.lines["facts"] if self._whole.text(line["id"]) == "answered_on"), None)
        days = [cell for part in self._parts for cell in _days(part)]
        if own is not None and own["entry"].empty and days:
            last = max(days, key=lambda cell: str(cell.value))
            write_text(sheet_of(self._book, own["entry"]), own["entry"].row, own["entry"].column, last.value)

    def _remarks(self) -> None:
        """Comments of the parts below those of the whole, in the order of the parts."""
        room = self._whole.found.rooms("remarks")
        known = {tuple(_told(self._whole, line, "remarks")) for line in self._whole.found.lines["remarks"]}
        for part in self._parts:
            for line in part.found.lines["remarks"]:
                said = tuple(_told(part, line, "remarks"))
                place = next(room, None) if said and said not in known else None
                if place is not None:
                    known.add(said)
                    for column in TABLES["remarks"]:
                        if not line[column.key].empty:
                            write_text(sheet_of(self._book, place), place.row, at(TABLES["remarks"], column.key), line[column.key].value)


def _told(read: Read, line: Line, table: str) -> list[tuple[str, str]]:
    return [(key, text) for _, key, text in read.typed([line], table)]


def _days(part: Read) -> Iterator[Cell]:
    for line in part.found.lines["facts"]:
        if part.text(line["id"]) == "answered_on" and not line["entry"].empty:
            yield line["entry"]
