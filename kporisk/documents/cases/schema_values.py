"""JSON Schemas of stated values and of the texts, dates and ids around them; the counterpart of `reader_values`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, assert_never

from kporisk.documents.cases.languages import language_codes
from kporisk.documents.cases.place import LIMIT_LINE, LIMIT_TEXT
from kporisk.documents.files.nodes import LIMIT_NUMBER
from kporisk.model.checklist import Checklists, Fact, FactKind, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option

Schema: TypeAlias = dict[str, Any]

_END = r"(?![\s\S])"
_NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}"
_VISIBLE = r"^(?=[\s\S]*\S)"
_LINE = r"[^\u0000-\u001f]*"

LINE: Schema = {"type": "string", "maxLength": LIMIT_LINE, "pattern": f"{_VISIBLE}{_LINE}{_END}"}
TEXT: Schema = {"type": "string", "maxLength": LIMIT_TEXT, "pattern": rf"{_VISIBLE}[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*{_END}"}
NAME: Schema = {"type": "string", "pattern": f"^{_NAME}{_END}"}
VENDOR_ID: Schema = {"type": "string", "pattern": f"^[a-z0-9][a-z0-9-]{{0,62}}{_END}"}
CITATION: Schema = {"type": "string", "maxLength": LIMIT_LINE, "pattern": rf"^{_NAME}(#{_LINE}[^\u0000-\u001f\s]{_LINE})?{_END}"}
SHA256: Schema = {"type": "string", "pattern": f"^[0-9a-fA-F]{{64}}{_END}"}
DAY: Schema = {"type": "string", "format": "date", "pattern": f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_END}"}


def options(texts: Mapping[str, str], *, titles: bool = True) -> Schema:
    """One of the keys of `texts`; with titles, which editors show, or as a plain enumeration, which is checked faster."""
    if titles:
        return {"oneOf": [{"const": value, "title": text} for value, text in texts.items()]}
    return {"enum": list(texts)}


def value_schema(question: Question, *, by_auditor: bool, titles: bool) -> Schema:
    """What may be answered to a question. `by_auditor`: options that only an auditor may state are among it."""
    match question.scale:
        case OneOf(choices):
            return options(_texts(choices, by_auditor=by_auditor), titles=titles)
        case AnyOf(choices):
            return {"type": "array", "uniqueItems": True, "items": options(_texts(choices, by_auditor=by_auditor), titles=titles)}
        case Number(minimum=least, maximum=most, none_value=none):
            return _or_option(number_schema(least, most), none)
        case Age(none_value=none):
            return _or_option(DAY, none)
    assert_never(question.scale)


def fact_schema(fact: Fact, checklists: Checklists, *, titles: bool) -> Schema:
    """What an engagement fact may say."""
    return {"title": fact.text["en"], **_fact(fact, checklists, titles=titles)}


def _fact(fact: Fact, checklists: Checklists, *, titles: bool) -> Schema:
    choices = options({option.value: option.text["en"] for option in fact.options}, titles=titles)
    countries = checklists.territories.by_code
    match fact.kind:
        case FactKind.ENUM:
            return choices
        case FactKind.MULTI:
            return {"type": "array", "uniqueItems": True, "minItems": 1, "items": choices}
        case FactKind.BOOLEAN:
            return {"type": "boolean"}
        case FactKind.INTEGER:
            return {**number_schema(fact.minimum, fact.maximum), "type": "integer"}
        case FactKind.NUMBER:
            return number_schema(fact.minimum, fact.maximum)
        case FactKind.DATE:
            return DAY
        case FactKind.COUNTRY:
            return _countries(checklists, titles=titles)
        case FactKind.COUNTRY_LIST:
            return {"type": "array", "uniqueItems": True, "minItems": 1, "items": _countries(checklists, titles=titles)}
        case FactKind.LANGUAGE:
            return {"enum": list(language_codes(checklists.territories))}
        case FactKind.TIMEZONES:
            zones = {code: {"enum": list(country.zones)} for code, country in countries.items()}
            return {"type": "object", "additionalProperties": False, "properties": zones}
    assert_never(fact.kind)


def number_schema(least: float | None, most: float | None) -> Schema:
    """A number within its limits, both included, and below 2^53 in size."""
    low: Schema = {"exclusiveMinimum": -LIMIT_NUMBER} if least is None else {"minimum": least}
    high: Schema = {"exclusiveMaximum": LIMIT_NUMBER} if most is None else {"maximum": most}
    return {"type": "number", **low, **high}


def _countries(checklists: Checklists, *, titles: bool) -> Schema:
    return options({code: country.name["en"] for code, country in checklists.territories.by_code.items()}, titles=titles)


def _texts(choices: tuple[Option, ...], *, by_auditor: bool) -> dict[str, str]:
    return {option.value: option.text["en"] for option in choices if by_auditor or not option.auditor_only}


def _or_option(body: Schema, option: Option | None) -> Schema:
    return {"anyOf": [body, {"const": option.value, "title": option.text["en"]}]} if option else body
