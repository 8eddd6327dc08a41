"""Where two files differ is said by what a reader knows: pages, words, attachments; numbers of objects do not matter."""

from __future__ import annotations

import io
from typing import Any

import pikepdf

from kporisk.seal.differences import Place, Where, differences
from tests.seal.authority import paper


def _saved(edit: Any, **how: Any) -> bytes:
    with pikepdf.open(io.BytesIO(paper())) as opened:
        edit(opened)
        written = io.BytesIO()
        opened.save(written, fix_metadata_version=False, **how)
    return written.getvalue()


def _kinds(content: bytes) -> set[str]:
    return {place.name or place.where.value for place in differences(content, paper())} - {"identifier"}


def test_the_same_file_has_no_differences_and_a_byte_behind_it_is_one() -> None:
    assert differences(paper(), paper()) == ()
    assert differences(paper() + b"\n", paper()) == (Place(Where.BYTES, len(paper())),)


def test_what_is_only_numbered_and_packed_otherwise_is_told_of_as_that() -> None:
    packed = _saved(lambda opened: None, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert packed != paper() and _kinds(packed) == set()
    assert differences(packed, paper())


def test_each_kind_of_place_is_named() -> None:
    def box(opened: Any) -> None:
        opened.pages[0].obj.MediaBox = [0, 0, 9, 9]

    def title(opened: Any) -> None:
        opened.trailer.Info["/Title"] = "x"

    def drawn(opened: Any) -> None:
        opened.pages[1].obj.Contents = pikepdf.Array([opened.pages[1].obj.Contents, opened.make_stream(b"0 0 9 9 re f")])

    def fewer(opened: Any) -> None:
        del opened.pages[1]

    assert _kinds(_saved(box)) == {"page"}
    assert _kinds(_saved(title)) == {"metadata"}
    assert _kinds(_saved(drawn)) == {"drawing"}
    assert "pages" in _kinds(_saved(fewer))
    assert {place.where for place in differences(paper()[:500], paper())} == {Where.BROKEN}
