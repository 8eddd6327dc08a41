"""What an appended revision may hold, and what it may not: written letter by letter, as an attacker would."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf
import pytest

from kporisk.errors import InvalidDocument
from kporisk.seal.revisions import Appended, Change, changes_after, readable_length, revision_ends
from kporisk.seal.signatures import signatures
from tests.seal.authority import NOW, paper
from tests.seal.test_signing import TRUST, by_ada


@dataclass(frozen=True)
class Signed:
    """The numbers of what one needs to append to a signed file."""

    pdf: bytes
    size: int
    root: int
    info: int
    identifier: str
    page: int
    form: int
    field: int
    before: int

    def written(self, number: int) -> bytes:
        """An object as it stands in the file."""
        with pikepdf.open(io.BytesIO(self.pdf)) as opened:
            found: bytes = opened.get_object((number, 0)).unparse(resolved=True)
        return found

    def then(self, objects: Mapping[int, bytes | None], *, trailer: str = "", swap: tuple[str, str] = ("", "")) -> bytes:
        """The file with one more revision of these objects; None frees one. `swap` changes words of the trailer."""
        body, table = b"", "xref\n"
        for number, content in sorted(objects.items()):
            at = len(self.pdf) + len(body)
            table += f"{number} 1\n{at:010} 00000 n \n" if content is not None else f"{number} 1\n0000000000 00001 f \n"
            body += b"%d 0 obj\n%s\nendobj\n" % (number, content) if content is not None else b""
        size = max(self.size, *(number + 1 for number in objects))
        words = f"/Size {size}/Root {self.root} 0 R/Info {self.info} 0 R/ID[<{self.identifier}><00>]/Prev {self.before}{trailer}"
        end = f"{table}trailer\n<<{words.replace(*swap) if swap[0] else words}>>\nstartxref\n{len(self.pdf) + len(body)}\n%%EOF\n"
        return self.pdf + body + end.encode()

    def changes(self, objects: Mapping[int, bytes | None], *, trailer: str = "", swap: tuple[str, str] = ("", "")) -> set[Change]:
        return set(changes_after(self.then(objects, trailer=trailer, swap=swap), len(self.pdf)))


@functools.cache
def signed(pdf: bytes | None = None) -> Signed:
    content = by_ada() if pdf is None else pdf
    with pikepdf.open(io.BytesIO(content)) as opened:
        form = opened.Root.get("/AcroForm")
        return Signed(
            content,
            int(opened.trailer.Size),
            opened.Root.objgen[0],
            opened.trailer.Info.objgen[0],
            bytes(opened.trailer.ID[0]).hex(),
            opened.pages[0].obj.objgen[0],
            form.objgen[0] if form is not None else 0,
            form.Fields[0].objgen[0] if form is not None else 0,
            int(content.split(b"startxref\n")[-1].split()[0]),
        )


FIELD = b"<</FT/Sig/T(B)/Type/Annot/Subtype/Widget/F 132/Rect[0 0 0 0]/P %d 0 R/V %d 0 R%s>>"
VALUE = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<00>>>"


def _one_more_field(extra: bytes = b"", *, value: bytes = VALUE, shown: bool = True) -> dict[int, bytes | None]:
    """What a further signature brings: a field in the form and on the page, with its value."""
    s = signed()
    new, held = s.size, s.size + 1
    objects: dict[int, bytes | None] = {
        s.form: b"<</Fields[%d 0 R %d 0 R]/SigFlags 3>>" % (s.field, new),
        new: FIELD % (s.page, held, extra),
        held: value,
    }
    if shown:
        objects[s.page] = s.written(s.page).replace(b"%d 0 R ]" % s.field, b"%d 0 R %d 0 R ]" % (s.field, new))
        assert objects[s.page] != s.written(s.page)
    return objects


def test_a_further_signature_is_nothing_but_that() -> None:
    assert signed().changes(_one_more_field()) == {Change.SIGNATURES}
    assert signed().changes(_one_more_field(shown=False)) == {Change.SIGNATURES}


@pytest.mark.parametrize(
    ("extra", "value", "expected"),
    [
        (b"/A<</S/JavaScript/JS(x)>>", VALUE, Change.OBJECTS),
        (b"/AA<<>>", VALUE, Change.OBJECTS),
        (b"/Kids[]", VALUE, Change.OBJECTS),
        (b"", b"<<>>", Change.FORM),
        (b"/MK<</BG[1 1 1]>>", VALUE, Change.DRAWN_OVER),
    ],
)
def test_a_field_that_can_do_more_than_sign_is_told_of(extra: bytes, value: bytes, expected: Change) -> None:
    assert expected in signed().changes(_one_more_field(extra, value=value))


def test_a_field_with_an_area_may_cover_what_is_on_the_page() -> None:
    objects = _one_more_field()
    new = signed().size
    for box, seen in ((b"[0 0 400 500]", True), (b"[0 0 400 0]", False), (b"[0 0]", True), (b"(x)", True)):
        changed = {**objects, new: (objects[new] or b"").replace(b"[0 0 0 0]", box)}
        assert (Change.DRAWN_OVER in signed().changes(changed)) == seen, box


def test_an_annotation_that_is_no_signature_field_is_a_change_of_the_page() -> None:
    s = signed()
    page = s.written(s.page)
    for other in (b"[ %d 0 R ]" % s.size, b"(none)", b"%d 0 R" % s.size):
        changed = re.sub(rb"/Annots \[[^\]]*\]", b"/Annots " + other, page)
        assert changed != page
        assert Change.PAGES in s.changes({s.page: changed, s.size: b"[]"})
    assert Change.PAGES in s.changes({s.page: page.replace(b"/Tabs /S", b"/Tabs /R")})


def test_the_form_may_only_grow() -> None:
    s = signed()
    form = b"<</Fields[%d 0 R]/SigFlags 3%s>>"
    assert s.changes({s.form: form % (s.field, b"/XFA(x)")}) == {Change.CATALOG, Change.OBJECTS}
    assert Change.CATALOG in s.changes({s.form: form % (s.field, b"/NeedAppearances true")})
    assert Change.REMOVED in s.changes({s.form: b"<</Fields[]/SigFlags 3>>"})
    other = s.written(s.root).replace(b"/AcroForm %d 0 R" % s.form, b"/AcroForm %d 0 R" % s.size)
    assert Change.CATALOG in s.changes({s.root: other, s.size: form % (s.field, b"")})
    none = s.written(s.root).replace(b"/AcroForm %d 0 R" % s.form, b"")
    assert Change.REMOVED in s.changes({s.root: none})
    assert Change.OBJECTS in s.changes({s.field: s.written(s.field).replace(b"/F 132", b"/F 4")})


def test_a_form_that_is_new_brings_fields_and_nothing_else() -> None:
    s = signed(paper())
    root = s.written(s.root)
    for form, expected in ((b"<</Fields[]/XFA(x)>>", {Change.CATALOG}), (b"(x)", {Change.CATALOG})):
        changed = root.replace(b"/Type /Catalog", b"/Type /Catalog /AcroForm " + form)
        assert s.changes({s.root: changed}) == expected


def test_validation_data_is_certificates_and_nothing_else() -> None:
    s = signed()
    for store, expected in (
        (b"<</Certs[]>>", {Change.VALIDATION_DATA}),
        (b"<</Certs[]/Other 1>>", {Change.CATALOG}),
        (b"(x)", {Change.CATALOG}),
    ):
        changed = s.written(s.root).replace(b"/Type /Catalog", b"/Type /Catalog /DSS " + store)
        assert s.changes({s.root: changed}) == expected


def test_the_trailer_leads_where_it_led() -> None:
    s = signed()
    same = {s.field: s.written(s.field)}
    assert s.changes(same, swap=(f"/Info {s.info} 0 R", f"/Info {s.page} 0 R")) >= {Change.TRAILER}
    assert s.changes(same, swap=(s.identifier, "00" * 16)) >= {Change.TRAILER}
    assert s.changes(same, swap=(f"/ID[<{s.identifier}><00>]", "")) >= {Change.TRAILER}
    assert s.changes(same, trailer="/Other 1") >= {Change.TRAILER}
    assert s.changes(same, trailer=f"/XRefStm {s.before}") >= {Change.TRAILER}


def test_what_is_freed_or_hidden_is_told_of() -> None:
    s = signed()
    changes = s.changes({s.page: None})
    assert changes and Appended.of(frozenset(changes)) is Appended.MODIFIED
    # The table of the revision before the signature, as if what was signed had never been.
    skipped = s.changes({s.info: s.written(s.info)}, swap=(f"/Prev {s.before}", f"/Prev {signed(paper()).before}"))
    assert Appended.of(frozenset(skipped)) is Appended.MODIFIED


def test_what_had_to_be_mended_before_does_not_excuse_what_has_to_be_now() -> None:
    """A file with a key that stands twice, and a revision in which it stands twice again, for another reader's eyes."""
    s = signed(paper())
    page = s.written(s.page)
    twice = page.replace(b"/Tabs /S", b"/Tabs /R /Tabs /S", 1)
    assert twice != page
    before = signed(s.then({s.page: twice}))
    assert before.changes({before.info: before.written(before.info)}) == {Change.STRAY_BYTES}
    for words in (b"/Tabs /R /Tabs /S", b"/Tabs /W /Tabs /S"):
        assert before.changes({s.page: page.replace(b"/Tabs /S", words, 1)}) == {Change.UNREADABLE}


def test_a_file_without_an_end_is_no_revision() -> None:
    assert readable_length(b"") == readable_length(b"%PDF-1.7\n") == 0
    assert readable_length(b"x%%EOF\r\n \njunk") == 10
    assert revision_ends(b"a%%EOF\nb%%EOF") == [13, 7]
    assert changes_after(by_ada().replace(b"%%EOF", b"%%EOX"), 10) == {Change.STRAY_BYTES, Change.UNREADABLE}
    assert changes_after(b"a%%EOF\nb%%EOF\n", 7) == {Change.UNREADABLE}


def test_the_worst_change_names_the_whole() -> None:
    for level, change in (
        (Appended.SIGNATURES, Change.VALIDATION_DATA),
        (Appended.SIGNATURES, Change.DATES),
        (Appended.DESCRIBED, Change.METADATA),
        (Appended.DRAWN, Change.DRAWN_OVER),
        (Appended.FORM_FILLED, Change.FORM),
        *((Appended.MODIFIED, one) for one in (Change.PAGES, Change.OBJECTS, Change.STRAY_BYTES, Change.UNREADABLE, Change.REMOVED)),
    ):
        assert Appended.of(frozenset({change})) is level
        assert Appended.of(frozenset({change, Change.SIGNATURES})) is level
    assert Appended.of(frozenset()) is Appended.NOTHING


def _range(pdf: bytes) -> tuple[int, int, int]:
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", pdf)
    assert found is not None
    return int(found[1]), int(found[2]), int(found[3])


@pytest.mark.parametrize(
    "other",
    [
        lambda a, b, c: (1, a, b, c),  # not from the first byte
        lambda a, b, c: (0, a - 30, b, c),  # a larger hole, for words that nobody signed
        lambda a, b, c: (0, a, b + 30, c - 30),
        lambda a, b, c: (0, a, b, c - 30),  # not to the end of its revision
        lambda a, b, c: (0, a, b, c + 30),  # beyond the file
        lambda a, b, c: (0, a, a, c),  # no hole at all
    ],
)
def test_a_range_of_bytes_that_leaves_room_covers_nothing(other: object) -> None:
    numbers = other(*_range(by_ada()))  # type: ignore[operator]
    found = re.search(rb"/ByteRange \[[^\]]*\] *", by_ada())
    assert found is not None
    changed = by_ada().replace(found[0], (b"/ByteRange [%d %d %d %d]" % numbers).ljust(len(found[0])), 1)
    assert len(changed) == len(by_ada()) and changed != by_ada()
    (one,) = signatures(changed, trust=TRUST, at=NOW)
    assert (one.covers, one.covers_all, one.holds, one.appended) == (0, False, False, Appended.MODIFIED)


def test_an_encrypted_file_is_not_judged() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(by_ada())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="", owner="x"))
    with pytest.raises(InvalidDocument):
        signatures(out.getvalue(), trust=None, at=NOW)
