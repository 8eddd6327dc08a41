"""What a PDF tells somebody who cannot see its pages: a structure in which all is read once, in order and by its right name.

WeasyPrint 70 gives every line and every box an element of its own, leaves running heads outside the tree though marked as its content,
measures figures in pixels from above, breaks a link at each line's end and takes a group's heading for that of a column. Here that is
mended before the file is written: ISO 14289-1 7.1 to 7.18, ISO 32000-1 14.7 and 14.8.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

INLINE = frozenset(("/Span", "/NonStruct"))
HOLD_TEXT = frozenset(
    ("/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/TD", "/TH", "/LBody", "/Lbl", "/Link", "/Caption", "/Span", "/NonStruct")
)
"""Elements in which text may stand without an element of its own."""
UNDIVIDED = frozenset(("/Document", "/Part", "/Sect", "/Div", "/Table", "/TBody", "/TR", "/TD"))
"""Elements to which a division adds nothing; those of a table because then it is there for its looks."""
CELLS = frozenset(("/TD", "/TH"))
LAYOUT = frozenset(("/Table", "/THead", "/TBody", "/TFoot", "/TR", "/TD"))
PHRASES = frozenset(("/Link", "/Span", "/Figure"))
CONTENTS = {"/Table": "/TOC", "/TR": "/TOCI"}
LISTS = ("ul", "ol", "dl")
NUMBERINGS = {"decimal": "/Decimal", "disc": "/Disc", "circle": "/Circle", "square": "/Square"}
POINTS = 0.75
"""Points in a CSS pixel."""


def mend(document: Any, pdf: Any) -> None:
    """Put the structure of a finished PDF in order, before it is written; `document` is that from which it was made."""
    Structure(document, pdf).mend()


class Structure:
    """The structure tree of one PDF while it is put in order."""

    def __init__(self, document: Any, pdf: Any) -> None:
        """Find the tree's roots."""
        self.document, self.pdf = document, pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        self.parents = self.at(self.root["ParentTree"])
        self.content: dict[bytes, list[bytes]] = {}
        """For each page: the element to which each marked content belongs."""
        self.names: dict[int, str] = {}
        """What the elements are of tables that are there for their looks."""
        self.heads: set[int] = set()
        """The rows that are the heading of their table."""
        self.lists: list[Any] = []
        """The lists in the order in which they are read."""

    def at(self, reference: bytes | str) -> Any:
        """The object of that reference."""
        return self.pdf.objects[int(reference[:-4])]

    def mend(self) -> None:
        """All repairs, in their order."""
        nums, count = self.parents["Nums"], len(self.document.pages)
        before = {page: nums[2 * number + 1] for number, page in enumerate(self.pdf.page_references)}
        self.content = {page: [b"null"] * len(listed) for page, listed in before.items()}
        for page in self.document.pages:
            self._tables(page)
        (top,) = self.root["K"]
        self._settle(top, self._tidied(self.at(top)))
        self._numbering()
        annotations = [nums[at : at + 2] for at in range(2 * count, len(nums), 2)]
        del nums[:]
        for number, page in enumerate(self.pdf.page_references):
            self._running(page, before[page])
            nums.append(number)
            nums.append(_array(self.content[page]))
        for number, owner in annotations:
            if self.at(owner):
                nums.append(number)
                nums.append(owner)
        self.root["ParentTreeNextKey"] = count + len(annotations)
        self._identifiers()

    def _tidied(self, element: Any) -> list[Any]:
        """What the element holds once everything below it is in order."""
        if element["S"] == "/L":
            self.lists.append(element)
        kind, kids = element["S"], []
        for kid in element["K"]:
            child = None if isinstance(kid, int) else self.at(kid)
            if child is None or "S" not in child:
                kids.append(kid)
            else:
                kids.extend(self._kept(child, kid, kind))
        if kind == "/Figure":
            self._measure(element)
        return self._joined(kids) if len(kids) > 1 else kids

    def _kept(self, element: Any, reference: bytes, parent: str) -> list[Any]:
        """The element, or what it holds where it says nothing of its own, or nothing where it holds nothing."""
        kids, kind = self._tidied(element), element["S"]
        above: list[Any] = []
        if element.number in self.names:
            element["S"] = kind = self._named(element, kids)
        elif kind == "/Table":
            above = self._heading(kids)
        if not kids and kind not in CELLS:
            element.clear()
            return []
        hollow = (kind in INLINE and parent in HOLD_TEXT) or (kind == "/Div" and parent in UNDIVIDED) or kind == parent == "/Link"
        if hollow and "Lang" not in element:
            element.clear()
            return [kid for kid in kids if isinstance(kid, int) or kind != "/Link" or self._forget(kid)]
        self._settle(reference, kids)
        return [*above, reference]

    def _named(self, element: Any, kids: list[Any]) -> str:
        """What a part of a table is that is there for its looks; text that stands in none of its own is a paragraph."""
        element.pop("A", None)
        name = self.names[element.number]
        plain = name == "/Div" and kids and all(isinstance(kid, int) or self.at(kid).get("S") in PHRASES for kid in kids)
        return "/P" if plain else name

    def _heading(self, kids: list[Any]) -> list[Any]:
        """What stands in the heading row of a table: it is read before the table, which then does without the row."""
        rows = self.at(kids[0])["K"] if kids else []
        if not rows or int(rows[0][:-4]) not in self.heads:
            return []
        row = self.at(rows.pop(0))
        (cell,) = (self.at(kid) for kid in row["K"])
        above: list[Any] = list(cell["K"])
        cell.clear()
        row.clear()
        return above

    def _is(self, kid: Any, kind: str) -> bool:
        return not isinstance(kid, int) and self.at(kid).get("S") == kind

    def _settle(self, reference: bytes, kids: list[Any]) -> None:
        """Make them the element's own."""
        element = self.at(reference)
        element["K"][:] = kids
        for kid in kids:
            if isinstance(kid, int):
                self.content[element["Pg"]][kid] = reference
            else:
                child = self.at(kid)
                if "S" in child:
                    child["P"] = reference

    def _measure(self, figure: Any) -> None:
        """A figure's box in points from below."""
        height = self.at(figure["Pg"])["MediaBox"][3]
        left, top, right, bottom = figure["A"]["BBox"]
        figure["A"]["BBox"] = _array((left * POINTS, height - bottom * POINTS, right * POINTS, height - top * POINTS))

    # Links

    def _joined(self, kids: list[Any]) -> list[Any]:
        """One link for its lines: the same element, one annotation with a quadrilateral for each line."""
        joined: list[Any] = []
        for kid in kids:
            if joined and self._is(kid, "/Link") and self._is(joined[-1], "/Link") and self._join(joined[-1], kid):
                continue
            joined.append(kid)
        return joined

    def _join(self, first: bytes, second: bytes) -> bool:
        one, other = self._annotation(first), self._annotation(second)
        if one is None or other is None or one["Dest"].string != other["Dest"].string:
            return False
        quads = one.get("QuadPoints") or _array(_quad(one["Rect"]))
        quads.extend(_quad(other["Rect"]))
        one["QuadPoints"], one["Rect"] = quads, _array(_around(one["Rect"], other["Rect"]))
        further = [kid for kid in self.at(second)["K"] if isinstance(kid, int)]
        for kid in (kid for kid in self.at(second)["K"] if not isinstance(kid, int)):
            self._forget(kid)
        self.at(second).clear()
        self._settle(first, [*self.at(first)["K"], *further])
        return True

    def _annotation(self, link: bytes) -> Any:
        for kid in self.at(link)["K"]:
            if not isinstance(kid, int) and "Obj" in self.at(kid):
                annotation = self.at(self.at(kid)["Obj"])
                return annotation if "Dest" in annotation else None
        return None

    def _forget(self, reference: bytes) -> bool:
        """Take the annotation away to which the object reference leads; whether it was something else and stays."""
        named = self.at(reference)
        if "Obj" not in named:
            return True
        self.at(named["Pg"])["Annots"].remove(named["Obj"])
        self.at(named["Obj"]).clear()
        named.clear()
        return False

    # Running heads

    def _running(self, page: bytes, before: list[bytes]) -> None:
        """What the tree does not hold is an artifact: the running heads."""
        left = {mcid for mcid, owner in enumerate(self.content[page]) if owner == b"null"}
        if not left:
            return
        for mcid in left:
            self._dissolve(before[mcid])
        stream, at = self.at(self.at(page)["Contents"]).stream, 0
        for _ in range(stream.count(b"BDC")):
            at = stream.index(b"BDC", at + 1)
            if stream[at - 1].get("MCID") in left:
                stream[at - 2], stream[at - 1] = "/Artifact", _dictionary(Type="/Pagination")

    def _dissolve(self, reference: bytes) -> None:
        """Empty the element and those above it that the tree does not reach."""
        element = self.at(reference)
        (top,) = self.root["K"]
        while "P" in element and element["P"] != top:
            parent = self.at(element["P"])
            element.clear()
            element = parent
        if element.get("P") == top:
            element.clear()

    # Tables and lists

    def _tables(self, page: Any) -> None:
        """Say of each header for what it stands, and for each cell which its headers are."""
        for table in _boxes(page._page_box, ("TableBox",)):
            if table.element.get("role") == "presentation":
                self._looks(table)
                continue
            columns: dict[int, list[Any]] = {}
            for group in table.children:
                for row in group.children:
                    if row.element.get("role") == "presentation":
                        self.heads.add(int(row.children[0].mark["P"][:-4]))
                self._headers(group, columns)

    def _looks(self, table: Any) -> None:
        contents = "contents" in (table.element.get("class") or "").split()
        for row in (row for group in table.children for row in group.children):
            for x, cell in enumerate(row.children):
                for one in self._above(cell.mark):
                    self.names[one.number] = CONTENTS.get(one["S"], "/Div") if contents else "/Div"
                if contents:
                    self.names[cell.mark.number] = "/Reference" if x else "/Lbl"

    def _above(self, element: Any) -> Iterator[Any]:
        """A cell's element with those of its row, its rows and its table."""
        while element.get("S") in LAYOUT:
            yield element
            if element["S"] == "/Table":
                return
            element = self.at(element["P"])

    def _headers(self, group: Any, columns: dict[int, list[Any]]) -> None:
        titles: list[Any] = []
        rows: dict[int, list[Any]] = {}
        for y, row in enumerate(group.children):
            for cell in (cell for cell in row.children if cell.element_tag == "th" and hasattr(cell, "mark")):
                match cell.element.get("scope"):
                    case "row":
                        _spread(rows, y, cell.rowspan, cell.mark["ID"])
                        scope = "/Row"
                    case "rowgroup" if cell.colspan > 1:
                        titles = [cell.mark["ID"]]
                        scope = "/Column"
                    case "rowgroup":
                        _spread(rows, y, cell.rowspan, cell.mark["ID"])
                        scope = "/Row"
                    case _:
                        _spread(columns, cell.grid_x, cell.colspan, cell.mark["ID"])
                        scope = "/Column"
                cell.mark["A"]["Scope"] = scope
            for cell in (cell for cell in row.children if cell.element_tag == "td" and hasattr(cell, "mark")):
                over = (header for x in range(cell.grid_x, cell.grid_x + cell.colspan) for header in columns.get(x, ()))
                beside = (header for below in range(y, y + cell.rowspan) for header in rows.get(below, ()))
                headers = list({header.string: header for header in (*over, *titles, *beside)}.values())
                if headers:
                    cell.mark["A"]["Headers"] = _array(headers)
                else:
                    cell.mark["A"].pop("Headers", None)

    def _numbering(self) -> None:
        """Say how the lists are numbered."""
        drawn = [box for page in self.document.pages for box in _boxes(page._page_box, LISTS)]
        for element, box in zip(self.lists, drawn, strict=True):
            style = str(box.style["list_style_type"])
            if "K" in element and style != "none":
                element["A"] = _dictionary(O="/List", ListNumbering=NUMBERINGS.get(style, "/None"))

    def _identifiers(self) -> None:
        """The tree by which an element is found from its identifier."""
        elements: list[Any] = [one for one in self.pdf.objects if isinstance(one, dict) and "ID" in one]
        named = {one["ID"].string: one for one in elements}
        if named:
            self.root["IDTree"] = _dictionary(
                Names=_array(part for name in sorted(named) for part in (named[name]["ID"], named[name].reference))
            )


def _boxes(box: Any, kinds: Container[str]) -> Iterator[Any]:
    """The block-level boxes below a box, by class or by the tag of their element, in the order in which they are read."""
    for child in getattr(box, "children", ()):
        name = type(child).__name__
        if name in kinds or child.element_tag in kinds:
            yield child
        if name not in ("LineBox", "MarginBox"):
            yield from _boxes(child, kinds)


def _spread(into: dict[int, list[Any]], start: int, count: int, header: Any) -> None:
    for place in range(start, start + count):
        into.setdefault(place, []).append(header)


def _array(values: Iterable[Any]) -> Any:
    import pydyf

    return pydyf.Array(values)


def _dictionary(**values: Any) -> Any:
    import pydyf

    return pydyf.Dictionary(values)


def _quad(rect: Iterable[float]) -> tuple[float, ...]:
    left, bottom, right, top = _around(rect, rect)
    return (left, bottom, right, bottom, right, top, left, top)


def _around(one: Iterable[float], other: Iterable[float]) -> tuple[float, float, float, float]:
    (a, b, c, d), (e, f, g, h) = one, other
    return min(a, c, e, g), min(b, d, f, h), max(a, c, e, g), max(b, d, f, h)
