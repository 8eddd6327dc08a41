"""The questionnaire of one respondent as YAML: every question that is asked, with last time's answer behind a `#`.

A carried-over answer is a comment until somebody removes its `#`, so that nothing is confirmed by being left alone. What is made for a
vendor holds the vendor's own questions and what was said to them, and nothing else.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, assert_never

from kporisk.documents.cases.engagement import ENGAGEMENT_FORMAT
from kporisk.documents.cases.questionnaire_words import WORDS
from kporisk.documents.cases.response import RESPONSE_FORMAT
from kporisk.documents.files.yaml_flow import flow
from kporisk.model.case import Vendor
from kporisk.model.checklist import Checklists, Fact, FactKind, Question, Respondent
from kporisk.model.safe import safe
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, Text

_WIDTH = 110
_Answer = Mapping[str, Any]


def questionnaire(
    case: Mapping[str, Any] | None,
    asked: Collection[str],
    checklists: Checklists,
    *,
    respondent: Respondent,
    lang: str,
    vendor: Vendor,
    due: date | None = None,
) -> str | None:
    """A `kporisk.response/1` document with the questions among `asked` that are the respondent's; None where there are none.

    `case`: the normal form of last time, which fits the checklists (`carry`), or None. `lang`: en or fr. `due`: until when it is wanted.
    """
    questions = [question for question in checklists.questions if question.respondent is respondent and question.id in asked]
    if not questions:
        return None
    response = case["response"] if case else {"answers": {}, "evidence": {}, "respondents": []}
    last = last_answers(questions, response["answers"], checklists, respondent=respondent)
    writing = _Writing(checklists, lang, explains=respondent is not Respondent.VENDOR)
    lines = [
        *writing.head("title", "how", vendor, due, last="last" if last else None),
        f"format: {RESPONSE_FORMAT}",
        "",
        f"answered_on:   # {writing.say('answered_on')}",
        "",
        *writing.respondents(response["respondents"], last),
        *writing.comment(writing.say("declaration")),
        "declaration:",
        "",
        *writing.evidence(response["evidence"], last),
        "answers:",
        *writing.questions(questions, last),
    ]
    return "\n".join(lines) + "\n"


def engagement_questionnaire(
    engagement: Mapping[str, Any] | None,
    checklists: Checklists,
    *,
    lang: str,
    vendor: Vendor,
    due: date | None = None,
    filled: bool = False,
) -> str:
    """A `kporisk.engagement/1` document with every fact, for the client, never for a vendor.

    What was stated last time stands behind a `#`, or as it is where `filled`: to change single facts, not to confirm all.
    """
    stated = engagement or {}
    writing = _Writing(checklists, lang, explains=True)
    head = writing.head("facts_title", "facts_how", vendor, due, last="last_fact" if stated and not filled else None)
    lines = [*head, f"format: {ENGAGEMENT_FORMAT}", ""]
    for fact in checklists.engagement:
        lines += [*writing.fact(fact, stated, filled=filled), ""]
    return "\n".join(lines[:-1]) + "\n"


def last_answers(
    questions: Collection[Question], answers: Mapping[str, _Answer], checklists: Checklists, *, respondent: Respondent
) -> dict[str, _Answer]:
    """What was answered last time to `questions`, as the respondent may see it. `answers`: all of last time, in normal form."""
    last = {question.id: answers[question.id] for question in questions if _may_be_carried(question, answers)}
    return _without_strangers(last, answers, checklists) if respondent is Respondent.VENDOR else last


def _may_be_carried(question: Question, answers: Mapping[str, _Answer]) -> bool:
    """Whether there is an answer that the respondent may state themselves: what only an auditor states is not shown to others."""
    if question.id not in answers:
        return False
    value = answers[question.id].get("value")
    given = value if isinstance(value, list) else [value]
    return not any(option.auditor_only and option.value in given for option in _options(question))


def _without_strangers(last: Mapping[str, _Answer], answers: Mapping[str, _Answer], checklists: Checklists) -> dict[str, _Answer]:
    """The vendor's answers without the names of those who answer for others too: those are not its people."""
    own = {question.id for question in checklists.questions if question.respondent is Respondent.VENDOR}
    strangers = {answer.get("by") for id, answer in answers.items() if id not in own}
    return {id: {key: value for key, value in answer.items() if key != "by" or value not in strangers} for id, answer in last.items()}


def _options(question: Question) -> tuple[Option, ...]:
    match question.scale:
        case OneOf(options) | AnyOf(options):
            return options
        case Number(none_value=none) | Age(none_value=none):
            return (none,) if none else ()
    assert_never(question.scale)


class _Writing:
    """Lines of one document in one language. `explains`: it is for one's own people, who are told why a question is asked."""

    def __init__(self, checklists: Checklists, lang: str, *, explains: bool) -> None:
        self._checklists, self._lang, self._explains = checklists, lang, explains

    def say(self, word: str, /, **given: object) -> str:
        """One of the words around the questions."""
        return WORDS[self._lang][word].format(**given)

    def _text(self, text: Text) -> str:
        return text.get(self._lang) or text["en"]

    def comment(self, text: str, *, indent: str = "", hanging: str = "") -> list[str]:
        """A text in lines after `# `; nothing in it can end its line."""
        lines = textwrap.wrap(" ".join(safe(text).split()), _WIDTH - len(indent), subsequent_indent=hanging, break_on_hyphens=False)
        return [f"{indent}# {line}" for line in lines]

    def head(self, title: str, how: str, vendor: Vendor, due: date | None, *, last: str | None) -> list[str]:
        """Whom it is about, until when, and how it is filled in."""
        name = f"{vendor.name} ({vendor.id})" if self._explains else vendor.name
        texts = [self.say(title, vendor=name)]
        texts += [self.say("due", due=due.isoformat())] if due else []
        texts += [self.say(how), *([self.say(last)] if last else [])]
        return [line for text in texts for line in self.comment(text)] + [""]

    def respondents(self, people: Collection[_Answer], last: Mapping[str, _Answer]) -> list[str]:
        """Those who gave the answers that are carried; nobody else is named."""
        named = {answer.get("by") for answer in last.values()}
        entries = [f"  #- {flow(person)}" for person in people if person["id"] in named]
        return self._block("respondents", entries)

    def evidence(self, evidence: Mapping[str, _Answer], last: Mapping[str, _Answer]) -> list[str]:
        """What the answers that are carried cite; nothing else is named."""
        cited = {citation.split("#", 1)[0] for answer in last.values() for citation in answer.get("evidence", ())}
        return self._block("evidence", [f"  #{flow(id)}: {flow(item)}" for id, item in evidence.items() if id in cited])

    def _block(self, key: str, entries: list[str]) -> list[str]:
        confirm = self.comment(self.say("confirm_block"), indent="  ") if entries else []
        return [*self.comment(self.say(key)), f"{key}:", *confirm, *entries, ""]

    def questions(self, questions: Collection[Question], last: Mapping[str, _Answer]) -> Iterator[str]:
        """The questions below the titles of their checklists."""
        chosen = {question.id for question in questions}
        for checklist in self._checklists.checklists:
            own = [question for question in checklist.questions if question.id in chosen]
            if own:
                yield from ("", *self.comment(f"== {self._text(checklist.title)} ==", indent="  "))
            for before, question in zip((None, *own), own, strict=False):
                section = checklist.section_of(question)
                if section is not None and (before is None or before.section != question.section):
                    yield from ("", *self.comment(f"-- {self._text(section)} --", indent="  "))
                yield ""
                yield from self._question(question, last.get(question.id))

    def _question(self, question: Question, last: _Answer | None) -> Iterator[str]:
        indent = "  "
        yield from self.comment(self._text(question.text), indent=indent)
        if self._explains:
            yield from self.comment(self.say("why", why=self._text(question.why)), indent=indent)
        yield from self._how(question)
        if question.knock_out is not None:
            yield from self.comment(self.say("always"), indent=indent)
        if question.evidence:
            kinds = (f"{self._text(self._checklists.evidence_kinds[kind].text)} ({kind})" for kind in question.evidence)
            yield from self.comment(self.say("shows", kinds="; ".join(kinds)), indent=indent)
        if last is None:
            yield f"{indent}{flow(question.id)}:"
            return
        yield from self.comment(self.say("confirm", said=self._said(question, last)), indent=indent)
        given = {key: value for key, value in last.items() if (key, value) != ("status", "answered")}
        short = last["value"] if given.keys() == {"value"} else given
        yield f"{indent}#{flow(question.id)}: {flow(short)}"

    def _how(self, question: Question) -> list[str]:
        """What may be answered."""
        match question.scale:
            case OneOf(options):
                return self._choices(self.say("one_of"), {one.value: one.text for one in options if not one.auditor_only})
            case AnyOf(options):
                stated = {one.value: one.text for one in options if not one.auditor_only}
                return self._choices(self.say("any_of", first=", ".join(list(stated)[:2])), stated)
            case Number(minimum, maximum, unit, none_value=none):
                how = self.say("number", limits=self._limits(minimum, maximum), unit=self._text(unit), none=self._or_word(none))
                return self.comment(how, indent="  ")
            case Age(none_value=none):
                return self.comment(self.say("day", none=self._or_word(none)), indent="  ")
        assert_never(question.scale)

    def _choices(self, head: str, options: Mapping[str, Text], *, indent: str = "  ") -> list[str]:
        lines = self.comment(head, indent=indent)
        for value, text in options.items():
            lines += self.comment(f"- {flow(value)}: {self._text(text)}", indent=indent, hanging="    ")
        return lines

    def _limits(self, least: float | None, most: float | None) -> str:
        low, high = (None if limit is None else f"{limit:g}" if abs(limit) < 1e6 else f"{limit:.0f}" for limit in (least, most))
        word = "between" if low and high else "least" if low else "most" if high else None
        return self.say(word, low=low, high=high) if word else ""

    def _or_word(self, option: Option | None) -> str:
        return self.say("or_word", word=option.value, text=self._text(option.text)) if option and not option.auditor_only else ""

    def _said(self, question: Question, last: _Answer) -> str:
        """Last time's answer in words; reasons and notes stand in the line below, where they cannot be taken for ours."""
        if last["status"] != "answered":
            return self.say(str(last["status"]))
        texts = {option.value: self._text(option.text) for option in _options(question)}
        value = last["value"]
        if isinstance(value, list):
            return "; ".join(texts[one] for one in value) or self.say("none_of_these")
        unit = f" ({self._text(question.scale.unit)})" if isinstance(question.scale, Number) and not isinstance(value, str) else ""
        return texts.get(value) or f"{value}{unit}"

    def fact(self, fact: Fact, stated: Mapping[str, Any], *, filled: bool) -> Iterator[str]:
        """One fact of the engagement."""
        yield from self.comment(self._text(fact.text) + (f" ({self.say('required')})" if fact.required else ""))
        yield from self._fact_how(fact)
        if fact.id not in stated:
            yield f"{flow(fact.id)}:"
            return
        yield from self.comment(self.say("stated" if filled else "confirm", said=self._stated(fact, stated[fact.id])))
        yield f"{'' if filled else '#'}{flow(fact.id)}: {flow(stated[fact.id])}"

    def _fact_how(self, fact: Fact) -> list[str]:
        options = {option.value: option.text for option in fact.options}
        limits = self._limits(fact.minimum, fact.maximum)
        match fact.kind:
            case FactKind.ENUM:
                return self._choices(self.say("one_of"), options, indent="")
            case FactKind.MULTI:
                return self._choices(self.say("several", first=", ".join(list(options)[:2])), options, indent="")
            case FactKind.INTEGER:
                return self.comment(self.say("whole", limits=limits))
            case FactKind.NUMBER:
                return self.comment(self.say("fact_number", limits=limits))
            case FactKind.DATE:
                return self.comment(self.say("fact_date"))
            case FactKind.BOOLEAN | FactKind.COUNTRY | FactKind.COUNTRY_LIST | FactKind.LANGUAGE | FactKind.TIMEZONES:
                return self.comment(self.say(fact.kind.value))
        assert_never(fact.kind)

    def _stated(self, fact: Fact, value: Any) -> str:
        texts = {option.value: self._text(option.text) for option in fact.options}
        match value:
            case bool():
                return self.say("true" if value else "false")
            case list():
                return "; ".join(texts.get(one, str(one)) for one in value)
            case Mapping():
                return flow(value)
            case _:
                return texts.get(value) or str(value)
