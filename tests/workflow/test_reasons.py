"""The reasons for which other checklists move a vendor: they tell all of the difference, rules first."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kporisk.assessment.assess import assess
from kporisk.documents.cases.carried import carry
from kporisk.documents.cases.normal import case_from_normal, normal_form
from kporisk.documents.cases.reader import read_case
from kporisk.documents.files.digest import canonical
from kporisk.documents.results.assessment import assessment_document
from kporisk.model.case import Case
from kporisk.model.checklist import Checklists, Question
from kporisk.model.method import Method
from kporisk.model.scale import OneOf
from kporisk.resources import folder
from kporisk.workflow.change import Previous, between
from kporisk.workflow.library import Library
from kporisk.workflow.programme.reasons import Reason, reasons
from tests.worlds import shipped

DAY = date(2026, 11, 24)
EXAMPLES = folder("checklists") / "examples"
CASE = read_case(EXAMPLES / "analytics-firm/case.yaml", shipped().checklists)
HELD = read_case(EXAMPLES / "medical-coder.yaml", shipped().checklists)
"""Rules hold its tier."""


def with_questions(edit: Callable[[Question], Question | None]) -> Checklists:
    """The shipped checklists after an edit; None takes a question away."""
    lists = tuple(
        replace(one, questions=tuple(kept for item in one.questions if (kept := edit(item)))) for one in shipped().checklists.checklists
    )
    return replace(shipped().checklists, checklists=lists)


def told(checklists: Checklists, method: Method | None = None, *, as_of: date = DAY, of: Case = CASE) -> tuple[Reason, ...]:
    """The reasons for which an example moves, whose points sum to all of the difference."""
    library = Library(checklists, method or shipped().method, ())
    old = assessment_document(assess(shipped().checklists, shipped().method, of, DAY))
    case = case_from_normal(carry(normal_form(of), checklists).document, checklists)
    change = between(Previous("record 7", old, canonical(normal_form(of)), recorded=True), case, library, as_of=as_of)
    found = reasons(change)
    for index, end in enumerate(("told", "proven")):
        assert math.fsum(one.points[index] for one in found if one.points) == pytest.approx(change["points"][end], abs=1e-9)
    return found


def test_the_same_checklists_give_no_reason() -> None:
    assert told(shipped().checklists) == ()


def test_a_question_that_is_gone_and_one_that_is_new() -> None:
    fewer = with_questions(lambda one: None if one.id == "ds_backup_restore" else one)
    (gone,) = (one for one in told(fewer) if one.ids == ("ds_backup_restore",))
    assert gone.kind == "no_longer_asked" and gone.text.startswith("1 question no longer asked: ds_backup_restore (")


def test_an_option_that_is_gone() -> None:
    rules = "".join(rule.when for rule in shipped().checklists.rules)
    answered = next(
        question
        for question in shipped().checklists.questions
        if question.id not in rules and isinstance(question.scale, OneOf) and question.id in CASE.response.answers
    )
    said = CASE.response.answers[answered.id].value

    def without(one: Question) -> Question:
        if one.id != answered.id or not isinstance(one.scale, OneOf):
            return one
        return replace(one, scale=OneOf(tuple(option for option in one.scale.options if option.value != said)))

    (open_now,) = (one for one in told(with_questions(without)) if one.kind == "answer_withdrawn")
    assert open_now.ids == (answered.id,)
    assert open_now.text.startswith(f"1 question answered in a way that no longer fits, so open: {answered.id} (")


def test_weights_and_constants() -> None:
    heavier = with_questions(lambda one: replace(one, weight=one.weight + 1) if one.domain == "data_security" else one)
    (weighed,) = (one for one in told(heavier) if one.kind == "reweighed")
    assert len(weighed.ids) > 5 and " more (" in weighed.text
    method = replace(shipped().method, eta=0.5, sha256="0" * 64)
    first, *others = told(shipped().checklists, method)
    assert first.kind == "constants" and first.points is not None and min(first.points) > 0
    assert [one.text for one in others] == ["the scoring method is another"]


def test_a_rule_that_fires_now_stands_first_and_one_that_is_gone_too() -> None:
    floors = {rule.id for rule in shipped().checklists.rules if rule.floor}
    lists = tuple(replace(one, rules=tuple(rule for rule in one.rules if rule.id not in floors)) for one in shipped().checklists.checklists)
    cleared = told(replace(shipped().checklists, checklists=lists), of=HELD)
    assert cleared and cleared[0].kind == "rule_clear" and " no longer holds the tier at " in cleared[0].text


def test_time_that_passed_is_told_apart() -> None:
    found = told(with_questions(lambda one: None if one.id == "ds_backup_restore" else one), as_of=date(2028, 11, 24))
    (time,) = (one for one in found if one.kind == "time")
    assert time.text.startswith("the passing of time since the last assessment (")
