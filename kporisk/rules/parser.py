"""From tokens to the syntax tree: recursive descent with the precedence of CEL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from math import isfinite

from kporisk.rules.complaint import Complaint, RuleError, did_you_mean
from kporisk.rules.tokens import Kind, Token, tokens
from kporisk.rules.tree import (
    Amount,
    And,
    Call,
    Compare,
    Day,
    Expression,
    Function,
    ListOf,
    Name,
    Not,
    Operator,
    Or,
    Root,
    Span,
    Text,
    Truth,
)

DEEPEST = 20
"""How deep parentheses, lists, calls and negations may be nested."""

_RELATIONS = {str(operator): operator for operator in Operator}
_ROOTS = frozenset(str(root) for root in Root)
_FUNCTIONS = frozenset(str(function) for function in Function)
_MEANT = {"and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||", "NOT": "!", "True": "true", "False": "false"}
_NOTHING = frozenset({"null", "None", "nil", "undefined"})


@lru_cache(maxsize=1024)
def parse(source: str) -> Expression:
    """The syntax tree of a condition; kept, since whoever reads a checklist checks its conditions before they are compiled.

    Raises RuleError with the place of what cannot be read: 500 characters and depth 20 at most.
    """
    return _Parser(tokens(source)).whole()


class _Parser:
    def __init__(self, line: tuple[Token, ...]) -> None:
        self._line = line
        self._at = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._disjunction()
        if self._next.kind is not Kind.END:
            raise self._complain(self._next, f"{_shown(self._next)} is not expected here.{_meant(self._next)}")
        return expression

    @property
    def _next(self) -> Token:
        return self._line[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _sees(self, *signs: str) -> bool:
        return self._next.kind is Kind.SIGN and self._next.text in signs

    def _expect(self, sign: str, purpose: str) -> Token:
        if not self._sees(sign):
            raise self._complain(self._next, f"expected {sign} {purpose}, found {_shown(self._next)}.{_meant(self._next)}")
        return self._take()

    @staticmethod
    def _complain(token: Token, message: str) -> RuleError:
        return RuleError([Complaint(token.start, max(token.end, token.start + 1), message)])

    def _nested(self, opening: Token, read: Callable[[], Expression]) -> Expression:
        if self._depth == DEEPEST:
            raise self._complain(opening, f"a condition may be nested {DEEPEST} deep; split the rule")
        self._depth += 1
        expression = read()
        self._depth -= 1
        return expression

    def _disjunction(self) -> Expression:
        return self._joined("||", self._conjunction, Or)

    def _conjunction(self) -> Expression:
        return self._joined("&&", self._relation, And)

    def _joined(self, sign: str, read: Callable[[], Expression], node: type[And] | type[Or]) -> Expression:
        operands = [read()]
        while self._sees(sign):
            self._take()
            operands.append(read())
        if len(operands) == 1:
            return operands[0]
        return node(tuple(operands), Span(operands[0].span.start, operands[-1].span.end))

    def _relation(self) -> Expression:
        left = self._unary()
        operator = self._operator()
        if operator is None:
            return left
        right = self._unary()
        token = self._next
        if self._operator() is not None:
            raise self._complain(token, "comparisons cannot be chained; join them with &&")
        return Compare(operator, left, right, Span(left.span.start, right.span.end))

    def _operator(self) -> Operator | None:
        if self._next.kind in (Kind.SIGN, Kind.WORD) and self._next.text in _RELATIONS:
            return _RELATIONS[self._take().text]
        return None

    def _unary(self) -> Expression:
        if not self._sees("!"):
            return self._primary()
        sign = self._take()
        operand = self._nested(sign, self._unary)
        return Not(operand, Span(sign.start, operand.span.end))

    def _primary(self) -> Expression:
        token = self._take()
        match token.kind:
            case Kind.STRING:
                return Text(token.text, Span(token.start, token.end))
            case Kind.NUMBER:
                return self._amount(token, token)
            case Kind.WORD:
                return self._word(token)
            case Kind.SIGN if token.text == "(":
                inner = self._nested(token, self._disjunction)
                if self._sees(","):
                    raise self._complain(self._next, "a list stands in [ ], not in ( )")
                self._expect(")", "to close the parenthesis")
                return inner
            case Kind.SIGN if token.text == "[":
                items, end = self._sequence(token, "]", "the list")
                return ListOf(items, Span(token.start, end))
            case Kind.SIGN if token.text == "-" and self._next.kind is Kind.NUMBER:
                return self._amount(token, self._take())
            case _:
                raise self._complain(token, f"expected a name, a value or (, found {_shown(token)}.")

    def _amount(self, first: Token, digits: Token) -> Amount:
        value = float(digits.text)
        if not isfinite(value):
            raise self._complain(digits, "this number is too large")
        return Amount(-value if first is not digits else value, Span(first.start, digits.end))

    def _sequence(self, opening: Token, closing: str, whole: str) -> tuple[tuple[Expression, ...], int]:
        """The comma-separated expressions up to `closing`, and the offset behind it."""
        items: list[Expression] = []
        while not self._sees(closing):
            items.append(self._nested(opening, self._disjunction))
            if not self._sees(closing):
                self._expect(",", f"or {closing} after a value of {whole}")
                if self._sees(closing):
                    raise self._complain(self._next, f"expected a value after the comma, found {closing}.")
        return tuple(items), self._take().end

    def _word(self, token: Token) -> Expression:
        if token.text in ("true", "false"):
            return Truth(token.text == "true", Span(token.start, token.end))
        if self._sees("("):
            return self._call(token)
        if token.text in _ROOTS and self._sees("."):
            return self._name(token)
        raise self._complain(token, _misplaced(token, self._sees(".")))

    def _name(self, root: Token) -> Name:
        self._take()
        if self._next.kind is not Kind.WORD:
            raise self._complain(self._next, f"expected a name after {root.text}., found {_shown(self._next)}.")
        key = self._take()
        if self._sees("."):
            raise self._complain(self._next, f"{root.text}.{key.text} has nothing inside it")
        return Name(Root(root.text), key.text, Span(root.start, key.end))

    def _call(self, word: Token) -> Expression:
        opening = self._take()
        if word.text == "date":
            return self._day(word)
        if word.text not in _FUNCTIONS:
            hint = did_you_mean(word.text, (*_FUNCTIONS, "date"), noun="Functions")
            raise self._complain(word, f"there is no function {word.text}.{hint}")
        arguments, end = self._sequence(opening, ")", str(word.text))
        return Call(Function(word.text), arguments, Span(word.start, end))

    def _day(self, word: Token) -> Day:
        literal = self._take()
        try:
            if literal.kind is not Kind.STRING or len(literal.text) != len("2026-01-31"):
                raise ValueError
            value = date.fromisoformat(literal.text)
        except ValueError:
            raise self._complain(literal, "a date is written date('2026-01-31') and must exist in the calendar") from None
        end = self._expect(")", "after the date").end
        return Day(value, Span(word.start, end))


def _shown(token: Token) -> str:
    match token.kind:
        case Kind.END:
            return "the end"
        case Kind.STRING:
            return "a text"
        case _:
            return token.text


def _meant(token: Token) -> str:
    if token.text in _MEANT:
        return f" Did you mean {_MEANT[token.text]}?"
    return " Join conditions with && or ||." if token.kind in (Kind.WORD, Kind.STRING, Kind.NUMBER) else ""


def _misplaced(token: Token, dotted: bool) -> str:
    word = token.text
    if word in _RELATIONS:
        return f"{word} needs a value before it"
    if word in _ROOTS:
        return f"{word} needs a name after it: {word}.…"
    if word in _MEANT:
        return f"{word} is not a word of the language. Did you mean {_MEANT[word]}?"
    if word in _NOTHING:
        return f"{word} is not a word of the language; what is open needs no test: it makes the rule possible"
    if dotted:
        return f"names begin with answers, engagement or derived, not with {word}.{did_you_mean(word, _ROOTS, noun='Roots')}"
    return f"{word} stands alone: a name needs its root (answers.{word}), a text needs quotes ('{word}')"
