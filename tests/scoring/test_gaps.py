from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kporisk.model.band import Band
from kporisk.model.case import Answer, Case, Digests, Response, Reviews, Status, Vendor
from kporisk.model.checklist import Question
from kporisk.scoring.domains import shares
from kporisk.scoring.evidence import EvidenceJudge
from kporisk.scoring.gaps import Group, group, judging
from tests.worlds import shipped

DAY = date(2026, 11, 24)
CONFIDENCE = {"attested": 0.6, "document": 0.85, "record": 0.95, "independent": 1.0, "observed": 1.0}
NOBODY = EvidenceJudge(Case(Vendor("v", "V"), {}, Response(DAY), Reviews(), Digests("", "", "")), {}, DAY)


def question(name: str, weight: float, *, knock_out: bool = False) -> Question:
    model = shipped().checklists.question["hc_disciplinary"]  # yes 1, partial .5, no 0
    return replace(model, id=name, weight=weight, knock_out="a-rule" if knock_out else None)


def grouped(*asked: tuple[Question, str | Answer | None]) -> Group:
    def answer(said: str | Answer | None) -> Answer | None:
        return Answer(Status.ANSWERED, said) if isinstance(said, str) else said

    return group([judging(NOBODY, CONFIDENCE, DAY)(q, answer(a)) for q, a in asked], attested=0.6, b1=0.25)


NOT_APPLICABLE = Answer(Status.NOT_APPLICABLE, reason="none here")
UNKNOWN = Answer(Status.UNKNOWN)


def test_an_answers_gap_is_what_is_missing_and_what_is_not_shown() -> None:
    assert grouped((question("a", 3), "partial")).gaps == (Band(0.5, 1 - 0.5 * 0.6),)
    assert grouped((question("a", 3), None)).gaps == (Band(0.0, 1.0),)
    assert grouped((question("a", 3), UNKNOWN)).gaps == (Band(0.0, 1.0),)


def test_a_domain_without_knock_out_is_the_weighted_mean() -> None:
    result = grouped((question("a", 1), "yes"), (question("b", 3), "no"))
    assert result.gap.told == pytest.approx(0.75)
    assert result.gap.proven == pytest.approx((0.4 + 3) / 4)
    assert result.worst == Band(None, None)


def test_a_quarter_of_the_gap_is_the_worst_knock_out_question() -> None:
    result = grouped((question("a", 1, knock_out=True), "no"), (question("b", 4, knock_out=True), "yes"), (question("c", 5), "yes"))
    assert result.gap.told == pytest.approx(0.75 * 0.1 + 0.25)
    assert result.worst == Band(0, 0)


def test_of_equal_knock_out_gaps_the_greater_weight_then_the_id() -> None:
    heavier = grouped((question("a", 1, knock_out=True), "no"), (question("b", 4, knock_out=True), "no"))
    assert heavier.worst == Band(1, 1)
    named = grouped((question("b", 4, knock_out=True), "no"), (question("a", 4, knock_out=True), "no"))
    assert named.worst == Band(1, 1)


def test_not_applicable_leaves_told_and_costs_at_least_the_others_mean_in_proven() -> None:
    good = grouped((question("a", 2), "yes"), (question("b", 3), NOT_APPLICABLE))
    assert good.gaps[1] == Band(0.0, pytest.approx(0.4))
    bad = grouped((question("a", 2), "no"), (question("b", 3), NOT_APPLICABLE))
    assert bad.gaps[1] == Band(0.0, 1.0)
    assert bad.gap.told == 1.0
    assert bad.weights == Band(2.0, 5.0)


def test_a_domain_with_nothing_else_asked_is_0_told_and_1_proven() -> None:
    assert grouped((question("a", 2), NOT_APPLICABLE)).gap == Band(0.0, 1.0)


def test_shares_sum_to_a_hundred_and_the_first_of_equals_is_the_worst() -> None:
    assert shares([25, 75], [0.3, 0.3], 0.5) == pytest.approx((62.5, 37.5))
    assert shares([], [], 0.5) == ()
