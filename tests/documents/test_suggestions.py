from __future__ import annotations

from kporisk.documents.files.suggestions import listed, nearest, shown


def test_the_nearest_word_is_found_whatever_its_letter_case() -> None:
    assert nearest("DS-MFAA", ["ds_mfa", "ds_bcp"]) == "ds_mfa"
    assert nearest("Asia/kolkatta", ["Asia/Kolkata", "Asia/Karachi"]) == "Asia/Kolkata"
    assert nearest("quite different", ["ds_mfa"]) is None
    assert nearest("anything", []) is None


def test_equally_near_words_do_not_depend_on_their_order() -> None:
    assert nearest("ab", ["aba", "abb"]) == nearest("ab", ["abb", "aba"])


def test_what_is_shown_is_short_and_cannot_write_to_a_terminal() -> None:
    assert shown("ds_mfa") == "ds_mfa"
    assert shown("a\x1b]52;c\u202e\n") == "a\\x1b]52;c\\u202e\\n"
    assert len(shown("x" * 500)) == 60


def test_words_are_listed_as_people_do() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"
