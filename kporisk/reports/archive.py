"""What makes a printed report fit for an archive: PDF/A-3a and PDF/UA-1 in one file, its data attached, its metadata in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from xml.sax.saxutils import escape

from kporisk.reports import signing_field, structure

VARIANT = "pdf/a-3a"
NAMESPACE = "https://kporisk.example/ns/report/1#"

WORD_JOINER = b"<2060>"

_EXTENSION = """\
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" \
pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:kporisk="{namespace}">{values}</rdf:Description>
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas>\
</rdf:Description>
"""
_SCHEMA = """\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"""
_PROPERTY = """\
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>{kind}</pdfaProperty:valueType>\
<pdfaProperty:category>{category}</pdfaProperty:category><pdfaProperty:description>{about}</pdfaProperty:description></rdf:li>"""

PROPERTIES: Mapping[str, str] = {
    "Format": "The version of these properties",
    "State": "DRAFT, REVIEWED or APPROVED",
    "Audience": "For whom the edition was made",
    "Languages": "Its languages in their order",
    "AsOf": "The day for which the vendor was assessed",
    "Digest": "SHA-256 of the data behind the edition, in the canonical form of RFC 8785",
    "Edition": "What the pages depend on besides the data, as JSON",
}
"""Our properties in the XMP packet, each with its description."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file within the PDF."""

    name: str
    content: bytes
    about: str
    """What it is, in a few words."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What a file carries besides its pages."""

    attachments: Sequence[Attachment]
    properties: Mapping[str, str]
    """A value for each of `PROPERTIES`."""
    titles: Mapping[str, str]
    """What each anchor leads to, in words."""
    languages: Mapping[str, str]
    """For each language but the first: the anchor with which its part begins, and its code."""
    day: date
    sign_here: str = ""
    """What the field for a signing platform is for, in words; empty: there is none."""

    def embedded(self) -> list[Any]:
        """The attachments as WeasyPrint takes them, in the order of a name tree."""
        from weasyprint import Attachment as Embedded

        when = datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)
        return [
            Embedded(string=one.content, name=one.name, description=one.about, created=when, modified=when, relationship="Source")
            for one in sorted(self.attachments, key=lambda one: one.name)
        ]

    def finish(self, document: Any, pdf: Any) -> None:
        """Complete the PDF before its trailer is written: metadata, links in words, languages, each attachment listed once."""
        self._metadata(pdf)
        if "AF" in pdf.catalog:
            pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
        self._links(pdf)
        self._languages(document, pdf)
        self._characters(pdf)
        structure.mend(document, pdf)
        if self.sign_here:
            signing_field.reserve(document, pdf, self.sign_here)

    def _metadata(self, pdf: Any) -> None:
        packet = _object(pdf, pdf.catalog["Metadata"])
        values = "".join(f"<kporisk:{name}>{escape(self.properties[name])}</kporisk:{name}>" for name in PROPERTIES)
        schemas = _schema("PDF/UA identification", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", {"part": "Part of ISO 14289"}, "Integer")
        schemas += _schema("kporisk report", NAMESPACE, "kporisk", PROPERTIES, "Text")
        added = _EXTENSION.format(namespace=NAMESPACE, values=values, schemas=schemas).encode()
        before, end, after = packet.stream[0].rpartition(b"</rdf:RDF>")
        packet.stream[0] = before + added + end + after
        packet.compress = False  # PDF/A: so that programs which know nothing of PDF find it

    def _links(self, pdf: Any) -> None:
        """A link says where it leads, in the words that stand there."""
        import pydyf

        for one in pdf.objects:
            if isinstance(one, dict) and one.get("Subtype") == "/Link" and "Dest" in one:
                one["Contents"] = pydyf.String(self.titles.get(one["Dest"].string, one["Dest"].string))

    def _characters(self, pdf: Any) -> None:
        """Each glyph has a character: of those that make up one cluster the last has its text, the others that which stands for nothing."""
        for font in pdf.objects:
            if isinstance(font, dict) and "ToUnicode" in font:
                lines = _object(pdf, font["ToUnicode"]).stream
                lines[:] = [line.replace(b"<>", WORD_JOINER) for line in lines]

    def _languages(self, document: Any, pdf: Any) -> None:
        """The parts in further languages say in which they are."""
        import pydyf

        begins = {_page(document, anchor): lang for anchor, lang in self.languages.items()}
        root = _object(pdf, pdf.catalog["StructTreeRoot"])
        (tree,) = (_object(pdf, reference) for reference in root["K"])
        number = {reference: page for page, reference in enumerate(pdf.page_references)}
        for part in (_object(pdf, reference) for reference in tree["K"]):
            page = number[part["Pg"]]
            lang = next((begins[start] for start in sorted(begins, reverse=True) if start <= page), None)
            if lang is not None:
                part["Lang"] = pydyf.String(lang)


def _schema(title: str, namespace: str, prefix: str, properties: Mapping[str, str], kind: str) -> str:
    category = "internal"
    listed = "".join(_PROPERTY.format(name=name, kind=kind, category=category, about=about) for name, about in properties.items())
    return _SCHEMA.format(title=title, namespace=namespace, prefix=prefix, properties=listed)


def _object(pdf: Any, reference: Any) -> Any:
    text = reference.decode() if isinstance(reference, bytes) else str(reference)
    return pdf.objects[int(text.split()[0])]


def _page(document: Any, anchor: str) -> int:
    return next(number for number, page in enumerate(document.pages) if anchor in page.anchors)
