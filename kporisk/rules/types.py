"""Whether a condition says something that can be true: names, options, ranges and types, held against the vocabulary."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias, assert_never

from kporisk.model.territory import Territory
from kporisk.rules.complaint import Complaint, did_you_mean
from kporisk.rules.described import described, how_to_compare, kind_of, shown, written
from kporisk.rules.tree import Amount, And, Call, Compare, Day, Expression, Function, ListOf, Name, Not, Operator, Or, Root, Text, Truth
from kporisk.rules.vocabulary import Boolean, Choice, Countries, Country, Language, Moment, Numeric, Several, Type, Vocabulary

__all__ = ["Vocabulary", "check"]

_ARITY = {Function.SIZE: 1, Function.HAS_ANY: 2, Function.HAS_ALL: 2, Function.MONTHS_SINCE: 1, Function.SATISFACTION: 1}
_TAKES = {
    Function.SIZE: "a name that holds several options",
    Function.HAS_ANY: "two lists",
    Function.HAS_ALL: "two lists",
    Function.MONTHS_SINCE: "the name of a date",
    Function.SATISFACTION: "the name of an answer",
}
_SETS = frozenset({Function.HAS_ANY, Function.HAS_ALL})
_CODES = {"UK": "GB", "EL": "GR"}
_ENDS = (Operator.EQUAL, Operator.UNEQUAL)

Operand: TypeAlias = Name | Call
"""What has a type of its own; a literal takes the type of what it is compared with."""


def check(expression: Expression, vocabulary: Vocabulary, *, roots: Collection[str] = tuple(Root)) -> tuple[Complaint, ...]:
    """All that is wrong with a condition, in order of place; empty where it may be compiled.

    `roots` names what it may read: `("engagement", "derived")` for a condition on whether to ask.
    """
    checker = _Checker(vocabulary, frozenset(map(str, roots)))
    checker.condition(expression)
    return tuple(sorted(set(checker.complaints)))


class _Checker:
    def __init__(self, vocabulary: Vocabulary, roots: frozenset[str]) -> None:
        self.complaints: list[Complaint] = []
        self._vocabulary = vocabulary
        self._roots = roots

    def _complain(self, node: Expression, message: str) -> None:
        self.complaints.append(Complaint(node.span.start, node.span.end, message))

    def condition(self, node: Expression) -> None:
        """Checks a node that must be true or false."""
        match node:
            case And(operands) | Or(operands):
                for operand in operands:
                    self.condition(operand)
            case Not(operand):
                self.condition(operand)
            case Compare():
                self._comparison(node)
            case Call(function) if function in _SETS:
                self._set_call(node)
            case Call(function):
                if self._type(node) is not None:
                    self._complain(node, f"{function} gives a number, not a condition; compare it with <, <=, > or >=")
            case Name():
                kind = self._type(node)
                if kind is not None and not isinstance(kind, Boolean):
                    self._complain(node, f"{node.dotted} is {described(kind)}, not a condition; {how_to_compare(kind)}")
            case Truth():
                pass
            case Text() | Amount() | Day() | ListOf():
                self._complain(node, f"{kind_of(node)} is not a condition")
            case _:
                assert_never(node)

    def _comparison(self, node: Compare) -> None:
        whole = [side for side in (node.left, node.right) if _is_condition(side)]
        for side in whole:
            hint = (
                "; write !(…) round the whole comparison, or !="
                if isinstance(side, Not)
                else "; write it alone, with ! for its opposite, or join with && and ||"
            )
            self._complain(side, f"a condition cannot be compared{hint}")
            self.condition(side)
        if whole:
            return
        if node.operator is Operator.IN:
            self._membership(node)
            return
        match node.left, node.right:
            case (Name() | Call()) as left, (Name() | Call()) as right:
                self._two(node, left, right)
            case (Name() | Call()) as operand, literal:
                self._against(node, operand, literal)
            case literal, (Name() | Call()) as operand:
                self._against(node, operand, literal)
            case _:
                self._complain(node, "two fixed values are compared; one side must be a name")

    def _two(self, node: Compare, left: Operand, right: Operand) -> None:
        kinds = self._type(left), self._type(right)
        if kinds[0] is None or kinds[1] is None:
            return
        if left == right:
            self._complain(node, "both sides are the same")
        elif isinstance(kinds[0], Choice | Several) and type(kinds[0]) is type(kinds[1]):
            self._complain(node, "unlike types: the options of two names are never the same thing; compare each with its own")
        elif type(kinds[0]) is not type(kinds[1]):
            self._complain(node, f"unlike types: {described(kinds[0])} and {described(kinds[1])} cannot be compared")
        elif node.operator not in _ENDS and not isinstance(kinds[0], Numeric | Moment):
            self._complain(node, f"{described(kinds[0])} has no order; use == or !=")

    def _against(self, node: Compare, operand: Operand, literal: Expression) -> None:
        kind = self._type(operand)
        if kind is None:
            return
        if node.operator in _ENDS:
            self._fits(literal, kind, operand)
        elif not isinstance(kind, Numeric | Moment):
            self._complain(node, f"{described(kind)} has no order; {how_to_compare(kind)}")
        elif isinstance(literal, Text):
            self._complain(literal, f"{shown(literal)} has no order; compare it with == or !=, and {described(kind)} with a value")
        else:
            self._fits(literal, kind, operand)

    def _membership(self, node: Compare) -> None:
        match node.left, node.right:
            case (Name() | Call()) as operand, ListOf(items):
                kind = self._type(operand)
                if not items:
                    self._complain(node.right, "nothing is in an empty list")
                if isinstance(kind, Several | Countries):
                    self._complain(node, f"{written(operand)} is {described(kind)}; write has_any({written(operand)}, […])")
                elif kind is not None:
                    for item in items:
                        self._fits(item, kind, operand)
            case (Text() | Amount() | Truth() | Day()) as literal, (Name() | Call()) as operand:
                self._within(node, operand, literal)
            case (Name() | Call()) as left, (Name() | Call()) as right:
                kinds = self._type(left), self._type(right)
                if None not in kinds and not (isinstance(kinds[0], Country) and isinstance(kinds[1], Countries)):
                    self._complain(
                        node, f"the right side of `in` is a list or a name that holds several of the left; {written(right)} is not"
                    )
            case _, ListOf():
                self._complain(node, "two fixed values are compared; one side must be a name")
            case _:
                self._complain(node.right, "the right side of `in` is a list in [ ] or a name that holds several values")

    def _within(self, node: Compare, operand: Operand, literal: Expression) -> None:
        kind = self._type(operand)
        match kind:
            case None:
                pass
            case Several() | Countries():
                self._element(literal, kind, operand)
            case _:
                self._complain(node.right, f"{written(operand)} is {described(kind)}, not a list; compare it with ==")

    def _type(self, node: Operand) -> Type | None:
        """The type of a name or a call; None where it has been complained about."""
        match node:
            case Name():
                return self._name(node)
            case Call():
                return self._call(node)
            case _:
                assert_never(node)

    def _name(self, node: Name) -> Type | None:
        if node.root not in self._roots:
            self._complain(node, f"{node.dotted} cannot be read here; this condition may read {' and '.join(sorted(self._roots))} only")
            return None
        known = self._vocabulary.entries[node.root]
        if node.key in known:
            return known[node.key].type
        if node.root is Root.ENGAGEMENT and node.key in self._vocabulary.unusable:
            self._complain(node, f"{node.dotted} cannot be read by a rule")
            return None
        elsewhere = [root for root in Root if node.key in self._vocabulary.entries[root]]
        hint = f" Did you mean {elsewhere[0]}.{node.key}?" if elsewhere else did_you_mean(node.key, known, noun="Known")
        self._complain(node, f"there is no {node.dotted}.{hint}")
        return None

    def _call(self, node: Call) -> Type | None:
        if not self._arity(node):
            return None
        argument = node.arguments[0]
        kind = self._type(argument) if isinstance(argument, Name) else None
        if kind is None and isinstance(argument, Name):
            return None
        match node.function:
            case Function.SIZE if isinstance(kind, Several):
                return Numeric(0, len(kind.options))
            case Function.SIZE if isinstance(kind, Countries):
                return Numeric(0)
            case Function.MONTHS_SINCE if isinstance(kind, Moment):
                return Numeric()
            case Function.SATISFACTION if isinstance(argument, Name) and argument.root is Root.ANSWERS:
                return Numeric(0, 1)
            case _:
                found = written(argument) if isinstance(argument, Name) else kind_of(argument)
                self._complain(node, f"{node.function} takes {_TAKES[node.function]}, not {found}")
                return None

    def _arity(self, node: Call) -> bool:
        wanted = _ARITY[node.function]
        if len(node.arguments) == wanted:
            return True
        self._complain(
            node, f"{node.function} takes {_TAKES[node.function]}: {wanted} argument{'s' if wanted > 1 else ''}, not {len(node.arguments)}"
        )
        return False

    def _set_call(self, node: Call) -> None:
        if not self._arity(node):
            return
        match node.arguments:
            case (ListOf(), ListOf()):
                self._complain(node, "two fixed values are compared; one side must be a name")
            case (Name() as name, ListOf() as literal) | (ListOf() as literal, Name() as name):
                self._listed(literal, self._list_type(name), name)
            case (Name() as left, Name() as right):
                kinds = self._list_type(left), self._list_type(right)
                if None not in kinds and (left == right or not all(isinstance(kind, Countries) for kind in kinds)):
                    self._complain(node, "two names are compared that do not hold the same kind of values")
            case arguments:
                for argument in arguments:
                    if not isinstance(argument, Name | ListOf):
                        self._complain(argument, f"{node.function} takes two lists; {kind_of(argument)} is none")

    def _list_type(self, name: Name) -> Several | Countries | None:
        """The type of a name that holds several values; None where something has been complained about."""
        kind = self._type(name)
        if kind is None or isinstance(kind, Several | Countries):
            return kind
        self._complain(name, f"{name.dotted} is {described(kind)}, not a list; {how_to_compare(kind)}")
        return None

    def _listed(self, literal: ListOf, kind: Several | Countries | None, name: Name) -> None:
        if not literal.items:
            self._complain(literal, "the list is empty, so that this is never or always true")
        if kind is not None:
            for item in literal.items:
                self._element(item, kind, name)

    def _fits(self, literal: Expression, kind: Type, operand: Operand) -> None:
        """Complains unless `literal` is a value that `operand`, of type `kind`, can have."""
        match kind, literal:
            case Choice(options), Text(value):
                self._option(literal, value, options, operand)
            case ((Several() | Countries()), ListOf(items)):
                for item in items:
                    self._element(item, kind, operand)
            case Numeric(), Amount(value):
                self._range(literal, value, kind, operand)
            case ((Numeric(none_value=str(none)) | Moment(none_value=str(none))), Text(value)):
                self._option(literal, value, (none,), operand)
            case Country(), Text(value):
                self._country(literal, value)
            case Language(), Text(value):
                if not (value.isascii() and value.isalpha() and value.islower() and len(value) in (2, 3)):
                    self._complain(literal, f"{shown(literal)} is not a language code; write two small letters, such as 'fr'")
            case (Moment(), Day()) | (Boolean(), Truth()):
                pass
            case _:
                self._complain(literal, f"unlike types: {written(operand)} is {described(kind)}, this is {kind_of(literal)}")

    def _element(self, literal: Expression, kind: Several | Countries, operand: Operand) -> None:
        self._fits(literal, Choice(kind.options) if isinstance(kind, Several) else Country(), operand)

    def _option(self, node: Expression, value: str, options: Collection[str], operand: Operand) -> None:
        if value not in options:
            self._complain(node, f"{written(operand)} has no option {value!r}.{did_you_mean(value, options, noun='Its options')}")

    def _country(self, node: Text, value: str) -> None:
        countries = self._vocabulary.countries
        known = value in countries if countries else len(value) == len("FR") and value.isascii() and value.isalpha() and value.isupper()
        if known:
            return
        meant = _CODES.get(value.upper()) or _by_name(value, countries)
        hint = f" Did you mean {meant}?" if meant else ""
        self._complain(node, f"there is no country {value!r}; countries are two capital letters (ISO 3166-1).{hint}")

    def _range(self, node: Expression, value: float, kind: Numeric, operand: Operand) -> None:
        low, high = kind.minimum, kind.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = f"at least {low:g}" if high is None else f"at most {high:g}" if low is None else f"between {low:g} and {high:g}"
            self._complain(node, f"{value:g} is outside the range: {written(operand)} is {bounds}")


def _by_name(value: str, countries: Collection[str]) -> str | None:
    """The code of the country that has this code or name in another spelling."""
    for code in countries:
        territory = countries[code] if isinstance(countries, Mapping) else None
        named = territory.name.values() if isinstance(territory, Territory) else ()
        if value.casefold() in {code.casefold(), *(text.casefold() for text in named)}:
            return code
    return None


def _is_condition(node: Expression) -> bool:
    return isinstance(node, And | Or | Not | Compare) or (isinstance(node, Call) and node.function in _SETS)
