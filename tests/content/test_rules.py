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
from kporisk.rules.parser import parse
from kporisk.rules.vocabulary import Vocabulary
from kporisk.rules.words import say
from tests.content.test_clauses import CHECKLISTS
from tests.content.test_texts import ENGLISH_RULES, ENGLISH_TERMS, FRENCH_RULES, FRENCH_TERMS

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
            assert rule.reason is not None and all(text.endswith(".") for text in rule.reason.values()), rule.id
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


@pytest.mark.parametrize(("pattern", "instead"), ENGLISH_TERMS)
def test_english_terms_are_those_of_the_questions(pattern: str, instead: str) -> None:
    assert [where for where, en, _ in texts() if re.search(pattern, en)] == [], instead


@pytest.mark.parametrize(("pattern", "instead"), [*FRENCH_TERMS, (r"(?i)\bappareils? personnels?", "équipement personnel")])
def test_french_terms_are_those_of_the_questions(pattern: str, instead: str) -> None:
    assert [where for where, _, fr in texts() if re.search(pattern, fr)] == [], instead


def test_a_doubt_about_facts_is_according_to_them() -> None:
    assert [where for where, en, _ in texts() if " by the engagement facts" in en] == []


def test_reasons_are_set_like_the_rest() -> None:
    reasons = [(rule.id, rule.reason["en"]) for rule in across() if rule.reason is not None]
    french = [(rule.id, rule.reason["fr"]) for rule in across() if rule.reason is not None]
    assert [id for id, text in french for pattern in FRENCH_RULES.values() if re.search(pattern, text)] == []
    assert [id for id, text in french for pattern, _ in FRENCH_TERMS if re.search(pattern, text)] == []
    assert len(reasons) >= 12
    assert [id for id, text in reasons for pattern in ENGLISH_RULES.values() if re.search(pattern, text)] == []
    assert [id for id, text in reasons for pattern, _ in ENGLISH_TERMS if re.search(pattern, text)] == []
    assert [id for id, text in reasons if re.search(r"\d %", text)] == []


@cache
def sentences() -> tuple[tuple[str, str, str], ...]:
    """Every rule in plain words: its id, in English, in French."""
    checklists = shipped()
    vocabulary = Vocabulary.of(checklists.questions, checklists.engagement, countries=checklists.territories.by_code)
    said = [(rule.id, parse(rule.when)) for rule in checklists.rules]
    return tuple((id, say(expression, vocabulary, "en"), say(expression, vocabulary, "fr")) for id, expression in said)


def test_every_rule_is_one_sentence_in_both_languages() -> None:
    assert len(sentences()) == len(shipped().rules) >= 119
    for id, en, fr in sentences():
        assert re.fullmatch(r"The rule fires when [^{}]+[^.]\.", en), id
        assert re.fullmatch(r"La règle se déclenche lorsqu(?:e |')[^{}]+[^.]\.", fr), id
        assert len(re.findall("“", en)) == len(re.findall("”", en)) == len(re.findall("«", fr)) == len(re.findall("»", fr)), id


def test_french_sentences_elide_and_space_their_marks() -> None:
    outside = [(id, re.sub("«\u202f[^»]*\u202f»", "X", fr)) for id, _, fr in sentences()]
    assert [id for id, text in outside if re.search(r"\b(?:lorsque|que) (?:à|ils?|elles?|aucune?|une?|en)\b", text)] == []
    assert [id for id, text in outside if re.search(r"[^\u202f][:;%]|\s\s|\s[,.]|[«»\"']\s|\s'", text)] == []


def test_a_share_of_the_score_is_said_only_where_no_options_decide() -> None:
    """It means little to who signs a rule."""
    assert sorted(id for id, en, _ in sentences() if "of the full score" in en) == [
        "ko-ds-exfil-controls",
        "open-claim-and-no-recourse",
        "personal-devices-without-copy-control",
        "secrets-unmarked-unlisted-open",
        "vendor-failure-would-stop-a-critical-function",
        "weak-barrier-and-free-personal-trading",
    ]


def test_no_two_rules_read_alike() -> None:
    for language in ("en", "fr"):
        said = Counter(rule.finding[language].casefold() for rule in across())
        assert [text for text, times in said.items() if times > 1] == []
