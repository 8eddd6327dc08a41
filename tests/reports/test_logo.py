"""A logo is nothing but a picture, whatever was put in."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from kporisk.reports.logo import PNG, SVG, Sanitised, UnfitLogo, sanitise
from kporisk.reports.logo_svg import words

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 40">'
MARK = '<rect width="10" height="10"/>'

ELEMENTS = {
    *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs", "linearGradient"),
    *("radialGradient", "stop", "clipPath", "title", "desc", "use"),
}
ATTRIBUTES = {
    *("width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "fx", "fy", "fr", "x", "y", "dx", "dy", "rotate", "points"),
    *("viewBox", "d", "offset", "transform", "gradientTransform", "fill", "stroke", "color", "stop-color", "stop-opacity", "opacity"),
    *("fill-opacity", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit", "stroke-linecap"),
    *("stroke-linejoin", "fill-rule", "clip-rule", "clip-path", "display", "visibility", "text-anchor", "font-style", "font-weight"),
    *("font-family", "font-size", "letter-spacing", "word-spacing", "dominant-baseline"),
    *("alignment-baseline", "gradientUnits", "clipPathUnits", "spreadMethod", "preserveAspectRatio", "id", "href"),
    "{http://www.w3.org/XML/1998/namespace}space",
}
"""What may be left, written down here once more, so that nobody widens the list by the way."""


def svg(inner: str, *, head: str = OPEN) -> bytes:
    return f"{head}{inner}</svg>".encode()


def cleaned(inner: str) -> str:
    return sanitise(svg(inner)).content.decode()


def assert_harmless(clean: Sanitised) -> None:
    again = sanitise(clean.content)
    assert (again.content, again.kind, again.removed) == (clean.content, clean.kind, ())
    text = clean.content.decode()
    assert "<!" not in text and "<?" not in text
    root = ElementTree.fromstring(text)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        assert element.tag.startswith("{http://www.w3.org/2000/svg}") and element.tag.split("}")[1] in ELEMENTS
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES
            assert ":" not in value and "@" not in value and "\\" not in value and "<" not in value
            if "url" in value or name == "href":
                assert value.replace("url(", "").replace("'", "").replace('"', "").split(")")[0].strip().removeprefix("#") in ids


HOSTILE = (
    "<script>alert(1)</script>",
    '<script xlink:href="http://127.0.0.1:9/x.js"/>',
    '<image href="file:///etc/passwd" width="9" height="9"/>',
    '<image xlink:href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>',
    '<foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)"/></foreignObject>',
    '<rect width="9" height="9" onclick="alert(1)" onload="alert(1)"/>',
    '<rect width="9" height="9" style="fill:url(http://127.0.0.1:9/x);background:url(file:///x);x:expression(alert(1))"/>',
    "<style>@import url(http://127.0.0.1:9/x.css); @font-face { font-family: x; src: url(file:///x) } rect { fill: red }</style>",
    '<use href="http://127.0.0.1:9/x.svg#a"/>',
    '<use xlink:href="file:///etc/passwd#a"/>',
    '<a href="javascript:alert(1)"><rect width="9" height="9"/></a>',
    '<rect width="9" height="9"><animate attributeName="href" to="javascript:alert(1)"/><set attributeName="onload" to="x"/></rect>',
    '<filter id="f"><feImage href="http://127.0.0.1:9/x.png"/></filter><rect width="9" height="9" filter="url(#f)"/>',
    '<pattern id="p"><image href="http://127.0.0.1:9/"/></pattern><rect width="9" height="9" fill="url(#p)"/>',
    '<rect width="9" height="9" fill="url(http://127.0.0.1:9/#g)"/>',
    '<rect width="9" height="9" fill="url( &quot;javascript:alert(1)&quot; )"/>',
    '<linearGradient id="g" href="http://127.0.0.1:9/#g"/>',
    '<text font-family="x; src: url(http://127.0.0.1:9/)">a</text>',
    '<?xml-stylesheet href="http://127.0.0.1:9/x.css"?>',
    '<svg:script xmlns:svg="http://www.w3.org/2000/svg">alert(1)</svg:script>',
    '<html:script xmlns:html="http://www.w3.org/1999/xhtml">alert(1)</html:script>',
    '<iframe src="http://127.0.0.1:9/"/>',
    '<rect width="9" height="9" xml:base="http://127.0.0.1:9/"/>',
    "<text>&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;\u202e</text>",
    "<title>&lt;/title&gt;&lt;script&gt;</title>",
    '<rect width="9" height="9" id="&quot;&gt;&lt;script&gt;"/>',
    "<metadata><script/></metadata>",
    "<!-- <script> --><![CDATA[<script>]]>",
)


@pytest.mark.parametrize("inner", HOSTILE)
def test_hostile_parts_do_not_come_along(inner: str) -> None:
    clean = sanitise(svg(MARK + inner))
    assert_harmless(clean)
    text = clean.content.decode()
    for word in ("127.0.0.1", "file:", "javascript", "onload", "onclick", "<script", "import", "data:", "expression", "foreign", "\u202e"):
        assert word not in text


def test_what_was_removed_is_named_once_each() -> None:
    clean = sanitise(svg(MARK + '<script/><script/><rect width="1" height="1" onload="x"/><image href="x"/>'))
    assert clean.removed == ("script", "image", "onload")
    assert sanitise(svg(MARK)).removed == ()


names = st.sampled_from(
    [*sorted(ELEMENTS), "script", "style", "image", "foreignObject", "a", "switch", "animate", "set", "filter", "mask", "symbol", "x:y"]
)
attributes = st.sampled_from(
    [
        *sorted(ATTRIBUTES - {"{http://www.w3.org/XML/1998/namespace}space"}),
        "xml:space",
        "style",
        "class",
        "onload",
        "xlink:href",
        "x:z",
        "src",
        "filter",
    ]
)
values = st.one_of(
    st.sampled_from(
        (
            *(
                "#a",
                "#b",
                "#aaa",
                "url(#a)",
                "url('#b') red",
                "url(http://x/#a)",
                "javascript:x",
                "none",
                "a",
                "b",
                "1",
                "-.5e1",
                "1e99",
                "10%",
            ),
            *("1 2,3-4", "0 0 9 9", "M0 0l1,1.5.5zA1 1 0 01.5.5", "M", "m1", "rotate(1 2 3)scale(2)", "matrix(1)", "fill:url(#a);x:y"),
            *("fill : red ; opacity:.5", "inherit", "#123456"),
        )
    ),
    st.text(max_size=12),
)
letters = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=8)


@st.composite
def trees(draw: st.DrawFn, depth: int = 2) -> str:
    name = draw(names)
    given = draw(st.dictionaries(attributes, values, max_size=5))
    inner = "".join(draw(st.lists(trees(depth - 1) if depth else st.just(""), max_size=3))) + escape(draw(letters))
    written = "".join(f" {key}={quoteattr(''.join(c for c in value if c.isprintable() or c == ' '))}" for key, value in given.items())
    sheet = (
        draw(st.sampled_from([".a{fill:#123}", "*{stroke:url(#a)}", "#b,rect{opacity:0.5;behavior:url(x)}", "@import 'x';"]))
        if name == "style"
        else ""
    )
    return f"<{name}{written}>{sheet}{inner}</{name}>"


@settings(max_examples=80)
@given(st.lists(trees(), max_size=4))
def test_whatever_is_put_in_only_what_is_allowed_comes_out_and_twice_is_once(parts: list[str]) -> None:
    head = OPEN.replace("<svg ", '<svg xmlns:x="urn:x" ')
    try:
        clean = sanitise(svg(MARK + "".join(parts), head=head))
    except UnfitLogo:
        return
    assert clean.kind == SVG
    assert_harmless(clean)


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_bytes_are_a_logo_or_unfit(content: bytes) -> None:
    for start in (b"", b"\x89PNG\r\n\x1a\n", OPEN.encode()):
        with pytest.raises(UnfitLogo):
            sanitise(start + content)


def bomb(levels: int, times: int) -> str:
    groups = [f'<g id="g{level}">' + f'<use href="#g{level - 1}"/>' * times + "</g>" for level in range(1, levels)]
    return f'<g id="g0">{MARK}</g>{"".join(groups)}'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + svg("<text>&b;</text>"), "document type"),
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("<text>&a;</text>"), "document type"),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1:9/x.dtd">' + svg(MARK), "document type"),
        (svg("<text>&undefined;</text>"), "well-formed"),
        (svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>' + MARK), "circle"),
        (svg('<linearGradient id="a" href="#a"/>' + MARK), "circle"),
        (svg('<clipPath id="c"><rect width="1" height="1" clip-path="url(#c)"/></clipPath>' + MARK), "circle"),
        (svg(bomb(12, 10)), "draws more than 5,000"),
        (
            svg(MARK.replace("<rect", '<rect id="u0"') + "".join(f'<use id="u{n}" href="#u{n - 1}"/>' for n in range(1, 90))),
            "deeper than 64",
        ),
        (svg(MARK + "".join(f'<use id="u{n}" href="#u{n - 1}"/>' for n in range(1, 200))), "deeper than 64"),
        (svg("<g>" * 90 + MARK + "</g>" * 90), "deeper than 64"),
        (svg(MARK * 6000), "more than 5,000"),
        (svg(f"<style>{'*{fill:red}' * 600}</style>{MARK}"), "more than 500 rules"),
        (svg(f"<desc>{'x' * 1_000_001}</desc>{MARK}"), "larger than 1 MB"),
        (b"\x1f\x8b\x08\x00", "svgz"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"<html/>", "outermost element"),
        (svg("<svg/>", head='<x xmlns="http://www.w3.org/2000/svg">').replace(b"</svg>", b"</x>"), "well-formed|outermost"),
        (b"", "empty"),
        (svg(""), "shows nothing"),
        (svg("<script>1</script><image href='x'/>"), "shows nothing"),
        (svg('<rect width="9" height="9" fill="none"/>'), "shows nothing"),
        (svg(f'<g opacity="0">{MARK}</g><g display="none">{MARK}</g><g visibility="hidden"/>'), "shows nothing"),
        (svg(f'<defs><g id="a">{MARK}</g></defs><g fill="none"><use href="#a"/></g>'), "shows nothing"),
        (svg('<line x1="1" x2="5"/><rect width="0" height="4"/><text> </text><path d="M1"/>'), "shows nothing"),
        (svg(MARK, head='<svg xmlns="http://www.w3.org/2000/svg">'), "viewBox"),
        (svg(MARK, head='<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="9">'), "viewBox"),
        (svg(MARK, head='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 0">'), "empty"),
        (svg(MARK, head='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 1e9">'), "viewBox"),
        (svg(MARK, head='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 9">'), "more than 20 times"),
        (b'<?xml version="1.0" encoding="nonsense-9"?>' + svg(MARK), "well-formed|encoding"),
    ],
)
def test_what_cannot_be_a_logo_is_refused_with_a_reason(content: bytes, says: str) -> None:
    with pytest.raises(UnfitLogo, match=says):
        sanitise(content)


def test_lists_of_numbers_without_end_are_judged_at_once() -> None:
    with pytest.raises(UnfitLogo):
        sanitise(svg(f'<polyline stroke="red" points="{"1.5.5 " * 100_000}x"/>'))
    with pytest.raises(UnfitLogo):
        sanitise(svg(f'<path d="M{"1.5.5" * 100_000}x"/>'))


def test_style_sheets_and_style_become_attributes_and_the_stronger_wins() -> None:
    text = cleaned(
        "<style>/* x */ rect{fill:red;opacity:.5} .b, .c { fill:#00f } #d{fill:#0f0!important} g rect{fill:pink}</style>"
        '<rect width="1" height="1" fill="black"/><rect class="x b" width="2" height="1"/><rect class="b" id="d" width="3" height="1"/>'
        '<rect class="b" style="fill: #abc; stroke-width: 2px" width="4" height="1"/>'
    )
    rects = [element.attrib for element in ElementTree.fromstring(text) if element.tag.endswith("rect")]
    assert [rect["fill"] for rect in rects] == ["red", "#00f", "#0f0", "#abc"]
    assert rects[3]["stroke-width"] == "2px" and {rect["opacity"] for rect in rects} == {".5"}
    assert "class" not in text and "style" not in text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_an_encoding_hides_nothing(encoding: str) -> None:
    declared = '<?xml version="1.0" encoding="latin-1"?>' if encoding == "latin-1" else ""
    clean = sanitise((declared + OPEN + MARK + "<script/><text>é</text></svg>").encode(encoding))
    assert_harmless(clean)
    assert clean.removed == ("script",) and ">é<" in clean.content.decode()


def test_a_size_in_millimetres_becomes_a_view_box() -> None:
    text = sanitise(svg(MARK, head='<svg xmlns="http://www.w3.org/2000/svg" width="96mm" height="1in">')).content.decode()
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 362.835 96">')


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("M1-2.5.5-3e1z m1 1a1 1 0 01.5.5", "M 1 -2.5 .5 -3e1 z m 1 1 a 1 1 0 0 1 .5 .5"),
        ("m0 0\n\tH5,6 v-1", "m 0 0 H 5 6 v -1"),
        ("M0 0C1 2 3 4 5 6 7 8 9 10 11 12", "M 0 0 C 1 2 3 4 5 6 7 8 9 10 11 12"),
        *((malformed, None) for malformed in ("M0 0L1", "L0 0", "M0 0 X", "M0 0A1 1 0 2 1 3 3", "M", "M 1 1e99", "z", "0 0", "M0 0 Z 5")),
    ],
)
def test_paths_are_written_with_spaces_and_malformed_ones_left_out(given: str, written: str | None) -> None:
    clean = sanitise(svg(f'{MARK}<path d="{given}"/>'))
    (path,) = [element for element in ElementTree.fromstring(clean.content) if element.tag.endswith("path")]
    assert path.get("d") == written
    assert clean.removed == (() if written else ("d",))


def test_wrappings_become_groups_and_keep_what_is_in_them() -> None:
    text = cleaned(f'<switch><foreignObject/><a href="x">{MARK}</a></switch>')
    assert '<g><g><rect height="10" width="10"/></g></g>' in text


def test_references_lead_to_something_of_their_kind_or_go() -> None:
    clean = sanitise(
        svg(
            '<rect id="r" width="1" height="1" fill="url(#r)" stroke="url(#g)" clip-path="url(#g)"/><linearGradient id="g"/>'
            '<use href="#g"/>'
            '<use id="u" href="#v"/><use id="v" href="#missing"/><rect id="r" width="2" height="2"/>'
        )
    )
    assert_harmless(clean)
    text = clean.content.decode()
    assert 'stroke="url(#g)"' in text and "clip-path" not in text and "<use" not in text and "fill" not in text
    assert set(clean.removed) == {"fill", "clip-path", "use", "href", "id"}


def test_the_words_of_a_logo_are_known() -> None:
    assert "Acme & Co" in words(sanitise(svg("<title>t</title><text x='1'>Acme &amp; <tspan>Co</tspan></text>")).content).replace("  ", " ")


def png(image: Image.Image, **more: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **more)
    return file.getvalue()


def chunks(content: bytes) -> set[bytes]:
    found, at = set(), 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        found.add(content[at + 4 : at + 8])
        at += 12 + length
    return found


@settings(max_examples=60)
@given(
    st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]),
    st.integers(1, 9),
    st.integers(1, 9),
    st.binary(min_size=700, max_size=700),
)
def test_a_png_keeps_its_pixels_and_nothing_else(mode: str, width: int, height: int, noise: bytes) -> None:
    length = len(Image.new(mode, (width, height)).tobytes())
    image = Image.frombytes(mode, (width, height), noise[:length])
    if mode == "P":
        image.putpalette(noise[:768].ljust(768, b"\0"))
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "somebody")
    given_png = png(image, pnginfo=info, dpi=(300, 300), icc_profile=b"not a profile")
    try:
        clean = sanitise(given_png)
    except UnfitLogo as error:
        assert "transparent all over" in str(error)
        return
    assert clean.kind == PNG and {"Author", "dpi", "icc_profile"} <= set(clean.removed)
    assert chunks(clean.content) == {b"IHDR", b"IDAT", b"IEND"}
    assert sanitise(clean.content) == Sanitised(PNG, clean.content, ())
    shown = Image.open(io.BytesIO(clean.content))
    if mode != "I;16":
        assert shown.convert("RGBA").tobytes() == image.convert("RGBA").tobytes()


def test_sixteen_bits_of_grey_are_scaled_and_not_cut() -> None:
    image = Image.frombytes("I;16", (3, 1), struct.pack("<3H", 0, 32896, 65535))
    shown = Image.open(io.BytesIO(sanitise(png(image)).content))
    assert list(shown.convert("L").tobytes()) == [0, 128, 255]


def test_a_large_png_is_made_smaller_and_says_so() -> None:
    clean = sanitise(png(Image.new("RGB", (3200, 800), "#123456")))
    assert Image.open(io.BytesIO(clean.content)).size == (1600, 400)
    assert clean.removed == ("pixels beyond 1,600",)


def header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    body = (
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (header(5000, 10), "4,000 by 4,000"),
        (header(60_000, 60_000), "4,000 by 4,000"),
        (header(2**31 - 1, 2**31 - 1), "4,000 by 4,000|damaged"),
        (header(0, 0), "damaged"),
        (header(300, 10), "more than 20 times"),
        (header(400, 400), "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 2_000_000, "larger than 2 MB"),
        (png(Image.new("RGBA", (4, 4), (9, 9, 9, 0))), "transparent all over"),
    ],
)
def test_a_png_that_cannot_be_a_logo_is_refused_with_a_reason(content: bytes, says: str) -> None:
    with pytest.raises(UnfitLogo, match=says):
        sanitise(content)


def test_only_the_first_frame_of_an_animation_is_kept() -> None:
    frames = [Image.new("RGB", (8, 8), name) for name in ("red", "blue")]
    clean = sanitise(png(frames[0], save_all=True, append_images=frames[1:]))
    assert "frames after the first" in clean.removed
    assert chunks(clean.content) == {b"IHDR", b"IDAT", b"IEND"}


@settings(max_examples=60)
@given(st.integers(8, 400), st.integers(0, 255))
def test_a_damaged_png_is_a_logo_or_unfit(at: int, byte: int) -> None:
    content = bytearray(png(Image.effect_noise((20, 20), 50)))
    content[at % len(content)] = byte
    try:
        clean = sanitise(bytes(content))
    except UnfitLogo:
        return
    assert chunks(clean.content) == {b"IHDR", b"IDAT", b"IEND"}
