"""Stated values: what may be said to a question or as an engagement fact, by its scale or kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from kporisk.documents.cases.languages import language_codes
from kporisk.documents.cases.place import Place
from kporisk.model.case import EngagementValue
from kporisk.model.checklist import Checklists, Fact, FactKind, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, Value

COMMON_CODES = {"UK": "GB", "EL": "GR"}
"""Codes in common use that ISO 3166 keeps for the country of another code."""

_ZONES_LISTED = "`kporisk schema engagement` lists them"


def answer_value(place: Place, question: Question, *, by_auditor: bool) -> Value | None:
    """The value of an answer; None, and refused, where it is none. `by_auditor`: options that only an auditor may state are allowed."""
    full_list = f"`kporisk checklist show {question.id}` lists the options"
    match question.scale:
        case OneOf(options):
            if _auditors_own(place, options, by_auditor=by_auditor):
                return None
            return place.choice(_stated(options, by_auditor=by_auditor), "an option of this question", full_list=full_list)
        case AnyOf(options):
            if isinstance(place.node.data, tuple):
                owned = [_auditors_own(item, options, by_auditor=by_auditor) for item in place.items("options")]
                if any(owned):
                    return None
            return place.choices(_stated(options, by_auditor=by_auditor), "an option of this question", full_list=full_list)
        case Number() as scale:
            return _number_or_word(place, scale)
        case Age() as scale:
            return _day_or_word(place, scale)
    assert_never(question.scale)


def question_words(question: Question) -> frozenset[str]:
    """Every word that some answer to the question may be."""
    match question.scale:
        case OneOf(options) | AnyOf(options):
            return frozenset(option.value for option in options)
        case Number() | Age() as scale:
            return frozenset((scale.none_value.value,)) if scale.none_value else frozenset()
    assert_never(question.scale)


def fact_value(place: Place, fact: Fact, checklists: Checklists) -> EngagementValue | None:
    """The value of an engagement fact; None, and refused, where it is none."""
    match fact.kind:
        case FactKind.ENUM:
            return place.choice([option.value for option in fact.options], "an option of this fact")
        case FactKind.MULTI:
            allowed = [option.value for option in fact.options]
            return place.choices(allowed, "an option of this fact", least=1, full_list=f"allowed: {', '.join(allowed)}")
        case FactKind.BOOLEAN:
            if isinstance(place.node.data, bool):
                return place.node.data
            word = str(place.node.data).casefold()
            meant = {"yes": "true", "no": "false"}.get(word, word)
            if isinstance(place.node.data, str) and meant in ("true", "false"):
                place.refuse(f"true or false, without quotes, is wanted here, not text; did you mean {meant}?")
            else:
                place.wants("true or false, without quotes")
            return None
        case FactKind.INTEGER | FactKind.NUMBER:
            return number(place, least=fact.minimum, most=fact.maximum, unit="", whole=fact.kind is FactKind.INTEGER)
        case FactKind.DATE:
            return place.day()
        case FactKind.COUNTRY:
            return _country(place, checklists)
        case FactKind.COUNTRY_LIST:
            return _countries(place, checklists)
        case FactKind.LANGUAGE:
            return place.choice(language_codes(checklists.territories), "a language code of ISO 639, such as en")
        case FactKind.TIMEZONES:
            return _zones(place, checklists)
    assert_never(fact.kind)


def number(
    place: Place, *, least: float | None, most: float | None, unit: str, whole: bool = False, word: str | None = None
) -> int | float | None:
    """A number within its limits, both included."""
    low, high = (None if limit is None else str(int(limit) if limit == int(limit) else limit) for limit in (least, most))
    limits = f"from {low} to {high}" if low and high else f"of {low} or more" if low else f"of {high} or less" if high else ""
    wanted = " ".join(filter(None, (f"a {'whole ' if whole else ''}number", limits, f"({unit})" if unit else "")))
    wanted += f", or {word}" if word else ""
    data = place.node.data
    if isinstance(data, str):
        near = place.reading.nearest(data, [word]) if word else None
        place.refuse(f"did you mean {near}?" if near else f"{wanted} is wanted here, without quotes or unit, not text")
    elif isinstance(data, bool) or not isinstance(data, int | float):
        place.wants(wanted)
    elif whole and not isinstance(data, int):
        place.refuse(f"{wanted} is wanted here, not a fraction")
    elif (least is not None and data < least) or (most is not None and data > most):
        place.refuse(f"this number lies outside its limits; {wanted} is wanted here")
    else:
        return data
    return None


def _number_or_word(place: Place, scale: Number) -> Value | None:
    word = scale.none_value.value if scale.none_value else None
    if word is not None and place.node.data == word:
        return word
    return number(place, least=scale.minimum, most=scale.maximum, unit=scale.unit["en"], word=word)


def _day_or_word(place: Place, scale: Age) -> Value | None:
    word = scale.none_value.value if scale.none_value else None
    data = place.node.data
    if word is None or (isinstance(data, str) and data[:1].isdigit()):
        return place.day()
    if data == word:
        return word
    wanted = f"a date as YYYY-MM-DD, or {word},"
    if isinstance(data, str):
        place.refuse(f"{wanted} is wanted here")
    else:
        place.wants(wanted.rstrip(","))
    return None


def _stated(options: tuple[Option, ...], *, by_auditor: bool) -> list[str]:
    return [option.value for option in options if by_auditor or not option.auditor_only]


def _auditors_own(place: Place, options: tuple[Option, ...], *, by_auditor: bool) -> bool:
    """Refuse an option that only an auditor may state where somebody else speaks."""
    if by_auditor or place.node.data not in [option.value for option in options if option.auditor_only]:
        return False
    place.refuse("only the auditor states this option, in the case itself; a response gives another")
    return True


def _country(place: Place, checklists: Checklists) -> str | None:
    data, countries = place.node.data, checklists.territories.by_code
    if isinstance(data, str) and data in countries:
        return data
    if isinstance(data, str) and (code := _country_meant(data, checklists)):
        place.refuse(f"not a country code of ISO 3166 (two capital letters); did you mean {code}?")
        return None
    return place.choice(countries, "a country code of ISO 3166 (two capital letters, such as IN)")


def _country_meant(word: str, checklists: Checklists) -> str | None:
    countries = checklists.territories.by_code
    code = COMMON_CODES.get(word.upper(), word.upper())
    if code in countries:
        return code
    if len(word) < 3:
        return None
    folded = word.casefold()
    return next((code for code, country in countries.items() if folded in {name.casefold() for name in country.name.values()}), None)


def _countries(place: Place, checklists: Checklists) -> Value | None:
    items = place.items("countries")
    codes = [_country(item, checklists) for item in items]
    seen: set[str] = set()
    for item, code in zip(items, codes, strict=True):
        if code in seen:
            item.refuse("this country stands in the list twice")
        elif code is not None:
            seen.add(code)
    if isinstance(place.node.data, tuple) and not items:
        place.refuse("the list is empty; give at least one country")
    return tuple(sorted(seen)) if seen and len(seen) == len(items) else None


def _zones(place: Place, checklists: Checklists) -> Mapping[str, str]:
    countries = checklists.territories.by_code
    zones: dict[str, str] = {}
    for code, item in place.entries("time zones by country code").items():
        if code not in countries:
            near = code.upper() if code.upper() in countries else item.reading.nearest(code, countries)
            item.refuse("no country has this code" + (f"; did you mean {near}?" if near else ""), at_key=True)
        elif zone := item.choice(tuple(countries[code].zones), f"an IANA time zone of {code}", full_list=_ZONES_LISTED):
            zones[code] = zone
    return dict(sorted(zones.items()))
