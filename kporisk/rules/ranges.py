"""What a threshold on the satisfaction of an answer means for the answer itself: which options, numbers or ages reach it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import fsum

from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, Points, interpolate
from kporisk.rules.evaluate import COMPARED, TOLERANCE
from kporisk.rules.tree import Operator

FLIPPED: Mapping[Operator, Operator] = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.LESS: Operator.MORE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.MORE: Operator.LESS,
    Operator.AT_LEAST: Operator.AT_MOST,
}
"""The operator that says the same with its sides exchanged."""

_DIGITS = 2
_UP = (Operator.MORE, Operator.AT_LEAST)


def options_where(scale: OneOf, operator: Operator, threshold: float) -> tuple[str, ...]:
    """The options whose score compares to the threshold in this way."""
    return tuple(option.value for option in scale.options if COMPARED[operator](option.score, threshold))


def emptiness(scale: AnyOf, operator: Operator, threshold: float) -> bool | None:
    """True where exactly the empty selection meets the threshold, False where every other one does and only those, None otherwise."""
    holds = COMPARED[operator]
    empty = holds(0.0, threshold)
    scores = [min(scale.cap, option.score) for option in scale.options] + [min(scale.cap, sum(option.score for option in scale.options))]
    return empty if all(holds(score, threshold) is not empty for score in scores) else None


def deciding(scale: AnyOf, operator: Operator, threshold: float) -> tuple[tuple[str, ...], bool] | None:
    """The options whose choice alone says whether the threshold is reached; None where no such options say it.

    With them: True where all of them together reach it, False where any one does. Of a selection below the threshold the opposite holds.
    """
    if operator is Operator.EQUAL:
        return None

    def reaches(options: tuple[Option, ...]) -> bool:
        return COMPARED[operator](min(scale.cap, fsum(option.score for option in options)), threshold) is (operator in _UP)

    options = scale.options
    alone = tuple(option for option in options if reaches((option,)))
    if alone:
        return None if reaches(_without(options, alone)) else (_values(alone), False)
    needed = tuple(option for option in options if not reaches(_without(options, (option,))))
    return (_values(needed), True) if needed and reaches(needed) else None


def _without(options: tuple[Option, ...], some: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(option for option in options if option not in some)


def _values(options: tuple[Option, ...]) -> tuple[str, ...]:
    return tuple(option.value for option in options)


def number_range(scale: Number, operator: Operator, threshold: float) -> tuple[Operator, float] | None:
    """The order comparison of the number itself that says the same; None where it is not one or its bound has more than two decimals."""
    rising = scale.points if scale.ascending else tuple(reversed(scale.points))
    if operator is Operator.EQUAL or not _within(rising, operator, threshold):
        return None
    last = operator in (Operator.AT_MOST, Operator.MORE)
    bound = _crossing(rising, threshold, last=last)
    if abs(bound - round(bound, _DIGITS)) > TOLERANCE:
        return None
    return operator if scale.ascending else FLIPPED[operator], round(bound, _DIGITS)


def _within(rising: Points, operator: Operator, threshold: float) -> bool:
    """Whether some numbers meet the threshold and some do not, in a scale that never turns back."""
    if any(later[1] < earlier[1] for earlier, later in pairwise(rising)):
        return False
    holds = COMPARED[operator]
    return holds(rising[0][1], threshold) is not holds(rising[-1][1], threshold)


def _crossing(rising: Points, threshold: float, *, last: bool) -> float:
    """Where the scale, read towards its better end, has the threshold for the first or for the last time."""
    inside = [x for x, y in rising if (y <= threshold + TOLERANCE if last else y >= threshold - TOLERANCE)]
    for (x0, y0), (x1, y1) in pairwise(rising):
        if y0 + TOLERANCE < threshold < y1 - TOLERANCE:
            return x0 + (x1 - x0) * (threshold - y0) / (y1 - y0)
    return inside[-1] if last else inside[0]


def age_range(scale: Age, operator: Operator, threshold: float) -> tuple[Operator, int] | None:
    """The comparison of whole months that says the same, AT_LEAST or LESS; None where there is none."""
    if operator is Operator.EQUAL:
        return None
    points = ((scale.full_until, 1.0), (scale.zero_from, 0.0))
    holds = [COMPARED[operator](interpolate(points, months), threshold) for months in range(scale.zero_from + 1)]
    if holds[0] is holds[-1]:
        return None
    return (Operator.LESS if operator in _UP else Operator.AT_LEAST), holds.index(not holds[0])
