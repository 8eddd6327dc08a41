"""Headings of tables in somebody else's form, found by their texts wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kporisk.assessment.phrases import folded
from kporisk.documents.external.source import Leaf, Line

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_MARKS = re.compile(r"[*:?.\u00b0]+")


LONGEST = 100
"""A longer text is no heading."""


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """A heading for comparison: small letters, no accents, no remarks in brackets, no marks, single spaces."""
    return " ".join(_MARKS.sub(" ", _ASIDE.sub(" ", folded(text))).split())


@dataclass(frozen=True, slots=True)
class Heading:
    """One row of headings: the columns that were recognised, by their keys."""

    leaf: Leaf
    line: Line
    columns: Mapping[str, int]

    def __contains__(self, key: str) -> bool:
        """Whether a column was recognised."""
        return key in self.columns

    def __getitem__(self, key: str) -> int | None:
        """The place of a column, from 0; None where there is none."""
        return self.columns.get(key)


def headings(leaf: Leaf, known: Mapping[str, Iterable[str]], needed: Iterable[str]) -> Iterator[Heading]:
    """Every row of a sheet in which all of the `needed` columns are recognised by the normalised texts in `known`."""
    wanted, meaning = tuple(needed), _meaning(known)
    for line in leaf.lines:
        columns = _recognised(line, meaning)
        if all(key in columns for key in wanted):
            yield Heading(leaf, line, columns)


def under(found: Sequence[Heading]) -> Iterator[tuple[Heading, Line]]:
    """Every row below headings, with the last one above it on its sheet; the rows of headings themselves are none."""
    by_leaf: dict[int, list[Heading]] = {}
    for heading in found:
        by_leaf.setdefault(id(heading.leaf), []).append(heading)
    for own in by_leaf.values():
        waiting, last = list(reversed(own)), None
        for line in own[0].leaf.lines:
            is_head = False
            while waiting and waiting[-1].line.number <= line.number:
                last = waiting.pop()
                is_head = last.line.number == line.number
            if last is not None and not is_head:
                yield last, line


def _meaning(known: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The key of each text."""
    return {text: key for key, texts in known.items() for text in texts}


def _recognised(line: Line, meaning: Mapping[str, str]) -> dict[str, int]:
    """The columns that a row names, each once: of two cells with the same meaning the first counts."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(line.cells):
        key = meaning.get(normal(cell)) if 0 < len(cell) <= LONGEST else None
        if key is not None:
            columns.setdefault(key, place)
    return columns


def nearest_heading(leaf: Leaf, known: Mapping[str, Iterable[str]]) -> tuple[Line, dict[str, int]] | None:
    """The row of a sheet that names most of the columns, two at least: one alone may be an answer that reads like a heading."""
    meaning = _meaning(known)
    found = ((line, _recognised(line, meaning)) for line in leaf.lines)
    best = max(found, key=lambda one: len(one[1]), default=None)
    return best if best is not None and len(best[1]) > 1 else None
