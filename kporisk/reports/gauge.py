"""The band over the four tiers and small bars, drawn with the cells of a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from rich.text import Text

from kporisk.reports.drawing import Bar
from kporisk.reports.lines import KEPT, QUIET, blank, cells, words, wrapped
from kporisk.reports.reading import TIERS, Reading, pair

SOLID, SHADE, TRACK, STROKE = "█", "▒", "─", "│"
_PASSED = {"": STROKE, STROKE: STROKE, "┘": "┤", "└": "├", "┤": "┤", "├": "├"}
"""What becomes of a cell when a stroke from a lower row passes it."""

TIER_STYLE = {"low": "green", "moderate": "yellow", "high": "red", "critical": "bold red"}


class Mark(NamedTuple):
    """A label that hangs under one cell of the axis, by preference on its left or on its right."""

    place: int
    label: str
    left: bool


class Hung(NamedTuple):
    """A mark with its label in one row of the drawing."""

    place: int
    row: int
    start: int
    text: str


def gauge(reading: Reading, width: int) -> list[Text]:
    """The band on an axis from 0 to 100, risk to the right: the tiers and their lines above, told, proven and inherent below."""
    score, inherent = reading.score, pair(reading.document["inherent"]["score"])
    told, proven, before = (_place(value, width) for value in (score.told, score.proven, inherent.proven))
    say, points = reading.speech.say, reading.points
    if points(score.told) == points(score.proven):
        marks = [Mark(proven, say("terminal.band.both", points=points(score.proven)), left=True)]
    else:
        marks = [Mark(told, say("as_told", points=points(score.told)), left=True)]
        marks.append(Mark(proven, say("as_proven", points=points(score.proven)), left=False))
    marks.append(Mark(before, say("figure.inherent", points=reading.band(inherent)), left=True))
    return [*_scale(reading, width), _fill(reading, told, proven, before, width), *_below(marks, width)]


def _below(marks: Sequence[Mark], width: int) -> list[Text]:
    """The labels hung under the band; those for which there is no room, the last first, in words beneath."""
    for hanging in range(len(marks), 0, -1):
        rows = hung(marks[:hanging], width)
        if rows is not None:
            rest = [line for mark in marks[hanging:] for line in wrapped(words(mark.label), width)]
            return [*(_strokes(row) for row in rows), *rest]
    return [line for mark in marks for line in wrapped(words(mark.label), width)]


def hung(marks: Sequence[Mark], width: int) -> list[str] | None:
    """The rows under an axis of `width` cells in which the labels of up to three marks hang without crossing; None where they cannot.

    The fewest rows win, then the sides that the marks prefer.
    """
    best: tuple[tuple[int, int, int], list[list[str]]] | None = None
    for rows in product(range(len(marks)), repeat=len(marks)):
        for sides in product((True, False), repeat=len(marks)):
            price = (max(rows), sum(left != mark.left for mark, left in zip(marks, sides, strict=True)), sum(rows))
            if best is None or price < best[0]:
                drawn = _drawn([_at(mark, row, left) for mark, row, left in zip(marks, rows, sides, strict=True)], width)
                best = best if drawn is None else (price, drawn)
    return None if best is None else ["".join(cell or " " for cell in row).rstrip() for row in best[1]]


def _at(mark: Mark, row: int, left: bool) -> Hung:
    if left:
        return Hung(mark.place, row, mark.place - cells(mark.label) - 1, f"{mark.label} ┘")
    return Hung(mark.place, row, mark.place, f"└ {mark.label}")


def _drawn(labels: Sequence[Hung], width: int) -> list[list[str]] | None:
    """The labels and the strokes up to the axis; None where one leaves the drawing or meets another."""
    rows = [[""] * width for _ in range(max(label.row for label in labels) + 1)]
    for label in labels:
        end = label.start + cells(label.text)
        if label.start < 0 or end > width or any(rows[label.row][max(0, label.start - 1) : end + 1]):
            return None
        rows[label.row][label.start : end] = label.text
    for label in labels:
        for row in rows[: label.row]:
            if row[label.place] not in _PASSED:
                return None
            row[label.place] = _PASSED[row[label.place]]
    return rows


def _strokes(row: str) -> Text:
    drawn = Text("", end="")
    for cell in row:
        drawn.append(cell, style=QUIET if cell in "┘└│┤├" else "")
    return drawn


def _place(score: float, width: int) -> int:
    return round(min(100.0, max(0.0, score)) * (width - 1) / 100)


def _fill(reading: Reading, told: int, proven: int, before: int, width: int) -> Text:
    """Solid up to told, shaded up to proven, a track up to the inherent score."""
    drawn = Text("", end="")
    low, high = sorted((told, proven))
    for cell in range(max(high, before) + 1):
        style = TIER_STYLE[reading.tier_of(cell * 100 / (width - 1))]
        if cell == before and cell >= high:
            drawn.append(STROKE, style=QUIET)
        elif cell < low or low == high == cell:
            drawn.append(SOLID, style=style)
        elif cell <= high:
            drawn.append(SHADE, style=style)
        else:
            drawn.append(TRACK, style=QUIET)
    return drawn


def _scale(reading: Reading, width: int) -> list[Text]:
    """The tiers' names over their stretches, the numbers of the lines, and the axis; the names in a legend where one is too long."""
    edges = (0.0, *reading.lines, 100.0)
    places = [_place(edge, width) for edge in edges]
    numbers = [" "] * width
    for place, edge in zip(places, edges, strict=True):
        number = reading.speech.measure(edge)
        start = max(0, min(place - (len(number) - 1) // 2, width - len(number)))
        if not "".join(numbers[max(0, start - 1) : start + len(number) + 1]).strip():
            numbers[start : start + len(number)] = number
    axis = [TRACK] * width
    for place in places:
        axis[place] = "┬"
    axis[0], axis[-1] = "├", "┤"
    names = _names(reading, places)
    legend = [names] if names else [*wrapped(_legend(reading), width), blank()]
    return [*legend, Text("".join(numbers), end=""), Text("".join(axis), style=QUIET, end="")]


def _names(reading: Reading, places: Sequence[int]) -> Text | None:
    """Each tier's name over the middle of its stretch; None where one does not fit."""
    row = Text("", end="")
    for tier, left, right in zip(TIERS, places, places[1:], strict=False):
        word = words(reading.tier(tier), f"bold {TIER_STYLE[tier]}")
        if word.cell_len >= right - left:
            return None
        row.append(" " * (left + (right - left - word.cell_len + 1) // 2 - row.cell_len)).append_text(word)
    return row


def _legend(reading: Reading) -> Text:
    say, measure = reading.speech.say, reading.speech.measure
    first, *others = TIERS
    spans = [words(say("terminal.band.tier_under", tier=reading.tier(first), line=measure(reading.lines[0])), TIER_STYLE[first])]
    for tier, line in zip(others, reading.lines, strict=True):
        spans.append(words(say("terminal.band.tier_from", tier=reading.tier(tier), line=measure(line)), TIER_STYLE[tier]))
    return Text(f"{KEPT}· ", end="").join(spans)


def bar(drawing: Bar, width: int, style: str) -> Text:
    """A bar of 0 to 100: solid up to told, shaded up to proven, a track up to the inherent risk."""
    told, proven = _cell(drawing.start, width), _cell(drawing.start + drawing.length, width)
    drawn = Text(SOLID * told, style=style, end="").append(SHADE * (proven - told), style=style)
    if drawing.tick is not None:
        tick = min(width - 1, _cell(drawing.tick, width))
        if tick >= proven:
            drawn.append(TRACK * (tick - proven) + STROKE, style=QUIET)
    return drawn


def _cell(hundredths: float, width: int) -> int:
    return round(hundredths * width / 100)
