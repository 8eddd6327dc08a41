"""EDUCAUSE HECVAT version 4: answers on several sheets, and a sheet that says what is compliant and how much each question weighs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kporisk.documents.external.clauses import clauses, framework
from kporisk.documents.external.headings import LONGEST, Heading, headings, normal, under
from kporisk.documents.external.rows import Asked, Form, answered
from kporisk.documents.external.saying import Word, understood
from kporisk.documents.external.source import Leaf, Line
from kporisk.errors import Problem
from kporisk.model.external import ExternalForm, ExternalRow, FormGroup, FormKind, RowStatus
from kporisk.model.scale import Text

KNOWN = {"answer": ("answer", "answers"), "note": ("additional information",), "guidance": ("guidance",), "analyst": ("analyst notes",)}
WEIGHTS = {"critical": 20.0, "standard": 10.0, "minor": 5.0}
"""The form's own points by importance."""
FEWEST = 5
"""A sheet with fewer questions than this, and a form with fewer, is none."""
WITHIN = 20
"""Among so many first rows of a sheet its headings are looked for, where they say what stands below."""

LONGEST_ID = 12
_ID = re.compile(r"[A-Z]{4}-\d{2,3}")
_VERSION = re.compile(r"\bv?(4(?:\.\d+)+)\b")

_TWO: Text = {
    "en": "it is answered in two ways, at {one} and at {other}",
    "fr": "il y est répondu de deux façons, en {one} et en {other}",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What the form says of one question. `word` None: no answer to it is compliant or not."""

    word: Word | None
    weight: float | None


def find_hecvat(leaves: tuple[Leaf, ...]) -> Form | None:
    """The form, where sheets have its headings above its ids, and one says what is compliant; None where that is not so."""
    key, found = _key(leaves), list(_rows(leaves))
    if key is None or len({row.id for row in found}) < FEWEST:
        return None
    leaf, expected = key
    references = _references(leaves)
    rows: dict[str, ExternalRow] = {}
    titles: dict[str, str] = {}
    typed: dict[str, bool] = {}
    for row in found:
        here, column = row.heading.leaf, row.heading.columns["answer"]
        titles.setdefault(row.id.partition("-")[0], _title(row.heading))
        new = answered(_asked(row, expected, references), here, row.line, column, row.line[row.heading["note"]])
        own = (row.line.number, column) not in here.formulas
        rows[row.id] = new if row.id not in rows else _one(rows[row.id], new, typed[row.id], own)
        typed[row.id] = own or typed.get(row.id, False)
    return Form(_form(leaves, titles), tuple(rows.values()), tuple(_lost(leaf, expected, rows)))


def _counted(leaf: Leaf) -> Counter[int]:
    """How many ids stand in each column."""
    counts: Counter[int] = Counter()
    for line in leaf.lines:
        counts.update(place for place, cell in enumerate(line.cells) if 0 < len(cell) <= LONGEST_ID and _ID.fullmatch(cell.upper()))
    return counts


def _ids(counts: Counter[int], width: int) -> int | None:
    """The one of the first columns in which most ids stand; None where none does."""
    return min((place for place in counts if place < width), key=lambda place: (-counts[place], place), default=None)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row below a heading of the form."""

    heading: Heading
    line: Line
    id: str
    text: str


def _rows(leaves: tuple[Leaf, ...]) -> Iterator[_Row]:
    """Every row with an id left of its answer, sheet by sheet."""
    for leaf in leaves:
        found = list(headings(leaf, KNOWN, ("answer",)))
        counts = _counted(leaf) if found else Counter[int]()
        columns = {width: _ids(counts, width) for width in {heading.columns["answer"] for heading in found}}
        for heading, line in under(found):
            width = heading.columns["answer"]
            column = columns[width]
            if column is not None and _ID.fullmatch(line[column].upper()):
                text = max((line[place] for place in range(column + 1, width)), key=len, default="")
                yield _Row(heading, line, line[column].upper(), text)


def _title(heading: Heading) -> str:
    """What the row of headings calls the questions below it."""
    first = next((cell for cell in heading.line.cells[: heading.columns["answer"]] if cell), "")
    return first if len(first) <= 80 else ""


def _asked(row: _Row, expected: Mapping[str, Expected], references: Mapping[str, tuple[str, ...]]) -> Asked:
    known = expected.get(row.id, Expected(None, None))
    scored = known.word is not None and known.weight is not None
    return Asked(
        id=row.id,
        group=row.id.partition("-")[0],
        text=row.text,
        expected=known.word if scored else None,
        scored=scored,
        weight=known.weight if scored and known.weight else 1.0,
        references=references.get(row.id, ()),
    )


def _one(old: ExternalRow, new: ExternalRow, old_typed: bool, new_typed: bool) -> ExternalRow:
    """A question that stands on two sheets, as general ones do: what somebody typed counts before what a formula copies."""
    if new.status is RowStatus.BLANK or (new.said, new.note) == (old.said, old.note):
        return old
    if old.status is RowStatus.BLANK or (new_typed and not old_typed):
        return new
    if (old_typed and not new_typed) or new.said == old.said:
        return old
    reason = {lang: text.format(one=old.place, other=new.place) for lang, text in _TWO.items()}
    return replace(old, status=RowStatus.NOT_UNDERSTOOD, satisfaction=None, reason=reason)


def _key(leaves: tuple[Leaf, ...]) -> tuple[Leaf, dict[str, Expected]] | None:
    """The sheet that says what is compliant, with what it says of each id."""
    for leaf in leaves:
        counts: Counter[int] | None = None
        for line in leaf.lines[:WITHIN]:
            names = [normal(cell) if len(cell) <= LONGEST else "" for cell in line.cells]
            compliant = next((place for place, name in enumerate(names) if "compliant" in name), None)
            important = [place for place, name in enumerate(names) if "importance" in name]
            if compliant is not None and important:
                importance = next((place for place in important if "default" in names[place]), important[0])
                counts = _counted(leaf) if counts is None else counts
                found = dict(_expected(leaf, line, _ids(counts, len(line.cells)), compliant, importance))
                if len(found) >= FEWEST:
                    return leaf, found
    return None


def _expected(leaf: Leaf, head: Line, column: int | None, compliant: int, importance: int) -> Iterator[tuple[str, Expected]]:
    """What the form says of each id in `column`."""
    for line in leaf.lines if column is not None else ():
        id = line[column].upper()
        if line.number > head.number and _ID.fullmatch(id):
            word = understood(line[compliant])
            meant = None if word is None or word.word is Word.NOT_APPLICABLE else word.word
            yield id, Expected(meant, _weight(line[importance]))


def _weight(text: str) -> float | None:
    """The points of an importance, by its word or as a number; None where it is neither."""
    plain = normal(text)
    for word, weight in WEIGHTS.items():
        if plain.startswith(word):
            return weight
    return float(plain) if plain.isdigit() and 0 < int(plain) < 1000 else None


def _references(leaves: tuple[Leaf, ...]) -> dict[str, tuple[str, ...]]:
    """The clauses that sheets with a crosswalk name for each id."""
    found: dict[str, tuple[str, ...]] = {}
    for leaf in leaves:
        counts: Counter[int] | None = None
        for head in leaf.lines[:WITHIN]:
            named = {place: prefix for place, cell in enumerate(head.cells) if len(cell) <= LONGEST and (prefix := framework(cell))}
            counts = _counted(leaf) if named and counts is None else counts
            column = _ids(counts, len(head.cells)) if named and counts is not None else None
            if column is not None:
                for line in leaf.lines:
                    id = line[column].upper()
                    if line.number > head.number and _ID.fullmatch(id):
                        more = (clause for place, prefix in named.items() for clause in clauses(line[place], prefix))
                        found[id] = tuple(dict.fromkeys((*found.get(id, ()), *more)))
                break
    return found


def _form(leaves: tuple[Leaf, ...], titles: Mapping[str, str]) -> ExternalForm:
    texts = (cell for leaf in leaves for line in leaf.lines[:12] for cell in (leaf.title, *line.cells) if len(cell) < 120)
    version = next((found[1] for text in texts if (found := _VERSION.search(text))), "")
    groups = tuple(FormGroup(id, text) for id, text in titles.items())
    return ExternalForm(FormKind.HECVAT, f"HECVAT {version}" if version else "HECVAT 4", version, groups, weighted=True)


def _lost(leaf: Leaf, expected: Mapping[str, Expected], rows: Mapping[str, ExternalRow]) -> Iterator[Problem]:
    """Questions that the form scores and no sheet of answers has: they were deleted, or their ids changed."""
    lost = [id for id, known in expected.items() if id not in rows and known.word is not None and known.weight is not None]
    if lost:
        shown = ", ".join(lost[:8]) + (f" and {len(lost) - 8} more" if len(lost) > 8 else "")
        yield Problem(
            leaf.source, 0, "", f"the sheet {leaf.name} scores questions that stand on no other sheet: {shown}; use the form as it was sent"
        )
