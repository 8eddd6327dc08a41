from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk.model.scale import whole_months
from kporisk.rules.normal import atoms, normal
from kporisk.rules.parser import parse
from kporisk.rules.samples import Samples, TooLargeError, months_before, samples
from kporisk.rules.tree import names

from .room import TODAY, VOCABULARY


def sampled(source: str, position: int = 0) -> Samples:
    """What stands for the values of the name that comes first in a condition."""
    expression = parse(source)
    return samples(names(expression)[position], (atom.expression for atom in atoms(normal(expression))), VOCABULARY, TODAY)


def better(found: Samples) -> set[tuple[object, object]]:
    return {(found.values[worse], found.values[good]) for worse, good in found.better}


def test_options_are_ranked_by_their_score() -> None:
    found = sampled("answers.nda == 'none'")
    assert found.values == ("signed", "late", "draft", "none")
    assert better(found) == {("none", "draft"), ("draft", "late"), ("late", "signed")}
    assert not found.equal


def test_options_of_the_same_score_are_equal_and_neither_is_better() -> None:
    found = sampled("answers.history == 'clean'")
    assert better(found) == {("hidden", "clean"), ("hidden", "corrected")}
    assert [(found.values[one], found.values[other]) for one, other in found.equal] == [("clean", "corrected")]


def test_facts_have_no_better_values() -> None:
    assert sampled("engagement.relation == 'third'") == Samples(("captive", "third", "platform"))
    assert sampled("engagement.temps") == Samples((False, True))
    assert not sampled("has_any(engagement.data, ['health'])").better


def test_only_mentioned_options_are_told_apart_unless_all_are_counted() -> None:
    assert sampled("has_any(answers.controls, ['usb'])").values == ((), ("usb",), ("mark", "dlp"), ("usb", "mark", "dlp"))
    assert len(sampled("size(answers.controls) < 2").values) == 8
    assert set(sampled("has_any(answers.controls, ['usb', 'dlp', 'mark'])").values) == set(sampled("size(answers.controls) < 2").values)


def test_adding_an_option_is_better() -> None:
    found = sampled("satisfaction(answers.controls) < 0.5")
    assert ((), ("usb",)) in better(found)
    assert (("usb",), ("usb", "dlp")) in better(found)
    assert all(set(worse) < set(good) for worse, good in better(found))  # type: ignore[call-overload]
    assert len(better(found)) == 3 * 4
    assert ((), ("mark", "dlp")) in better(sampled("has_any(answers.controls, ['usb'])"))


def test_many_counted_options_are_added_one_after_the_other() -> None:
    found = sampled("size(engagement.staff) > 3 && has_any(engagement.staff, ['d'])")
    assert {len(value) for value in found.values if isinstance(value, tuple)} == set(range(21))
    assert len(found.values) == 2 * 20


def test_too_many_mentioned_options_are_refused() -> None:
    assert len(sampled(f"has_any(engagement.staff, {list('abcdefghijklmn')})").values) == 2 * 2**14
    with pytest.raises(TooLargeError):
        sampled(f"has_any(engagement.staff, {list('abcdefghijklmnopqrs')})")


def test_numbers_are_tried_where_a_comparison_turns_between_and_beyond() -> None:
    found = sampled("answers.mfa < 40 || answers.mfa > 60")
    assert found.values == ("not_measured", 0, 20, 40, 50, 60, 75, 90, 95, 100)
    assert found.better == tuple((index, index + 1) for index in range(9))


def test_where_less_is_better_the_chain_runs_down() -> None:
    found = sampled("answers.patching > 40")
    assert found.values == ("not_measured", 91, 90.5, 90, 65, 40, 35, 30, 15, 0)


def test_a_threshold_on_the_satisfaction_is_tried_at_the_number_it_means() -> None:
    assert 45 in sampled("satisfaction(answers.mfa) <= 0.15").values
    assert {2.5, 7.5} <= set(sampled("satisfaction(answers.humped) <= 0.5").values)


def test_numbers_without_bounds_are_tried_beyond_every_literal() -> None:
    assert sampled("engagement.spend > 1000").values == (999, 999.5, 1000, 1000.5, 1001)
    assert sampled("engagement.spend > engagement.jobs").values == (-1, -0.5, 0, 0.5, 1)


def test_of_two_names_each_is_tried_where_the_other_may_turn() -> None:
    assert {9, 4, 12} <= set(sampled("answers.hours > derived.overlap_hours").values)
    assert {0, 4, 9} <= set(sampled("answers.hours > derived.overlap_hours", 1).values)


def test_dates_are_tried_around_every_age_that_counts_and_never_in_the_future() -> None:
    found = sampled("months_since(answers.pentest) > 30")
    ages = {whole_months(value, TODAY) for value in found.values if isinstance(value, date)}
    assert {*range(26), 29, 30, 31} <= ages
    assert max(value for value in found.values if isinstance(value, date)) <= TODAY
    assert found.values[0] == "never"
    assert better(found) >= {("never", found.values[1])}


def test_dates_of_facts_lie_in_the_future_too_and_around_literals() -> None:
    found = sampled("engagement.end < date('2031-05-05') && months_since(engagement.end) > -40")
    assert {date(2031, 5, 4), date(2031, 5, 5), date(2031, 5, 6)} <= set(found.values)
    assert max(value for value in found.values if isinstance(value, date)) > date(2030, 1, 1)
    assert not found.better


def test_ages_beyond_the_calendar_are_left_out() -> None:
    assert sampled("months_since(answers.review) > 1e6").values


def test_codes_are_tried_with_others_that_nobody_mentions() -> None:
    assert sampled("engagement.client in ['FR', 'DE']").values == ("DE", "FR", "AQ", "BV")
    assert sampled("engagement.language == 'fr'").values == ("fr", "AQ", "BV")
    assert set(sampled("has_any(engagement.places, ['FR'])").values) == {(), ("FR",), ("AQ",), ("FR", "AQ")}


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-600, 600))
def test_months_before_is_the_latest_day_of_that_age(day: date, months: int) -> None:
    found = months_before(day, months)
    assert found is not None
    assert whole_months(found, day) == months
    assert whole_months(date.fromordinal(found.toordinal() + 1), day) < months


def test_the_calendar_ends() -> None:
    assert months_before(TODAY, 12 * 3000) is None
    assert months_before(TODAY, -12 * 9000) is None
