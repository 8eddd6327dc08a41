"""The nightly run: what is recorded, printed, asked and told, and what is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kporisk.documents.cases.reader import check
from kporisk.documents.workbook.back import read_workbook
from kporisk.register.book import ClockError
from kporisk.register.kinds import Entry, Kind
from kporisk.workers.inline import Inline
from kporisk.workflow.night import jobs
from kporisk.workflow.night.calendar import due_list
from kporisk.workflow.night.run import Outcome, Run, Surroundings, Wish
from kporisk.workflow.night.runs import last_run
from kporisk.workflow.night.status import status
from kporisk.workflow.night.telling import log_end, record, tell
from kporisk.workflow.programme.past import assessments
from kporisk.workflow.programme.state import VendorFacts
from kporisk.workflow.programme.vendors import add_vendor
from kporisk.workflow.workspace.opened import Workspace
from tests.workspaces import NOON, VENDOR, Place, assessed_place

DAY = timedelta(days=1)
YEAR = timedelta(days=366)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Place:
    return assessed_place(tmp_path_factory, tmp_path, postgres=request.param == "postgresql")


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    with place.open() as opened:
        yield opened


def _night(
    workspace: Workspace,
    at: datetime,
    *,
    stopped: Callable[[], bool] = lambda: False,
    elapsed: Callable[[], float] = lambda: 0.0,
    executor: Callable[[tuple[Path, ...]], Executor] | None = None,
    log: Any = None,
    **wish: Any,
) -> Outcome:
    around = Surroundings(
        now=lambda: at,
        elapsed=elapsed,
        stopped=stopped,
        executor=executor or (lambda folders: Inline(initializer=jobs.ready, initargs=(folders,))),
        log=log,
    )
    run = Run(workspace, Wish(**{"ask": True, "render": False, **wish}), around, as_of=at.date())
    outcome = run()
    if not run.wish.dry_run:
        tell(run)
        record(run)
        log_end(run, 0)
    return outcome


def _seqs(workspace: Workspace) -> list[int]:
    return [past.record.seq for past in assessments(workspace.register, workspace.vendor(VENDOR))]


def test_a_night_on_which_nothing_changed_records_that_it_was_made_and_nothing_else(workspace: Workspace) -> None:
    before = workspace.register.head().seq
    outcome = _night(workspace, NOON)
    assert (outcome.changed, outcome.unchanged, outcome.failed, outcome.complete) == ([], 1, {}, True)
    assert workspace.register.head().seq == before + 1
    body = last_run(workspace)
    assert body is not None
    assert (body["what"], body["unchanged"], body["failed"]) == ("reassess", 1, [])
    assert VENDOR not in json.dumps({key: value for key, value in body.items() if key != "recorded_at"})


def test_what_changed_with_time_is_recorded_once(workspace: Workspace) -> None:
    _grant_a_waiver(workspace, until=NOON.date() + 10 * DAY)
    assert _night(workspace, NOON).changed == [VENDOR]
    last = _night(workspace, NOON + 10 * DAY)
    assert (last.changed, last.waivers_ended) == ([], [])
    after = _night(workspace, NOON + 11 * DAY)
    assert (after.changed, after.waivers_ended) == ([VENDOR], [VENDOR])
    again = _night(workspace, NOON + 12 * DAY)
    assert (again.changed, again.unchanged, again.waivers_ended) == ([], 1, [])
    past = assessments(workspace.register, workspace.vendor(VENDOR))
    assert [one.why for one in past] == ["assess", "reassess", "reassess"]
    assert [len(one.document["waivers"]) for one in past] == [0, 1, 0]
    assert past[2].as_of == NOON.date() + 11 * DAY
    assert all(one.standing >= one.tier.proven for one in past)


def _grant_a_waiver(workspace: Workspace, *, until: date) -> None:
    rule = next(one["id"] for one in assessments(workspace.register, workspace.vendor(VENDOR))[0].document["rules"] if one["floor"])
    grant = {"id": "w1", "rule": rule, "reason": "Tested elsewhere", "approver": "A. Laurent", "until": until.isoformat()}
    body = {"from": "register", "grant": {**grant, "requester": "M. Okafor", "on": NOON.date().isoformat()}}
    workspace.commit([Entry(Kind.WAIVER, body, workspace.vendor(VENDOR).ref)], at=NOON)


def test_a_dry_run_looks_and_leaves_everything_as_it_was(workspace: Workspace) -> None:
    _grant_a_waiver(workspace, until=NOON.date())
    head, before = workspace.register.head(), sorted(workspace.folder.rglob("*"))
    outcome = _night(workspace, NOON + 9 * YEAR, dry_run=True)
    assert outcome.changed == [VENDOR]
    assert (workspace.register.head(), sorted(workspace.folder.rglob("*"))) == (head, before)


def test_who_is_due_is_asked_once_and_then_overdue(workspace: Workspace) -> None:
    due = due_list(workspace, today=NOON.date(), until=date(2030, 1, 1))[0]
    on = datetime.combine(due.on, NOON.timetz())
    eve = _night(workspace, on - DAY)
    assert (eve.due, eve.overdue) == ([], [])
    outcome = _night(workspace, on)
    assert (outcome.due, outcome.missed) == ([VENDOR], 0)
    assert outcome.questionnaires
    for path in outcome.questionnaires:
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.name.startswith(due.on.isoformat())
    again = _night(workspace, on + DAY)
    assert (again.due, again.overdue) == ([], [VENDOR])
    found = due_list(workspace, today=on.date() + DAY, until=on.date() + DAY)
    assert [(one.overdue, one.reminded) for one in found] == [(1, True)]


def test_a_questionnaire_that_somebody_fills_in_is_left_alone(workspace: Workspace) -> None:
    due = due_list(workspace, today=NOON.date(), until=date(2030, 1, 1))[0]
    path = workspace.outbox / VENDOR / f"{due.on}-vendor.yaml"
    path.parent.mkdir()
    path.write_text("begun\n", encoding="utf-8")
    outcome = _night(workspace, datetime.combine(due.on, NOON.timetz()))
    assert path in outcome.questionnaires
    assert path.read_text(encoding="utf-8") == "begun\n"


def test_a_late_run_catches_up_once_and_says_what_was_missed(workspace: Workspace) -> None:
    _night(workspace, NOON)
    due = due_list(workspace, today=NOON.date(), until=date(2030, 1, 1))[0]
    months = (due.on - due.past.answered_on).days
    late = _night(workspace, datetime.combine(due.on + timedelta(days=2 * months + 40), NOON.timetz()))
    assert late.due == [VENDOR]
    assert late.missed >= 1
    assert _night(workspace, datetime.combine(due.on + timedelta(days=2 * months + 41), NOON.timetz())).due == []


def test_retired_vendors_are_left_in_peace_and_those_without_answers_are_named(place: Place, workspace: Workspace) -> None:
    add_vendor(workspace, VendorFacts("newcomer", "Newcomer Ltd"), at=NOON)
    assert place.run("vendor", "retire", VENDOR).code == 0
    outcome = _night(workspace, NOON + DAY)
    assert (outcome.vendors, outcome.assessed, outcome.without_case) == (1, 0, ["newcomer"])


def test_a_vendor_that_fails_is_named_and_the_rest_is_done(workspace: Workspace) -> None:
    add_vendor(workspace, VendorFacts("poison", "Poison Ltd"), at=NOON)
    known = workspace.vendor("poison")
    past = assessments(workspace.register, workspace.vendor(VENDOR))[0]
    workspace.commit([Entry(Kind.ASSESSMENT, {**past.body, "case": past.body["document"]}, known.ref)], at=NOON)
    outcome = _night(workspace, NOON)
    assert list(outcome.failed) == ["poison"]
    assert outcome.unchanged == 1
    assert status(workspace, at=NOON, today=NOON.date()).failed == ("poison",)


def test_another_command_that_was_faster_is_believed(workspace: Workspace) -> None:
    _grant_a_waiver(workspace, until=NOON.date() + DAY)

    def slow(folders: tuple[Path, ...]) -> Executor:
        pool = Inline(initializer=jobs.ready, initargs=(folders,))
        known = workspace.vendor(VENDOR)
        workspace.commit([Entry(Kind.HOLD, {"what": "test"}, known.ref)], at=NOON)
        return pool

    outcome = _night(workspace, NOON, executor=slow)
    assert (outcome.changed, outcome.elsewhere, len(_seqs(workspace))) == ([], 1, 1)


def test_a_wrong_clock_writes_nothing(workspace: Workspace) -> None:
    head = workspace.register.head()
    for at in (NOON - DAY, NOON + timedelta(days=401)):
        with pytest.raises(ClockError, match="clock"):
            _night(workspace, at)
    assert workspace.register.head() == head


def test_a_short_night_goes_on_where_the_last_one_stopped(workspace: Workspace) -> None:
    for number in range(3):
        add_vendor(workspace, VendorFacts(f"zeta-{number}", "Zeta"), at=NOON)
    begun = iter([0.0, 0.0, 9.0])
    outcome = _night(workspace, NOON, most_seconds=5.0, elapsed=lambda: next(begun, 9.0))
    assert not outcome.complete
    body = last_run(workspace)
    assert body is not None
    assert body["resume"] == workspace.vendor("zeta-1").ref
    assert last_run(workspace, good=True) is None
    rest = _night(workspace, NOON)
    assert (rest.complete, rest.unchanged, rest.without_case) == (True, 1, ["zeta-1", "zeta-2", "zeta-0"])


def test_a_stop_ends_it_between_two_vendors(workspace: Workspace) -> None:
    outcome = _night(workspace, NOON, stopped=lambda: True)
    assert (outcome.complete, outcome.assessed) == (False, 0)


def test_mail_that_cannot_be_sent_is_a_warning_and_recorded(place: Place) -> None:
    settings = place.folder / "kporisk.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text + '\n[webhook]\nurl = "https://127.0.0.1:9/kporisk"\n'
        if "\n[webhook]" not in text
        else text.replace("[webhook]", '[webhook]\nurl = "https://127.0.0.1:9/kporisk"', 1),
        encoding="utf-8",
    )
    with place.open() as workspace:
        outcome = _night(workspace, NOON)
        body = last_run(workspace)
    assert body is not None
    assert len(outcome.warnings) == 1
    assert "127.0.0.1:9" in outcome.warnings[0]
    assert body["warnings"] == outcome.warnings


def test_a_log_that_cannot_be_written_is_a_warning_and_given_up(workspace: Workspace) -> None:
    calls: list[str] = []

    def full(event: str, /, **_fields: object) -> None:
        calls.append(event)
        raise OSError(28, "No space left on device")

    outcome = _night(workspace, NOON, log=full)
    assert calls == ["run_started"]
    assert outcome.warnings == ["the log cannot be written: No space left on device"]


def test_the_questionnaires_are_documents_that_check_understands(workspace: Workspace) -> None:
    due = due_list(workspace, today=NOON.date(), until=date(2030, 1, 1))[0]
    outcome = _night(workspace, datetime.combine(due.on, NOON.timetz()))
    workbooks = [path for path in outcome.questionnaires if path.suffix == ".xlsx"]
    assert [path.name for path in workbooks] == [f"{due.on}-vendor.xlsx"]
    assert read_workbook(workbooks[0], workspace.library.checklists).carried == ("ds_mfa",)
    for path in set(outcome.questionnaires) - set(workbooks):
        problems, _warnings = check(path, workspace.library.checklists)
        assert [problem.pointer for problem in problems if "answered_on" not in problem.pointer and problem.pointer != "$.answers"] == []


def test_a_first_night_over_many_says_that_it_is_the_first(workspace: Workspace) -> None:
    add_vendor(workspace, VendorFacts("second", "Second Ltd"), at=NOON)
    assert _night(workspace, NOON).first_after_import
    assert not _night(workspace, NOON).first_after_import


def test_status_complains_of_what_a_watcher_must_know(workspace: Workspace) -> None:
    assert status(workspace, at=NOON, today=NOON.date()).complaints == ("no good run has been made yet",)
    _night(workspace, NOON)
    assert status(workspace, at=NOON, today=NOON.date()).complaints == ()
    late = NOON + timedelta(hours=40)
    assert status(workspace, at=late, today=late.date()).complaints == ("the last good run was 40 hours ago",)
    later = NOON + timedelta(days=10)
    assert status(workspace, at=later, today=later.date()).complaints == ("the last good run was 10 days ago",)
    due = due_list(workspace, today=NOON.date(), until=date(2030, 1, 1))[0]
    after = datetime.combine(due.on, NOON.timetz()) + DAY
    assert "1 vendor is overdue" in status(workspace, at=after, today=after.date()).complaints
