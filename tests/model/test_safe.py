from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk.model.safe import safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Acme Research Pvt Ltd", "Acme Research Pvt Ltd"),
        ("Société Générale d'Éditique", "Société Générale d'Éditique"),
        ("\x1b]52;c;cm0gLXJm\x07rm", "]52;c;cm0gLXJmrm"),
        ("\x9b31mred", "31mred"),
        ("in\u202evoice", "invoice"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("a" + "\u0301" * 300, "a" + "\u0301" * 30),
        ("क्षि", "क्षि"),
        ("\ud800", ""),
    ],
)
def test_only_what_steers_is_taken_out(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.unmeasured
@given(st.text())
def test_safe_twice_is_safe_once(text: str) -> None:
    assert safe(safe(text)) == safe(text)
    assert not any((ord(character) < 32 and character not in "\n\t") or 127 <= ord(character) < 160 for character in safe(text))
