"""Two columns of points beside what they are about, on a terminal; shown parts sum to the shown whole."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from rich.text import Text

from kporisk.reports.lines import flush, hanging, indented, joined, words

GAP = 2
_FUZZ = 1e-6


def row(rooms: Sequence[int], numbers: Sequence[str], said: Text | None, width: int, *, style: str = "", hang: int = 0) -> Iterable[Text]:
    """One line: numbers to the right of their columns, each `rooms` wide, then what they are about, `hang` cells further in."""
    columns = joined([flush(words(number, style), room) for number, room in zip(numbers, rooms, strict=True)], " " * GAP)
    if said is None:
        yield indented(columns)
        return
    yield from hanging(columns.append(" " * (GAP + hang)), said, width)


def apportioned(values: Sequence[float], total: int) -> tuple[int, ...]:
    """Values from 0, in units, as whole numbers that sum to `total`, which is their sum rounded somehow: the largest remainders go up."""
    floors = [max(0, math.floor(value - _FUZZ)) for value in values]
    left = total - sum(floors)
    order = sorted(range(len(values)), key=lambda index: values[index] - floors[index], reverse=left > 0)
    while left and order:
        for index in order:
            step = (left > 0) - (left < 0)
            if left and floors[index] + step >= 0:
                floors[index] += step
                left -= step
    return tuple(floors)
