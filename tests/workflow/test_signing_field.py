"""A field for a signing platform: there in the file, told to screen readers, and the mark put into it covers nothing else."""

from __future__ import annotations

import functools
import io
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from kporisk.reports.edition import Edition
from kporisk.reports.render import pdf
from kporisk.reports.signing_field import HEIGHT, NAME, WIDTH
from kporisk.seal.revisions import Appended
from kporisk.seal.signatures import signatures
from tests.reports.conformance import complaints
from tests.reports.report_factory import document
from tests.reports.shortened import shortened
from tests.seal.authority import NOW, ada, bob

DAY = date(2026, 11, 24)


@functools.cache
def made(languages: tuple[str, ...] = ("en",), *, for_signature: bool = True) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        edition, templates = Edition(languages, for_signature=for_signature), (shortened(Path(folder), whole=("method",)),)
        return pdf(document(most=1, modules=()), edition=edition, templates=templates)


def stamped(content: bytes, *, field: str, box: tuple[int, int, int, int] | None = None) -> bytes:
    """Signed as a platform does it: visibly, in the field or, with `box`, in a new one on page 2."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.stamp import TextStampStyle

    key = ada().key
    signer = signers.SimpleSigner(**_parts(key))
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    spec = None if box is None else fields.SigFieldSpec(field, on_page=1, box=box)
    meta = signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES)
    stamper = signers.PdfSigner(meta, signer=signer, stamp_style=TextStampStyle(stamp_text="Signed"), new_field_spec=spec)
    out = stamper.sign_pdf(writer, existing_fields_only=box is None)
    return bytes(out.getbuffer())


def _parts(key: Any) -> dict[str, Any]:
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    private = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = x509.Certificate.load(key.certificate.public_bytes(Encoding.DER))
    return {
        "signing_cert": certificate,
        "signing_key": keys.PrivateKeyInfo.load(private),
        "cert_registry": SimpleCertificateStore.from_certs([certificate]),  # type: ignore[no-untyped-call]
    }


def test_the_field_lies_within_its_box_and_the_file_conforms() -> None:
    assert complaints(made()) == []
    with pikepdf.open(io.BytesIO(made())) as opened:
        (field,) = opened.Root.AcroForm.Fields
        assert (str(field.FT), str(field.T), int(field.F)) == ("/Sig", NAME, 4) and "/V" not in field
        assert str(field.TU) == "For an electronic signature"
        left, low, right, high = map(float, field.Rect)
        assert (right - left, high - low) == pytest.approx((WIDTH * 72 / 25.4, HEIGHT * 72 / 25.4), abs=0.01)
        page = opened.pages[1]
        assert field.P.objgen == page.objgen and 0 < left < right < float(page.mediabox[2]) and 0 < low < high < float(page.mediabox[3])


def test_one_field_is_enough_for_several_languages() -> None:
    content = made(("fr", "en"))
    assert complaints(content) == []
    with pikepdf.open(io.BytesIO(content)) as opened:
        (field,) = opened.Root.AcroForm.Fields
        assert str(field.TU) == "Pour une signature électronique"


def test_without_being_asked_for_there_is_none() -> None:
    with pikepdf.open(io.BytesIO(made(for_signature=False))) as opened:
        assert "/AcroForm" not in opened.Root


def test_a_mark_in_the_field_covers_nothing_and_a_co_signature_stands_beside_it() -> None:
    from kporisk.seal.signing import sign

    first = sign(made(), bob().key, at=NOW).pdf
    both = stamped(first, field=NAME)
    one, other = signatures(both, trust=None, at=NOW)
    assert one.holds and one.appended is Appended.SIGNATURES
    assert other.holds and other.covers_all and other.field == NAME


def test_a_mark_anywhere_else_may_cover_something() -> None:
    from kporisk.seal.signing import sign

    first = sign(made(), bob().key, at=NOW).pdf
    one, _ = signatures(stamped(first, field="Elsewhere", box=(60, 500, 260, 560)), trust=None, at=NOW)
    assert not one.holds and one.appended is Appended.DRAWN


def test_the_name_of_who_approved_stands_beside_the_field() -> None:
    from kporisk.reports.edition import SignOff
    from kporisk.seal.differences import page_texts

    content = pdf(document(most=1, modules=()), edition=Edition(approved=SignOff("M. Okafor", DAY), for_signature=True))
    texts = page_texts(content)
    assert "M. Okafor, 24 November 2026" in texts[1] and "Approved (by someone else) M. Okafor" in texts[2]
