"""What an interview asks, in its order, and the ways through it. Nothing here changes an answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kporisk.documents.files.suggestions import nearest
from kporisk.errors import UsageError
from kporisk.model.checklist import Checklist, Checklists, Question, Respondent
from kporisk.workflow.filling.draft import END

AUDITOR = Respondent.AUDITOR


@dataclass(frozen=True)
class Sheet:
    """The questions of an interview, with the checklist that each belongs to."""

    questions: tuple[Question, ...]
    checklists: tuple[Checklist, ...]

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The ids of the questions."""
        return tuple(question.id for question in self.questions)

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """The questions by id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def checklist_of(self) -> Mapping[str, Checklist]:
        """The checklist of each question."""
        return {question.id: one for one in self.checklists for question in one.questions if question.id in self.question}

    def of(self, checklist: Checklist) -> tuple[str, ...]:
        """The ids of the questions of one checklist."""
        return tuple(question.id for question in checklist.questions if question.id in self.question)

    @cached_property
    def parts(self) -> Mapping[str, str]:
        """The first question of every part that can be named: a domain, a checklist, a section."""
        first: dict[str, str] = {}
        for question in self.questions:
            for part in (question.domain, self.checklist_of[question.id].id, question.section):
                first.setdefault(part, question.id)
        return first


def sheet_of(checklists: Checklists, asked: Collection[str], *, speaker: Respondent, only: str | None, before: Mapping[str, Any]) -> Sheet:
    """The questions among `asked` that a speaker is asked: the auditor every one, on behalf of whoever answers it; others their own.

    `only`: `open`, those that `before` (the answers until now, in normal form) has no answer to, or "don't know"; `evidence`, those whose
    answer names no evidence though some would show it; or the id of a domain or checklist. Raises UsageError for any other word.
    """
    parts = {part for one in checklists.checklists for part in (one.id, one.domain)}
    if only is not None and only not in ("open", "evidence") and only not in parts:
        near = nearest(only, parts)
        hint = f"did you mean {near}?" if near else f"there are: open, evidence, {', '.join(sorted(parts))}"
        raise UsageError(f"--only: no domain is called {only[:60]!r}; {hint}")
    owner = {question.id: one for one in checklists.checklists for question in one.questions}
    questions = tuple(
        question
        for question in checklists.questions
        if question.id in asked
        and (speaker is AUDITOR or question.respondent is speaker)
        and _wanted(question, owner[question.id].id, only, before.get(question.id))
    )
    return Sheet(questions, checklists.checklists)


def _wanted(question: Question, checklist: str, only: str | None, answer: Mapping[str, Any] | None) -> bool:
    match only:
        case None:
            return True
        case "open":
            return answer is None or answer["status"] == "unknown"
        case "evidence":
            return answer is not None and answer["status"] == "answered" and bool(question.evidence) and not answer.get("evidence")
        case part:
            return part in (question.domain, checklist)


def after(order: Sequence[str], at: str) -> str:
    """The question after one; END after the last."""
    place = order.index(at) + 1
    return order[place] if place < len(order) else END


def before(order: Sequence[str], at: str) -> str:
    """The question before one; the first has none before it, and before END stands the last."""
    if at == END:
        return order[-1] if order else END
    return order[max(order.index(at) - 1, 0)]


def next_open(order: Sequence[str], at: str, answered: Collection[str]) -> str:
    """The next question after `at` that is not answered, from the first on after the last; END where all are."""
    start = order.index(at) + 1 if at in order else 0
    return next((id for id in (*order[start:], *order[:start]) if id not in answered), END)


def going_on(order: Sequence[str], at: str | None, answered: Collection[str]) -> str:
    """Where a draft that stands at `at` goes on: there, or, where that is asked no more, at the first question without an answer."""
    return at if at is not None and at in (*order, END) else next_open(order, END, answered)


@dataclass(frozen=True, slots=True)
class Meant:
    """The question that a word means; None where it means several, and then all of them, or none, and then the nearest if there is one."""

    question: str | None
    near: tuple[str, ...] = ()


def meant(sheet: Sheet, word: str) -> Meant:
    """What to go to by a word: the number of a question from 1, its id, a part of the interview, or a piece that only one of these has."""
    word = word.strip().casefold()
    if re.fullmatch(r"[0-9]{1,6}", word):
        number = int(word)
        return Meant(sheet.order[number - 1]) if 1 <= number <= len(sheet.order) else Meant(None)
    for known in (dict(zip(sheet.order, sheet.order, strict=True)), sheet.parts):
        if word in known:
            return Meant(known[word])
    inside = [name for name in dict.fromkeys((*sheet.parts, *sheet.order)) if word and word in name]
    if len(inside) == 1:
        return Meant(sheet.parts.get(inside[0], inside[0]))
    if inside:
        return Meant(None, tuple(inside))
    near = nearest(word, (*sheet.order, *sheet.parts))
    return Meant(None, (near,) if near else ())


def progress(ids: Iterable[str], answered: Collection[str]) -> tuple[int, int]:
    """How many of the questions are answered, and how many there are."""
    ids = tuple(ids)
    return sum(1 for id in ids if id in answered), len(ids)
