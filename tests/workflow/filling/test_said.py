"""What is typed becomes the value that it means, or is handed to the reader as it is."""

from __future__ import annotations

from typing import Any

import pytest

from kporisk.workflow.filling.said import Reason, Refused, options_of, value_of
from kporisk.workflow.filling.sheet import Sheet, after, before, going_on, meant, next_open
from tests.worlds import shipped

QUESTION = shipped().checklists.question


@pytest.mark.parametrize(
    ("question", "typed", "value"),
    [
        ("ip_nda_entity", "1", "signed_before"),
        ("ip_nda_entity", " 4 ", "none"),
        ("ip_nda_entity", "draft", "draft"),
        ("ds_mfa", "97", 97),
        ("ds_mfa", "97,5", 97.5),
        ("ds_mfa", "97.0", 97),
        ("ds_mfa", "not_measured", "not_measured"),
        ("ds_mfa", "97 %", 97),
    ],
)
def test_values(question: str, typed: str, value: Any) -> None:
    assert value_of(QUESTION[question], typed, by_auditor=False) == value


@pytest.mark.parametrize(
    ("question", "typed"), [("ip_nda_entity", "5"), ("ip_nda_entity", "0"), ("ip_nda_entity", "no"), ("ds_mfa", "9" * 17)]
)
def test_what_is_none_of_the_values_is_refused(question: str, typed: str) -> None:
    found = value_of(QUESTION[question], typed, by_auditor=True)
    assert isinstance(found, Refused) and found.reason is Reason.VALUE


def test_what_can_be_read_in_two_ways_is_refused() -> None:
    found = value_of(QUESTION["ds_mfa"], "1,000", by_auditor=True)
    assert isinstance(found, Refused) and found.reason is Reason.TWO_WAYS


def test_several_options_are_typed_by_number() -> None:
    several = next(one for one in QUESTION.values() if type(one.scale).__name__ == "AnyOf")
    first, second, *_ = (option.value for option in options_of(several, by_auditor=False))
    assert value_of(several, "2, 1", by_auditor=False) == [second, first]
    assert value_of(several, f"{first};2", by_auditor=False) == [first, second]
    assert value_of(several, "1 1", by_auditor=False) == [first]
    assert value_of(several, "0", by_auditor=False) == []


def test_an_auditors_own_option_is_offered_to_nobody_else() -> None:
    question = QUESTION["ip_competitor_disclosure"]
    every, offered = (options_of(question, by_auditor=by) for by in (True, False))
    assert {option.value for option in every} - {option.value for option in offered} == {"refused"}
    assert value_of(question, str(len(every)), by_auditor=True) != value_of(question, str(len(every)), by_auditor=False)


def test_ways_through_a_sheet() -> None:
    order = ("a", "b", "c")
    assert [after(order, one) for one in order] == ["b", "c", ""]
    assert [before(order, one) for one in (*order, "")] == ["a", "a", "b", "c"]
    assert (next_open(order, "b", {"c"}), next_open(order, "c", set()), next_open(order, "", set(order))) == ("a", "a", "")
    assert (going_on(order, None, set()), going_on(order, "b", {"b"}), going_on(order, "gone", {"a"})) == ("a", "b", "b")
    assert (going_on(order, "", set(order)), going_on(order, None, set(order))) == ("", "")


def test_words_lead_to_questions() -> None:
    checklists = shipped().checklists
    sheet = Sheet(checklists.questions, checklists.checklists)
    assert meant(sheet, "1").question == sheet.order[0] and meant(sheet, "0").question is None
    assert meant(sheet, "DS_MFA").question == "ds_mfa" and meant(sheet, "ds_mf").question == "ds_mfa"
    for part in ("hiring_control", "screening"):
        assert QUESTION[meant(sheet, part).question or ""].domain == "hiring_control"
    assert {one[:3] for one in meant(sheet, "ip_").near} == {"ip_"} and len(meant(sheet, "ip_").near) > 8
    assert meant(sheet, "data_s").question == sheet.parts["data_security"] and len(meant(sheet, "data").near) > 2
    assert meant(sheet, "data_securty").near == ("data_security",) and meant(sheet, "zzzzzz").near == ()
