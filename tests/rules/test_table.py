from __future__ import annotations

import pytest

from kporisk.rules.parser import parse
from kporisk.rules.samples import TooLargeError
from kporisk.rules.table import MISSING, OPEN, Axis, Table, axes, facts, later_days
from kporisk.rules.tree import Name, Root

from .room import TODAY, VOCABULARY, condition

NDA, CROSS = Name(Root.ANSWERS, "nda"), Name(Root.DERIVED, "cross_border")


def along(source: str) -> tuple[Axis, ...]:
    return axes((parse(source),), VOCABULARY, (TODAY,))


def table(source: str) -> Table:
    return Table.of(condition(source), along(source), TODAY)


def test_values_that_a_rule_cannot_tell_apart_are_one() -> None:
    (nda,) = along("answers.nda in ['draft', 'none']")
    assert nda.values == ("signed", "draft")
    assert nda.gaps == (OPEN, MISSING)
    assert nda.states == ("signed", "draft", OPEN, MISSING)
    assert nda.better == {(1, 0): ("draft", "late")}


def test_options_of_equal_worth_are_noted_only_where_they_are_told_apart() -> None:
    assert along("answers.history == 'hidden'")[0].equal == {}
    assert along("answers.history == 'clean'")[0].equal == {(0, 1): ("clean", "corrected")}


@pytest.mark.parametrize(
    ("source", "gaps"),
    [
        ("answers.nda == 'none'", (OPEN, MISSING)),
        ("engagement.temps", ()),
        ("engagement.spend > 3", (OPEN,)),
        ("derived.overlap_hours > 3", (OPEN,)),
        ("derived.overlap_hours > answers.hours", ()),
        ("answers.hours < derived.overlap_hours", (OPEN, MISSING)),
    ],
)
def test_what_may_be_open_or_missing_depends_on_the_name(source: str, gaps: tuple[object, ...]) -> None:
    assert along(source)[0].gaps == gaps


def test_names_that_are_compared_with_each_other_keep_all_their_values() -> None:
    hours, overlap = along("answers.hours > derived.overlap_hours")
    assert len(hours.values) > 4
    assert len(overlap.values) > 4


def test_facts_hold_values_and_gaps() -> None:
    found = facts((NDA, CROSS, Name(Root.ANSWERS, "mfa"), Name(Root.ENGAGEMENT, "jobs")), (OPEN, True, MISSING, 3), TODAY)
    assert found.answers == {"nda": None}
    assert found.derived == {"cross_border": True}
    assert found.engagement == {"jobs": 3}


def test_a_table_holds_the_outcome_at_every_point() -> None:
    found = table("answers.nda == 'none' && derived.cross_border")
    shown = {states: found.outcomes[index] for index, states in found.points()}
    assert shown == {
        ("signed", False): False, ("signed", True): False, ("none", False): False, ("none", True): True,
        (OPEN, False): False, (OPEN, True): None, (MISSING, False): False, (MISSING, True): False,
    }  # fmt: skip
    assert [states for _, states in found.full()] == [("signed", False), ("signed", True), ("none", False), ("none", True)]


def test_the_exact_outcome_is_what_all_completions_agree_on() -> None:
    found = table("answers.nda == 'none' && derived.cross_border || answers.nda != 'none' && derived.cross_border")
    exact = {states: outcome for (_, states), outcome in zip(found.points(), found.exact(), strict=True)}
    assert found.outcomes[[states for _, states in found.points()].index((OPEN, True))] is None
    assert exact[(OPEN, True)] is True
    assert exact[(OPEN, False)] is False
    assert exact[(MISSING, True)] is False


def test_several_open_answers_are_completed_together() -> None:
    found = table("answers.nda == 'none' || answers.mfa < 40")
    exact = {states: outcome for (_, states), outcome in zip(found.points(), found.exact(), strict=True)}
    assert exact[(OPEN, OPEN)] is None
    assert exact[("none", OPEN)] is True
    assert exact[("signed", OPEN)] is None


def test_the_first_worsening_names_two_values() -> None:
    assert table("answers.nda == 'none'").first_worsening(0) is None
    assert table("answers.nda == 'late' && derived.cross_border").first_worsening(0) == ("draft", "late")
    assert table("answers.nda == 'late' && derived.cross_border").first_worsening(1) is None


def test_the_first_difference_names_two_options_of_equal_worth() -> None:
    assert table("answers.history == 'hidden' && derived.cross_border").first_difference(0) is None
    assert table("answers.history == 'clean' && derived.cross_border").first_difference(0) == ("clean", "corrected")
    assert table("derived.cross_border && !derived.cross_border && answers.history == 'clean'").first_difference(1) is None


def test_a_table_that_would_be_too_large_is_refused() -> None:
    pairs = "answers.hours < answers.mfa && answers.patching < answers.humped"
    assert along(pairs)
    with pytest.raises(TooLargeError):
        along(f"{pairs} && engagement.jobs < engagement.spend && derived.overlap_hours < derived.jurisdiction_points")


def test_only_what_reads_an_age_changes_with_time() -> None:
    assert later_days(condition("answers.nda == 'none' && satisfaction(answers.mfa) < 1"), VOCABULARY, TODAY) == ()
    for source in ("months_since(engagement.end) > 3", "satisfaction(answers.pentest) < 1"):
        later = later_days(condition(source), VOCABULARY, TODAY)
        assert [day.isoformat() for day in later] == ["2026-11-25", "2026-12-24", "2027-11-24", "2056-11-24"]
