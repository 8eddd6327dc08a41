from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kporisk.documents.content.lint import lint_checklists
from kporisk.documents.content.loading import load_checklists
from kporisk.documents.content.method import load_method
from kporisk.documents.content.rule_cases import NEUTRAL, run_cases
from kporisk.errors import Problem
from kporisk.model.assessment import RuleOutcome
from kporisk.model.checklist import Checklists, Rule
from kporisk.model.method import Method
from tests.documents.organisations import SHIPPED, Organisation

TEXTS = "finding: {en: a, fr: b}\n  remediation: {en: a, fr: b}"


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def shipped() -> Checklists:
    return load_checklists([SHIPPED])


@pytest.fixture(scope="module")
def method() -> Method:
    return load_method([SHIPPED])


@pytest.fixture
def own(tmp_path: Path) -> Organisation:
    return Organisation(tmp_path)


def only(checklists: Checklists, *rules: Rule) -> Checklists:
    """The checklists with `rules` as the first one's only rules, and no others."""
    first, *rest = (replace(checklist, rules=()) for checklist in checklists.checklists)
    return replace(checklists, checklists=(replace(first, rules=rules), *rest))


def add(own: Organisation, when: str, *more: str) -> Path:
    lines = ["- id: mine", f"  when: {when}", "  domain: ip_protection", *(f"  {line}" for line in (TEXTS, *more))]
    return own.write("ip_protection/rules/own.yaml", "\n".join(lines) + "\n")


# Cases


def test_every_case_of_every_shipped_rule_comes_out_as_it_expects(shipped: Checklists, method: Method) -> None:
    outcomes = run_cases(shipped, method)
    assert [f"{outcome.place} {outcome.rule.id}: {outcome.outcome}" for outcome in outcomes if not outcome.passed] == []
    assert len(outcomes) == sum(len(rule.cases) for rule in shipped.rules)
    assert {outcome.outcome for outcome in outcomes} == set(RuleOutcome)


def test_a_case_that_expects_otherwise_fails_and_says_where(shipped: Checklists, method: Method) -> None:
    rule = shipped.rule["ko-ip-nda-entity"]
    wrong = replace(rule, cases=tuple(replace(case, expect="clear") for case in rule.cases))
    outcomes = run_cases(only(shipped, wrong), method)
    assert [outcome.passed for outcome in outcomes] == [case.expect == "clear" for case in rule.cases]
    assert outcomes[0].place == f"{rule.source}:{rule.cases[0].line}"
    assert [outcome.number for outcome in outcomes] == [*range(1, len(rule.cases) + 1)]


def test_facts_follow_from_the_engagement_unless_the_case_says_otherwise(shipped: Checklists, method: Method) -> None:
    rule = replace(shipped.rule["ko-ip-nda-entity"], when="derived.cross_border && answers.ip_nda_entity == 'none'")
    case = replace(rule.cases[0], answers={"ip_nda_entity": "none"}, engagement={})
    cases = (
        case,
        replace(case, engagement={"vendor_country": "IN", "delivery_countries": ["IN"]}),
        replace(case, derived={"cross_border": True}),
        replace(case, derived={"cross_border": True}, answers={}),
    )
    outcomes = run_cases(only(shipped, replace(rule, cases=cases)), method)
    assert [outcome.outcome for outcome in outcomes] == ["clear", "fires", "fires", "possible"]


def test_a_case_has_a_day(shipped: Checklists, method: Method) -> None:
    from datetime import date

    rule = replace(shipped.rule["ko-ip-nda-entity"], when="months_since(answers.ds_assurance_date) > 24")
    case = replace(rule.cases[0], answers={"ds_assurance_date": "2026-01-01"}, engagement={})
    cases = (case, replace(case, as_of=date(2029, 1, 1)), replace(case, answers={"ds_assurance_date": "never"}))
    outcomes = run_cases(only(shipped, replace(rule, cases=cases)), method)
    assert [outcome.outcome for outcome in outcomes] == ["clear", "fires", "fires"]


def test_a_rule_of_a_module_is_tried_where_its_service_is_bought(shipped: Checklists, method: Method) -> None:
    rule = replace(shipped.rule["ko-ip-nda-entity"], module="rnd", when="has_any(engagement.service_types, ['rnd'])")
    case = replace(rule.cases[0], answers={}, engagement={})
    outcomes = run_cases(only(shipped, replace(rule, cases=(case, replace(case, engagement={"service_types": ["legal"]})))), method)
    assert [outcome.outcome for outcome in outcomes] == ["fires", "clear"]


def test_the_neutral_engagement_states_every_required_fact(shipped: Checklists) -> None:
    assert set(NEUTRAL) == {fact.id for fact in shipped.engagement if fact.required}


# Lint


def test_the_shipped_checklists_have_nothing_to_lint(shipped: Checklists) -> None:
    assert [str(problem) for problem in lint_checklists(shipped)] == []


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("answers.ip_nda_entity == 'none' && answers.ip_nda_entity == 'draft'", "never fire"),
        ("answers.ip_nda_entity in ['signed_before', 'signed_late', 'draft', 'none']", "always fires"),
        ("answers.ip_nda_entity == 'signed_before'", "not monotone"),
        ("answers.ip_nda_entity == 'none' || answers.ip_nda_entity != 'none'", "each answer occurs once"),
    ],
)
def test_an_organisations_rule_is_proved_on_load(own: Organisation, when: str, words: str) -> None:
    path = add(own, when)
    found = own.problems()
    assert any(words in problem.message for problem in found), found
    assert {(problem.source, problem.line, problem.column, problem.pointer) for problem in found} == {(str(path), 2, 9, "$[0].when")}
    assert all(problem.excerpt.splitlines() == [when, "^" * len(when)] for problem in found)


def test_a_rule_that_may_be_otherwise_says_why(own: Organisation) -> None:
    add(own, "answers.ip_nda_entity == 'signed_before'", "monotone: false", "reason: a contradiction between answers")
    assert own.problems() == []


def test_a_rule_without_a_case_for_each_outcome_is_for_lint(own: Organisation) -> None:
    path = add(own, "answers.ip_nda_survival == 'none'", "cases: [{answers: {ip_nda_survival: none}, expect: fires}]")
    loaded = load_checklists([SHIPPED, own.root])
    assert lint_checklists(loaded) == (Problem(str(path), 1, "$[0]", "the rule mine has no case that expects possible or clear", 3),)


def test_a_rule_whose_file_has_gone_is_still_named(own: Organisation) -> None:
    path = add(own, "answers.ip_nda_survival == 'none'")
    loaded = load_checklists([SHIPPED, own.root])
    path.unlink()
    dead = replace(loaded.rule["mine"], when="answers.ip_nda_survival == 'none' && answers.ip_nda_survival == 'under_two'")
    messages = [problem.message for problem in lint_checklists(only(loaded, dead))]
    assert any(message.startswith("mine: ") for message in messages)
    assert any("no case" in message for message in messages)
    assert all(problem.line == 2 for problem in lint_checklists(only(loaded, dead)))
