from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kporisk.assessment.contradictions import NAMED, PASTED
from kporisk.assessment.external import assess_external
from kporisk.model.band import Band
from kporisk.model.external import (
    Coverage,
    ExternalAssessment,
    ExternalForm,
    ExternalResponse,
    ExternalRow,
    FormGroup,
    FormKind,
    Grade,
    RowStatus,
)
from tests.worlds import shipped

METHOD = shipped().method
ATTESTED = METHOD.confidence["attested"]
GROUPS = ("A", "B", "C")


def yes(id: str, group: str = "A", **more: object) -> ExternalRow:
    return row(id, group, RowStatus.ANSWERED, **{"said": "Yes", "satisfaction": 1.0, **more})


def no(id: str, group: str = "A", **more: object) -> ExternalRow:
    return row(id, group, RowStatus.ANSWERED, **{"said": "No", "satisfaction": 0.0, **more})


def row(id: str, group: str = "A", status: RowStatus = RowStatus.BLANK, **more: object) -> ExternalRow:
    return replace(ExternalRow(id, f"S!C{id}", group, f"Is {id} so?", status), **more)  # type: ignore[arg-type]


def response(rows: Sequence[ExternalRow], *, weighted: bool = False) -> ExternalResponse:
    form = ExternalForm(FormKind.TABLE, "Form", groups=tuple(FormGroup(id, id.lower()) for id in GROUPS), weighted=weighted)
    return ExternalResponse(form, date(2026, 3, 1), "form.xlsx", "0" * 64, tuple(rows))


def judged(*rows: ExternalRow, weighted: bool = False) -> ExternalAssessment:
    return assess_external(response(rows, weighted=weighted), METHOD)


def scored(rows: Sequence[ExternalRow]) -> Band[float]:
    score = assess_external(response(rows), METHOD).score
    assert score is not None
    return score


STATES = st.sampled_from(["yes", "no", "half", "na", "blank", "odd"])


@st.composite
def some_rows(draw: st.DrawFn) -> list[ExternalRow]:
    count = draw(st.integers(1, 12))
    return [
        in_state(row(str(i), draw(st.sampled_from(GROUPS)), weight=draw(st.sampled_from([1.0, 5.0, 10.0, 20.0]))), draw(STATES))
        for i in range(count)
    ]


def in_state(one: ExternalRow, state: str) -> ExternalRow:
    match state:
        case "yes" | "no" | "half":
            return replace(
                one, status=RowStatus.ANSWERED, satisfaction={"yes": 1.0, "no": 0.0, "half": 0.5}[state], said=state, reason=None
            )
        case "na":
            return replace(one, status=RowStatus.NOT_APPLICABLE, satisfaction=None, said="NA", reason=None)
        case "odd":
            return replace(one, status=RowStatus.NOT_UNDERSTOOD, satisfaction=None, said="?", reason={"en": "odd", "fr": "étrange"})
    return replace(one, status=RowStatus.BLANK, satisfaction=None, said="", reason=None)


def test_half_is_the_mean_and_half_the_worst_group() -> None:
    found = judged(yes("1"), yes("2"), yes("3"), no("4", "B"))
    assert found.score is not None
    assert math.isclose(found.score.told, 100 * (0.5 * 0.25 + 0.5 * 1.0)), "one group of no answers is not averaged away"
    assert math.isclose(found.score.proven, 100 * (0.5 * (3 * (1 - ATTESTED) + 1) / 4 + 0.5 * 1.0))
    assert [part.gap for part in found.groups] == [Band(0.0, pytest.approx(1 - ATTESTED)), Band(1.0, 1.0), None]
    assert [part.weight for part in found.groups] == [3.0, 1.0, 0.0]


def test_a_blank_form_says_nothing() -> None:
    found = judged(row("1"), row("2", "B"), weighted=True)
    assert found.score == Band(0.0, 100.0) and found.grade is None
    assert found.coverage == Coverage(rows=2, answered=0, not_applicable=0, blank=2, not_understood=0, not_scored=0)


def test_what_a_form_does_not_score_is_counted_and_moves_nothing() -> None:
    text = row("2", status=RowStatus.ANSWERED, said="AES, in all places", scored=False)
    found = judged(yes("1"), text)
    assert found.score == judged(yes("1")).score
    assert found.coverage.answered == 2 and found.coverage.not_scored == 1
    assert found.rows[1].gap is None and found.rows[1].contribution is None
    nothing = judged(text)
    assert nothing.score is None and nothing.groups[0].gap is None and nothing.groups[0].coverage.not_scored == 1


def test_the_grade_is_the_forms_own() -> None:
    rows = (yes("1", weight=20.0), no("2", weight=10.0), row("3", weight=5.0), in_state(row("4", weight=20.0), "na"))
    assert judged(*rows, weighted=True).grade == Grade(20.0, 35.0), "not applicable leaves both sums, what is blank earns nothing"
    assert judged(*rows).grade is None


def test_a_no_whose_note_says_that_it_does_not_apply() -> None:
    (found,) = judged(no("1", note="Not applicable")).contradictions
    assert found.rows == ("1",)
    assert found.message["en"] == "1 is answered “No”, yet its note says that it does not apply: “Not applicable”"


def test_a_yes_whose_note_says_less() -> None:
    (found,) = judged(yes("1", said="Yes ", note="No formal process is in place.")).contradictions
    assert found.message["en"] == "1 is answered “Yes”, yet its note says less: “No formal process is in place.”"
    assert "«\u202fYes\u202f»" in found.message["fr"]
    assert not judged(no("1", note="No formal process is in place.")).contradictions
    assert not judged(yes("1", note="Reviewed each quarter.")).contradictions


def test_below_a_no_on_which_it_depends() -> None:
    child = in_state(row("1.2", depends_on="1.1"), "na")
    (found,) = judged(no("1.1"), child).contradictions
    assert found.rows == ("1.2", "1.1")
    assert found.message["en"] == (
        "1.2 is called not applicable (“NA”), yet 1.1, on which it depends, is answered “No”: what is missing does apply"
    )
    assert not judged(no("1.1"), yes("1.2", depends_on="1.1")).contradictions, "it may be about something else of the control"
    assert not judged(yes("1.1"), child).contradictions
    assert not judged(no("1.1"), no("1.2", depends_on="1.1")).contradictions
    assert not judged(child).contradictions, "the row on which it depends is not in the file"


def test_the_same_text_pasted() -> None:
    rows = [yes(str(i), note="As our  policy says." if i % 2 else "as our policy says.") for i in range(PASTED)]
    (found,) = judged(*rows).contradictions
    assert found.rows == tuple(str(i) for i in range(PASTED))
    assert found.message["en"].startswith(f"the same text stands with {PASTED} rows, {', '.join(map(str, range(NAMED)))} and others: “")
    assert not judged(*rows[1:]).contradictions
    assert not judged(*[yes(str(i), note=" ") for i in range(PASTED)]).contradictions


@given(some_rows())
@settings(max_examples=50)
def test_contributions_sum_to_the_score(rows: list[ExternalRow]) -> None:
    found = assess_external(response(rows), METHOD)
    assert found.score is not None
    for end in (0, 1):
        assert 0.0 <= found.score[end] <= 100.0
        parts = [part.contribution[end] for part in found.groups if part.contribution is not None]
        each = [one.contribution[end] for one in found.rows if one.contribution is not None]
        assert math.isclose(math.fsum(parts), found.score[end], abs_tol=1e-9)
        assert math.isclose(math.fsum(each), found.score[end], abs_tol=1e-9)
    assert found.score.told <= found.score.proven + 1e-9


@given(some_rows(), st.data())
@settings(max_examples=50)
def test_the_band_holds_every_completion_and_is_reached_at_its_corners(rows: list[ExternalRow], data: st.DataObject) -> None:
    band = scored(rows)
    open_ = [i for i, one in enumerate(rows) if one.status in (RowStatus.BLANK, RowStatus.NOT_UNDERSTOOD)]
    filled = list(rows)
    for i in open_:
        filled[i] = in_state(rows[i], data.draw(st.sampled_from(["yes", "no", "half"])))
    inner = scored(filled)
    assert band.told <= inner.told + 1e-9 and inner.proven <= band.proven + 1e-9
    best = [in_state(one, "yes") if i in open_ else one for i, one in enumerate(rows)]
    worst = [in_state(one, "no") if i in open_ else one for i, one in enumerate(rows)]
    assert math.isclose(scored(best).told, band.told, abs_tol=1e-9)
    assert math.isclose(scored(worst).proven, band.proven, abs_tol=1e-9)


@given(some_rows(), st.data())
@settings(max_examples=50)
def test_silence_and_not_applicable_never_help(rows: list[ExternalRow], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(rows) - 1))
    proven = {state: scored([*rows[:i], in_state(rows[i], state), *rows[i + 1 :]]).proven for state in ("yes", "no", "na", "blank", "odd")}
    assert proven["yes"] <= proven["na"] + 1e-9, "not applicable is never better than the best statement"
    assert math.isclose(proven["blank"], proven["no"]) and math.isclose(proven["odd"], proven["no"])
    assert proven["yes"] <= proven["no"] + 1e-9


@given(some_rows(), st.randoms(use_true_random=False), st.floats(0.25, 40.0))
@settings(max_examples=50)
def test_order_and_scale_change_nothing(rows: list[ExternalRow], random: object, factor: float) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    scaled = [replace(one, weight=one.weight * factor) for one in shuffled]
    for end in (0, 1):
        assert math.isclose(scored(rows)[end], scored(scaled)[end], rel_tol=1e-9, abs_tol=1e-9)


@given(some_rows())
@settings(max_examples=50)
def test_every_row_is_accounted_for(rows: list[ExternalRow]) -> None:
    found = assess_external(response(rows), METHOD)
    told = found.coverage
    assert told.rows == len(rows) == told.answered + told.not_applicable + told.blank + told.not_understood
    assert sum(part.coverage.rows for part in found.groups) == len(rows)
    assert [one.row for one in found.rows] == rows
