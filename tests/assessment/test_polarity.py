from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kporisk.assessment.polarity import affirms, denies
from kporisk.model.case import Answer, Status
from kporisk.model.scale import Number, Value
from tests.worlds import best, said, shipped, worst

QUESTIONS = shipped().checklists.question


@pytest.mark.parametrize(
    ("id", "value", "yes", "no"),
    [
        ("hc_disciplinary", "yes", True, False),
        ("hc_disciplinary", "partial", False, False),
        ("hc_disciplinary", "no", False, True),
        ("lc_escalation", "operating", True, False),
        ("ip_incident_history", "none", True, False),
        ("ip_nda_entity", "none", False, True),
        ("ds_bcp", (), False, True),
        ("ds_bcp", ("plan",), False, False),
        ("ds_bcp", ("plan", "site_network", "absence", "country", "exercised"), True, False),
        ("ds_mfa", 100, True, False),
        ("ds_mfa", 99.5, False, False),
        ("ds_mfa", "not_measured", False, True),
        ("lc_overlap_hours", 8, False, False),
        ("ds_assurance_date", date(2026, 1, 1), False, False),
        ("ds_assurance_date", "never", False, True),
    ],
)
def test_yes_and_no(id: str, value: Value, yes: bool, no: bool) -> None:
    assert (affirms(QUESTIONS[id], said(value)), denies(QUESTIONS[id], said(value))) == (yes, no)


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.NOT_APPLICABLE])
def test_what_is_not_answered_says_neither(status: Status) -> None:
    question = QUESTIONS["hc_disciplinary"]
    assert not affirms(question, Answer(status)) and not denies(question, Answer(status))


def test_no_answer_says_both() -> None:
    for question in QUESTIONS.values():
        assert not denies(question, said(best(question)))
        if not isinstance(question.scale, Number) or question.scale.none_value is not None:
            assert denies(question, said(worst(question))) and not affirms(question, said(worst(question)))


def test_another_unit_than_a_share_never_affirms() -> None:
    question = QUESTIONS["ds_mfa"]
    assert isinstance(question.scale, Number)
    hours = replace(question, scale=replace(question.scale, unit={"en": "hours", "fr": "heures"}))
    assert affirms(question, said(100)) and not affirms(hours, said(100))
