"""What stands in a cell, as a response says it: texts, days, numbers and options, however a spreadsheet program keeps them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from kporisk.documents.files.suggestions import nearest, shown
from kporisk.documents.workbook.found import Cell
from kporisk.documents.workbook.words import WORDS, folded

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.]+Z?)?")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
_FIRST_DAY, _LAST_DAY = date(1950, 1, 1), date(2150, 1, 1)
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


class UnreadableError(Exception):
    """A cell holds something that cannot be read; the message says what to do."""


def text_of(cell: Cell) -> str:
    """The text in a cell, without spaces around it; empty where nothing stands there. Raises UnreadableError for control characters."""
    value = cell.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise UnreadableError("this is no number; write the text itself")
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    if isinstance(value, time | timedelta):
        raise UnreadableError("a time stands here; write a text")
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").strip()
    if text in _ERRORS:
        raise UnreadableError("the formula that stood here failed; write the text itself")
    if found := _CONTROL.search(text):
        raise UnreadableError(f"holds the control character U+{ord(found[0]):04X}; remove it")
    return text


def named(id: str) -> str:
    """What stands where an id belongs, in words: itself only where it has the form of one, for it may be an answer that slipped."""
    return f"the id {shown(id)}" if _ID.fullmatch(id) else "what stands here as an id"


def day_of(cell: Cell, *, from_1904: bool) -> str:
    """A day as YYYY-MM-DD: from a text, a date, or the number by which a spreadsheet program keeps one."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        day = _from_serial(value, from_1904=from_1904)
        if day is None:
            raise UnreadableError("this number is no day; write the day as YYYY-MM-DD")
        return day.isoformat()
    found = _DAY.fullmatch(text_of(cell))
    if not found:
        raise UnreadableError("a day is written YYYY-MM-DD, such as 2026-11-20")
    return found[1]


def _from_serial(value: float, *, from_1904: bool) -> date | None:
    if not 0 < value < 100_000:
        return None
    day = (date(1904, 1, 1) if from_1904 else date(1899, 12, 30)) + timedelta(days=int(value))
    return day if _FIRST_DAY <= day <= _LAST_DAY else None


def number_of(cell: Cell, *, unit: str) -> int | float:
    """A number, with a point or a comma before its fraction and perhaps its unit behind it."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        if unit == "%" and 0 < value <= 1:
            raise UnreadableError("this may be a share of 1 or a percentage; write it as text with its sign, such as 97%")
        return int(value) if value == int(value) else value
    text = text_of(cell)
    bare = text.removesuffix(unit).rstrip() if unit else text
    if _GROUPED.fullmatch(bare):
        raise UnreadableError(
            "thousands or a fraction? write the number without a mark between thousands, and a fraction with one digit or two"
        )
    if not _NUMBER.fullmatch(bare):
        raise UnreadableError("a number is wanted here, without a unit or words")
    number = float(bare.replace(",", "."))
    return int(number) if number == int(number) else number


def option_of(text: str, options: Mapping[str, str], *, what: str = "an option of this question") -> str:
    """The option that is meant. `options`: the folded texts and ids of all, to their ids."""
    meant = options.get(folded(text))
    if meant is not None:
        return meant
    near = nearest(folded(text), options)
    raise UnreadableError(f"not {what}; " + (f"did you mean {shown(options[near])}?" if near else "choose one from the list"))


def said(text: str, keys: tuple[str, ...]) -> str | None:
    """The key of what a text says in some language, such as `yes`; or the key itself."""
    return next((key for key in keys if folded(text) in (key, *(folded(words[key]) for words in WORDS.values() if key in words))), None)
