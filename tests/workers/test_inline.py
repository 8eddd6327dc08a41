from __future__ import annotations

import os

import pytest

from kporisk.workers.inline import Inline
from tests.workers import jobs


def test_a_job_is_done_at_once_in_this_process() -> None:
    ready: list[int] = []
    with Inline(initializer=ready.append, initargs=(1,)) as pool:
        assert not ready
        futures = [pool.submit(os.getpid) for _ in range(3)]
        assert ready == [1]
        assert all(future.done() and future.result() == os.getpid() for future in futures)
        assert list(pool.map(jobs.double, range(3))) == [0, 2, 4]
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(os.getpid)


def test_what_a_job_raises_is_raised_by_its_future() -> None:
    with Inline() as pool:
        assert isinstance(pool.submit(jobs.fail, "plain").exception(), LookupError)


def test_what_ends_the_program_is_not_kept() -> None:
    with Inline() as pool, pytest.raises(SystemExit):
        pool.submit(jobs.leave)
