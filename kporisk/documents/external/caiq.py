"""CSA CAIQ version 4, also its lite and AI editions: one sheet, recognised by its headings."""

from __future__ import annotations

import re
from dataclasses import replace

from kporisk.documents.external.headings import Heading, headings, under
from kporisk.documents.external.rows import Asked, Form, answered
from kporisk.documents.external.source import Leaf, Line
from kporisk.model.external import ExternalForm, FormGroup, FormKind

KNOWN = {
    "id": ("question id",),
    "question": ("question",),
    "answer": ("csp caiq answer", "caiq answer", "csp ai-caiq answer", "ai-caiq answer", "csp answer"),
    "owner": ("ssrm control ownership", "control ownership"),
    "note": ("csp implementation description", "implementation description"),
    "duties": ("csc responsibilities",),
    "control": ("ccm control id",),
    "ai_control": ("aicm control id",),
    "domain": ("ccm domain title", "aicm domain title"),
}
NEEDED = ("id", "question", "answer")
NAMES = {"id": "Question ID", "question": "Question", "answer": "CSP CAIQ Answer"}
_ID = re.compile(r"([A-Z][A-Z&]{1,3}-\d{2})(?:\.(\d{1,2}))?")
_LIKE_AN_ID = re.compile(r"(?=.*\d)[^\s]{2,12}")
_VERSION = re.compile(r"v?(\d+(?:\.\d+)+)")


def find_caiq(leaves: tuple[Leaf, ...]) -> Form | None:
    """The form, where a sheet has its headings; None where none has."""
    found = [heading for leaf in leaves for heading in headings(leaf, KNOWN, NEEDED)]
    return _form(found) if found else None


def _form(found: list[Heading]) -> Form:
    rows, titles, problems = [], dict[str, str](), []
    seen: dict[str, str] = {}
    for heading, line in under(found):
        id, column = line[heading["id"]], heading.columns["answer"]
        place = heading.leaf.place(line, column)
        known = _ID.fullmatch(id.upper())
        if known is None and not line[column] and not _LIKE_AN_ID.fullmatch(id):
            continue  # a remark of the form, or nothing
        if known is None:
            problems.append(heading.leaf.problem(line, heading.columns["id"], "here stands no id of a question, such as HRS-01.1"))
            continue
        id = known[0]
        if id in seen:
            problems.append(
                heading.leaf.problem(line, heading.columns["id"], f"{id} stands here once more; it stands at {seen[id]} already")
            )
            continue
        seen[id] = place
        group = known[1].partition("-")[0]
        titles.setdefault(group, "")
        titles[group] = titles[group] or line[heading["domain"]]
        rows.append(answered(_asked(heading, line, known, id, group), heading.leaf, line, column, line[heading["note"]]))
    there = {row.id for row in rows}
    rows = [row if row.depends_on in there else replace(row, depends_on=None) for row in rows]
    title = found[0].leaf.title or "CAIQ"
    version = _VERSION.search(title)
    groups = tuple(FormGroup(id, text) for id, text in titles.items())
    return Form(ExternalForm(FormKind.CAIQ, title, version[1] if version else "", groups), tuple(rows), tuple(problems))


def _asked(heading: Heading, line: Line, known: re.Match[str], id: str, group: str) -> Asked:
    control = known[1]
    first = f"{control}.1" if known[2] and known[2] != "1" else None
    prefix = "AICM" if "ai_control" in heading and "control" not in heading else "CCM"
    return Asked(
        id=id,
        group=group,
        text=line[heading["question"]],
        owner=line[heading["owner"]],
        references=(f"{prefix}:{control}",),
        depends_on=first,
    )
