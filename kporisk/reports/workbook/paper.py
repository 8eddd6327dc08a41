"""A workbook to write on: styles, sheets, and cells that are text, numbers or formulas with what they come to."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlsxwriter

INK, GREY, RULE, SHADE, INPUT = "#16243D", "#5A6472", "#DDE1E7", "#EEF1F5", "#1F4E9E"

_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "section": {"bold": True, "font_size": 11, "font_color": INK, "valign": "bottom"},
    "vendor": {"bold": True, "font_size": 11, "font_color": INK, "valign": "top", "text_wrap": True},
    "lead": {"font_color": GREY, "text_wrap": True, "valign": "top"},
    "head": {"bold": True, "font_color": INK, "bg_color": SHADE, "text_wrap": True, "valign": "bottom", "bottom": 1, "bottom_color": INK},
    "over": {"bold": True, "font_color": INK, "bg_color": SHADE, "align": "center", "valign": "vcenter", "text_wrap": True},
    "right": {"align": "right"},
    "indent": {"align": "left", "indent": 1},
    "centre": {"align": "center"},
    "row": {"valign": "top", "bottom": 1, "bottom_color": RULE},
    "wrap": {"text_wrap": True},
    "id": {"font_color": GREY, "font_size": 8},
    "input": {"font_color": INPUT},
    "strong": {"bold": True},
    "total": {"bold": True, "top": 1, "top_color": INK, "valign": "top"},
    "aside": {"font_color": GREY, "font_size": 8},
    "points": {"num_format": "0.000"},
    "score": {"num_format": "0.0000", "font_size": 12},
    "share": {"num_format": "0.0000"},
    "plain": {"num_format": "0.####"},
    "short": {"num_format": "0.00"},
    "whole": {"num_format": "0"},
    "tiny": {"num_format": "0.0E+00;-0.0E+00;0"},
    "good": {"font_color": "#1E6B3A", "bg_color": "#E4F2E8"},
    "bad": {"font_color": "#8C1D2C", "bg_color": "#F8E3E5"},
}

_WRAPPED, _SMALL = frozenset(("wrap", "head", "over", "lead", "vendor")), frozenset(("id", "aside"))
_PAGE = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}


class Paper:
    """The workbook itself, with its styles by name."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.workbook = workbook
        self._made: dict[tuple[str, ...], Any] = {}
        self._own: dict[str, Mapping[str, Any]] = {}

    def define(self, style: str, properties: Mapping[str, Any]) -> None:
        """Add a style that depends on the language."""
        self._own[style] = properties

    def style(self, *names: str) -> Any:
        """The cell format of several styles laid over each other, made once."""
        if names not in self._made:
            properties: dict[str, Any] = {"font_name": "Calibri", "font_size": 10}
            for name in names:
                properties.update(self._own[name] if name in self._own else _STYLES[name])
            self._made[names] = self.workbook.add_format(properties)
        return self._made[names]

    def name(self, name: str, sheet: Sheet, cells: str) -> None:
        """Give cells a name that formulas on every sheet may use."""
        self.workbook.define_name(name, f"={sheet.to(cells)}")


class Sheet:
    """One sheet. Rows and columns count from 0; `width` columns hold its table, which is what is printed."""

    def __init__(self, paper: Paper, name: str, *, widths: Sequence[float], landscape: bool) -> None:
        self.paper = paper
        self.name = name
        self.width = len(widths)
        self._widths = widths
        self._lines: dict[int, int] = {}
        self.sheet = paper.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width, paper.style("wrap"))
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(9)
        if landscape:
            self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(**_PAGE)

    def to(self, cells: str) -> str:
        """Cells of this sheet as another sheet calls them: `'Inherent risk'!$A$1`."""
        quoted = self.name.replace("'", "''")
        return f"'{quoted}'!{cells}"

    def text(self, row: int, column: int, text: object, *styles: str, over: int = 1) -> None:
        """A text, whatever it begins with; never a formula or a link. `over` how many columns it runs, its row is made high enough."""
        if text and _WRAPPED.intersection(styles):
            fits = sum(self._widths[column : column + over]) * (1.55 if _SMALL.intersection(styles) else 1.22)
            self._lines[row] = max(self._lines.get(row, 1), sum(1 for _ in _broken(str(text), fits)))
        if text is None or text == "":
            self.sheet.write_blank(row, column, None, self.paper.style(*styles))
        else:
            self.sheet.write_string(row, column, str(text), self.paper.style(*styles))

    def number(self, row: int, column: int, number: float | None, *styles: str) -> None:
        """A number; None leaves the cell empty."""
        if number is None:
            self.sheet.write_blank(row, column, None, self.paper.style(*styles))
        else:
            self.sheet.write_number(row, column, number, self.paper.style(*styles))

    def formula(self, row: int, column: int, formula: str, comes_to: float | str, *styles: str) -> None:
        """A formula, and what it comes to for viewers that do not compute."""
        self.sheet.write_formula(row, column, f"={formula}", self.paper.style(*styles), comes_to)

    def opening(self, title: str, lead: str, *, over: int | None = None) -> None:
        """The sheet's title in row 0 and what it shows in row 1, over so many columns, or all of them."""
        self.text(0, 0, title, "title")
        self.across(1, lead, "lead", over=over)

    def across(self, row: int, text: str, style: str, *, over: int | None = None) -> None:
        """A text over so many columns, or all of them."""
        self.sheet.merge_range(row, 0, row, (over or self.width) - 1, "", self.paper.style(style))
        self.text(row, 0, text, style, over=over or self.width)

    def heads(self, row: int, column: int, names: Sequence[str], *styles: str) -> None:
        """Column headings side by side."""
        for offset, name in enumerate(names):
            self.text(row, column + offset, name, "head", *styles)

    def head_across(self, row: int, column: int, name: str) -> None:
        """A column heading that runs to the right edge of the table."""
        self.sheet.merge_range(row, column, row, self.width - 1, "", self.paper.style("head", "indent"))
        self.text(row, column, name, "head", "indent", over=self.width - column)

    def pairs(self, row: int, column: int, names: Sequence[str], ends: tuple[str, str]) -> None:
        """Headings over two columns each, with the two ends below."""
        for offset, name in enumerate(names):
            first = column + 2 * offset
            self.sheet.merge_range(row, first, row, first + 1, "", self.paper.style("over"))
            self.text(row, first, name, "over", over=2)
            self.heads(row + 1, first, ends, "right")

    def printed(self, *, footer: str, last_row: int, heads: tuple[int, int] | None = None, columns: int | None = None) -> None:
        """The sheet is done: its rows get their height. What is printed: rows to the last one, the headings repeated on every page."""
        self.sheet.set_row(0, 26)
        for row, lines in self._lines.items():
            self.sheet.set_row(row, 3 + 13 * lines)
        # A spreadsheet marks formulas that differ from their neighbours; here every column of a pair differs from the other.
        self.sheet.ignore_errors({"formula_differs": f"A1:Z{last_row + 3}", "formula_range": f"A1:Z{last_row + 3}"})
        self.sheet.print_area(0, 0, last_row, (columns or self.width) - 1)
        self.sheet.set_footer(footer)
        if heads is not None:
            self.sheet.repeat_rows(*heads)


def _broken(text: str, fits: float) -> Iterator[str]:
    """A text in lines as a cell of that width breaks it, at words where it can."""
    for paragraph in text.split("\n"):
        yield from textwrap.wrap(paragraph, max(1, int(fits)), break_long_words=True) or [""]


def cell(row: int, column: int) -> str:
    """The absolute address of a cell, both counted from 0: `$A$1`."""
    return f"${chr(ord('A') + column)}${row + 1}"


def span(column: int, first: int, last: int) -> str:
    """The absolute address of a column's cells from row `first` to row `last`."""
    return f"{cell(first, column)}:{cell(last, column)}"


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
