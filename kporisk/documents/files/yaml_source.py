"""YAML 1.2, core schema, as nodes with positions: no aliases, no tags, no merge keys, one document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from kporisk.documents.files.nodes import Entry, Node, Scalar, Tree, below
from kporisk.errors import InvalidDocument, Problem

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL_OR_HEXADECIMAL = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")

_LONG_TAG = re.compile(r"(?:\A|[\s\[{,])(!\S{1024})")
"""It would be taken apart one sign at a time, for minutes."""
_NO_TAGS = "tags (!…) are not read; write the plain value"

_SAYINGS = (
    ("'\\t' that cannot start", "a tab stands where YAML wants spaces; indent with spaces"),
    ("cannot start any token", "a text that begins with a sign such as @, ` or % goes in quotes"),
    ("mapping values are not allowed", "a colon too many: put a text that contains ': ' in quotes, or check the indentation"),
    ("could not find expected ':'", "a ':' is missing after a key, or the indentation of a text is lost, in this line or the one before"),
    ("expected <block end>", "the indentation does not fit the lines above, or a text that begins with a quote goes on after it"),
    ("unexpected end of stream", "a quote is opened and never closed"),
    ("unexpected document separator", "a quote is opened and not closed before ---"),
    ("expected ',' or", "a bracket is not closed, a comma is missing, or a text with a colon in it stands without quotes"),
    ("unknown escape", "unknown escape after a backslash; in single quotes a backslash is just a backslash"),
    ("expected escape sequence", "unfinished escape after a backslash; in single quotes a backslash is just a backslash"),
    ("expected the node content", "a value is missing here"),
    ("expected '<document start>'", "a second document begins here, or the text above is not one mapping; one file holds one document"),
    ("incompatible YAML document", "YAML 1.2 is read; remove the line that begins with %"),
    ("undefined tag handle", _NO_TAGS),
    ("duplicate anchor", "anchors (&) are not read; write the value out"),
)
_BROKEN = "this is not YAML; check indentation, quotes and brackets around here"


def parse(text: str, source: str, *, wanted: str = "case") -> tuple[Node, tuple[Problem, ...]]:
    """The root and the problems that did not stop the reading. Raises InvalidDocument for the first that did.

    `wanted`: the document that it should be, as `kporisk schema` calls it.
    """
    if tag := _LONG_TAG.search(text):
        start = tag.start(1)
        raise InvalidDocument([Problem(source, text.count("\n", 0, start) + 1, "", _NO_TAGS, start - text.rfind("\n", 0, start))])
    composing = _Composing(text, source, wanted)
    root = composing.document()
    return root, tuple(composing.problems)


class _Composing(Tree):
    """One pass over the parser's events."""

    def __init__(self, text: str, source: str, wanted: str) -> None:
        super().__init__(source)
        self._wanted = wanted
        self._events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
        self._line, self._column = 1, 1

    def document(self) -> Node:
        """The one document of the stream."""
        event = self._next()
        assert isinstance(event, StreamStartEvent)
        event = self._next()
        if isinstance(event, StreamEndEvent):
            self.stop(0, 0, f"the file is empty but for comments; `kporisk schema {self._wanted}` says what belongs in it")
        assert isinstance(event, DocumentStartEvent)
        if event.tags or (event.version is not None and tuple(event.version) != (1, 2)):
            self.stop(self._line, self._column, "YAML 1.2 is read, without directives; remove the lines that begin with %")
        root = self._node(self._next(), 1, "$")
        self._next()
        if not isinstance(self._next(), StreamEndEvent):
            self.stop(self._line, self._column, "a second document begins here (---); one file holds one document")
        return root

    def _next(self) -> Event:
        try:
            event: Event = next(self._events)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (self._line, self._column)
            opened = error.context_mark.line + 1 if error.context_mark else line
            self.stop(line, column, _saying(str(error.problem)) + (f" (it begins in line {opened})" if opened < line else ""))
        except (YAMLError, ValueError, TypeError, AttributeError, LookupError, AssertionError, ArithmeticError, RecursionError):
            # Malformed escapes, directives and version numbers make the parser fail in ways of its own.
            self.stop(self._line, self._column, _BROKEN)
        mark = event.start_mark
        self._line, self._column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return event

    def _node(self, event: Event, depth: int, pointer: str) -> Node:
        line, column = self._line, self._column
        self.count(line, column)
        if isinstance(event, AliasEvent):
            self.refuse(line, column, pointer, "aliases (*) are not read; write the value out")
            return Node(None, line, column)
        assert isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent)
        if event.anchor is not None:
            self.refuse(line, column, pointer, "anchors (&) are not read; write the value out where it is needed")
        if event.ctag is not None:
            self.refuse(line, column, pointer, _NO_TAGS)
        if isinstance(event, ScalarEvent):
            plain = event.style is None and event.ctag is None
            return Node(self._scalar(event.value, plain, line, column, pointer), line, column)
        self.enter(depth, line, column, pointer)
        if isinstance(event, SequenceStartEvent):
            return Node(tuple(self._items(depth, pointer)), line, column)
        return Node(self._entries(depth, pointer), line, column)

    def _items(self, depth: int, pointer: str) -> Iterator[Node]:
        index = 0
        while not isinstance(event := self._next(), SequenceEndEvent):
            yield self._node(event, depth + 1, below(pointer, index))
            index += 1

    def _entries(self, depth: int, pointer: str) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            line, column = self._line, self._column
            key = self._key(event, depth, pointer)
            inside = below(pointer, key) if key is not None else pointer
            node = self._node(self._next(), depth + 1, inside)
            if key is not None:
                self.add(entries, key, Entry(node, line, column), inside)
        return entries

    def _key(self, event: Event, depth: int, pointer: str) -> str | None:
        line, column = self._line, self._column
        if isinstance(event, ScalarEvent) and event.style is None and event.value == "<<":
            self.refuse(line, column, pointer, "merge keys (<<) are not read; write the values out")
            return None
        node = self._node(event, depth + 1, pointer)
        if isinstance(event, ScalarEvent):
            return self.text(event.value, line, column, pointer)
        if not isinstance(event, AliasEvent):
            self.refuse(node.line, node.column, pointer, "a key is one word, not a list or a mapping")
        return None

    def _scalar(self, text: str, plain: bool, line: int, column: int, pointer: str) -> Scalar:
        if not plain:
            return self.text(text, line, column, pointer)
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.match(text):
            return self.no_number(line, column, pointer)
        if _FLOAT.match(text):
            # Twenty digits settle that an integer is too large; int() would read any number of them, slowly.
            return self.number(int(text) if _INTEGER.match(text) and len(text) < 20 else float(text), line, column, pointer)
        if _OCTAL_OR_HEXADECIMAL.match(text):
            return self.number(int(text, 0) if len(text) < 24 else float("inf"), line, column, pointer)
        return self.text(text, line, column, pointer)


def _saying(problem: str) -> str:
    """The parser's complaint in our words, which never repeat what is written in the file."""
    return next((saying for sign, saying in _SAYINGS if sign in problem), _BROKEN)
