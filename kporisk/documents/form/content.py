"""What a form holds, from its material: texts in all its languages, and what its script needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, assert_never

from kporisk.documents.files.digest import digest
from kporisk.documents.form.words import IN_SCRIPT, WORDS
from kporisk.documents.workbook.material import Material, options_of, said_last, stated, version_of
from kporisk.model.checklist import Checklist, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Text

FORMAT = "kporisk.filled-form/1"
"""What a form gives: a response, and which form it is from."""

Texts = Mapping[str, str]
"""One text in each language of the form."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen."""

    value: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Item:
    """One question as the page shows it. `kind`: one, several, number or day."""

    id: str
    kind: str
    text: Texts
    how: Texts
    choices: tuple[Choice, ...]
    unit: Texts
    applicable_only: bool
    last: Texts | None


@dataclass(frozen=True, slots=True)
class Part:
    """Some questions of one checklist. `title`: that of its section, or of its module; None where the domain's says all."""

    title: Texts | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One domain."""

    id: str
    title: Texts
    parts: tuple[Part, ...]


class Content:
    """Everything that a form says, and what its script is given."""

    def __init__(self, made: Material) -> None:
        self.made = made
        self.langs = made.langs
        self.title = self.say("title_own" if made.own else "title", vendor=made.vendor.name)
        self._last = {id: _with_names(answer, made) for id, answer in made.last.items()}
        self.sections = tuple(self._section(domain, parts) for domain, parts in made.sheets())
        self.domains = self._domains()

    def say(self, key: str, /, **given: object) -> Texts:
        """One of the words around the questions, in every language."""
        return {lang: WORDS[lang][key].format(**given) for lang in self.langs}

    def texts(self, text: Text) -> Texts:
        """A text of a checklist, in every language."""
        return {lang: self.made.text(text, lang) for lang in self.langs}

    def data(self) -> dict[str, Any]:
        """What the script is given; everything in it is the respondent's to see."""
        made = self.made
        known: dict[str, Any] = {
            "questions": {question.id: _known(question) for question in made.questions},
            "kinds": {id: self.texts(kind.text) for id, kind in made.checklists.evidence_kinds.items()},
            "last": dict(made.last),
            "people": list(made.people),
            "evidence": dict(made.evidence),
        }
        form = {
            "vendor": made.whose.vendor,
            "workspace": made.whose.workspace,
            "respondent": made.respondent.value,
            "checklists": version_of(made.checklists),
            "questions": list(known["questions"]),
            "last": list(made.last),
            "content": digest(known),
        }
        return {
            **known,
            "format": FORMAT,
            "form": {**form, "sha256": digest(form)},
            "langs": list(self.langs),
            "name": made.vendor.name,
            "title": self.title,
            "words": {lang: {key: WORDS[lang][key] for key in IN_SCRIPT} for lang in self.langs},
        }

    def _domains(self) -> dict[str, Texts]:
        """For what somebody may answer: the sections, and what else last time's people answered for."""
        titles = {
            one.domain: self.texts(one.title) if one.module is None else self.say(one.domain)
            for one in reversed(self.made.checklists.checklists)
        }
        offered = {section.id for section in self.sections} | {id for person in self.made.people for id in person.get("domains", ())}
        return {one.domain: titles[one.domain] for one in self.made.checklists.checklists if one.domain in offered}

    def _section(self, domain: str, parts: list[tuple[Checklist, list[Question]]]) -> Section:
        first = parts[0][0]
        title = self.texts(first.title) if first.module is None else self.say(domain)
        made = (
            Part(text, tuple(map(self._item, asked)))
            for checklist, questions in parts
            for text, asked in self._divided(checklist, questions)
        )
        return Section(domain, title, tuple(made))

    def _divided(self, checklist: Checklist, questions: list[Question]) -> Iterator[tuple[Texts | None, list[Question]]]:
        """The questions of a checklist by its sections; all under its own title where it has one section, or is a module's."""
        for section, asked in groupby(questions, key=lambda question: question.section):
            text = checklist.section_of(next(one for one in questions if one.section == section))
            if text is not None:
                yield self.texts(text), list(asked)
            else:
                yield None if checklist.module is None else self.texts(checklist.title), list(asked)

    def _item(self, question: Question) -> Item:
        choices = tuple(Choice(option.value, self.texts(option.text)) for option in options_of(question))
        unit = self.texts(question.scale.unit) if isinstance(question.scale, Number) else {}
        last = {lang: said_last(question, replace(self.made, langs=(lang,), last=self._last)) for lang in self.langs}
        return Item(
            question.id,
            _kind(question),
            self.texts(question.text),
            {lang: "\n".join(self._how(question, lang)) for lang in self.langs},
            choices,
            unit,
            question.knock_out is not None,
            last if question.id in self.made.last else None,
        )

    def _how(self, question: Question, lang: str) -> Iterator[str]:
        made, words = self.made, WORDS[lang]
        yield self._entry(question, lang)
        if question.knock_out is not None:
            yield words["always"]
        if question.evidence:
            kinds = words["between_kinds"].join(made.text(made.checklists.evidence_kinds[kind].text, lang) for kind in question.evidence)
            yield words["shows"].format(kinds=kinds)
        if made.own:
            yield words["why"].format(why=made.text(question.why, lang))
        yield from stated(question, made, lang)

    def _entry(self, question: Question, lang: str) -> str:
        words = WORDS[lang]
        word = next((words["or_word"].format(text=self.made.text(option.text, lang)) for option in options_of(question)), "")
        match question.scale:
            case OneOf():
                return words["one"]
            case AnyOf():
                return words["several"]
            case Number(minimum, maximum):
                limits = words["between" if maximum is not None else "least"].format(low=_written(minimum), high=_written(maximum))
                return words["number"].format(limits=limits) + word + "."
            case Age():
                return words["day"] + word + "."
        assert_never(question.scale)


def _with_names(answer: Mapping[str, Any], made: Material) -> Mapping[str, Any]:
    """An answer of last time in which people and evidence have names, as people read them, in the place of ids."""
    names = {person["id"]: person["name"] for person in made.people}
    said = dict(answer)
    if "by" in said:
        said["by"] = names.get(said["by"], said["by"])
    if said.get("evidence"):
        said["evidence"] = [_cited(citation, made) for citation in said["evidence"]]
    return said


def _cited(citation: str, made: Material) -> str:
    id, _, where = citation.partition("#")
    title = made.evidence[id]["title"] if id in made.evidence else id
    return f"{title} ({where})" if where else str(title)


def _written(limit: float | None) -> str:
    return "" if limit is None else f"{limit:g}" if abs(limit) < 1e6 else f"{limit:.0f}"


def _kind(question: Question) -> str:
    match question.scale:
        case OneOf():
            return "one"
        case AnyOf():
            return "several"
        case Number():
            return "number"
        case Age():
            return "day"
    assert_never(question.scale)


def _known(question: Question) -> dict[str, Any]:
    known: dict[str, Any] = {"kind": _kind(question), "options": [option.value for option in options_of(question)]}
    if isinstance(question.scale, Number):
        known |= {"least": question.scale.minimum, "most": question.scale.maximum}
    return known
