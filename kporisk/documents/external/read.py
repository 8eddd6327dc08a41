"""A form that a vendor has filled for somebody: recognised, or refused with what was looked for and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from kporisk.documents.external import caiq, hecvat, table
from kporisk.documents.external.headings import LONGEST, nearest_heading
from kporisk.documents.external.rows import Form
from kporisk.documents.external.saying import understood
from kporisk.documents.external.source import Leaf, Line, Source, read_source
from kporisk.documents.files.nodes import LIMIT_PROBLEMS
from kporisk.documents.files.suggestions import listed, nearest, shown
from kporisk.documents.files.table import letters
from kporisk.errors import InvalidDocument, Problem, UsageError
from kporisk.model.external import ExternalResponse

MOST_ROWS = 5_000
MOST_LINES = 12_000
"""Rows in which something stands, headings and remarks too."""
MOST_TOLD = 8


def read_external(path: Path, *, answered_on: date, columns: Mapping[str, str] | None = None, sheet: str | None = None) -> ExternalResponse:
    """The response that a file holds: CAIQ 4, HECVAT 4, or another table by its headings or by `columns`.

    `columns`: what stands where, by letter or heading (question and answer at least). `sheet`: the one that holds it. Raises
    InvalidDocument with every problem of the file, or with what was looked for and what was found; UsageError for a sheet that there is
    not, and for columns that say nothing.
    """
    source = read_source(path)
    leaves = _chosen(source, sheet)
    if sum(len(leaf.lines) for leaf in leaves) > MOST_LINES:
        raise _refused(source, [f"has more than {MOST_LINES} rows in which something stands, the most that is read; split it"])
    form = _named(source, leaves, columns) if columns else _recognised(source, leaves)
    if form.problems:
        raise InvalidDocument(form.problems[:LIMIT_PROBLEMS])
    if not form.rows:
        raise _refused(source, ["the headings of a form stand there, but no question below them; send the form as it was filled"])
    if len(form.rows) > MOST_ROWS:
        raise _refused(source, [f"has more than {MOST_ROWS} questions, the most that is read; split it"])
    return ExternalResponse(form.form, answered_on, source.file, source.sha256, form.rows)


def _chosen(source: Source, sheet: str | None) -> tuple[Leaf, ...]:
    if sheet is None:
        return source.leaves
    found = tuple(leaf for leaf in source.leaves if leaf.title.casefold() == sheet.strip().casefold())
    if not found:
        near = nearest(sheet, (leaf.title for leaf in source.leaves if leaf.title))
        there = listed(shown(leaf.title) for leaf in source.leaves[:MOST_TOLD] if leaf.title) if source.leaves[0].title else ""
        tail = f"did you mean {shown(near)}?" if near else f"there are {there}" if there else "it is no workbook"
        raise UsageError(f"{source.source} has no sheet {shown(sheet)}; {tail}")
    return found


def _recognised(source: Source, leaves: tuple[Leaf, ...]) -> Form:
    form = caiq.find_caiq(leaves) or hecvat.find_hecvat(leaves)
    if form is not None:
        return form
    found = table.tables(leaves)
    if len(found) == 1:
        return table.read_table(found[0], source.file)
    if found:
        names = listed(shown(leaf.title) for leaf in found[:MOST_TOLD])
        raise _refused(source, [f"questions and answers stand on several sheets: {names}; name the one that counts: --sheet NAME"])
    raise _refused(source, ["is no form that is recognised", *_looked_for(leaves)])


def _named(source: Source, leaves: tuple[Leaf, ...], columns: Mapping[str, str]) -> Form:
    unknown = next((key for key in columns if key not in table.COLUMNS), None)
    if unknown is not None:
        near = nearest(unknown, table.COLUMNS)
        raise UsageError(
            f"--columns knows no {shown(unknown)}; " + (f"did you mean {near}?" if near else f"it knows {listed(table.COLUMNS)}")
        )
    missing = [key for key in table.NEEDED if key not in columns]
    if missing:
        raise UsageError(f"--columns needs {listed(missing)} too, such as: --columns id=A,question=B,answer=C,note=D")
    found = [form for leaf in leaves if leaf.lines and (form := table.read_named(leaf, source.file, table.Naming(columns))) is not None]
    filled = [form for form in found if form.rows or form.problems]
    if len(filled) > 1:
        names = listed(shown(leaf.title) for leaf in leaves[:MOST_TOLD])
        raise _refused(source, [f"these columns hold something on several sheets ({names}); name the one that counts: --sheet NAME"])
    if not filled:
        raise _refused(source, ["nothing stands in the columns that --columns names", *_there(leaves)])
    return filled[0]


def _looked_for(leaves: tuple[Leaf, ...]) -> Iterator[str]:
    yield f"a CSA CAIQ has the headings {listed(caiq.NAMES.values())}"
    yield (
        "an EDUCAUSE HECVAT has the headings Answer and Additional Information above ids such as DOCU-01, and the sheet that names the "
        "compliant response and the importance of each"
    )
    yield f"another form has the headings {listed(table.NAMES.values())}, or columns that you name"
    yield from _there(leaves)
    yield "to name the columns: --columns id=A,question=B,answer=C,note=D"


def _there(leaves: Iterable[Leaf]) -> Iterator[str]:
    """What stands on each sheet where headings would: what may be an answer is not told."""
    told = [leaf for leaf in leaves if leaf.lines]
    for leaf in told[:MOST_TOLD]:
        near = max(
            (found for known in (caiq.KNOWN, hecvat.KNOWN, table.KNOWN) if (found := nearest_heading(leaf, known)) is not None),
            key=lambda one: len(one[1]),
            default=None,
        )
        yield f"{f'the sheet {shown(leaf.title)}' if leaf.name else 'the file'} {_what_stands(leaf.lines[0] if near is None else near[0])}"
    if len(told) > MOST_TOLD:
        yield f"and {len(told) - MOST_TOLD} sheets more"
    if not told:
        yield "nothing stands in the file"


def _what_stands(line: Line) -> str:
    if any(understood(cell) is not None for cell in line.cells):
        return f"begins in row {line.number} with what looks like an answer, not like headings"
    cells = [f"{letters(place)} {shown(text.splitlines()[0])}" for place, text in enumerate(line.cells) if 0 < len(text) <= LONGEST]
    if not cells:
        return f"has in row {line.number} only texts that are too long for headings"
    return f"has in row {line.number}: {', '.join(cells[:MOST_TOLD])}"


def _refused(source: Source, sentences: Iterable[str]) -> InvalidDocument:
    return InvalidDocument([Problem(source.source, 0, "", "\n  ".join(sentences))])
