"""From an organisation's folder to a look that can be printed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from kporisk.errors import InvalidDocument
from kporisk.reports.look import COLOURS, Look, look_from
from kporisk.workflow.look import OwnLook, load_look

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="9" height="9"/>{}</svg>'


def load(folder: Path, text: str, **files: bytes) -> OwnLook:
    (folder / "look.yaml").write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return load_look(folder)


def problems(folder: Path, text: str, **files: bytes) -> list[str]:
    with pytest.raises(InvalidDocument) as raised:
        load(folder, text, **files)
    return [str(problem).replace(f"{folder}/", "") for problem in raised.value.problems]


def test_what_is_not_set_is_ours(tmp_path: Path) -> None:
    own = load(tmp_path, 'colours: {ink: "#0A0"}\n'.replace("#0A0", "#040"))
    assert own == OwnLook(Look(colours={**COLOURS, "ink": "#004400"}), tmp_path, ())


def test_templates_alone_are_a_look(tmp_path: Path) -> None:
    (tmp_path / "look.css").write_text("", encoding="utf-8")
    assert load_look(tmp_path) == OwnLook(Look(), tmp_path, ())


def test_colours_below_aa_are_refused_with_every_pair_and_a_way_out(tmp_path: Path) -> None:
    found = problems(tmp_path, 'colours:\n  ink: "#4a90d9"\n  accent: "#cc9900"\n')
    assert sum("$.colours.ink" in line for line in found) == 8
    (accent,) = [line for line in found if "$.colours.accent" in line]
    assert accent.startswith(
        "look.yaml:3:11: $.colours.accent: numbers in the accent colour on white: #cc9900 with #ffffff has a contrast of 2.58"
    )
    better = accent.split("; ")[-1].split()[0]
    assert load(tmp_path, f'colours: {{accent: "{better}"}}').look.colours["accent"] == better


@pytest.mark.parametrize("colour", ["red", "#12345", "url(x)", "#fff; } * { display: none", "var(--x)", "rgb(0,0,0)"])
def test_a_colour_is_written_in_digits(tmp_path: Path, colour: str) -> None:
    (found,) = problems(tmp_path, f'colours: {{ink: "{colour}"}}')
    assert "a colour is written as # and six digits" in found


def test_the_logo_is_sanitised_and_what_went_is_told(tmp_path: Path) -> None:
    own = load(tmp_path, "logo: a.svg", a_svg=SVG.format('<script/><rect width="1" height="1" onload="x"/><image href="x"/>').encode())
    assert own.look.logo is not None and own.look.logo.kind == "image/svg+xml" and b"script" not in own.look.logo.content
    assert own.notes == ("3 kinds of things were removed from the logo: script, image, onload; look whether it is still as it should be",)
    own = load(tmp_path, "logo: a.svg", a_svg=SVG.format("<text>Name</text>").encode())
    assert own.notes == (
        "the logo has letters as text, which are set in the report's fonts and not in yours; export it with its text as outlines",
    )
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "#123456").save(file, "PNG")
    own = load(tmp_path, "logo: a.png", a_png=file.getvalue())
    assert own.look.logo is not None and own.look.logo.kind == "image/png" and own.notes == ()


def test_a_logo_that_is_none_is_a_problem_at_its_key(tmp_path: Path) -> None:
    assert problems(tmp_path, "logo: a.svg", a_svg=b"<html/>") == [
        "look.yaml:1:7: $.logo: the logo is no SVG: its outermost element is not svg"
    ]
    long = SVG.format("".join(f"<x{number}/>" for number in range(12))).encode()
    assert "x7 and 4 more;" in load(tmp_path, "logo: a.svg", a_svg=long).notes[0]


def test_a_look_comes_back_from_its_document(tmp_path: Path) -> None:
    look = load(tmp_path, "name: A\nmarking: {en: b, fr: c}\nlogo: a.svg", a_svg=SVG.format("").encode()).look
    assert look_from(look.document()) == look


def test_a_document_that_somebody_changed_makes_no_look(tmp_path: Path) -> None:
    import base64

    made = load(tmp_path, "logo: a.svg", a_svg=SVG.format("").encode()).look.document()
    hostile = base64.b64encode(SVG.format("<script/>").encode()).decode()
    for change in (
        {"logo": {"kind": "image/svg+xml", "base64": hostile}},
        {"logo": {**made["logo"], "kind": "text/html"}},
        {"logo": {"kind": "image/png", "base64": "AAAA"}},
        {"colours": {**COLOURS, "ink": "#fff} @import url(x); {"}},
        {"colours": {**COLOURS, "ink": "#ABC"}},
    ):
        with pytest.raises(ValueError):
            look_from({**made, **change})


@pytest.mark.parametrize(
    ("inner", "says"),
    [
        ('<text y="5">\U00012000</text>', "has letters that cannot be printed"),
        (
            '<clipPath id="c" clipPathUnits="objectBoundingBox"/><radialGradient id="g" gradientTransform="scale(0)">'
            '<stop/><stop offset="1"/>'
            '</radialGradient><rect width="5" height="5" fill="url(#g)"/>',
            "is well-formed and yet cannot be printed",
        ),
    ],
)
def test_a_logo_that_would_spoil_a_report_is_found_when_it_is_chosen(tmp_path: Path, inner: str, says: str) -> None:
    (found,) = problems(tmp_path, "logo: a.svg", a_svg=SVG.format(inner).encode())
    assert found.startswith("look.yaml:1:7: $.logo: the logo ") and says in found
