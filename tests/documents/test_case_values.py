from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kporisk.documents.content.case_values import WrongValueError, is_zone_map, value_of
from kporisk.rules.vocabulary import Boolean, Choice, Countries, Country, Language, Moment, Numeric, Several, Type

CODES = ("DE", "FR", "IN")


@pytest.mark.parametrize(
    ("kind", "stated", "value"),
    [
        (Choice(("yes", "no")), "no", "no"),
        (Several(("a", "b")), ["b", "a", "b"], ("a", "b")),
        (Several(("a", "b")), [], ()),
        (Numeric(0, 100), 97.5, 97.5),
        (Numeric(0, None, "not_measured"), "not_measured", "not_measured"),
        (Moment("never"), "never", "never"),
        (Moment(), "2026-02-28", date(2026, 2, 28)),
        (Boolean(), False, False),
        (Country(), "IN", "IN"),
        (Countries(), ["IN", "DE"], ("DE", "IN")),
        (Language(), "fr", "fr"),
    ],
)
def test_a_value_as_rules_compare_it(kind: Type, stated: Any, value: Any) -> None:
    assert value_of(kind, stated, countries=CODES) == value


@pytest.mark.parametrize(
    ("kind", "stated", "words"),
    [
        (Choice(("yes", "no")), "nope", "there is no option nope; did you mean no?"),
        (Choice(("yes", "no")), "maybe", "there is no option maybe; there are yes and no"),
        (Choice(("yes", "no")), True, "an option is expected here"),
        (Choice(tuple(f"option_{n}" for n in range(20))), "x", "there is no option x"),
        (Several(("a", "b")), "a", "a list of options is expected here"),
        (Several(("a", "b")), ["c"], "there is no option c"),
        (Numeric(0, 100), True, "a number is expected here"),
        (Numeric(0, 100, "not_measured"), "97", "a number, or not_measured is expected here"),
        (Numeric(0, 100), 101, "the number lies outside its limits, from 0 to 100"),
        (Numeric(None, 100), 101, "the number lies outside its limits, to 100"),
        (Numeric(0), -1, "the number lies outside its limits, from 0"),
        (Moment("never"), "2026-02-30", "a date as YYYY-MM-DD, or never is expected here"),
        (Moment(), 2026, "a date as YYYY-MM-DD is expected here"),
        (Boolean(), "yes", "true or false is expected here"),
        (Country(), "India", "there is no country code India"),
        (Countries(), ["UK"], "there is no country code UK"),
        (Language(), 5, "a language code is expected here"),
    ],
)
def test_a_value_that_the_name_cannot_have(kind: Type, stated: Any, words: str) -> None:
    with pytest.raises(WrongValueError) as caught:
        value_of(kind, stated, countries=CODES)
    assert str(caught.value).startswith(words)


def test_time_zones_by_country_code() -> None:
    assert is_zone_map({"US": "America/New_York"})
    assert not is_zone_map({"US": 5})
    assert not is_zone_map("America/New_York")
