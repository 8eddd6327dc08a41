"""The syntax tree of a rule: a closed union of frozen nodes, each with its place in the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Span:
    """Where a node stands: offsets in characters from 0, the end exclusive."""

    start: int
    end: int


NOWHERE = Span(0, 0)


class Root(StrEnum):
    """What a name begins with."""

    ANSWERS = "answers"
    ENGAGEMENT = "engagement"
    DERIVED = "derived"


class Function(StrEnum):
    """The functions of the language."""

    SIZE = "size"
    HAS_ANY = "has_any"
    HAS_ALL = "has_all"
    MONTHS_SINCE = "months_since"
    SATISFACTION = "satisfaction"


class Operator(StrEnum):
    """What compares two values."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IN = "in"


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal."""

    value: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number literal, finite."""

    value: float
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Day:
    """A date literal, `date('2026-01-31')`."""

    value: date
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list literal."""

    items: tuple[Expression, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its root: `answers.ds_mfa`."""

    root: Root
    key: str
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def dotted(self) -> str:
        """As written in a rule."""
        return f"{self.root}.{self.key}"


@dataclass(frozen=True, slots=True)
class Call:
    """A function applied to its arguments."""

    function: Function
    arguments: tuple[Expression, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values compared."""

    operator: Operator
    left: Expression
    right: Expression
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    operand: Expression
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """Two or more conditions that must all hold."""

    operands: tuple[Expression, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more conditions of which one must hold."""

    operands: tuple[Expression, ...]
    span: Span = field(default=NOWHERE, compare=False)


Literal: TypeAlias = Text | Amount | Truth | Day | ListOf
Expression: TypeAlias = Literal | Name | Call | Compare | Not | And | Or


def children(expression: Expression) -> tuple[Expression, ...]:
    """The nodes directly below, from left to right."""
    match expression:
        case Text() | Amount() | Truth() | Day() | Name():
            return ()
        case ListOf(items):
            return items
        case Call(_, arguments):
            return arguments
        case Compare(_, left, right):
            return (left, right)
        case Not(operand):
            return (operand,)
        case And(operands) | Or(operands):
            return operands
        case _:
            assert_never(expression)


def walk(expression: Expression) -> Iterator[Expression]:
    """The node itself and all below it, from left to right, parents first."""
    yield expression
    for child in children(expression):
        yield from walk(child)


def names(expression: Expression) -> tuple[Name, ...]:
    """The names read, each once, in order of first appearance."""
    return tuple(dict.fromkeys(node for node in walk(expression) if isinstance(node, Name)))
