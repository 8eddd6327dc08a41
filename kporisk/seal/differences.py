"""Where one PDF differs from what it should be: pages with their words, attachments, metadata, or bytes that no reader sees."""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any

MOST_PLACES = 12
MOST_WORDS = 4
LONGEST_WORD = 40


class Where(StrEnum):
    """The kind of place."""

    WORDS = "words"
    """A page says other words."""
    DRAWING = "drawing"
    """A page says the same words and is drawn otherwise."""
    PAGES = "pages"
    """There are more pages, or fewer."""
    OBJECT = "object"
    """Something else in the file: metadata, an attachment, a font, a tag."""
    BYTES = "bytes"
    """Bytes between the objects, or in how they are packed."""
    BROKEN = "broken"
    """The file can no longer be read as it was made."""


@dataclass(frozen=True, slots=True)
class Place:
    """One difference. `at`: the page, from 1, or the offset of the first other byte."""

    where: Where
    at: int
    name: str = ""
    """What kind of object it is; empty for pages and bytes."""
    found: str = ""
    wanted: str = ""
    """For words: what stands there and what should, a few of them."""


def differences(found: bytes, wanted: bytes) -> tuple[Place, ...]:
    """The places in which `found` is not `wanted`, pages first, at most a dozen; none only where every byte is the same."""
    if found == wanted:
        return ()
    offset = next((n for n, (one, other) in enumerate(zip(found, wanted, strict=False)) if one != other), min(len(found), len(wanted)))
    try:
        places = tuple(_places(found, wanted))
    except Exception:  # a file that is damaged may do anything to what reads it
        return (Place(Where.BROKEN, offset),)
    return places[:MOST_PLACES] or (Place(Where.BYTES, offset),)


def _places(found: bytes, wanted: bytes) -> Iterator[Place]:
    import pikepdf

    with (
        pikepdf.open(io.BytesIO(found), attempt_recovery=False) as ours,
        pikepdf.open(io.BytesIO(wanted), attempt_recovery=False) as theirs,
    ):
        if len(ours.pages) != len(theirs.pages):
            yield Place(Where.PAGES, len(ours.pages), found=str(len(ours.pages)), wanted=str(len(theirs.pages)))
        changed = [
            number
            for number, (one, other) in enumerate(zip(ours.pages, theirs.pages, strict=False))
            if _content(one) != _content(other) or _annotations(one) != _annotations(other)
        ]
        texts, should = page_texts(found), page_texts(wanted)
        for number in range(min(len(texts), len(should))):
            if texts[number] != should[number]:
                yield _words(number + 1, texts[number], should[number])
            elif number in changed:
                yield Place(Where.DRAWING, number + 1)
        yield from _objects(ours, theirs, {page.obj.Contents.objgen for page in ours.pages})


def _content(page: Any) -> bytes:
    content = page.obj.get("/Contents")
    return b"" if content is None else bytes(content.read_bytes())


def _annotations(page: Any) -> bytes:
    annotations = page.obj.get("/Annots")
    return b"" if annotations is None else b"".join(bytes(one.unparse(resolved=True)) for one in annotations)


def _words(page: int, found: str, wanted: str) -> Place:
    ours, theirs = found.split(), wanted.split()
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            return Place(Where.WORDS, page, found=_some(ours[a:b]), wanted=_some(theirs[c:d]))
    return Place(Where.DRAWING, page)


def _some(words: list[str]) -> str:
    shown = " ".join(word[:LONGEST_WORD] for word in words[:MOST_WORDS])
    return shown + " …" if len(words) > MOST_WORDS else shown


def _objects(ours: Any, theirs: Any, told: set[tuple[int, int]]) -> Iterator[Place]:
    for one, other in zip_longest(ours.objects, theirs.objects):
        if one is None or other is None:
            yield Place(Where.OBJECT, 0, name="object")
            return
        if _unlike(one, other) and one.objgen not in told:
            yield Place(Where.OBJECT, one.objgen[0], name=_kind(other))
    if ours.trailer.get("/ID") is not None and [bytes(id) for id in ours.trailer.ID] != [bytes(id) for id in theirs.trailer.ID]:
        yield Place(Where.OBJECT, 0, name="identifier")
    for name in ("/Info", "/Root"):
        if ours.trailer[name].objgen != theirs.trailer[name].objgen:
            yield Place(Where.OBJECT, 0, name="object")


def _unlike(one: Any, other: Any) -> bool:
    import pikepdf

    if type(one) is not type(other) or isinstance(one, pikepdf.Stream) != isinstance(other, pikepdf.Stream):
        return True
    if isinstance(one, pikepdf.Stream):
        if {key: bytes(value.unparse()) if hasattr(value, "unparse") else repr(value) for key, value in one.stream_dict.items()} != {
            key: bytes(value.unparse()) if hasattr(value, "unparse") else repr(value) for key, value in other.stream_dict.items()
        }:
            return True
        return bool(one.read_raw_bytes() != other.read_raw_bytes())
    if isinstance(one, pikepdf.Object):
        return bytes(one.unparse()) != bytes(other.unparse())
    return bool(one != other)


def _kind(one: Any) -> str:
    """What kind of object the original has there, as the words know it."""
    import pikepdf

    if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return "object"
    type_, subtype = str(one.get("/Type", "")), str(one.get("/Subtype", ""))
    known = {"/EmbeddedFile": "attachment", "/Filespec": "attachment", "/Metadata": "metadata", "/StructElem": "tags", "/Annot": "link"}
    if type_ in known:
        return known[type_]
    if type_.startswith("/Font") or subtype in ("/CIDFontType2", "/OpenType", "/Type0"):
        return "font"
    if type_ == "/Page":
        return "page"
    return "metadata" if "/Producer" in one else "object"


def page_texts(content: bytes) -> list[str]:
    """The words of each page, in the order in which the file has them, spaces evened."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        texts = []
        for page in document:
            text_page = page.get_textpage()
            texts.append(" ".join(text_page.get_text_range().split()))
            text_page.close()
            page.close()
        return texts
    finally:
        document.close()
