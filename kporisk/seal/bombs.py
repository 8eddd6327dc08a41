"""Files that unpack to far more than they are, found before any library opens them."""

from __future__ import annotations

import re
import zlib

LONGEST = 64_000_000
"""Bytes of one stream, unpacked, at most."""
TOGETHER = 400_000_000
"""Bytes of all streams, unpacked, at most."""
MOST_STREAMS = 200_000

_STREAM = re.compile(rb"stream\r?\n")
_TWICE = re.compile(rb"/(?:FlateDecode|Fl)\s*/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)\b")
_END = b"endstream"


def is_bomb(content: bytes) -> bool:
    """Whether a stream of the PDF, or all together, unpack to more than the limits, or one is packed twice over.

    The bytes are searched without regard to how the file is built, so that nothing has to be believed that it says of itself. What is
    packed in another way than deflate stays below a hundredfold and is limited by the size of the file.
    """
    if _TWICE.search(content):
        return True
    total = 0
    for number, found in enumerate(_STREAM.finditer(content)):
        total += _unpacked(content, found.end())
        if total > TOGETHER or number >= MOST_STREAMS:
            return True
    return False


def _unpacked(content: bytes, start: int) -> int:
    """The unpacked length of the stream that begins at `start`; more than all streams may have where it alone is too long."""
    unpack = zlib.decompressobj()
    length, at = 0, start
    while not unpack.eof:
        # The word may stand within packed data: the stream ends where its own coding says.
        end = content.find(_END, at)
        end = len(content) if end < 0 else end + len(_END)
        try:
            piece = unpack.decompress(content[at:end], LONGEST + 1 - length)
        except zlib.error:
            return length
        length += len(piece)
        if length > LONGEST:
            return TOGETHER + 1
        if end == len(content):
            break
        at = end
    return length
