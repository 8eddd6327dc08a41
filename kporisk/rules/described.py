"""Types and nodes as complaints speak of them."""

from __future__ import annotations

from typing import assert_never

from kporisk.rules.tree import Amount, And, Call, Compare, Day, Expression, ListOf, Name, Not, Or, Text, Truth
from kporisk.rules.vocabulary import Boolean, Choice, Countries, Country, Language, Moment, Numeric, Several, Type


def written(node: Expression) -> str:
    """A name or a call as it is written; of anything else, what kind it is."""
    match node:
        case Name():
            return node.dotted
        case Call(function, arguments):
            return f"{function}({', '.join(map(written, arguments))})"
        case _:
            return kind_of(node)


def shown(node: Text) -> str:
    """A text literal, in quotes."""
    return repr(node.value)


def described(kind: Type) -> str:
    """What a name of this type holds."""
    match kind:
        case Choice():
            return "an option"
        case Several():
            return "a list of options"
        case Numeric():
            return "a number"
        case Moment():
            return "a date"
        case Boolean():
            return "true or false"
        case Country():
            return "a country"
        case Countries():
            return "a list of countries"
        case Language():
            return "a language"
        case _:
            assert_never(kind)


def how_to_compare(kind: Type) -> str:
    """What to write instead."""
    match kind:
        case Choice() | Country() | Language():
            return "compare it with ==, != or in"
        case Several() | Countries():
            return "use has_any, has_all, size or =="
        case Numeric() | Moment():
            return "compare it with <, <=, > or >="
        case Boolean():
            return "write it alone, or with ! for its opposite"
        case _:
            assert_never(kind)


def kind_of(node: Expression) -> str:
    """What a literal or a condition is; a name or a call as it is written."""
    match node:
        case Text():
            return "a text"
        case Amount():
            return "a number"
        case Truth():
            return "true or false"
        case Day():
            return "a date"
        case ListOf():
            return "a list"
        case Name() | Call():
            return written(node)
        case Compare() | Not() | And() | Or():
            return "a condition"
        case _:
            assert_never(node)
