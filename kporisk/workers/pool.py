"""A pool of warm processes that outlives the death of any of them."""

from __future__ import annotations

import os
import pickle
import weakref
from collections.abc import Callable
from concurrent.futures import Executor, Future
from multiprocessing.reduction import ForkingPickler
from multiprocessing.util import Finalize
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from kporisk.workers.supervisor import Supervisor, Terms
from kporisk.workers.worker import Job

P = ParamSpec("P")
T = TypeVar("T")


def cores() -> int:
    """How many cores this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool(Executor):
    """`jobs` worker processes, started when there is work, each made ready once by `initializer(*initargs)`.

    When a worker dies, the job it was at is tried again on a fresh one, `attempts` times in all; then its future raises
    `PoisonedJobError`. No other job is touched. A job that takes longer than `timeout` seconds is killed and counts as one
    that killed its worker. `memory` limits the address space of each worker, in bytes: a job that wants more gets MemoryError,
    or dies. When workers cannot be made ready, every waiting future raises `WorkersFailedError`.

    Functions, arguments and results are pickled; what a job raises is raised by its future, or `NotCarriedError` where it
    cannot be pickled. Workers ignore SIGINT and SIGTERM, and end when this process ends, however it does. How many jobs are
    submitted at a time is up to the caller. A pool that is not shut down when the program exits is given up, with its jobs.
    """

    def __init__(
        self,
        jobs: int | None = None,
        *,
        initializer: Callable[..., object] | None = None,
        initargs: tuple[Any, ...] = (),
        attempts: int = 2,
        timeout: float | None = None,
        memory: int | None = None,
    ) -> None:
        """Raises ValueError for a limit that is not above 0, and what pickle raises for an initializer that it refuses."""
        jobs = cores() if jobs is None else jobs
        if jobs < 1 or attempts < 1 or (timeout is not None and timeout <= 0) or (memory is not None and memory < 1):
            raise ValueError("jobs, attempts, timeout and memory of a pool are above 0")
        setup = pickle.dumps((initializer, initargs))
        self._supervisor = Supervisor(Terms(jobs, setup, attempts, timeout, memory))
        self._supervisor.start()
        # At exit before multiprocessing waits for its children, who would wait for the end of their pipes.
        self._at_exit = Finalize(None, _give_up, (weakref.ref(self._supervisor),), exitpriority=100)
        weakref.finalize(self, self._supervisor.close).atexit = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue `fn(*args, **kwargs)`; a call that cannot be pickled fails in its future. Raises RuntimeError after `shutdown`."""
        future: Future[T] = Future()
        try:
            call = bytes(ForkingPickler.dumps((fn, args, kwargs)))
        except Exception as error:
            future.set_running_or_notify_cancel()
            future.set_exception(error)
            return future
        self._supervisor.submit(Job(call, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more jobs and end the workers when all are done, or, with `cancel_futures`, when those begun are."""
        self._supervisor.close(cancel=cancel_futures)
        if wait:
            self._supervisor.join()
            self._at_exit.cancel()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool | None:
        """Wait for all jobs; after an exception only for those begun."""
        self.shutdown(cancel_futures=kind is not None)
        return None


def _give_up(supervisor: weakref.ref[Supervisor]) -> None:
    thread = supervisor()
    if thread is not None and thread.is_alive():
        thread.abandon()
