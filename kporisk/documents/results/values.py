"""Stated values as people read them, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kporisk.model.case import EngagementValue
from kporisk.model.checklist import Checklists, Fact, FactKind, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, Text, Value
from kporisk.rules.figures import Figures
from kporisk.rules.words import TONGUES

LANGUAGES = ("en", "fr")
_NONE_OF_THESE: Text = {"en": "None of these", "fr": "Aucun de ces éléments"}
_YES: Text = {"en": "Yes", "fr": "Oui"}
_NO: Text = {"en": "No", "fr": "Non"}
_COLON: Text = {"en": ": ", "fr": " : "}


def value_text(question: Question, value: Value) -> Text:
    """The answer's value in words: the option's text, several joined by semicolons, a number with its unit, a date written out."""
    match question.scale:
        case OneOf(options):
            return _option(options, str(value))
        case AnyOf(options):
            assert isinstance(value, tuple)
            return _joined([option.text for option in options if option.value in value]) if value else _NONE_OF_THESE
        case Number(none_value=none) | Age(none_value=none) if isinstance(value, str):
            assert none is not None
            return none.text
        case Number(unit=unit):
            assert isinstance(value, int | float)
            return {lang: f"{number_text(value, lang)} {unit[lang]}" for lang in LANGUAGES}
        case Age():
            assert isinstance(value, date)
            return {lang: date_text(value, lang) for lang in LANGUAGES}


def only_an_auditor_states(question: Question, value: Value) -> bool:
    """Whether the value is, or contains, an option that is never offered to a vendor."""
    match question.scale:
        case OneOf(options) | AnyOf(options):
            chosen = value if isinstance(value, tuple) else (value,)
            return any(option.auditor_only and option.value in chosen for option in options)
        case Number() | Age():
            return False


def fact_text(fact: Fact, value: EngagementValue, checklists: Checklists) -> Text:
    """An engagement fact's value in words."""
    territories = checklists.territories.by_code
    match fact.kind:
        case FactKind.ENUM | FactKind.MULTI:
            chosen = value if isinstance(value, tuple) else (value,)
            return _joined([option.text for option in fact.options if option.value in chosen])
        case FactKind.BOOLEAN:
            return _YES if value else _NO
        case FactKind.INTEGER | FactKind.NUMBER:
            assert isinstance(value, int | float)
            return {lang: number_text(value, lang) for lang in LANGUAGES}
        case FactKind.DATE:
            assert isinstance(value, date)
            return {lang: date_text(value, lang) for lang in LANGUAGES}
        case FactKind.COUNTRY | FactKind.COUNTRY_LIST:
            codes = value if isinstance(value, tuple) else (str(value),)
            return _joined([territories[code].name for code in codes])
        case FactKind.LANGUAGE:
            return {lang: language_name(str(value), lang) for lang in LANGUAGES}
        case FactKind.TIMEZONES:
            assert isinstance(value, Mapping)
            return {
                lang: "; ".join(f"{territories[code].name[lang]}{_COLON[lang]}{zone}" for code, zone in sorted(value.items()))
                for lang in LANGUAGES
            }


def number_text(value: int | float, lang: str) -> str:
    """A number as the language writes it, at most three decimals."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, locale=lang, format="#,##0.###"))


def date_text(value: date, lang: str) -> str:
    """A date written out: 30 June 2026, 30 juin 2026, 1er juillet 2026."""
    return Figures(TONGUES[lang]).day(value)


def language_name(code: str, lang: str) -> str:
    """A language's own name in `lang`, or its code where none is known."""
    from babel import Locale

    return str(Locale(lang).languages.get(code, code))


def _option(options: tuple[Option, ...], value: str) -> Text:
    return next(option.text for option in options if option.value == value)


def _joined(texts: list[Text]) -> Text:
    return {
        lang: "; ".join(text[lang] for text in texts) if lang == "en" else " ; ".join(text[lang] for text in texts) for lang in LANGUAGES
    }
