"""What is recorded of a case: what is new in it once, and an assessment that can be computed again from what is stored."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.documents.cases.normal import digests, normal_form
from kporisk.documents.cases.reader import read_case
from kporisk.documents.files.digest import canonical
from kporisk.errors import UsageError
from kporisk.model.band import Tier
from kporisk.model.case import Case
from kporisk.register.book import MovedError
from kporisk.register.kinds import Kind, Known
from kporisk.workflow.programme import record as module
from kporisk.workflow.programme.past import assessments, last_assessment
from kporisk.workflow.programme.printing import recomputed
from kporisk.workflow.programme.record import body_of, entries_of, judged, look_at_vendor, record_file, record_vendor, standing
from kporisk.workflow.programme.state import VendorFacts, VendorState, folded, state_of
from kporisk.workflow.workspace.opened import Workspace
from kporisk.workflow.workspace.pinned import unpack
from tests.cli.command import EXAMPLES
from tests.workflow.papers import case_document
from tests.workspaces import NOON, VENDOR, Place, assessed_place
from tests.worlds import AS_OF, cases, shipped

TODAY = NOON.date()
few = settings(max_examples=8, suppress_health_check=list(HealthCheck))


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Place:
    return assessed_place(tmp_path_factory, tmp_path)


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    """The workspace; the shipped checklists, which are the pinned ones, are loaded once for all tests."""
    with place.open() as found:
        found.__dict__["library"] = shipped()
        yield found


def _file(folder: Path, **answers: Any) -> Path:
    path = folder / "case.json"
    path.write_text(json.dumps(case_document(**answers)), encoding="utf-8")
    return path


def _kinds(workspace: Workspace) -> list[Kind]:
    return [record.kind for record in workspace.register.records(workspace.vendor(VENDOR).ref)]


@few
@given(cases())
def test_a_case_that_is_known_is_not_recorded_again(case: Case) -> None:
    state = VendorState(Known("0" * 32, case.vendor.id), VendorFacts(case.vendor.id, case.vendor.name), 1)
    entries = entries_of(case, state)
    assert {Kind.ENGAGEMENT, Kind.RESPONSE} <= {entry.kind for entry in entries}
    for entry in entries:
        state = folded(state, entry.kind, json.loads(json.dumps(entry.body)))
    assert entries_of(case, state) == ()


@few
@given(st.data())
def test_what_is_stored_gives_the_stored_assessment_again(data: st.DataObject) -> None:
    case = _example()
    gone = data.draw(st.sets(st.sampled_from(sorted(case.response.answers)), max_size=5))
    answers = {id: answer for id, answer in case.response.answers.items() if id not in gone}
    case = replace(case, response=replace(case.response, answers=answers), warnings=())
    case = replace(case, digests=digests(normal_form(case)))
    day = AS_OF + timedelta(data.draw(st.integers(0, 700)))
    made = judged(case, shipped(), as_of=day, depth=None, source="case")
    body, document = body_of(made, standing_before=None, content="0" * 64, depth=None, fingerprint="0" * 64, why="assess")
    assert unpack(body["case"]) == canonical(normal_form(case))
    assert json.loads(unpack(body["document"])) == document
    assert recomputed(unpack(body["case"]), unpack(body["document"]), shipped()).document == document


@functools.cache
def _example() -> Case:
    return read_case(EXAMPLES / "analytics-firm" / "case.yaml", shipped().checklists)


def test_the_same_file_twice_is_two_assessments_and_one_response(workspace: Workspace, tmp_path: Path) -> None:
    before = _kinds(workspace)
    recorded = record_file(workspace, _file(tmp_path), as_of=TODAY, depth=None, at=NOON)
    assert _kinds(workspace) == [*before, Kind.ASSESSMENT]
    assert recorded.before is not None
    assert recorded.past.material == recorded.before.material
    assert recorded.past.head == workspace.register.head()
    record_file(workspace, _file(tmp_path, ds_mfa={"status": "unknown"}), as_of=TODAY, depth=None, at=NOON)
    assert _kinds(workspace)[len(before) + 1 :] == [Kind.RESPONSE, Kind.ASSESSMENT]


def test_a_recorded_assessment_comes_back_as_it_was_computed(workspace: Workspace) -> None:
    past = assessments(workspace.register, workspace.vendor(VENDOR))[0]
    again = recomputed(past.case_text, past.document_text, shipped())
    assert again.document == past.document
    assert past.lean().body == {}
    assert past.lean().score == past.score
    assert last_assessment(workspace.register, workspace.vendor(VENDOR)) == past


def test_of_two_at_the_same_time_one_is_recorded(workspace: Workspace, place: Place) -> None:
    known, before = workspace.vendor(VENDOR), _kinds(workspace)
    judge = module.judged

    def slow(*given: Any, **more: Any) -> Any:
        with patch.object(module, "judged", judge), place.open() as other:
            other.__dict__["library"] = shipped()
            record_vendor(other, known, as_of=TODAY, depth=None, at=NOON)
        return judge(*given, **more)

    with patch.object(module, "judged", slow), pytest.raises(MovedError, match="run the command again"):
        record_vendor(workspace, known, as_of=TODAY, depth=None, at=NOON)
    assert _kinds(workspace) == [*before, Kind.ASSESSMENT]
    record_vendor(workspace, known, as_of=TODAY, depth=None, at=NOON)
    assert len(assessments(workspace.register, known)) == 3


def test_what_is_recorded_while_a_vendor_is_read_is_not_taken_for_known(workspace: Workspace, place: Place, tmp_path: Path) -> None:
    known, bodies = workspace.vendor(VENDOR), workspace.register.bodies

    def meanwhile(seqs: Any) -> Any:
        with place.open() as other:
            other.__dict__["library"] = shipped()
            record_file(other, _file(tmp_path, ds_mfa={"status": "unknown"}), as_of=TODAY, depth=None, at=NOON)
        return bodies(seqs)

    with patch.object(workspace.register, "bodies", meanwhile):
        state = state_of(workspace.register, known)
    assert state.last < workspace.register.newest()[known.ref].last
    assert state.response != state_of(workspace.register, known).response


def test_days_that_have_not_come_and_days_before_the_last_are_only_looked_at(workspace: Workspace) -> None:
    known, before = workspace.vendor(VENDOR), workspace.register.head()
    for day, why in ((TODAY + timedelta(1), "has not come yet"), (TODAY - timedelta(1), "the last assessment is as of")):
        with pytest.raises(UsageError, match=why):
            record_vendor(workspace, known, as_of=day, depth=None, at=NOON)
        assert look_at_vendor(workspace, known, as_of=day, depth=None).document["as_of"] == day.isoformat()
    assert workspace.register.head() == before


def test_the_standing_tier_rises_at_once_and_falls_with_the_score() -> None:
    made = judged(shipped_case(), shipped(), as_of=date(2026, 11, 24), depth=None, source="case")
    assert standing(made, None) == made.tier.proven
    assert standing(made, Tier.LOW) == made.tier.proven
    assert standing(made, Tier.CRITICAL) >= made.tier.proven


def shipped_case() -> Case:
    from tests.workflow.papers import small

    return small().case
