"""Two hundred ways to change a finished report, each with the kinds of place of which one must be named: `PARTS`."""

from __future__ import annotations

import functools
import hashlib
import io
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from tests.workflow.papers import report

FLIPS = 110
ATTACHMENTS = ("assessment.json", "case.json", "checklists.json", "edition.json", "method.yaml")


@dataclass(frozen=True)
class Tampered:
    """A changed report. `kinds`: codes of which the result must have one; empty: any."""

    name: str
    content: bytes
    kinds: frozenset[str] = frozenset()


def flips() -> Iterator[Tampered]:
    """One other bit anywhere; the first and last bytes, the table of objects and the metadata among them."""
    luck, whole = random.Random(20261124), report()
    metadata = whole.index(b"<rdf:RDF")
    chosen = {0, 3, 9, len(whole) - 1, len(whole) - 4, len(whole) - 9, len(whole) - 14, len(whole) - 400, metadata + 40, metadata + 2000}
    while len(chosen) < FLIPS:
        chosen.add(luck.randrange(len(whole)))
    for at in sorted(chosen):
        changed = bytearray(whole)
        changed[at] ^= 1 << luck.randrange(8)
        yield Tampered(f"bit at {at}", bytes(changed))


def edited(edit: Callable[[pikepdf.Pdf], None], whole: bytes | None = None) -> bytes:
    """The report, or another, saved anew with a change made by a common library."""
    with pikepdf.open(io.BytesIO(report() if whole is None else whole)) as opened:
        edit(opened)
        written = io.BytesIO()
        opened.save(written, fix_metadata_version=False, deterministic_id=True)
    return written.getvalue()


def replaced(opened: pikepdf.Pdf, name: str, change: Callable[[bytes], bytes]) -> None:
    """Another content for an attachment, its checksum and size repaired."""
    listed = list(opened.Root.Names.EmbeddedFiles.Names)
    stream = listed[[str(one) for one in listed[::2]].index(name) * 2 + 1].EF.F
    before = stream.read_bytes()
    after = change(before)
    assert after != before
    stream.write(after)
    stream.Params.CheckSum = pikepdf.String(hashlib.md5(after, usedforsecurity=False).digest())
    stream.Params.Size = len(after)


EDITS: dict[str, tuple[tuple[bytes, bytes], ...]] = {
    "case.json": (
        (b'"value":60', b'"value":90'),
        (b"2026-11-20", b"2026-11-21"),
        (b"R. Iyer", b"R. Iyar"),
        (b"Acme Analytics SAS", b"Acme Analytics SA"),
        (b'"remote_work":"none"', b'"remote_work":"full"'),
        (b"in confidence", b"in public"),
        (b"{", b"{ "),
    ),
    "assessment.json": (
        (b'"told"', b'"tald"'),
        (b'"as_of": "2026-11-24"', b'"as_of": "2026-11-25"'),
        (b'"depth": "core"', b'"depth": "full"'),
        (b'"proven": 10.6', b'"proven": 10.5'),
        (b"Acme", b"Acne"),
        (b'"recommendation"', b'"recommendation" '),
        (b"\n", b"\n\n"),
        (b"{", b"["),
    ),
    "checklists.json": (
        (b"multi-factor authentication", b"multi-factor identification"),
        (b'\\"x-kporisk\\"', b'\\"x-kporisk\\" '),
        (b"\n ", b"\n  "),
        (b"kporisk.checklists/1", b"kporisk.checklists/2"),
        (b"data_security/rules.yaml", b"data_security/rules2.yaml"),
        (b'"layers"', b'"leyers"'),
    ),
    "edition.json": (
        (b'"legal"', b'"internal"'),
        (b'"draft"', b'"approved"'),
        (b'"en"', b'"fr"'),
        (b"#16243d", b"#16243e"),
        (b"\n", b"\n "),
    ),
    "method.yaml": ((b"omega: 25", b"omega: 24"), (b"version: 1.0.0", b"version: 1.0.1"), (b"# The", b"# the"), (b"0.90", b"0.91")),
}


def in_attachments() -> Iterator[Tampered]:
    """Thirty changes of what the report carries."""
    for name, changes in EDITS.items():
        for before, after in changes:
            content = edited(functools.partial(replaced, name=name, change=lambda held, b=before, a=after: held.replace(b, a, 1)))  # type: ignore[misc]
            yield Tampered(f"{name}: {before!r} to {after!r}", content, frozenset({"data.not_printed"}))


def on_pages() -> Iterator[Tampered]:
    """Thirty changes of what pages show."""
    whole = pikepdf.open(io.BytesIO(report()))
    luck = random.Random(7)
    for round in range(30):
        number = luck.randrange(len(whole.pages))

        def edit(opened: pikepdf.Pdf, number: int = number, round: int = round) -> None:
            page = opened.pages[number].obj
            match round % 5:
                case 0:
                    page.Contents.write(page.Contents.read_bytes() + b"\n1 1 1 rg 100 100 200 30 re f\n")
                case 1:
                    _first_text(opened, page, empty=True)
                case 2:
                    page.Contents.write(b"0.9 0 0 0.9 0 0 cm\n" + page.Contents.read_bytes())
                case 3:
                    page.Contents = pikepdf.Array([page.Contents, opened.make_stream(b"\n0 0 1 RG 0 0 m 300 300 l S\n")])
                case _:
                    _first_text(opened, page, empty=False)

        kinds = {"pages.words", "pages.drawing"}
        yield Tampered(f"page {number + 1}, way {round % 5}", edited(edit), frozenset(kinds))


def _first_text(opened: pikepdf.Pdf, page: Any, *, empty: bool) -> None:
    """Take away what one instruction shows, or show it twice."""
    steps = list(pikepdf.parse_content_stream(page))
    shows = [index for index, step in enumerate(steps) if str(step.operator) in ("Tj", "TJ")]
    chosen = shows[len(shows) // 2]
    steps[chosen : chosen + 1] = [] if empty else [steps[chosen], steps[chosen]]
    page.Contents = opened.make_stream(pikepdf.unparse_content_stream(steps))


def elsewhere() -> Iterator[Tampered]:
    """Fifteen changes of what no page shows."""

    def metadata(before: bytes, after: bytes) -> Callable[[pikepdf.Pdf], None]:
        def edit(opened: pikepdf.Pdf) -> None:
            held = opened.Root.Metadata.read_bytes()
            assert before in held
            opened.Root.Metadata.write(held.replace(before, after, 1))

        return edit

    def catalog(name: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
        def edit(opened: pikepdf.Pdf) -> None:
            opened.Root[name] = value

        return edit

    def tree(edit: Callable[[Any], None]) -> Callable[[pikepdf.Pdf], None]:
        return lambda opened: edit(opened.Root)

    def put(holder: Callable[[pikepdf.Pdf], Any], key: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
        def edit(opened: pikepdf.Pdf) -> None:
            holder(opened)[key] = value

        return edit

    name = pikepdf.Name
    ways: tuple[tuple[str, Callable[[pikepdf.Pdf], None], str], ...] = (
        ("state in the metadata", metadata(b">DRAFT<", b">APPROVED<"), "metadata"),
        ("digest in the metadata", metadata(b"Digest>", b"Digest>0"), "metadata"),
        ("day in the metadata", metadata(b"AsOf>2026", b"AsOf>2027"), "metadata"),
        ("title", put(lambda opened: opened.trailer.Info, "/Title", pikepdf.String("Another")), "metadata"),
        ("producer", put(lambda opened: opened.trailer.Info, "/Producer", pikepdf.String("Another")), "metadata"),
        ("language", catalog("/Lang", pikepdf.String("fr")), "object"),
        ("script on opening", catalog("/OpenAction", pikepdf.Dictionary(S=name.JavaScript, JS="app.alert(1)")), "object"),
        ("marked", catalog("/MarkInfo", pikepdf.Dictionary(Marked=False)), "object"),
        ("viewer", catalog("/ViewerPreferences", pikepdf.Dictionary(DisplayDocTitle=False)), "object"),
        ("bookmark", put(lambda opened: opened.Root.Outlines.First, "/Title", pikepdf.String("Fine")), "bookmark"),
        ("structure", put(lambda opened: opened.Root.StructTreeRoot.K[0], "/S", name.Private), "tags"),
        ("how an attachment is called", put(lambda opened: opened.Root.AF[0], "/Desc", pikepdf.String("x")), "attachment"),
        ("attachment unlisted", catalog("/AF", pikepdf.Array([])), "attachment"),
        ("page box", put(lambda opened: opened.pages[1].obj, "/MediaBox", pikepdf.Array([0, 0, 300, 300])), "page"),
        ("a note on a page", lambda opened: _note(opened), "link"),
    )
    for words, edit, kind in ways:
        yield Tampered(words, edited(edit), frozenset({f"pages.object {kind}"}))


def _note(opened: pikepdf.Pdf) -> None:
    note = opened.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[9, 9, 30, 30], Contents="ok"))
    opened.pages[2].obj["/Annots"] = pikepdf.Array([*opened.pages[2].obj.get("/Annots", []), note])


def revision(objects: dict[int, bytes], *, root: int | None = None, extra: bytes = b"", size: int | None = None) -> bytes:
    """The report with one more revision, written letter by letter."""
    whole = report()
    with pikepdf.open(io.BytesIO(whole)) as opened:
        top, info, all = opened.Root.objgen[0], opened.trailer.Info.objgen[0], int(opened.trailer.Size)
    before = int(whole.rsplit(b"startxref", 1)[1].split()[0])
    body, table = b"", b"xref\n"
    for number, content in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(whole) + len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    total = size or max(all, *(number + 1 for number in objects), 0)
    trailer = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/Prev %d%s>>\n" % (total, root or top, info, before, extra)
    return whole + body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(whole) + len(body))


def appended() -> Iterator[Tampered]:
    """Fifteen ways to add to the end of the file."""
    whole = report()
    with pikepdf.open(io.BytesIO(whole)) as opened:
        numbers = [page.obj.objgen[0] for page in opened.pages]
        contents = [page.obj.Contents.objgen[0] for page in opened.pages]
        written = {number: opened.get_object((number, 0)).unparse(resolved=True) for number in numbers}
        root, metadata, info = opened.Root.objgen[0], opened.Root.Metadata.objgen[0], opened.trailer.Info.objgen[0]
        catalog, new = opened.Root.unparse(resolved=True), int(opened.trailer.Size)
        attachment = opened.Root.Names.EmbeddedFiles.Names[1].EF.F.objgen[0]
    ink = b"<</Length 24>>stream\n0 g 0 0 600 800 re f      \nendstream"
    note = b"<</Type/Annot/Subtype/FreeText/Rect[0 0 600 800]/Contents(approved)>>"
    packet = b"<</Type/Metadata/Subtype/XML/Length 4>>stream\n<x/>\nendstream"
    ways = {
        "page painted over": revision({contents[1]: ink}),
        "last page painted over": revision({contents[-1]: ink}),
        "other contents for a page": revision(
            {numbers[2]: written[numbers[2]].replace(b"%d 0 R" % contents[2], b"%d 0 R" % new), new: ink}
        ),
        "a note": revision({numbers[3]: written[numbers[3]].replace(b"<<", b"<< /Annots [ %d 0 R ]" % new, 1), new: note}),
        "an attachment replaced": revision({attachment: b"<</Type/EmbeddedFile/Length 2>>stream\n{}\nendstream"}),
        "metadata replaced": revision({metadata: packet}),
        "title replaced": revision({info: b"<</Title(Approved)>>"}),
        "catalog with a script": revision({root: catalog.replace(b"<<", b"<< /OpenAction <</S/JavaScript/JS(x)>>", 1)}),
        "another catalog": revision({new: catalog}, root=new),
        "an object nobody uses": revision({new: b"(hello)"}),
        "a table and nothing else": revision({}),
        "bytes": whole + b"hello",
        "blanks": whole + b"\n \n",
        "another end": whole + b"startxref\n0\n%%EOF\n",
        "another file": whole + whole,
    }
    for words, content in ways.items():
        yield Tampered(f"appended: {words}", content, frozenset({"signatures.behind", "file.damaged"}))


PARTS: dict[str, tuple[Callable[[], Iterator[Tampered]], int]] = {
    "a bit at its beginning": (lambda: itertools.islice(flips(), 0, 37), 37),
    "a bit in its middle": (lambda: itertools.islice(flips(), 37, 74), 37),
    "a bit at its end": (lambda: itertools.islice(flips(), 74, None), 36),
    "what it carries, first half": (lambda: itertools.islice(in_attachments(), 0, 15), 15),
    "what it carries, second half": (lambda: itertools.islice(in_attachments(), 15, None), 15),
    "its pages": (on_pages, 30),
    "what no page shows": (elsewhere, 15),
    "its end": (appended, 15),
}
"""What is changed, and how many ways there are; the same each time."""
