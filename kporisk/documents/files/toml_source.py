"""TOML as plain values, and where each of its keys stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from kporisk.documents.files.nodes import below
from kporisk.documents.files.source import position, read_text
from kporisk.errors import InvalidDocument, Problem

LIMIT_BYTES = 100_000
"""Settings have some dozens of lines; a file that is larger is another one."""

Route: TypeAlias = tuple[str | int, ...]

_AT = re.compile(r"(.*) \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)\Z", re.DOTALL)
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL)
_KEY = re.compile(r'(?:"(?:\\.|[^"\\])*"|\'[^\']*\'|[^=\]"\'#\n])+')
_SAYINGS = (
    ("Invalid value (at end", "the file ends where a value is wanted: a list is opened with [ and not closed, or nothing stands after ="),
    ("Cannot overwrite a value", "a key stands here twice in one section; keep one of them"),
    ("Cannot declare", "this section, or a key of its name, stands here twice; keep one of them"),
    ("Invalid value", "no value of TOML: a text goes in quotes, true and false are small, a list goes in brackets"),
    ("Unclosed array", "a list is opened with [ and not closed"),
    ("Unterminated string", "a quote is opened and not closed"),
    ("Expected '=' after a key", "a key is followed by = and its value"),
    ("Invalid statement", "a line is a [section], key = value, or a comment after #"),
    ("Expected newline", "something stands after the value; one line holds one key, and a comment begins with #"),
    ("Unescaped '\\' in a string", "a backslash in double quotes begins an escape; put the text in single quotes"),
    ("Illegal character", "a character stands here that no text in quotes may hold, such as the end of the line; close the quote"),
    ("Found invalid character", "a control character stands here; remove it"),
)
_BROKEN = "this is not TOML; check quotes, brackets and = around here"


@dataclass(frozen=True, slots=True)
class Toml:
    """A file's plain values, able to say where each of its keys stands. `places`: line and column, from 1, by the keys that lead there."""

    source: str
    values: Mapping[str, Any]
    places: Mapping[Route, tuple[int, int]] = field(default_factory=dict)

    def problem(self, route: Route, message: str) -> Problem:
        """A problem with what stands at `route`; its place is that of the nearest key."""
        pointer = "$"
        for step in route:
            pointer = below(pointer, step)
        known = next((route[:length] for length in range(len(route), 0, -1) if route[:length] in self.places), None)
        line, column = self.places[known] if known else (0, 0)
        return Problem(self.source, line, pointer, message, column)


def read_toml(path: Path) -> Toml:
    """The values of a TOML file of at most 100 kB. Raises InvalidDocument for whatever is not one."""
    source, text = read_text(path, most=LIMIT_BYTES, kind="TOML")
    text = text.replace("\r\n", "\n")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidDocument([_complaint(source, text, str(error))]) from None
    except (RecursionError, ValueError, OverflowError):
        raise InvalidDocument([Problem(source, 0, "", "holds lists too deep, or numbers too large, to be settings")]) from None
    return Toml(source, values, dict(reversed(list(_places(text)))))


def _complaint(source: str, text: str, said: str) -> Problem:
    """The parser's complaint in our words, which never repeat what is written in the file."""
    found = _AT.match(said)
    line, column = (int(found[2]), int(found[3])) if found and found[2] else position(text, len(text.rstrip()))
    return Problem(source, line, "", next((ours for sign, ours in _SAYINGS if sign in said), _BROKEN), column)


def _places(text: str) -> Iterator[tuple[Route, tuple[int, int]]]:
    """The place of every key and section of a text that tomllib has taken, in order; what leads to a key stands where the key does."""
    section: Route = ()
    index = 0
    while index < len(text):
        sign = text[index]
        if sign in " \t\n":
            index += 1
        elif sign == "#":
            index = _line_end(text, index)
        else:
            begin = index
            head = sign == "["
            while text[index] in "[ \t":
                index += 1
            found = _KEY.match(text, index)
            assert found is not None
            keys = _route(found[0])
            if head:
                section, index = keys, _line_end(text, found.end())
            else:
                keys, index = section + keys, _value_end(text, found.end())
            yield from ((keys[: length + 1], position(text, begin)) for length in range(len(keys)))


def _route(written: str) -> Route:
    """The keys of `a."b.c"`, as the parser reads them."""
    keys: list[str] = []
    value: Any = tomllib.loads(f"{written} = 0")
    while isinstance(value, dict):
        ((key, value),) = value.items()
        keys.append(key)
    return tuple(keys)


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end


def _value_end(text: str, index: int) -> int:
    """Where the line ends on which the value ends that begins behind `index`; strings, lists and comments may hold any sign."""
    depth = 0
    while index < len(text) and (depth or text[index] != "\n"):
        sign = text[index]
        if sign in "\"'" and (string := _STRING.match(text, index)):
            index = string.end()
        elif sign == "#":
            index = _line_end(text, index)
        else:
            depth += (sign in "[{") - (sign in "]}")
            index += 1
    return index
