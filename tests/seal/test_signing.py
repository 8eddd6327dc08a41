"""A signature is added to the end of a file, and everything before it stays."""

from __future__ import annotations

import functools
import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest

from kporisk.errors import InvalidDocument, SigningError, UsageError
from kporisk.seal.revisions import Appended, Change, changes_after
from kporisk.seal.signatures import Kind, Trust, signatures
from kporisk.seal.signing import sign
from tests.seal.authority import NOW, ada, bob, clerk, eve, paper, root
from tests.seal.clock import serving, stamps

TRUST = (root().certificate,)


@functools.cache
def by_ada() -> bytes:
    return sign(paper(), ada().key, at=NOW, reason="Approved", location="Paris").pdf


@functools.cache
def by_both() -> bytes:
    return sign(by_ada(), bob().key, at=NOW + timedelta(hours=1)).pdf


def _opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf), attempt_recovery=False)


def test_the_file_stays_an_exact_prefix() -> None:
    assert by_ada().startswith(paper()) and len(by_ada()) > len(paper())
    assert by_both().startswith(by_ada()) and len(by_both()) > len(by_ada())
    assert by_both().endswith(b"%%EOF\n")


def test_the_same_signature_is_the_same_bytes() -> None:
    again = sign(paper(), ada().key, at=NOW, reason="Approved", location="Paris").pdf
    assert again == by_ada()
    assert sign(paper(), ada().key, at=NOW + timedelta(seconds=1), reason="Approved", location="Paris").pdf != by_ada()


def test_a_signature_says_who_why_and_when() -> None:
    (found,) = signatures(by_ada(), trust=TRUST, at=NOW)
    assert (found.field, found.kind, found.signer, found.organisation) == ("KporiskSignature1", Kind.SIGNATURE, "Ada Lovelace", "Acme GmbH")
    assert (found.reason, found.claimed, found.timestamp) == ("Approved", NOW, None)
    assert (found.issuer, int(found.serial, 16)) == ("Test Root", ada().certificate.serial_number)
    assert (found.intact, found.trust, found.covers, found.covers_all) == (True, Trust.TRUSTED, len(by_ada()), True)
    assert (found.appended, found.changes, found.holds) == (Appended.NOTHING, frozenset(), True)


def test_a_second_person_co_signs_and_the_first_signature_stays() -> None:
    first, second = signatures(by_both(), trust=TRUST, at=NOW + timedelta(hours=2))
    assert (first.signer, first.field, first.covers, first.covers_all) == ("Ada Lovelace", "KporiskSignature1", len(by_ada()), False)
    assert (first.intact, first.trust, first.appended, first.holds) == (True, Trust.TRUSTED, Appended.SIGNATURES, True)
    assert (second.signer, second.field, second.covers, second.covers_all) == ("Bob Byron", "KporiskSignature2", len(by_both()), True)
    assert (second.intact, second.trust, second.appended, second.holds) == (True, Trust.TRUSTED, Appended.NOTHING, True)


def test_the_library_s_own_analysis_agrees_that_a_co_signed_file_is_unchanged() -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel

    reader = PdfFileReader(io.BytesIO(by_both()))
    for one in reader.embedded_signatures:
        one.compute_integrity_info()
        assert isinstance(one.diff_result, DiffResult)
        assert one.diff_result.modification_level <= ModificationLevel.FORM_FILLING


def test_what_the_report_is_made_of_stays_untouched() -> None:
    with _opened(paper()) as before, _opened(by_both()) as after:
        assert after.check_pdf_syntax() == []
        kept = [one for one in before.objects if isinstance(one, pikepdf.Stream)]
        assert len(kept) > 5
        for one in kept:
            assert after.get_object(one.objgen).read_raw_bytes() == one.read_raw_bytes()
        for key in ("/Metadata", "/StructTreeRoot", "/Names", "/AF", "/MarkInfo", "/Lang", "/OutputIntents", "/Version"):
            assert repr(after.Root.get(key)) == repr(before.Root.get(key))
        assert before.trailer.Info == after.trailer.Info
        assert bytes(before.trailer.ID[0]) == bytes(after.trailer.ID[0])


def test_the_widget_satisfies_pdf_a_and_pdf_ua() -> None:
    with _opened(by_both()) as pdf:
        form = pdf.Root.AcroForm
        assert form.SigFlags == 3 and "/NeedAppearances" not in form and len(form.Fields) == 2
        for field in form.Fields:
            left, low, right, high = (float(one) for one in field.Rect)
            assert (left, low) == (right, high), "PDF/A-3 6.3.3: without an appearance only what has no area"
            assert right < 0 and high < 0, "PDF/UA-1 7.18.4: a widget outside the structure lies out of the page"
            assert "/AP" not in field and "/A" not in field and "/AA" not in field
            assert int(field.F) & 4 and not int(field.F) & 0b100011, "PDF/A-3 6.3.2: printed, neither hidden nor invisible nor without view"
            assert str(field.TU), "PDF/UA-1 7.18.1: a field has a name for people"
            assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert pdf.pages[0].Tabs == "/S", "PDF/UA-1 7.18.3"
        assert "/Annots" not in pdf.pages[1]


def test_a_page_without_annotations_gets_its_tab_order() -> None:
    with _opened(paper()) as pdf:
        del pdf.pages[0].obj["/Annots"], pdf.pages[0].obj["/Tabs"]
        out = io.BytesIO()
        pdf.save(out)
    signed = sign(out.getvalue(), ada().key, at=NOW).pdf
    with _opened(signed) as pdf:
        assert pdf.pages[0].Tabs == "/S"
    assert changes_after(signed, len(out.getvalue())) == {Change.SIGNATURES}
    assert signatures(sign(signed, bob().key, at=NOW).pdf, trust=None, at=NOW)[0].holds


@pytest.mark.parametrize(
    "saved",
    [
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"linearize": True},
        {"force_version": "2.0"},
    ],
    ids=["table", "streams", "linearized", "2.0"],
)
def test_files_of_every_build_are_signed_and_co_signed(saved: dict[str, Any]) -> None:
    out = io.BytesIO()
    with _opened(paper()) as pdf:
        pdf.save(out, **saved)
    once = sign(out.getvalue(), bob().key, at=NOW).pdf
    twice = sign(once, ada().key, at=NOW).pdf
    assert once.startswith(out.getvalue()) and twice.startswith(once)
    assert [(one.signer, one.trust, one.holds) for one in signatures(twice, trust=TRUST, at=NOW)] == [
        ("Bob Byron", Trust.TRUSTED, True),
        ("Ada Lovelace", Trust.TRUSTED, True),
    ]
    with _opened(once) as before, _opened(twice) as after:
        assert after.check_pdf_syntax() == [] and before.pdf_version == after.pdf_version


def test_a_file_without_an_identifier_gets_one() -> None:
    plain = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
    plain += b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
    places = "".join(f"{plain.index(b'%d 0 obj' % number):010} 00000 n \n" for number in (1, 2, 3))
    table = f"xref\n0 4\n0000000000 65535 f \n{places}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{len(plain)}\n%%EOF\n"
    signed = sign(plain + table.encode(), ada().key, at=NOW).pdf
    assert signed == sign(plain + table.encode(), ada().key, at=NOW).pdf
    with _opened(signed) as pdf:
        assert len(pdf.trailer.ID) == 2 and "/Tabs" not in pdf.pages[0]
    assert signatures(sign(signed, bob().key, at=NOW).pdf, trust=TRUST, at=NOW)[0].holds


def test_a_timestamp_comes_from_the_named_server_only() -> None:
    then = NOW + timedelta(minutes=5)
    with serving(stamps(clerk(), then)) as (url, requests):
        pdf = sign(paper(), bob().key, at=NOW, timestamp_url=url).pdf
    assert len(requests) == 1 and paper()[:64] not in requests[0] and len(requests[0]) < 200
    (found,) = signatures(pdf, trust=TRUST, at=NOW + timedelta(hours=1))
    assert found.timestamp is not None and found.holds
    assert (found.timestamp.at, found.timestamp.authority) == (then, "Test Clock")
    assert (found.timestamp.intact, found.timestamp.trust) == (True, Trust.TRUSTED)
    late = signatures(pdf, trust=TRUST, at=NOW + timedelta(days=690))
    assert late[0].trust is Trust.TRUSTED


def test_a_server_that_fails_leaves_nothing_signed() -> None:
    for code, headers, content, says in (
        (503, {}, b"", "answered 503"),
        (302, {"Location": "http://127.0.0.1:1/"}, b"", "sends elsewhere"),
        (200, {}, b"<html>", "something else"),
        (200, {}, b"0" * 70_000, "something else"),
        (200, {}, b"\x30\x05\x30\x03\x02\x01\x02", "refused"),
    ):
        with (
            serving(lambda _, answer=(code, headers, content): answer) as (url, requests),  # type: ignore[misc]
            pytest.raises(SigningError, match=says),
        ):
            sign(paper(), bob().key, at=NOW, timestamp_url=url)
        assert len(requests) == 1
    with pytest.raises(SigningError, match="cannot be reached"):
        sign(paper(), bob().key, at=NOW, timestamp_url="http://127.0.0.1:1/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "timestamp.example.com", "http://", "ftp://x/", "https://me:secret@example.com/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        sign(paper(), bob().key, at=NOW, timestamp_url=url)
    assert "secret" not in str(caught.value)


def _with_empty_field(pdf: bytes, name: str, box: tuple[int, int, int, int] = (20, 20, 120, 60)) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    append_signature_field(writer, SigFieldSpec(name, box=box))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_empty_field_is_filled_only_when_named() -> None:
    pdf = _with_empty_field(paper(), "Counsel")
    beside = sign(pdf, ada().key, at=NOW)
    assert beside.field == "KporiskSignature1"
    with _opened(beside.pdf) as opened:
        assert "/V" not in next(one for one in opened.Root.AcroForm.Fields if one.T == "Counsel")
    into = sign(beside.pdf, bob().key, at=NOW, field="Counsel")
    first, second = signatures(into.pdf, trust=TRUST, at=NOW)
    assert (first.field, second.field) == ("KporiskSignature1", "Counsel")
    assert first.appended is Appended.SIGNATURES and first.holds, "a mark in its small place covers nothing"
    with pytest.raises(UsageError, match="no empty signature field is called 'Counsel'; there is none"):
        sign(into.pdf, eve().key, at=NOW, field="Counsel")
    with pytest.raises(UsageError, match="there are: Counsel"):
        sign(pdf, eve().key, at=NOW, field="Council")


@pytest.mark.parametrize("box", [(0, 0, 500, 40), (0, 0, 100, 300)])
def test_a_large_empty_field_may_cover_something_once_it_is_filled(box: tuple[int, int, int, int]) -> None:
    beside = sign(_with_empty_field(paper(), "Counsel", box), ada().key, at=NOW)
    into = sign(beside.pdf, bob().key, at=NOW, field="Counsel")
    first, _ = signatures(into.pdf, trust=TRUST, at=NOW)
    assert first.appended is Appended.DRAWN and not first.holds


def test_numbers_go_on_where_they_ended() -> None:
    assert sign(by_both(), eve().key, at=NOW).field == "KporiskSignature3"


def test_what_cannot_be_signed_is_refused() -> None:
    with pytest.raises(InvalidDocument, match=r"me\.pdf: is no PDF that can be signed safely"):
        sign(b"%PDF-1.7 nothing more", ada().key, at=NOW, source="me.pdf")
    with _opened(paper()) as pdf:
        locked = io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(user="", owner="x"))
    with pytest.raises(SigningError, match="encrypted"):
        sign(locked.getvalue(), ada().key, at=NOW)


def test_an_earlier_signature_may_forbid_further_ones() -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

    from kporisk.seal.signing import _signer

    signer = _signer(ada().key, "x", reason="", name="", location="", server=None).signer
    metadata = PdfSignatureMetadata(field_name="Final", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    final = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper())), metadata, signer).getvalue()
    with pytest.raises(SigningError, match="forbids every change"):
        sign(final, bob().key, at=NOW)
