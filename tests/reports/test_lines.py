"""Wrapping: nothing lost, nothing too wide, nothing broken that belongs together."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from kporisk.reports.lines import KEPT, hanging, heading, paragraph, printed, words, wrapped

SHOWABLE = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn", "Mn", "Me", "Cf", "Zs", "Zl", "Zp")) | st.just(" "), max_size=200
)


@given(SHOWABLE, st.integers(2, 60))
def test_wrapping_keeps_every_letter_and_the_width(text: str, width: int) -> None:
    lines = wrapped(words(text), width)
    assert all(cell_len(line.plain) <= width for line in lines)
    assert "".join("".join(line.plain for line in lines).split()).replace(KEPT, "") == "".join(text.split())


@given(st.text(max_size=200), st.booleans())
def test_nothing_printed_can_steer_a_terminal(text: str, colour: bool) -> None:
    out = printed(paragraph(words(text, "bold red"), 40), colour=colour)
    if colour:
        for code in ("\x1b[1;31m", "\x1b[0m"):
            out = out.replace(code, "")
    assert not [sign for sign in out if unicodedata.category(sign) in ("Cc", "Cs") and sign != "\n"]


def test_markup_and_emoji_codes_are_text() -> None:
    assert (
        printed([words("[red]x[/red] :tada: [link=file:///etc/passwd]y[/link]")], colour=True)
        == "[red]x[/red] :tada: [link=file:///etc/passwd]y[/link]\n"
    )


def test_marks_stay_with_their_words() -> None:
    lines = wrapped(words("aaa bbb : ccc « ddd » 12 – 15 a\u00a0b"), 8)
    assert printed(lines, colour=False).splitlines() == ["aaa", "bbb :", "ccc", "« ddd »", "12 – 15", "a\u00a0b"]
    assert printed([words("a\u00a0b\u202fc\u2009d : e")], colour=False) == "a\u00a0b\u202fc\u2009d : e\n"


def test_a_kept_space_is_printed_as_a_plain_one() -> None:
    assert printed(wrapped(words(f"'a{KEPT}b' c"), 5), colour=False) == "'a b'\nc\n"


def test_lines_hang_under_the_first() -> None:
    assert [line.plain for line in hanging(Text("F1 "), words("one two three"), 12)] == ["  F1 one two", "     three"]
    assert [line.plain for line in hanging(Text("F"), words("one two three"), 12, hang=5)] == ["  F  one two", "     three"]


def test_a_heading_runs_to_the_margin() -> None:
    assert [line.plain for line in heading("Findings", 12)] == ["", "Findings ───"]
    assert [line.plain for line in heading("Findings", 8)] == ["", "Findings"]
    assert [line.plain for line in heading("More findings", 10)] == ["", "More", "findings ─"]
