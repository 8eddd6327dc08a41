"""What the register knows of a vendor, read with other checklists than it was recorded with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kporisk.assessment.assess import assess
from kporisk.documents.cases.normal import normal_form
from kporisk.documents.cases.reader import read_case_content
from kporisk.documents.files.digest import canonical
from kporisk.errors import UsageError
from kporisk.model.assessment import QuestionStatus
from kporisk.model.checklist import Checklists
from kporisk.register.kinds import Known
from kporisk.workflow.library import Library
from kporisk.workflow.programme.record import case_of
from kporisk.workflow.programme.state import VendorFacts, VendorState
from tests.workflow.papers import AS_OF, case_document
from tests.worlds import shipped

CASE = read_case_content(canonical(case_document()), "case.json", shipped().checklists)


def recorded() -> VendorState:
    """The state of a vendor whose case was recorded with the shipped checklists."""
    made: dict[str, Any] = normal_form(CASE)
    known = Known("0" * 32, made["vendor"]["id"])
    facts = VendorFacts(known.id, made["vendor"]["name"])
    return VendorState(known, facts, 4, made["engagement"], made["response"], tuple(made["reviews"]["evidence"]))


def with_checklists(checklists: Checklists) -> Library:
    return Library(checklists, shipped().method, ())


def without(question: str) -> Checklists:
    lists = tuple(
        replace(one, questions=tuple(item for item in one.questions if item.id != question)) for one in shipped().checklists.checklists
    )
    return replace(shipped().checklists, checklists=lists)


def test_with_the_same_checklists_it_is_the_case_as_it_was_read() -> None:
    case = case_of(recorded(), with_checklists(shipped().checklists), read=CASE)
    assert case == CASE


def test_an_answer_to_what_is_no_longer_asked_is_left_out_with_a_warning() -> None:
    (answered,) = CASE.response.answers
    case = case_of(recorded(), with_checklists(without(answered)), read=CASE)
    assert set(CASE.response.answers) - set(case.response.answers) == {answered}
    assert case.warnings[: len(CASE.warnings)] == CASE.warnings
    assert [warning.pointer for warning in case.warnings[len(CASE.warnings) :]] == [f"$.response.answers.{answered}"]
    assert case.digests.case != CASE.digests.case


def test_a_value_that_is_no_longer_possible_leaves_its_question_open() -> None:
    state = recorded()
    assert state.response is not None
    id = next(iter(CASE.response.answers))
    answers = {**state.response["answers"], id: {"status": "answered", "value": "what is no option any more"}}
    case = case_of(replace(state, response={**state.response, "answers": answers}), with_checklists(shipped().checklists))
    assert id not in case.response.answers
    made = assess(shipped().checklists, shipped().method, case, AS_OF)
    assert next(one for one in made.questions if one.question.id == id).status is QuestionStatus.OPEN
    assert [warning.pointer for warning in case.warnings] == [f"$.response.answers.{id}"]


def test_a_fact_that_must_be_stated_now_is_asked_of_the_client() -> None:
    state = recorded()
    assert state.engagement is not None
    engagement = {id: value for id, value in state.engagement.items() if id not in ("headcount", "remote_work")}
    with pytest.raises(UsageError, match=r"the client states (remote_work|headcount) and (headcount|remote_work)"):
        case_of(replace(state, engagement=engagement), with_checklists(shipped().checklists))
