from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from kporisk.assessment.assess import assess
from kporisk.assessment.proof import proof_plan
from kporisk.model.assessment import QuestionStatus
from kporisk.model.case import Case, Citation, EngagementValue, Evidence, Outcome, Review
from tests.worlds import ANSWERED_ON, AS_OF, best, case_of, cases, said, shipped

CHECKLISTS, METHOD = shipped().checklists, shipped().method
PERFECT = {question.id: said(best(question)) for question in CHECKLISTS.questions}


def provided(case: Case, kinds: dict[str, tuple[str, ...]]) -> Case:
    """The case with one new, accepted document of each kind for those questions."""
    evidence, answers, reviews = dict(case.response.evidence), dict(case.response.answers), list(case.reviews.evidence)
    for kind, names in kinds.items():
        evidence[f"new-{kind}"] = Evidence(f"new-{kind}", kind, kind, issued=ANSWERED_ON, sha256="ab" * 32)
        reviews.append(Review(f"new-{kind}", names, Outcome.ACCEPTED, "A. Laurent", ANSWERED_ON))
        for name in names:
            answers[name] = replace(answers[name], evidence=(*answers[name].evidence, Citation(f"new-{kind}")))
    return replace(
        case,
        response=replace(case.response, evidence=evidence, answers=answers),
        reviews=replace(case.reviews, evidence=tuple(reviews)),
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(cases(answered=0.95))
def test_the_plan_keeps_its_word(case: Case) -> None:
    """Provide exactly what is asked for: the assessment then stands where the plan said."""
    before = assess(CHECKLISTS, METHOD, case, AS_OF)
    plan = proof_plan(before)
    after = assess(CHECKLISTS, METHOD, provided(case, {wanted.kind.id: wanted.questions for wanted in plan.documents}), AS_OF)
    assert abs(after.score.proven - plan.score) < 1e-9
    assert after.tier.proven == plan.tier
    assert plan.reached == (after.tier.proven < before.tier.proven)


def test_what_is_not_needed_is_not_asked_for() -> None:
    # Here the document that helps most at first is made superfluous by those that follow.
    facts: dict[str, EngagementValue] = {
        "data_classes": ("client_strategy",),
        "relation": "captive",
        "vendor_country": "PL",
        "delivery_countries": ("PL",),
        "service_types": ("legal",),
    }
    before = assess(CHECKLISTS, METHOD, case_of(PERFECT, **facts), AS_OF)
    plan = proof_plan(before)
    assert len(plan.documents) == 2
    assert plan.reached
    assert plan.tier < before.tier.proven
    for left_out in plan.documents:
        fewer = {wanted.kind.id: wanted.questions for wanted in plan.documents if wanted is not left_out}
        case = provided(before.case, fewer)
        assert assess(CHECKLISTS, METHOD, case, AS_OF).tier.proven == before.tier.proven


def test_nothing_is_asked_for_where_nothing_helps() -> None:
    blank = assess(CHECKLISTS, METHOD, case_of({}), AS_OF)
    plan = proof_plan(blank)
    assert plan.documents == ()
    assert not plan.reached
    assert plan.score == blank.score.proven


def test_a_floor_is_not_moved_by_documents() -> None:
    result = assess(CHECKLISTS, METHOD, case_of({**PERFECT, "ip_nda_entity": said("none")}), AS_OF)
    plan = proof_plan(result, limit=3)
    assert not plan.reached
    assert len(plan.documents) == 3
    assert plan.score < result.score.proven


def test_a_kind_helps_only_answers_that_satisfy_and_are_asked() -> None:
    result = assess(CHECKLISTS, METHOD, case_of({**PERFECT, "hc_disciplinary": said("no")}), AS_OF)
    asked = {q.question.id for q in result.questions if q.status is not QuestionStatus.NOT_ASKED}
    named = {name for wanted in proof_plan(result).documents for name in wanted.questions}
    assert named <= asked - {"hc_disciplinary"}
