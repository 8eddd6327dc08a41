"""The sheets of questions: one for each domain, one row for each question, and one for each thing that may hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kporisk.documents.workbook.index import Lists
from kporisk.documents.workbook.layout import QUESTIONS, at
from kporisk.documents.workbook.material import Material, guidance, labels, options_of, said_last
from kporisk.documents.workbook.pen import Leaf, Pen
from kporisk.model.checklist import Checklist, Question
from kporisk.model.scale import Age, AnyOf, Number

HEADS = 3
"""The row of the headings, from 0."""

_LETTER = {column.key: chr(ord("A") + place) for place, column in enumerate(QUESTIONS)}
_PLACE = {column.key: place for place, column in enumerate(QUESTIONS)}


@dataclass(frozen=True, slots=True)
class Asked:
    """One sheet as the cover refers to it."""

    title: str
    sheet: str
    questions: int

    def counts(self) -> str:
        """The cells in which its rows say whether they are open, as a formula of another sheet names them."""
        return f"'{self.sheet}'!${_LETTER['state']}:${_LETTER['state']}"


class DomainSheet:
    """One sheet of questions while it is written."""

    def __init__(self, pen: Pen, made: Material, lists: Lists, domain: str, parts: Sequence[tuple[Checklist, list[Question]]]) -> None:
        self._made, self._lists, self._parts = made, lists, parts
        self._title = made.texts(parts[0][0].title) if parts[0][0].module is None else _service_title(made, domain)
        self._leaf = Leaf(pen, self._title.split("\n")[0], [column.width for column in QUESTIONS], landscape=True)
        self._asked = sum(len(questions) for _, questions in parts)

    def write(self) -> Asked:
        """Write it all."""
        made, leaf, row = self._made, self._leaf, HEADS + 1
        leaf.across(0, self._title.replace("\n", " / "), "title")
        leaf.across(1, made.in_all("lead"), "lead")
        state = f"{_LETTER['state']}:{_LETTER['state']}"
        leaf.formula(2, at(QUESTIONS, "answer"), f'COUNTIF({state},"{made.say("open")}")', self._asked, "section")
        leaf.text(2, at(QUESTIONS, "status"), made.say("open_of") + f" {self._asked}", "lead")
        leaf.heads(HEADS, QUESTIONS, made.langs)
        for checklist, questions in self._parts:
            if checklist.module is not None:
                leaf.text(row, 1, made.texts(checklist.title).replace("\n", " / "), "section")
                row += 1
            for number, question in enumerate(questions):
                section = checklist.section_of(question)
                if section is not None and (number == 0 or questions[number - 1].section != question.section):
                    leaf.text(row, 1, made.texts(section).replace("\n", " / "), "part")
                    row += 1
                row = self._question(row, question)
        self._coloured(row - 1)
        if not made.last:
            leaf.sheet.set_column(_PLACE["last"], _PLACE["same"], None, None, {"hidden": True})
        leaf.sheet.freeze_panes(HEADS + 1, 2)
        leaf.done(row - 1, heads=HEADS, page=made.say("page"))
        return Asked(self._title.split("\n")[0], leaf.name, self._asked)

    def _coloured(self, last: int) -> None:
        """What is open is yellow, what says two things is red."""
        made, leaf = self._made, self._leaf
        first, letter = HEADS + 2, _LETTER
        clash = f"=AND(LEN($A{first})>0,OR(AND(LEN(${letter['answer']}{first})>0,LEN(${letter['status']}{first})>0),"
        clash += f"AND(LEN(${letter['same']}{first})>0,LEN(${letter['answer']}{first})+LEN(${letter['status']}{first})>0)))"
        cells = (HEADS + 1, _PLACE["same"], last, _PLACE["status"])
        leaf.sheet.conditional_format(
            *cells, {"type": "formula", "criteria": clash, "format": leaf.pen.mark("clash"), "stop_if_true": True}
        )
        for where in (cells, (HEADS + 1, _PLACE["state"], last, _PLACE["state"])):
            is_open = f'=${letter["state"]}{first}="{made.say("open")}"'
            leaf.sheet.conditional_format(*where, {"type": "formula", "criteria": is_open, "format": leaf.pen.mark("open")})

    def _question(self, row: int, question: Question) -> int:
        """One question; the row behind it."""
        made, leaf, place = self._made, self._leaf, _PLACE
        several = options_of(question) if isinstance(question.scale, AnyOf) else ()
        leaf.text(row, place["id"], question.id, "small")
        leaf.text(row, place["question"], made.texts(question.text), "given")
        leaf.text(row, place["how"], guidance(question, made), "small")
        leaf.text(row, place["last"], said_last(question, made), "given")
        for key in ("same", "answer", "status", "note", "by", "cited"):
            leaf.text(row, place[key], "", "free" if key != "same" or question.id in made.last else "given")
        if question.id in made.last:
            leaf.choice(row, place["same"], made.choices("unchanged"))
        self._answer(row, question)
        statuses = ["unknown"] if question.knock_out is not None else ["unknown", "not_applicable"]
        leaf.choice(row, place["status"], self._lists(made.choices(*statuses)))
        for number, option in enumerate(several, 1):
            self._option(row + number, f"{question.id}.{option.value}", made.texts(option.text))
        written = " , ".join(f"LEN({_LETTER[key]}{row + 1})" for key in ("same", "answer", "status"))
        below = f',COUNTIF({_LETTER["answer"]}{row + 2}:{_LETTER["answer"]}{row + 1 + len(several)},"?*")' if several else ""
        state = f'IF(SUM({written}{below})=0,"{made.say("open")}","{made.say("done")}")'
        leaf.formula(row, place["state"], state, made.say("open"), "small")
        return row + 1 + len(several)

    def _answer(self, row: int, question: Question) -> None:
        made, leaf, column = self._made, self._leaf, _PLACE["answer"]
        hint = guidance(question, made).split("\n")[0]
        match question.scale:
            case AnyOf():
                leaf.choice(row, column, self._lists(made.choices("none")), says=made.say("answer"), hint=hint)
            case Number() | Age():
                leaf.hint(row, column, made.say("answer"), hint)
            case _:
                offered = list(dict.fromkeys(text for lang in made.langs for text in labels(question, made, lang).values()))
                leaf.choice(row, column, self._lists(offered), says=made.say("answer"), hint=made.say("choose"))

    def _option(self, row: int, id: str, text: str) -> None:
        made, leaf, place = self._made, self._leaf, _PLACE
        for key in place:
            leaf.text(row, place[key], "", "given")
        leaf.text(row, place["id"], id, "small")
        leaf.text(row, place["question"], text, "option")
        leaf.text(row, place["answer"], "", "free")
        leaf.choice(row, place["answer"], self._lists(made.choices("yes", "no")), says=made.say("answer"), hint=made.say("tick"))


def _service_title(made: Material, domain: str) -> str:
    return made.in_all(domain) if domain == "service_modules" else domain.replace("_", " ").capitalize()
