from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kporisk.assessment.assess import assess
from kporisk.errors import InvalidDocument
from kporisk.model.assessment import Depth, QuestionStatus, Recommendation, RuleOutcome
from kporisk.model.band import Band, Tier
from kporisk.model.case import Answer, Evidence, Outcome, Review, Status, Waiver
from kporisk.model.scale import add_months
from tests.worlds import ANSWERED_ON, AS_OF, best, case_of, said, shipped, with_answers

CHECKLISTS, METHOD = shipped().checklists, shipped().method
PERFECT = {question.id: said(best(question)) for question in CHECKLISTS.questions}


def test_the_day_may_not_lie_before_the_answers_or_a_review() -> None:
    case = case_of({})
    late = Review("x", ("ds_mfa",), Outcome.ACCEPTED, "A", date(2026, 12, 24))
    reviewed = replace(case, reviews=replace(case.reviews, evidence=(late,)))
    with pytest.raises(InvalidDocument) as refused:
        assess(CHECKLISTS, METHOD, reviewed, date(2026, 11, 19))
    pointers = [problem.pointer for problem in refused.value.problems]
    assert pointers == ["$.response.answered_on", "$.reviews.evidence[0].on"]
    assert "2026-12-24" in refused.value.problems[1].message


def test_the_day_may_not_lie_before_a_piece_of_evidence() -> None:
    case = case_of({})
    evidence = {
        id: Evidence(id, "idp_report", id, issued=issued) for id, issued in (("old", AS_OF), ("new", date(2026, 11, 25)), ("any", None))
    }
    shown = replace(case, response=replace(case.response, evidence=evidence))
    with pytest.raises(InvalidDocument) as refused:
        assess(CHECKLISTS, METHOD, shown, AS_OF)
    assert [problem.pointer for problem in refused.value.problems] == ["$.response.evidence.new.issued"]
    assert assess(CHECKLISTS, METHOD, shown, date(2026, 11, 25)).as_of == date(2026, 11, 25)


def test_a_knock_out_question_cannot_be_called_not_applicable() -> None:
    name = next(question.id for question in CHECKLISTS.questions if question.knock_out is not None)
    answer = Answer(Status.NOT_APPLICABLE, reason="none of it here")
    with pytest.raises(InvalidDocument) as refused:
        assess(CHECKLISTS, METHOD, case_of({name: answer}), AS_OF)
    assert [problem.pointer for problem in refused.value.problems] == [f"$.response.answers.{name}"]


def test_the_inherent_score_of_a_known_engagement() -> None:
    """Worked by hand from method.md: value .95, exposure .55+.05+.05+.0425+.08, control distance .60+.10+.15+.10, jurisdiction of India."""
    result = assess(CHECKLISTS, METHOD, case_of({}), AS_OF)
    assert result.inherent.value == Band(0.95, 0.95)
    assert result.inherent.exposure.told == pytest.approx(0.55 + 0.05 + 0.05 + 0.0425 + 0.08)
    assert result.inherent.control_distance.told == pytest.approx(0.95)
    assert result.inherent.dependence.told == pytest.approx(0.55 + 0.10 + 0.02 + 0.03 * 2 / 9)
    # Watch list 20, no trade-secret statute 15, non-compete void 10, no adequacy 20, English official on one side 5, 4.5 h of overlap 0.
    assert result.inherent.jurisdiction == Band(0.70, 0.70)
    assert result.depth is Depth.FULL


def test_a_perfect_attested_response_is_low_as_told_and_waits_for_proof() -> None:
    result = assess(CHECKLISTS, METHOD, case_of(PERFECT), AS_OF)
    assert result.tier == Band(Tier.LOW, Tier.HIGH)
    assert result.score.told == pytest.approx(sum(domain.base.told for domain in result.domains))
    assert result.recommendation is Recommendation.REMEDIATE_FIRST
    assert result.coverage.open == 0
    assert result.proof["attested"] == result.coverage.answered


def test_a_perfect_proven_response_is_approved() -> None:
    evidence, reviews, answers = {}, [], {}
    for question in CHECKLISTS.questions:
        strong = max(question.evidence, key=lambda kind: METHOD.confidence[CHECKLISTS.evidence_kinds[kind].strength])
        name = f"e-{question.id}"
        evidence[name] = Evidence(name, strong, name, issued=ANSWERED_ON, sha256="ab" * 32)
        reviews.append(Review(name, (question.id,), Outcome.ACCEPTED, "A. Laurent", ANSWERED_ON))
        answers[question.id] = said(best(question), name)
    case = case_of(
        answers,
        uses_contractors=False,
        vendor_country="FR",
        delivery_countries=("FR",),
        data_classes=("internal_confidential",),
        competitive_sensitivity="low",
    )
    case = replace(case, response=replace(case.response, evidence=evidence), reviews=replace(case.reviews, evidence=tuple(reviews)))
    result = assess(CHECKLISTS, METHOD, case, AS_OF)
    assert result.tier == Band(Tier.LOW, Tier.LOW)
    assert result.recommendation is Recommendation.APPROVE
    assert result.next_assessment_on == add_months(ANSWERED_ON, 24)


def test_depth_only_deepens_and_asks_more() -> None:
    public = case_of(PERFECT, data_classes=("public_only",), competitive_sensitivity="low", access_modes=("client_vdi",))
    shallow, deep = assess(CHECKLISTS, METHOD, public, AS_OF), assess(CHECKLISTS, METHOD, public, AS_OF, depth=Depth.FULL)
    assert shallow.depth is not Depth.FULL
    assert shallow.coverage.asked < deep.coverage.asked
    kept = {q.question.id for q in shallow.questions if q.status is not QuestionStatus.NOT_ASKED}
    assert kept < {q.question.id for q in deep.questions if q.status is not QuestionStatus.NOT_ASKED}
    assert all(q.question.weight >= 4 or q.question.knock_out for q in shallow.questions if q.question.id in kept)


@pytest.mark.parametrize(
    ("facts", "depth", "least", "most"),
    [
        ({"data_classes": ("public_only",), "vendor_country": "FR", "delivery_countries": ("FR",)}, Depth.CORE, 15, 21),
        ({"data_classes": ("internal_confidential",)}, Depth.STANDARD, 39, 47),
    ],
)
def test_depth_asks_about_as_much_as_the_method_says(facts: dict[str, tuple[str, ...]], depth: Depth, least: int, most: int) -> None:
    quiet = {
        "relation": "captive",
        "competitive_sensitivity": "low",
        "access_modes": ("client_vdi",),
        "record_volume": 0,
        "uses_contractors": False,
        "subcontracting": "none",
        "serves_competitors": "no",
        "function_criticality": "non_critical",
        "substitutability": "easy",
        "client_jobs_affected": 0,
        "client_has_works_council": False,
    }
    result = assess(CHECKLISTS, METHOD, case_of({}, **{**quiet, **facts}), AS_OF)  # type: ignore[arg-type]
    assert result.depth is depth
    assert least <= result.coverage.asked <= most


def test_a_waiver_lifts_a_floor_while_in_force_and_moves_no_number() -> None:
    case = with_answers(case_of(PERFECT), {"ip_nda_entity": said("none")})
    waived = replace(case, reviews=replace(case.reviews, waivers=(Waiver("ko-ip-nda-entity", "signed next week", "CFO", AS_OF),)))
    held, lifted = assess(CHECKLISTS, METHOD, case, AS_OF), assess(CHECKLISTS, METHOD, waived, AS_OF)
    assert held.tier.told is Tier.CRITICAL
    assert lifted.tier.told < Tier.CRITICAL
    assert lifted.tier_without_waivers == held.tier == held.tier_without_waivers
    assert lifted.score == held.score
    rule = next(r for r in lifted.rules if r.rule.id == "ko-ip-nda-entity")
    assert rule.outcome is RuleOutcome.FIRES
    assert rule.waiver is not None
    assert [f.id for f in lifted.findings] == [f.id for f in held.findings]
    ended = assess(CHECKLISTS, METHOD, waived, date(2026, 11, 25))
    assert ended.tier.told is Tier.CRITICAL
    assert ended.waivers == ()
    assert any("ended" in warning.message["en"] for warning in ended.warnings)


def test_of_two_waivers_the_longer_holds() -> None:
    case = with_answers(case_of(PERFECT), {"ip_nda_entity": said("none")})
    two = tuple(Waiver("ko-ip-nda-entity", reason, "CFO", until) for reason, until in (("b", date(2027, 1, 1)), ("a", date(2026, 12, 1))))
    result = assess(CHECKLISTS, METHOD, replace(case, reviews=replace(case.reviews, waivers=two)), AS_OF)
    assert [waiver.reason for waiver in result.waivers] == ["b"]


def test_what_is_stated_is_read_though_it_is_not_asked() -> None:
    none = case_of({"ip_subcontract_flowdown": said(40)}, subcontracting="none")
    result = assess(CHECKLISTS, METHOD, none, AS_OF)
    question = next(q for q in result.questions if q.question.id == "ip_subcontract_flowdown")
    assert question.status is QuestionStatus.NOT_ASKED
    assert question.gap is None
    fired = [r.rule.id for r in result.rules if r.outcome is RuleOutcome.FIRES and "answers.ip_subcontract_flowdown" in r.names]
    assert fired


def test_a_module_that_is_not_selected_asks_nothing_and_finds_nothing() -> None:
    result = assess(CHECKLISTS, METHOD, case_of({"md_baa": said("none"), "md_dpia": Answer(Status.UNKNOWN)}), AS_OF)
    assert all(q.status is QuestionStatus.NOT_ASKED for q in result.questions if q.question.module == "medical")
    assert all(r.outcome is RuleOutcome.CLEAR for r in result.rules if r.rule.module == "medical")


def test_the_worst_module_decides() -> None:
    both = case_of({**PERFECT, "lg_conflict_check": said("none")}, service_types=("data_analysis", "legal"))
    result = assess(CHECKLISTS, METHOD, both, AS_OF)
    told = {q.question.id: q.contribution.told for q in result.questions if q.question.module}
    assert told["lg_conflict_check"] > 0
    assert all(contribution == 0 for name, contribution in told.items() if name.startswith("da_"))


def test_evidence_that_does_not_count_is_said_so_in_both_languages() -> None:
    case = with_answers(case_of(PERFECT), {"ds_mfa": said(100, "e")})
    case = replace(case, response=replace(case.response, evidence={"e": Evidence("e", "idp_report", "Report")}))
    result = assess(CHECKLISTS, METHOD, case, AS_OF)
    about = [w for w in result.warnings if w.pointer == "$.response.answers.ds_mfa.evidence"]
    assert "SHA-256" in about[0].message["en"]
    assert "SHA-256" in about[0].message["fr"]


def test_an_adequacy_decision_that_ended_after_the_answers_is_said_and_moves_nothing() -> None:
    british = case_of(PERFECT, vendor_country="GB", delivery_countries=("GB",))
    before = assess(CHECKLISTS, METHOD, british, date(2031, 12, 27))
    after = assess(CHECKLISTS, METHOD, british, date(2031, 12, 28))
    assert not any("adequacy" in w.message["en"] for w in before.warnings)
    assert any("adequacy" in w.message["en"] for w in after.warnings)
    assert before.inherent == after.inherent


def test_sensitivity_names_every_domain_that_counts() -> None:
    result = assess(CHECKLISTS, METHOD, case_of(PERFECT), AS_OF)
    assert [one.domain for one in result.sensitivity] == [domain.id for domain in result.domains]
