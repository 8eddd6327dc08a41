"""Whatever is changed in or after a signed file is found, and said."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic as library

from kporisk.errors import InvalidDocument
from kporisk.seal.revisions import Appended, Change, changes_after
from kporisk.seal.signatures import Kind, Trust, signatures
from kporisk.seal.signing import sign
from tests.seal.authority import NOW, ada, clerk, eve, for_agreement_only, issue, paper, root
from tests.seal.test_signing import TRUST, by_ada, by_both

generic: Any = library
"""The library's objects, most of them without types."""


def test_a_file_without_signatures_has_none() -> None:
    assert signatures(paper(), trust=TRUST, at=NOW) == ()


def test_what_is_no_pdf_is_refused() -> None:
    for content in (b"", b"hello", b"%PDF-1.7\n%%EOF\n", paper()[: len(paper()) // 2]):
        with pytest.raises(InvalidDocument, match=r"a\.pdf: is no PDF whose signatures can be read"):
            signatures(content, trust=None, at=NOW, source="a.pdf")


def test_trust_is_in_what_was_given_and_nothing_else() -> None:
    pdf = sign(by_ada(), eve().key, at=NOW).pdf
    other = issue("Other Root", authority=True).certificate

    def verdicts(trust: Any, days: int = 0) -> list[Trust]:
        return [one.trust for one in signatures(pdf, trust=trust, at=NOW + timedelta(days=days))]

    assert verdicts(None) == [Trust.NOT_ASKED, Trust.SELF_SIGNED]
    assert verdicts(()) == [Trust.UNTRUSTED, Trust.SELF_SIGNED]
    assert verdicts((other,)) == [Trust.UNTRUSTED, Trust.SELF_SIGNED]
    assert verdicts(TRUST) == [Trust.TRUSTED, Trust.SELF_SIGNED]
    assert verdicts((root().certificate, eve().certificate)) == [Trust.TRUSTED, Trust.TRUSTED]
    assert verdicts(TRUST, 800) == [Trust.EXPIRED, Trust.SELF_SIGNED]
    assert verdicts(TRUST, -100) == [Trust.NOT_YET_VALID, Trust.SELF_SIGNED]


def test_a_false_authority_of_the_same_name_is_not_trusted() -> None:
    false = issue("Test Root", organisation="Test Authority", authority=True)
    pdf = sign(paper(), issue("Ada Lovelace", issuer=false).key, at=NOW).pdf
    assert signatures(pdf, trust=TRUST, at=NOW)[0].trust is Trust.UNTRUSTED


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    signatures(by_both(), trust=None, at=NOW, progress=lambda number, of: told.append((number, of)))
    assert told == [(1, 2), (2, 2)]


def _gap(pdf: bytes) -> range:
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf)
    assert found
    return range(int(found[1]), int(found[2]))


def test_any_flipped_bit_of_what_was_signed_is_found() -> None:
    gap = _gap(by_ada())
    chance = random.Random(20261124)
    places = [at for at in (chance.randrange(len(by_ada())) for _ in range(200)) if at not in gap][:40]
    assert len(places) == 40
    for at in places:
        changed = bytearray(by_ada())
        changed[at] ^= 1 << chance.randrange(8)
        try:
            found = signatures(bytes(changed), trust=TRUST, at=NOW)
        except InvalidDocument:
            continue
        assert not any(one.holds for one in found), at


def test_any_flipped_bit_of_what_was_appended_is_found() -> None:
    holes = [range(*map(int, one)) for one in re.findall(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", by_both())]
    chance = random.Random(24112026)
    places = [at for at in range(len(by_ada()), len(by_both())) if not any(at in hole for hole in holes)]
    for at in chance.sample(places, 25):
        changed = bytearray(by_both())
        changed[at] ^= 1 << chance.randrange(8)
        try:
            found = signatures(bytes(changed), trust=TRUST, at=NOW)
        except InvalidDocument:
            continue
        whole = [one for one in found if one.covers_all and one.holds]
        assert not whole, at
        assert not all(one.holds for one in found) or len(found) == 1, at


def test_flipped_bits_of_the_first_part_break_both_signatures() -> None:
    changed = bytearray(by_both())
    at = by_both().index(b"stream\n") + 20
    changed[at] ^= 1
    assert [one.intact for one in signatures(bytes(changed), trust=TRUST, at=NOW)] == [False, False]


@pytest.mark.parametrize("junk", [b"x", b"\n", b"% a comment\n", b"junk" * 1000, b"\n%PDF-1.7\n%%EOF\n", b"startxref\n0\n%%EOF\n"])
def test_whatever_is_put_behind_is_said(junk: bytes) -> None:
    try:
        found = signatures(by_both() + junk, trust=TRUST, at=NOW)
    except InvalidDocument:
        assert b"%%EOF" in junk
        return
    assert len(found) == 2
    assert not any(one.covers_all for one in found)
    # A line break alone adds nothing to what the further signature added; the last signature tells of it.
    for one in found[1 if junk == b"\n" else 0 :]:
        assert one.intact and one.appended is Appended.MODIFIED and not one.holds and not one.covers_all
        assert one.changes & {Change.STRAY_BYTES, Change.UNREADABLE}


Edit = Callable[[Any], None]


def _updated(pdf: bytes, edit: Edit) -> bytes:
    """The file with one more revision, in which `edit` changed something: what an attacker would append."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            pass

    writer: Any = Writer(io.BytesIO(pdf))
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(pdf) and len(out.getvalue()) > len(pdf)
    return out.getvalue()


def _page(writer: Any, number: int = 0) -> Any:
    return writer.find_page_for_modification(number)[0].get_object()


def _replace_page_content(writer: Any) -> None:
    page = _page(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def _override_stream(writer: Any) -> None:
    reference = _page(writer).raw_get("/Contents")
    writer.objects[(reference.generation, reference.idnum)] = generic.StreamObject(stream_data=b"BT ET")


def _add_annotation(writer: Any) -> None:
    page = _page(writer)
    note = {"/Type": "/Annot", "/Subtype": "/Square"}
    box = generic.DictionaryObject({generic.pdf_name(key): generic.pdf_name(value) for key, value in note.items()})
    box["/Rect"] = generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 400, 500)])
    page["/Annots"].append(writer.add_object(box))
    writer.update_container(page["/Annots"])
    writer.update_container(page)


def _drop_annotation(writer: Any) -> None:
    page = _page(writer)
    page["/Annots"].pop(0)
    writer.update_container(page["/Annots"])
    writer.update_container(page)


def _metadata(writer: Any) -> None:
    writer.root["/Metadata"]._encoded_data = None
    writer.root["/Metadata"]._data = b"<x/>"
    writer.update_container(writer.root["/Metadata"])


def _info(writer: Any) -> None:
    info = writer.trailer["/Info"]
    info["/Title"] = generic.pdf_string("Another title")
    writer.update_container(info)


def _names(writer: Any) -> None:
    writer.root["/Names"] = generic.DictionaryObject()
    writer.update_root()


def _attachment(writer: Any) -> None:
    spec = writer.root["/AF"][0]
    stream = spec["/EF"].raw_get("/F")
    writer.objects[(stream.generation, stream.idnum)] = generic.StreamObject(stream_data=b'{"case": 2}')


def _open_action(writer: Any) -> None:
    writer.root["/OpenAction"] = generic.DictionaryObject({generic.pdf_name("/S"): generic.pdf_name("/JavaScript")})
    writer.update_root()


def _pages(writer: Any) -> None:
    writer.root["/Pages"]["/Kids"].pop()
    writer.update_container(writer.root["/Pages"])


def _structure(writer: Any) -> None:
    writer.root["/StructTreeRoot"]["/RoleMap"] = generic.DictionaryObject()
    writer.update_container(writer.root["/StructTreeRoot"])


def _remove_field(writer: Any) -> None:
    writer.root["/AcroForm"]["/Fields"].pop()
    writer.update_container(writer.root["/AcroForm"]["/Fields"])


def _reword(writer: Any) -> None:
    signature = writer.root["/AcroForm"]["/Fields"][0]["/V"]
    signature["/Reason"] = generic.pdf_string("Refused")
    writer.update_container(signature)


def _replace_signature(writer: Any) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/V"] = writer.add_object(generic.DictionaryObject(field["/V"]))
    writer.update_container(field)


ATTACKS: dict[Edit, Change] = {
    _replace_page_content: Change.PAGES,
    _override_stream: Change.PAGES,
    _add_annotation: Change.PAGES,
    _drop_annotation: Change.PAGES,
    _metadata: Change.METADATA,
    _info: Change.METADATA,
    _names: Change.ATTACHMENTS,
    _attachment: Change.ATTACHMENTS,
    _open_action: Change.CATALOG,
    _pages: Change.PAGES,
    _structure: Change.STRUCTURE,
    _reword: Change.UNREADABLE,
    _replace_signature: Change.UNREADABLE,
}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda edit: edit.__name__.strip("_"))
@pytest.mark.parametrize("covered_up", [False, True], ids=["alone", "with_a_signature_over_it"])
def test_an_appended_change_is_found_and_named(attack: Edit, covered_up: bool) -> None:
    changed = _updated(by_ada(), attack)
    if covered_up:
        changed = sign(changed, eve().key, at=NOW).pdf
    found = signatures(changed, trust=TRUST, at=NOW)
    first = next(one for one in found if one.field == "KporiskSignature1")
    assert not first.holds
    assert first.appended is (Appended.DESCRIBED if ATTACKS[attack] is Change.METADATA else Appended.MODIFIED)
    assert ATTACKS[attack] in first.changes
    if covered_up:
        assert found[-1].signer == "Eve Nobody" and found[-1].holds, "who signs last signs what is there"


def test_a_signature_that_was_taken_away_is_still_told_of() -> None:
    changed = _updated(by_both(), _remove_field)
    first, second = signatures(changed, trust=TRUST, at=NOW)
    assert (first.signer, first.intact, first.holds) == ("Ada Lovelace", True, False)
    assert (second.signer, second.intact, second.holds) == ("Bob Byron", True, False)
    assert second.appended is Appended.MODIFIED

    def remove_form(writer: Any) -> None:
        del writer.root["/AcroForm"]
        writer.update_root()

    (only,) = signatures(_updated(by_ada(), remove_form), trust=TRUST, at=NOW)
    assert (only.signer, only.intact, only.appended) == ("Ada Lovelace", True, Appended.MODIFIED)


def test_a_signature_by_a_broken_method_does_not_count() -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

    from kporisk.seal.signing import _signer

    signer = _signer(ada().key, "x", reason="", name="", location="", server=None).signer
    metadata = PdfSignatureMetadata(field_name="Weak", md_algorithm="sha1")
    signed = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper())), metadata, signer).getvalue()
    for trust in (TRUST, None):
        (found,) = signatures(signed, trust=trust, at=NOW)
        assert (found.intact, found.trust, found.holds) == (True, Trust.WEAK, False)


def test_a_certificate_that_is_not_meant_for_signing_is_said_to_be_unsuitable() -> None:
    signed = sign(paper(), for_agreement_only().key, at=NOW).pdf
    assert signatures(signed, trust=TRUST, at=NOW)[0].trust is Trust.UNSUITABLE


def test_validation_data_and_a_timestamp_of_the_document_change_nothing() -> None:
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfTimeStamper
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    private = keys.PrivateKeyInfo.load(clerk().private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    stamper = DummyTimeStamper(x509.Certificate.load(clerk().certificate.public_bytes(Encoding.DER)), private, fixed_dt=NOW)
    anchor = x509.Certificate.load(root().certificate.public_bytes(Encoding.DER))
    other = x509.Certificate.load(eve().certificate.public_bytes(Encoding.DER))

    class Quiet(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            pass

    def store(pdf: bytes, certificate: Any, writer: Any = Quiet) -> bytes:
        updated, out = writer(io.BytesIO(pdf)), io.BytesIO()
        DocumentSecurityStore.supply_dss_in_writer(updated, None, certs=[certificate])
        updated.write(out)
        return out.getvalue()

    once = store(by_ada(), anchor)
    found = signatures(once, trust=TRUST, at=NOW)[0]
    assert found.changes == frozenset({Change.VALIDATION_DATA}) and found.appended is Appended.SIGNATURES
    dated = signatures(store(by_ada(), anchor, IncrementalPdfFileWriter), trust=TRUST, at=NOW)[0]
    assert dated.changes == frozenset({Change.VALIDATION_DATA, Change.DATES})
    assert dated.appended is Appended.SIGNATURES and dated.holds

    stamped = PdfTimeStamper(stamper, field_name="Clock").timestamp_pdf(Quiet(io.BytesIO(once)), "sha256").getvalue()
    both = signatures(store(stamped, other), trust=TRUST, at=NOW)
    assert [(one.kind, one.signer, one.holds) for one in both] == [
        (Kind.SIGNATURE, "Ada Lovelace", True),
        (Kind.TIMESTAMP, "Test Clock", True),
    ]
    clock = both[1].timestamp
    assert clock is not None and (clock.at, clock.trust, both[1].claimed) == (NOW, Trust.TRUSTED, None)


def _field(writer: Any, **entries: Any) -> Any:
    """A text field in the form, on no page."""
    field = generic.DictionaryObject({generic.pdf_name("/FT"): generic.pdf_name("/Tx"), generic.pdf_name("/T"): generic.pdf_string("Note")})
    for key, value in entries.items():
        field[f"/{key}"] = value
    return writer.add_object(field)


def test_filled_fields_are_told_from_other_changes() -> None:
    def prepare(writer: Any) -> None:
        writer.root["/AcroForm"] = generic.DictionaryObject({generic.pdf_name("/Fields"): generic.ArrayObject([_field(writer)])})
        writer.update_root()

    def fill(writer: Any) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0]
        field["/V"] = generic.pdf_string("Agreed")
        writer.update_container(field)

    def act(writer: Any) -> None:
        fill(writer)
        writer.root["/AcroForm"]["/Fields"][0]["/A"] = generic.DictionaryObject({generic.pdf_name("/S"): generic.pdf_name("/JavaScript")})

    def add(writer: Any) -> None:
        writer.root["/AcroForm"]["/Fields"].append(_field(writer))
        writer.update_container(writer.root["/AcroForm"]["/Fields"])

    signed = sign(_updated(paper(), prepare), ada().key, at=NOW).pdf
    for edit, expected in ((fill, Appended.FORM_FILLED), (add, Appended.MODIFIED), (act, Appended.MODIFIED)):
        (found,) = signatures(_updated(signed, edit), trust=TRUST, at=NOW)
        assert (found.appended, found.holds) == (expected, False), edit


def test_a_page_in_the_guise_of_metadata_is_none() -> None:
    """A shadow attack: what is drawn is called metadata, so that changing it looks harmless."""

    def prepare(writer: Any) -> None:
        stream = generic.StreamObject({generic.pdf_name("/Type"): generic.pdf_name("/Metadata")}, stream_data=b"BT ET")
        page = _page(writer)
        writer.root["/Metadata"] = page["/Contents"] = writer.add_object(stream)
        writer.update_container(page)
        writer.update_root()

    signed = sign(_updated(paper(), prepare), ada().key, at=NOW).pdf
    (found,) = signatures(_updated(signed, _override_stream), trust=TRUST, at=NOW)
    assert (found.appended, found.changes) == (Appended.MODIFIED, frozenset({Change.PAGES}))


def test_a_copied_signature_under_other_words_does_not_count() -> None:
    def copy(writer: Any) -> None:
        fields = writer.root["/AcroForm"]["/Fields"]
        signature = generic.DictionaryObject(fields[0]["/V"])
        signature["/Reason"] = generic.pdf_string("Accepted without conditions")
        field = generic.DictionaryObject(fields[0])
        field["/T"] = generic.pdf_string("Another")
        field["/V"] = writer.add_object(signature)
        fields.append(writer.add_object(field))
        writer.update_container(fields)
        writer.update_container(writer.root["/AcroForm"])

    found = {one.field: one for one in signatures(_updated(by_ada(), copy), trust=TRUST, at=NOW)}
    assert not found["Another"].holds and found["Another"].covers == 0


def test_an_object_that_was_missing_when_the_file_was_signed_is_a_change() -> None:
    """A shadow attack: the signed file refers to nothing, and the attacker supplies it later."""

    def prepare(writer: Any) -> None:
        page = _page(writer)
        missing.append(writer.allocate_placeholder())
        page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), missing[0]])
        writer.update_container(page)

    def spring(writer: Any) -> None:
        writer.objects[(0, missing[0].idnum)] = generic.StreamObject(stream_data=b"BT ET")

    missing: list[Any] = []
    signed = sign(_updated(paper(), prepare), eve().key, at=NOW).pdf
    assert signatures(signed, trust=None, at=NOW)[0].holds
    found = signatures(_updated(signed, spring), trust=None, at=NOW)[0]
    assert found.appended is Appended.MODIFIED and found.changes == {Change.PAGES}


def _by_hand(pdf: bytes, number: int, content: bytes) -> bytes:
    """The file with one more revision that holds one object, letter by letter."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        size, root, info = int(opened.trailer.Size), opened.Root.objgen[0], opened.trailer.Info.objgen[0]
        identifier = bytes(opened.trailer.ID[0]).hex()
    before = pdf.split(b"startxref\n")[-1].split()[0].decode()
    body = b"%d 0 obj\n%s\nendobj\n" % (number, content)
    trailer = f"<</Size {size}/Root {root} 0 R/Info {info} 0 R/ID[<{identifier}><00>]/Prev {before}>>"
    table = f"xref\n{number} 1\n{len(pdf):010} 00000 n \ntrailer\n{trailer}\n"
    return pdf + body + table.encode() + f"startxref\n{len(pdf) + len(body)}\n%%EOF\n".encode()


def test_a_key_that_stands_twice_is_not_vouched_for() -> None:
    """Two readers would see two documents."""
    with pikepdf.open(io.BytesIO(by_ada())) as opened:
        number, root = opened.Root.objgen[0], opened.Root.unparse(resolved=True)
    same = _by_hand(by_ada(), number, root)
    assert changes_after(same, len(by_ada())) == {Change.STRAY_BYTES}, "says nothing new, and is said"
    twice = _by_hand(by_ada(), number, root.replace(b"<< ", b"<< /Pages 5 0 R ", 1))
    assert changes_after(twice, len(by_ada())) == {Change.UNREADABLE}
    other = _by_hand(by_ada(), number, root.replace(b"(en)", b"(fr)", 1))
    assert changes_after(other, len(by_ada())) == {Change.CATALOG}


def test_nothing_is_appended_to_a_file_as_it_was() -> None:
    assert changes_after(by_ada(), len(by_ada())) == frozenset()
    assert changes_after(by_both(), len(by_ada())) == {Change.SIGNATURES}
    assert changes_after(by_both(), len(paper())) == {Change.SIGNATURES}
