"""The first sheet: what to do, who answers, the declaration, privacy, and how far one is; and the sheets of evidence and comments."""

from __future__ import annotations

from collections.abc import Sequence

from kporisk.documents.workbook.asking import Asked
from kporisk.documents.workbook.index import Lists
from kporisk.documents.workbook.layout import EVIDENCE, FACT_IDS, FACTS, PEOPLE, REMARKS, at
from kporisk.documents.workbook.material import Material
from kporisk.documents.workbook.pen import Leaf, Pen
from kporisk.documents.workbook.words import heading

FREE_PEOPLE, FREE_EVIDENCE, FREE_REMARKS = 12, 40, 40
"""Empty rows; people may write below them too, once they have unprotected the sheet."""


class Cover:
    """The first sheet, made first and written last: it counts what the others hold."""

    def __init__(self, pen: Pen, made: Material) -> None:
        self._made = made
        self._leaf = Leaf(pen, made.say("cover"), [column.width for column in PEOPLE], landscape=False)
        self._row = 0

    def _across(self, text: str, style: str) -> None:
        self._leaf.across(self._row, text, style)
        self._row += 1

    def write(self, asked: Sequence[Asked]) -> None:
        """Write it all."""
        made = self._made
        self._across(made.in_all("title_own" if made.own else "title", vendor=made.vendor.name), "title")
        if said := made.asked_by():
            self._across("\n".join(dict.fromkeys(said.values())), "section")
        if made.due:
            self._across(made.in_all("due", due=made.due.isoformat()), "section")
        for key in ("how_1", "how_2", "how_3", "how_4", "how_5", *(("how_6",) if made.last else ())):
            said = {"none": made.say("none"), "status": heading("status", made.langs), "same": made.say("unchanged")}
            self._across(made.in_all(key, **said), "plain")
        self._facts()
        self._people()
        self._progress(asked)
        self._row += 1
        self._across(made.in_all("privacy").replace("\n", " / "), "section")
        self._across(made.in_all("privacy_text"), "plain")
        self._leaf.done(self._row - 1, page=made.say("page"))

    def _facts(self) -> None:
        made, leaf = self._made, self._leaf
        self._row += 1
        self._across(made.in_all("your_part").replace("\n", " / "), "section")
        self._across(made.in_all("declare"), "plain")
        leaf.heads(self._row, FACTS, made.langs)
        for id in FACT_IDS:
            self._row += 1
            leaf.text(self._row, 0, id, "small")
            leaf.text(self._row, 1, made.in_all(id), "given")
            leaf.text(self._row, 2, "", "free")
            if id in ("answered_on", "declaration.on"):
                leaf.hint(self._row, 2, made.say(id), "2026-11-20")
        self._row += 1
        leaf.text(self._row, 1, made.in_all("signature").replace("\n", " / "), "plain")
        leaf.text(self._row, 2, "", "line")
        leaf.room(self._row, 34)
        self._row += 2

    def _people(self) -> None:
        made, leaf = self._made, self._leaf
        self._across(made.in_all("people").replace("\n", " / "), "section")
        self._across(made.in_all("people_how"), "lead")
        leaf.heads(self._row, PEOPLE, made.langs)
        for person in (*made.people, *({},) * FREE_PEOPLE):
            self._row += 1
            domains = "; ".join(person.get("domains", ()))
            for column, text in enumerate((person.get("id", ""), person.get("name", ""), person.get("role", ""), domains)):
                leaf.text(self._row, column, text, "carried" if person else "free")
        self._row += 2

    def _progress(self, asked: Sequence[Asked]) -> None:
        made, leaf = self._made, self._leaf
        self._across(made.in_all("progress").replace("\n", " / "), "section")
        for column, key in ((1, "sheet"), (2, "asked"), (3, "still_open")):
            leaf.text(self._row, column, heading(key, made.langs), "head")
        first = self._row + 1
        for one in asked:
            self._row += 1
            leaf.text(self._row, 1, one.title, "given")
            leaf.sheet.write_number(self._row, 2, one.questions, leaf.pen.style("given"))
            leaf.formula(self._row, 3, f'COUNTIF({one.counts()},"{made.say("open")}")', one.questions, "given")
        self._row += 1
        leaf.text(self._row, 1, heading("all", made.langs), "head")
        total = sum(one.questions for one in asked)
        for column, letter in ((2, "C"), (3, "D")):
            leaf.formula(self._row, column, f"SUM({letter}{first + 1}:{letter}{self._row})", total, "head")
        self._row += 1


def evidence_sheet(pen: Pen, made: Material, lists: Lists) -> None:
    """Evidence, declared once; that of last time stands there already."""
    leaf = Leaf(pen, made.say("evidence_sheet"), [column.width for column in EVIDENCE], landscape=True)
    leaf.across(0, made.in_all("evidence_title").replace("\n", " / "), "title")
    leaf.across(1, made.in_all("evidence_how"), "lead")
    leaf.heads(2, EVIDENCE, made.langs)
    known = made.checklists.evidence_kinds
    kinds = {id: f"{made.text(kind.text)} [{id}]" for id, kind in known.items()}
    offered = [f"{made.text(kind.text, lang)} [{id}]" for lang in made.langs for id, kind in known.items()]
    row = 2
    for id, item in (*made.evidence.items(), *(("", {}),) * FREE_EVIDENCE):
        row += 1
        stated = (id, kinds.get(item.get("kind", ""), ""), *(item.get(key, "") for key in ("title", "issued", "expires", "file", "sha256")))
        for column, text in enumerate(stated):
            leaf.text(row, column, text, "carried" if id else "free")
    leaf.choice(3, at(EVIDENCE, "kind"), lists(list(dict.fromkeys(offered))), last=row, says=made.say("kind"), hint=made.say("choose"))
    for key in ("issued", "expires"):
        leaf.hint(3, at(EVIDENCE, key), made.say(key), "2026-11-20", last=row)
    leaf.sheet.freeze_panes(3, 1)
    leaf.done(row, heads=2, page=made.say("page"))


def comments_sheet(pen: Pen, made: Material) -> None:
    """Room for what somebody says to a draft report."""
    leaf = Leaf(pen, made.say("comments_sheet"), [column.width for column in REMARKS], landscape=True)
    leaf.across(0, made.in_all("comments_title").replace("\n", " / "), "title")
    leaf.across(1, made.in_all("comments_how"), "lead")
    leaf.heads(2, REMARKS, made.langs)
    for row in range(3, 3 + FREE_REMARKS):
        for column in range(len(REMARKS)):
            leaf.text(row, column, "", "free")
    leaf.done(2 + FREE_REMARKS, heads=2, page=made.say("page"))
