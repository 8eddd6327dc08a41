"""A file's description: what a signing platform may write there, and what nobody may."""

from __future__ import annotations

import pikepdf
import pytest

from kporisk.seal.descriptions import only_dates

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:k="https://kporisk.example/ns/report/1#"><rdf:Description rdf:about="" {attributes}>
<k:State>{state}</k:State><xmp:ModifyDate>{date}</xmp:ModifyDate></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""


@pytest.fixture
def pdf() -> pikepdf.Pdf:
    return pikepdf.new()


def packet(
    pdf: pikepdf.Pdf, state: str = "DRAFT", date: str = "2026-11-24", attributes: str = 'pdf:Producer="WeasyPrint"'
) -> pikepdf.Stream:
    return pikepdf.Stream(pdf, XMP.format(state=state, date=date, attributes=attributes).encode())


def test_dates_and_producer_may_change_however_they_are_written(pdf: pikepdf.Pdf) -> None:
    assert only_dates(packet(pdf), packet(pdf, date="2027-01-01", attributes='pdf:Producer="A platform" xmp:MetadataDate="2027-01-01"'))
    info = pikepdf.Dictionary(Title="Report", ModDate="D:2026", Producer="WeasyPrint")
    assert only_dates(info, pikepdf.Dictionary(Title="Report", ModDate="D:2027"))


@pytest.mark.parametrize(
    "changed", [{"state": "APPROVED"}, {"attributes": 'pdf:Keywords="Approved"'}, {"attributes": 'xmp:CreateDate="2020"'}]
)
def test_nothing_else_may(pdf: pikepdf.Pdf, changed: dict[str, str]) -> None:
    assert not only_dates(packet(pdf), packet(pdf, **changed))


def test_an_attribute_states_what_an_element_states(pdf: pikepdf.Pdf) -> None:
    written = (
        XMP.format(state="DRAFT", date="", attributes="")
        .replace("<k:State>DRAFT</k:State>", "")
        .replace('about=""', 'about="" k:State="DRAFT"')
    )
    assert only_dates(packet(pdf), pikepdf.Stream(pdf, written.encode()))


@pytest.mark.parametrize(
    "content", [b"", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"<x>\0</x>", b"\xff\xfe", b"<x>" + b" " * 1_000_001 + b"</x>"]
)
def test_what_cannot_be_read_is_no_date(pdf: pikepdf.Pdf, content: bytes) -> None:
    assert not only_dates(pikepdf.Stream(pdf, content), pikepdf.Stream(pdf, content))


def test_another_kind_of_object_is_no_date(pdf: pikepdf.Pdf) -> None:
    info = pikepdf.Dictionary(Title="Report")
    assert not only_dates(info, packet(pdf)) and not only_dates(info, pikepdf.Dictionary(Title="Another"))
