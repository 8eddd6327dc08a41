"""From characters to tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from kporisk.rules.complaint import Complaint, RuleError

LONGEST = 500
"""Characters that a rule's condition may have."""


class Kind(Enum):
    """The kinds of token."""

    WORD = auto()
    NUMBER = auto()
    STRING = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is a string literal's content once its escapes are resolved, else what stands in the source."""

    kind: Kind
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n\f]+)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
      | (?P<string>"(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
      | (?P<sign>\|\||&&|==|!=|<=|>=|[!<>()\[\],.-])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_ESCAPED = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "r": "\r", "t": "\t"}
_MEANT = {
    "=": "Equality is written ==.",
    "&": "“And” is written &&.",
    "|": "“Or” is written ||.",
    "+": "A rule carries no arithmetic.",
    "*": "A rule carries no arithmetic.",
    "/": "A rule carries no arithmetic.",
    "%": "A rule carries no arithmetic, and percentages are plain numbers.",
    "?": "A rule has no conditional; join conditions with && and ||.",
    "{": "A rule has lists in [ ] only.",
    "‘": "Texts stand in straight quotes, ' or \".",
    "’": "Texts stand in straight quotes, ' or \".",
    "“": "Texts stand in straight quotes, ' or \".",
    "”": "Texts stand in straight quotes, ' or \".",
    "«": "Texts stand in straight quotes, ' or \".",
    "≤": "“At most” is written <=.",
    "≥": "“At least” is written >=.",
    "≠": "“Not equal” is written !=.",
}


def tokens(source: str) -> tuple[Token, ...]:
    """The tokens of `source`, the last one of kind END. Raises RuleError where there is none, and for more than 500 characters."""
    if len(source) > LONGEST:
        message = f"a condition has at most {LONGEST} characters, this one has {len(source)}; split the rule"
        raise RuleError([Complaint(LONGEST, len(source), message)])
    return tuple(_scan(source))


def _scan(source: str) -> Iterator[Token]:
    at = 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            raise RuleError([_stranger(source, at)])
        text, at = found.group(), found.end()
        match found.lastgroup:
            case "word":
                yield Token(Kind.WORD, text, found.start(), at)
            case "number":
                yield Token(Kind.NUMBER, text, found.start(), at)
            case "string":
                yield Token(Kind.STRING, _content(text, found.start()), found.start(), at)
            case "sign":
                yield Token(Kind.SIGN, text, found.start(), at)
    yield Token(Kind.END, "", len(source), len(source))


def _stranger(source: str, at: int) -> Complaint:
    character = source[at]
    if character in "'\"":
        return Complaint(at, len(source), f"this text has no closing {character}")
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    hint = _MEANT.get(character, "")
    return Complaint(at, at + 1, f"{shown} has no meaning in a rule.{' ' if hint else ''}{hint}")


def _content(literal: str, start: int) -> str:
    """The text that a quoted literal stands for; `start` is its offset in the source."""

    def resolve(found: re.Match[str]) -> str:
        code, character = found.groups()
        if code is not None and not 0xD800 <= int(code, 16) <= 0xDFFF:
            return chr(int(code, 16))
        if character in _ESCAPED:
            return _ESCAPED[character]
        place = start + 1 + found.start()
        message = "this escape is unknown; known are \\\\ \\' \\\" \\n \\r \\t and \\u with four digits"
        raise RuleError([Complaint(place, place + len(found.group()), message)])

    return _ESCAPE.sub(resolve, literal[1:-1])
