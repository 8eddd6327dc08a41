"""The truth table of a condition over all that it can tell apart, open and missing answers included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import product
from math import prod
from typing import TypeAlias

from kporisk.model.scale import Age
from kporisk.rules.evaluate import Condition, Facts, Test, compile
from kporisk.rules.normal import atoms, normal
from kporisk.rules.samples import LARGEST, Sample, Samples, TooLargeError, months_before, samples
from kporisk.rules.tree import Call, Expression, Function, Name, Root, names, walk
from kporisk.rules.vocabulary import Vocabulary

_LATER_MONTHS = (1, 12, 360)


class Gap(Enum):
    """What stands where no value does: an open answer, or one neither asked nor stated."""

    OPEN = auto()
    MISSING = auto()


OPEN, MISSING = Gap.OPEN, Gap.MISSING
State: TypeAlias = "Sample | Gap"
Change: TypeAlias = tuple[Sample, Sample]
"""From one answer to another."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One name of a table: its values, one for each class that the rule tells apart, then the gaps that are possible."""

    name: Name
    values: tuple[Sample, ...]
    gaps: tuple[Gap, ...]
    better: Mapping[tuple[int, int], Change]
    """By the indices of two classes: an answer of the first, and a better one of the second."""
    equal: Mapping[tuple[int, int], Change]
    """By the indices of two classes: an option of the first, and one of the second that is worth the same."""

    @property
    def states(self) -> tuple[State, ...]:
        """The values and the gaps, in the order of the table."""
        return (*self.values, *self.gaps)


def axes(expressions: Sequence[Expression], vocabulary: Vocabulary, days: Sequence[date]) -> tuple[Axis, ...]:
    """The axes of a table in which all of `expressions` can be read on all of `days`. Raises TooLargeError."""
    parts = tuple(dict.fromkeys(atom.expression for expression in expressions for atom in atoms(normal(expression))))
    read = tuple(dict.fromkeys(name for expression in expressions for name in names(expression)))
    found = tuple(_axis(name, parts, vocabulary, days) for name in read)
    if prod(len(axis.states) for axis in found) > LARGEST:
        raise TooLargeError
    return found


def _axis(name: Name, parts: Sequence[Expression], vocabulary: Vocabulary, days: Sequence[date]) -> Axis:
    mine = [part for part in parts if name in names(part)]
    sampled = samples(name, mine, vocabulary, days[0])
    alone = all(names(part) == (name,) for part in mine)
    tests = [compile(part, vocabulary).test for part in mine] if alone else None
    # no rewriting makes "more than an unknown fact" more decided; of answers, exactness is asked there too
    may_be_open = vocabulary.entry(name).may_be_unknown and (alone or name.root is Root.ANSWERS)
    gaps = ((OPEN,) if may_be_open else ()) + ((MISSING,) if name.root is Root.ANSWERS else ())
    return _classed(name, sampled, tests, days, gaps)


def _classed(name: Name, sampled: Samples, tests: Sequence[Test] | None, days: Sequence[date], gaps: tuple[Gap, ...]) -> Axis:
    """Values that all tests answer alike on all days are one class; without tests, each value is a class of its own."""
    first: dict[tuple[object, ...], int] = {}
    values: list[Sample] = []
    classes: list[int] = []
    for index, value in enumerate(sampled.values):
        key = (index,) if tests is None else tuple(test(facts((name,), (value,), day)) for day in days for test in tests)
        if key not in first:
            first[key] = len(values)
            values.append(value)
        classes.append(first[key])

    def pairs(indices: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Change]:
        found: dict[tuple[int, int], Change] = {}
        for one, other in indices:
            if classes[one] != classes[other]:
                found.setdefault((classes[one], classes[other]), (sampled.values[one], sampled.values[other]))
        return found

    return Axis(name, tuple(values), gaps, pairs(sampled.better), pairs(sampled.equal))


def facts(read: Sequence[Name], states: Sequence[State], as_of: date) -> Facts:
    """Facts in which the names have these states and all other names are absent."""
    known: dict[Root, dict[str, Sample | None]] = {root: {} for root in Root}
    for name, state in zip(read, states, strict=True):
        if state is not MISSING:
            known[name.root][name.key] = None if isinstance(state, Gap) else state
    return Facts(known[Root.ANSWERS], known[Root.ENGAGEMENT], known[Root.DERIVED], as_of)


@dataclass(frozen=True, slots=True)
class Table:
    """The outcomes of a condition at every point of its axes, the last axis running fastest."""

    axes: tuple[Axis, ...]
    outcomes: tuple[bool | None, ...]

    @classmethod
    def of(cls, condition: Condition, along: tuple[Axis, ...], as_of: date) -> Table:
        """The table of `condition` on one day."""
        read = tuple(axis.name for axis in along)
        points = product(*(axis.states for axis in along))
        return cls(along, tuple(condition.test(facts(read, states, as_of)) for states in points))

    def points(self) -> Iterator[tuple[int, tuple[State, ...]]]:
        """Every point with its index."""
        return enumerate(product(*(axis.states for axis in self.axes)))

    def full(self) -> Iterator[tuple[int, tuple[State, ...]]]:
        """The points without a gap."""
        return ((index, states) for index, states in self.points() if not any(isinstance(state, Gap) for state in states))

    def exact(self) -> list[bool | None]:
        """At every point what all completions of its open answers agree on, None where they do not."""
        strides = self._strides()
        found: list[bool | None] = []
        for index, states in self.points():
            position = next((position for position, state in enumerate(states) if state is OPEN), None)
            if position is None:
                found.append(self.outcomes[index])
                continue
            count = len(self.axes[position].values)
            # OPEN comes behind the values, so that what completes it has been found before
            start = index - count * strides[position]
            completed = {found[start + value * strides[position]] for value in range(count)}
            found.append(completed.pop() if len(completed) == 1 else None)
        return found

    def first_worsening(self, position: int) -> Change | None:
        """Two values of an axis, the second better, of which at some point only the second makes the condition true."""
        for (worse, better), change in self.axes[position].better.items():
            if any(after is True and before is not True for before, after in self._along(position, worse, better)):
                return change
        return None

    def first_difference(self, position: int) -> Change | None:
        """Two values of an axis that are worth the same, of which at some point only one makes the condition true."""
        for (one, other), change in self.axes[position].equal.items():
            if any(before is not after for before, after in self._along(position, one, other)):
                return change
        return None

    def _along(self, position: int, one: int, other: int) -> Iterator[tuple[bool | None, bool | None]]:
        """The outcomes with one value and with another of the same axis, at every point where nothing is open."""
        stride, first = self._strides()[position], self.axes[position].values[0]
        for index, states in self.points():
            if states[position] is first and OPEN not in states:
                yield self.outcomes[index + one * stride], self.outcomes[index + other * stride]

    def _strides(self) -> list[int]:
        lengths = [len(axis.states) for axis in self.axes]
        return [prod(lengths[position + 1 :]) for position in range(len(lengths))]


def later_days(condition: Condition, vocabulary: Vocabulary, as_of: date) -> tuple[date, ...]:
    """Days after `as_of` on which a condition could have another outcome for the same answers; none where it reads no age."""
    if not any(_reads_age(node, vocabulary) for node in walk(condition.expression)):
        return ()
    later = (months_before(as_of, -months) for months in _LATER_MONTHS)
    return (date.fromordinal(as_of.toordinal() + 1), *(day for day in later if day is not None))


def _reads_age(node: Expression, vocabulary: Vocabulary) -> bool:
    match node:
        case Call(Function.MONTHS_SINCE):
            return True
        case Call(Function.SATISFACTION, (Name() as name,)):
            return isinstance(vocabulary.entry(name).scale, Age)
        case _:
            return False
