"""What is drawn: every operator within marked content, the colours, and the fonts with what is shown of them (6.2; 14289-1 7.1, 7.21)."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

SHOWS_TEXT = frozenset(("Tj", "TJ", "'", '"'))
PAINTS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE", "BI", "EI"))
OTHER = frozenset(
    re.split(
        " ",
        "b BDC BMC BT BX c cm CS cs d d0 d1 DP EMC ET EX G g gs h i j J K k l m M MP n q Q re RG rg ri SC sc SCN scn Tc Td TD Tf TL Tm Tr "
        "Ts Tw Tz T* v w W W* y",
    )
)
INTENTS = ("/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation")
COLOURS = {"RG": "RGB", "rg": "RGB", "K": "CMYK", "k": "CMYK", "G": "Gray", "g": "Gray"}
DEEPEST = 28


@dataclass
class Drawn:
    """What the pages show."""

    marks: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    """For each page, by number from 0, and marked content: the text operators in it."""
    codes: dict[tuple[int, int], tuple[Any, set[int]]] = field(default_factory=dict)
    """For each font: itself and the codes shown."""
    wrong: list[str] = field(default_factory=list)


def drawn(pdf: Any) -> Drawn:
    """Read all pages and what they call."""
    seen = Drawn()
    model = _model(pdf)
    for number, page in enumerate(pdf.pages):
        _read(page, page.obj.get("/Resources", pikepdf.Dictionary()), seen, number, [], model)
    seen.wrong = list(dict.fromkeys(seen.wrong))
    return seen


def _model(pdf: Any) -> str:
    for intent in pdf.Root.get("/OutputIntents", ()):
        if isinstance(intent.get("/DestOutputProfile"), pikepdf.Stream):
            return {3: "RGB", 4: "CMYK", 1: "Gray"}.get(int(intent.DestOutputProfile.get("/N", 0)), "")
    return ""


def _read(content: Any, resources: Any, seen: Drawn, page: int, outer: list[Any], model: str) -> None:
    """One content stream. An entry of the stack: None for an artifact, a number for content of the structure, a name for neither."""
    stack: list[Any] = list(outer)
    depth, font, where = 0, None, f"page {page + 1}"
    for instruction in pikepdf.parse_content_stream(content):
        operands, operator = instruction.operands, instruction.operator
        name = str(operator)
        if name in ("BDC", "BMC"):
            entry = _entry(operands, resources)
            if entry is None and any(isinstance(one, int) for one in stack):
                seen.wrong.append(f"14289-1 7.1 (01-003): an artifact within tagged content on {where}")
            if isinstance(entry, int):
                if None in stack:
                    seen.wrong.append(f"14289-1 7.1 (01-004): tagged content within an artifact on {where}")
                if outer or (page, entry) in seen.marks:
                    seen.wrong.append(f"32000-1 14.7.4.2: marked content {entry} twice on {where}")
                seen.marks.setdefault((page, entry), [])
            stack.append(entry)
        elif name == "EMC":
            if len(stack) == len(outer):
                seen.wrong.append(f"32000-1 14.6: marked content ends that never began on {where}")
                return
            stack.pop()
        elif name in SHOWS_TEXT or name in PAINTS:
            if not any(entry is None or isinstance(entry, int) for entry in stack):
                seen.wrong.append(f"14289-1 7.1 (01-005): {name} on {where} is neither tagged nor an artifact")
            if name in SHOWS_TEXT:
                _shown(operands, font, seen, where)
                for entry in stack:
                    if isinstance(entry, int):
                        seen.marks[(page, entry)].append(name)
            elif name == "Do":
                called = resources.XObject[operands[0]]
                if called.get("/Subtype") == "/Form":
                    _read(called, called.get("/Resources", resources), seen, page, stack, model)
        elif name == "Tf":
            font = resources.Font[operands[0]]
        elif name == "q":
            depth += 1
            if depth > DEEPEST:
                seen.wrong.append(f"19005-3 6.1.13: q is nested deeper than {DEEPEST} on {where}")
        elif name == "Q":
            depth -= 1
        elif name == "ri":
            if str(operands[0]) not in INTENTS:
                seen.wrong.append(f"19005-3 6.2.6: the rendering intent {operands[0]} on {where}")
        elif name not in OTHER:
            seen.wrong.append(f"19005-3 6.2.2: the operator {name} on {where}")
        if name in COLOURS or name in ("CS", "cs"):
            _colour(name, operands, resources, seen, where, model)
    if depth or len(stack) != len(outer):
        seen.wrong.append(f"32000-1 8.4.2, 14.6: q and Q or marked content are not in balance on {where}")


def _colour(name: str, operands: Any, resources: Any, seen: Drawn, where: str, model: str) -> None:
    used = COLOURS.get(name)
    if name in ("CS", "cs"):
        used = {"/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK", "/DeviceGray": "Gray"}.get(str(operands[0]))
    if used and used != model and not (used == "Gray" and model) and f"/Default{used}" not in resources.get("/ColorSpace", {}):
        seen.wrong.append(f"19005-3 6.2.4.3: colours of the device ({used}) on {where} without an output intent for them")


def _entry(operands: Any, resources: Any) -> Any:
    if str(operands[0]) == "/Artifact":
        return None
    properties = operands[1] if len(operands) > 1 else {}
    if isinstance(properties, pikepdf.Name):
        properties = resources.Properties[properties]
    return int(properties["/MCID"]) if "/MCID" in properties else str(operands[0])


def _shown(operands: Any, font: Any, seen: Drawn, where: str) -> None:
    if font is None:
        seen.wrong.append(f"32000-1 9.3: text without a font on {where}")
        return
    codes = seen.codes.setdefault(font.objgen, (font, set()))[1]
    strings = operands[-1] if isinstance(operands[-1], pikepdf.Array) else [operands[-1]]
    wide = font.get("/Subtype") == "/Type0"
    for text in strings:
        if isinstance(text, pikepdf.String):
            raw = bytes(text)
            codes.update(_pairs(raw) if wide else raw)


def _pairs(raw: bytes) -> tuple[int, ...]:
    """Two bytes to a code; a last one alone is a code of its own."""
    pairs = len(raw) // 2
    return (*struct.unpack(f">{pairs}H", raw[: 2 * pairs]), *raw[2 * pairs :])


def content(seen: Drawn) -> Iterator[str]:
    yield from seen.wrong
    for font, codes in seen.codes.values():
        yield from _font(font, codes, str(font.get("/BaseFont", "a font")))


def _font(font: Any, codes: set[int], name: str) -> Iterator[str]:
    if font.get("/Subtype") != "/Type0":
        yield f"house: {name} is not one of the bundled fonts, which are embedded as Type 0"
        return
    (descendant,) = font.DescendantFonts
    if str(font.get("/Encoding")) != "/Identity-H":
        yield f"19005-3 6.2.11.3.3: {name} is encoded by something else than Identity-H"
    if descendant.get("/Subtype") == "/CIDFontType2" and str(descendant.get("/CIDToGIDMap", "")) != "/Identity":
        if not isinstance(descendant.get("/CIDToGIDMap"), pikepdf.Stream):
            yield f"19005-3 6.2.11.3.2, 14289-1 7.21.3.2: {name} has no CIDToGIDMap"
        return
    program = descendant.get("/FontDescriptor", {}).get("/FontFile2") or descendant.get("/FontDescriptor", {}).get("/FontFile3")
    if not isinstance(program, pikepdf.Stream):
        yield f"19005-3 6.2.11.4.1, 14289-1 7.21.4.1: {name} is not embedded"
        return
    yield from _program(descendant, program.read_bytes(), codes, name)
    yield from _unicode(font.get("/ToUnicode"), codes, name)


def _program(descendant: Any, program: bytes, codes: set[int], name: str) -> Iterator[str]:
    from fontTools.ttLib import TTFont

    if 0 in codes:
        yield f"19005-3 6.2.11.8, 14289-1 7.21.8: .notdef of {name} is shown"
    widths = _widths(descendant)
    with TTFont(io.BytesIO(program)) as opened:
        order, unit = opened.getGlyphOrder(), opened["head"].unitsPerEm
        for code in sorted(codes):
            if code >= len(order):
                yield f"19005-3 6.2.11.4.1, 14289-1 7.21.4.1: glyph {code} of {name} is shown and not embedded"
                continue
            width = opened["hmtx"][order[code]][0] * 1000 / unit
            if abs(widths.get(code, float(descendant.get("/DW", 1000))) - width) > 1:
                yield f"19005-3 6.2.11.5, 14289-1 7.21.5: the width of glyph {code} of {name} is not that of its program"


def _widths(descendant: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    rest = list(descendant.get("/W", ()))
    while rest:
        first, second = int(rest.pop(0)), rest.pop(0)
        if isinstance(second, pikepdf.Array):
            found |= {first + at: float(width) for at, width in enumerate(second)}
        else:
            width = float(rest.pop(0))
            found |= dict.fromkeys(range(first, int(second) + 1), width)
    return found


def _unicode(stream: Any, codes: set[int], name: str) -> Iterator[str]:
    if not isinstance(stream, pikepdf.Stream):
        yield f"19005-3 6.2.11.7.2, 14289-1 7.21.7: {name} has no ToUnicode"
        return
    known = {int(code, 16): text for code, text in re.findall(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]*)>", stream.read_bytes())}
    for code in sorted(codes):
        text = bytes.fromhex(known.get(code, b"").decode()).decode("utf-16-be", errors="replace")
        if not text or any(character in "\0\ufeff\ufffe\ufffd" for character in text):
            yield f"19005-3 6.2.11.7.2, 14289-1 7.21.7: glyph {code} of {name} has no character"
        elif any("\ue000" <= character <= "\uf8ff" or character >= "\U000f0000" for character in text):
            yield f"19005-3 6.2.11.7.3: glyph {code} of {name} is a character of private use"
