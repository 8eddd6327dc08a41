"""What was said, quoted in warnings: an answer, an engagement fact, a free text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import assert_never

from kporisk.assessment.phrases import LONGEST
from kporisk.model.case import EngagementValue
from kporisk.model.checklist import Checklists, Fact, FactKind, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Text, Value
from kporisk.rules.figures import Figures
from kporisk.rules.words import TONGUES

LANGUAGES = tuple(TONGUES)
_BREAKS = re.compile("[ \t-\r\x85\u2028\u2029]+")
"""White space that may break a line; what French sets before its marks stays."""
_NONE_OF_THESE: Text = {"en": "None of these", "fr": "Aucun de ces éléments"}
_BOOLEAN: Mapping[bool, Text] = {True: {"en": "Yes", "fr": "Oui"}, False: {"en": "No", "fr": "Non"}}


def quoted(text: str, lang: str) -> str:
    """A text on one line, shortened, in the quotation marks of the language."""
    line = _BREAKS.sub(" ", text).strip()
    return Figures(TONGUES[lang]).quoted(line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…")


def answer_quoted(question: Question, value: Value, lang: str) -> str:
    """An answer in the words of its options, or with its unit."""
    return quoted(_answer(question, value, lang), lang)


def fact_quoted(fact: Fact, value: EngagementValue, checklists: Checklists, lang: str) -> str:
    """An engagement fact in the words of its options."""
    return quoted(_fact(fact, value, checklists, lang), lang)


def day(value: date, lang: str) -> str:
    """A date written out."""
    return Figures(TONGUES[lang]).day(value)


def _answer(question: Question, value: Value, lang: str) -> str:
    match question.scale:
        case OneOf(options):
            return next(option.text[lang] for option in options if option.value == value)
        case AnyOf(options):
            assert isinstance(value, tuple)
            return _joined([option.text[lang] for option in options if option.value in value]) or _NONE_OF_THESE[lang]
        case Number(none_value=none) | Age(none_value=none) if isinstance(value, str):
            assert none is not None
            return none.text[lang]
        case Number(unit=unit):
            assert isinstance(value, int | float)
            return Figures(TONGUES[lang]).amount(value, unit[lang])
        case Age():
            assert isinstance(value, date)
            return day(value, lang)
        case _:
            assert_never(question.scale)


def _fact(fact: Fact, value: EngagementValue, checklists: Checklists, lang: str) -> str:
    match fact.kind:
        case FactKind.ENUM | FactKind.MULTI:
            chosen = value if isinstance(value, tuple) else (value,)
            return _joined([option.text[lang] for option in fact.options if option.value in chosen])
        case FactKind.BOOLEAN:
            return _BOOLEAN[bool(value)][lang]
        case FactKind.INTEGER | FactKind.NUMBER:
            assert isinstance(value, int | float)
            return Figures(TONGUES[lang]).number(value)
        case FactKind.DATE:
            assert isinstance(value, date)
            return day(value, lang)
        case FactKind.COUNTRY | FactKind.COUNTRY_LIST:
            codes = value if isinstance(value, tuple) else (str(value),)
            return _joined([checklists.territories.by_code[code].name[lang] for code in codes])
        case FactKind.LANGUAGE:
            return str(value)
        case FactKind.TIMEZONES:
            assert isinstance(value, Mapping)
            return _joined([f"{code} {zone}" for code, zone in sorted(value.items())])
        case _:
            assert_never(fact.kind)


def _joined(texts: Sequence[str]) -> str:
    return ", ".join(texts)
