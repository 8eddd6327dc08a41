"""What a workbook is made of, and its texts: how a question is answered, what was said last time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, assert_never

from kporisk.documents.cases.questionnaire import last_answers
from kporisk.documents.files.digest import digest
from kporisk.documents.workbook.words import WORDS, folded
from kporisk.model.case import Vendor
from kporisk.model.checklist import Checklist, Checklists, Question, Respondent
from kporisk.model.external import Statement
from kporisk.model.safe import safe
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, Text

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose workbook it is, in digests that say nothing to anybody who has not the register."""

    workspace: str
    vendor: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the vendor stated in forms of others: by question; and each form as a piece of evidence, in normal form, by id."""

    statements: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    pieces: Mapping[str, Document] = field(default_factory=dict)


NOTHING_ELSEWHERE = Elsewhere()
MOST_STATED = 3
"""So many statements are shown beside a question."""
MOST_NAMED = 8
"""So many others are named."""
LONGEST_STATED = 300
"""Characters of a statement, which is quoted."""


@dataclass(frozen=True)
class Material:
    """Everything of one workbook. `last`: answers of last time in normal form, as this respondent may see them."""

    checklists: Checklists
    questions: tuple[Question, ...]
    respondent: Respondent
    langs: tuple[str, ...]
    vendor: Vendor
    whose: Whose
    due: date | None
    last: Mapping[str, Document]
    people: tuple[Document, ...]
    """Who gave the answers of last time."""
    evidence: Mapping[str, Document]
    """What the answers of last time cite, and what else may be cited without being declared anew."""
    statements: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    """By question, what the vendor stated in forms of others."""
    asker: Text | None = None
    """The organisation that asks, where it has given its name."""

    @property
    def own(self) -> bool:
        """Whether it is for one's own people, who are told why a question is asked."""
        return self.respondent is not Respondent.VENDOR

    @property
    def lang(self) -> str:
        """The first language."""
        return self.langs[0]

    def say(self, key: str, lang: str | None = None, /, **given: object) -> str:
        """One of the words around the questions."""
        return WORDS[lang or self.lang][key].format(**given)

    def choices(self, *keys: str) -> list[str]:
        """What a drop-down offers for some words: all of them in the first language, then in the others."""
        return list(dict.fromkeys(self.say(key, lang) for lang in self.langs for key in keys))

    def in_all(self, key: str, /, **given: object) -> str:
        """The same in all languages, one below the other."""
        return "\n".join(dict.fromkeys(self.say(key, lang, **given) for lang in self.langs))

    def text(self, text: Text, lang: str | None = None) -> str:
        """A text of a checklist."""
        return safe(text.get(lang or self.lang) or text["en"])

    def texts(self, text: Text) -> str:
        """The same in all languages, one below the other."""
        return "\n".join(dict.fromkeys(self.text(text, lang) for lang in self.langs))

    def asked_by(self) -> Mapping[str, str]:
        """Who asks the vendor, in a line of each language; nothing where no name is given, or one's own people are asked."""
        asker = None if self.own else self.asker
        return {} if asker is None else {lang: self.say("asked_by", lang, name=self.text(asker, lang)) for lang in self.langs}

    def sheets(self) -> Iterator[tuple[str, list[tuple[Checklist, list[Question]]]]]:
        """The questions by domain, and within it by checklist."""
        chosen = {question.id for question in self.questions}
        domains: dict[str, list[tuple[Checklist, list[Question]]]] = {}
        for checklist in self.checklists.checklists:
            own = [question for question in checklist.questions if question.id in chosen]
            if own:
                domains.setdefault(checklist.domain, []).append((checklist, own))
        yield from domains.items()


def material(
    case: Document | None,
    asked: Collection[str],
    checklists: Checklists,
    *,
    respondent: Respondent,
    langs: tuple[str, ...],
    vendor: Vendor,
    whose: Whose,
    due: date | None = None,
    elsewhere: Elsewhere = NOTHING_ELSEWHERE,
    asker: Text | None = None,
) -> Material | None:
    """What a respondent's workbook is made of; None where nothing among `asked` is the respondent's.

    `case`: the normal form of last time, which fits the checklists (`carry`), or None. `elsewhere`: forms of others. `asker`: the
    name of the organisation that asks.
    """
    questions = tuple(question for question in checklists.questions if question.respondent is respondent and question.id in asked)
    if not questions:
        return None
    response = case["response"] if case else {"answers": {}, "evidence": {}, "respondents": []}
    last = last_answers(questions, response["answers"], checklists, respondent=respondent)
    named = {answer.get("by") for answer in last.values()}
    cited = {citation.partition("#")[0] for answer in last.values() for citation in answer.get("evidence", ())}
    people = tuple(person for person in response["respondents"] if person["id"] in named)
    statements = {question.id: elsewhere.statements[question.id] for question in questions if question.id in elsewhere.statements}
    evidence = {id: item for id, item in response["evidence"].items() if id in cited}
    shown = {statement.form for said in statements.values() for statement in said}
    evidence = {**{id: item for id, item in elsewhere.pieces.items() if id in shown}, **evidence}
    return Material(checklists, questions, respondent, langs, vendor, whose, due, last, people, evidence, statements, asker)


def version_of(checklists: Checklists) -> str:
    """A digest of what is asked, with its options and kinds of evidence: the same where a workbook reads the same."""
    return digest([[checklist.id, checklist.version, checklist.sha256] for checklist in checklists.checklists])


def options_of(question: Question) -> tuple[Option, ...]:
    """The options that anybody but the auditor may state; of a number or day the word that may stand for it."""
    match question.scale:
        case OneOf(options) | AnyOf(options):
            found = options
        case Number(none_value=none) | Age(none_value=none):
            found = (none,) if none else ()
        case _ as never:
            assert_never(never)
    return tuple(option for option in found if not option.auditor_only)


def labels(question: Question, made: Material, lang: str | None = None) -> dict[str, str]:
    """What the drop-down offers for each option in a language, else the first: its text, with its id where two have the same."""
    texts = {option.value: " ".join(made.text(option.text, lang).split()) for option in options_of(question)}
    seen = [folded(text) for text in texts.values()]
    return {value: text if seen.count(folded(text)) == 1 else f"{text} [{value}]" for value, text in texts.items()}


def guidance(question: Question, made: Material) -> str:
    """How a question is answered and what shows it, in all languages; what the vendor says elsewhere once, since it is a quotation."""
    lines = (line for lang in made.langs for line in _guidance(question, made, lang))
    return "\n".join((*lines, *stated(question, made, made.lang)))


def _guidance(question: Question, made: Material, lang: str) -> Iterator[str]:
    yield _how(question, made, lang)
    if question.knock_out is not None:
        yield made.say("always", lang)
    if question.evidence:
        kinds = "; ".join(made.text(made.checklists.evidence_kinds[kind].text, lang) for kind in question.evidence)
        yield made.say("shows", lang, kinds=kinds)
    if made.own:
        yield made.say("why", lang, why=made.text(question.why, lang))


def stated(question: Question, made: Material, lang: str) -> Iterator[str]:
    """What the vendor says in forms of others, with how it is cited where it can be."""
    said = made.statements.get(question.id, ())
    for one in said[:MOST_STATED]:
        cite = made.say("stated_cite", lang, cite=f"{one.form}#{one.row}") if one.form in made.evidence else ""
        word = "stated_by_you" if made.respondent is Respondent.VENDOR else "stated_by_them"
        told = safe(" ".join(": ".join(part for part in (one.said, one.note) if part).split()))
        yield made.say(word, lang, row=safe(one.row), form=safe(one.title), on=one.answered_on.isoformat(), said=_short(told)) + cite
    if len(said) > MOST_STATED:
        yield made.say("stated_more", lang, rows=", ".join(safe(one.row) for one in said[MOST_STATED:][:MOST_NAMED]))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_STATED else text[: LONGEST_STATED - 1].rstrip() + "…"


def _how(question: Question, made: Material, lang: str) -> str:
    word = next((made.say("or_word", lang, text=made.text(option.text, lang)) for option in options_of(question)), "")
    match question.scale:
        case OneOf():
            return made.say("one", lang) + "".join(f"\n– {made.text(option.text, lang)}" for option in options_of(question))
        case AnyOf():
            return made.say("several", lang, none=made.say("none"))
        case Number(minimum, maximum, unit):
            return made.say("number", lang, limits=_limits(minimum, maximum, made, lang), unit=made.text(unit, lang)) + word + "."
        case Age():
            return made.say("day", lang) + word + "."
    assert_never(question.scale)


def _limits(least: float, most: float | None, made: Material, lang: str) -> str:
    low, high = (None if limit is None else f"{limit:g}" if abs(limit) < 1e6 else f"{limit:.0f}" for limit in (least, most))
    return made.say("between" if high else "least", lang, low=low, high=high)


def said_last(question: Question, made: Material) -> str:
    """Last time's answer in words, with its note, who gave it and what it cites; empty where there is none."""
    answer = made.last.get(question.id)
    if answer is None:
        return ""
    lines = [_value(question, answer, made)]
    for key, word in (("reason", "reason_is"), ("note", "note_is"), ("by", "by_is")):
        lines += [made.say(word, text=answer[key])] if key in answer else []
    lines += [made.say("evidence_is", text="; ".join(answer["evidence"]))] if answer.get("evidence") else []
    return safe("\n".join(lines))


def _value(question: Question, answer: Document, made: Material) -> str:
    if answer["status"] != "answered":
        return made.say(answer["status"])
    value, texts = answer["value"], labels(question, made)
    if isinstance(value, list):
        return "; ".join(texts[one] for one in value) or made.say("none")
    if isinstance(value, str):
        return texts.get(value, value)
    unit = made.text(question.scale.unit) if isinstance(question.scale, Number) else ""
    return f"{value} ({unit})" if unit else str(value)
