"""The description of a file (document information and XMP), then and now: whether only its dates and its last producer are others.

Signing platforms write the time of signing and their own name there; a title, a state or a conformance that changes is another matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONGEST = 1_000_000
"""Bytes of an XMP packet, at most."""

_DATES_OF_INFO = frozenset({"/ModDate", "/Producer"})
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_DATES_OF_XMP = frozenset({f"{_XMP}ModifyDate", f"{_XMP}MetadataDate", "{http://ns.adobe.com/pdf/1.3/}Producer"})
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def only_dates(then: Any, now: Any) -> bool:
    """Whether two document information dictionaries, or two XMP packets, differ in nothing but dates of change and the producer."""
    import pikepdf

    if isinstance(then, pikepdf.Stream) and isinstance(now, pikepdf.Stream):
        before, after = _statements(then), _statements(now)
        return before is not None and before == after
    if isinstance(then, pikepdf.Dictionary) and isinstance(now, pikepdf.Dictionary):
        return _stated(then) == _stated(now)
    return False


def _stated(info: Any) -> Mapping[str, str]:
    return {key: str(info.get(key)) for key in info.keys() if key not in _DATES_OF_INFO}  # noqa: SIM118


def _statements(packet: Any) -> frozenset[tuple[str, str]] | None:
    """What a packet states, however it is written: names with their paths and values; None where it cannot be read."""
    from xml.etree import ElementTree

    try:
        content = packet.read_bytes()
        if len(content) > LONGEST or b"<!" in content or b"\0" in content:
            return None
        root = ElementTree.fromstring(content.decode("utf-8"))
    except Exception:  # a foreign packet may break its reader in any way
        return None
    found: set[tuple[str, str]] = set()
    _collect(root, "", found)
    return frozenset(found)


def _collect(element: Any, path: str, found: set[tuple[str, str]]) -> None:
    """Each property with its value; an attribute of a description states the same as an element in it."""
    if element.tag in _DATES_OF_XMP:
        return
    here = path if element.tag.startswith((_RDF, "{adobe:ns:meta/}")) else f"{path}/{element.tag}"
    for name, value in element.attrib.items():
        if name == f"{_RDF}resource":
            found.add((here, value.strip()))
        elif value.strip() and name not in _DATES_OF_XMP and not name.startswith((_RDF, "{adobe:ns:meta/}")):
            found.add((f"{here}/{name}", value.strip()))
    text = (element.text or "").strip()
    if text:
        found.add((here, text))
    for child in element:
        _collect(child, here, found)
