"""An organisation's folder of its look: what is wrong in it is said with its place and what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from kporisk.documents.content.look import LookFile, read_look
from kporisk.errors import InvalidDocument

ROLES = ("ink", "accent", "alarm")


def read(folder: Path, text: str | None = None) -> LookFile:
    if text is not None:
        (folder / "look.yaml").write_text(text, encoding="utf-8")
    return read_look(folder, roles=ROLES)


def problems(folder: Path, text: str | None = None) -> list[str]:
    with pytest.raises(InvalidDocument) as raised:
        read(folder, text)
    return [str(problem).replace(f"{folder}/", "").replace(str(folder), ".") for problem in raised.value.problems]


def test_texts_stand_for_both_languages_or_for_each(tmp_path: Path) -> None:
    (tmp_path / "mark.png").write_bytes(b"content")
    found = read(tmp_path, 'name: Aldermoor\nlogo: mark.png\ncolours: {ink: "#123"}\nmarking: {en: Internal, fr: Interne}\n')
    assert found.name == {"en": "Aldermoor", "fr": "Aldermoor"}
    assert found.marking == {"en": "Internal", "fr": "Interne"}
    assert found.colours == {"ink": "#123"}
    assert found.logo == b"content"


def test_a_key_that_is_mistyped_is_suggested(tmp_path: Path) -> None:
    text = 'nam: x\ncolors: {ink: "#000"}\nmarking: {en: a, fre: b}\ncolours: {inc: "#000"}\nqqq: 1\n'
    found = problems(tmp_path, text)
    assert "look.yaml:1:1: $.nam: nam is not known here; did you mean name?" in found
    assert "look.yaml:2:1: $.colors: colors is not known here; did you mean colours?" in found
    assert "look.yaml:3:18: $.marking.fre: fre is not known here; did you mean fr?" in found
    assert "look.yaml:4:11: $.colours.inc: inc is not known here; did you mean ink?" in found
    assert "look.yaml:5:1: $.qqq: qqq is not known here; there are name, logo, colours and marking" in found
    assert any(line.startswith("look.yaml:3") and "fr is missing" in line for line in found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a]", "keys and values belong here"),
        ("colours: red", "$.colours: keys and values belong here: ink, accent and alarm"),
        ("colours:\n  ink: #123456\n", "$.colours.ink: a colour in quotes belongs here"),
        ("colours: {ink: 123456}", "$.colours.ink: a colour in quotes belongs here"),
        ("name: 12", "$.name: a text belongs here"),
        ("name: ' '", "$.name: the text is empty"),
        (f"name: {'x' * 121}", "$.name: is 121 characters long, and 120 have room"),
        (f"marking: {'x' * 81}", "$.marking: is 81 characters long, and 80 have room"),
        (f"marking: {{en: a, fr: {'x' * 81}}}", "$.marking.fr: is 81 characters long"),
        ('marking: "a\\nb"', "$.marking: one line of visible characters"),
        ('marking: "a\\u202eb"', "$.marking: one line of visible characters"),
        ("marking: {en: a}", "$.marking: fr is missing"),
        ("logo: [a]", "$.logo: the name of a PNG or SVG file"),
        ("logo: mrak.svg", "$.logo: there is no such file in this folder; did you mean mark.svg?"),
        ("logo: nothing.png", "$.logo: there is no such file in this folder"),
        ("logo: ../secret.png", "$.logo: the logo lies in this folder"),
        ("logo: /etc/passwd", "$.logo: the logo lies in this folder"),
        ("logo: link.svg", "$.logo: the logo lies in this folder"),
        ('logo: "a\\0b"', "control character"),
        ("logo: big.png", "$.logo: the logo is larger than 2 MB"),
        ("name: a\nname: b", "stands here twice"),
    ],
)
def test_every_mistake_has_its_sentence(tmp_path: Path, text: str, says: str) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    (folder / "mark.svg").write_bytes(b"<svg/>")
    (folder / "link.svg").symlink_to(tmp_path / "secret.png")
    (folder / "big.png").write_bytes(b"x" * 2_000_001)
    found = problems(folder, text)
    assert any(says in line for line in found), found
    assert "secret" not in "".join(found).replace("../secret.png", "")


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "raport.html.j2").write_text("", encoding="utf-8")
    assert len(problems(tmp_path, "nam: x\nlogo: y.png\nmarking: 3\n")) == 4


def test_files_that_would_be_passed_over_are_named(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    for name in (
        "raport.html.j2",
        "cover.html.js",
        "look.yml",
        "lok.css",
        "words/en.yml",
        "README.md",
        "other.svg",
        "part.html.j2",
        "words/de.yaml",
    ):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "cover.html.j2").write_text('{% include "part.html.j2" %}', encoding="utf-8")
    found = problems(tmp_path, "name: x\n")
    assert sorted(line.split(":")[0] for line in found) == ["cover.html.js", "lok.css", "look.yml", "raport.html.j2", "words/en.yml"]
    assert "raport.html.j2: this file would not be used; did you mean report.html.j2?" in found
    assert "look.yml: this file would not be used; did you mean look.yaml?" in found


def test_a_folder_of_templates_needs_no_look_yaml_and_an_empty_one_is_none(tmp_path: Path) -> None:
    assert problems(tmp_path) == [".: holds neither look.yaml nor any template, words or style"]
    (tmp_path / "look.css").write_text("", encoding="utf-8")
    assert read(tmp_path) == LookFile(None)
    (tmp_path / "look.yml").write_text("name: x", encoding="utf-8")
    assert problems(tmp_path) == ["look.yml: this file would not be used; did you mean look.yaml?"]


def test_what_is_no_folder_is_said(tmp_path: Path) -> None:
    assert "does not exist" in problems(tmp_path / "none")[0]
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "is not a folder" in problems(tmp_path / "file")[0]
