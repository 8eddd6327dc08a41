from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kporisk.assessment.assess import assess
from kporisk.assessment.contradictions import NAMED, PASTED, in_response
from kporisk.assessment.phrases import Phrases, passage
from kporisk.documents.cases.reader import read_case
from kporisk.model.case import Answer, Case, DocumentWarning, EngagementValue, Evidence, Person, Response, Status
from kporisk.model.scale import Value
from tests.golden.printed import EDITIONS, case_file
from tests.worlds import ANSWERED_ON, AS_OF, ENGAGEMENT, case_of, cases, said, shipped, with_answers

CHECKLISTS, METHOD = shipped().checklists, shipped().method


def noted(value: Value, note: str) -> Answer:
    return replace(said(value), note=note)


def not_applicable(reason: str) -> Answer:
    return Answer(Status.NOT_APPLICABLE, reason=reason)


def found(answers: Mapping[str, Answer], engagement: Mapping[str, EngagementValue] | None = None) -> list[DocumentWarning]:
    return list(in_response(Response(ANSWERED_ON, answers=answers), CHECKLISTS, engagement))


def only(answers: Mapping[str, Answer], engagement: Mapping[str, EngagementValue] | None = None) -> DocumentWarning:
    (one,) = found(answers, engagement)
    assert one.source == "response" and set(one.message) == {"en", "fr"}
    return one


def test_a_no_whose_note_says_that_it_does_not_apply() -> None:
    one = only({"hc_disciplinary": noted("no", "N/A for a firm of two.")})
    assert one.pointer == "$.response.answers.hc_disciplinary" and one.questions == ("hc_disciplinary",) and one.evidence is None
    assert one.message["en"] == "hc_disciplinary is answered “No”, yet its note says that it does not apply: “N/A for a firm of two.”"
    assert "«\u202fNon\u202f»" in one.message["fr"] and "«\u202fN/A for a firm of two.\u202f»" in one.message["fr"]
    assert not found({"hc_disciplinary": noted("partial", "N/A for a firm of two.")})
    assert not found({"hc_disciplinary": replace(noted("no", "N/A"), status=Status.UNKNOWN, value=None)})


def test_a_yes_whose_note_says_less() -> None:
    one = only({"ds_mfa": noted(100, "Deux comptes de service pas encore couverts.")})
    assert one.message["en"] == "ds_mfa is answered “100%”, yet its note says less: “Deux comptes de service pas encore couverts.”"
    assert not found({"ds_mfa": noted(97, "two service accounts pending")}), "a number below the full one says so itself"
    assert not found({"hc_disciplinary": noted("no", "planned for 2027")}), "a no with a plan is a no"
    assert not found({"hc_disciplinary": noted("yes", "Every case is told to the client.")})


def test_not_applicable_below_a_no_on_which_it_depends() -> None:
    one = only({"ds_independent_assurance": said("none"), "ds_assurance_date": not_applicable("There is no report.")})
    assert one.pointer == "$.response.answers.ds_assurance_date"
    assert one.questions == ("ds_assurance_date", "ds_independent_assurance")
    assert (
        "“There is no report.”" in one.message["en"]
        and "ds_independent_assurance, on which it depends, is answered “None”" in one.message["en"]
    )
    assert not found({"ds_independent_assurance": said("full"), "ds_assurance_date": not_applicable("It is the client's.")})
    assert not found({"ds_assurance_date": not_applicable("There is no report.")})


def test_not_applicable_against_the_fact_for_which_it_is_asked() -> None:
    answers = {"ip_subcontract_flowdown": not_applicable("We use no subcontractor.")}
    one = only(answers, ENGAGEMENT)
    assert "“We use no subcontractor.”" in one.message["en"] and "say of subcontracting: “" in one.message["en"]
    assert not found(answers, {**ENGAGEMENT, "subcontracting": "none"})
    assert not found(answers), "without the facts nothing is held against the reason"
    assert not found({"ip_subcontract_flowdown": not_applicable("The client keeps it.")}, ENGAGEMENT)


@pytest.mark.parametrize(
    ("expires", "as_of", "told"), [(AS_OF, AS_OF, False), (AS_OF, AS_OF + timedelta(days=1), True), (None, AS_OF, False)]
)
def test_expired_evidence_behind_a_yes_is_told_once(expires: date | None, as_of: date, told: bool) -> None:
    evidence = {"idp": Evidence("idp", "idp_report", "Sign-in report", date(2026, 1, 1), expires, None, "ab" * 32)}
    case = with_answers(case_of({}), {"ds_mfa": said(100, "idp"), "hc_screening_coverage": said(60, "idp")})
    case = replace(case, response=replace(case.response, evidence=evidence))
    about = [w for w in assess(CHECKLISTS, METHOD, case, as_of).warnings if "ds_mfa" in w.pointer]
    assert len(about) == 1 and (about[0].questions == ("ds_mfa",)) is told and about[0].evidence == "idp"
    if told:
        assert about[0].pointer == "$.response.answers.ds_mfa.evidence"
        assert "ds_mfa is answered “100%”, yet the evidence idp, “Sign-in report”, expired on 24 November 2026" in about[0].message["en"]


def test_expired_evidence_behind_another_answer_is_told_without_a_contradiction() -> None:
    evidence = {"idp": Evidence("idp", "idp_report", "Sign-in report", date(2026, 1, 1), ANSWERED_ON, None, "ab" * 32)}
    case = with_answers(case_of({}), {"ds_mfa": said(97, "idp")})
    case = replace(case, response=replace(case.response, evidence=evidence))
    (about,) = [w for w in assess(CHECKLISTS, METHOD, case, AS_OF).warnings if "ds_mfa" in w.pointer]
    assert "has expired" in about.message["en"] and not about.questions
    assert not in_response(case.response, CHECKLISTS), "it had not expired on the day of the answers"


def test_answers_that_exclude_each_other() -> None:
    one = only({"tr_exit_plan": said("tested"), "tr_substitute": said("not_measured")})
    assert one.questions == ("tr_exit_plan", "tr_substitute") and one.pointer == "$.response.answers.tr_exit_plan"
    assert one.message["en"].startswith("Contradiction over the exit: ")
    assert "tr_exit_plan “" in one.message["en"] and "; tr_substitute “Never estimated”)" in one.message["en"]
    assert " ; tr_substitute «" in one.message["fr"]


def test_an_answer_that_excludes_a_fact() -> None:
    answers = {"ip_competitor_disclosure": said("disclosed_none")}
    one = only(answers, ENGAGEMENT)
    assert "(serves_competitors “Yes" in one.message["en"] and "; ip_competitor_disclosure “" in one.message["en"]
    assert not found(answers)


def test_what_follows_from_the_facts_is_told_by_the_assessment_only() -> None:
    case = case_of({"lc_overlap_hours": said(9)})
    assert not found(case.response.answers, case.engagement)
    told = [w for w in assess(CHECKLISTS, METHOD, case, AS_OF).warnings if w.questions]
    assert [one.questions for one in told] == [("lc_overlap_hours",)] and "(lc_overlap_hours “9 hours/day”)" in told[0].message["en"]


def test_the_same_text_with_many_answers() -> None:
    ids = [question.id for question in CHECKLISTS.questions if question.knock_out is None][:PASTED]
    texts = ["See the security policy.", "see the  SECURITY policy."]
    answers = {id: Answer(Status.UNKNOWN, note=texts[n % 2]) for n, id in enumerate(ids)}
    one = only(answers)
    assert set(one.questions) == set(ids) and one.pointer == f"$.response.answers.{ids[0]}"
    assert one.message["en"].startswith(f"the same text stands with {PASTED} answers, {ids[0]}, ")
    assert one.message["en"].endswith(" and others: “See the security policy.”") and one.message["en"].count(", ") == NAMED
    assert not found({id: answers[id] for id in ids[1:]})


def test_answers_outside_the_domains_of_a_respondent() -> None:
    people = (Person("a", "A"), Person("b", "B", "lead", ("ip_protection",)), Person("c", "C", "lead", ("data_security",)))
    answers = {"ds_mfa": replace(said(97), by="b"), "ip_nda_entity": replace(said("draft"), by="b"), "ds_bcp": replace(said(()), by="a")}
    (one,) = in_response(Response(ANSWERED_ON, people, answers=answers), CHECKLISTS)
    assert one.pointer == "$.response.respondents[1]" and one.questions == ("ds_mfa",)
    assert one.message["en"] == "b answers outside the domains they are named for (ip_protection): ds_mfa"
    assert one.message["fr"] == "b répond hors des domaines qui sont les siens (ip_protection) : ds_mfa"


def test_braces_in_a_note_stand_as_they_are() -> None:
    assert "“{answer} {0.__class__} partly”" in only({"hc_disciplinary": noted("yes", "{answer} {0.__class__} partly")}).message["en"]


def test_the_notes_of_the_examples_raise_no_false_alarm() -> None:
    """Whatever answer they stood with: of 92 texts three say that something is not there yet, and it is not."""
    texts = [
        (id, text)
        for name in EDITIONS
        for id, answer in read_case(case_file(name), CHECKLISTS).response.answers.items()
        for text in (answer.note, answer.reason)
        if text is not None
    ]
    alarms = [(id, group) for id, text in texts for group in (Phrases.DOES_NOT_APPLY, Phrases.ONLY_IN_PART) if passage(text, group)]
    assert len(texts) == 92
    assert alarms == [(id, Phrases.ONLY_IN_PART) for id in ("lc_urgent_relief", "tr_change_control", "wi_key_retention")]


NOTES = st.sampled_from(("partly done", "n/a", "planned in 2027", "fine", "signed by all", "x" * 500))


@given(cases(), st.data())
@settings(max_examples=25)
def test_no_contradiction_moves_a_number(case: Case, data: st.DataObject) -> None:
    answers = {id: replace(answer, note=data.draw(NOTES)) for id, answer in case.response.answers.items()}
    doubtful = replace(case, response=replace(case.response, answers=answers))
    before, after = (assess(CHECKLISTS, METHOD, one, AS_OF) for one in (case, doubtful))
    assert (before.score, before.tier, before.recommendation, before.proof) == (after.score, after.tier, after.recommendation, after.proof)
    told = [warning for warning in after.warnings if warning.questions]
    assert len(told) >= len([warning for warning in before.warnings if warning.questions and "same text" not in warning.message["en"]])
    assert all(set(one.questions) <= set(answers) and set(one.message) == {"en", "fr"} for one in told)
