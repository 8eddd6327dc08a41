"""One worker process as its parent sees it: a pipe, a job, a deadline."""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from kporisk.workers.serve import DECIDED_BY_THE_PARENT, serve

GRACE = 2.0
"""Seconds that a worker is given to end by itself."""

# Spawned, not forked: the parent may have threads and open databases, and a fork would carry their locks and files along.
_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(slots=True, eq=False)
class Job:
    """A pickled call and who waits for it."""

    call: bytes
    future: Future[Any]
    started: bool = False
    deaths: int = 0
    """How many workers have ended while they did it."""


@dataclass(slots=True, eq=False)
class Worker:
    """A process; it is `ready` once its initializer has run, and has at most one job."""

    process: BaseProcess
    pipe: Connection
    deadline: float | None
    """When it is killed, on the monotonic clock."""
    ready: bool = False
    job: Job | None = None

    @classmethod
    def start(cls, setup: bytes, memory: int | None, deadline: float) -> Worker:
        """A new process, not yet ready. Raises OSError where the system gives none."""
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=serve, args=(theirs, setup, memory), name="kporisk-worker", daemon=True)
        resource_tracker.ensure_running()  # here, since it unblocks signals where it starts
        # A new process inherits the mask; so no Ctrl-C reaches it before it has said that it ignores them.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, DECIDED_BY_THE_PARENT)
        try:
            process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()
        return cls(process, ours, deadline)

    def close(self) -> None:
        """Let it end: it reads the end of its pipe."""
        self.pipe.close()

    def end(self, *, grace: float) -> str:
        """Wait so many seconds for the process, then kill it; never leaves a zombie. How it ended, in words."""
        self.pipe.close()
        self.process.join(grace)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        code = self.process.exitcode
        with suppress(ValueError):  # where somebody else has reaped it, and its exit code is not known
            self.process.close()
        if code is None or code >= 0:
            return f"exit code {code}"
        return signal.Signals(-code).name if -code in signal.valid_signals() and -code < signal.SIGRTMIN else f"signal {-code}"
