from __future__ import annotations

import pytest

from kporisk.errors import ExitCode
from kporisk.rules.complaint import Complaint, RuleError, did_you_mean, excerpt, place


def test_an_excerpt_marks_the_place_beneath_the_line() -> None:
    source = "answers.nda == 'nun'"
    assert excerpt(source, Complaint(15, 20, "")) == "answers.nda == 'nun'\n               ^^^^^"


def test_an_excerpt_shows_only_the_line_concerned() -> None:
    source = "answers.nda == 'none'\n  && answers.x == 1\n  && answers.y == 2"
    assert excerpt(source, Complaint(27, 36, "")) == "  && answers.x == 1\n     ^^^^^^^^^"


def test_an_excerpt_that_spans_lines_marks_the_first() -> None:
    source = "answers.x ==\n 1"
    assert excerpt(source, Complaint(8, len(source), "")) == "answers.x ==\n        ^^^^"


def test_an_excerpt_at_the_end_has_one_caret_behind_the_line() -> None:
    assert excerpt("!", Complaint(1, 2, "")) == "!\n ^"
    assert excerpt("", Complaint(0, 1, "")) == "\n^"
    assert excerpt("ab", Complaint(500, 501, "")) == "ab\n  ^"


def test_an_excerpt_prints_no_control_characters_and_keeps_the_caret_in_place() -> None:
    source = "\t\x1b[31m日本 x"
    shown = excerpt(source, Complaint(source.index("x"), source.index("x") + 1, ""))
    assert shown == " \N{REPLACEMENT CHARACTER}[31m日本 x\n" + " " * 11 + "^"


def test_the_place_is_counted_from_one() -> None:
    source = "answers.nda == 'none'\n  && answers.x == 1"
    assert place(source, Complaint(0, 1, "")) == (1, 1)
    assert place(source, Complaint(27, 28, "")) == (2, 6)
    assert place(source, Complaint(999, 1000, "")) == (2, 20)


def test_an_error_carries_each_complaint_once_in_order_of_place() -> None:
    error = RuleError([Complaint(5, 6, "second"), Complaint(1, 2, "first"), Complaint(5, 6, "second")])
    assert [complaint.message for complaint in error.complaints] == ["first", "second"]
    assert str(error) == "first; second"
    assert error.exit_code is ExitCode.INVALID_DOCUMENT


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("ful", ["full", "partial"], " Did you mean full?"),
        ("FULL", ["full", "partial"], " Did you mean full?"),
        ("full", ["Full", "partial"], " Did you mean Full?"),
        ("xyz", ["none", "planned"], " Options: none, planned."),
        ("xyz", [f"name{index}" for index in range(20)], ""),
        ("xyz", [], ""),
    ],
)
def test_the_nearest_word_is_suggested_or_the_few_that_exist(word: str, known: list[str], said: str) -> None:
    assert did_you_mean(word, known, noun="Options") == said
