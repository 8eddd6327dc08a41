"""How a night ends that cannot be finished, what the next one makes of it, and what other people do meanwhile."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kporisk.errors import KporiskError, LockedError, UsageError
from kporisk.register.book import ClockError
from kporisk.register.kinds import Entry, Kind, Record
from kporisk.workers.inline import Inline
from kporisk.workflow.library import Library, library_of
from kporisk.workflow.night import jobs
from kporisk.workflow.night.calendar import due_list
from kporisk.workflow.night.reading import Subject
from kporisk.workflow.night.run import Outcome, Run, Surroundings, Wish
from kporisk.workflow.night.runs import Runs, last_run
from kporisk.workflow.night.status import status
from kporisk.workflow.night.telling import record
from kporisk.workflow.programme.past import assessments
from kporisk.workflow.programme.state import VendorFacts
from kporisk.workflow.programme.vendors import add_vendor, list_vendors, retire_vendor
from kporisk.workflow.workspace import opened
from kporisk.workflow.workspace.opened import Workspace
from tests.workspaces import NOON, VENDOR, Place, assessed_place

DAY = timedelta(days=1)
TODAY = NOON.date()


_library = library_of


@functools.cache
def _once(_digests: tuple[str, ...]) -> list[Library]:
    return []


def _loaded_once(folders: tuple[Path, ...]) -> Library:
    """The pinned checklists, whose folder is named by their digest, loaded once for all tests."""
    kept = _once(tuple(folder.parent.name for folder in folders))
    if not kept:
        kept.append(_library(folders))
    return kept[0]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "library_of", _loaded_once)
    monkeypatch.setattr(opened, "library_of", _loaded_once)


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Place:
    return assessed_place(tmp_path_factory, tmp_path)


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    with place.open() as found:
        yield found


def _run(
    workspace: Workspace,
    at: datetime,
    *,
    elapsed: Callable[[], float] = lambda: 0.0,
    before: Callable[[], None] = lambda: None,
    **wish: Any,
) -> Run:
    def executor(folders: tuple[Path, ...]) -> Executor:
        before()
        return Inline(initializer=jobs.ready, initargs=(folders,))

    around = Surroundings(now=lambda: at, elapsed=elapsed, stopped=lambda: False, executor=executor)
    return Run(workspace, Wish(**{"ask": True, "render": False, **wish}), around, as_of=at.date())


def _night(workspace: Workspace, at: datetime, **wish: Any) -> Outcome:
    run = _run(workspace, at, **wish)
    outcome = run()
    if not run.wish.dry_run:
        record(run)
    return outcome


def _copies(workspace: Workspace, *ids: str, **changed: Any) -> None:
    """More vendors that said what the first one said; `changed`: in their last assessment."""
    first = assessments(workspace.register, workspace.vendor(VENDOR))[0]
    for id in ids:
        add_vendor(workspace, VendorFacts(id, id.title()), at=NOON)
        workspace.commit([Entry(Kind.ASSESSMENT, {**first.body, "vendor": id, **changed}, workspace.vendor(id).ref)], at=NOON)


def _short(*seconds: float) -> Callable[[], float]:
    given = iter(seconds)
    return lambda: next(given, 99.0)


@pytest.mark.parametrize(
    ("error", "code"), [(LockedError("held"), 75), (ClockError("before the last record"), 5), (UsageError("disk is full"), 2)], ids=str
)
def test_what_makes_records_impossible_ends_the_night_and_the_next_one_begins_there(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, error: KporiskError, code: int
) -> None:
    _copies(workspace, "bravo", "charlie", material="0" * 64)
    commit, tried = Workspace.commit, []

    def failing(self: Workspace, entries: Sequence[Entry], **more: Any) -> tuple[Record, ...]:
        if entries[0].kind is Kind.ASSESSMENT:
            tried.append(entries[0].ref)
            if len(tried) == 2:
                raise error
        return commit(self, entries, **more)

    monkeypatch.setattr(Workspace, "commit", failing)
    outcome = _night(workspace, NOON)
    assert (outcome.complete, outcome.changed, outcome.unchanged, outcome.failed) == (False, ["bravo"], 1, {})
    assert outcome.ended_by is error
    assert (error.exit_code, len(tried)) == (code, 2)
    body = last_run(workspace)
    assert body is not None
    assert (body["complete"], body["resume"]) == (False, workspace.vendor("charlie").ref)
    rest = _night(workspace, NOON)
    assert (rest.complete, rest.changed, rest.unchanged) == (True, ["charlie"], 2)


def test_a_run_that_cannot_even_be_recorded_says_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from kporisk.cli import reassess as module

    monkeypatch.setattr(module, "_pool", lambda _jobs, folders: Inline(initializer=jobs.ready, initargs=(folders,)))

    def full(*_: Any, **__: Any) -> None:
        raise UsageError("the register cannot be reached or written: database or disk is full")

    monkeypatch.setattr(Workspace, "commit", full)
    done = place.run("reassess", "--due")
    assert done.code == 2
    assert done.out.startswith("1 vendor re-scored")
    assert "disk is full" in done.err


def test_a_short_night_has_asked_and_printed_for_whom_it_scored(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kporisk.workflow.night.run.ROUND", 1)
    printed: list[str] = []

    def printing(_run: Run, together: Sequence[Subject], _pool: Executor) -> None:
        printed.extend(one.known.id for one in together if one.past is not None)

    monkeypatch.setattr("kporisk.workflow.night.run.print_all", printing)
    _copies(workspace, "bravo", "charlie")
    on = datetime.combine(due_list(workspace, today=TODAY, until=date(2030, 1, 1))[0].on, NOON.timetz())
    short = {"elapsed": _short(0.0, 0.0), "most_seconds": 5.0, "render": True}
    first = _night(workspace, on, **short)
    assert (first.complete, first.due, printed) == (False, [VENDOR, "bravo"], [VENDOR, "bravo"])
    second = _night(workspace, on, **{**short, "elapsed": _short(0.0, 0.0)})
    assert (second.due, printed[2:]) == (["charlie"], ["charlie", VENDOR])


def test_a_night_over_one_vendor_neither_hides_what_is_due_of_others_nor_loses_the_place(workspace: Workspace) -> None:
    _copies(workspace, "bravo", "charlie")
    cut = _night(workspace, NOON, elapsed=_short(0.0), most_seconds=5.0)
    assert not cut.complete
    _night(workspace, NOON, vendors=(workspace.vendor(VENDOR),))
    run = _run(workspace, NOON + DAY)
    run()
    assert [one.known.id for one in run.subjects] == ["bravo", "charlie", VENDOR]
    assert last_run(workspace, good=True) is None


def test_what_no_run_has_told_of_a_vendor_is_told_later(workspace: Workspace) -> None:
    _copies(workspace, "bravo", "charlie")
    refs = [one.ref for one in workspace.register.vendors()]
    assert Runs(workspace, refs).told_until(refs[0]) is None
    _night(workspace, NOON)
    _night(workspace, NOON + DAY, elapsed=_short(0.0), most_seconds=5.0)
    _night(workspace, NOON + 2 * DAY, vendors=(workspace.vendor("charlie"),), ask=False)
    runs = Runs(workspace, refs)
    assert [runs.told_until(ref) for ref in refs] == [TODAY + DAY, TODAY, TODAY + 2 * DAY]
    assert [runs.told_until(ref, asked=True) for ref in refs] == [TODAY + DAY, TODAY, TODAY]


def test_a_failure_stands_until_a_run_comes_to_the_vendor_again(workspace: Workspace) -> None:
    _copies(workspace, "bravo")
    past = assessments(workspace.register, workspace.vendor("bravo"))[0]
    workspace.commit([Entry(Kind.ASSESSMENT, {**past.body, "case": past.body["document"]}, past.record.ref)], at=NOON)
    assert list(_night(workspace, NOON).failed) == ["bravo"]
    _night(workspace, NOON, vendors=(workspace.vendor(VENDOR),))
    assert status(workspace, at=NOON, today=TODAY).failed == ("bravo",)
    workspace.commit([Entry(Kind.ASSESSMENT, past.body, past.record.ref)], at=NOON)
    _night(workspace, NOON, vendors=(workspace.vendor("bravo"),))
    assert status(workspace, at=NOON, today=TODAY).failed == ()


@pytest.mark.sqlite
def test_one_record_that_is_damaged_stops_nobody_else(workspace: Workspace, place: Place) -> None:
    import sqlite3

    _copies(workspace, "bravo")
    seq = workspace.register.newest()[workspace.vendor("bravo").ref].of[Kind.VENDOR]
    with sqlite3.connect(place.folder / "register.sqlite") as raw:
        raw.execute("DROP TRIGGER records_no_update")
        raw.execute("UPDATE records SET body = zeroblob(length(body)) WHERE seq = ?", (seq,))
    outcome = _night(workspace, NOON)
    assert (list(outcome.failed), outcome.unchanged, outcome.vendors) == (["bravo"], 1, 1)
    body = last_run(workspace)
    assert body is not None
    assert body["failed"] == [workspace.vendor("bravo").ref]


def test_a_vendor_that_is_purged_meanwhile_is_left_out(workspace: Workspace, place: Place) -> None:
    _copies(workspace, "bravo", material="0" * 64)
    ref = workspace.vendor("bravo").ref

    def purge() -> None:
        with place.open() as other:
            other.register.forget(ref, Entry(Kind.RUN, {"what": "purge"}), at=NOON)

    run = _run(workspace, NOON, before=purge)
    outcome = run()
    record(run)
    assert (outcome.failed, outcome.changed, outcome.elsewhere, outcome.unchanged) == ({}, [], 1, 1)
    assert ref not in (entry.ref for entry in workspace.register.vendors())


def test_retired_vendors_are_counted_nowhere_and_asking_for_one_is_asking_for_nothing(place: Place) -> None:
    with place.open() as workspace:
        _copies(workspace, "bravo")
        retire_vendor(workspace, "bravo", on=TODAY, at=NOON)
        found = status(workspace, at=NOON, today=TODAY)
        assert (found.vendors, found.assessed) == (1, 1)
    assert place.run("reassess", "--vendor", "bravo").code == 11


def test_an_import_is_told_once_and_no_night_before_or_after_it(workspace: Workspace) -> None:
    assert not _night(workspace, NOON).first_after_import
    _copies(workspace, "bravo", "charlie")
    assert not _run(workspace, NOON, vendors=(workspace.vendor("bravo"),))().first_after_import
    assert _night(workspace, NOON).first_after_import
    assert not _night(workspace, NOON).first_after_import


def test_a_day_does_not_come_twice_because_of_a_time_zone(workspace: Workspace) -> None:
    past = assessments(workspace.register, workspace.vendor(VENDOR))[0]
    ahead = {**past.body, "as_of": (TODAY + DAY).isoformat(), "material": "0" * 64}
    workspace.commit([Entry(Kind.ASSESSMENT, ahead, past.record.ref)], at=NOON)
    assert _night(workspace, NOON).changed == [VENDOR]
    assert [one.as_of for one in assessments(workspace.register, workspace.vendor(VENDOR))][1:] == [TODAY + DAY, TODAY + DAY]


def test_a_list_holds_no_case_and_no_document(workspace: Workspace) -> None:
    listed = list_vendors(workspace)
    assert [one.past is not None and one.past.body for one in listed] == [{}]


@pytest.mark.parametrize(
    ("since", "ends", "told"),
    [
        (TODAY - DAY, TODAY + timedelta(30), True),
        (TODAY - DAY, TODAY + timedelta(31), False),
        (TODAY - DAY, TODAY + timedelta(29), False),
        (TODAY - 3 * DAY, TODAY + timedelta(28), True),
        (None, TODAY, True),
        (None, TODAY - DAY, False),
        (None, TODAY + timedelta(31), False),
        (TODAY - DAY, date.max, False),
        (TODAY - DAY, date.min, False),
    ],
)
def test_evidence_is_told_of_on_the_thirtieth_day_before_its_end(since: date | None, ends: date, told: bool) -> None:
    assert jobs._expiring(ends, _task(since)) is told


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (TODAY - DAY, TODAY - DAY, True),
        (TODAY - DAY, TODAY, False),
        (TODAY - DAY, TODAY - 2 * DAY, False),
        (TODAY - 3 * DAY, TODAY - 2 * DAY, True),
        (None, TODAY - DAY, True),
        (None, TODAY - 2 * DAY, False),
        (TODAY - DAY, date.max, False),
        (None, date.min, False),
    ],
)
def test_a_waiver_is_told_of_on_the_day_after_its_last(since: date | None, until: date, told: bool) -> None:
    assert jobs._ended(until, _task(since)) is told


def _task(since: date | None) -> jobs.Task:
    return jobs.Task("acme", b"", True, TODAY, None, "", None, None, since)


def test_a_cadence_that_shortens_makes_due_at_once_what_it_skipped(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    past = assessments(workspace.register, workspace.vendor(VENDOR))[0]
    monkeypatch.setattr(jobs, "material", lambda _assessment: past.material)
    workspace.commit([Entry(Kind.ASSESSMENT, {**past.body, "standing": "low"}, past.record.ref)], at=NOON)
    later = datetime.combine(past.answered_on, NOON.timetz()) + timedelta(days=200)
    assert _night(workspace, later).due == []
    workspace.commit([Entry(Kind.ASSESSMENT, {**past.body, "standing": "critical"}, past.record.ref)], at=later)
    outcome = _night(workspace, later + DAY)
    assert (outcome.due, outcome.missed) == ([VENDOR], 0)
    assert _night(workspace, later + 2 * DAY).overdue == [VENDOR]
