"""Plain values that know their line and column, and what both parsers refuse while they build them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

from kporisk.documents.files.suggestions import shown
from kporisk.errors import InvalidDocument, Problem

LIMIT_DEPTH = 32
LIMIT_VALUES = 20_000
"""Values in one document: a full case has about two thousand, and each costs time to read."""
LIMIT_NUMBER = 2**53
LIMIT_PROBLEMS = 500
"""Problems listed per document; a file with more is not a document that somebody will mend line by line."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")

Scalar: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Node:
    """One value and where it begins; lines and columns count from 1."""

    data: Scalar | tuple[Node, ...] | Mapping[str, Entry]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a mapping and where its key stands."""

    node: Node
    line: int
    column: int


def node(value: Any) -> Node:
    """A plain value as a node without a place; for what was stored, and so has no line that anybody could mend."""
    if isinstance(value, Mapping):
        return Node({key: Entry(node(item), 0, 0) for key, item in value.items()}, 0, 0)
    return Node(tuple(map(node, value)) if isinstance(value, list | tuple) else value, 0, 0)


def below(pointer: str, step: str | int) -> str:
    """The JSONPath of a child: `$.answers`, `$.evidence[0]`, `$['a b']`."""
    if isinstance(step, int):
        return f"{pointer}[{step}]"
    if _NAME.match(step) and len(step) <= 80:
        return f"{pointer}.{step}"
    quoted = shown(step).replace("'", "\\'")
    return f"{pointer}['{quoted}']"


class Tree:
    """What the two parsers share: building nodes, counting depth, collecting what is refused on the way."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self._values = 0

    def refuse(self, line: int, column: int, pointer: str, message: str) -> None:
        """Note one problem and go on."""
        if len(self.problems) < LIMIT_PROBLEMS:
            self.problems.append(Problem(self.source, line, pointer, message, column))

    def stop(self, line: int, column: int, message: str, pointer: str = "") -> NoReturn:
        """Give up: raise what was found so far and this."""
        raise InvalidDocument([*self.problems, Problem(self.source, line, pointer, message, column)])

    def count(self, line: int, column: int) -> None:
        """Count one value; too many of them end the reading."""
        self._values += 1
        if self._values > LIMIT_VALUES:
            self.stop(line, column, f"holds more than {LIMIT_VALUES} values; no document of this kind needs that")

    def enter(self, depth: int, line: int, column: int, pointer: str) -> None:
        """Refuse a collection that lies too deep; the root has depth 1."""
        if depth > LIMIT_DEPTH:
            self.stop(line, column, f"nested deeper than {LIMIT_DEPTH} levels; no document of this kind needs that", pointer)

    def add(self, entries: dict[str, Entry], key: str, entry: Entry, pointer: str) -> None:
        """Put one entry into a mapping; the first of two with one key stays."""
        if key in entries:
            first = entries[key].line
            self.refuse(entry.line, entry.column, pointer, f"this key stands here twice, first in line {first}; keep one of them")
        else:
            entries[key] = entry

    def text(self, text: str, line: int, column: int, pointer: str) -> str:
        """A text with line ends as newlines, free of C0 controls and of halves of characters."""
        if text.isascii() and text.isprintable():
            return text
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if control := _CONTROL.search(text):
            self.refuse(line, column, pointer, f"holds the control character U+{ord(control[0]):04X}; remove it")
            text = _CONTROL.sub("", text)
        try:
            text.encode()
        except UnicodeEncodeError:
            try:
                text = text.encode("utf-16", "surrogatepass").decode("utf-16")
            except UnicodeDecodeError:
                self.refuse(line, column, pointer, "holds half of a character (\\uD800 to \\uDFFF alone); write the whole character")
                text = text.encode("utf-8", "replace").decode()
        return text

    def number(self, number: float, line: int, column: int, pointer: str) -> int | float:
        """A number below 2^53 in size; a whole one comes out as an integer, whatever way it was written."""
        if abs(number) < LIMIT_NUMBER:
            return int(number) if number == int(number) else number
        self.refuse(line, column, pointer, "this number is too large: numbers lie below 2^53; an id that is made of digits goes in quotes")
        return 0

    def no_number(self, line: int, column: int, pointer: str) -> int:
        """Refuse a word for a number that no document has a use for."""
        self.refuse(line, column, pointer, "NaN and infinity are not read; give a number, or leave the key out")
        return 0
