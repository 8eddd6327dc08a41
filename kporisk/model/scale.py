"""Answer scales: what may be said to a question, and how far each answer satisfies it, from 0 (not at all) to 1 (fully)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

Text: TypeAlias = Mapping[str, str]
"""One text in several languages, by language code; every shipped text has `en` and `fr`."""

Value: TypeAlias = bool | int | float | str | date | tuple[str, ...]
"""A stated value: an option, a number, a date, several options; a number's or date's none_value is its option's string."""

Points: TypeAlias = tuple[tuple[float, float], ...]


def interpolate(points: Points, x: float) -> float:
    """The piecewise-linear function through `points` (ascending x) at `x`, clamped to the first and last point."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def whole_months(earlier: date, later: date) -> int:
    """Whole calendar months from `earlier` to `later`, the day clamped to the month's end; negative when `later` lies before.

    31 January to 28 February is one month (there is no 31 February); 31 January to 27 February is none.
    """
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    if later.day < earlier.day and not _is_month_end(later):
        months -= 1
    return months


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later, clamped to that month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1).day
    return date(year, month + 1, min(day.day, last))


def _is_month_end(day: date) -> bool:
    following = date.fromordinal(day.toordinal() + 1) if day != date.max else None
    return following is None or following.month != day.month


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be answered: `value` in documents, `text` for people, `score` from 0 to 1."""

    value: str
    text: Text
    score: float
    auditor_only: bool = False
    """True where only an auditor may state it; never offered to a vendor."""


@dataclass(frozen=True)
class OneOf:
    """Exactly one option."""

    options: tuple[Option, ...]

    @cached_property
    def _scores(self) -> Mapping[str, float]:
        return {option.value: option.score for option in self.options}

    def satisfaction(self, value: Value, as_of: date) -> float:
        """The score of the option, 0 to 1. Raises KeyError for an option that the scale does not have."""
        return self._scores[value]  # type: ignore[index]


@dataclass(frozen=True)
class AnyOf:
    """Any number of options, none included; what they score adds up, capped at `cap`."""

    options: tuple[Option, ...]
    cap: float = 1.0

    @cached_property
    def _scores(self) -> Mapping[str, float]:
        return {option.value: option.score for option in self.options}

    @cached_property
    def _sums(self) -> dict[Value, float]:
        """What has been added up before; a scale has few options, so few sums."""
        return {}

    def satisfaction(self, value: Value, as_of: date) -> float:
        """The sum of the options' scores, capped, 0 to 1. Raises KeyError for an option that the scale does not have."""
        known = self._sums.get(value)
        if known is None:
            assert isinstance(value, tuple)
            known = self._sums[value] = min(self.cap, math.fsum([self._scores[option] for option in value]))
        return known


@dataclass(frozen=True, slots=True)
class Number:
    """A number in `unit`, scored piecewise-linearly between `points`, clamped; `none_value` is the honest "not measured", score 0."""

    minimum: float
    maximum: float | None
    unit: Text
    points: Points
    none_value: Option | None = None

    @property
    def ascending(self) -> bool:
        """True where more is better."""
        return self.points[-1][1] >= self.points[0][1]

    def satisfaction(self, value: Value, as_of: date) -> float:
        """The interpolated score, 0 to 1; the none_value's own score where that is the answer."""
        if isinstance(value, str):
            assert self.none_value is not None and value == self.none_value.value
            return self.none_value.score
        assert isinstance(value, int | float)
        return interpolate(self.points, value)


@dataclass(frozen=True, slots=True)
class Age:
    """A date, scored by its age: 1 up to `full_until` whole months, 0 from `zero_from`, linear between."""

    full_until: int
    zero_from: int
    none_value: Option | None = None

    def satisfaction(self, value: Value, as_of: date) -> float:
        """The score of the date's age on `as_of`, 0 to 1; the none_value's own score where that is the answer."""
        if isinstance(value, str):
            assert self.none_value is not None and value == self.none_value.value
            return self.none_value.score
        assert isinstance(value, date)
        months = whole_months(value, as_of)
        return interpolate(((self.full_until, 1.0), (self.zero_from, 0.0)), months)


Scale: TypeAlias = OneOf | AnyOf | Number | Age
