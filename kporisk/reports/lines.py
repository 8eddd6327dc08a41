"""Lines of a terminal: words made safe, wrapped between margins, never broken where the language does not break."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from kporisk.model.safe import safe

QUIET = "dim"
LOUD = "bold"
INDENT = 2

_SPACES = re.compile(r"[ \t\n]+")
_BEFORE_MARK = re.compile(r" (?=[:;?!»%–·])")
_AFTER_QUOTE = re.compile(r"(?<=«) ")
KEPT = "\ue003"
"""Stands for a plain space at which no line may end."""

_STAND_INS = str.maketrans("\u00a0\u202f\u2009", "\ue000\ue001\ue002")
_STOOD_FOR = str.maketrans(f"\ue000\ue001\ue002{KEPT}", "\u00a0\u202f\u2009 ")


def words(text: str, style: str = "") -> Text:
    """Text of one line, safe for a terminal and never read as markup; a space that no line may end at is kept from the wrapping.

    Lines do not end before `: ; ? ! » % – ·` nor after `«`, as French and ranges of numbers have it.
    """
    flat = _SPACES.sub(" ", safe(text)).strip(" ")
    flat = _AFTER_QUOTE.sub(KEPT, _BEFORE_MARK.sub(KEPT, flat))
    return Text(flat.translate(_STAND_INS), style=style, end="")


def joined(parts: Iterable[Text], separator: str = " ") -> Text:
    """Several pieces in a row."""
    return Text(separator, end="").join(parts)


def wrapped(text: Text, width: int) -> list[Text]:
    """The text in lines of at most `width` cells, broken at spaces, and within a word only where the word is longer than a line."""
    lines = list(text.wrap(_measure(), max(width, 1), overflow="fold"))
    for line in lines:
        line.rstrip()
    return lines or [Text("", end="")]


def hanging(lead: Text, body: Text, width: int, *, indent: int = INDENT, hang: int | None = None) -> list[Text]:
    """`lead`, then `body` wrapped beside it: the lines after the first begin `hang` cells in, by default where the first one did."""
    start = indent + lead.cell_len if hang is None else hang
    first = Text(" " * indent, end="").append_text(lead)
    if first.cell_len < start:
        first.append(" " * (start - first.cell_len))
    room = wrapped(body, width - start)
    return [first.append_text(room[0]), *(Text(" " * start, end="").append_text(line) for line in room[1:])]


def paragraph(text: Text, width: int, *, indent: int = INDENT) -> list[Text]:
    """A paragraph between the margins."""
    return hanging(Text("", end=""), text, width, indent=indent)


def heading(title: str, width: int) -> list[Text]:
    """A blank line and a heading with a rule to the right margin."""
    lines = wrapped(words(title, LOUD), width)
    rule = width - lines[-1].cell_len - 1
    if rule > 0:
        lines[-1] = joined((lines[-1], Text("─" * rule, style=QUIET, end="")))
    return [blank(), *lines]


def indented(line: Text) -> Text:
    """The line behind the left margin; an empty one stays empty."""
    return joined((Text(" " * INDENT, end=""), line), "") if line.plain else line


def blank() -> Text:
    """An empty line."""
    return Text("", end="")


def beside(left: Text, width: int) -> Text:
    """The text, filled up with spaces to `width` cells."""
    return joined((left, Text(" " * (width - left.cell_len), end="")), "") if left.cell_len < width else left


def flush(right: Text, width: int) -> Text:
    """The text at the right edge of `width` cells."""
    return joined((Text(" " * (width - right.cell_len), end=""), right), "") if right.cell_len < width else right


def printed(lines: Iterable[Text], *, colour: bool) -> str:
    """The lines as one string; with `colour`, with the escape sequences of the sixteen colours that every terminal has, else with none."""
    sheet = io.StringIO()
    console = _console(sheet, colour=colour)
    for line in lines:
        console.print(line, end="\n", no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
    return sheet.getvalue().translate(_STOOD_FOR)


def plain(line: Text) -> str:
    """The line without any style."""
    return line.plain.translate(_STOOD_FOR)


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return cell_len(text)


def _console(sheet: io.StringIO, *, colour: bool) -> Console:
    return Console(
        file=sheet,
        width=10_000,
        height=25,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


@functools.cache
def _measure() -> Console:
    return _console(io.StringIO(), colour=False)
