"""Two recorded assessments compared: each told with the checklists that it was computed with, whatever is pinned now."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from kporisk.errors import ExitCode, UsageError
from kporisk.workflow.programme.compare import Compared, compared, two_assessments
from tests.workflow.adopting import RULE, own_rule
from tests.workspaces import NOON, VENDOR, Place, assessed_place

DAYS = [NOON + timedelta(days=days) for days in (1, 2, 3)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A vendor that was assessed, moved by other checklists, and assessed again on later days; the tests only read."""
    place = assessed_place(tmp_path_factory, tmp_path_factory.mktemp("compared"))
    assert place.run("assess", VENDOR, "-q", at=DAYS[0]).code == ExitCode.DONE
    own_rule(place)
    assert place.run("checklist", "adopt", "--yes", at=DAYS[1]).code == ExitCode.DONE
    assert place.run("assess", VENDOR, "-q", at=DAYS[2]).code == ExitCode.DONE
    return place


def _compared(place: Place, older: date | None, newer: date | None) -> Compared:
    with place.open() as workspace:
        return compared(workspace, *two_assessments(workspace.register, workspace.vendor(VENDOR), older=older, newer=newer))


def _adds_up(found: Compared) -> bool:
    change = found.change
    return all(
        math.isclose(
            math.fsum(line["points"][end] for step in change["steps"] for line in step["lines"]),
            change["new"]["score"][end] - change["old"]["score"][end],
            abs_tol=1e-9,
        )
        for end in ("told", "proven")
    )


def test_what_other_checklists_did_is_told_as_theirs(place: Place) -> None:
    found = _compared(place, DAYS[0].date(), DAYS[1].date())
    assert found.older.content != found.newer.content and found.newer.why == "adopt"
    assert [step["step"] for step in found.change["steps"]] == ["content"]
    assert [floor["rule"] for floor in found.change["floors"]] == [RULE]
    assert found.answers == () and found.change["note"] is None and _adds_up(found)


def test_two_of_before_are_compared_with_the_checklists_of_then(place: Place) -> None:
    found = _compared(place, NOON.date(), DAYS[0].date())
    assert found.older.content == found.newer.content
    assert found.change["floors"] == [] and "content" not in [step["step"] for step in found.change["steps"]]
    assert found.change["note"] is None and _adds_up(found)


def test_by_default_the_last_two(place: Place) -> None:
    with place.open() as workspace:
        known = workspace.vendor(VENDOR)
        older, newer = two_assessments(workspace.register, known, older=None, newer=None)
        assert (older.as_of, newer.as_of) == (DAYS[1].date(), DAYS[2].date())
        with pytest.raises(UsageError, match="is not older than"):
            two_assessments(workspace.register, known, older=newer.record.seq, newer=older.record.seq)
