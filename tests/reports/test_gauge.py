"""The band drawn with cells: strokes reach their labels, labels stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk import resources
from kporisk.reports.drawing import Bar
from kporisk.reports.gauge import Mark, bar, gauge, hung
from kporisk.reports.lines import KEPT
from kporisk.reports.reading import Reading
from kporisk.reports.speech import speech
from tests.reports.assessment_by_hand import assessment

LABELS = st.integers(1, 30).map(lambda length: "abcdefghijklmnopqrstuvwxyz0123"[:length])


def marks(width: int) -> st.SearchStrategy[list[Mark]]:
    return st.lists(st.builds(Mark, st.integers(0, width - 1), LABELS, st.booleans()), min_size=1, max_size=3)


@given(st.integers(36, 100).flatmap(lambda width: st.tuples(st.just(width), marks(width))))
def test_every_label_is_whole_and_hangs_from_its_place(case: tuple[int, list[Mark]]) -> None:
    width, wanted = case
    rows = hung(wanted, width)
    if rows is None:
        return
    assert max(map(len, rows)) <= width
    for mark in wanted:
        ends = [
            (n, row)
            for n, row in enumerate(rows)
            if row[mark.place : mark.place + 1]
            and row[mark.place] in "┘┤└├"
            and (row[: mark.place].endswith(f"{mark.label} ") or row[mark.place + 1 :].startswith(f" {mark.label}"))
        ]
        assert ends
        assert all(row[mark.place] in "│┤├┘└" for row in rows[: ends[0][0]])


def test_labels_that_fit_side_by_side_share_a_row() -> None:
    assert hung([Mark(10, "told", True), Mark(20, "proven", False)], 40) == ["     told ┘         └ proven"]


def test_a_label_gives_way_to_the_stroke_of_the_next() -> None:
    assert hung([Mark(3, "as told", True), Mark(6, "as proven", False)], 30) == ["   │  └ as proven", "   └ as told"]


def test_two_marks_at_one_place_hang_from_one_stroke() -> None:
    assert hung([Mark(20, "one", True), Mark(20, "two", True)], 30) in (
        ["               one ┤".rjust(21), "two ┘".rjust(21)],
        ["one ┤".rjust(21), "two ┘".rjust(21)],
    )


def test_labels_too_long_for_any_side_are_left_to_the_caller() -> None:
    assert hung([Mark(20, "x" * 30, True)], 40) is None


def drawn(told: float, proven: float, *, width: int = 76, lang: str = "en", **parts: object) -> list[str]:
    made = assessment(score={"told": told, "proven": proven}, **parts)
    return [line.plain for line in gauge(Reading(made, speech(lang, (resources.folder("report_templates"),))), width)]


def test_the_band_lies_where_the_scores_lie() -> None:
    names, numbers, axis, fill, *below = drawn(20, 40)
    assert names.split() == ["LOW", "MODERATE", "HIGH", "CRITICAL"]
    assert numbers.split() == ["0", "15", "30", "50", "100"]
    assert [n for n, cell in enumerate(axis) if cell == "┬"] == [round(edge * 0.75) for edge in (15, 30, 50)]
    assert (fill.index("▒"), fill.rindex("▒"), fill.index("│")) == (15, 30, 50)
    assert below[0][15] in "┘│└" and below[0][30] in "┘│└"
    assert "as told 20.0" in below[0] + below[1] and "as proven 40.0" in below[0] + below[1]


@pytest.mark.parametrize("score", [0.0, 15.0, 66.4, 100.0])
def test_a_band_of_no_width_is_one_mark(score: float) -> None:
    below = drawn(score, score)[4:]
    assert f"as told and as proven {score}" in " ".join(below)


def test_names_too_long_for_their_stretch_become_a_legend() -> None:
    lines = drawn(20, 40, width=40)
    assert " ".join(" ".join(lines[:3]).replace(KEPT, " ").split()) == "LOW below 15 · MODERATE from 15 · HIGH from 30 · CRITICAL from 50"


def test_lines_close_to_each_other_drop_a_number_rather_than_run_together() -> None:
    lines = drawn(20, 40, thresholds={"moderate": 15, "high": 15.5, "critical": 50})
    assert any(line.split() == ["0", "15", "50", "100"] for line in lines)


def test_labels_that_cannot_hang_stand_below() -> None:
    made = drawn(45, 50, width=36, lang="fr", inherent={"score": {"told": 52.0, "proven": 56.0}})
    assert "avant tout contrôle 52,0 – 56,0" in " ".join(" ".join(made).replace(KEPT, " ").split())


@given(st.floats(0, 100), st.floats(0, 100), st.none() | st.floats(0, 100), st.integers(8, 90))
def test_a_bar_never_leaves_its_width(one: float, two: float, tick: float | None, width: int) -> None:
    told, proven = sorted((one, two))
    cells = bar(Bar("", told, proven - told, told, tick), width, "").plain
    assert len(cells) <= width
    assert cells.count("█") == round(told * width / 100)
    assert cells.count("█") + cells.count("▒") == round((told + (proven - told)) * width / 100)
