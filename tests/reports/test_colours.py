"""Contrast: the measure itself, what is said of colours that fail, and that whatever is shipped passes."""

from __future__ import annotations

import colorsys
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk import resources
from kporisk.reports.colours import PAIRS, ROLES, TINTS, colour, complaints, contrast, luminance, nearest
from kporisk.reports.look import COLOURS

rgb = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")

WHITE, PAPER, INK, ALARM, TRACK = "#ffffff", "#f4f2ec", COLOURS["ink"], COLOURS["alarm"], "#e9ebee"
TEXTS = {
    "#1c232e": (WHITE, PAPER),
    "#434d5c": (WHITE,),
    "#5a6472": (WHITE, PAPER),
    "#3b4553": (WHITE, *TINTS.values()),
    "#6b5228": (WHITE,),
    "#8f3714": (WHITE,),
    "#ffffff": (INK, ALARM),
    "#d5dae3": (INK,),
    "var(--ink)": (WHITE, PAPER),
    "var(--accent)": (WHITE,),
    "var(--alarm)": (WHITE,),
}
"""Every colour in which the style sheets and figures set text, and what lies behind it."""
FIGURES = {
    "colours.ink": (WHITE, TRACK, *TINTS.values()),
    "colours.alarm": (WHITE, TRACK),
    "grey": (WHITE,),
    "#7083a3": (TRACK, INK),
}
"""Every colour in which a figure draws what has to be told apart, and what lies beside it."""
BEHIND = {"#ffffff", "#f4f2ec", "#e7e8ea", "var(--ink)", "var(--alarm)"}
"""What lies behind."""


def known(name: str) -> str:
    return COLOURS.get(name.removeprefix("var(--").removeprefix("colours.").rstrip(")"), {"grey": "#5a6472"}.get(name, name))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#000000", 5.25),
    ],
)
def test_the_ratios_are_those_that_everybody_finds(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(rgb, rgb)
def test_contrast_lies_between_1_and_21_and_has_no_direction(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21.0001
    assert contrast(one, one) == 1
    assert 0 <= luminance(one) <= 1.0001


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#16243d", "#16243d"),
        ("#ABC", "#aabbcc"),
        (" #FFF ", "#ffffff"),
        ("16243d", None),
        ("#12345", None),
        ("#12345g", None),
        ("red", None),
        ("#fff; } * { display: none", None),
        ("#fff\n", None),
        ("#１２３", None),
        ("", None),
        ("url(x)", None),
    ],
)
def test_a_colour_is_nothing_but_digits(text: str, found: str | None) -> None:
    assert colour(text) == found


@given(st.text())
def test_whatever_is_taken_for_a_colour_is_one(text: str) -> None:
    found = colour(text)
    assert found is None or re.fullmatch(r"#[0-9a-f]{6}", found)


@given(rgb)
def test_the_nearest_colour_is_readable_and_keeps_the_hue(given: str) -> None:
    needs = [(pair.other, pair.needed) for pair in PAIRS if pair.role == "ink"]
    found = nearest(given, needs)
    assert found is not None
    assert all(contrast(found, other) >= needed for other, needed in needs)
    if all(contrast(given, other) >= needed for other, needed in needs):
        assert found == given
    hue = [colorsys.rgb_to_hls(*(int(one[at : at + 2], 16) / 255 for at in (1, 3, 5))) for one in (given, found)]
    if min(hue[0][2], hue[1][2]) > 0.3 and 0.1 < hue[1][1] < 0.9 and 0.1 < hue[0][1] < 0.9:
        assert min(abs(hue[0][0] - hue[1][0]), 1 - abs(hue[0][0] - hue[1][0])) < 0.05


def test_no_colour_suits_black_and_white_at_once() -> None:
    assert nearest("#336699", [("#ffffff", 7.0), ("#000000", 7.0)]) is None


@given(st.fixed_dictionaries(dict.fromkeys(ROLES, rgb)))
def test_colours_pass_exactly_when_every_pair_does(colours: dict[str, str]) -> None:
    failing = [pair for pair in PAIRS if contrast(colours[pair.role], pair.other) < pair.needed]
    assert sum(map(len, complaints(colours).values())) == len(failing)


def test_a_complaint_names_pair_ratio_need_and_a_way_out() -> None:
    found = complaints({**COLOURS, "accent": "#cc9900"})
    assert found.keys() == {"accent"}
    (sentence,) = found["accent"]
    assert "numbers in the accent colour on white" in sentence
    assert "2.58 to 1" in sentence and "4.5 is needed" in sentence
    better = re.findall("#[0-9a-f]{6}", sentence)[-1]
    assert contrast(better, "#ffffff") >= 4.5
    assert not complaints({**COLOURS, "accent": better})


def test_a_ratio_just_below_is_not_rounded_to_what_is_needed() -> None:
    below = min((f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(118, 121)), key=lambda one: abs(4.49 - contrast(one, WHITE)))
    assert contrast(below, WHITE) < 4.5
    assert " 4.50 " not in complaints({**COLOURS, "alarm": below})["alarm"][0]


def test_what_is_shipped_is_readable() -> None:
    assert complaints(COLOURS) == {}
    for table, needed in ((TEXTS, 4.5), (FIGURES, 3.0)):
        for front, backs in table.items():
            for back in backs:
                assert contrast(known(front), known(back)) >= needed, (front, back)


def styles() -> str:
    folder = resources.folder("report_templates")
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in ("report.css", "page.css", "screen.css"))


def figures() -> str:
    return resources.folder("report_templates").joinpath("macros.html.j2").read_text(encoding="utf-8")


def test_the_tables_here_name_every_colour_of_text() -> None:
    used = set(re.findall(r"[;{\s]color: ([^;}\s]+)", styles())) - {"inherit"}
    in_figures = {match for match in re.findall(r'<text[^>]* fill="([^"]+)"', figures()) if match.startswith("#")}
    assert used | in_figures == TEXTS.keys()
    assert set(re.findall(r"background: ([^;}\s]+)", styles())) == BEHIND


def test_the_tables_here_name_every_colour_of_the_figures() -> None:
    drawn = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6}|\{\{ [^}]+ \}\})"', re.sub("<text[^>]*>", "", figures())))
    named = {name.strip("{} ") for name in drawn} - {"#ffffff", TRACK, "tints[zone.tier]"}
    assert named == FIGURES.keys()
    assert set(re.findall(r'"(low|moderate|high|critical)": "(#[0-9a-f]{6})"', figures())) == set(TINTS.items())


def test_the_roles_are_set_by_name_and_never_by_value() -> None:
    everything = styles() + figures()
    assert COLOURS["ink"] not in everything and COLOURS["alarm"] not in everything
    assert everything.count(COLOURS["accent"]) == 1  # the frame of a severity, which is no number


def test_every_pair_of_a_role_in_the_tables_is_checked_for_an_organisation() -> None:
    checked = {(pair.role, pair.other) for pair in PAIRS}
    for role in ROLES:
        for back in TEXTS[f"var(--{role})"]:
            assert (role, back) in checked
    assert {("ink", tint) for tint in TINTS.values()} | {("ink", TRACK), ("ink", "#d5dae3")} <= checked
