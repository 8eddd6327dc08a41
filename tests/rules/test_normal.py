from __future__ import annotations

import pytest

from kporisk.rules.normal import All, Atom, Form, Some, atoms, normal
from kporisk.rules.parser import parse
from kporisk.rules.tree import Amount, Compare, Name, Operator, Root, Truth

A, B, C = (Atom(Name(Root.DERIVED, key)) for key in "abc")
NOT_A, NOT_B, NOT_C = (Atom(Name(Root.DERIVED, key), False) for key in "abc")
X = Name(Root.ANSWERS, "x")


def order(operator: Operator, *, positive: bool = True) -> Atom:
    return Atom(Compare(operator, X, Amount(1)), positive)


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ("derived.a", A),
        ("!derived.a", NOT_A),
        ("!!derived.a", A),
        ("!(derived.a && derived.b)", Some((NOT_A, NOT_B))),
        ("!(derived.a || !derived.b)", All((NOT_A, B))),
        ("derived.a && (derived.b && derived.c)", All((A, B, C))),
        ("derived.a && !(derived.b || derived.c)", All((A, NOT_B, NOT_C))),
        ("derived.a || (derived.b && derived.c)", Some((A, All((B, C))))),
        ("true", Atom(Truth(True))),
        ("!true", Atom(Truth(False))),
        ("answers.x == 1", order(Operator.EQUAL)),
        ("answers.x != 1", order(Operator.EQUAL, positive=False)),
        ("!(answers.x != 1)", order(Operator.EQUAL)),
        ("!(answers.x == 1)", order(Operator.EQUAL, positive=False)),
        ("!(answers.x < 1)", order(Operator.AT_LEAST)),
        ("!(answers.x <= 1)", order(Operator.MORE)),
        ("!(answers.x > 1)", order(Operator.AT_MOST)),
        ("!(answers.x >= 1)", order(Operator.LESS)),
        ("answers.x >= 1", order(Operator.AT_LEAST)),
    ],
)
def test_negations_stand_at_the_comparisons(source: str, form: Form) -> None:
    assert normal(parse(source)) == form


def test_membership_and_calls_carry_their_negation() -> None:
    form = normal(parse("!(answers.x in ['a'] || has_any(answers.y, ['b']))"))
    assert [atom.positive for atom in atoms(form)] == [False, False]


@pytest.mark.parametrize("source", ["1", "'a'", "[]", "date('2026-01-31')"])
def test_a_value_has_no_normal_form(source: str) -> None:
    with pytest.raises(AssertionError):
        normal(parse(source))
