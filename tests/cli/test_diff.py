"""`kporisk diff`."""

from __future__ import annotations

import math

import pytest

from kporisk.errors import ExitCode
from tests.cli.programme import VENDOR, Programme


def test_the_last_two_are_compared_and_the_lines_sum_to_the_difference(programme: Programme) -> None:
    found = programme.json("diff", VENDOR)
    change = found["change"]
    for end in ("told", "proven"):
        moved = math.fsum(line["points"][end] for step in change["steps"] for line in step["lines"])
        assert moved == pytest.approx(change["new"]["score"][end] - change["old"]["score"][end], abs=1e-9)
        assert moved != 0.0
    assert [step["step"] for step in change["steps"]] == ["response"]
    assert [item["id"] for item in change["findings"]["new"]] == ["hc_attrition"]
    assert len(change["findings"]["carried"]) > 1


def test_an_answer_that_moved_nothing_is_told_too(programme: Programme) -> None:
    answers = {one["question"]: one for one in programme.json("diff", VENDOR)["answers"]}
    assert set(answers) == {"hc_attrition", "hc_leaver_hours"}
    assert (answers["hc_attrition"]["cause"], answers["hc_leaver_hours"]["cause"]) == ("answer_changed", "besides")
    assert (answers["hc_attrition"]["before"]["value"], answers["hc_attrition"]["after"]["value"]) == (12, 60)


@pytest.mark.parametrize(("lang", "words"), [("en", "Answers that changed: 2"), ("fr", "Réponses qui ont changé : 2")])
def test_as_text(programme: Programme, lang: str, words: str) -> None:
    out = programme.ran("diff", VENDOR, "--lang", lang)
    assert words in out.replace("\u00a0", " ") and "since July" in out and "60" in out
    assert max(map(len, out.splitlines())) <= 80


def test_each_end_is_named_by_record_or_by_day(programme: Programme) -> None:
    first, last = (one["record"] for one in programme.json("history", VENDOR)["assessments"])
    plain = programme.json("diff", VENDOR)
    assert programme.json("diff", VENDOR, "--from", "2026-11-24", "--to", f"#{last}") == plain
    assert programme.json("diff", VENDOR, "--from", str(first)) == plain
    assert (plain["from"]["record"], plain["to"]["record"]) == (first, last)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--to", "2026-11-21"), "nothing to compare it with"),
        (("--from", "2026-11-26"), "is not older than"),
        (("--from", "2020-01-01"), "was not assessed on 2020-01-01 or before"),
        (("--to", "1"), "record 1 is no assessment"),
        (("--to", "soon"), "neither the number of a record nor a day"),
    ],
)
def test_what_cannot_be_compared_is_refused(programme: Programme, options: tuple[str, ...], said: str) -> None:
    done = programme.run("diff", VENDOR, *options)
    assert (done.code, done.out) == (ExitCode.USAGE, "") and said in done.err
