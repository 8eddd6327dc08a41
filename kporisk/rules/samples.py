"""Values of a name that stand for all its values, as far as a rule can tell them apart, and which of them are better than which.

A rule sees a value only through its comparisons. So it is enough to try, for numbers and dates, the places where a comparison turns, what
lies between two of them and what lies beyond; for selections, the options that are mentioned, each chosen or not, with the others.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, pairwise
from math import ceil, floor
from typing import TypeAlias, assert_never

from kporisk.model.scale import Age, AnyOf, Number, OneOf, Value
from kporisk.rules.tree import Amount, Call, Day, Expression, Function, Name, Text, walk
from kporisk.rules.vocabulary import Boolean, Choice, Countries, Country, Entry, Language, Moment, Numeric, Several, Vocabulary

LARGEST = 200_000
"""So many combinations are tried; a rule with more is too large to be proved anything about."""

_ALL_SUBSETS = 12
_MONTHS = (-120, -12, -1, 0, 1, 12, 120)
_OTHERS = ("AQ", "BV", "HM")
_DAY = timedelta(days=1)

Sample: TypeAlias = Value


class TooLargeError(Exception):
    """The values that a rule tells apart are too many to try."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Values, and pairs of their indices: the second is a better answer than the first, with nothing between that matters."""

    values: tuple[Sample, ...]
    better: tuple[tuple[int, int], ...] = ()
    equal: tuple[tuple[int, int], ...] = ()
    """Pairs of indices of options that are worth the same."""


@dataclass(slots=True)
class _Mentions:
    """The literals that a name is compared with, by what of it is compared."""

    texts: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    amounts: set[float] = field(default_factory=set)
    months: set[float] = field(default_factory=set)
    thresholds: set[float] = field(default_factory=set)
    counted: bool = False
    """Whether size or satisfaction reads the name, to which every option counts."""


def samples(name: Name, atoms: Iterable[Expression], vocabulary: Vocabulary, as_of: date) -> Samples:
    """What stands for all values of `name` in these comparisons on a day. Raises TooLargeError."""
    mentions = _mentions(name, tuple(atoms), vocabulary)
    entry = vocabulary.entry(name)
    match entry.type:
        case Choice(options):
            return _options(options, entry)
        case Several(options):
            return _selections(options, entry, mentions)
        case Numeric():
            return _numbers(entry.type, entry, mentions)
        case Moment():
            return _moments(entry.type, entry, mentions, as_of)
        case Boolean():
            return Samples((False, True))
        case Country() | Language():
            return Samples((*sorted(mentions.texts), *_unmentioned(mentions, 2)))
        case Countries():
            return _selections((*sorted(mentions.texts), *_unmentioned(mentions, 1)), entry, mentions)
        case _:
            assert_never(entry.type)


def _mentions(name: Name, atoms: Sequence[Expression], vocabulary: Vocabulary) -> _Mentions:
    found = _Mentions()
    for atom in atoms:
        nodes = tuple(walk(atom))
        functions = {node.function for node in nodes if isinstance(node, Call) and name in node.arguments}
        amounts = {node.value for node in nodes if isinstance(node, Amount)}
        found.texts |= {node.value for node in nodes if isinstance(node, Text)}
        found.days |= {node.value for node in nodes if isinstance(node, Day)}
        if Function.SATISFACTION in functions:
            found.thresholds |= amounts
        elif Function.MONTHS_SINCE in functions:
            found.months |= amounts
        else:
            found.amounts |= amounts
        found.counted |= bool(functions & {Function.SIZE, Function.SATISFACTION})
        for other in {node for node in nodes if isinstance(node, Name)} - {name}:
            found.amounts |= _places(vocabulary.entry(other))
    return found


def _places(entry: Entry) -> set[float]:
    """The numbers at which another name may turn a comparison."""
    if not isinstance(entry.type, Numeric):
        return set()
    bounds = {bound for bound in (entry.type.minimum, entry.type.maximum) if bound is not None}
    return bounds | ({x for x, _ in entry.scale.points} if isinstance(entry.scale, Number) else set())


def _unmentioned(mentions: _Mentions, count: int) -> tuple[str, ...]:
    return tuple(code for code in _OTHERS if code not in mentions.texts)[:count]


def _options(options: tuple[str, ...], entry: Entry) -> Samples:
    if not isinstance(entry.scale, OneOf):
        return Samples(options)
    scores = [option.score for option in entry.scale.options]
    levels = sorted(set(scores))
    next_level = dict(pairwise(levels))
    better = ((i, j) for i, low in enumerate(scores) for j, high in enumerate(scores) if high == next_level.get(low))
    equal = ((i, j) for (i, one), (j, other) in combinations(enumerate(scores), 2) if one == other)
    return Samples(options, tuple(better), tuple(equal))


def _selections(options: tuple[str, ...], entry: Entry, mentions: _Mentions) -> Samples:
    """Every selection of the `single` options, with the others chosen one after the other, or all at once where nothing counts them."""
    single = (
        options if mentions.counted and len(options) <= _ALL_SUBSETS else tuple(option for option in options if option in mentions.texts)
    )
    rest = tuple(option for option in options if option not in single)
    if isinstance(entry.scale, AnyOf):
        scores = {option.value: option.score for option in entry.scale.options}
        rest = tuple(sorted(rest, key=lambda option: scores[option]))
    steps = [rest[:count] for count in range(len(rest) + 1)] if mentions.counted else [(), rest] if rest else [()]
    size = 1 << len(single)
    if size * len(steps) > LARGEST:
        raise TooLargeError
    values = tuple(tuple(option for bit, option in enumerate(single) if mask >> bit & 1) + step for step in steps for mask in range(size))
    if not isinstance(entry.scale, AnyOf):
        return Samples(values)
    added = ((index, index | 1 << bit) for index in range(len(values)) for bit in range(len(single)) if not index >> bit & 1)
    longer = ((index, index + size) for index in range(len(values) - size))
    return Samples(values, (*added, *longer))


def _numbers(kind: Numeric, entry: Entry, mentions: _Mentions) -> Samples:
    turns = _places(entry) | mentions.amounts
    if isinstance(entry.scale, Number):
        turns |= {x for threshold in mentions.thresholds for x in _crossings(entry.scale, threshold)}
    low = min(turns, default=0) - 1 if kind.minimum is None else kind.minimum
    high = max(turns, default=0) + 1 if kind.maximum is None else kind.maximum
    inside = sorted({low, high} | {x for x in turns if low <= x <= high})
    values = sorted({*inside, *((x + y) / 2 for x, y in pairwise(inside))})
    if not isinstance(entry.scale, Number):
        return Samples(tuple(values))
    scale = entry.scale
    ranked = sorted(values, key=lambda x: (scale.satisfaction(x, date.min), x if scale.ascending else -x))
    return _chain(ranked, scale.none_value.value if scale.none_value else None, scale)


def _chain(ranked: Sequence[Sample], none_value: str | None, scale: Number | Age, as_of: date = date.min) -> Samples:
    """From the worst to the best; the none_value stands before the first value that satisfies at least as much."""
    values = list(ranked)
    if none_value is not None:
        worth = scale.satisfaction(none_value, as_of)
        place = next((index for index, value in enumerate(ranked) if scale.satisfaction(value, as_of) >= worth), len(values))
        values.insert(place, none_value)
    return Samples(tuple(values), tuple(pairwise(range(len(values)))))


def _crossings(scale: Number, threshold: float) -> Iterable[float]:
    for (x0, y0), (x1, y1) in pairwise(scale.points):
        if min(y0, y1) < threshold < max(y0, y1):
            yield x0 + (x1 - x0) * (threshold - y0) / (y1 - y0)


def _moments(kind: Moment, entry: Entry, mentions: _Mentions, as_of: date) -> Samples:
    ages = {*_MONTHS, *(month + step for limit in mentions.months for month in (floor(limit), ceil(limit)) for step in (-1, 0, 1))}
    if isinstance(entry.scale, Age):
        ages |= set(range(entry.scale.zero_from + 2))
    turns = {day for months in ages if (day := months_before(as_of, months)) is not None} | mentions.days
    near = sorted({day + step for day in turns for step in (-_DAY, timedelta(), _DAY) if date.min < day < date.max})
    if not isinstance(entry.scale, Age):
        return Samples(tuple(near))
    past = [day for day in near if day <= as_of]
    return _chain(past, kind.none_value, entry.scale, as_of)


def months_before(day: date, months: int) -> date | None:
    """The latest day that lies so many whole months before `day`; after it for a negative count; None where the calendar ends."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, last if day.day == monthrange(day.year, day.month)[1] else min(day.day, last))
