"""What is taken out of people's text before it is printed, and which characters can be."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk import resources
from kporisk.errors import RenderingError
from kporisk.reports import characters, press

FOLDER = resources.folder("report_templates")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("plain", "plain"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("\x1b]52;c;x\x07 \x9bm", "]52;c;x m"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("tab\there", "tab here"),
        ("half \ud800 a pair", "half \ufffd a pair"),
        ("\U000e0041tag\ufeff", "tag"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_what_steers_or_hides_is_taken_out(written: str, printed: str) -> None:
    assert characters.clean(written) == printed


def test_a_tower_of_marks_is_cut_at_thirty() -> None:
    assert len(characters.clean("a" + "\u0338" * 300)) == 31


def test_what_is_too_long_is_cut_where_one_sees_it() -> None:
    cut = characters.clean("x" * 9_000)
    assert cut == "x" * 8_000 + " […]"


def test_many_lines_become_few() -> None:
    cut = characters.clean("\n".join(f"line {n}" for n in range(500)))
    assert cut.count("\n") == characters.MOST_LINES - 1
    assert "line 499" in cut


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = characters.clean(text)
    assert characters.clean(once) == once
    assert not any(unicodedata.category(character) in ("Cc", "Cs") and character != "\n" for character in once)


@given(st.text(max_size=300), st.integers(min_value=20, max_value=100))
def test_shortened_is_short_and_one_line(text: str, longest: int) -> None:
    short = characters.shortened(text, longest)
    assert len(short) <= longest
    assert "\n" not in short


def test_a_whole_document_is_cleaned_names_included() -> None:
    assert characters.cleaned({"a\u202e": ["b\x00", 3, None, {"c": "d\u200b"}]}) == {"a": ["b", 3, None, {"c": "d"}]}


@pytest.mark.parametrize(
    "text", ["Łódź Příbram İzmir Ștefan", "Ελληνική Εταιρεία", "Київ Ёлка Љубљана", "देवनागरी लिमिटेड", "→ ✓ … « » – \u202f\u00a0€"]
)
def test_the_bundled_fonts_cover(text: str) -> None:
    assert characters.uncovered(text, press.font_files(FOLDER)) == ()


@pytest.mark.parametrize(
    ("character", "package"),
    [
        ("株", "fonts-noto-cjk"),
        ("한", "fonts-noto-cjk"),
        ("ก", "fonts-noto-core"),
        ("😀", "fonts-noto-color-emoji"),
        ("☎", "fonts-symbola"),
    ],
)
def test_a_character_that_no_font_has_is_named_with_its_package(character: str, package: str) -> None:
    assert characters.uncovered(f"a{character}b", press.font_files(FOLDER)) == (character,)
    with pytest.raises(RenderingError) as caught:
        characters.refuse([character])
    message = str(caught.value)
    assert f"U+{ord(character):04X}" in message
    assert unicodedata.name(character) in message
    assert f"apt install {package}`" in message


def test_refusing_nothing_is_silent_and_many_are_counted() -> None:
    characters.refuse(())
    with pytest.raises(RenderingError, match="and 2 more"):
        characters.refuse("一二三四五六七")


def test_shortened_keeps_the_spaces_at_which_no_line_ends() -> None:
    assert characters.shortened("Sans réponse\u00a0:  lequel\u202f?\n", 60) == "Sans réponse\u00a0: lequel\u202f?"
    assert characters.shortened("un texte qui se coupe ici\u00a0: et plus loin", 31) == "un texte qui se coupe ici…"
