"""Characters that people wrote: what is taken out before printing, and which of them the fonts can show."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kporisk.errors import RenderingError

MARKS_IN_A_ROW = 30
LONGEST = 8_000
MOST_LINES = 40

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_PERHAPS_MARKS = re.compile(f"[\u0300-\U0010ffff]{{{MARKS_IN_A_ROW + 1}}}")
"""More characters in a row than there may be marks, none of them before the first mark that there is."""
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text as it may be printed: without control characters, bidi overrides, invisible tags or towers of combining marks.

    Line ends become one kind, at most 40 of them and never two blank lines in a row. What is over 8,000 characters is cut, with `[…]` at
    the cut.
    """
    if len(text) <= LONGEST and text.isascii() and text.isprintable():
        return text.strip()
    text = _SURROGATES.sub("\ufffd", text)
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)).replace("\t", " ")
    text = re.sub(r"\n{3,}", "\n\n", _fewer_marks(unicodedata.normalize("NFC", text))).strip()
    if len(text) > LONGEST:
        text = text[:LONGEST].rstrip() + " […]"
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        text = "\n".join(lines[:MOST_LINES]) + " " + " ".join(lines[MOST_LINES:])
    return text


def cleaned(value: object) -> object:
    """A whole document with every text in it, names included, cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(item) for item in value]
    return value


def shortened(text: str, longest: int) -> str:
    """Text of at most `longest` characters on one line, cut at a word where one is near, with `…` at the cut; no-break spaces stay."""
    text = " ".join(re.split(r"[ \t\n\r\f\v]+", text)).strip(" ")
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    space = cut.rfind(" ", longest * 2 // 3)
    return (cut[:space] if space > 0 else cut).rstrip(" \u00a0\u202f,;:.") + "…"


def _fewer_marks(text: str) -> str:
    if not _PERHAPS_MARKS.search(text):
        return text
    kept: list[str] = []
    row = 0
    for character in text:
        row = row + 1 if unicodedata.category(character)[0] == "M" else 0
        if row <= MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


@functools.cache
def covered(fonts: tuple[Path, ...]) -> frozenset[int]:
    """The code points that at least one of the fonts has a glyph for."""
    from fontTools.ttLib import TTFont

    points: set[int] = set()
    for file in fonts:
        with TTFont(file, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)


def uncovered(text: str, fonts: Sequence[Path]) -> tuple[str, ...]:
    """The characters of `text` that none of the fonts can show, in order of code point."""
    known = covered(tuple(fonts))
    return tuple(sorted(character for character in set(text) if ord(character) not in known and character not in "\n\t\r"))


def refuse(characters: Iterable[str]) -> None:
    """Raise RenderingError that names each character, its code point and the Debian package that has it; none: nothing happens."""
    missing = tuple(characters)
    if not missing:
        return
    named = "; ".join(_named(character) for character in missing[:5])
    more = f"; and {len(missing) - 5} more" if len(missing) > 5 else ""
    packages = " ".join(sorted({package(character) for character in missing}))
    raise RenderingError(
        f"no installed font can show {named}{more}. Nothing was written, since a report must not have holes: "
        f"install the fonts with `apt install {packages}`, or write these characters otherwise"
    )


def _named(character: str) -> str:
    shown = "" if unicodedata.category(character)[0] in "CMZ" else f" {character}"
    return f"U+{ord(character):04X} {unicodedata.name(character, 'unassigned')}{shown}"


_CJK = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH", "KANGXI")


def package(character: str) -> str:
    """The Debian package whose fonts show the character."""
    name = unicodedata.name(character, "")
    if name.startswith(_CJK):
        return "fonts-noto-cjk"
    if 0x1F000 <= ord(character) <= 0x1FAFF:
        return "fonts-noto-color-emoji"
    if unicodedata.category(character)[0] == "S":
        return "fonts-symbola"
    return "fonts-noto-core"
