from __future__ import annotations

import pytest

from kporisk.documents.content.patterns import END, complaints


@pytest.mark.parametrize("inside", ["[A-Z]{2}", "[0-9]{4}-[0-9]{2}", "(?:a|b)?x", "[)*+]{1,3}", r"\(\*{2,3}", "(ab){1,9}", "[^a]{0,9}?"])
def test_a_pattern_that_may_stand(inside: str) -> None:
    assert list(complaints(f"^{inside}{END}")) == []


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("[A-Z]{2}" + END, "begins with ^"),
        ("^[A-Z]{2}$", "$ lets a newline through"),
        (r"^[A-Z]{2}\Z", "$ lets a newline through"),
        ("^[A-Z]*" + END, "repeats without end"),
        ("^[A-Z]{3,}" + END, "repeats without end"),
        ("^([A-Z]{1,3}){1,3}" + END, "for ever"),
        ("^((a){1,3}b){1,3}" + END, "for ever"),
        ("^(a|ab){1,9}" + END, "for ever"),
        (r"^(a)\1" + END, "refers back"),
        ("^(?=a)b" + END, "more than a pattern may do"),
        ("^(?P<x>a)" + END, "more than a pattern may do"),
        ("^(a" + END, "not a regular expression"),
        ("^a{2,1}" + END, "not a regular expression"),
    ],
)
def test_a_pattern_that_may_not(pattern: str, words: str) -> None:
    assert any(words in complaint for complaint in complaints(pattern)), list(complaints(pattern))
