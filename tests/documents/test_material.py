"""The fingerprint of an assessment: the same exactly where nobody would be told anything new."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.documents.cases.normal import digests, normal_form
from kporisk.documents.cases.reader import read_case
from kporisk.documents.results.assessment import assessment_document
from kporisk.documents.results.material import material
from kporisk.model.assessment import Assessment
from kporisk.model.case import Case, Outcome, Status, Waiver
from kporisk.workflow.programme.record import judged
from tests.cli.command import EXAMPLES
from tests.worlds import shipped

TODAY = date(2026, 11, 24)
SAID_ELSEWHERE = frozenset({"as_of", "kporisk_version", "warnings"})
"""What of a document is no news: the day itself, who computed it, and words about what stands in it anyway."""

few = settings(max_examples=12, suppress_health_check=list(HealthCheck))


@functools.cache
def _case() -> Case:
    return read_case(EXAMPLES / "analytics-firm" / "case.yaml", shipped().checklists)


def _assessed(case: Case, day: date = TODAY) -> Assessment:
    case = replace(case, digests=digests(normal_form(case)))
    return judged(case, shipped(), as_of=day, depth=None, source="case")


@functools.cache
def _on(days: int) -> tuple[str, dict[str, Any]]:
    made = _assessed(_case(), TODAY + timedelta(days))
    return material(made), {key: value for key, value in assessment_document(made).items() if key not in SAID_ELSEWHERE}


@few
@given(st.integers(0, 700), st.integers(0, 3))
def test_it_is_another_on_exactly_the_days_on_which_the_document_says_something_else(days: int, later: int) -> None:
    (before, said), (after, says) = _on(days), _on(days + later)
    assert (before == after) is (said == says)


def test_it_stands_for_weeks_and_then_evidence_ages() -> None:
    assert len({_on(days)[0] for days in (0, 1, 20, 40)}) == 1
    assert _on(40)[0] != _on(41)[0]


@few
@given(st.data())
def test_every_answer_counts(data: st.DataObject) -> None:
    answers = dict(_case().response.answers)
    id = data.draw(st.sampled_from(sorted(answers)))
    answer = answers[id]
    taken_back = replace(answer, status=Status.UNKNOWN, value=None, reason=None, evidence=())
    change = [replace(answer, note="another word"), None]
    if answer.status is not Status.UNKNOWN:
        change.append(taken_back)
    changed = data.draw(st.sampled_from(change))
    if changed is None:
        del answers[id]
    else:
        answers[id] = changed
    assert material(_assessed(replace(_case(), response=replace(_case().response, answers=answers)))) != _on(0)[0]


@few
@given(st.data())
def test_every_review_counts(data: st.DataObject) -> None:
    reviews = list(_case().reviews.evidence)
    at = data.draw(st.integers(0, len(reviews) - 1))
    other = Outcome.REJECTED if reviews[at].outcome is Outcome.ACCEPTED else Outcome.ACCEPTED
    changed = data.draw(st.sampled_from([[replace(reviews[at], outcome=other)], [replace(reviews[at], by="Somebody Else")], []]))
    made = _assessed(replace(_case(), reviews=replace(_case().reviews, evidence=(*reviews[:at], *changed, *reviews[at + 1 :]))))
    assert material(made) != _on(0)[0]


def test_a_waiver_counts_and_ends_on_the_day_after_its_last() -> None:
    rule = next(one.id for one in shipped().checklists.rules if one.floor is not None)
    until = TODAY + timedelta(5)
    waived = replace(_case(), reviews=replace(_case().reviews, waivers=(Waiver(rule, "tested", "A. Laurent", until),)))
    during, last, after = (material(_assessed(waived, TODAY + timedelta(days))) for days in (0, 5, 6))
    assert during == last != after
    assert during != _on(0)[0]


def test_another_order_of_what_was_said_is_nothing_new() -> None:
    answers = dict(reversed(list(_case().response.answers.items())))
    assert material(_assessed(replace(_case(), response=replace(_case().response, answers=answers)))) == _on(0)[0]
