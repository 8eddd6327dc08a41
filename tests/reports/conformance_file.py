"""The file as such: header, trailer, limits, colours, page_annotations, actions, attachments (ISO 19005-3 6.1 to 6.5, 6.8 to 6.11)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pikepdf

FILTERS = {
    "/ASCIIHexDecode",
    "/ASCII85Decode",
    "/FlateDecode",
    "/RunLengthDecode",
    "/CCITTFaxDecode",
    "/JBIG2Decode",
    "/DCTDecode",
    "/JPXDecode",
}
FORBIDDEN_ANNOTATIONS = {"/3D", "/Sound", "/Screen", "/Movie", "/RichMedia", "/TrapNet"}
ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/Named", "/SubmitForm"}
HIDDEN, PRINT, NO_VIEW, INVISIBLE, TOGGLE = 2, 4, 32, 1, 256
BLENDS = {
    *("/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn"),
    *("/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity"),
}


def header(pdf: Any, data: bytes) -> Iterator[str]:
    lines = data.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]\r?", lines[0]):
        yield "19005-3 6.1.2: the header is not %PDF-1.n at the first byte"
    if len(lines) < 2 or not re.match(rb"%[\x80-\xff]{4}", lines[1]):
        yield "19005-3 6.1.2: no comment of four bytes above 127 follows the header"
    if not re.search(rb"%%EOF\r?\n?\Z", data):
        yield "19005-3 6.1.3: something follows the last end-of-file marker"


def trailer(pdf: Any, data: bytes) -> Iterator[str]:
    if "/Encrypt" in pdf.trailer:
        yield "19005-3 6.1.3, 14289-1 7.16: the file is encrypted"
    ids = pdf.trailer.get("/ID")
    if not isinstance(ids, pikepdf.Array) or len(ids) != 2 or not all(bytes(one) for one in ids):
        yield "19005-3 6.1.3: the trailer has no /ID of two strings"
    if set(map(str, pdf.Root.get("/Perms", {}))) - {"/UR3", "/DocMDP"}:
        yield "19005-3 6.1.12: unknown permissions"
    for key, clause in (("/Requirements", "6.11"), ("/OCProperties", "6.9"), ("/NeedsRendering", "6.4.2")):
        if key in pdf.Root:
            yield f"19005-3 {clause}: {key} in the catalogue, which this report has no use for"
    for key in ("/AlternatePresentations", "/Renditions"):
        if key in pdf.Root.get("/Names", {}):
            yield f"19005-3 6.10: {key} among the names"


@dataclass
class Inside:
    """Everything that stands in the file, whatever refers to it."""

    dictionaries: list[Any] = field(default_factory=list)
    """Those of streams too."""
    names: set[str] = field(default_factory=set)
    """Keys too."""
    rest: list[Any] = field(default_factory=list)
    """Numbers, strings and what else is neither a name nor holds anything."""


def inside(pdf: Any) -> Inside:
    """All objects and what stands in them, each once."""
    found, waiting = Inside(), list(pdf.objects)
    while waiting:
        item = waiting.pop()
        inner: Iterable[Any] = ()
        if not isinstance(item, pikepdf.Object):
            found.rest.append(item)
        elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            found.dictionaries.append(item)
            found.names.update(item.keys())
            inner = (value for _, value in item.items())
        elif isinstance(item, pikepdf.Array):
            inner = item
        elif isinstance(item, pikepdf.Name):
            found.names.add(str(item))
        else:
            found.rest.append(item)
        waiting += (value for value in inner if not isinstance(value, pikepdf.Object) or not value.is_indirect)
    return found


def limits(pdf: Any, seen: Inside) -> Iterator[str]:
    if len(pdf.objects) > 8_388_607:
        yield "19005-3 6.1.13: more than 8388607 indirect objects"
    for name in sorted(seen.names):
        if len(name.encode(errors="surrogateescape")) - 1 > 127:
            yield f"19005-3 6.1.13: the name {name[:20]}… is longer than 127 bytes"
        try:
            name.encode()
        except UnicodeEncodeError:
            yield "19005-3 6.1.8: a name is not UTF-8"
    for item in seen.rest:
        match item:
            case bool():
                pass
            case int() if not -(2**31) <= item < 2**31:
                yield f"19005-3 6.1.13: the integer {item} is out of range"
            case Decimal() if abs(item) > Decimal("3.403e38"):
                yield f"19005-3 6.1.13: the number {item} is out of range"
            case pikepdf.String() if len(bytes(item)) > 32767:
                yield "19005-3 6.1.13: a string is longer than 32767 bytes"
    for number, page in enumerate(pdf.pages, 1):
        left, bottom, right, top = (float(side) for side in page.mediabox)
        if not (3 <= right - left <= 14400 and 3 <= top - bottom <= 14400):
            yield f"19005-3 6.1.13: page {number} is smaller than 3 or larger than 14400 units"


def streams(pdf: Any, data: bytes) -> Iterator[str]:
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Stream):
            continue
        if any(key in item for key in ("/F", "/FFilter", "/FDecodeParms")):
            yield "19005-3 6.1.7.1: a stream's data lies outside the file"
        filters = item.get("/Filter", pikepdf.Array())
        for one in filters if isinstance(filters, pikepdf.Array) else (filters,):
            if str(one) not in FILTERS:
                yield f"19005-3 6.1.7.2: the filter {one} is not allowed"
        kind = str(item.get("/Subtype", ""))
        if kind == "/PS" or str(item.get("/Subtype2", "")) == "/PS" or "/PS" in item:
            yield "19005-3 6.2.9: a PostScript XObject"
        if kind in ("/Form", "/Image") and "/OPI" in item:
            yield "19005-3 6.2.9: an XObject with /OPI"
        if kind == "/Form" and "/Ref" in item:
            yield "19005-3 6.2.9: a reference XObject"
        if kind == "/Image" and ("/Alternates" in item or item.get("/Interpolate", False)):
            yield "19005-3 6.2.8: an image with alternates or interpolation"


def colours(pdf: Any, seen: Inside) -> Iterator[str]:
    """Output intent and graphics states; the operators that need the intent are seen in the contents."""
    intents = [one for one in pdf.Root.get("/OutputIntents", ()) if one.get("/S") == "/GTS_PDFA1"]
    if not intents:
        yield "19005-3 6.2.3: no output intent GTS_PDFA1"
        if any(isinstance(one, pikepdf.Stream) and "/Group" in one for one in pdf.objects):
            yield "19005-3 6.2.10: transparency without a blending colour space"
    for intent in intents:
        profile = intent.get("/DestOutputProfile")
        if not isinstance(profile, pikepdf.Stream):
            yield "19005-3 6.2.3: the output intent has no profile"
            continue
        content = profile.read_bytes()
        if content[36:40] != b"acsp" or content[12:16] not in (b"mntr", b"prtr") or content[8] > 4:
            yield "19005-3 6.2.3: the output intent's profile is no ICC profile of a screen or printer up to version 4"
        if {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}.get(content[16:20]) != profile.get("/N"):
            yield "19005-3 6.2.4.2: the profile's /N is not its number of colours"
    if len({one.DestOutputProfile.objgen for one in intents if "/DestOutputProfile" in one}) > 1:
        yield "19005-3 6.2.3: output intents with different profiles"
    for holder in seen.dictionaries:
        states = holder.get("/ExtGState")
        for state in states.values() if isinstance(states, pikepdf.Dictionary) else ():
            yield from _graphics_state(state)


def _graphics_state(state: Any) -> Iterator[str]:
    if "/TR" in state or str(state.get("/TR2", "/Default")) != "/Default" or "/HTP" in state:
        yield "19005-3 6.2.5: a graphics state with a transfer function or halftone phase"
    blend = state.get("/BM", pikepdf.Name.Normal)
    if any(str(one) not in BLENDS for one in (blend if isinstance(blend, pikepdf.Array) else (blend,))):
        yield f"19005-3 6.2.10: the blend mode {blend} is not of ISO 32000-1"


def page_annotations(pdf: Any, data: bytes) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        for one in page.obj.get("/Annots", ()):
            kind, flags = str(one.get("/Subtype")), int(one.get("/F", 0))
            if kind in FORBIDDEN_ANNOTATIONS:
                yield f"19005-3 6.3.1: an annotation {kind} on page {number}"
            if kind != "/Popup" and (not flags & PRINT or flags & (HIDDEN | INVISIBLE | NO_VIEW | TOGGLE)):
                yield f"19005-3 6.3.2: an annotation on page {number} is hidden or not printed"
            left, bottom, right, top = (float(side) for side in one.Rect)
            if kind not in ("/Popup", "/Link") and (right - left) * (top - bottom) != 0 and list(map(str, one.get("/AP", {}))) != ["/N"]:
                yield f"19005-3 6.3.3: an annotation on page {number} has no normal appearance, or more"


def actions(pdf: Any, seen: Inside) -> Iterator[str]:
    if "/OpenAction" in pdf.Root:
        yield "19005-3 6.5.1: the file does something when it is opened"
    if "/JavaScript" in pdf.Root.get("/Names", {}):
        yield "19005-3 6.5.1: JavaScript among the names"
    form = pdf.Root.get("/AcroForm", {})
    if form.get("/NeedAppearances", False):
        yield "19005-3 6.4.1: the form has no appearances of its own"
    if "/XFA" in form:
        yield "19005-3 6.4.2, 14289-1 7.15: an XFA form"
    for item in seen.dictionaries:
        if "/AA" in item:
            yield "19005-3 6.5.2: additional actions"
        kind = str(item.get("/S", ""))
        action = str(item.get("/Type", "")) == "/Action" or kind in ("/JavaScript", "/Launch") or "/JS" in item
        if action and kind not in ACTIONS:
            yield f"19005-3 6.5.1: an action {kind}"


def attachments(pdf: Any, data: bytes) -> Iterator[str]:
    listed = [one.objgen for one in pdf.Root.get("/AF", ())]
    if len(set(listed)) < len(listed):
        yield "19005-3 6.8: a file is listed twice in /AF"
    names = pdf.Root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", ())
    keys = [bytes(one) for one in list(names)[::2]]
    if keys != sorted(set(keys)):
        yield "32000-1 7.9.6: the attachments' names are not in order"
    if {one.objgen for one in list(names)[1::2]} != set(listed):
        yield "19005-3 6.8: the attachments are not those of /AF"
    for one in pdf.objects:
        if not isinstance(one, pikepdf.Dictionary) or one.get("/Type") != "/Filespec":
            continue
        if not str(one.get("/F", "")) or not str(one.get("/UF", "")):
            yield "19005-3 6.8, 14289-1 7.11: an attachment without /F or /UF"
        if str(one.get("/AFRelationship")) not in ("/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"):
            yield "19005-3 6.8: an attachment without its relationship"
        if not str(one.get("/Desc", "")):
            yield "19005-3 6.8: an attachment without a description"
        files: Any = one.get("/EF", {})
        content = files.get("/F")
        if not isinstance(content, pikepdf.Stream):
            yield "19005-3 6.8: an attachment without content"
            continue
        if not re.fullmatch(r"/[\w.+-]+/[\w.+-]+", str(content.get("/Subtype", ""))):
            yield "19005-3 6.8: an attachment without its media type"
        parameters: Any = content.get("/Params", {})
        if "/ModDate" not in parameters or int(parameters.get("/Size", -1)) != len(content.read_bytes()):
            yield "19005-3 6.8: an attachment without its day and size"


CHECKS = (header, trailer, streams, page_annotations, attachments)
INSIDE_CHECKS = (limits, colours, actions)
