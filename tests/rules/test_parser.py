from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kporisk.rules.complaint import RuleError, excerpt
from kporisk.rules.parser import DEEPEST, parse
from kporisk.rules.tokens import LONGEST
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
    Text,
    Truth,
    names,
    walk,
)

A, B, C = (Name(Root.DERIVED, key) for key in "abc")
X = Name(Root.ANSWERS, "x")


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("derived.a", A),
        ("  derived.a\n", A),
        ("(derived.a)", A),
        ("true", Truth(True)),
        ("false", Truth(False)),
        ("!derived.a", Not(A)),
        ("!!derived.a", Not(Not(A))),
        ("derived.a || derived.b && derived.c", Or((A, And((B, C))))),
        ("(derived.a || derived.b) && derived.c", And((Or((A, B)), C))),
        ("derived.a && derived.b && derived.c", And((A, B, C))),
        ("derived.a || derived.b || derived.c", Or((A, B, C))),
        ("!derived.a && derived.b", And((Not(A), B))),
        ("!derived.a == derived.b", Compare(Operator.EQUAL, Not(A), B)),
        ("answers.x == 'a'", Compare(Operator.EQUAL, X, Text("a"))),
        ('answers.x != "a"', Compare(Operator.UNEQUAL, X, Text("a"))),
        ("answers.x < 1", Compare(Operator.LESS, X, Amount(1))),
        ("answers.x <= 1.5", Compare(Operator.AT_MOST, X, Amount(1.5))),
        ("answers.x > -1", Compare(Operator.MORE, X, Amount(-1))),
        ("answers.x >= 1e2", Compare(Operator.AT_LEAST, X, Amount(100))),
        ("answers.x in []", Compare(Operator.IN, X, ListOf(()))),
        ("answers.x in ['a', \"b\"]", Compare(Operator.IN, X, ListOf((Text("a"), Text("b"))))),
        ("answers.x in[1]&&derived.a", And((Compare(Operator.IN, X, ListOf((Amount(1),))), A))),
        ("answers.x == date('2026-01-31')", Compare(Operator.EQUAL, X, Day(date(2026, 1, 31)))),
        ("size(answers.x) == 0", Compare(Operator.EQUAL, Call(Function.SIZE, (X,)), Amount(0))),
        ("has_any(answers.x, ['a'])", Call(Function.HAS_ANY, (X, ListOf((Text("a"),))))),
        ("size()", Call(Function.SIZE, ())),
        ("answers . x == 1", Compare(Operator.EQUAL, X, Amount(1))),
        (r"answers.x == '\\ \' \" \n \r \t \u00e9'", Compare(Operator.EQUAL, X, Text("\\ ' \" \n \r \t é"))),
        ("answers.x == 'it\"s'", Compare(Operator.EQUAL, X, Text('it"s'))),
        ("answers.in == 1", Compare(Operator.EQUAL, Name(Root.ANSWERS, "in"), Amount(1))),
    ],
)
def test_conditions_are_read_with_the_precedence_of_cel(source: str, tree: Expression) -> None:
    assert parse(source) == tree


def test_every_node_knows_its_place() -> None:
    source = "!(answers.x in ['a', -1]) || size(answers.y) >= 2 && answers.z == date('2026-01-31')"
    shown = [source[node.span.start : node.span.end] for node in walk(parse(source))]
    assert shown == [
        source,
        "!(answers.x in ['a', -1]"[:24],
        "answers.x in ['a', -1]",
        "answers.x",
        "['a', -1]",
        "'a'",
        "-1",
        "size(answers.y) >= 2 && answers.z == date('2026-01-31')",
        "size(answers.y) >= 2",
        "size(answers.y)",
        "answers.y",
        "2",
        "answers.z == date('2026-01-31')",
        "answers.z",
        "date('2026-01-31')",
    ]


def test_names_come_once_in_order_of_first_appearance() -> None:
    tree = parse("derived.b && (answers.x == 1 || answers.a == 2) && !derived.b && has_any(engagement.e, ['x'])")
    assert [name.dotted for name in names(tree)] == ["derived.b", "answers.x", "answers.a", "engagement.e"]


@pytest.mark.parametrize(
    ("source", "marked", "message"),
    [
        ("", "", "expected a name, a value or (, found the end."),
        ("answers.x == 'a' && ", "", "expected a name, a value or (, found the end."),
        ("answers.x = 'a'", "=", "= has no meaning in a rule. Equality is written ==."),
        ("answers.x & answers.y", "&", "& has no meaning in a rule. “And” is written &&."),
        ("answers.x + 1 > 2", "+", "+ has no meaning in a rule. A rule carries no arithmetic."),
        ("answers.x == ‘a’", "‘", "‘ has no meaning in a rule. Texts stand in straight quotes, ' or \"."),
        ("answers.x == \x00", "\x00", "U+0000 has no meaning in a rule."),
        ("#", "#", "# has no meaning in a rule."),
        ("answers.x == 'a", "'a", "this text has no closing '"),
        ("answers.x == 'a\n'", "'a\n'", "this text has no closing '"),
        ('answers.x == "a', '"a', 'this text has no closing "'),
        (r"'\q'", r"\q", "this escape is unknown; known are \\\\ \\' \\\" \\n \\r \\t and \\u with four digits"),
        (r"'\ud800'", r"\ud800", "this escape is unknown; known are \\\\ \\' \\\" \\n \\r \\t and \\u with four digits"),
        (r"'\u12'", r"\u", "this escape is unknown; known are \\\\ \\' \\\" \\n \\r \\t and \\u with four digits"),
        ("derived.a and derived.b", "and", "and is not expected here. Did you mean &&?"),
        ("not derived.a", "not", "not is not a word of the language. Did you mean !?"),
        ("derived.a == True", "True", "True is not a word of the language. Did you mean true?"),
        ("answers.x == null", "null", "null is not a word of the language; what is open needs no test: it makes the rule possible"),
        ("answers.x == full", "full", "full stands alone: a name needs its root (answers.full), a text needs quotes ('full')"),
        ("ansers.x == 1", "ansers", "names begin with answers, engagement or derived, not with ansers. Did you mean answers?"),
        ("answers == 1", "answers", "answers needs a name after it: answers.…"),
        ("answers. == 1", "==", "expected a name after answers., found ==."),
        ("answers.'x' == 1", "'x'", "expected a name after answers., found a text."),
        ("answers.x.y == 1", ".", "answers.x has nothing inside it"),
        ("in ['a']", "in", "in needs a value before it"),
        ("answers.x in ('a', 'b')", ",", "a list stands in [ ], not in ( )"),
        ("(answers.x == 1", "", "expected ) to close the parenthesis, found the end."),
        ("(derived.a derived.b)", "derived", "expected ) to close the parenthesis, found derived. Join conditions with && or ||."),
        ("derived.a derived.b", "derived", "derived is not expected here. Join conditions with && or ||."),
        ("derived.a )", ")", ") is not expected here."),
        ("answers.x in [1,]", "]", "expected a value after the comma, found ]."),
        ("answers.x in [1 2]", "2", "expected , or ] after a value of the list, found 2. Join conditions with && or ||."),
        ("has_any(answers.x, ['a'", "", "expected , or ] after a value of the list, found the end."),
        ("1 < answers.x < 3", "<", "comparisons cannot be chained; join them with &&"),
        ("answers.x - 1 > 2", "-", "- is not expected here."),
        ("answers.x == -'a'", "-", "expected a name, a value or (, found -."),
        ("answers.x == 1e999", "1e999", "this number is too large"),
        ("satisfacton(answers.x) < 1", "satisfacton", "there is no function satisfacton. Did you mean satisfaction?"),
        ("f(answers.x)", "f", "there is no function f. Functions: date, has_all, has_any, months_since, satisfaction, size."),
        ("answers.x == date('2026-02-30')", "'2026-02-30'", "a date is written date('2026-01-31') and must exist in the calendar"),
        ("answers.x == date('20260131')", "'20260131'", "a date is written date('2026-01-31') and must exist in the calendar"),
        ("answers.x == date(answers.y)", "answers", "a date is written date('2026-01-31') and must exist in the calendar"),
        ("answers.x == date('2026-01-31'", "", "expected ) after the date, found the end."),
        ("answers.x == date(", "", "a date is written date('2026-01-31') and must exist in the calendar"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_was_meant(source: str, marked: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(source)
    (complaint,) = caught.value.complaints
    assert complaint.message == message
    assert source[complaint.start : complaint.end] == marked


def test_a_condition_has_at_most_500_characters() -> None:
    longest = "derived.a" + " " * (LONGEST - len("derived.a"))
    assert parse(longest) == A
    with pytest.raises(RuleError, match="a condition has at most 500 characters, this one has 501; split the rule"):
        parse(longest + " ")


@pytest.mark.parametrize(
    ("opening", "inner", "closing"), [("(", "derived.a", ")"), ("!", "derived.a", ""), ("[", "1", "]"), ("size(", "1", ")")]
)
def test_a_condition_is_nested_20_deep_at_most(opening: str, inner: str, closing: str) -> None:
    parse(opening * DEEPEST + inner + closing * DEEPEST)
    with pytest.raises(RuleError, match="a condition may be nested 20 deep; split the rule"):
        parse(opening * (DEEPEST + 1) + inner + closing * (DEEPEST + 1))


def test_nesting_is_counted_along_one_branch_only() -> None:
    parse(" && ".join("(derived.a)" for _ in range(30)))


_WORDS = st.sampled_from(
    ["answers", "engagement", ".", "x", "nda", "==", "!=", "<", "<=", "in", "&&", "||", "!", "(", ")", "[", "]", ",", "'a'", "1", "-",
     "date",
     "size", "has_any", "satisfaction", "true", "false", " ", "'", '"', "\\", "'2026-01-31'", "1.5e3"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(_WORDS, max_size=30).map(" ".join), st.lists(_WORDS, max_size=30).map("".join)))
@example("answers.x == '" + "\\" * 9)
@example("\N{SUPERSCRIPT TWO}")
def test_nothing_but_a_rule_error_ever_leaves_the_parser(source: str) -> None:
    try:
        tree = parse(source)
    except RuleError as error:
        assert error.complaints
        assert all(excerpt(source, complaint) and 0 <= complaint.start < complaint.end for complaint in error.complaints)
    else:
        assert all(isinstance(node, get_args(Expression)) for node in walk(tree))
