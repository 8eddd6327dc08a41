from __future__ import annotations

from dataclasses import replace
from datetime import date

from kporisk.assessment.assess import assess
from kporisk.model.assessment import Assessment, Basis
from kporisk.model.case import Answer, Status
from kporisk.model.checklist import Severity
from tests.worlds import AS_OF, best, case_of, said, shipped, with_answers


def judged(**answers: str | tuple[str, ...] | float | Answer | None) -> Assessment:
    perfect = {q.id: said(best(q)) for q in shipped().checklists.questions}
    changed = {name: a if isinstance(a, Answer) or a is None else said(a) for name, a in answers.items()}
    case = with_answers(case_of(perfect), changed)
    return assess(shipped().checklists, shipped().method, case, AS_OF)


def test_a_knock_out_rules_finding_replaces_its_questions_own() -> None:
    result = judged(ip_nda_entity="none")
    about = [f for f in result.findings if f.question is not None and f.question.id == "ip_nda_entity"]
    assert [(f.id, f.basis, f.severity) for f in about] == [("ko-ip-nda-entity", Basis.RULE, Severity.CRITICAL)]
    assert about[0] is result.findings[0]


def test_an_open_knock_out_question_is_asked_for_once() -> None:
    result = judged(ip_nda_entity=None)
    about = [r for r in result.requests if r.question is not None and r.question.id == "ip_nda_entity"]
    assert [(r.id, r.basis) for r in about] == [("ko-ip-nda-entity", Basis.POSSIBLE)]


def test_weakness_is_major_on_heavy_questions_only() -> None:
    result = judged(hc_quality_review="none", hc_disciplinary="no")
    severity = {f.id: f.severity for f in result.findings}
    assert severity["hc_quality_review"] is Severity.MAJOR
    assert severity["hc_disciplinary"] is Severity.MINOR


def test_an_attested_answer_is_a_request_and_no_finding() -> None:
    result = judged()
    # Perfect answers of a firm with contractors and clocks apart contradict each other; nothing else is found.
    assert all(f.rule is not None and not f.rule.monotone for f in result.findings)
    assert {r.basis for r in result.requests} == {Basis.NOT_PROVEN}


def test_not_applicable_is_asked_to_be_shown() -> None:
    result = judged(hc_disciplinary=Answer(Status.NOT_APPLICABLE, reason="no staff"))
    assert next(r for r in result.requests if r.id == "hc_disciplinary").basis is Basis.NOT_PROVEN


def test_a_loss_of_a_rule_sums_what_the_questions_it_read_contribute() -> None:
    result = judged(ds_endpoint_model="byod", ds_exfil_controls=())
    combined = [f for f in result.findings if f.rule is not None and f.question is None]
    assert combined
    contribution = {q.question.id: q.contribution for q in result.questions}
    reads = {r.rule.id: [n.removeprefix("answers.") for n in r.names if n.startswith("answers.")] for r in result.rules}
    for finding in combined:
        assert abs(finding.loss.told - sum(contribution[name].told for name in reads[finding.id])) < 1e-9


def test_a_stated_weakness_is_not_hidden_behind_a_possible_rule() -> None:
    # The working zone of the United States is not stated, so what the clocks allow is not known.
    case = case_of({q.id: said(best(q)) for q in shipped().checklists.questions}, vendor_country="US", delivery_countries=("US",))
    rule = shipped().checklists.rule["ko-ip-nda-entity"]
    doubtful = replace(rule, when="answers.ip_nda_entity == 'none' && derived.overlap_hours < 1")
    lists = shipped().checklists
    swapped = replace(
        lists,
        checklists=tuple(replace(one, rules=tuple(doubtful if r.id == rule.id else r for r in one.rules)) for one in lists.checklists),
    )
    result = assess(swapped, shipped().method, with_answers(case, {"ip_nda_entity": said("none")}), AS_OF)
    assert "ip_nda_entity" in {f.id for f in result.findings}
    assert "ko-ip-nda-entity" in {r.id for r in result.requests}


def test_the_date_of_an_answer_counts_on_the_day_of_the_assessment() -> None:
    fresh = judged(ds_pentest_date=Answer(Status.ANSWERED, date(2025, 11, 24)))
    assert "ds_pentest_date" not in {f.id for f in fresh.findings}
