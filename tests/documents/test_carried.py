"""A stored case comes through any change of the checklists: what fits stays as it is, the rest becomes open and is named."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.documents.cases.carried import Carried, carry, read_anew
from kporisk.documents.cases.fitting import fits
from kporisk.documents.cases.normal import case_from_normal, digests, normal_form
from kporisk.documents.cases.reader import read_case, read_case_content
from kporisk.model.case import Case
from kporisk.model.checklist import Checklists, Fact, FactKind, Question, Rule
from kporisk.model.scale import Age, AnyOf, Number, OneOf
from kporisk.resources import folder
from tests.documents.documents_at_random import document
from tests.worlds import ANSWERED_ON, cases, shipped

QUICK = settings(max_examples=20, suppress_health_check=list(HealthCheck))
EXAMPLES = sorted(path for path in folder("checklists").joinpath("examples").rglob("*.yaml") if "kporisk.case/1" in path.read_text("utf-8"))


def edited(
    *,
    question: Callable[[Question], Question | None] = lambda one: one,
    rule: Callable[[Rule], Rule | None] = lambda one: one,
    fact: Callable[[Fact], Fact | None] = lambda one: one,
    kinds: Callable[[str], bool] = lambda kind: True,
) -> Checklists:
    """The shipped checklists after an edit; None takes away."""
    made = shipped().checklists
    lists = tuple(
        replace(
            one,
            questions=tuple(kept for item in one.questions if (kept := question(item))),
            rules=tuple(valid for item in one.rules if (valid := rule(item))),
        )
        for one in made.checklists
    )
    facts = tuple(left for entry in made.engagement if (left := fact(entry)))
    known = {id: kind for id, kind in made.evidence_kinds.items() if kinds(id)}
    return replace(made, checklists=lists, engagement=facts, evidence_kinds=known)


def at_random(seed: random.Random, amount: float) -> Checklists:
    """The shipped checklists with questions, options, scales, rules, facts and kinds of evidence changed by chance."""

    def lucky() -> bool:
        return seed.random() < amount

    def question(one: Question) -> Question | None:
        if lucky():
            return None
        if lucky():
            one = replace(one, id=f"{one.id}_anew", replaces=(one.id,))
        if lucky():
            one = replace(one, knock_out=None if one.knock_out else "some_rule")
        if isinstance(one.scale, OneOf | AnyOf) and lucky():
            options = [option for option in one.scale.options if seed.random() < 0.7] or list(one.scale.options[:1])
            seed.shuffle(options)
            one = replace(one, scale=replace(one.scale, options=tuple(options)))
        if lucky():
            number = Number(0, 5, {"en": "%", "fr": "%"}, ((0, 0), (5, 1)))
            scales = (Age(1, 2), number, shipped().checklists.question["ip_nda_entity"].scale)
            one = replace(one, scale=seed.choice(scales))
        return one

    return edited(
        question=question,
        rule=lambda one: None if lucky() else replace(one, floor=None) if lucky() else one,
        fact=lambda one: None if lucky() else replace(one, required=False, options=one.options[1:]) if lucky() else one,
        kinds=lambda kind: not lucky(),
    )


def stored(case: Case) -> dict[str, Any]:
    """As the register holds it: a random case may name countries in any order."""
    made: dict[str, Any] = json.loads(json.dumps(document(case)))
    for fact in shipped().checklists.engagement:
        if fact.kind is FactKind.COUNTRY_LIST and fact.id in made["engagement"]:
            made["engagement"][fact.id].sort()
    return made


@QUICK
@given(cases(), st.integers(0, 2**32), st.sampled_from((0.02, 0.2, 0.6)))
def test_no_change_of_the_checklists_stops_a_stored_case(case: Case, seed: int, amount: float) -> None:
    checklists, before = at_random(random.Random(seed), amount), stored(case)
    untouched = copy.deepcopy(before)
    carried = carry(before, checklists)
    assert before == untouched
    assert carried == read_anew(before, checklists)
    for warning in carried.warnings:
        assert set(warning.message) == {"en", "fr"}
        assert warning.pointer.startswith(f"$.{warning.source}.")
    again = carry(carried.document, checklists)
    assert (again.document, again.lacking) == (carried.document, carried.lacking)
    assert all("is required" in warning.message["en"] for warning in again.warnings)
    readable = replace(
        checklists, engagement=tuple(replace(one, required=one.required and one.id not in carried.lacking) for one in checklists.engagement)
    )
    read = read_case_content(json.dumps(carried.document).encode(), "case.json", readable)
    assert digests(normal_form(read)) == digests(carried.document)
    assert replace(case_from_normal(carried.document, checklists), warnings=read.warnings) == read


@QUICK
@given(cases(), st.integers(0, 2**32))
def test_what_fits_at_a_quick_look_fits_when_it_is_read(case: Case, seed: int) -> None:
    chance, made = random.Random(seed), stored(case)
    made["engagement"] = {id: value for id, value in made["engagement"].items() if chance.random() < 0.97}
    for amount in (0.002, 0.01, 0.05):
        checklists = at_random(chance, amount)
        if fits(made, checklists):
            assert read_anew(made, checklists) == Carried(made)
            assert read_anew(made, checklists).document == made


@QUICK
@given(cases())
def test_unchanged_checklists_change_nothing(case: Case) -> None:
    made = stored(case)
    assert fits(made, shipped().checklists) == (not read_anew(made, shipped().checklists).lacking)
    carried = carry(made, shipped().checklists)
    assert carried == Carried(made)
    assert json.dumps(carried.document, sort_keys=True) == json.dumps(made, sort_keys=True)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem if path.stem != "case" else path.parent.name)
def test_the_shipped_examples_come_through_unchanged(path: Any) -> None:
    made = normal_form(read_case(path, shipped().checklists))
    assert carry(made, shipped().checklists) == Carried(made)


BASE: dict[str, Any] = {
    "format": "kporisk.case/1",
    "vendor": {"id": "acme", "name": "Acme"},
    "engagement": {},
    "response": {
        "answered_on": ANSWERED_ON.isoformat(),
        "respondents": [{"id": "ri", "name": "R. Iyer", "domains": ["data_security", "hiring_control"]}],
        "evidence": {"idp": {"kind": "idp_report", "title": "Sign-ins"}, "soc": {"kind": "soc2_report", "title": "SOC 2"}},
        "answers": {
            "ds_mfa": {"status": "answered", "value": 97, "by": "ri", "evidence": ["idp#2", "soc"], "note": "secret words"},
            "ds_bcp": {"status": "answered", "value": ["plan", "exercised"]},
            "ds_physical": {"status": "not_applicable", "reason": "secret words"},
        },
    },
    "reviews": {
        "evidence": [
            {"evidence": "idp", "questions": ["ds_mfa", "ds_bcp"], "outcome": "accepted", "by": "A", "on": ANSWERED_ON.isoformat()},
            {"evidence": "soc", "questions": ["ds_bcp"], "outcome": "rejected", "by": "A", "on": ANSWERED_ON.isoformat()},
        ],
        "waivers": [],
    },
}


def base() -> dict[str, Any]:
    made = copy.deepcopy(BASE)
    rule = next(rule for rule in shipped().checklists.rules if rule.floor)
    made["reviews"]["waivers"] = [{"rule": rule.id, "reason": "known", "approver": "B", "until": "2027-01-31"}]
    made["engagement"] = {"headcount": 20, "access_modes": ["client_vdi", "vendor_managed_endpoint"]}
    return made


def carried_with(**edits: Any) -> tuple[Any, dict[str, str]]:
    """The document after the edit, and the English warnings by pointer, but those of required facts."""
    checklists = edited(**{"fact": lambda one: replace(one, required=False), **edits})
    found = carry(base(), checklists)
    words = " ".join(warning.message["en"] + warning.message["fr"] for warning in found.warnings)
    assert "secret" not in words
    return found.document, {warning.pointer: warning.message["en"] for warning in found.warnings}


def test_a_question_that_is_gone_takes_its_answer_along_and_reviews_shrink() -> None:
    made, warnings = carried_with(question=lambda one: None if one.id == "ds_bcp" else one)
    assert set(made["response"]["answers"]) == {"ds_mfa", "ds_physical"}
    assert [review["questions"] for review in made["reviews"]["evidence"]] == [["ds_mfa"]]
    assert warnings == {
        "$.response.answers.ds_bcp": "the question ds_bcp is no longer asked; its answer is left out",
        "$.reviews.evidence[0].questions": "the review of idp named what is no longer asked: ds_bcp",
        "$.reviews.evidence[1].questions": "the review of soc named what is no longer asked: ds_bcp",
    }


def test_a_question_that_was_renamed_keeps_its_answer() -> None:
    made, warnings = carried_with(question=lambda one: replace(one, id="ds_factors", replaces=("ds_mfa",)) if one.id == "ds_mfa" else one)
    assert made["response"]["answers"]["ds_factors"] == BASE["response"]["answers"]["ds_mfa"]
    assert made["reviews"]["evidence"][0]["questions"] == ["ds_factors", "ds_bcp"]
    assert set(warnings.values()) == {"the question ds_mfa is now called ds_factors"}


def test_a_question_answered_under_both_ids_keeps_the_newer() -> None:
    def merged(one: Question) -> Question | None:
        return None if one.id == "ds_bcp" else replace(one, replaces=("ds_bcp",)) if one.id == "ds_physical" else one

    made, warnings = carried_with(question=merged)
    assert made["response"]["answers"]["ds_physical"] == BASE["response"]["answers"]["ds_physical"]
    assert warnings["$.response.answers.ds_bcp"] == "ds_physical has an answer already; the one to its former id ds_bcp is left out"
    assert made["reviews"]["evidence"][0]["questions"] == ["ds_mfa", "ds_physical"]


def test_an_option_that_is_gone_leaves_the_question_open() -> None:
    def shorter(one: Question) -> Question:
        if one.id != "ds_bcp" or not isinstance(one.scale, AnyOf):
            return one
        return replace(one, scale=replace(one.scale, options=tuple(option for option in one.scale.options if option.value != "plan")))

    made, warnings = carried_with(question=shorter)
    assert "ds_bcp" not in made["response"]["answers"]
    assert warnings == {"$.response.answers.ds_bcp": "what was answered to ds_bcp is no answer to it as it is asked now; it counts as open"}


def test_a_knock_out_always_applies_from_now_on() -> None:
    made, warnings = carried_with(question=lambda one: replace(one, knock_out="x") if one.id == "ds_physical" else one)
    assert "ds_physical" not in made["response"]["answers"]
    assert list(warnings) == ["$.response.answers.ds_physical"]


def test_evidence_of_a_kind_that_is_gone_shows_nothing() -> None:
    made, warnings = carried_with(kinds=lambda kind: kind != "idp_report")
    assert set(made["response"]["evidence"]) == {"soc"}
    assert made["response"]["answers"]["ds_mfa"]["evidence"] == ["soc"]
    assert [review["evidence"] for review in made["reviews"]["evidence"]] == ["soc"]
    assert list(warnings) == ["$.response.evidence.idp"]
    made, _ = carried_with(kinds=lambda kind: False)
    assert "evidence" not in made["response"]["answers"]["ds_mfa"]


def test_domains_rules_and_facts_that_are_gone_are_named() -> None:
    made, warnings = carried_with(
        question=lambda one: None if one.domain == "hiring_control" else one,
        rule=lambda one: replace(one, floor=None),
        fact=lambda one: None if one.id == "headcount" else replace(one, options=one.options[-1:], required=one.id == "access_modes"),
    )
    assert made["response"]["respondents"] == [{"id": "ri", "name": "R. Iyer", "domains": ["data_security"]}]
    assert made["reviews"]["waivers"] == []
    assert made["engagement"] == {}
    assert list(warnings) == [
        "$.engagement.headcount",
        "$.engagement.access_modes",
        "$.response.respondents[0].domains",
        "$.reviews.waivers[0]",
    ]


def test_required_facts_that_nobody_stated_are_lacking() -> None:
    found = carry(base(), edited(fact=lambda one: replace(one, required=one.id in ("relation", "headcount"))))
    assert found.lacking == ("relation",)
    assert [warning.message["en"] for warning in found.warnings] == [
        "the engagement fact relation is required and not stated; ask the client for it"
    ]
