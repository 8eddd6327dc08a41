"""Stated values as people read them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from kporisk.documents.results.values import LANGUAGES, date_text, language_name, number_text
from kporisk.rules.words import TONGUES


@pytest.mark.parametrize(
    ("day", "en", "fr"),
    [
        (date(2026, 3, 1), "1 March 2026", "1er mars 2026"),
        (date(2026, 3, 21), "21 March 2026", "21 mars 2026"),
        (date(2026, 8, 31), "31 August 2026", "31 août 2026"),
    ],
)
def test_a_day_is_written_out(day: date, en: str, fr: str) -> None:
    assert (date_text(day, "en"), date_text(day, "fr")) == (en, fr)


def test_numbers_and_languages_are_named_in_the_language() -> None:
    assert (number_text(1234.5, "en"), number_text(1234.5, "fr")) == ("1,234.5", "1\u202f234,5")
    assert (language_name("de", "en"), language_name("de", "fr"), language_name("qq", "fr")) == ("German", "allemand", "qq")


def test_every_language_of_results_has_rules_in_words() -> None:
    assert set(LANGUAGES) == set(TONGUES)
