from __future__ import annotations

from datetime import date

import pytest

from kporisk.rules.english import ENGLISH
from kporisk.rules.figures import Figures
from kporisk.rules.french import FRENCH

EN, FR = Figures(ENGLISH), Figures(FRENCH)
N = "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (0, "0", "0"),
        (100, "100", "100"),
        (0.5, "0.5", "0,5"),
        (0.1 + 0.2, "0.3", "0,3"),
        (1234567.25, "1,234,567.25", f"1{N}234{N}567,25"),
        (-3, "-3", "-3"),
    ],
)
def test_numbers(value: float, english: str, french: str) -> None:
    assert EN.number(value) == english
    assert FR.number(value) == french


@pytest.mark.parametrize(
    ("figures", "value", "unit", "said"),
    [
        (EN, 40, "%", "40%"),
        (FR, 40, "%", f"40{N}%"),
        (EN, 95, "% accurate", "95% accurate"),
        (EN, 1, "months", "1 month"),
        (EN, 1.5, "hours", "1.5 hours"),
        (EN, 0, "hours", "0 hours"),
        (EN, 1, "hours/day", "1 hour/day"),
        (EN, 1, "pieces", "1 pieces"),
        (EN, 3, "", "3"),
        (FR, 1, "mois", "1 mois"),
        (FR, 1, "heures par jour", "1 heure par jour"),
        (FR, 1.5, "heures", "1,5 heure"),
        (FR, 0, "jours", "0 jour"),
        (FR, 2, "semaines", "2 semaines"),
    ],
)
def test_units_agree_with_their_number(figures: Figures, value: float, unit: str, said: str) -> None:
    assert figures.amount(value, unit) == said


def test_shares_and_months() -> None:
    assert EN.share(0.3) == "30%"
    assert FR.share(0.125) == f"12,5{N}%"
    assert EN.full_months(1) == "1 full month"
    assert EN.full_months(25) == "25 full months"
    assert FR.full_months(1) == "1 mois entier"
    assert FR.full_months(25) == "25 mois entiers"


def test_dates() -> None:
    assert EN.day(date(2026, 1, 31)) == "31 January 2026"
    assert EN.day(date(2026, 12, 1)) == "1 December 2026"
    assert FR.day(date(2026, 8, 31)) == "31 août 2026"
    assert FR.day(date(2026, 2, 1)) == "1er février 2026"


def test_lists_and_quotations() -> None:
    assert EN.quoted("Not measured") == "“Not measured”"
    assert FR.quoted("Non mesuré") == f"«{N}Non mesuré{N}»"
    assert EN.either(["a"]) == "a"
    assert EN.either(["a", "b", "c"]) == "a, b or c"
    assert FR.both(["a", "b"]) == "a et b"
    assert EN.nor(["a", "b", "c"]) == "a nor b nor c"
    assert FR.nor(["a", "b"]) == "ni a ni b"
