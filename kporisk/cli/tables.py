"""Tables on a terminal: columns as wide as their longest cell, one of which is wrapped where the terminal is narrow."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from kporisk.cli.output import say
from kporisk.model.safe import safe

LEAST = 12
"""The column that is wrapped keeps at least so many cells."""


def say_table(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), elastic: int | None = None) -> None:
    """Print a table as wide as the terminal, or as 80 cells where there is none."""
    for line in table(head, rows, width=shutil.get_terminal_size((80, 24)).columns, right=right, elastic=elastic):
        say(line)


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, width: int, right: Sequence[int] = (), elastic: int | None = None
) -> Iterator[str]:
    """The lines of a table. `right`: columns that stand to the right; `elastic`: the one that is wrapped where lines were longer.

    Where the others leave it no room, it stands below each row instead. Cells are made safe first: what cannot be seen takes no room.
    """
    from kporisk.reports.lines import cells, plain, words, wrapped

    clean = [[" ".join(safe(cell).split()) for cell in row] for row in (head, *rows)]
    wide = [max(cells(row[column]) for row in clean) for column in range(len(head))]
    over = sum(wide) + 2 * (len(wide) - 1) - width
    if elastic is not None and over > 0:
        least = min(LEAST, wide[elastic])
        if wide[elastic] - over < least:
            yield from _below(clean, wide, elastic, width, right)
            return
        wide[elastic] -= over
    for row in clean:
        wraps = [
            [cell] if column != elastic else [plain(line) for line in wrapped(words(cell), wide[column])] for column, cell in enumerate(row)
        ]
        for line in zip_longest(*wraps, fillvalue=""):
            yield "  ".join(
                _padded(cell, room, column in right) for column, (cell, room) in enumerate(zip(line, wide, strict=True))
            ).rstrip()


def _below(rows: Sequence[Sequence[str]], wide: Sequence[int], elastic: int, width: int, right: Sequence[int]) -> Iterator[str]:
    """The rows without the column, and what stands in it below each, two cells in."""
    from kporisk.reports.lines import paragraph, plain, words

    others = [column for column in range(len(wide)) if column != elastic]
    for row in rows:
        yield "  ".join(_padded(row[column], wide[column], column in right) for column in others).rstrip()
        for line in paragraph(words(row[elastic]), width, indent=2) if row[elastic] else ():
            yield plain(line)


def _padded(cell: str, room: int, right: bool) -> str:
    from kporisk.reports.lines import cells

    space = " " * (room - cells(cell))
    return space + cell if right else cell + space
