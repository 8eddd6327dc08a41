"""Tables found in a workbook by their headings, wherever they stand and whatever their sheets are called now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kporisk.documents.files.sheets import Book, Sheet
from kporisk.documents.files.suggestions import listed
from kporisk.documents.files.table import CellValue, letters
from kporisk.documents.files.xlsx_source import refuse_file
from kporisk.documents.workbook.layout import ENDS, NEEDED, OPTIONAL, TABLES, TYPED
from kporisk.documents.workbook.words import WORDS, meant
from kporisk.errors import Problem


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with its place: the sheet as it stands in a reference, the row from 1, the column from 0."""

    source: str
    sheet: str
    row: int
    column: int
    value: CellValue = ""

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return isinstance(self.value, str) and not self.value.strip()

    @property
    def reference(self) -> str:
        """`Sheet!C14`."""
        return f"{self.sheet}!{letters(self.column)}{self.row}"

    def problem(self, message: str) -> Problem:
        """A problem with it."""
        return Problem(self.source, self.row, self.reference, message)


@dataclass(frozen=True)
class Line:
    """One row of a table, by the keys of its columns."""

    cells: Mapping[str, Cell]

    def __getitem__(self, key: str) -> Cell:
        """The cell in a column."""
        return self.cells[key]

    def filled(self, keys: tuple[str, ...]) -> list[Cell]:
        """The cells in some columns in which something stands."""
        return [self.cells[key] for key in keys if key in self.cells and not self.cells[key].empty]


MOST_MERGED = 500
"""On one sheet; every row is held against each."""
MOST_LINES = 6_000
"""In all tables: no workbook of ours has a third of it."""
MOST_BEHIND = 500
"""So many rows may be written behind a table."""


@dataclass
class Found:
    """All rows of all tables by what they are of, and what is wrong with cells that are read."""

    lines: dict[str, list[Line]] = field(default_factory=lambda: {name: [] for name in TABLES})
    problems: list[Problem] = field(default_factory=list)
    empty: dict[str, list[Cell]] = field(default_factory=dict)
    """By table, the first cells of its rows in which nothing stands."""
    behind: dict[str, Cell] = field(default_factory=dict)
    """By table that nothing follows on its sheet, the first cell behind it."""

    def rooms(self, table: str) -> Iterator[Cell]:
        """Where more rows of a table can be written, by their first cells."""
        yield from self.empty.get(table, ())
        last = self.behind.get(table)
        for number in range(MOST_BEHIND if last else 0):
            assert last is not None
            yield Cell(last.source, last.sheet, last.row + number, last.column)


def find_tables(book: Book, *, hidden: tuple[str, ...]) -> Found:
    """The tables of a workbook. `hidden`: the sheets that hold none. Raises InvalidDocument for too many merged cells, or rows."""
    found = Found()
    for sheet in book.sheets:
        if sheet.table.sheet.strip("'") not in hidden:
            if len(sheet.merged) > MOST_MERGED:
                refuse_file(book.source, f"has more than {MOST_MERGED} merged cells on one sheet; send it back as it was sent")
            _read(sheet, found)
    return found


def _read(sheet: Sheet, found: Found) -> None:
    table: str | None = None
    columns: dict[str, int] = {}
    for row in sheet.table.rows:
        cells = [Cell(sheet.table.source, sheet.table.sheet, row.number, place, value) for place, value in enumerate(row.cells)]
        heading = _heading(cells)
        if heading is not None:
            table, columns = heading
            found.problems += _gone(Cell(sheet.table.source, sheet.table.sheet, row.number, 0), table, columns)
        elif _ends(cells):
            table = None
        elif table is not None and row.blank:
            found.empty.setdefault(table, []).append(Cell(sheet.table.source, sheet.table.sheet, row.number, 0))
        elif table is not None and not row.blank:
            blank = Cell(sheet.table.source, sheet.table.sheet, row.number, 0)
            line = Line({key: cells[place] if place < len(cells) else _at(blank, place) for key, place in columns.items()})
            found.lines[table].append(line)
            if sum(map(len, found.lines.values())) > MOST_LINES:
                refuse_file(sheet.table.source, f"has more than {MOST_LINES} rows in which something stands; delete what was not asked")
            found.problems += _unreadable(sheet, line, table)
    if table is not None and sheet.table.rows:
        found.behind[table] = Cell(sheet.table.source, sheet.table.sheet, sheet.table.rows[-1].number + 1, 0)


def _gone(cell: Cell, table: str, columns: Mapping[str, int]) -> Iterator[Problem]:
    """Columns in which people write whose headings nobody can find: what stands in them would be passed over."""
    gone = [WORDS["en"][key] for key in TYPED[table] if key not in columns and key not in OPTIONAL]
    if gone:
        names = listed(f"“{name}”" for name in gone)
        yield cell.problem(f"the heading {names} is not in this row any more; bring it back, or what stands below it would not be read")


def _ends(cells: list[Cell]) -> bool:
    """Whether a row is the title of what stands below a table, or the line for a signature."""
    texts = [cell.value.replace("\n", " ").strip() for cell in cells[:3] if isinstance(cell.value, str) and not cell.empty]
    return len(texts) == 1 and not meant(texts[0]).isdisjoint(ENDS)


def _at(cell: Cell, column: int) -> Cell:
    return Cell(cell.source, cell.sheet, cell.row, column)


def _heading(cells: list[Cell]) -> tuple[str, dict[str, int]] | None:
    """The table whose headings stand in a row, and where."""
    texts = {cell.column: cell.value.replace("\n", " ").strip() for cell in cells if isinstance(cell.value, str) and not cell.empty}
    if len(texts) < 2:
        return None
    says = {place: keys for place, text in texts.items() if (keys := meant(text))}
    for name, table in TABLES.items() if len(says) > 1 else ():
        places = {column.key: place for column in table for place, keys in reversed(says.items()) if column.key in keys}
        if all(key in places for key in NEEDED[name]):
            return name, places
    return None


def _unreadable(sheet: Sheet, line: Line, table: str) -> Iterator[Problem]:
    """Formulas, and cells merged with others so that nobody can say whose answer it is, where people write."""
    typed = [line.cells[key] for key in TYPED[table] if key in line.cells]
    places = {cell.column: cell for cell in typed}
    for cell in typed:
        if (cell.row, cell.column) in sheet.formulas:
            yield cell.problem("a formula stands here; write the text itself")
        elif (cell.row, cell.column) in sheet.valueless:
            yield cell.problem("an error stands here; write the text itself")
    row = typed[0].row if typed else 0
    for top, left, bottom, right in sheet.merged:
        if not top <= row <= bottom:
            continue
        covered = [cell for column, cell in places.items() if left <= column <= right]
        if covered and (top != bottom or left not in places):
            yield covered[0].problem("this cell is merged with others, so that nobody can say which of them is answered; unmerge it")
