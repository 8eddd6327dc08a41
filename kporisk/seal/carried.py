"""What a finished report carries: its own properties, its attachments, and what was added to the file after it was made."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from kporisk.errors import KporiskError
from kporisk.seal.bombs import is_bomb

NAMESPACE = "https://kporisk.example/ns/report/1#"
LONGEST = 8_000_000
"""Bytes of one attachment, unpacked, at most; as JSON text it may take twenty times as much in memory."""
LONGEST_TOGETHER = 24_000_000
LONGEST_PACKET = 4_000_000
"""Bytes of the XMP packet, at most; a logo of 2 MB has room in it."""
MOST = 12
"""Attachments, at most."""
MOST_PAGES = 5_000

_END = re.compile(rb"startxref\s+([0-9]{1,12})\s+%%EOF[\r\n]{0,2}")
_TABLE = re.compile(rb"xref\b|[0-9]+ [0-9]+ obj\b")


class UnreadableError(KporiskError):
    """A file is no report, or a damaged one; `reason` is the key of the words that say how."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Carried:
    """A report as it was made, whatever was appended later. `appended`: how many bytes that is."""

    original: bytes
    appended: int
    properties: Mapping[str, str]
    """Our properties of the XMP packet by name."""
    attachments: Mapping[str, bytes]
    unequal: tuple[str, ...]
    """Attachments whose content is not what their own checksum says."""
    pages: int


def carried(content: bytes) -> Carried:
    """What the PDF carries. Raises UnreadableError for what is no report of ours, or too damaged to say."""
    if not content.startswith(b"%PDF-"):
        raise UnreadableError("no_pdf")
    if is_bomb(content):
        raise UnreadableError("bomb")
    # The words may stand in the file without being its end: whoever is called so has them in the metadata.
    end = next((one for one in _END.finditer(content) if _TABLE.match(content, int(one[1]), one.start())), None)
    if end is None:
        raise UnreadableError("damaged")
    original = content[: end.end()]
    try:
        return _read(original, len(content) - len(original))
    except UnreadableError:
        raise
    except Exception as error:  # whatever a damaged file makes of the libraries that read it, it is the file's fault
        raise UnreadableError("damaged") from error


def _read(original: bytes, appended: int) -> Carried:
    import pikepdf

    with pikepdf.open(io.BytesIO(original), attempt_recovery=False) as opened:
        properties = _properties(opened)
        if len(opened.pages) > MOST_PAGES:
            raise UnreadableError("damaged")
        if not properties:
            raise UnreadableError("not_ours")
        attachments: dict[str, bytes] = {}
        unequal = []
        for name, content, checksum in _attachments(opened):
            attachments[name] = content
            if hashlib.md5(content, usedforsecurity=False).digest() != checksum:
                unequal.append(name)
        return Carried(original, appended, properties, attachments, tuple(unequal), len(opened.pages))


def _properties(opened: Any) -> dict[str, str]:
    """Our properties; none where the file has none."""
    from xml.etree import ElementTree

    packet = opened.Root.get("/Metadata")
    if packet is None:
        return {}
    text = _unpacked(packet, LONGEST_PACKET).decode("utf-8-sig")  # in another encoding a declaration could hide
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableError("damaged")
    root: Element = ElementTree.fromstring(text)
    mark = f"{{{NAMESPACE}}}"
    return {one.tag.removeprefix(mark): one.text or "" for one in root.iter() if one.tag.startswith(mark)}


def _attachments(opened: Any) -> list[tuple[str, bytes, bytes]]:
    import pikepdf

    found: list[tuple[str, bytes, bytes]] = []
    names = opened.Root.get("/Names")
    tree = None if names is None else names.get("/EmbeddedFiles")
    listed = [] if tree is None else list(tree.get("/Names", []))
    for name, spec in zip(listed[::2], listed[1::2], strict=True):
        left = LONGEST_TOGETHER - sum(len(content) for _, content, _ in found)
        if len(found) == MOST:
            raise UnreadableError("damaged")
        stream = spec["/EF"]["/F"]
        assert isinstance(stream, pikepdf.Stream)
        found.append((str(name), _unpacked(stream, min(LONGEST, left)), bytes(stream["/Params"]["/CheckSum"])))
    return found


def _unpacked(stream: Any, most: int) -> bytes:
    """The content of a stream that is plain or deflated, as ours are; at most so many bytes."""
    raw: bytes = stream.read_raw_bytes()
    if stream.get("/Filter") is None and len(raw) <= most:
        return raw
    if str(stream.get("/Filter")) != "/FlateDecode":
        raise UnreadableError("damaged")
    unpack = zlib.decompressobj()
    content = unpack.decompress(raw, most) if most > 0 else b""
    if not unpack.eof or unpack.unused_data:
        raise UnreadableError("damaged")
    return content
