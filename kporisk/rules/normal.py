"""The negation normal form: every `!` pushed down to the comparison it turns round.

Three-valued evaluation needs it, because a comparison of an answer that was neither asked nor stated is false in the negated form too:
pushed to the leaves, a negation turns a comparison and never the silence about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from kporisk.rules.tree import Amount, And, Call, Compare, Day, Expression, ListOf, Name, Not, Operator, Or, Text, Truth


@dataclass(frozen=True, slots=True)
class Atom:
    """One comparison, call, boolean name or boolean literal; with `positive` false, its opposite.

    `!=` stands as the opposite of `==`. Order comparisons and literals are always positive: their opposites are of the same kind.
    """

    expression: Compare | Call | Name | Truth
    positive: bool = True


@dataclass(frozen=True, slots=True)
class All:
    """Two or more forms that must all hold, none of them an All."""

    parts: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Two or more forms of which one must hold, none of them a Some."""

    parts: tuple[Form, ...]


Form: TypeAlias = Atom | All | Some

_OPPOSITE = {
    Operator.LESS: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.LESS,
    Operator.AT_MOST: Operator.MORE,
    Operator.MORE: Operator.AT_MOST,
}


def normal(expression: Expression, *, positive: bool = True) -> Form:
    """The normal form of a condition, or of its opposite; the condition must have passed `check`."""
    match expression:
        case Not(operand):
            return normal(operand, positive=not positive)
        case And(operands) | Or(operands):
            return _joined(
                All if isinstance(expression, And) is positive else Some, [normal(operand, positive=positive) for operand in operands]
            )
        case Compare(operator, left, right, span):
            if operator in _OPPOSITE:
                return Atom(expression if positive else Compare(_OPPOSITE[operator], left, right, span))
            if operator is Operator.UNEQUAL:
                return Atom(Compare(Operator.EQUAL, left, right, span), not positive)
            return Atom(expression, positive)
        case Truth(value, span):
            return Atom(Truth(value is positive, span))
        case Name() | Call():
            return Atom(expression, positive)
        case Text() | Amount() | Day() | ListOf():
            raise AssertionError("a value stands where a condition is needed; check refuses it")
        case _:
            assert_never(expression)


def _joined(node: type[All] | type[Some], forms: list[Form]) -> Form:
    parts: list[Form] = []
    for form in forms:
        parts.extend(form.parts if isinstance(form, node) else (form,))
    return node(tuple(parts))


def atoms(form: Form) -> Iterator[Atom]:
    """The atoms from left to right."""
    match form:
        case Atom():
            yield form
        case All(parts) | Some(parts):
            for part in parts:
                yield from atoms(part)
        case _:
            assert_never(form)
