"""What changed: the points sum, nothing comes of nothing, back is the opposite of there, and every cause is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.assessment.causes import Cause
from kporisk.assessment.change import Direction, Shift, Step, change
from kporisk.assessment.movement import Line, Reason
from kporisk.assessment.snapshot import SourceKind
from kporisk.model.assessment import Basis, Depth
from kporisk.model.band import Band
from kporisk.model.case import Answer, Case, Citation, Evidence, Outcome, Review, Reviews, Status, Waiver
from kporisk.model.checklist import Checklists
from kporisk.model.method import Method
from kporisk.model.scale import Age, OneOf
from tests.assessment.snapshots import EXACT, seen, sums
from tests.worlds import ANSWERED_ON, AS_OF, best, case_of, cases, said, shipped, with_answers, worst

several = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])


def _other_method() -> Method:
    """The shipped method with other constants throughout, under another version."""
    method = shipped().method
    return replace(
        method,
        version="9.0.0",
        sha256="9" * 64,
        b1=0.4,
        b2=0.3,
        eta=0.8,
        confidence={**method.confidence, "attested": 0.5},
        domains=tuple(replace(domain, omega=domain.omega * (1 + index)) for index, domain in enumerate(method.domains)),
    )


def _checklists(**weights: float) -> Checklists:
    """The shipped checklists with other weights for some questions."""
    checklists = shipped().checklists
    return replace(
        checklists,
        checklists=tuple(
            replace(one, questions=tuple(replace(q, weight=weights.get(q.id, q.weight)) for q in one.questions))
            for one in checklists.checklists
        ),
    )


HEAVIER = _checklists(ds_mfa=1, ip_assignment_chain=2, hc_background_checks=1)


# Properties.


@pytest.mark.unmeasured
@several
@given(cases(), cases(), st.sampled_from(Depth), st.integers(0, 400))
def test_the_points_sum_to_the_difference_at_both_ends(one: Case, other: Case, depth: Depth, days: int) -> None:
    first, last = seen(one), seen(other, as_of=AS_OF + timedelta(days=days), depth=depth)
    sums(change(first, [(Step.EVERYTHING, last)]))


@pytest.mark.unmeasured
@several
@given(cases(), cases(), st.integers(0, 900))
def test_the_points_sum_over_steps_with_other_constants_and_weights(one: Case, other: Case, days: int) -> None:
    later = AS_OF + timedelta(days=days)
    made = change(
        seen(one, method=_other_method(), checklists=HEAVIER),
        [
            (Step.CONTENT, seen(one)),
            (Step.TIME, seen(one, as_of=later)),
            (Step.ENGAGEMENT, seen(replace(one, engagement=other.engagement), as_of=later)),
            (Step.RESPONSE, seen(other, as_of=later)),
        ],
    )
    sums(made)
    assert [taken.step for taken in made.steps] == [step for step in Step if step in {taken.step for taken in made.steps}]


@several
@given(cases(), st.integers(0, 900))
def test_a_few_answers_changed_leave_the_rest_to_the_domains(case: Case, seed: int) -> None:
    names = sorted(case.response.answers)
    changed = {name: said(best(shipped().checklists.question[name])) for name in names[seed % 7 :: 9]}
    made = change(seen(case), [(Step.RESPONSE, seen(with_answers(case, changed)))])
    sums(made)
    own = {line.question for line in made.lines if line.question is not None and line.cause is not Cause.FOLLOWS_OTHERS}
    assert own <= set(changed)


@several
@given(cases(), st.sampled_from(Depth))
def test_nothing_changed_is_empty(case: Case, depth: Depth) -> None:
    one = seen(case, depth=depth)
    made = change(one, [(Step.EVERYTHING, seen(case, depth=depth))])
    assert (made.steps, made.facts, made.sources, made.floors, made.points) == ((), (), (), (), Band(0.0, 0.0))
    assert {move.direction for move in made.domains} <= {Direction.SAME}
    assert (made.score, made.tier) == (Band(Direction.SAME, Direction.SAME), Band(Direction.SAME, Direction.SAME))
    for items, listed in ((made.findings, one.findings), (made.requests, one.requests)):
        assert (items.new, items.closed) == ((), ())
        assert [(carried.before, carried.after, carried.shift) for carried in items.carried] == [(i, i, Shift.SAME) for i in listed]


@several
@given(cases(), cases())
def test_back_is_the_opposite_of_there(one: Case, other: Case) -> None:
    first, last = seen(one), seen(other)
    there, back = change(first, [(Step.EVERYTHING, last)]), change(last, [(Step.EVERYTHING, first)])

    def negated(lines: tuple[Line, ...]) -> dict[tuple[str, str | None], Band[float]]:
        found: dict[tuple[str, str | None], Band[float]] = {}
        for line in lines:
            sofar = found.get((line.domain, line.question), Band(0.0, 0.0))
            found[line.domain, line.question] = Band(sofar.told + line.points.told, sofar.proven + line.points.proven)
        return found

    forth, home = negated(there.lines), negated(back.lines)
    assert forth.keys() == home.keys()
    for key, points in forth.items():
        for end in (0, 1):
            assert abs(points[end] + home[key][end]) < EXACT
    opposite = {
        Direction.ROSE: Direction.FELL,
        Direction.FELL: Direction.ROSE,
        Direction.NEW: Direction.GONE,
        Direction.GONE: Direction.NEW,
    }
    assert {move.id: opposite.get(move.direction, move.direction) for move in there.domains} == {m.id: m.direction for m in back.domains}
    assert [came.item for came in there.findings.new] == [went.item for went in back.findings.closed]


@several
@given(cases(), cases())
def test_findings_and_requests_are_parted(one: Case, other: Case) -> None:
    made = change(seen(one), [(Step.EVERYTHING, seen(other))])
    for items, old, new in (
        (made.findings, made.old.findings, made.new.findings),
        (made.requests, made.old.requests, made.new.requests),
    ):
        carried = [one.after.id for one in items.carried]
        assert sorted([*carried, *(came.item.id for came in items.new)]) == sorted(item.id for item in new)
        assert sorted([*carried, *(went.item.id for went in items.closed)]) == sorted(item.id for item in old)


# Every cause by a case that makes it.

MFA = "ds_mfa"


def _document(name: str = "soc2", *, issued: date = ANSWERED_ON, expires: date | None = None, kind: str = "") -> Evidence:
    kind = kind or shipped().checklists.question[MFA].evidence[0]
    return Evidence(name, kind, f"Report {name}", issued=issued, expires=expires, sha256="ab" * 32)


def _with_evidence(case: Case, evidence: Evidence, question: str, outcome: Outcome = Outcome.ACCEPTED) -> Case:
    answer = case.response.answers[question]
    cited = with_answers(case, {question: replace(answer, evidence=(*answer.evidence, Citation(evidence.id)))})
    response = replace(cited.response, evidence={**cited.response.evidence, evidence.id: evidence})
    review = Review(evidence.id, (question,), outcome, "A. Laurent", ANSWERED_ON)
    return replace(cited, response=response, reviews=replace(cited.reviews, evidence=(*cited.reviews.evidence, review)))


@pytest.fixture(scope="module")
def good() -> Case:
    """Everything answered at its best, nothing shown."""
    return case_of({question.id: said(best(question)) for question in shipped().checklists.questions})


def _one(old: Case, new: Case, cause: Cause, question: str = MFA, *, on: date = AS_OF) -> Line:
    """The only line of that cause about that question, from the day of all cases to another."""
    made = change(seen(old), [(Step.EVERYTHING, seen(new, as_of=on))])
    sums(made)
    (line,) = [line for line in made.lines if line.cause is cause and line.question == question]
    return line


def test_an_answer_given_and_one_withdrawn(good: Case) -> None:
    silent = with_answers(good, {MFA: None})
    given = _one(silent, good, Cause.ANSWERED)
    taken = _one(good, silent, Cause.ANSWER_WITHDRAWN)
    assert given.points.told == taken.points.told == 0.0
    assert given.points.proven < 0 < taken.points.proven
    assert given.before is not None and given.after is not None
    assert (given.before.value, given.after.value) == (None, good.response.answers[MFA].value)


def test_an_open_answer_called_unknown_is_no_change(good: Case) -> None:
    silent, unknown = with_answers(good, {MFA: None}), with_answers(good, {MFA: Answer(Status.UNKNOWN)})
    assert change(seen(silent), [(Step.RESPONSE, seen(unknown))]).lines == ()


def test_a_worse_answer_raises_both_ends(good: Case) -> None:
    line = _one(good, with_answers(good, {MFA: said(worst(shipped().checklists.question[MFA]))}), Cause.ANSWER_CHANGED)
    assert min(line.points) > 0.0
    assert line.evidence == ()


def test_evidence_accepted_lowers_proven_alone_and_is_named(good: Case) -> None:
    line = _one(good, _with_evidence(good, _document(), MFA), Cause.EVIDENCE_ACCEPTED)
    assert line.points.told == 0.0 > line.points.proven
    assert line.evidence == ("Report soc2",)


def test_answer_and_evidence_of_one_question_are_told_apart(good: Case) -> None:
    bad = with_answers(good, {MFA: said(worst(shipped().checklists.question[MFA]))})
    middling = with_answers(good, {MFA: said(95)})
    shown = _with_evidence(good, _document(), MFA)
    made = change(seen(middling), [(Step.RESPONSE, seen(shown))])
    sums(made)
    causes = {line.cause: line for line in made.lines if line.question == MFA}
    assert causes.keys() == {Cause.ANSWER_CHANGED, Cause.EVIDENCE_ACCEPTED}
    assert causes[Cause.EVIDENCE_ACCEPTED].points.told == 0.0 > causes[Cause.EVIDENCE_ACCEPTED].points.proven
    assert max(causes[Cause.ANSWER_CHANGED].points) < 0.0
    # An answer worth nothing is worth nothing however it is shown: half of the way is the evidence's.
    assert min(_one(bad, shown, Cause.EVIDENCE_ACCEPTED).points) < 0.0


def _one_of(question: str) -> OneOf:
    scale = shipped().checklists.question[question].scale
    assert isinstance(scale, OneOf)
    return scale


@pytest.mark.parametrize(
    ("evidence", "days", "cause"),
    [
        (_document(expires=AS_OF), 1, Cause.EVIDENCE_EXPIRED),
        (_document(issued=ANSWERED_ON), 3000, Cause.EVIDENCE_TOO_OLD),
    ],
)
def test_evidence_that_stops_counting_by_the_passing_of_time(good: Case, evidence: Evidence, days: int, cause: Cause) -> None:
    shown = _with_evidence(good, evidence, MFA)
    line = _one(shown, shown, cause, on=AS_OF + timedelta(days=days))
    assert line.points.told == 0.0 < line.points.proven
    assert line.evidence == ("Report soc2",)


def test_evidence_rejected_or_no_longer_cited_is_lost(good: Case) -> None:
    shown = _with_evidence(good, _document(), MFA)
    rejected = replace(shown, reviews=Reviews((replace(shown.reviews.evidence[0], outcome=Outcome.REJECTED),)))
    for later in (rejected, good):
        line = _one(shown, later, Cause.EVIDENCE_LOST)
        assert line.points.told == 0.0 < line.points.proven


def test_a_stated_date_ages(good: Case) -> None:
    question = next(q for q in shipped().checklists.questions if isinstance(q.scale, Age) and q.module is None)
    made = change(seen(good, depth=Depth.FULL), [(Step.TIME, seen(good, as_of=AS_OF + timedelta(days=1500), depth=Depth.FULL))])
    sums(made)
    (line,) = [line for line in made.lines if line.question == question.id]
    assert (line.cause, min(line.points) > 0.0) == (Cause.ANSWER_AGED, True)


def test_not_applicable_is_called_so_then_follows_the_others_and_is_answered_again(good: Case) -> None:
    name = next(q.id for q in shipped().checklists.questions if q.domain == "data_security" and q.knock_out is None and q.weight >= 4)
    without = with_answers(good, {name: Answer(Status.NOT_APPLICABLE, reason="no such work")})
    silent = with_answers(without, {q.id: None for q in shipped().checklists.questions if q.id != name and q.domain == "data_security"})
    middling = with_answers(good, {name: said(worst(shipped().checklists.question[name]))})
    assert _one(middling, without, Cause.CALLED_NOT_APPLICABLE, name).points.told < 0.0
    assert _one(without, silent, Cause.FOLLOWS_OTHERS, name).points.proven > 0.0
    assert _one(without, middling, Cause.ANSWERED, name).points.told > 0.0


def test_more_and_fewer_questions_by_the_engagement(good: Case) -> None:
    other = replace(good, engagement={**good.engagement, "service_types": ("legal",), "ai_use": "none"})
    silent = with_answers(good, dict.fromkeys(q.id for q in shipped().checklists.questions if q.module == "legal"))
    there = change(seen(silent), [(Step.ENGAGEMENT, seen(replace(silent, engagement=other.engagement)))])
    sums(there)
    assert {Cause.NEWLY_ASKED, Cause.NO_LONGER_ASKED} <= {line.cause for line in there.lines}
    for line in there.lines:
        assert (line.before is None) == (line.cause in (Cause.NEWLY_ASKED, Cause.WEIGHS_DIFFERENTLY))
        assert (line.after is None) == (line.cause in (Cause.NO_LONGER_ASKED, Cause.WEIGHS_DIFFERENTLY))
    assert {fact.after.id for fact in there.facts if fact.after} == {"service_types", "ai_use"}
    weighing = {line.domain: line.reasons for line in there.lines if line.cause is Cause.WEIGHS_DIFFERENTLY}
    assert any(Reason.INHERENT_RISK in reasons for reasons in weighing.values())


def test_another_weight_is_the_questions_own(good: Case) -> None:
    bad = with_answers(good, {MFA: said(worst(shipped().checklists.question[MFA]))})
    made = change(seen(bad, checklists=HEAVIER), [(Step.CONTENT, seen(bad))])
    sums(made)
    line = next(line for line in made.lines if line.question == MFA)
    assert (line.cause, min(line.points) > 0.0) == (Cause.REWEIGHED, True)
    others = next(line for line in made.lines if line.question is None and line.domain == "data_security")
    assert Reason.OTHER_QUESTIONS in others.reasons
    assert others.points.proven < 0.0


def test_other_constants_are_told_of_the_domains_and_of_what_evidence_is_worth(good: Case) -> None:
    made = change(seen(good, method=_other_method()), [(Step.CONTENT, seen(good))])
    sums(made)
    assert {line.cause for line in made.lines} == {Cause.REWEIGHED, Cause.WEIGHS_DIFFERENTLY}
    reasons = [line.reasons for line in made.lines if line.question is None]
    assert all({Reason.CONSTANTS, Reason.SHARE} <= set(one) for one in reasons)
    (source,) = made.sources
    assert source.before is not None and source.after is not None
    assert (source.after.kind, source.before.version, source.after.version) == (SourceKind.METHOD, "9.0.0", shipped().method.version)


def test_less_worth_of_the_same_evidence_is_a_constant(good: Case) -> None:
    shown = _with_evidence(good, _document(), MFA)
    method = shipped().method
    weaker = replace(method, confidence={**method.confidence, **dict.fromkeys(("document", "record", "independent"), 0.7)})
    stronger = replace(method, confidence={**method.confidence, **dict.fromkeys(("document", "record", "independent"), 1.0)})
    for other, sign in ((weaker, 1), (stronger, -1)):
        made = change(seen(shown), [(Step.CONTENT, seen(shown, method=other))])
        (line,) = [line for line in made.lines if line.question == MFA]
        assert (line.cause, line.evidence, line.points.proven * sign > 0.0) == (Cause.REWEIGHED, (), True)


def test_another_worst_domain_is_said_of_both(good: Case) -> None:
    def weak(domain: str) -> Case:
        names = [question.id for question in shipped().checklists.questions if question.domain == domain]
        return with_answers(good, {name: said(worst(shipped().checklists.question[name])) for name in names})

    made = change(seen(weak("ip_protection")), [(Step.RESPONSE, seen(weak("hiring_control")))])
    sums(made)
    reasons = {line.domain: line.reasons for line in made.lines if line.question is None}
    assert Reason.NO_LONGER_WORST in reasons["ip_protection"]
    assert Reason.NOW_WORST in reasons["hiring_control"]
    assert {move.id: move.direction for move in made.domains}["ip_protection"] is Direction.FELL
    assert {move.id: move.direction for move in made.domains}["hiring_control"] is Direction.ROSE


def test_a_domain_that_comes_and_one_that_goes(good: Case) -> None:
    checklists = shipped().checklists
    # Rules are left out, since they read across the domains.
    whole = tuple(replace(one, rules=()) for one in checklists.checklists)
    without = tuple(one for one in whole if one.id != "workforce_impact")
    few = {name: answer for name, answer in good.response.answers.items() if checklists.question[name].domain != "workforce_impact"}
    first, last = (seen(case_of(few), checklists=replace(checklists, checklists=one), depth=Depth.FULL) for one in (without, whole))
    came, went = change(first, [(Step.CONTENT, last)]), change(last, [(Step.CONTENT, first)])
    for made, direction, reason in ((came, Direction.NEW, Reason.NOW_ASKED), (went, Direction.GONE, Reason.NO_LONGER_ASKED)):
        sums(made)
        assert [move.id for move in made.domains if move.direction is direction] == ["workforce_impact"]
        (line,) = [line for line in made.lines if line.domain == "workforce_impact" and line.question is None]
        assert line.reasons == (reason,)
    assert [(move.before, move.after is None) for move in came.sources if move.before is None] == [(None, False)]


def test_nothing_asked_at_all_moves_nothing(good: Case) -> None:
    empty = replace(shipped().checklists, checklists=())
    made = change(seen(good, checklists=empty), [(Step.CONTENT, seen(good))])
    sums(made)
    assert (made.old.domains, made.old.score) == ((), Band(0.0, 0.0))
    assert {move.direction for move in made.domains} == {Direction.NEW}


def test_a_floor_moves_the_tier_without_the_score_and_is_named() -> None:
    bad = case_of({question.id: said(worst(question)) for question in shipped().checklists.questions if question.knock_out})
    before = seen(bad)
    floors = [rule.id for rule in shipped().checklists.rules if rule.floor is not None]
    until = AS_OF + timedelta(days=30)
    waived = replace(bad, reviews=Reviews((), tuple(Waiver(rule, "known", "B", until) for rule in floors)))
    made = change(before, [(Step.RESPONSE, seen(waived))])
    assert (made.lines, len(made.steps)) == ((), int(before.tier != made.new.tier))
    assert {move.before.rule for move in made.floors if move.before} == {floored.rule for floored in before.floors}
    assert all(move.after is None for move in made.floors)


def test_a_finding_that_became_graver_and_one_that_became_a_request(good: Case) -> None:
    name = next(q.id for q in shipped().checklists.questions if q.knock_out is None and q.weight >= 4 and isinstance(q.scale, OneOf))
    options = sorted(_one_of(name).options, key=lambda option: option.score)
    bad = with_answers(good, {name: said(options[0].value)})
    silent = with_answers(good, {name: None})
    made = change(seen(bad), [(Step.RESPONSE, seen(silent))])
    (went,) = made.findings.closed
    assert (went.item.id, went.became, went.asked) == (name, Basis.OPEN, True)
    (came,) = [came for came in made.requests.new if came.item.id == name]
    assert came.was is Basis.STATED
    graver = next(
        q.id
        for q in shipped().checklists.questions
        if q.knock_out is None and q.weight >= 4 and isinstance(q.scale, OneOf) and any(0.4 < o.score < 0.7 for o in q.scale.options)
    )
    half = next(option for option in _one_of(graver).options if 0.4 < option.score < 0.7)
    milder = with_answers(good, {graver: said(half.value)})
    worse = with_answers(good, {graver: said(worst(shipped().checklists.question[graver]))})
    for old, new, shift in ((milder, worse, Shift.GRAVER), (worse, milder, Shift.LIGHTER)):
        (carried,) = [one for one in change(seen(old), [(Step.RESPONSE, seen(new))]).findings.carried if one.after.id == graver]
        assert carried.shift is shift
