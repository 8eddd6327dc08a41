"""Any other table of questions and answers: recognised by its headings, or with columns that somebody names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kporisk.documents.external.clauses import clauses, framework
from kporisk.documents.external.headings import LONGEST, Heading, headings, normal, under
from kporisk.documents.external.rows import Asked, Form, answered
from kporisk.documents.external.saying import Word, understood
from kporisk.documents.external.source import Leaf, Line
from kporisk.errors import Problem
from kporisk.model.external import ExternalForm, FormGroup, FormKind

KNOWN = {
    "id": (
        *("id", "question id", "item id", "control id", "ref", "reference no", "no", "nr", "n", "number", "question number", "#", "item"),
        *("identifiant", "numero", "num", "numero de question"),
    ),
    "question": ("question", "questions", "question text", "requirement", "control question", "item text", "exigence", "intitule"),
    "answer": (
        *("answer", "answers", "response", "responses", "vendor response", "vendor answer", "supplier response", "supplier answer"),
        *("provider response", "your answer", "your response", "yes/no", "yes/no/na", "reponse", "reponses", "votre reponse"),
        *("reponse du prestataire", "reponse du fournisseur", "oui/non"),
    ),
    "note": (
        *("comment", "comments", "note", "notes", "explanation", "explanations", "details", "detail", "additional information"),
        *("remarks", "justification", "vendor comments", "supporting comments", "commentaire", "commentaires", "remarque", "remarques"),
        *("precision", "precisions", "explication", "explications"),
    ),
    "group": ("section", "domain", "category", "topic", "chapter", "area", "domaine", "categorie", "rubrique", "theme", "chapitre"),
    "reference": ("reference", "references", "clause", "clauses", "standard", "standards", "mapping", "framework", "norme", "normes"),
    "weight": ("weight", "weighting", "points", "poids", "ponderation"),
    "expected": (
        "expected",
        "expected answer",
        "expected response",
        "compliant response",
        "compliant answer",
        "reponse attendue",
        "attendu",
    ),
}
NEEDED = ("question", "answer")
NAMES = {"question": "Question", "answer": "Answer"}
COLUMNS = tuple(KNOWN)
"""What may be named with --columns."""
_LETTERS = re.compile("[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class Naming:
    """The columns that somebody names: by a letter, or by the text of a heading."""

    columns: Mapping[str, str]


def tables(leaves: tuple[Leaf, ...]) -> list[Leaf]:
    """The sheets that have a row of headings by which questions and answers are recognised."""
    return [leaf for leaf in leaves if any(headings(leaf, KNOWN, NEEDED))]


def read_table(leaf: Leaf, file: str) -> Form:
    """The form on a sheet by its headings, which are there."""
    return _form(list(headings(leaf, KNOWN, NEEDED)), leaf, file)


def read_named(leaf: Leaf, file: str, naming: Naming) -> Form | None:
    """The form on a sheet by the columns that somebody names; None where a heading or a column that is named is not there."""
    if all(_LETTERS.fullmatch(column) for column in naming.columns.values()):
        columns = {key: _place(column) for key, column in naming.columns.items()}
        if not all(any(line[columns[key]] for line in leaf.lines) for key in ("id", "question", "answer") if key in columns):
            return None
        first = next((line for line in leaf.lines if line[columns["question"]]), None)
        if first is None:
            return Form(_made(leaf, file, {}, weighted=False), ())
        # A row of headings says so itself; anything else that stands first is a question.
        is_head = normal(first[columns["answer"]]) in KNOWN["answer"] or normal(first[columns["question"]]) in KNOWN["question"]
        return _form([Heading(leaf, first if is_head else Line(first.number - 1, ()), columns)], leaf, file)
    known = {key: (normal(text),) for key, text in naming.columns.items()}
    found = list(headings(leaf, known, known))
    return _form(found, leaf, file) if found else None


def _place(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _form(found: list[Heading], leaf: Leaf, file: str) -> Form:
    rows, problems, titles = [], list[Problem](), dict[str, str]()
    seen: dict[str, str] = {}
    part = ""
    for heading, line in under(found):
        column = heading.columns["answer"]
        id, text, said = line[heading["id"]], line[heading["question"]], line[column]
        if not (text or said or line[heading["note"]]) or ("id" in heading and not (id or said)):
            part = (text or id or part) if not said else part  # the title of what follows
            continue
        id = id or f"row {line.number}"
        place = heading.leaf.place(line, column)
        if id in seen:
            again = f"{id[:40]} stands here once more; it stands at {seen[id]} already"
            problems.append(heading.leaf.problem(line, heading.columns.get("id", column), again))
            continue
        seen[id] = place
        group = line[heading["group"]] or part or "–"
        titles.setdefault(group, "")
        asked = _asked(heading, line, id, group, text, problems)
        rows.append(answered(asked, heading.leaf, line, column, line[heading["note"]]))
    weighted = any("weight" in heading for heading in found)
    return Form(_made(leaf, file, titles, weighted=weighted), tuple(rows), tuple(problems))


def _made(leaf: Leaf, file: str, titles: Mapping[str, str], *, weighted: bool) -> ExternalForm:
    groups = tuple(FormGroup(id, text) for id, text in titles.items())
    return ExternalForm(FormKind.TABLE, leaf.title or file.rpartition(".")[0] or file, "", groups, weighted)


def _asked(heading: Heading, line: Line, id: str, group: str, text: str, problems: list[Problem]) -> Asked:
    weight, expected, scored = 1.0, None, True
    if "weight" in heading:
        found = _weight(line[heading["weight"]])
        scored = found is not None and found > 0
        weight = found if found else 1.0
        if found is None and line[heading["weight"]]:
            problems.append(heading.leaf.problem(line, heading.columns["weight"], "here stands no number of points, 0 or more"))
    if "expected" in heading:
        word = understood(line[heading["expected"]])
        expected = None if word is None or word.word is Word.NOT_APPLICABLE else word.word
        scored = scored and expected is not None
    return Asked(id, group, text, expected, scored, weight if scored else 1.0, references=_references(heading, line))


def _weight(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if 0 <= number < 1e6 else None


def _references(heading: Heading, line: Line) -> tuple[str, ...]:
    """The clauses in the column for them, and in those whose heading names a framework."""
    found = list(clauses(line[heading["reference"]], None))
    own = set(heading.columns.values())
    for place, cell in enumerate(heading.line.cells):
        if place not in own and len(cell) <= LONGEST and (prefix := framework(cell)):
            found += clauses(line[place], prefix)
    return tuple(dict.fromkeys(found))
