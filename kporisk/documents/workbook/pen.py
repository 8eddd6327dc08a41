"""Writing on a workbook: styles, and sheets of which only what people fill in is unlocked."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from kporisk.documents.workbook.layout import Column
from kporisk.documents.workbook.words import heading

INK, GREY, RULE, SHADE, OPEN, CLASH = "#16243D", "#5A6472", "#C9D0DA", "#EEF1F5", "#FFF3C4", "#F8E3E5"
MOST_MESSAGE, MOST_TITLE = 255, 32
_FREE = {"locked": False, "num_format": "@", "border": 1, "border_color": RULE, "text_wrap": True, "valign": "top"}
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK, "valign": "top", "text_wrap": True},
    "section": {"bold": True, "font_size": 12, "font_color": INK, "valign": "bottom"},
    "part": {"bold": True, "font_color": GREY, "valign": "bottom"},
    "plain": {"text_wrap": True, "valign": "top"},
    "lead": {"text_wrap": True, "valign": "top", "font_color": GREY},
    "head": {"bold": True, "font_color": INK, "bg_color": SHADE, "text_wrap": True, "valign": "bottom", "bottom": 1, "bottom_color": INK},
    "given": {"text_wrap": True, "valign": "top", "border": 1, "border_color": RULE, "bg_color": "#F6F7F9"},
    "small": {
        "text_wrap": True,
        "valign": "top",
        "border": 1,
        "border_color": RULE,
        "bg_color": "#F6F7F9",
        "font_size": 8,
        "font_color": GREY,
    },
    "option": {"text_wrap": True, "valign": "top", "border": 1, "border_color": RULE, "bg_color": "#F6F7F9", "indent": 2},
    "free": _FREE,
    "carried": {**_FREE, "italic": True, "font_color": GREY},
    "line": {"bottom": 1, "bottom_color": INK},
    "open": {"bg_color": OPEN},
    "clash": {"bg_color": CLASH},
}
_PROTECTED = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}


class Pen:
    """The workbook, its styles made once each, and the names of its sheets."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self._made: dict[str, Any] = {}
        self._names: set[str] = set()

    def style(self, name: str) -> Any:
        """A cell format by its name."""
        if name not in self._made:
            self._made[name] = self.workbook.add_format({"font_name": "Calibri", "font_size": 10, **_STYLES[name]})
        return self._made[name]

    def mark(self, name: str) -> Any:
        """A format that only colours, for conditions."""
        return self.workbook.add_format(_STYLES[name])

    def name(self, wished: str) -> str:
        """A name for a sheet as spreadsheet programs allow it, and that no other sheet has."""
        clean = " ".join("".join(" " if c in "[]:*?/\\'" else c for c in wished).split()) or "Sheet"
        name = textwrap.shorten(clean, 31, placeholder="…") if len(clean) > 31 else clean
        name = clean[:30] if name == "…" else name
        number = 2
        while name.casefold() in self._names or name.casefold() == "history":
            name = f"{clean[:27].rstrip()} {number}"
            number += 1
        self._names.add(name.casefold())
        return name


class Leaf:
    """One sheet. Rows and columns count from 0."""

    def __init__(self, pen: Pen, name: str, widths: Sequence[float], *, landscape: bool) -> None:
        self.pen = pen
        self.name = pen.name(name)
        self.widths = widths
        self._lines: dict[int, float] = {}
        self.sheet = pen.workbook.add_worksheet(self.name)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        if landscape:
            self.sheet.set_landscape()
        self.sheet.protect("", _PROTECTED)

    def text(self, row: int, column: int, text: str, style: str) -> None:
        """A text, whatever it begins with; never a formula or a link."""
        if text:
            self._fit(row, text, self.widths[column], style)
            self.sheet.write_string(row, column, text, self.pen.style(style))
        else:
            self.sheet.write_blank(row, column, None, self.pen.style(style))

    def formula(self, row: int, column: int, formula: str, comes_to: float | str, style: str) -> None:
        """A formula, and what it comes to for viewers that do not compute."""
        self.sheet.write_formula(row, column, f"={formula}", self.pen.style(style), comes_to)

    def _fit(self, row: int, text: str, width: float, style: str) -> None:
        """Make the row high enough for a text in a cell of that width: not every program does so by itself."""
        size = {"small": 8, "title": 16, "section": 12}.get(style, 10)
        fits = max(4, int(width * (11.2 if width < 60 else 13.0) / size))
        lines = sum(len(textwrap.wrap(part, fits)) or 1 for part in text.split("\n"))
        self._lines[row] = max(self._lines.get(row, 15), lines * size * 1.32 + 3)

    def room(self, row: int, height: float) -> None:
        """Make a row at least so many points high."""
        self._lines[row] = max(self._lines.get(row, 15), height)

    def across(self, row: int, text: str, style: str, *, first: int = 0, last: int | None = None) -> None:
        """A text over several columns, its row made high enough."""
        last = len(self.widths) - 1 if last is None else last
        self.sheet.merge_range(row, first, row, last, "", self.pen.style(style))
        self.sheet.write_string(row, first, text, self.pen.style(style))
        self._fit(row, text, sum(self.widths[first : last + 1]), style)

    def heads(self, row: int, table: Sequence[Column], langs: tuple[str, ...]) -> None:
        """The headings of a table."""
        for column, one in enumerate(table):
            self.text(row, column, heading(one.key, langs), "head")

    def choice(self, row: int, column: int, cells: str | list[str], *, last: int | None = None, says: str = "", hint: str = "") -> None:
        """A drop-down in a cell, or in all down to row `last`. `cells`: the options, or where they stand."""
        self._validate(row, column, {"validate": "list", "source": cells}, last, says, hint)

    def hint(self, row: int, column: int, says: str, hint: str, *, last: int | None = None) -> None:
        """What appears beside a cell when it is chosen; anything may be written."""
        self._validate(row, column, {"validate": "any"}, last, says, hint)

    def _validate(self, row: int, column: int, rule: dict[str, Any], last: int | None, says: str, hint: str) -> None:
        message = {"input_title": says[:MOST_TITLE], "input_message": hint[:MOST_MESSAGE]} if hint else {}
        self.sheet.data_validation(row, column, row if last is None else last, column, {**rule, **message})

    def done(self, last_row: int, *, heads: int | None = None, page: str = "Page") -> None:
        """What is printed: rows to the last one, the headings repeated on every page."""
        for row, height in self._lines.items():
            self.sheet.set_row(row, min(height, 400))
        self.sheet.print_area(0, 0, last_row, len(self.widths) - 1)
        self.sheet.set_footer(f"&L&8&A&R&8{page} &P / &N")
        if heads is not None:
            self.sheet.repeat_rows(heads)
