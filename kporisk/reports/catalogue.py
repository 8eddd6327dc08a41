"""Checklists, questions, rules and engagement facts as lines of text, for whoever signs them.

`templates` are an organisation's folders, whose words come before the shipped ones. Raises UsageError for a language that there is not.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import assert_never

from kporisk import resources
from kporisk.model.checklist import Checklist, Checklists, Fact, Question, Rule
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option
from kporisk.reports.speech import Speech, speech
from kporisk.rules.parser import parse
from kporisk.rules.tree import Expression
from kporisk.rules.types import Vocabulary
from kporisk.rules.words import TONGUES, say_condition
from kporisk.rules.words import say as say_rule

WIDTH = 96


def list_head(*, lang: str, templates: Sequence[Path] = ()) -> tuple[str, ...]:
    """What stands above the list of checklists: id, version, questions, rules, digest, title."""
    spoken = _spoken(lang, templates)
    return tuple(spoken.say(f"catalogue.list.{name}") for name in ("id", "version", "questions", "rules", "digest", "title"))


def fact_lines(fact: Fact, *, lang: str, templates: Sequence[Path] = ()) -> Iterator[str]:
    """An engagement fact: what the client states, and what may be stated."""
    spoken = _spoken(lang, templates)
    yield from _wrapped(spoken.text(fact.text))
    yield f"{fact.id}, {spoken.say('catalogue.fact.required' if fact.required else 'catalogue.fact.optional')}"
    for option in fact.options:
        yield from _wrapped(f"  {option.value}: {spoken.text(option.text)}", indent="    ")


def checklist_lines(checklist: Checklist, *, lang: str, templates: Sequence[Path] = ()) -> Iterator[str]:
    """A checklist: its questions by section, then its rules."""
    spoken = _spoken(lang, templates)
    yield f"{spoken.text(checklist.title)} ({checklist.id} {checklist.version})"
    section = None
    for question in checklist.questions:
        if question.section != section:
            section = question.section
            title = checklist.section_of(question)
            yield from ("", f"  {spoken.text(title)}") if title else ("",)
        mark = "!" if question.knock_out else " "
        head = f"{mark} {question.id} ({spoken.say('catalogue.weight', weight=spoken.measure(question.weight))})"
        yield from _wrapped(spoken.say("catalogue.labelled", label=head, text=spoken.text(question.text)), indent="    ")
    yield ""
    yield spoken.say("catalogue.rules")
    for rule in checklist.rules:
        yield from _wrapped(spoken.say("catalogue.labelled", label=f"  {rule.id}", text=spoken.text(rule.finding)), indent="    ")


def question_lines(question: Question, checklists: Checklists, *, lang: str, templates: Sequence[Path] = ()) -> Iterator[str]:
    """A question: what may be answered and what each answer is worth, why, what shows it, what to do."""
    spoken = _spoken(lang, templates)
    say = spoken.say
    yield from _wrapped(spoken.text(question.text))
    weight = say("catalogue.weight", weight=spoken.measure(question.weight))
    yield f"{question.id}, {weight}, {say(f'catalogue.answered_by.{question.respondent.value}')}"
    yield ""
    condition = question.applies_when
    asked = say("catalogue.always") if condition is None else _in_words(say_condition, condition, checklists, spoken)
    yield from _entry("asked_when", asked, spoken)
    yield say("catalogue.heading", label=say("catalogue.answers"))
    yield from _scale_lines(question, spoken)
    yield from _entry("why", spoken.text(question.why), spoken)
    if question.knock_out is not None:
        rule = checklists.rule[question.knock_out]
        sentence = _in_words(say_rule, rule.when, checklists, spoken)
        yield from _entry("knock_out", say("catalogue.labelled", label=rule.id, text=sentence), spoken)
    yield from _entry("finding", spoken.text(question.finding), spoken)
    remediation = say("catalogue.remedied", remediation=spoken.text(question.remediation), effort=question.effort)
    yield from _entry("remediation", remediation, spoken)
    yield say("catalogue.heading", label=say("catalogue.evidence"))
    for name in question.evidence:
        kind = checklists.evidence_kinds[name]
        age = spoken.count(
            "catalogue.age", kind.max_age_months, text=spoken.text(kind.text), strength=say(f"catalogue.strength.{kind.strength}")
        )
        yield from _wrapped(say("catalogue.labelled", label=f"  {name}", text=age), indent="    ")
    yield from _entry("clauses", ", ".join(question.references), spoken)


def rule_lines(rule: Rule, checklists: Checklists, *, lang: str, templates: Sequence[Path] = ()) -> Iterator[str]:
    """A rule in plain words: when it fires, what it means, what to do, and its own cases."""
    spoken = _spoken(lang, templates)
    say = spoken.say
    yield rule.id
    yield ""
    yield from _wrapped(_in_words(say_rule, rule.when, checklists, spoken))
    yield ""
    yield from _entry("condition", rule.when, spoken)
    if rule.floor is not None:
        yield say("catalogue.floor", tier=say(f"catalogue.floor_tier.{rule.floor.value}"))
    else:
        yield say("catalogue.no_floor", severity=say(f"catalogue.severity.{rule.severity.value}"))
    if not rule.monotone:
        yield from _entry("not_monotone", spoken.text(rule.reason), spoken)
    yield from _entry("finding", spoken.text(rule.finding), spoken)
    yield from _entry("remediation", spoken.text(rule.remediation), spoken)
    yield from _entry("clauses", ", ".join(rule.references), spoken)
    yield say("catalogue.heading", label=say("catalogue.cases"))
    for case in rule.cases:
        stated = {**{f"engagement.{k}": v for k, v in case.engagement.items()}, **{f"derived.{k}": v for k, v in case.derived.items()}}
        stated |= {f"answers.{k}": v for k, v in case.answers.items()}
        facts = "; ".join(f"{name} = {_plain(value)}" for name, value in stated.items()) or "–"
        expected = say(f"catalogue.expected.{case.expect}")
        yield from _wrapped(say("catalogue.labelled", label=f"  {expected}", text=facts), indent="    ")


def _scale_lines(question: Question, spoken: Speech) -> Iterator[str]:
    scale, say = question.scale, spoken.say
    match scale:
        case OneOf(options):
            yield from _options(options, spoken)
        case AnyOf(options):
            yield f"  {say('catalogue.several')}"
            yield from _options(options, spoken)
        case Number(unit=unit, points=points, none_value=none):
            line = spoken.say("semicolon").join(f"{spoken.measure(x)} → {spoken.measure(y)}" for x, y in points)
            yield from _wrapped(f"  {say('catalogue.number', unit=spoken.text(unit), points=line)}", indent="    ")
            yield from _options((none,) if none is not None else (), spoken)
        case Age(full, zero, none):
            yield from _wrapped(f"  {say('catalogue.date', full=full, zero=zero)}", indent="    ")
            yield from _options((none,) if none is not None else (), spoken)
        case _:
            assert_never(scale)


def _options(options: Iterable[Option], spoken: Speech) -> Iterator[str]:
    for option in options:
        only = f" ({spoken.say('catalogue.auditor_only')})" if option.auditor_only else ""
        label = f"  {spoken.number(option.score, 2)}  {option.value}"
        yield from _wrapped(spoken.say("catalogue.labelled", label=label, text=f"{spoken.text(option.text)}{only}"), indent="        ")


def _entry(word: str, text: str, spoken: Speech) -> Iterator[str]:
    yield from _wrapped(spoken.say("catalogue.labelled", label=spoken.say(f"catalogue.{word}"), text=text), indent="  ")


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_plain, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _in_words(say: Callable[[Expression, Vocabulary, str], str], condition: str, checklists: Checklists, spoken: Speech) -> str:
    """The condition in the language, or in English where rules have no words in it."""
    lang = spoken.lang if spoken.lang in TONGUES else "en"
    vocabulary = Vocabulary.of(checklists.questions, checklists.engagement, countries=checklists.territories.by_code)
    return spoken.text({lang: say(parse(condition), vocabulary, lang)})


def _spoken(lang: str, templates: Sequence[Path]) -> Speech:
    return speech(lang, (*templates, resources.folder("report_templates")))
