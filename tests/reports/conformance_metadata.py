"""What the file says of itself: its XMP packet, the document information, language, title (19005-3 6.6; 14289-1 5, 7.1, 7.2, 7.17)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

import pikepdf

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XML = "{http://www.w3.org/XML/1998/namespace}"
DC = "{http://purl.org/dc/elements/1.1/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
A = "{http://www.aiim.org/pdfa/ns/id/}"
UA = "{http://www.aiim.org/pdfua/ns/id/}"
EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
PREDEFINED: Mapping[str, frozenset[str]] = {
    DC: frozenset(("contributor", "coverage", "creator", "date", "description", "format", "identifier", "language"))
    | frozenset(("publisher", "relation", "rights", "source", "subject", "title", "type")),
    PDF: frozenset(("Keywords", "PDFVersion", "Producer", "Trapped")),
    XMP: frozenset(("BaseURL", "CreateDate", "CreatorTool", "Identifier", "Label", "MetadataDate", "ModifyDate"))
    | frozenset(("Nickname", "Rating", "Thumbnails")),
    A: frozenset(("part", "amd", "corr", "conformance")),
    EXTENSION: frozenset(("schemas",)),
}
AGREE = {
    "/Title": DC + "title",
    "/Author": DC + "creator",
    "/Subject": DC + "description",
    "/Keywords": PDF + "Keywords",
    "/Creator": XMP + "CreatorTool",
    "/Producer": PDF + "Producer",
    "/CreationDate": XMP + "CreateDate",
    "/ModDate": XMP + "ModifyDate",
}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def packet(pdf: Any) -> tuple[dict[str, str], ElementTree.Element]:
    """The packet's properties as text, and the packet. Raises ParseError or KeyError where there is none that can be read."""
    root = ElementTree.fromstring(pdf.Root["/Metadata"].read_bytes())
    found: dict[str, str] = {}
    for description in root.iter(RDF + "Description"):
        found |= {name: value for name, value in description.attrib.items() if not name.startswith(RDF)}
        for child in description:
            items = [item.text or "" for item in child.iter(RDF + "li")] if child.tag != EXTENSION + "schemas" else []
            found[child.tag] = "; ".join(items) or (child.text or "")
    return found, root


def metadata(pdf: Any, data: bytes) -> Iterator[str]:
    try:
        stream = pdf.Root["/Metadata"]
        found, root = packet(pdf)
    except (KeyError, AttributeError, ElementTree.ParseError):
        yield "19005-3 6.6.2.1: no XMP packet that can be read"
        return
    if "/Filter" in stream:
        yield "house: the XMP packet is packed, so that only a PDF program finds it"
    if str(stream.get("/Type")) != "/Metadata" or str(stream.get("/Subtype")) != "/XML":
        yield "19005-3 6.6.2.1: the metadata stream does not say that it is XML"
    text = stream.read_bytes()
    first = text.partition(b"?>")[0]
    if not first.startswith(b"<?xpacket begin=") or b" bytes=" in first or b" encoding=" in first or b"<?xpacket end=" not in text:
        yield "19005-3 6.6.2.1: the XMP packet's header or trailer is not as it must be"
    if (found.get(A + "part"), found.get(A + "conformance")) != ("3", "A"):
        yield "19005-3 6.6.4: the packet does not say part 3, conformance A"
    if found.get(UA + "part") != "1":
        yield "14289-1 5: the packet does not say PDF/UA part 1"
    if not found.get(DC + "title", "").strip():
        yield "14289-1 7.1: the packet has no title"
    yield from _extensions(found, root)
    yield from _agreement(pdf, found)


def _extensions(found: Mapping[str, str], root: ElementTree.Element) -> Iterator[str]:
    described: dict[str, dict[str, ElementTree.Element]] = {}
    for schemas in root.iter(EXTENSION + "schemas"):
        bag = schemas.find(RDF + "Bag")
        for schema in () if bag is None else bag:
            space = schema.findtext(SCHEMA + "namespaceURI") or ""
            if not schema.findtext(SCHEMA + "schema") or not schema.findtext(SCHEMA + "prefix"):
                yield "19005-3 6.6.2.3.3: an extension schema without a name or prefix"
            for one in schema.iterfind(f"{SCHEMA}property/{RDF}Seq/{RDF}li"):
                described.setdefault(f"{{{space}}}", {})[one.findtext(PROPERTY + "name") or ""] = one
    for name in found:
        space, _, local = name.partition("}")
        space += "}"
        if local in PREDEFINED.get(space, ()):
            continue
        about = described.get(space, {}).get(local)
        if about is None:
            yield f"19005-3 6.6.2.3.1: the property {local} is neither predefined nor described"
            continue
        if about.findtext(PROPERTY + "category") not in ("internal", "external") or not about.findtext(PROPERTY + "description"):
            yield f"19005-3 6.6.2.3.3: the property {local} is described without category or words"
        kind = about.findtext(PROPERTY + "valueType")
        if kind not in ("Text", "Integer", "Boolean", "Date", "URI") or (kind == "Integer" and not re.fullmatch(r"[+-]?\d+", found[name])):
            yield f"19005-3 6.6.2.3.1: the property {local} is not of its type"


def _agreement(pdf: Any, found: Mapping[str, str]) -> Iterator[str]:
    information: Any = pdf.trailer.get("/Info", {})
    for key, name in AGREE.items():
        said, told = str(information.get(key, "")), found.get(name, "")
        if key in ("/CreationDate", "/ModDate"):
            if not said or _moment(said.removeprefix("D:")) != _moment(told):
                yield f"19005-3 6.6.3: {key} is missing or not what the packet says"
        elif said != told or (not said and key not in ("/Author",)):
            yield f"19005-3 6.6.3: {key} is missing or not what the packet says"


def _moment(text: str) -> str:
    return re.sub(r"\D", "", text).ljust(14, "0")[:14] if text else ""


def catalogue(pdf: Any, data: bytes) -> Iterator[str]:
    if not LANGUAGE.fullmatch(str(pdf.Root.get("/Lang", ""))):
        yield "19005-3 6.7.4, 14289-1 7.2: the file does not say its language"
    if not pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "14289-1 7.1: the window does not show the title"
    marked = pdf.Root.get("/MarkInfo", {})
    if not marked.get("/Marked", False):
        yield "19005-3 6.7.2, 14289-1 7.1: the file does not say that it is marked"
    if marked.get("/Suspects", False):
        yield "14289-1 7.1: the file says that its tags are suspect"


def outline(pdf: Any, data: bytes) -> Iterator[str]:
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    first = pdf.Root.get("/Outlines", {}).get("/First")
    if first is None:
        yield "14289-1 7.17: no bookmarks"
        return
    last = (-1, 0.0)
    for entry in _entries(first):
        if not str(entry.get("/Title", "")).strip():
            yield "14289-1 7.17: a bookmark without words"
        target = entry.get("/Dest")
        if not isinstance(target, pikepdf.Array) or target[0].objgen not in numbers:
            yield "14289-1 7.17: a bookmark that leads nowhere"
            continue
        place = (numbers[target[0].objgen], -float(target[3]))
        if place < last:
            yield "14289-1 7.17: the bookmarks are not in the order of the pages"
        last = place


def _entries(entry: Any) -> Iterator[Any]:
    while entry is not None:
        yield entry
        if "/First" in entry:
            yield from _entries(entry["/First"])
        entry = entry.get("/Next")


CHECKS = (metadata, catalogue, outline)
