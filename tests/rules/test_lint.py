from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from kporisk.model.checklist import Floor, Rule
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Scale, Value
from kporisk.rules.lint import lint
from kporisk.rules.vocabulary import Vocabulary

from .random_rules import RandomRules
from .room import FACTS, QUESTIONS, TODAY, VOCABULARY, condition, rule


def found(*rules: Rule, vocabulary: Vocabulary = VOCABULARY) -> list[str]:
    return [complaint.message for _, complaint in lint(rules, vocabulary, as_of=TODAY)]


@pytest.mark.parametrize(
    "when",
    [
        "answers.nda in ['draft', 'none'] && !derived.public_data_only",
        "satisfaction(answers.controls) <= 0.25",
        "!has_any(answers.controls, ['usb', 'dlp'])",
        "has_any(engagement.data, ['health']) && answers.mfa < 40",
        "answers.patching > 30",
        "answers.mfa == 'not_measured' || answers.nda == 'none'",
        "months_since(answers.pentest) > 24",
        "satisfaction(answers.pentest) <= 0 && satisfaction(answers.review) < 1",
        "answers.pentest < date('2026-01-31')",
        "derived.overlap_hours > 0 && answers.hours < derived.overlap_hours",
        "size(answers.controls) == 0",
        "answers.controls == []",
        "engagement.client != engagement.vendor && answers.nda == 'none'",
        "engagement.vendor in engagement.places && answers.nda == 'none'",
    ],
)
def test_what_fires_on_worse_answers_and_only_more_with_time_passes(when: str) -> None:
    assert found(rule(when, floor=Floor.HIGH)) == []


@pytest.mark.parametrize(
    "when",
    [
        "answers.nda == 'none' && answers.nda == 'draft'",
        "answers.hours < 0",
        "months_since(answers.pentest) < 12 && months_since(answers.pentest) > 24",
        "satisfaction(answers.mfa) < 0.3 && answers.mfa > 90",
        "size(answers.controls) > 2 && !has_any(answers.controls, ['usb'])",
        "!true",
    ],
)
def test_a_rule_that_can_never_fire_is_refused(when: str) -> None:
    assert "this rule can never fire" in found(rule(when))


@pytest.mark.parametrize(
    "when", ["true", "answers.nda != 'none' || answers.nda == 'none'", "satisfaction(answers.mfa) <= 1", "answers.mfa <= 100"]
)
def test_a_rule_that_always_fires_is_refused(when: str) -> None:
    assert "this rule always fires" in found(rule(when))


def test_a_rule_less_decided_than_its_answers_allow_is_refused() -> None:
    when = "answers.nda == 'none' && derived.cross_border || answers.nda != 'none' && derived.cross_border"
    assert found(rule(when, monotone=False, reason="for the test")) == [
        "with answers.nda open this rule is possible, yet fires whatever the answer; write it so that each answer occurs once"
    ]
    assert found(rule("engagement.temps && (answers.mfa < 40 && answers.mfa > 60 || answers.nda == 'none')")) == [
        "with answers.mfa open this rule is possible, yet is clear whatever the answer; write it so that each answer occurs once"
    ]


def test_a_comparison_of_two_names_must_be_decided_at_the_end_of_the_range_too() -> None:
    assert found(rule("answers.hours < derived.overlap_hours")) == [
        "with answers.hours open this rule is possible, yet is clear whatever the answer; write it so that each answer occurs once"
    ]


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("answers.nda == 'late'", "it can fire when answers.nda improves from draft to late"),
        ("answers.nda != 'none'", "it can fire when answers.nda improves from none to draft"),
        ("answers.mfa > 40", "it can fire when answers.mfa improves from 40 to 65"),
        ("answers.patching <= 30", "it can fire when answers.patching improves from 60 to 30"),
        ("has_any(answers.controls, ['usb'])", "it can fire when answers.controls improves from [] to [usb]"),
        ("satisfaction(answers.controls) > 0.5", "improves from"),
        ("answers.humped == 5", "it can fire when answers.humped improves from 7.5 to 5"),
        ("answers.pentest != 'never'", "it can fire when answers.pentest improves from never to"),
        ("months_since(answers.review) < 12", "it can fire when answers.review improves from"),
    ],
)  # fmt: skip
def test_a_rule_that_fires_on_a_better_answer_is_refused(when: str, message: str) -> None:
    assert any(message in text and text.startswith("not monotone: ") for text in found(rule(when)))


def test_a_rule_that_clears_as_time_passes_is_refused() -> None:
    assert found(rule("months_since(engagement.end) < -3")) == [
        "not monotone: it can fire on 2026-11-24 and be clear on 2026-11-25 with nothing else changed; "
        "turn it round, or say monotone: false with a reason"
    ]
    messages = found(rule("months_since(engagement.end) == 5"))
    assert len(messages) == 1
    assert "with nothing else changed" in messages[0]


def test_a_rule_that_is_not_monotone_needs_a_reason_and_carries_no_floor() -> None:
    when = "answers.nda == 'signed' && answers.mfa == 'not_measured'"
    assert found(rule(when, monotone=False, reason="a contradiction")) == []
    assert found(rule(when, monotone=False, reason=" ")) == ["a rule that is not monotone needs a reason"]
    assert found(rule(when, monotone=False, floor=Floor.HIGH)) == [
        "a rule that is not monotone carries no floor",
        "a rule that is not monotone needs a reason",
    ]


def test_a_floor_does_not_tell_options_of_equal_worth_apart() -> None:
    when = "answers.history in ['hidden', 'corrected']"
    assert found(rule(when)) == []
    assert found(rule(when, floor=Floor.HIGH)) == [
        "a floor must not tell options of equal worth apart: answers.history is worth the same with clean and with corrected"
    ]


def test_a_rule_that_repeats_another_is_refused_once_however_it_is_written() -> None:
    first = rule("answers.nda in ['draft', 'none'] && derived.cross_border", "first")
    same = rule("derived.cross_border && !(answers.nda != 'none' && answers.nda != 'draft')", "same")
    wider = rule("derived.cross_border && satisfaction(answers.nda) <= 0.5", "wider")
    assert [
        (one.id, complaint.message) for one, complaint in lint([first, same, wider, replace(first, id="copy")], VOCABULARY, as_of=TODAY)
    ] == [
        ("same", "this rule repeats first"),
        ("copy", "this rule repeats first"),
    ]


def test_rules_over_other_names_are_never_the_same() -> None:
    assert found(rule("answers.nda == 'none'", "one"), rule("answers.mfa < 40", "other")) == []


TOO_LARGE = (
    "answers.hours < answers.mfa && answers.patching > answers.humped && engagement.jobs < engagement.spend "
    "&& derived.overlap_hours < derived.jurisdiction_points"
)


def test_a_rule_too_large_to_prove_is_refused_and_still_compared_as_written() -> None:
    message = "this rule tells too many combinations of answers apart to be proved right; split it"
    assert found(rule(TOO_LARGE, "one")) == [message]
    assert found(rule(TOO_LARGE, "one"), rule(TOO_LARGE, "other")) == [message, "this rule repeats one", message]
    parts = TOO_LARGE.split(" && ")
    assert found(rule(TOO_LARGE, "one"), rule(" || ".join(parts), "other")) == [message, message]


def test_a_rule_that_cannot_be_read_is_reported_beside_the_others() -> None:
    rules = [rule("answers.nda == 'nun' || answers.mfa < 101", "wrong"), rule("answers.nda ==", "broken"), rule("true", "always")]
    assert [(one.id, complaint.start) for one, complaint in lint(rules, VOCABULARY, as_of=TODAY)] == [
        ("wrong", 15),
        ("wrong", 38),
        ("broken", 14),
        ("always", 0),
    ]


def improved(scale: Scale, value: Value, random: Random) -> Value:
    """A random answer that is no worse."""
    match scale:
        case OneOf(options):
            score = scale.satisfaction(value, TODAY)
            return random.choice([option.value for option in options if option.score > score] or [str(value)])
        case AnyOf(options):
            assert isinstance(value, tuple)
            return (*value, *(option.value for option in options if option.value not in value and random.random() < 0.5))
        case Number(minimum, maximum):
            top = 150 if maximum is None else maximum
            number = (minimum if scale.ascending else top) if isinstance(value, str) else value
            assert isinstance(number, int | float)
            return random.uniform(number, top) if scale.ascending else random.uniform(minimum, number)
        case Age():
            day = TODAY - timedelta(days=1500) if isinstance(value, str) else value
            assert isinstance(day, date)
            return day + timedelta(days=random.randint(0, (TODAY - day).days))


def test_what_lint_lets_pass_is_monotone_alive_and_exact_on_random_answers() -> None:
    """Lint tries a few values; here are others, drawn without knowing the rule."""
    random = Random(20261124)
    rules = RandomRules(random, cel=False)
    passed = refused = fired = 0
    for _ in range(400):
        when = rules.condition(1)
        if found(rule(when)):
            refused += 1
            continue
        passed += 1
        one = condition(when)
        for _ in range(40):
            known = rules.facts(0)
            question = random.choice(QUESTIONS)
            value = known.answers.get(question.id)
            if value is None:
                continue
            better = replace(known, answers={**known.answers, question.id: improved(question.scale, value, random)})
            fired += one(known) is True
            assert one(known) is not None
            assert one(known) or not one(better), when
            assert not one(known) or one(replace(known, as_of=TODAY + timedelta(days=random.randint(1, 2000)))), when
    assert min(passed, refused) >= 80
    assert fired >= 500


def test_a_vocabulary_without_questions_has_nothing_to_prove_but_the_facts() -> None:
    assert found(rule("engagement.temps"), vocabulary=Vocabulary.of((), FACTS)) == []
