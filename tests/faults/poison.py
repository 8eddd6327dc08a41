"""One vendor among many whose answers kill whatever process works on them: the others are done."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kporisk.cli import reassess
from kporisk.workers.pool import Pool
from kporisk.workflow.night import jobs
from tests.cli.command import run as command
from tests.faults.scenes import LATER, assessed_in_bulk, environment
from tests.workspaces import clock_at

POISONED = "vendor-0007"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of `vendors`, so many were done; `named`: the failed one is, and only it; the exit code."""

    vendors: int
    done: int
    named: bool
    code: int

    @property
    def lost(self) -> int:
        """Vendors that were not done, besides the poisonous one."""
        return self.vendors - 1 - self.done


def rescored(task: jobs.Task) -> jobs.Rescored:
    """What workers do here."""
    if task.vendor == POISONED:
        os.kill(os.getpid(), signal.SIGKILL)
    return jobs.rescore(task)


class _Poisoned(Executor):
    """An executor whose workers die of one vendor."""

    def __init__(self, inner: Executor) -> None:
        self._inner = inner

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        try:
            return self._inner.submit(rescored if fn is jobs.rescore else fn, *args, **kwargs)
        except RuntimeError as error:
            # A broken pool refuses; the run is told so for each vendor, as if it had taken the job.
            future: Future[Any] = Future()
            future.set_exception(error)
            return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._inner.shutdown(wait, cancel_futures=cancel_futures)


def ours(_jobs: int | None, folders: tuple[Path, ...]) -> Executor:
    """The pool of the program."""
    return _Poisoned(Pool(2, initializer=jobs.ready, initargs=(folders,), timeout=60))


def common(_jobs: int | None, folders: tuple[Path, ...]) -> Executor:
    """The control: the pool of the standard library."""
    return _Poisoned(ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=jobs.ready, initargs=(folders,)))


def run(folder: Path, count: int, *, pool: Callable[[int | None, tuple[Path, ...]], Executor] = ours) -> Figures:
    """A night over `count` vendors, of whom one is poisonous."""
    folder.mkdir(mode=0o700)
    assessed_in_bulk(folder, count)
    with clock_at(LATER), patch.object(reassess, "_pool", pool):
        ran = command("reassess", "--no-reports", "--format", "json", cwd=folder / "work", env=environment(folder))
    if ran.code == 1 or not ran.out.strip():
        return Figures(count, 0, False, ran.code)
    told = json.loads(ran.out)
    failed = [line.split(":")[0] for line in ran.err.splitlines() if ": failed: " in line]
    return Figures(count, count - len(failed), failed == [POISONED], ran.code if told else 1)
