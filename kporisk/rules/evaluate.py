"""Three-valued evaluation: a condition becomes closures, once, and is then asked of the facts of many cases.

Strong Kleene logic (Kleene, Introduction to Metamathematics, § 64): `None` is *unknown*; a comparison with an unknown is unknown, and
`&&` and `||` are decided as soon as one side decides them. Two things are particular here:

- A comparison that reads an answer which was neither asked nor stated is False, and so is its opposite: negations stand at the leaves
  (`kporisk.rules.normal`), so that silence about a question that nobody asked can never make a rule fire.
- A number's `none_value` ("not measured") is worse than every number, a date's ("never") older than every date; both equal only their own
  text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import inf
from typing import Any, Final, TypeAlias, assert_never

from kporisk.model.scale import Age, Value, whole_months
from kporisk.rules.complaint import RuleError
from kporisk.rules.normal import All, Atom, Form, Some, normal
from kporisk.rules.tree import Amount, Call, Compare, Day, Expression, Function, ListOf, Name, Operator, Root, Text, Truth, names
from kporisk.rules.types import check
from kporisk.rules.vocabulary import Moment, Numeric, Vocabulary

TOLERANCE: Final = 1e-9
"""How far two numbers may lie apart and still be equal: in binary, 1 - 0.7 > 0.3."""

_MISSING: Final = object()
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition is asked of. Values have the types of the vocabulary.

    In `answers`, None is open, unknown or not applicable, and an absent key is an answer neither asked nor stated. In `engagement` and
    `derived`, None and an absent key are both unknown.
    """

    answers: Mapping[str, Value | None]
    engagement: Mapping[str, object | None]
    derived: Mapping[str, object | None]
    as_of: date


Test: TypeAlias = Callable[[Facts], "bool | None"]
Reading: TypeAlias = Callable[[Any, date], Any]
"""From a stated value and the day to what is compared."""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A compiled condition: True, False, or None for possible. `test` is the same function without the call between."""

    expression: Expression
    names: tuple[str, ...]
    """The dotted names it reads, in order of first appearance."""
    test: Test

    def __call__(self, facts: Facts) -> bool | None:
        """Whether the condition holds of the facts; None where that depends on what is unknown."""
        return self.test(facts)


def compile(expression: Expression, vocabulary: Vocabulary) -> Condition:
    """The condition, ready to be asked. Raises RuleError with all complaints of `check`."""
    complaints = check(expression, vocabulary)
    if complaints:
        raise RuleError(complaints)
    return Condition(expression, tuple(name.dotted for name in names(expression)), _form(normal(expression), vocabulary))


def _form(form: Form, vocabulary: Vocabulary) -> Test:
    match form:
        case Atom():
            return _atom(form, vocabulary)
        case All(parts):
            return _joined(tuple(_form(part, vocabulary) for part in parts), decisive=False)
        case Some(parts):
            return _joined(tuple(_form(part, vocabulary) for part in parts), decisive=True)
        case _:
            assert_never(form)


def _joined(tests: tuple[Test, ...], *, decisive: bool) -> Test:
    """False decides a conjunction, True a disjunction, whatever else is unknown."""
    otherwise = not decisive

    def test(facts: Facts) -> bool | None:
        result: bool | None = otherwise
        for part in tests:
            value = part(facts)
            if value is decisive:
                return decisive
            if value is None:
                result = None
        return result

    return test


def _atom(atom: Atom, vocabulary: Vocabulary) -> Test:
    expression, positive = atom.expression, atom.positive
    match expression:
        case Truth(value):
            return lambda facts: value
        case Name():
            return _one(expression, _is(positive))
        case Call(function, (left, right)):
            return _sets(function, left, right, positive=positive)
        case Compare(Operator.IN, left, right):
            return _membership(left, right, vocabulary, positive=positive)
        case Compare(Operator.EQUAL, (Text() | Amount() | Truth() | Day() | ListOf()) as literal, Name() as name):
            return _equality(name, (literal,), positive=positive)
        case Compare(Operator.EQUAL, Name() as name, (Text() | Amount() | Truth() | Day() | ListOf()) as literal):
            return _equality(name, (literal,), positive=positive)
        case Compare(Operator.EQUAL, Name() as left, Name() as right) if not isinstance(vocabulary.entry(left).type, Numeric | Moment):
            return _two(left, right, lambda a, b, as_of: (a == b) is positive)
        case Compare(operator, left, right):
            return _measured(operator, left, right, vocabulary, positive=positive)
        case _:
            raise AssertionError("check refuses every other condition")


def _is(positive: bool) -> Callable[[Any], bool]:
    return lambda value: value is positive


def _one(name: Name, holds: Callable[[Any], bool]) -> Test:
    """The test of an atom that reads one name and no date."""
    key = name.key
    match name.root:
        case Root.ANSWERS:

            def answer(facts: Facts) -> bool | None:
                value = facts.answers.get(key, _MISSING)
                if value is None:
                    return None
                return False if value is _MISSING else holds(value)

            return answer
        case Root.ENGAGEMENT:

            def fact(facts: Facts) -> bool | None:
                value = facts.engagement.get(key)
                return None if value is None else holds(value)

            return fact
        case Root.DERIVED:

            def derived(facts: Facts) -> bool | None:
                value = facts.derived.get(key)
                return None if value is None else holds(value)

            return derived
        case _:
            assert_never(name.root)


def _fetch(name: Name) -> Callable[[Facts], object]:
    """What is known of a name: its value, None, or _MISSING."""
    key = name.key
    match name.root:
        case Root.ANSWERS:
            return lambda facts: facts.answers.get(key, _MISSING)
        case Root.ENGAGEMENT:
            return lambda facts: facts.engagement.get(key)
        case Root.DERIVED:
            return lambda facts: facts.derived.get(key)
        case _:
            assert_never(name.root)


def _dated(name: Name, holds: Callable[[Any, date], bool]) -> Test:
    """The test of an atom that reads one name and the day of the assessment."""
    fetch = _fetch(name)

    def test(facts: Facts) -> bool | None:
        value = fetch(facts)
        if value is None:
            return None
        return False if value is _MISSING else holds(value, facts.as_of)

    return test


def _two(left: Name, right: Name, holds: Callable[[Any, Any, date], bool]) -> Test:
    """The test of an atom that reads two names: false where either is missing, else unknown where either is."""
    first, second = _fetch(left), _fetch(right)

    def test(facts: Facts) -> bool | None:
        one, other = first(facts), second(facts)
        if one is _MISSING or other is _MISSING:
            return False
        return None if one is None or other is None else holds(one, other, facts.as_of)

    return test


def _equality(name: Name, literals: tuple[Expression, ...], *, positive: bool) -> Test:
    values = frozenset(_constant(literal) for literal in literals)
    if any(isinstance(literal, ListOf) for literal in literals):
        return _one(name, lambda value: (frozenset(value) in values) is positive)
    return _one(name, values.__contains__ if positive else lambda value: value not in values)


def _constant(literal: Expression) -> object:
    match literal:
        case Text(value) | Amount(value) | Truth(value) | Day(value):
            return value
        case ListOf(items):
            return frozenset(_constant(item) for item in items)
        case _:
            raise AssertionError("check admits literals only")


def _sets(function: Function, left: Expression, right: Expression, *, positive: bool) -> Test:
    def holds(one: Any, other: Any) -> bool:
        return (not one.isdisjoint(other) if function is Function.HAS_ANY else one.issuperset(other)) is positive

    if isinstance(left, Name) and isinstance(right, Name):
        return _two(left, right, lambda a, b, as_of: holds(frozenset(a), b))
    if isinstance(left, Name):
        wanted: Any = _constant(right)
        if function is Function.HAS_ANY:
            return _one(left, lambda value: wanted.isdisjoint(value) is not positive)
        return _one(left, lambda value: wanted.issubset(value) is positive)
    assert isinstance(right, Name)
    given: Any = _constant(left)
    return _one(right, lambda value: holds(given, value))


def _membership(left: Expression, right: Expression, vocabulary: Vocabulary, *, positive: bool) -> Test:
    match left, right:
        case Name(), ListOf(items):
            return _equality(left, items, positive=positive)
        case Name(), Name():
            return _two(left, right, lambda value, several, as_of: (value in several) is positive)
        case Call(), ListOf(items):
            amounts = tuple(_measure(item, vocabulary)[1](None, date.min) for item in items)
            name, read, dated = _measure(left, vocabulary)
            return _reading(name, read, lambda value: any(abs(value - amount) <= TOLERANCE for amount in amounts) is positive, dated=dated)
        case literal, Name() as name:
            wanted = _constant(literal)
            return _one(name, lambda several: (wanted in several) is positive)
        case _:
            raise AssertionError("check admits lists and names that hold several")


def _measured(operator: Operator, left: Expression, right: Expression, vocabulary: Vocabulary, *, positive: bool) -> Test:
    """The test of a comparison of numbers or dates, with the tolerance."""
    compared = COMPARED[operator]
    one, read_one, dated_one = _measure(left, vocabulary)
    other, read_other, dated_other = _measure(right, vocabulary)
    if one is not None and other is not None:
        return _two(one, other, lambda a, b, as_of: compared(read_one(a, as_of), read_other(b, as_of)) is positive)
    if one is not None:
        bound = read_other(None, date.min)
        return _reading(one, read_one, lambda value: compared(value, bound) is positive, dated=dated_one)
    bound = read_one(None, date.min)
    return _reading(other, read_other, lambda value: compared(bound, value) is positive, dated=dated_other)


COMPARED: Mapping[Operator, Callable[[float, float], bool]] = {
    Operator.EQUAL: lambda a, b: abs(a - b) <= TOLERANCE,
    Operator.LESS: lambda a, b: a < b - TOLERANCE,
    Operator.AT_MOST: lambda a, b: a <= b + TOLERANCE,
    Operator.MORE: lambda a, b: a > b + TOLERANCE,
    Operator.AT_LEAST: lambda a, b: a >= b - TOLERANCE,
}
"""How two numbers compare, with the tolerance; `!=` is the opposite of `==`."""


def _reading(name: Name | None, read: Reading, holds: Callable[[float], bool], *, dated: bool) -> Test:
    """The test of an atom on one measure; what does not depend on the day is remembered by value."""
    assert name is not None
    if dated:
        return _dated(name, lambda value, as_of: holds(read(value, as_of)))
    return _one(name, lru_cache(maxsize=_REMEMBERED)(lambda value: holds(read(value, date.min))))


def _measure(node: Expression, vocabulary: Vocabulary) -> tuple[Name | None, Reading, bool]:
    """What a number or date is read from, how it becomes a number, and whether that depends on the day."""
    match node:
        case Amount(value):
            return None, lambda _, as_of: value, False
        case Day(day):
            ordinal = day.toordinal()
            return None, lambda _, as_of: ordinal, False
        case Name():
            return node, _plain(node, vocabulary), False
        case Call(Function.MONTHS_SINCE, (Name() as name,)):
            return name, lambda value, as_of: inf if isinstance(value, str) else whole_months(value, as_of), True
        case Call(Function.SIZE, (Name() as name,)):
            return name, lambda value, as_of: len(value), False
        case Call(Function.SATISFACTION, (Name() as name,)):
            scale = vocabulary.entry(name).scale
            assert scale is not None
            return name, scale.satisfaction, isinstance(scale, Age)
        case _:
            raise AssertionError("check admits numbers and dates only")


def _plain(name: Name, vocabulary: Vocabulary) -> Reading:
    kind = vocabulary.entry(name).type
    match kind:
        case Numeric(ascending=ascending):
            worst = -inf if ascending else inf
            return lambda value, as_of: worst if isinstance(value, str) else value
        case Moment():
            return lambda value, as_of: -inf if isinstance(value, str) else value.toordinal()
        case _:
            raise AssertionError("check admits numbers and dates only")
