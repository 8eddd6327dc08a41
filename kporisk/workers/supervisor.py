"""The thread that gives jobs to workers, hears what they say, and replaces those that die."""

from __future__ import annotations

import os
import pickle
import selectors
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass

# The deadline of a job is no calendar date: this clock starts anywhere, shows no date and enters no result.
from time import monotonic
from typing import Any

from kporisk.workers.errors import NotCarriedError, PoisonedJobError, WorkersFailedError
from kporisk.workers.serve import READY
from kporisk.workers.worker import GRACE, Job, Worker

START_LIMIT = 120.0
"""Seconds that a worker is given to become ready."""

STARTS = 3
"""So many workers in a row that die before they are ready, and no more are tried."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a pool was asked to keep to; the fields are those of `Pool`."""

    jobs: int
    setup: bytes
    attempts: int
    timeout: float | None
    memory: int | None


class Supervisor(threading.Thread):
    """Owns the workers. Only `submit`, `close` and `abandon` are for other threads."""

    def __init__(self, terms: Terms) -> None:
        super().__init__(name="kporisk-pool", daemon=True)
        self._terms = terms
        # Reentrant: a pool that is collected as garbage closes its supervisor from whatever thread the collector runs in.
        self._lock = threading.RLock()
        self._pending: deque[Job] = deque()
        self._closing = self._abandoned = self._woken = False
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._failed_starts = 0
        self._broken: tuple[str, BaseException | None] | None = None
        self._selector = selectors.DefaultSelector()
        self._bell, self._rope = os.pipe()
        self._selector.register(self._bell, selectors.EVENT_READ)

    def submit(self, job: Job) -> None:
        """Queue a job. Raises RuntimeError after `close`."""
        with self._lock:
            if self._closing:
                raise RuntimeError("the pool is shut down and takes no more jobs")
            self._pending.append(job)
            self._ring()

    def close(self, *, cancel: bool = False) -> None:
        """Take no more jobs; with `cancel`, drop those that no worker has begun."""
        with self._lock:
            self._closing = True
            if cancel:
                for job in self._pending:
                    job.future.cancel()
            self._ring()

    def abandon(self) -> None:
        """Kill the workers, whatever they are at; returns when they are gone."""
        with self._lock:
            self._closing = self._abandoned = True
            self._ring()
        self.join()

    def _ring(self) -> None:
        if not self._woken and self._rope >= 0:
            self._woken = True
            os.write(self._rope, b"!")

    def run(self) -> None:
        """Until the pool is closed and its last job done."""
        try:
            while self._has_more():
                for key, _ in self._selector.select(self._patience()):
                    if key.data is None:
                        self._answer_the_bell()
                    else:
                        self._hear(key.data)
                self._end_the_late()
        except BaseException as error:
            self._broken = ("the pool's own thread failed", error)
        finally:
            self._leave()

    def _has_more(self) -> bool:
        if self._abandoned:
            return False
        while self._idle and (job := self._next()):
            self._give(self._idle.pop(), job)
        if self._broken:
            self._refuse_the_rest()
        else:
            self._hire()
        return not self._closing or bool(self._pending) or any(worker.job for worker in self._workers)

    def _next(self) -> Job | None:
        with self._lock:
            while self._pending:
                job = self._pending.popleft()
                if job.started or job.future.set_running_or_notify_cancel():
                    job.started = True
                    return job
        return None

    def _hire(self) -> None:
        starting = sum(not worker.ready for worker in self._workers)
        wanted = min(len(self._pending) - starting, self._terms.jobs - len(self._workers))
        for _ in range(wanted):
            try:
                worker = Worker.start(self._terms.setup, self._terms.memory, monotonic() + START_LIMIT)
            except OSError as error:
                self._break(f"no worker process could be started: {error.strerror}", error)
                return
            self._workers.add(worker)
            self._selector.register(worker.pipe, selectors.EVENT_READ, worker)

    def _give(self, worker: Worker, job: Job) -> None:
        worker.job = job
        worker.deadline = None if self._terms.timeout is None else monotonic() + self._terms.timeout
        try:
            worker.pipe.send_bytes(job.call)
        except OSError:
            self._bury(worker)

    def _hear(self, worker: Worker) -> None:
        if worker not in self._workers:
            return
        try:
            said = worker.pipe.recv_bytes()
        except (EOFError, OSError):
            self._bury(worker)
            return
        done, worker.job, worker.deadline = worker.job, None, None
        if not worker.ready and not self._welcome(worker, said):
            return
        following = self._next()
        if following:
            self._give(worker, following)
        else:
            self._idle.append(worker)
        if done:
            _settle(done.future, said)

    def _welcome(self, worker: Worker, said: bytes) -> bool:
        if said == READY:
            worker.ready, self._failed_starts = True, 0
            return True
        self._forget(worker)
        worker.end(grace=GRACE)
        _, error = pickle.loads(said)
        self._break(f"the workers cannot be made ready: {error}", error)
        return False

    def _bury(self, worker: Worker, why: str = "") -> None:
        """What follows from a worker's death: its job is tried anew or set aside; no other job is touched."""
        self._forget(worker)
        ended = worker.end(grace=0 if why else GRACE)
        job = worker.job
        if job:
            job.deaths += 1
            if job.deaths < self._terms.attempts:
                with self._lock:
                    self._pending.appendleft(job)
            else:
                times = "once" if job.deaths == 1 else f"{job.deaths} times"
                message = f"a job ended its worker process {times} ({why or ended}) and is set aside; the other jobs went on"
                job.future.set_exception(PoisonedJobError(message))
        elif not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= STARTS:
                self._break(f"{STARTS} worker processes in a row ended before they were ready ({why or ended})", None)

    def _forget(self, worker: Worker) -> None:
        self._workers.discard(worker)
        self._selector.unregister(worker.pipe)
        if worker in self._idle:
            self._idle.remove(worker)

    def _break(self, message: str, cause: BaseException | None) -> None:
        self._broken = self._broken or (message, cause)

    def _refuse_the_rest(self) -> None:
        assert self._broken
        message, cause = self._broken
        while job := self._next():
            error = WorkersFailedError(message)
            error.__cause__ = cause
            job.future.set_exception(error)

    def _patience(self) -> float | None:
        deadlines = [worker.deadline for worker in self._workers if worker.deadline is not None]
        return max(0.0, min(deadlines) - monotonic()) if deadlines else None

    def _end_the_late(self) -> None:
        if self._terms.timeout is None and all(worker.ready for worker in self._workers):
            return
        now = monotonic()
        for worker in [worker for worker in self._workers if worker.deadline is not None and worker.deadline <= now]:
            limit = self._terms.timeout if worker.job else START_LIMIT
            self._bury(worker, f"longer than {limit:g} s")

    def _answer_the_bell(self) -> None:
        with self._lock:
            os.read(self._bell, 1)
            self._woken = False

    def _leave(self) -> None:
        with self._lock:
            self._closing = True
            rope, self._rope = self._rope, -1
            os.close(rope)
        self._broken = self._broken or ("the pool was given up before this job was done", None)
        self._selector.close()
        os.close(self._bell)
        for worker in self._workers:
            worker.close()
        for worker in self._workers:
            if worker.job:
                worker.job.future.set_exception(WorkersFailedError(self._broken[0]))
            worker.end(grace=GRACE if worker.ready and not worker.job else 0)
        self._refuse_the_rest()


def _settle(future: Future[Any], said: bytes) -> None:
    try:
        well, value = pickle.loads(said)
    except Exception as error:
        well, value = False, NotCarriedError(f"what a job gave back cannot be read ({type(error).__name__})")
    if well:
        future.set_result(value)
    else:
        future.set_exception(value)
