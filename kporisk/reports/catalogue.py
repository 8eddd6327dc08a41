"""Checklists, questions and rules as lines of text, for whoever signs them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from kporisk.model.checklist import Checklist, Checklists, Question, Rule
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, Text
from kporisk.rules.parser import parse
from kporisk.rules.types import Vocabulary
from kporisk.rules.words import say, say_condition

WIDTH = 96

_COLON = {"en": ":", "fr": " :"}

_WORDS: Mapping[str, Text] = {
    "weight": {"en": "weight", "fr": "poids"},
    "answered_by": {"en": "answered by", "fr": "réponse par"},
    "vendor": {"en": "the vendor", "fr": "le prestataire"},
    "contract": {"en": "legal, from the contract", "fr": "le service juridique, d'après le contrat"},
    "client": {"en": "the client", "fr": "le client"},
    "auditor": {"en": "the auditor", "fr": "l'auditeur"},
    "asked_when": {"en": "Asked", "fr": "Posée"},
    "always": {"en": "always", "fr": "toujours"},
    "answers": {"en": "Answers", "fr": "Réponses"},
    "several": {
        "en": "any number of these, their scores added, at most 1",
        "fr": "autant d'options qu'il convient, leurs notes s'ajoutent, 1 au plus",
    },
    "number": {"en": "a number", "fr": "un nombre"},
    "date": {
        "en": "a date: 1 up to {0} months old, 0 from {1} months",
        "fr": "une date : 1 jusqu'à {0} mois d'ancienneté, 0 à partir de {1} mois",
    },
    "auditor_only": {"en": "to be stated by an auditor only", "fr": "réservé à un auditeur"},
    "why": {"en": "Why it matters", "fr": "Pourquoi"},
    "knock_out": {"en": "Knock-out", "fr": "Éliminatoire"},
    "finding": {"en": "Finding", "fr": "Constat"},
    "remediation": {"en": "Remediation", "fr": "Remédiation"},
    "effort": {"en": "effort {0} of 5", "fr": "effort {0} sur 5"},
    "evidence": {"en": "Evidence", "fr": "Preuves"},
    "age": {"en": "at most {0} months old, {1}", "fr": "{0} mois au plus, {1}"},
    "attested": {"en": "attested", "fr": "déclaration"},
    "document": {"en": "document", "fr": "document"},
    "record": {"en": "record", "fr": "enregistrement"},
    "independent": {"en": "independent", "fr": "indépendante"},
    "observed": {"en": "observed", "fr": "constatée"},
    "clauses": {"en": "Clauses", "fr": "Références"},
    "condition": {"en": "Condition", "fr": "Condition"},
    "floor": {"en": "Floor: the tier is at least {0}", "fr": "Plancher : le niveau est au moins {0}"},
    "severity": {"en": "Severity: {0}; no floor", "fr": "Gravité : {0} ; sans plancher"},
    "critical": {"en": "critical", "fr": "critique"},
    "high": {"en": "high", "fr": "élevé"},
    "major": {"en": "major", "fr": "majeure"},
    "minor": {"en": "minor", "fr": "mineure"},
    "not_monotone": {"en": "A contradiction between answers", "fr": "Une contradiction entre réponses"},
    "cases": {"en": "Its own cases", "fr": "Ses propres cas"},
    "fires": {"en": "fires", "fr": "se déclenche"},
    "clear": {"en": "clear", "fr": "écartée"},
    "possible": {"en": "possible", "fr": "possible"},
    "rules": {"en": "Rules", "fr": "Règles"},
}


def checklist_lines(checklist: Checklist, *, lang: str) -> Iterator[str]:
    """A checklist: its questions by section, then its rules."""
    yield f"{checklist.title[lang]} ({checklist.id} {checklist.version})"
    section = None
    for question in checklist.questions:
        if question.section != section:
            section = question.section
            yield ""
        mark = "!" if question.knock_out else " "
        yield from _wrapped(f"{mark} {question.id} ({_say('weight', lang)} {question.weight:g}): {question.text[lang]}", indent="    ")
    yield ""
    yield _say("rules", lang)
    for rule in checklist.rules:
        yield from _wrapped(f"  {rule.id}: {rule.finding[lang]}", indent="    ")


def question_lines(question: Question, checklists: Checklists, *, lang: str) -> Iterator[str]:
    """A question: what may be answered and what each answer is worth, why, what shows it, what to do."""
    yield from _wrapped(question.text[lang])
    yield f"{question.id}, {_say('weight', lang)} {question.weight:g}, {_say('answered_by', lang)} {_say(question.respondent.value, lang)}"
    yield ""
    condition = question.applies_when
    asked = _say("always", lang) if condition is None else say_condition(parse(condition), _vocabulary(checklists), lang)
    yield from _entry("asked_when", asked, lang)
    yield _say("answers", lang) + _COLON[lang]
    yield from _scale_lines(question, lang)
    yield from _entry("why", question.why[lang], lang)
    if question.knock_out is not None:
        rule = checklists.rule[question.knock_out]
        yield from _entry("knock_out", f"{rule.id}: {say(parse(rule.when), _vocabulary(checklists), lang)}", lang)
    yield from _entry("finding", question.finding[lang], lang)
    effort = _say("effort", lang).format(question.effort)
    yield from _entry("remediation", f"{question.remediation[lang]} ({effort})", lang)
    yield _say("evidence", lang) + _COLON[lang]
    for name in question.evidence:
        kind = checklists.evidence_kinds[name]
        age = _say("age", lang).format(kind.max_age_months, _say(kind.strength, lang))
        yield from _wrapped(f"  {name}: {kind.text[lang]} ({age})", indent="    ")
    yield from _entry("clauses", ", ".join(question.references), lang)


def rule_lines(rule: Rule, checklists: Checklists, *, lang: str) -> Iterator[str]:
    """A rule in plain words: when it fires, what it means, what to do, and its own cases."""
    yield rule.id
    yield ""
    yield from _wrapped(say(parse(rule.when), _vocabulary(checklists), lang))
    yield ""
    yield from _entry("condition", rule.when, lang)
    weight = _say("floor", lang) if rule.floor is not None else _say("severity", lang)
    yield weight.format(_say((rule.floor or rule.severity).value, lang))
    if not rule.monotone:
        yield from _entry("not_monotone", rule.reason or "", lang)
    yield from _entry("finding", rule.finding[lang], lang)
    yield from _entry("remediation", rule.remediation[lang], lang)
    yield from _entry("clauses", ", ".join(rule.references), lang)
    yield _say("cases", lang) + _COLON[lang]
    for case in rule.cases:
        stated = {**{f"engagement.{k}": v for k, v in case.engagement.items()}, **{f"derived.{k}": v for k, v in case.derived.items()}}
        stated |= {f"answers.{k}": v for k, v in case.answers.items()}
        facts = "; ".join(f"{name} = {_plain(value)}" for name, value in stated.items()) or "–"
        yield from _wrapped(f"  {_say(case.expect, lang)}{_COLON[lang]} {facts}", indent="    ")


def _scale_lines(question: Question, lang: str) -> Iterator[str]:
    scale = question.scale
    match scale:
        case OneOf(options):
            yield from _options(options, lang)
        case AnyOf(options):
            yield f"  {_say('several', lang)}"
            yield from _options(options, lang)
        case Number(unit=unit, points=points, none_value=none):
            line = ", ".join(f"{x:g} → {y:g}" for x, y in points)
            yield from _wrapped(f"  {_say('number', lang)} ({unit[lang]}): {line}", indent="    ")
            yield from _options((none,) if none is not None else (), lang)
        case Age(full, zero, none):
            yield f"  {_say('date', lang).format(full, zero)}"
            yield from _options((none,) if none is not None else (), lang)
        case _:
            assert_never(scale)


def _options(options: Iterable[Option], lang: str) -> Iterator[str]:
    for option in options:
        only = f" ({_say('auditor_only', lang)})" if option.auditor_only else ""
        yield from _wrapped(f"  {option.score:4.2f}  {option.value}: {option.text[lang]}{only}", indent="        ")


def _entry(word: str, text: str, lang: str) -> Iterator[str]:
    yield from _wrapped(f"{_say(word, lang)}{_COLON[lang]} {text}", indent="  ")


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_plain, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _say(word: str, lang: str) -> str:
    return _WORDS[word][lang]


def _vocabulary(checklists: Checklists) -> Vocabulary:
    return Vocabulary.of(checklists.questions, checklists.engagement, countries=checklists.territories.by_code)
