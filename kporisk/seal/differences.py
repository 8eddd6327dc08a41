"""Where one PDF differs from what it should be: pages with their words, attachments, metadata, or bytes that no reader sees."""

from __future__ import annotations

import difflib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_PLACES = 2_000
MOST_WORDS = 4
LONGEST_WORD = 40
LONGEST = 16_000_000
"""Bytes of one stream, unpacked, that are compared."""
MOST_OBJECTS = 200_000

_OF_THE_TABLE = frozenset({"/Size", "/Prev", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms", "/XRefStm"})
_PACKING = frozenset({"/Length", "/Filter", "/DecodeParms"})
_KINDS = {
    "/ID": "identifier",
    "/Info": "metadata",
    "/Metadata": "metadata",
    "/AF": "attachment",
    "/EmbeddedFiles": "attachment",
    "/StructTreeRoot": "tags",
    "/Outlines": "bookmark",
    "/Annots": "link",
    "/Dests": "link",
    "/Font": "font",
    "/Pages": "page",
}
"""What the entries of a dictionary are about, where their name says so; the others are about what it is about."""
_TYPES = {
    "/Filespec": "attachment",
    "/EmbeddedFile": "attachment",
    "/StructElem": "tags",
    "/Annot": "link",
    "/Font": "font",
    "/Page": "page",
}


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
            number for number, (one, other) in enumerate(zip(ours.pages, theirs.pages, strict=False)) if _content(one) != _content(other)
        ]
        texts, should = page_texts(found), page_texts(wanted)
        for number in range(min(len(texts), len(should))):
            if texts[number] != should[number]:
                yield _words(number + 1, texts[number], should[number])
            elif number in changed:
                yield Place(Where.DRAWING, number + 1)
        yield from _objects(ours, theirs)


def _content(page: Any) -> bytes:
    import pikepdf

    held = page.obj.get("/Contents")
    parts = list(held) if isinstance(held, pikepdf.Array) else [] if held is None else [held]
    return b"\n".join(_unpacked(part) for part in parts)


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


def _objects(ours: Any, theirs: Any) -> Iterator[Place]:
    """Each kind of object that differs, once: both files are walked from their trailers along the same ways, whatever the numbers are."""
    walk = _Walk()
    for key in sorted({*_keys(ours.trailer), *_keys(theirs.trailer)} - _OF_THE_TABLE):
        walk.beside(ours.trailer.get(key), theirs.trailer.get(key), _KINDS.get(key, "object"))
    told = set()
    for number, kind in walk.unlike():
        if kind not in told:
            told.add(kind)
            yield Place(Where.OBJECT, number, name=kind)


class _Walk:
    """Pairs of objects that stand in the same place of two files, and what kind of place that is."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Any, Any, str]] = []
        self._seen: set[tuple[int, int]] = set()

    def beside(self, one: Any, other: Any, kind: str) -> None:
        """Two objects to look at."""
        self._waiting.append((one, other, kind))

    def unlike(self) -> Iterator[tuple[int, str]]:
        """The number in our file (0: none of its own) and the kind of each object that is not as in the other."""
        import pikepdf

        while self._waiting:
            one, other, kind = self._waiting.pop()
            if not isinstance(one, pikepdf.Object) or not isinstance(other, pikepdf.Object):
                if type(one) is not type(other) or one != other:
                    yield _number(one), kind
                continue
            if one.is_indirect and other.is_indirect:
                pair = (one.objgen[0], other.objgen[0])
                if pair in self._seen:
                    continue
                self._seen.add(pair)
                if len(self._seen) > MOST_OBJECTS:
                    raise ValueError("too many objects")
            if not self._alike(one, other, kind):
                yield _number(one), kind

    def _alike(self, one: Any, other: Any, kind: str) -> bool:
        """Whether two objects agree but for what they hold, which is looked at next."""
        import pikepdf

        match one, other:
            case pikepdf.Stream(), pikepdf.Stream():
                self._entries(one.stream_dict, other.stream_dict, kind, but=_PACKING)
                return _same_content(one, other)
            case pikepdf.Dictionary(), pikepdf.Dictionary():
                self._entries(one, other, kind)
                return True
            case pikepdf.Array(), pikepdf.Array():
                if len(one) != len(other):
                    return False
                for left, right in zip(one, other, strict=True):
                    self.beside(left, right, kind)
                return True
            case _:
                return bool(one.unparse() == other.unparse())

    def _entries(self, one: Any, other: Any, kind: str, *, but: frozenset[str] = frozenset()) -> None:
        kind = _TYPES.get(str(other.get("/Type", "")), kind)
        if kind == "page":
            but |= {"/Contents"}  # what the pages show has been compared
        for key in {*_keys(one), *_keys(other)} - but:
            self.beside(one.get(key), other.get(key), _KINDS.get(key, kind))


def _keys(one: Any) -> list[str]:
    return list(one.keys())


def _number(one: Any) -> int:
    return int(one.objgen[0]) if hasattr(one, "objgen") else 0


def _same_content(one: Any, other: Any) -> bool:
    if one.read_raw_bytes() == other.read_raw_bytes() and str(one.get("/Filter", "")) == str(other.get("/Filter", "")):
        return True
    return _unpacked(one) == _unpacked(other)


def _unpacked(stream: Any) -> bytes:
    """The content of a stream as far as it can be had: packed in the way of ours and not longer than the limit; otherwise as it is."""
    raw: bytes = stream.read_raw_bytes()
    if str(stream.get("/Filter", "")) != "/FlateDecode" or "/DecodeParms" in stream:
        return raw
    unpack = zlib.decompressobj()
    try:
        content = unpack.decompress(raw, LONGEST)
    except zlib.error:
        return raw
    return content if unpack.eof else raw


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
