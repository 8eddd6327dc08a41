"""Files that unpack to far more than they are."""

from __future__ import annotations

import os
import zlib

import pytest

from kporisk.seal.bombs import is_bomb
from kporisk.seal.carried import UnreadableError, carried
from tests.workflow.papers import report

HEAD = b"%PDF-1.7\n1 0 obj\n<</Length 9/Filter/FlateDecode>>\nstream\n"
TAIL = b"\nendstream\nendobj\n"


def deflated(length: int, beginning: bytes = b"") -> bytes:
    packer = zlib.compressobj(9)
    parts = [packer.compress(beginning), packer.flush(zlib.Z_FULL_FLUSH)]
    parts += [packer.compress(bytes(1_000_000)) for _ in range(length // 1_000_000)]
    return b"".join((*parts, packer.flush()))


def test_a_report_is_none() -> None:
    assert not is_bomb(report())


@pytest.mark.parametrize(
    "content",
    [
        HEAD + deflated(70_000_000) + TAIL,
        (HEAD + deflated(60_000_000) + TAIL) * 8,
        HEAD.replace(b"/Filter/FlateDecode", b"/Filter[/FlateDecode /FlateDecode]") + zlib.compress(deflated(10_000_000)) + TAIL,
        HEAD + deflated(70_000_000),
    ],
    ids=["one", "together", "twice", "without an end"],
)
def test_what_unpacks_to_too_much_is_one(content: bytes) -> None:
    assert len(content) < 1_000_000 and is_bomb(content)
    with pytest.raises(UnreadableError, match="bomb"):
        carried(content)


def test_the_word_that_ends_a_stream_hides_nothing_within_it() -> None:
    noise = os.urandom(200)  # is stored as it is, so that the word within stands in the packed bytes
    content = HEAD + deflated(70_000_000, noise + b"endstream\nendobj\n" + noise) + TAIL
    assert is_bomb(content)


@pytest.mark.parametrize("content", [b"", HEAD, HEAD + b"no deflate" + TAIL, HEAD + zlib.compress(b"x" * 1000)[:-5] + TAIL])
def test_what_is_only_damaged_is_none(content: bytes) -> None:
    assert not is_bomb(content)
