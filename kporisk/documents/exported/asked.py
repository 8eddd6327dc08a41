"""A question as a vendor reads it, so that two clients can tell whether they ask the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from kporisk.documents.cases.normal import plain
from kporisk.documents.files.digest import digest
from kporisk.model.checklist import Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, Text

Document = Mapping[str, Any]


def asked(question: Question) -> dict[str, Any]:
    """Its text and what may be answered, in every language; nothing of what an answer is worth, or of what only an auditor states.

    The order of options has no meaning, so they stand in the order of their ids.
    """
    return {"text": dict(question.text), **_scale(question)}


def digest_of(form: Document) -> str:
    """SHA-256, in hexadecimal, of a question as it was read: the same wherever it has the same text, options, limits and unit."""
    return digest(form)


def _scale(question: Question) -> dict[str, Any]:
    match question.scale:
        case OneOf(options):
            return {"kind": "one_of", "options": _offered(options)}
        case AnyOf(options):
            return {"kind": "any_of", "options": _offered(options)}
        case Number(minimum, maximum, unit, _, none):
            limits = {"minimum": plain(minimum)} | ({} if maximum is None else {"maximum": plain(maximum)})
            return {"kind": "number", **limits, "unit": dict(unit), "options": _offered((none,) if none else ())}
        case Age(none_value=none):
            return {"kind": "date", "options": _offered((none,) if none else ())}
    assert_never(question.scale)


def _offered(options: tuple[Option, ...]) -> dict[str, Text]:
    return {option.value: dict(option.text) for option in sorted(options, key=lambda one: one.value) if not option.auditor_only}
