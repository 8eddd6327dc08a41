"""`reassess`: every vendor re-scored for the day; what changed recorded, printed and told; who is due asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from kporisk.delivery.logs import Log
from kporisk.errors import KporiskError
from kporisk.register.book import MovedError, Newest, PurgedError
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workers.errors import PoisonedJobError
from kporisk.workflow.night import jobs
from kporisk.workflow.night.asking import ask
from kporisk.workflow.night.printing import print_all
from kporisk.workflow.night.reading import Subject, active, tasks
from kporisk.workflow.night.runs import Runs
from kporisk.workflow.programme.past import past_from
from kporisk.workflow.workspace.opened import Workspace

IN_FLIGHT = 64
"""Vendors that are being scored or wait for it."""
ROUND = 256
"""Vendors that are scored, asked and printed before the next ones are, so that a night that is cut short has finished with some."""


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
    moved: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By vendor of `changed`, the standing tier before and after, where it is another."""
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
    ended_by: KporiskError | None = None
    """Why nothing can be recorded any more, so that the run ended before its time."""

    @property
    def assessed(self) -> int:
        """How many vendors were re-scored, here or by another run."""
        return len(self.changed) + self.unchanged + self.elsewhere


class Run:
    """One run over one workspace."""

    def __init__(self, workspace: Workspace, wish: Wish, around: Surroundings, *, as_of: date) -> None:
        self.workspace, self.wish, self.around = workspace, wish, around
        self.outcome = Outcome(as_of)
        self.subjects: list[Subject] = []
        self.resume: str | None = None
        """The first vendor that was not come to."""
        self.begun: str | None = None
        """The first vendor that was."""
        self.refs = {one.id: one.ref for one in workspace.register.vendors()}
        self.runs = Runs(workspace, tuple(self.refs.values()))
        """The runs before."""
        self._log = around.log

    def __call__(self) -> Outcome:
        """Do it. What makes further records impossible ends it between two vendors, and stands in the outcome.

        Raises ClockError before anything is done, and what opening raises.
        """
        workspace, outcome = self.workspace, self.outcome
        if not self.wish.dry_run:
            workspace.register.refuse_wrong_clock(self.around.now())
        found = active(self)
        outcome.vendors = len(found)
        chosen = [one for one in found if not self.wish.vendors or one.known in self.wish.vendors]
        self.subjects = chosen = self._from_where_it_stopped(chosen)
        self.begun = chosen[0].known.ref if chosen else None
        self.log(
            "run_started", workspace=workspace.settings.workspace_id, as_of=outcome.as_of, vendors=len(chosen), dry_run=self.wish.dry_run
        )
        outcome.first_after_import = self._first_after_import(chosen)
        pool = self.around.executor(workspace.content_folders)
        try:
            self._go_through(chosen, pool)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        return outcome

    @property
    def over(self) -> bool:
        """Whether to begin nothing more."""
        most = self.wish.most_seconds
        if self.outcome.ended_by is not None or self.around.stopped() or (most is not None and self.around.elapsed() >= most):
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

    def end(self, error: KporiskError) -> None:
        """Note that nothing can be recorded any more: the lock is held, the disk is full, the clock is wrong."""
        self.outcome.complete = False
        self.outcome.ended_by = self.outcome.ended_by or error

    def commit(self, entries: Sequence[Entry], subject: Subject) -> tuple[int, str] | None:
        """Record something about a vendor, exactly once.

        None where another run or command was faster, or where nothing can be recorded any more, which ends the run.
        """
        if self.outcome.ended_by is not None:
            return None
        ref = subject.known.ref
        try:
            records = self.workspace.commit(entries, at=self.around.now(), expect={ref: subject.newest.last})
        except (MovedError, PurgedError):
            return None
        except KporiskError as error:
            self.end(error)
            return None
        of = {**subject.newest.of, **{record.kind: record.seq for record in records}}
        subject.newest = Newest(records[-1].seq, of)
        if records[-1].kind is Kind.ASSESSMENT:
            subject.past = past_from(records[-1], entries[-1].body).lean()
        return records[-1].seq, records[-1].sha256

    def _from_where_it_stopped(self, chosen: list[Subject]) -> list[Subject]:
        """The vendors, those first that the run before did not come to, so that short nights reach everybody in turn."""
        resume = None if self.runs.last is None else self.runs.last["resume"]
        at = next((index for index, one in enumerate(chosen) if one.known.ref == resume), 0)
        return chosen[at:] + chosen[:at]

    def _first_after_import(self, chosen: Sequence[Subject]) -> bool:
        """Whether several vendors are new since the last run over all of them."""
        if self.runs.last is None:
            return len(chosen) > 1
        if self.wish.vendors or not any(one.newest.last > self.runs.last["seq"] for one in chosen):
            return False
        records = self.workspace.register.records(kinds=(Kind.VENDOR,), upto=self.runs.last["seq"])
        known = {record.ref for record in records}
        return sum(one.known.ref not in known for one in chosen) > 1

    def _go_through(self, chosen: Sequence[Subject], pool: Executor) -> None:
        done = 0
        for start in range(0, len(chosen), ROUND):
            together = chosen[start : start + ROUND]
            left = self._score(together, pool, done, len(chosen))
            done += len(together)
            if self.wish.render and not self.wish.dry_run and self.outcome.ended_by is None:
                print_all(self, together, pool)
            if left is not None:
                self.resume = left
                return

    def _score(self, chosen: Sequence[Subject], pool: Executor, done: int, of: int) -> str | None:
        """Score vendors; the first one that was not come to, or None."""
        running: dict[Future[jobs.Rescored], Subject] = {}
        left = {one.known.ref: None for one in chosen}
        there_is = tasks(self, chosen)
        for _ in chosen:
            if self.over:
                break
            subject, task = next(there_is)
            if task is None:
                done += 1
                del left[subject.known.ref]
                self._ask(subject)
                continue
            running[pool.submit(jobs.rescore, task)] = subject
            if len(running) >= IN_FLIGHT:
                done = self._collect(running, left, done, of)
        while running:
            done = self._collect(running, left, done, of)
        return next(iter(left), None)

    def _collect(self, running: dict[Future[jobs.Rescored], Subject], left: dict[str, None], done: int, of: int) -> int:
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in [one for one in running if one in finished]:
            subject = running.pop(future)
            done += 1
            error = future.exception()
            if error is not None:
                self.fail(subject.known.id, error)
            self.around.told("failed" if error is not None else self._scored(subject, future.result()), subject.known.id, done, of)
            self._ask(subject)
            if self.outcome.ended_by is None:
                del left[subject.known.ref]
        return done

    def _ask(self, subject: Subject) -> None:
        """Ask a vendor as soon as it is scored: a night that is cut short has then asked whom it scored."""
        if self.wish.ask and not self.wish.dry_run and self.outcome.ended_by is None:
            ask(self, subject)

    def _scored(self, subject: Subject, result: jobs.Rescored) -> str:
        outcome, id = self.outcome, subject.known.id
        body, recorded = result.body, None
        if body is not None and not self.wish.dry_run:
            recorded = self.commit([Entry(Kind.ASSESSMENT, body, subject.known.ref)], subject)
        if outcome.ended_by is not None:
            return "left"
        if result.evidence_expiring:
            outcome.evidence_expiring.append(id)
        if result.waivers_ended:
            outcome.waivers_ended.append(id)
        if body is None:
            outcome.unchanged += 1
            self.log("vendor_unchanged", vendor=id)
            return "unchanged"
        if recorded is None and not self.wish.dry_run:
            outcome.elsewhere += 1
            return "elsewhere"
        outcome.changed.append(id)
        if subject.past is not None and subject.past.standing.word != body["standing"]:
            outcome.moved[id] = (subject.past.standing.word, body["standing"])
        if recorded is not None:
            self.log("vendor_assessed", vendor=id, seq=recorded[0], tier=body["standing"])
        return "changed"
