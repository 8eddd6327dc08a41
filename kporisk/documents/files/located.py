"""Reading the data files of checklists fast: plain values at once, the place of each only when something has to be said about it.

`source.read` is the reader that says what is wrong with a file, and where; it takes its time. Every command pays for reading half a
megabyte of checklists, so that a file in which nothing is unusual is read by json and by libyaml (PyYAML's C parser): measured on the
shipped files, 60 ms against 600. The scalars of YAML 1.1 (`yes`, `on`, `1:30`, dates) are not used: those of YAML 1.2's core schema are,
in which `no` is a text. Whatever is unusual, from a key that stands twice to an anchor, goes to `source.read`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from kporisk.documents.files import nodes
from kporisk.documents.files import source as careful
from kporisk.errors import InvalidDocument, Problem

Step: TypeAlias = str | int
Route: TypeAlias = tuple[Step, ...]
"""The way from the root of a document to a value: keys and indexes."""

_PLAIN = "plain"
_QUOTED = "quoted"
_MAP = "map"
_SEQ = "seq"
_WORDS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}\Z")
_FLOAT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}\Z")
_RARE_NUMBER = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z|[-+]?\.(inf|Inf|INF|nan|NaN|NAN)\Z"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_ESCAPE = re.compile(r"\\[^\"/nt \n]")
"""An escape that could make a control character; two backslashes, which make one, are taken out before."""
_UNUSUAL_YAML = (re.compile(r"&(?<![^\s,:\[{-]&)[^\s&]"), re.compile(r"%(?<![^\n]%)"), re.compile(r"\t"))
"""What may be an anchor or a directive, or a tab, which the careful reader takes only inside of texts."""


class _UnusualError(Exception):
    """Something for the careful reader."""


class _Loader(yaml.CBaseLoader):
    """libyaml's parser, told only to say which scalars were plain and which were quoted."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        if kind is yaml.ScalarNode:
            return _PLAIN if implicit[0] else _QUOTED
        return _MAP if kind is yaml.MappingNode else _SEQ


def pointer(route: Route) -> str:
    """The JSONPath of a route: `$.properties.ds_mfa.oneOf[2]`."""
    path = "$"
    for step in route:
        path = nodes.below(path, step)
    return path


@dataclass(frozen=True)
class Located:
    """A document's plain value (dict, list, str, int, float, bool, None), able to say where each part of it stands."""

    path: Path
    source: str
    value: Any
    text: str
    root: yaml.Node | None = None
    """The marks of a YAML file that was read fast."""

    @cached_property
    def _careful(self) -> nodes.Node:
        return careful.read(self.path).root

    def place(self, route: Route, *, of_key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of the value (or its key) at `route`, or of its nearest parent where the route leads into nothing."""
        if self.root is not None:
            key, node = self._nodes(route)
            mark = (key if of_key and key is not None else node).start_mark
            return mark.line + 1, mark.column + 1
        place = (self._careful.line, self._careful.column)
        found = self._careful
        for step in route:
            match found.data, step:
                case Mapping() as entries, str() if step in entries:
                    entry = entries[step]
                    found = entry.node
                    place = (entry.line, entry.column) if of_key else (found.line, found.column)
                case tuple() as items, int() if step < len(items):
                    found = items[step]
                    place = (found.line, found.column)
                case _:
                    break
        return place

    def _nodes(self, route: Route) -> tuple[yaml.Node | None, yaml.Node]:
        """The nodes of the last key and of the value; of the nearest parent where the route leads into nothing."""
        assert self.root is not None
        key: yaml.Node | None = None
        node: yaml.Node = self.root
        for step in route:
            found = _child(node, step)
            if found is None:
                break
            key, node = found
        return key, node

    def place_within(self, route: Route, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of the character at `offset` of the text value at `route`, quoting and folding undone."""
        if self.root is None:
            line, column = self.place(route)
            return line, column + 1 + offset  # a text in JSON stands on one line, behind its quote
        _, node = self._nodes(route)
        if not isinstance(node, yaml.ScalarNode):
            return self.place(route)
        index, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            index = self.text.index("\n", index) + 1
        elif node.style in ("'", '"'):
            index += 1
        for position, wanted in enumerate(node.value[: offset + 1]):
            while index < end and self.text[index] != wanted and not (wanted.isspace() and self.text[index].isspace()):
                index += 1
            if position < offset:
                index += 1
        return careful.position(self.text, min(index, end))

    def problem(self, route: Route, message: str, *, of_key: bool = False) -> Problem:
        """A problem at `route`."""
        line, column = self.place(route, of_key=of_key)
        return Problem(self.source, line, pointer(route), message, column)


def read_located(path: Path) -> Located:
    """Read a YAML 1.2 or JSON file by its suffix. Raises InvalidDocument with what is wrong with it."""
    name = careful.shown_path(path)
    try:
        content = path.read_bytes()
        if len(content) > careful.LIMIT_BYTES:
            raise _UnusualError
        text = content.decode()
        if _CONTROL.search(text) or _ESCAPE.search(text.replace("\\\\", "")):
            raise _UnusualError
        if path.suffix == ".json":
            return Located(
                path, name, json.loads(text, object_pairs_hook=_object, parse_constant=_never, parse_int=_int, parse_float=_float), text
            )
        if any(pattern.search(text) for pattern in _UNUSUAL_YAML):
            raise _UnusualError
        root = _compose(text)
        return Located(path, name, _Values(root).all, text, root)
    except (OSError, ValueError, RecursionError, yaml.YAMLError, _UnusualError):
        document = careful.read(path)
        if document.problems:
            raise InvalidDocument(document.problems) from None
        return Located(path, name, _plain(document.root), "")


def _plain(node: nodes.Node) -> Any:
    match node.data:
        case Mapping() as entries:
            return {key: _plain(entry.node) for key, entry in entries.items()}
        case tuple() as items:
            return [_plain(item) for item in items]
        case scalar:
            return scalar


def _object(items: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(items)
    if len(made) != len(items):
        raise _UnusualError
    return made


def _never(word: str) -> None:
    raise _UnusualError


def _int(digits: str) -> int:
    if len(digits) > 15:
        raise _UnusualError
    return int(digits)


def _float(digits: str) -> int | float:
    number = float(digits)
    if not abs(number) < nodes.LIMIT_NUMBER:
        raise _UnusualError
    return int(number) if number == int(number) else number


def _compose(text: str) -> yaml.Node:
    loader = _Loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    if node is None:
        raise _UnusualError
    return node


def _child(node: yaml.Node, step: Step) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode) and isinstance(step, str):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


class _Values:
    """One pass from nodes to plain values; raises _UnusualError for what the careful reader refuses."""

    def __init__(self, root: yaml.Node) -> None:
        self._seen: set[int] = set()
        self.all = self._value(root, 1)

    def _value(self, node: yaml.Node, depth: int) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._seen or depth > nodes.LIMIT_DEPTH or node.tag not in (_MAP, _SEQ):
            raise _UnusualError
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, depth + 1) for item in node.value]
        return _object(list(self._items(node, depth)))

    def _items(self, node: yaml.Node, depth: int) -> Iterator[tuple[str, Any]]:
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value == "<<" or key.tag not in (_PLAIN, _QUOTED):
                raise _UnusualError
            if key.tag == _PLAIN and _RARE_NUMBER.match(key.value):
                raise _UnusualError
            yield key.value, self._value(value, depth + 1)

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        text: str = node.value
        if id(node) in self._seen:
            raise _UnusualError
        self._seen.add(id(node))
        if node.tag == _QUOTED:
            return text
        if node.tag != _PLAIN:
            raise _UnusualError
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text):
            return int(text)
        if _FLOAT.match(text):
            return _float(text)
        if _RARE_NUMBER.match(text):
            raise _UnusualError
        return text
