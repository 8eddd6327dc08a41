"""Values in a rule's own cases: from what stands in the file to what a rule compares, by the type that the vocabulary gives the name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, assert_never

from kporisk.documents.content.folders import did_you_mean
from kporisk.documents.files.suggestions import listed, shown
from kporisk.rules.vocabulary import Boolean, Choice, Countries, Country, Language, Moment, Numeric, Several, Type

_FEW = 12


class WrongValueError(Exception):
    """A value that the name cannot have; the message says what it can have."""


def value_of(kind: Type, stated: Any, *, countries: Collection[str]) -> Any:
    """The value as rules compare it: lists as sorted tuples, dates as dates. Raises WrongValueError."""
    match kind:
        case Choice(options):
            return _choice(stated, options)
        case Several(options):
            return _several(stated, options)
        case Numeric(none_value=none) | Moment(none_value=none) if none is not None and stated == none:
            return stated
        case Numeric():
            return _number(stated, kind)
        case Moment(none):
            return _day(stated, none)
        case Boolean():
            return _of(stated, bool, "true or false")
        case Country():
            return _choice(stated, countries, "a country code")
        case Countries():
            return _several(stated, countries, "country code")
        case Language():
            return _of(stated, str, "a language code")
        case _:
            assert_never(kind)


def _of(stated: Any, wanted: type, words: str) -> Any:
    if not isinstance(stated, wanted):
        raise WrongValueError(f"{words} is expected here")
    return stated


def _choice(stated: Any, options: Collection[str], words: str = "an option") -> str:
    word: str = _of(stated, str, words)
    if word not in options:
        hint = did_you_mean(word, options) or (f"; there are {listed(options)}" if len(options) <= _FEW else "")
        raise WrongValueError(f"there is no {words.removeprefix('a ').removeprefix('an ')} {shown(word)}{hint}")
    return word


def _several(stated: Any, options: Collection[str], word: str = "option") -> tuple[str, ...]:
    items: Iterable[Any] = _of(stated, list, f"a list of {word}s")
    return tuple(sorted({_choice(item, options, f"a {word}" if word != "option" else "an option") for item in items}))


def _number(stated: Any, kind: Numeric) -> int | float:
    word = f", or {kind.none_value}" if kind.none_value is not None else ""
    if isinstance(stated, bool) or not isinstance(stated, int | float):
        raise WrongValueError(f"a number{word} is expected here")
    if (kind.minimum is not None and stated < kind.minimum) or (kind.maximum is not None and stated > kind.maximum):
        bounds = (f"from {kind.minimum}" if kind.minimum is not None else "", f"to {kind.maximum}" if kind.maximum is not None else "")
        raise WrongValueError(f"the number lies outside its limits, {' '.join(filter(None, bounds))}")
    return stated


def _day(stated: Any, none_value: str | None) -> date:
    try:
        return date.fromisoformat(stated)
    except (TypeError, ValueError):
        word = f", or {none_value}" if none_value is not None else ""
        raise WrongValueError(f"a date as YYYY-MM-DD{word} is expected here") from None


def is_zone_map(stated: Any) -> bool:
    """Whether a value can be the fact `timezones`: IANA names by country code."""
    return isinstance(stated, Mapping) and all(isinstance(zone, str) for zone in stated.values())
