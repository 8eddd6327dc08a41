from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk.model.scale import Age, AnyOf, Number, OneOf, whole_months
from kporisk.rules.evaluate import COMPARED
from kporisk.rules.ranges import FLIPPED, age_range, deciding, emptiness, number_range, options_where
from kporisk.rules.samples import months_before
from kporisk.rules.tree import Operator, Root

from .room import NEVER, PERCENT, TODAY, VOCABULARY, option

ORDER = [operator for operator in FLIPPED if operator is not Operator.EQUAL]
LESS, AT_MOST, MORE, AT_LEAST = Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST


def scale_of(key: str) -> Number:
    found = VOCABULARY.entries[Root.ANSWERS][key].scale
    assert isinstance(found, Number)
    return found


PLATEAUS = Number(0, 100, PERCENT, ((0, 0), (20, 0), (40, 0.5), (60, 0.5), (80, 1), (100, 1)))
FALLING = Number(0, None, PERCENT, ((0, 1), (10, 1), (20, 0.5), (30, 0.5), (40, 0)))


@pytest.mark.parametrize(
    ("scale", "operator", "threshold", "means"),
    [
        (scale_of("mfa"), AT_MOST, 0.3, (AT_MOST, 90)),
        (scale_of("mfa"), LESS, 0.3, (LESS, 90)),
        (scale_of("mfa"), AT_LEAST, 0.15, (AT_LEAST, 45)),
        (scale_of("mfa"), AT_MOST, 0, (AT_MOST, 0)),
        (scale_of("mfa"), AT_LEAST, 1, (AT_LEAST, 100)),
        (scale_of("mfa"), AT_MOST, 1, None),
        (scale_of("mfa"), Operator.EQUAL, 0.3, None),
        (scale_of("mfa"), AT_MOST, 0.1, (AT_MOST, 30)),
        (scale_of("mfa"), AT_MOST, 1 / 9, None),
        (scale_of("patching"), AT_MOST, 0.3, (AT_LEAST, 60)),
        (scale_of("patching"), LESS, 0.6, (MORE, 30)),
        (scale_of("patching"), AT_LEAST, 0.6, (AT_MOST, 30)),
        (scale_of("humped"), AT_MOST, 0.5, None),
        (PLATEAUS, AT_MOST, 0.5, (AT_MOST, 60)),
        (PLATEAUS, LESS, 0.5, (LESS, 40)),
        (PLATEAUS, AT_LEAST, 0.5, (AT_LEAST, 40)),
        (PLATEAUS, MORE, 0.5, (MORE, 60)),
        (PLATEAUS, AT_MOST, 0, (AT_MOST, 20)),
        (PLATEAUS, LESS, 1, (LESS, 80)),
        (FALLING, AT_MOST, 0.5, (AT_LEAST, 20)),
        (FALLING, LESS, 0.5, (MORE, 30)),
        (FALLING, AT_LEAST, 1, (AT_MOST, 10)),
        (FALLING, AT_MOST, 0, (AT_LEAST, 40)),
    ],
)
def test_a_threshold_on_a_number_is_a_bound_of_the_number(
    scale: Number, operator: Operator, threshold: float, means: tuple[Operator, float] | None
) -> None:
    assert number_range(scale, operator, threshold) == means


@given(
    st.sampled_from([scale_of("mfa"), scale_of("patching"), PLATEAUS, FALLING]),
    st.sampled_from(ORDER),
    st.integers(0, 20),
    st.integers(0, 1200),
)
def test_the_bound_says_the_same_as_the_threshold(scale: Number, operator: Operator, twentieths: int, tenths: int) -> None:
    threshold, number = twentieths / 20, tenths / 10
    means = number_range(scale, operator, threshold)
    if means is not None and (scale.maximum is None or number <= scale.maximum):
        assert COMPARED[means[0]](number, means[1]) is COMPARED[operator](scale.satisfaction(number, TODAY), threshold)


@given(st.integers(0, 30), st.integers(1, 30), st.sampled_from(ORDER), st.integers(0, 20), st.integers(0, 80))
def test_a_threshold_on_an_age_is_a_count_of_whole_months(full: int, span: int, operator: Operator, twentieths: int, months: int) -> None:
    scale, threshold = Age(full, full + span, NEVER), twentieths / 20
    means = age_range(scale, operator, threshold)
    day = months_before(TODAY, months)
    assert day is not None
    if means is not None:
        assert COMPARED[means[0]](whole_months(day, TODAY), means[1]) is COMPARED[operator](scale.satisfaction(day, TODAY), threshold)


def test_an_age_that_meets_no_threshold_or_every_one_has_no_range() -> None:
    assert age_range(Age(12, 24), Operator.EQUAL, 0.5) is None
    assert age_range(Age(12, 24), AT_MOST, 1) is None
    assert age_range(Age(12, 24), AT_MOST, 0) == (AT_LEAST, 24)
    assert age_range(Age(12, 24), AT_LEAST, 1) == (LESS, 13)


def test_the_options_that_meet_a_threshold() -> None:
    scale = OneOf((option("a", 1, "", ""), option("b", 0.3, "", ""), option("c", 0, "", "")))
    assert options_where(scale, AT_MOST, 0.3) == ("b", "c")
    assert options_where(scale, Operator.EQUAL, 1) == ("a",)


def test_thresholds_that_only_tell_whether_anything_is_chosen() -> None:
    scale = AnyOf((option("a", 0.6, "", ""), option("b", 0.3, "", "")))
    assert emptiness(scale, AT_MOST, 0) is True
    assert emptiness(scale, LESS, 0.3) is True
    assert emptiness(scale, MORE, 0) is False
    assert emptiness(scale, AT_MOST, 0.3) is None
    assert emptiness(scale, AT_MOST, 1) is None


def controls(*scores: float, cap: float = 1.0) -> AnyOf:
    return AnyOf(tuple(option(f"o{place}", score, "Text", "Texte") for place, score in enumerate(scores)), cap)


@pytest.mark.parametrize(
    ("scale", "operator", "threshold", "means"),
    [
        (controls(0.6, 0.2, 0.2), AT_MOST, 0.4, (("o0",), False)),
        (controls(0.35, 0.35, 0.1, 0.1, 0.1), AT_MOST, 0.3, (("o0", "o1"), False)),
        (controls(0.35, 0.35, 0.1, 0.1, 0.1), MORE, 0.3, (("o0", "o1"), False)),
        (controls(0.4, 0.4, 0.2), LESS, 0.8, (("o0", "o1"), True)),
        (controls(0.4, 0.4, 0.2), AT_LEAST, 0.8, (("o0", "o1"), True)),
        (controls(0.4, 0.2, 0.2, 0.2), LESS, 0.4, None),
        (controls(0.4, 0.4, 0.2), LESS, 0.5, None),
        (controls(0.5, 0.5), LESS, 0, None),
        (controls(0.5, 0.5), MORE, 1, None),
        (controls(0.6, 0.6, cap=0.5), MORE, 0.5, None),
        (controls(0.6, 0.4), Operator.EQUAL, 0.6, None),
    ],
)
def test_some_options_may_decide_alone(
    scale: AnyOf, operator: Operator, threshold: float, means: tuple[tuple[str, ...], bool] | None
) -> None:
    assert deciding(scale, operator, threshold) == means


@given(
    scores=st.lists(st.sampled_from([0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6]), min_size=1, max_size=6),
    cap=st.sampled_from([0.5, 0.8, 1.0]),
    operator=st.sampled_from(ORDER),
    threshold=st.sampled_from([0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.8, 1]),
    chosen=st.data(),
)
def test_options_that_decide_alone_decide(
    scores: list[float], cap: float, operator: Operator, threshold: float, chosen: st.DataObject
) -> None:
    scale = controls(*scores, cap=cap)
    found = deciding(scale, operator, threshold)
    if found is not None:
        named, every = found
        values = [option.value for option in scale.options]
        some = tuple(value for value in values if chosen.draw(st.booleans(), label=value))
        includes = (all if every else any)(value in some for value in named)
        assert COMPARED[operator](scale.satisfaction(some, TODAY), threshold) is (includes is (operator in (MORE, AT_LEAST)))
