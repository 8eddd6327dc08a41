"""Whether an answer says yes or no: by what its scale makes of it, whatever the option is called."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from kporisk.model.case import Answer
from kporisk.model.checklist import Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf

ALMOST = 0.85
"""The least score of an option that says yes: the best one, or one by which all of it is there and only its proof is not."""

_ANY_DAY = date.min
"""Only dates are scored by the day."""


def affirms(question: Question, answer: Answer) -> bool:
    """Whether the answer says yes: the best option or nearly so, all of a list, a hundred per cent. A date or another number never does."""
    value, scale = answer.value, question.scale
    if value is None:
        return False
    match scale:
        case OneOf():
            return scale.satisfaction(value, _ANY_DAY) >= ALMOST
        case AnyOf():
            return scale.satisfaction(value, _ANY_DAY) >= scale.cap
        case Number(unit=unit):
            return unit["en"].startswith("%") and scale.satisfaction(value, _ANY_DAY) >= 1
        case Age():
            return False
        case _:
            assert_never(scale)


def denies(question: Question, answer: Answer) -> bool:
    """Whether the answer says no: the worst option, nothing of a list, the worst number or none measured, a date that never was."""
    value, scale = answer.value, question.scale
    if value is None:
        return False
    match scale:
        case OneOf() | AnyOf() | Number():
            return scale.satisfaction(value, _ANY_DAY) == 0
        case Age():
            return isinstance(value, str)
        case _:
            assert_never(scale)
