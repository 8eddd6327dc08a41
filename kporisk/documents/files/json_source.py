"""JSON (RFC 8259) as nodes with positions."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from itertools import chain
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NoReturn

from kporisk.documents.files.nodes import Entry, Node, Tree, below
from kporisk.errors import Problem

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"-?[A-Za-z]+")
_WORDS = {"true": True, "false": False, "null": None}


def parse(text: str, source: str) -> tuple[Node, tuple[Problem, ...]]:
    """The root and the problems that did not stop the reading. Raises InvalidDocument for the first that did."""
    scanning = _Scanning(text, source)
    root = scanning.document()
    return root, tuple(scanning.problems)


class _Scanning(Tree):
    """One pass over the text, without going back."""

    def __init__(self, text: str, source: str) -> None:
        super().__init__(source)
        self._text = text
        self._index = 0
        self._line_starts = array("I", chain((0,), (found.end() for found in re.finditer("\n", text))))

    def document(self) -> Node:
        """The one value of the text."""
        root = self._value(1, "$")
        if self._peek():
            self._broken("something follows the end of the document")
        return root

    def _place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, index)
        return line, index - self._line_starts[line - 1] + 1

    def _broken(self, message: str) -> NoReturn:
        self.stop(*self._place(self._index), f"this is not JSON: {message}")

    def _peek(self) -> str:
        """The next character that is not white space, which stays; empty at the end."""
        sign = self._text[self._index : self._index + 1]
        if sign > " ":
            return sign
        found = _SPACE.match(self._text, self._index)
        assert found is not None
        self._index = found.end()
        return self._text[self._index : self._index + 1]

    def _value(self, depth: int, pointer: str) -> Node:
        sign = self._peek()
        line, column = self._place(self._index)
        self.count(line, column)
        match sign:
            case "{":
                self.enter(depth, line, column, pointer)
                return Node(self._object(depth, pointer), line, column)
            case "[":
                self.enter(depth, line, column, pointer)
                return Node(self._array(depth, pointer), line, column)
            case '"':
                return Node(self.text(self._string(), line, column, pointer), line, column)
            case _:
                return Node(self._plain(line, column, pointer), line, column)

    def _object(self, depth: int, pointer: str) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        self._index += 1
        if self._peek() == "}":
            self._index += 1
            return entries
        while True:
            if self._peek() != '"':
                self._broken("a key in double quotes is wanted here (and no comma before a closing bracket)")
            line, column = self._place(self._index)
            key = self.text(self._string(), line, column, pointer)
            if self._peek() != ":":
                self._broken("a colon is missing after the key")
            self._index += 1
            inside = below(pointer, key)
            self.add(entries, key, Entry(self._value(depth + 1, inside), line, column), inside)
            if self._closes("}"):
                return entries

    def _array(self, depth: int, pointer: str) -> tuple[Node, ...]:
        items: list[Node] = []
        self._index += 1
        if self._peek() == "]":
            self._index += 1
            return ()
        while True:
            items.append(self._value(depth + 1, below(pointer, len(items))))
            if self._closes("]"):
                return tuple(items)

    def _closes(self, bracket: str) -> bool:
        sign = self._peek()
        if sign not in (",", bracket) or not sign:
            self._broken(f"a comma or {bracket} is missing")
        self._index += 1
        return sign == bracket

    def _string(self) -> str:
        text: str
        try:
            text, self._index = scanstring(self._text, self._index + 1, True)
        except JSONDecodeError as error:
            self._index = error.pos
            self._broken("a text is not closed, runs over a line end, or has a wrong escape after a backslash")
        return text

    def _plain(self, line: int, column: int, pointer: str) -> bool | int | float | None:
        if found := _NUMBER.match(self._text, self._index):
            self._index = found.end()
            digits = found[0]
            whole = found[2] is None and found[3] is None and len(digits) < 20
            return self.number(int(digits) if whole else float(digits), line, column, pointer)
        if found := _WORD.match(self._text, self._index):
            word = found[0]
            if word in _WORDS:
                self._index = found.end()
                return _WORDS[word]
            if word.lstrip("-") in ("NaN", "Infinity"):
                self._index = found.end()
                return self.no_number(line, column, pointer)
        return self._broken("a value is missing here, or a text lacks its double quotes")
