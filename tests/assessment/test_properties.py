"""What must always hold: the ten properties of the method, on random cases over the shipped checklists."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kporisk.assessment.assess import assess
from kporisk.documents.results.assessment import assessment_document
from kporisk.errors import InvalidDocument
from kporisk.model.assessment import Assessment, Basis, Depth, QuestionStatus, Recommendation, RuleOutcome
from kporisk.model.case import Answer, Case, Citation, EngagementValue, Evidence, Outcome, Review, Status
from kporisk.model.checklist import Floor
from kporisk.model.scale import AnyOf
from tests.worlds import ANSWERED_ON, AS_OF, best, cases, engagements, said, shipped, values, with_answers, worst

pytestmark = pytest.mark.unmeasured
EXACT = 1e-9
T = TypeVar("T")

several = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])


def judged(case: Case, depth: Depth | None = None) -> Assessment:
    return assess(shipped().checklists, shipped().method, case, AS_OF, depth=depth)


def no_worse(before: Assessment, after: Assessment) -> None:
    """`after` is at most `before`, in score and tier, at both ends."""
    for end in (0, 1):
        assert after.score[end] <= before.score[end] + EXACT
        assert after.tier[end] <= before.tier[end]


def asked(assessment: Assessment, *statuses: QuestionStatus) -> list[str]:
    return [result.question.id for result in assessment.questions if result.status in statuses]


# 1. A better answer, accepted or fresher evidence, never raises S or the tier. Unreviewed evidence changes no number.


@several
@given(cases(), st.data())
def test_a_better_answer_never_raises(case: Case, data: st.DataObject) -> None:
    before = judged(case)
    names = asked(before, QuestionStatus.ANSWERED)
    assume(names)
    question = shipped().checklists.question[data.draw(st.sampled_from(names))]
    old = case.response.answers[question.id]
    new = data.draw(values(question))
    assert old.value is not None
    if isinstance(question.scale, AnyOf):
        assert isinstance(old.value, tuple) and isinstance(new, tuple)
        new = tuple(option.value for option in question.scale.options if option.value in {*old.value, *new})
    else:
        assume(question.scale.satisfaction(new, AS_OF) > question.scale.satisfaction(old.value, AS_OF))
    no_worse(before, judged(with_answers(case, {question.id: replace(old, value=new)})))


@several
@given(cases(), st.data())
def test_evidence_accepted_or_fresher_never_raises_and_unreviewed_changes_nothing(case: Case, data: st.DataObject) -> None:
    before = judged(case)
    names = [name for name in asked(before, QuestionStatus.ANSWERED) if shipped().checklists.question[name].evidence]
    assume(names)
    question = shipped().checklists.question[data.draw(st.sampled_from(names))]
    kind = data.draw(st.sampled_from(question.evidence))
    declared = Evidence("new", kind, "New", issued=ANSWERED_ON - timedelta(days=data.draw(st.integers(1, 1500))), sha256="cd" * 32)
    answer = case.response.answers[question.id]
    cited = with_answers(case, {question.id: replace(answer, evidence=(*answer.evidence, Citation("new")))})
    cited = replace(cited, response=replace(cited.response, evidence={**cited.response.evidence, "new": declared}))
    unreviewed = judged(cited)
    assert unreviewed.score == before.score
    assert unreviewed.tier == before.tier
    review = Review("new", (question.id,), Outcome.ACCEPTED, "A. Laurent", ANSWERED_ON)
    accepted = replace(cited, reviews=replace(cited.reviews, evidence=(*cited.reviews.evidence, review)))
    no_worse(before, judged(accepted))
    fresher = replace(declared, issued=ANSWERED_ON)
    renewed = replace(accepted, response=replace(accepted.response, evidence={**accepted.response.evidence, "new": fresher}))
    no_worse(judged(accepted), judged(renewed))


# 2. The band contains the score of every completion of the open answers and is attained at its two corners.


@several
@given(cases(answered=0.6), st.data())
def test_the_band_contains_every_completion(case: Case, data: st.DataObject) -> None:
    before = judged(case)
    names = asked(before, QuestionStatus.OPEN, QuestionStatus.UNKNOWN)
    completed = judged(with_answers(case, {name: said(data.draw(values(shipped().checklists.question[name]))) for name in names}))
    for end in (0, 1):
        assert before.score.told - EXACT <= completed.score[end] <= before.score.proven + EXACT
        assert before.tier.told <= completed.tier[end] <= before.tier.proven


@several
@given(cases(answered=0.6))
def test_the_band_is_attained_at_its_corners(case: Case) -> None:
    before = judged(case)
    names = asked(before, QuestionStatus.OPEN, QuestionStatus.UNKNOWN)
    ideal = judged(with_answers(case, {name: said(best(shipped().checklists.question[name])) for name in names}))
    dismal = judged(with_answers(case, {name: said(worst(shipped().checklists.question[name])) for name in names}))
    assert math.isclose(ideal.score.told, before.score.told, abs_tol=EXACT)
    assert ideal.tier.told == before.tier.told
    assert math.isclose(dismal.score.proven, before.score.proven, abs_tol=EXACT)
    assert dismal.tier.proven == before.tier.proven


# 3. Unknown equals unanswered; silence is never better than the worst option; a blank form is never decided and never approved.


@several
@given(cases())
def test_unknown_equals_unanswered(case: Case) -> None:
    silent = with_answers(case, {name: None for name, answer in case.response.answers.items() if answer.status is Status.UNKNOWN})
    one, other = judged(case), judged(silent)
    assert one.score == other.score
    assert one.tier == other.tier
    assert [rule.outcome for rule in one.rules] == [rule.outcome for rule in other.rules]


@several
@given(cases(), st.data())
def test_silence_is_never_better_than_the_worst(case: Case, data: st.DataObject) -> None:
    before = judged(case)
    names = asked(before, QuestionStatus.ANSWERED, QuestionStatus.OPEN)
    assume(names)
    name = data.draw(st.sampled_from(names))
    said_worst = judged(with_answers(case, {name: said(worst(shipped().checklists.question[name]))}))
    silent = judged(with_answers(case, {name: None}))
    assert silent.score.proven >= said_worst.score.proven - EXACT
    assert silent.tier.proven >= said_worst.tier.proven


@several
@given(cases(answered=0.0), engagements(), st.sampled_from(Depth))
def test_a_blank_form_is_never_decided_and_never_approved(case: Case, engagement: Mapping[str, EngagementValue], depth: Depth) -> None:
    blank = replace(case, engagement=engagement, response=replace(case.response, answers={}), reviews=replace(case.reviews, waivers=()))
    result = judged(blank, depth)
    assert result.tier.told != result.tier.proven
    assert result.recommendation is Recommendation.INSUFFICIENT


# 4. In proven, "not applicable" is never better than the best attested answer; refused on a knock-out question.


@several
@given(cases(), st.data())
def test_not_applicable_is_never_better_than_the_best_attested(case: Case, data: st.DataObject) -> None:
    before = judged(case)
    names = [name for name in asked(before, *QuestionStatus) if shipped().checklists.question[name].knock_out is None]
    name = data.draw(st.sampled_from(names))
    claimed = judged(with_answers(case, {name: Answer(Status.NOT_APPLICABLE, reason="none of it here")}))
    answered = judged(with_answers(case, {name: said(best(shipped().checklists.question[name]))}))
    assert claimed.score.proven >= answered.score.proven - EXACT
    assert claimed.tier.proven >= answered.tier.proven


@several
@given(cases(), st.data())
def test_not_applicable_is_refused_on_a_knock_out_question(case: Case, data: st.DataObject) -> None:
    knock_outs = [question.id for question in shipped().checklists.questions if question.knock_out is not None]
    name = data.draw(st.sampled_from(knock_outs))
    with pytest.raises(InvalidDocument, match=name):
        judged(with_answers(case, {name: Answer(Status.NOT_APPLICABLE, reason="none of it here")}))


# 5. A floor holds whatever else improves; repairing its answers removes it.


@several
@given(cases(), st.data())
def test_a_floor_holds_until_its_own_answers_are_repaired(case: Case, data: st.DataObject) -> None:
    case = replace(case, reviews=replace(case.reviews, waivers=()))
    before = judged(case)
    fired = [r for r in before.rules if r.outcome is RuleOutcome.FIRES and r.rule.floor is not None]
    assume(fired)
    held = data.draw(st.sampled_from(fired))
    own = {name.removeprefix("answers.") for name in held.names if name.startswith("answers.")}
    perfect = {q.id: said(best(q)) for q in shipped().checklists.questions}
    improved = judged(with_answers(case, {name: answer for name, answer in perfect.items() if name not in own}))
    floor = {Floor.HIGH: 2, Floor.CRITICAL: 3}[held.rule.floor or Floor.HIGH]
    assert improved.tier.told >= floor
    assert improved.tier.proven >= floor
    repaired = judged(with_answers(case, perfect))
    again = next(r for r in repaired.rules if r.rule.id == held.rule.id)
    assert again.outcome is RuleOutcome.CLEAR


# 6. Order changes nothing; scaling all w or all omega changes no number and no tier.


@several
@given(cases(), st.randoms(use_true_random=False))
def test_order_changes_nothing(case: Case, chance: random.Random) -> None:
    def shuffled(items: Iterable[T]) -> list[T]:
        mixed = list(items)
        chance.shuffle(mixed)
        return mixed

    checklists = shipped().checklists
    mixed_lists = replace(
        checklists,
        checklists=tuple(
            replace(one, questions=tuple(shuffled(one.questions)), rules=tuple(shuffled(one.rules))) for one in checklists.checklists
        ),
    )
    delivery = case.engagement["delivery_countries"]
    assert isinstance(delivery, tuple)
    mixed = replace(
        case,
        engagement={**case.engagement, "delivery_countries": tuple(shuffled(delivery))},
        response=replace(case.response, answers=dict(shuffled(case.response.answers.items()))),
        reviews=replace(case.reviews, evidence=tuple(shuffled(case.reviews.evidence))),
    )
    one, other = judged(case), assess(mixed_lists, shipped().method, mixed, AS_OF)
    assert one.score == other.score
    assert one.tier == other.tier
    assert one.recommendation == other.recommendation
    assert [finding.id for finding in one.findings] == [finding.id for finding in other.findings]
    assert [request.id for request in one.requests] == [request.id for request in other.requests]
    assert one.inherent == other.inherent
    assert one.jurisdiction == other.jurisdiction


@several
@given(cases(), st.sampled_from((0.01, 3.0, 1000.0)), st.sampled_from((0.01, 3.0, 1000.0)))
def test_scaling_weights_or_omegas_changes_nothing(case: Case, by_weight: float, by_omega: float) -> None:
    checklists, method = shipped().checklists, shipped().method
    heavy = replace(
        checklists,
        checklists=tuple(
            replace(one, questions=tuple(replace(q, weight=q.weight * by_weight) for q in one.questions)) for one in checklists.checklists
        ),
    )
    scaled = replace(
        method,
        domains=tuple(replace(domain, omega=domain.omega * by_omega) for domain in method.domains),
        major_weight=method.major_weight * by_weight,
        depth_weight={depth: weight * by_weight for depth, weight in method.depth_weight.items()},
    )
    one, other = judged(case), assess(heavy, scaled, case, AS_OF)
    assert all(math.isclose(a, b, abs_tol=1e-7) for a, b in zip(one.score, other.score, strict=True))
    assert one.tier == other.tier
    assert {f.id for f in one.findings} == {f.id for f in other.findings}


# 7. Contributions sum to S; 0 <= S <= 100; S >= 50*R.


@several
@given(cases())
def test_contributions_sum_to_the_score(case: Case) -> None:
    result = judged(case)
    for end in (0, 1):
        bases = [domain.base[end] for domain in result.domains]
        parts = [question.contribution[end] for question in result.questions]
        assert math.isclose(math.fsum([*bases, *parts]), result.score[end], abs_tol=EXACT)
        assert math.isclose(math.fsum([d.contribution[end] for d in result.domains]), result.score[end], abs_tol=EXACT)
        assert 0.0 <= result.score[end] <= 100.0
        assert all(result.score[end] >= 50.0 * domain.residual[end] - EXACT for domain in result.domains)
        assert all(part >= -EXACT for part in parts)
    assert result.score.told <= result.score.proven + EXACT
    assert result.tier.told <= result.tier.proven


# 8. Advancing as_of with nothing else changed never improves anything.


@several
@given(cases(), st.integers(0, 1200), st.integers(0, 1200))
def test_time_alone_never_improves(case: Case, first: int, more: int) -> None:
    library = shipped()
    earlier = assess(library.checklists, library.method, case, AS_OF + timedelta(days=first))
    later = assess(library.checklists, library.method, case, AS_OF + timedelta(days=first + more))
    no_worse(later, earlier)
    assert later.next_assessment_on <= earlier.next_assessment_on
    worse = [(a.rule.id, a.outcome, b.outcome) for a, b in zip(earlier.rules, later.rules, strict=True) if a.rule.monotone]
    assert all(not (a is RuleOutcome.FIRES and b is not RuleOutcome.FIRES) for _, a, b in worse)


# 9. A service type adds only its module; the saving changes no number; only engagement facts set the depth; language changes no number.


@several
@given(cases(), st.data())
def test_a_service_type_adds_only_its_modules_questions(case: Case, data: st.DataObject) -> None:
    selected = case.engagement["service_types"]
    assert isinstance(selected, tuple)
    every = [option.value for option in shipped().checklists.fact["service_types"].options]
    assume(len(selected) < len(every))
    added = data.draw(st.sampled_from([one for one in every if one not in selected]))
    wider = replace(case, engagement={**case.engagement, "service_types": (*selected, added)})
    one, other = judged(case), judged(wider)
    counted = set(QuestionStatus) - {QuestionStatus.NOT_ASKED}
    new = set(asked(other, *counted)) - set(asked(one, *counted))
    assert all(shipped().checklists.question[name].module == added for name in new)
    assert one.depth == other.depth


@several
@given(cases(), st.sampled_from((0, 1_000, 10**9)))
def test_the_saving_changes_no_number(case: Case, saving: int) -> None:
    one, other = judged(case), judged(replace(case, engagement={**case.engagement, "annual_saving_eur": saving}))
    assert (one.score, one.tier, one.depth, one.inherent) == (other.score, other.tier, other.depth, other.inherent)


@several
@given(cases(), cases())
def test_nothing_but_engagement_facts_sets_the_depth(case: Case, other: Case) -> None:
    swapped = replace(other, engagement=case.engagement)
    assert judged(case).depth == judged(swapped).depth
    deeper = judged(case, Depth.FULL)
    assert deeper.depth is Depth.FULL
    assert judged(case, Depth.CORE).depth == judged(case).depth


# 10. An open or unproven answer never prints a finding's accusation.


@several
@given(cases(answered=0.5))
def test_what_is_open_or_unproven_accuses_nobody(case: Case) -> None:
    result = judged(case)
    for finding in result.findings:
        assert finding.basis in (Basis.STATED, Basis.RULE)
    document = assessment_document(result)
    statuses = {question["id"]: question for question in document["questions"]}
    for finding in document["findings"]:
        if finding["basis"] == "stated":
            assert statuses[finding["question"]]["status"] == "answered"
            assert statuses[finding["question"]]["gap"]["told"] > 0.3
    for request in document["requests"]:
        assert request["basis"] in ("not_proven", "open", "possible")
        for lang, prefix in {
            "not_proven": {"en": "Not shown: ", "fr": "Non démontré : "},
            "open": {"en": "Not answered: ", "fr": "Sans réponse : "},
            "possible": {"en": "Cannot be excluded: ", "fr": "Ne peut être exclu : "},
        }[request["basis"]].items():
            assert request["title"][lang].startswith(prefix)
        if request["question"] and request["basis"] != "possible":
            assert shipped().checklists.question[request["question"]].finding["en"] not in request["title"]["en"]
