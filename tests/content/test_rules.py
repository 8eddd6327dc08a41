"""The shipped rules: proved by the linter, tried on their own cases, spread over the domains, and worded like the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from kporisk.documents.content.loading import load_checklists
from kporisk.documents.content.method import load_method
from kporisk.documents.content.rule_cases import run_cases
from kporisk.model.checklist import Checklists, Rule, Severity
from kporisk.rules.lint import lint
from kporisk.rules.vocabulary import Vocabulary
from tests.content.test_clauses import CHECKLISTS
from tests.content.test_texts import ENGLISH_RULES, FRENCH_RULES

CORE = ("ip_protection", "data_security", "hiring_control", "legal_cultural_barriers", "transition_readiness", "workforce_impact")
AS_OF = date(2026, 11, 24)


@cache
def shipped() -> Checklists:
    """The shipped checklists, loaded once."""
    return load_checklists([CHECKLISTS])


def across() -> tuple[Rule, ...]:
    """The rules that look at more than one question, and contradictions."""
    return tuple(rule for rule in shipped().rules if rule.question is None)


def texts() -> Iterator[tuple[str, str, str]]:
    """What each rule across questions says: where, in English, in French."""
    for rule in across():
        yield f"{rule.id}.finding", rule.finding["en"], rule.finding["fr"]
        yield f"{rule.id}.remediation", rule.remediation["en"], rule.remediation["fr"]


def test_the_linter_has_nothing_to_say() -> None:
    checklists = shipped()
    vocabulary = Vocabulary.of(checklists.questions, checklists.engagement, countries=checklists.territories.by_code)
    assert [(rule.id, complaint.message) for rule, complaint in lint(checklists.rules, vocabulary, as_of=AS_OF)] == []


def test_every_case_comes_out_as_expected() -> None:
    outcomes = run_cases(shipped(), load_method([CHECKLISTS]))
    assert len(outcomes) > 400
    assert [(outcome.place, outcome.rule.id, outcome.outcome) for outcome in outcomes if not outcome.passed] == []


@pytest.mark.parametrize("domain", CORE)
def test_each_core_domain_has_combinations_and_contradictions(domain: str) -> None:
    severe = Counter(rule.floor is not None for rule in across() if rule.domain == domain)
    assert severe[True] >= 2
    assert severe[False] >= 2


def test_each_rule_has_a_case_of_each_outcome() -> None:
    lacking = [rule.id for rule in shipped().rules if {case.expect for case in rule.cases} != {"fires", "clear", "possible"}]
    assert lacking == []


def test_each_knock_out_is_a_rule_with_a_floor_that_reads_its_question() -> None:
    checklists = shipped()
    declared = [question for question in checklists.questions if question.knock_out is not None]
    assert len(declared) == 38
    for question in declared:
        assert question.knock_out is not None
        rule = checklists.rule[question.knock_out]
        assert (rule.question, rule.floor is not None) == (question.id, True)
        assert f"answers.{question.id}" in rule.when
    assert {rule.id for rule in checklists.rules if rule.question is not None} == {question.knock_out for question in declared}


def test_a_contradiction_says_so_and_stays_a_finding() -> None:
    for rule in across():
        if not rule.monotone:
            assert rule.floor is None, rule.id
            assert rule.reason is not None and rule.reason.endswith("."), rule.id
            assert rule.severity in (Severity.MAJOR, Severity.MINOR), rule.id


def test_findings_are_named_and_remediations_are_sentences() -> None:
    for where, en, fr in texts():
        for text in (en, fr):
            assert text.endswith(".") == where.endswith(".remediation"), where
            assert text[0].isupper(), where


def test_figures_are_the_same_in_both_languages() -> None:
    assert [where for where, en, fr in texts() if Counter(re.findall(r"\d+", en)) != Counter(re.findall(r"\d+", fr))] == []


@pytest.mark.parametrize("name", ENGLISH_RULES)
def test_english_typography(name: str) -> None:
    assert [where for where, en, _ in texts() if re.search(ENGLISH_RULES[name], en)] == []


@pytest.mark.parametrize("name", FRENCH_RULES)
def test_french_typography(name: str) -> None:
    assert [where for where, _, fr in texts() if re.search(FRENCH_RULES[name], fr)] == []


def test_no_two_rules_read_alike() -> None:
    for language in ("en", "fr"):
        said = Counter(rule.finding[language].casefold() for rule in across())
        assert [text for text, times in said.items() if times > 1] == []
