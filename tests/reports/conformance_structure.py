"""What is read aloud: the structure tree and its bond with the pages (19005-3 6.7; 14289-1 7.1 to 7.9, 7.18, 7.20)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

from tests.reports.conformance_metadata import LANGUAGE

GROUPING = {"/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/TOC", "/TOCI", "/Index", "/NonStruct", "/Private"}
BLOCKS = {"/P", "/H", *(f"/H{level}" for level in range(1, 7)), "/L", "/LI", "/Lbl", "/LBody"}
TABLES = {"/Table", "/TR", "/TH", "/TD", "/THead", "/TBody", "/TFoot"}
PHRASES = {"/Span", "/Quote", "/Note", "/Reference", "/BibEntry", "/Code", "/Link", "/Annot", "/Ruby", "/RB", "/RT", "/RP", "/Warichu"}
PICTURES = {"/Figure", "/Formula", "/Form"}
STANDARD = GROUPING | BLOCKS | TABLES | PHRASES | PICTURES
ABOVE = {
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/TFoot": {"/Table"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/TOCI": {"/TOC"},
}
BELOW = {
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TFoot": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/L": {"/LI", "/L", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/TOC": {"/TOCI", "/TOC", "/Caption"},
    "/TOCI": {"/Lbl", "/Reference", "/NonStruct", "/P", "/TOC"},
}
BARE = {*BELOW, "/Document", "/Part", "/Sect"}
"""Elements that hold no text of their own."""


class Element:
    """One structure element with what it holds."""

    def __init__(self, found: Any, parent: Element | None, roles: Any) -> None:
        self.found, self.parent = found, parent
        self.kind = str(roles.get(str(found.get("/S", "")), found.get("/S", "")))
        self.kids: list[Element] = []
        self.marks: list[tuple[Any, int]] = []
        self.references: list[Any] = []
        held = found.get("/K", pikepdf.Array())
        for kid in held if isinstance(held, pikepdf.Array) else (held,):
            if isinstance(kid, int):
                self.marks.append((found.get("/Pg"), kid))
            elif kid.get("/Type") == "/MCR":
                self.marks.append((kid.get("/Pg", found.get("/Pg")), int(kid.MCID)))
            elif kid.get("/Type") == "/OBJR":
                self.references.append(kid.get("/Obj"))
            else:
                self.kids.append(Element(kid, self, roles))

    def all(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.all()

    def below(self, *kinds: str) -> Iterator[Element]:
        return (one for one in self.all() if one.kind in kinds)

    def holds(self) -> bool:
        return any(one.marks or one.references for one in self.all())

    def attribute(self, name: str) -> Any:
        listed = self.found.get("/A", ())
        for one in listed if isinstance(listed, pikepdf.Array) else (listed,):
            if isinstance(one, pikepdf.Dictionary) and name in one:
                return one[name]
        return None


def tree(pdf: Any) -> Element | None:
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary) or "/K" not in root:
        return None
    kids = root.K if isinstance(root.K, pikepdf.Array) else pikepdf.Array([root.K])
    return Element(kids[0], None, root.get("/RoleMap", {})) if len(kids) == 1 else None


Marks = Mapping[tuple[int, int], list[str]]


def structure(pdf: Any, marked: Marks) -> Iterator[str]:
    """`marked`: what the pages mark as content, as `conformance_content.drawn` found it."""
    top = tree(pdf)
    yield from _objects(pdf)
    if top is None or top.kind != "/Document":
        yield "19005-3 6.7.3, 14289-1 7.1: no structure tree with one Document"
        return
    for one in top.all():
        yield from _element(one)
    yield from _headings(top)
    for table in top.below("/Table"):
        yield from _table(table, top)
    yield from _content(pdf, top, marked)
    yield from _annotations(pdf, top)
    yield from _identifiers(pdf, top)


def _element(one: Element) -> Iterator[str]:
    kind, above = one.kind, one.parent.kind if one.parent else ""
    if kind not in STANDARD:
        yield f"19005-3 6.7.3.4, 14289-1 7.1 (02-001): {kind} is no standard type and not mapped to one"
    if one.parent is not None and one.found.get("/P", pikepdf.Dictionary()).objgen != one.parent.found.objgen:
        yield f"32000-1 14.7.2: an element {kind} names another parent than its own"
    if kind in ABOVE and above not in ABOVE[kind]:
        yield f"14289-1 7.2, 7.5, 7.6 (09): {kind} within {above}"
    for kid in one.kids:
        if kind in BELOW and kid.kind not in BELOW[kind]:
            yield f"14289-1 7.2, 7.5, 7.6 (09): {kid.kind} within {kind}"
    if one.marks and kind in BARE:
        yield f"14289-1 7.1 (09): text directly within {kind}"
    if not one.holds() and kind not in ("/TD", "/TR"):
        yield f"14289-1 7.1: an empty element {kind}"
    if kind in PICTURES - {"/Form"} and not _words(one.found.get("/Alt")) and not _words(one.found.get("/ActualText")):
        yield f"19005-3 6.7.5, 14289-1 7.3 (13-004): a {kind} without a description"
    if kind == "/Figure":
        yield from _box(one)
    for key in ("/Alt", "/ActualText", "/E"):
        if key in one.found and not _words(one.found[key]):
            yield f"19005-3 6.7.7, 14289-1 7.2: an empty {key}"
    if "/Lang" in one.found and not LANGUAGE.fullmatch(str(one.found.Lang)):
        yield f"19005-3 6.7.4, 14289-1 7.2: {one.found.Lang} is no language"
    if kind == "/Note" and "/ID" not in one.found:
        yield "14289-1 7.9: a note without an identifier"
    if kind == "/H":
        yield "14289-1 7.4.4: H beside numbered headings"
    if kind == "/L" and any(one.below("/Lbl")) and str(one.attribute("/ListNumbering") or "/None") == "/None":
        yield "14289-1 7.6 (16-001): a list with labels does not say how it is numbered"


def _words(value: Any) -> str:
    return str(value).strip() if value is not None else ""


def _box(figure: Element) -> Iterator[str]:
    box = figure.attribute("/BBox")
    if box is None:
        yield "14289-1 7.3, 32000-1 14.8.5.4.3: a figure without its box"
        return
    left, bottom, right, top = (float(side) for side in box)
    x, y, width, height = (float(side) for side in figure.found.Pg.MediaBox)
    if not (x - 1 <= left < right <= width + 1 and y - 1 <= bottom < top <= height + 1):
        yield "32000-1 14.8.5.4.3: a figure's box lies outside its page"


def _headings(top: Element) -> Iterator[str]:
    last = 0
    for one in top.below(*(f"/H{level}" for level in range(1, 7))):
        level = int(one.kind[2:])
        if level > last + 1:
            yield f"14289-1 7.4.2 (14-002, 14-003): H{level} follows H{last}"
        last = level
    if not last:
        yield "14289-1 7.4: no headings"


def _table(table: Element, top: Element) -> Iterator[str]:
    rows = list(table.below("/TR"))
    known = {bytes(one.found.ID) for one in table.below("/TH") if "/ID" in one.found}
    if not any(table.below("/TH")):
        yield "14289-1 7.5 (15-001): a table without header cells"
    taken: set[tuple[int, int]] = set()
    widths = set()
    for y, row in enumerate(rows):
        x = 0
        for cell in row.kids:
            while (x, y) in taken:
                x += 1
            wide, high = int(cell.attribute("/ColSpan") or 1), int(cell.attribute("/RowSpan") or 1)
            places = {(a, b) for a in range(x, x + wide) for b in range(y, y + high)}
            if taken & places or y + high > len(rows):
                yield "14289-1 7.5 (15-003): cells of a table overlap or reach out of it"
            taken |= places
            yield from _cell(cell, known)
        widths.add(sum(b == y for _, b in taken))
    if len(widths) > 1:
        yield "14289-1 7.5 (15-003): the rows of a table are not equally long"


def _cell(cell: Element, known: set[bytes]) -> Iterator[str]:
    if cell.kind == "/TH":
        if str(cell.attribute("/Scope")) not in ("/Row", "/Column", "/Both"):
            yield "14289-1 7.5 (15-003): a header cell does not say for what it stands"
        if "/ID" not in cell.found:
            yield "14289-1 7.5: a header cell without an identifier"
    for header in cell.attribute("/Headers") or ():
        if bytes(header) not in known:
            yield "14289-1 7.5 (15-003): a cell names a header that its table has not"
    if cell.kind == "/TD" and cell.holds() and not cell.attribute("/Headers"):
        yield "14289-1 7.5 (15-003): a cell has no header"


def _content(pdf: Any, top: Element, marked: Marks) -> Iterator[str]:
    """Both ways: what is marked on a page belongs to the element that says so, by number and by the tree of parents."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    parents = dict(_numbers(pdf.Root.StructTreeRoot.get("/ParentTree", pikepdf.Dictionary())))
    owners: dict[tuple[int, int], Any] = {}
    for one in top.all():
        for page, mark in one.marks:
            key = (pages[page.objgen] if page is not None else -1, mark)
            if key in owners:
                yield f"32000-1 14.7.4: marked content {mark} of page {key[0] + 1} belongs to two elements"
            owners[key] = one.found.objgen
            if key not in marked:
                yield f"14289-1 7.1: marked content {mark} is not on page {key[0] + 1}"
    for number, mark in marked:
        if (number, mark) not in owners:
            yield f"14289-1 7.1 (01-005): content {mark} of page {number + 1} is marked and not in the structure"
    for number, page in enumerate(pdf.pages):
        listed = parents.get(int(page.obj.get("/StructParents", -1)), ())
        for mark in range(max((mark for at, mark in marked if at == number), default=-1) + 1):
            owner = listed[mark] if mark < len(listed) else None
            if (number, mark) in marked and (owner is None or owner.objgen != owners.get((number, mark), owner.objgen)):
                yield f"32000-1 14.7.4.4: the tree of parents does not lead from content {mark} of page {number + 1} to its element"


def _numbers(node: Any) -> Iterator[tuple[int, Any]]:
    pairs = list(node.get("/Nums", ()))
    yield from zip(map(int, pairs[::2]), pairs[1::2], strict=True)
    for kid in node.get("/Kids", ()):
        yield from _numbers(kid)


def _annotations(pdf: Any, top: Element) -> Iterator[str]:
    parents = dict(_numbers(pdf.Root.StructTreeRoot.get("/ParentTree", pikepdf.Dictionary())))
    owner = {reference.objgen: one for one in top.all() for reference in one.references if reference is not None}
    for number, page in enumerate(pdf.pages, 1):
        annotations = list(page.obj.get("/Annots", ()))
        if annotations and page.obj.get("/Tabs") != "/S":
            yield f"14289-1 7.18.3: page {number} has annotations and another order than that of the structure"
        for one in annotations:
            yield from _annotation(one, owner.get(one.objgen), parents, number)
    on_pages = {one.objgen for page in pdf.pages for one in page.obj.get("/Annots", ())}
    if set(owner) - on_pages:
        yield "14289-1 7.18: the structure refers to an annotation that is on no page"
    for link in top.below("/Link"):
        if not link.references:
            yield "14289-1 7.18.5: a Link without an annotation"
        if not any(one.marks for one in link.all()):
            yield "14289-1 7.18.5: a Link without text"


def _annotation(one: Any, owner: Element | None, parents: Any, number: int) -> Iterator[str]:
    kind = str(one.get("/Subtype"))
    left, bottom, right, top = (float(side) for side in one.Rect)
    if kind in ("/Popup", "/PrinterMark") or (kind == "/Widget" and (right - left) * (top - bottom) == 0):
        return
    want = {"/Link": "/Link", "/Widget": "/Form"}.get(kind, "/Annot")
    if owner is None or want not in (owner.kind, owner.parent.kind if owner.parent else ""):
        yield f"14289-1 7.18.1, 7.18.4, 7.18.5: an annotation {kind} of page {number} is not within {want}"
    elif parents.get(int(one.get("/StructParent", -1)), pikepdf.Dictionary()).objgen != owner.found.objgen:
        yield f"32000-1 14.7.4.4: an annotation of page {number} does not lead to its element"
    said = _words(one.get("/Contents"))
    if kind == "/Widget":
        if not _words(one.get("/TU")):
            yield f"14289-1 7.18.4: a field of page {number} has no name for people"
    elif not said:
        yield f"19005-3 6.7.6, 14289-1 7.18.5: an annotation of page {number} says nothing of itself"
    elif kind == "/Link" and (said == _words(one.get("/Dest")) or re.fullmatch(r"\S*[#:/_]\S*", said)):
        yield f"14289-1 7.18.5: a link of page {number} says an address, not words"


def _identifiers(pdf: Any, top: Element) -> Iterator[str]:
    held = [bytes(one.found.ID) for one in top.all() if "/ID" in one.found]
    if len(set(held)) < len(held):
        yield "32000-1 14.7.2: two elements have the same identifier"
    listed = [bytes(one) for one in list(pdf.Root.StructTreeRoot.get("/IDTree", {}).get("/Names", ()))[::2]]
    if listed != sorted(held):
        yield "32000-1 14.7.2: the tree of identifiers does not list the elements that have one, in order"


def _objects(pdf: Any) -> Iterator[str]:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form" and "/StructParents" in item:
            yield "14289-1 7.20: a form XObject with content of the structure"
