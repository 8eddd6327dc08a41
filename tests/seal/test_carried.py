"""What a report carries is read within limits, whoever made the file."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf
import pytest

from kporisk.seal.carried import LONGEST, LONGEST_PACKET, MOST, NAMESPACE, UnreadableError, carried
from tests.seal.authority import paper

OURS = f'<x:x xmlns:x="x" xmlns:k="{NAMESPACE}"><k:State>DRAFT</k:State>%s</x:x>'


def _made(edit: Callable[[pikepdf.Pdf], None] = lambda opened: None, *, packet: bytes = (OURS % "").encode()) -> bytes:
    with pikepdf.open(io.BytesIO(paper())) as opened:
        opened.Root.Metadata.write(packet)
        edit(opened)
        written = io.BytesIO()
        opened.save(written, fix_metadata_version=False, compress_streams=False)
    return written.getvalue()


def _bomb(opened: pikepdf.Pdf) -> None:
    opened.Root.Names.EmbeddedFiles.Names[1].EF.F.write(zlib.compress(bytes(LONGEST + 1)), filter=pikepdf.Name.FlateDecode)


def _many(opened: pikepdf.Pdf) -> None:
    name, spec = opened.Root.Names.EmbeddedFiles.Names
    opened.Root.Names.EmbeddedFiles.Names = pikepdf.Array([name, spec] * (MOST + 1))


def test_what_is_ours_is_read() -> None:
    found = carried(_made())
    assert found.properties == {"State": "DRAFT"} and found.attachments == {"case.json": b'{"case": 1}'}
    assert (found.unequal, found.appended, found.pages) == ((), 0, 2)


def test_the_words_of_an_end_within_the_file_are_no_end() -> None:
    content = _made(packet=(OURS % "<k:AsOf>startxref 5 %%EOF</k:AsOf>".replace("%%", "%%%%")).replace("%%%%", "%%").encode())
    assert b"startxref 5 %%EOF<" in content and carried(content).original == content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no_pdf"),
        (b"%PDF-1.7", "damaged"),
        (paper(), "not_ours"),
        (_made(_bomb), "damaged"),
        (_made(_many), "damaged"),
        (_made(packet=b'<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'), "damaged"),
        (_made(packet='<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'.encode("utf-16")), "damaged"),
        (_made(packet=b"<x>" + b" " * LONGEST_PACKET + b"</x>"), "damaged"),
    ],
    ids=["empty", "cut off", "another's", "bomb", "many attachments", "entities", "hidden entities", "large packet"],
)
def test_what_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        carried(content)
    assert caught.value.reason == reason
