"""`reassess`: every vendor re-scored for the day; what changed recorded, printed and told; who is due asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from kporisk.delivery.logs import Log
from kporisk.errors import KporiskError
from kporisk.register.book import MovedError, Newest
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workers.errors import PoisonedJobError
from kporisk.workflow.night import jobs
from kporisk.workflow.night.asking import ask
from kporisk.workflow.night.printing import print_all
from kporisk.workflow.programme.past import Past, past_from
from kporisk.workflow.programme.state import facts_from, newest_input, state_of
from kporisk.workflow.workspace.opened import Workspace

PAGE = 64
"""Vendors whose records are read at a time."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a run is asked to do. `vendors` empty: all of them; `most_seconds` None: until it is done."""

    vendors: tuple[Known, ...] = ()
    ask: bool = False
    render: bool = True
    dry_run: bool = False
    most_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run needs from outside. `now` and `elapsed` (seconds since it began) read clocks.

    `stopped` says whether to end between vendors. `executor` makes a pool whose workers have loaded the checklists in the folders. `told`
    hears of each thing done: what, of whom, how many of how many.
    """

    now: Callable[[], datetime]
    elapsed: Callable[[], float]
    stopped: Callable[[], bool]
    executor: Callable[[tuple[Path, ...]], Executor]
    told: Callable[[str, str, int, int], None] = lambda _what, _vendor, _done, _all: None
    log: Log | None = None


@dataclass(slots=True)
class Outcome:
    """What came of a run; lists hold ids of vendors."""

    as_of: date
    vendors: int = 0
    """All that are not retired."""
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    elsewhere: int = 0
    """Recorded by another run or command meanwhile, and left to it."""
    without_case: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """By vendor, what to do about it."""
    due: list[str] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)
    evidence_expiring: list[str] = field(default_factory=list)
    waivers_ended: list[str] = field(default_factory=list)
    reports: list[Path] = field(default_factory=list)
    questionnaires: list[Path] = field(default_factory=list)
    missed: int = 0
    complete: bool = True
    first_after_import: bool = False
    warnings: list[str] = field(default_factory=list)

    @property
    def assessed(self) -> int:
        """How many vendors were re-scored, here or by another run."""
        return len(self.changed) + self.unchanged + self.elsewhere


@dataclass(slots=True)
class Subject:
    """A vendor in this run, and its last assessment once it is known, without case and document: there may be thousands."""

    known: Known
    newest: Newest
    past: Past | None = None


class Run:
    """One run over one workspace."""

    def __init__(self, workspace: Workspace, wish: Wish, around: Surroundings, *, as_of: date) -> None:
        self.workspace, self.wish, self.around = workspace, wish, around
        self.outcome = Outcome(as_of)
        before = last_run(workspace)
        self.since = as_of - timedelta(days=1) if before is None else min(date.fromisoformat(before["as_of"]), as_of)
        self.run_before = before
        self.subjects: list[Subject] = []
        self.resume: str | None = None
        """The first vendor that was not come to."""
        self._log = around.log

    def __call__(self) -> Outcome:
        """Do it. Raises ClockError before anything is done, LockedError where another run does not let go, and what opening raises."""
        workspace, outcome = self.workspace, self.outcome
        if not self.wish.dry_run:
            workspace.register.refuse_wrong_clock(self.around.now())
        active = self._active()
        outcome.vendors = len(active)
        chosen = [one for one in active if not self.wish.vendors or one.known in self.wish.vendors]
        self.subjects = chosen = self._from_where_it_stopped(chosen)
        self.log(
            "run_started", workspace=workspace.settings.workspace_id, as_of=outcome.as_of, vendors=len(chosen), dry_run=self.wish.dry_run
        )
        outcome.first_after_import = self.run_before is None and len(chosen) > 1
        pool = self.around.executor(workspace.content_folders)
        try:
            self._score(chosen, pool)
            if not self.wish.dry_run:
                if self.wish.ask:
                    ask(self)
                if self.wish.render:
                    print_all(self, pool)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        return outcome

    @property
    def over(self) -> bool:
        """Whether to begin nothing more."""
        most = self.wish.most_seconds
        if self.around.stopped() or (most is not None and self.around.elapsed() >= most):
            self.outcome.complete = False
            return True
        return False

    def fail(self, vendor: str, error: BaseException) -> None:
        """Note that something went wrong with one vendor; the others go on. No message repeats an answer."""
        self.outcome.failed[vendor] = str(error) if isinstance(error, KporiskError) else f"a bug ({type(error).__name__}); please report it"
        if isinstance(error, PoisonedJobError):
            self.log("vendor_quarantined", vendor=vendor)
        else:
            self.log("vendor_failed", vendor=vendor, error=error)

    def log(self, event: str, **fields: object) -> None:
        """Write an event to the log, if there is one; a log that cannot be written is a warning and is given up."""
        if self._log is None:
            return
        try:
            self._log(event, **fields)
        except OSError as error:
            self._log = None
            self.outcome.warnings.append(f"the log cannot be written: {error.strerror}")

    def commit(self, entries: Sequence[Entry], subject: Subject) -> tuple[int, str] | None:
        """Record something about a vendor, exactly once: None where another run or command was faster."""
        ref = subject.known.ref
        try:
            records = self.workspace.commit(entries, at=self.around.now(), expect={ref: subject.newest.last})
        except MovedError:
            return None
        of = {**subject.newest.of, **{record.kind: record.seq for record in records}}
        subject.newest = Newest(records[-1].seq, of)
        if records[-1].kind is Kind.ASSESSMENT:
            subject.past = past_from(records[-1], entries[-1].body).lean()
        return records[-1].seq, records[-1].sha256

    def _active(self) -> list[Subject]:
        register, newest = self.workspace.register, self.workspace.register.newest()
        known = [one for one in register.vendors() if one.ref in newest]
        bodies = register.bodies(newest[one.ref].of[Kind.VENDOR] for one in known)
        return [Subject(one, newest[one.ref]) for one in known if facts_from(bodies[newest[one.ref].of[Kind.VENDOR]]).retired_on is None]

    def _from_where_it_stopped(self, chosen: list[Subject]) -> list[Subject]:
        """The vendors, those first that a run before did not come to, so that short nights reach everybody in turn."""
        resume = None if self.run_before is None else self.run_before.get("resume")
        at = next((index for index, one in enumerate(chosen) if one.known.ref == resume), 0)
        return chosen[at:] + chosen[:at]

    def _score(self, chosen: Sequence[Subject], pool: Executor) -> None:
        running: dict[Future[jobs.Rescored], Subject] = {}
        done = 0
        for subject, task in self._tasks(chosen):
            if self.over:
                self.resume = subject.known.ref
                break
            if task is None:
                done += 1
                continue
            running[pool.submit(jobs.rescore, task)] = subject
            if len(running) >= PAGE:
                done = self._collect(running, done, len(chosen))
        while running:
            done = self._collect(running, done, len(chosen))

    def _collect(self, running: dict[Future[jobs.Rescored], Subject], done: int, of: int) -> int:
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            subject = running.pop(future)
            done += 1
            error = future.exception()
            if error is not None:
                self.fail(subject.known.id, error)
                self.around.told("failed", subject.known.id, done, of)
            else:
                self.around.told(self._scored(subject, future.result()), subject.known.id, done, of)
        return done

    def _scored(self, subject: Subject, result: jobs.Rescored) -> str:
        outcome, id = self.outcome, subject.known.id
        if result.evidence_expiring:
            outcome.evidence_expiring.append(id)
        if result.waivers_ended:
            outcome.waivers_ended.append(id)
        if result.body is None:
            outcome.unchanged += 1
            self.log("vendor_unchanged", vendor=id)
            return "unchanged"
        if self.wish.dry_run:
            outcome.changed.append(id)
            return "changed"
        recorded = self.commit([Entry(Kind.ASSESSMENT, result.body, subject.known.ref)], subject)
        if recorded is None:
            outcome.elsewhere += 1
            return "elsewhere"
        outcome.changed.append(id)
        self.log("vendor_assessed", vendor=id, seq=recorded[0], tier=result.body["standing"])
        return "changed"

    def _tasks(self, chosen: Sequence[Subject]) -> Iterator[tuple[Subject, jobs.Task | None]]:
        """What there is to do for each vendor, its records read page by page; None where there is nothing, or it could not be read."""
        register, content = self.workspace.register, self.workspace.content.sha256
        for start in range(0, len(chosen), PAGE):
            page = chosen[start : start + PAGE]
            records = {one.seq: one for one in register.records_by(subject.newest.of.get(Kind.ASSESSMENT, 0) for subject in page)}
            for subject in page:
                try:
                    yield subject, self._task(subject, records, content)
                except KporiskError as error:
                    self.fail(subject.known.id, error)
                    yield subject, None

    def _task(self, subject: Subject, records: dict[int, Any], content: str) -> jobs.Task | None:
        seq = subject.newest.of.get(Kind.ASSESSMENT)
        past = None
        if seq is not None:
            past = past_from(records[seq], self.workspace.register.body(seq))
            subject.past = past.lean()
        if past is not None and newest_input(subject.newest) < past.record.seq:
            case, fits = past.case_text, past.content == content
        else:
            state = state_of(self.workspace.register, subject.known)
            document = state.case_document()
            if document is None:
                self.outcome.without_case.append(subject.known.id)
                return None
            case, fits = json.dumps(document).encode(), False
        return jobs.Task(
            vendor=subject.known.id,
            case_text=case,
            fits=fits,
            as_of=self.outcome.as_of,
            depth=None if past is None else past.depth,
            content=content,
            before=None if past is None else past.material,
            standing=None if past is None else past.standing,
            since=self.since,
        )


def last_run(workspace: Workspace, *, good: bool = False) -> dict[str, Any] | None:
    """The body of the last run with the instant at which it was recorded, or None; `good`: one that was complete and failed nowhere."""
    for record in workspace.register.records("", kinds=(Kind.RUN,), newest_first=True):
        body = workspace.register.body(record.seq)
        if body["what"] == "reassess" and not (good and (not body["complete"] or body["failed"])):
            return {**body, "recorded_at": record.recorded_at}
    return None
