from __future__ import annotations

import gc
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from kporisk.errors import InvalidDocument
from kporisk.workers import supervisor
from kporisk.workers.errors import NotCarriedError, PoisonedJobError, WorkersFailedError
from kporisk.workers.pool import Pool, cores
from tests.workers import jobs

ROOT = Path(__file__).parents[2]


def is_there(pid: int, *, zombies_count: bool = True) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return zombies_count or state != "Z"


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.005)


def pid_at(folder: Path, name: str) -> int:
    """Of the worker that is at the job of this name; waits until there is one."""
    until(lambda: list(folder.glob(f"{name}.*")))
    return int(next(folder.glob(f"{name}.*")).suffix[1:])


def errors_of(futures: list[Future[int]]) -> list[BaseException]:
    return [error for future in futures if (error := future.exception(timeout=60))]


def test_results_come_back_in_order_from_workers_that_were_made_ready_once() -> None:
    with Pool(2, initializer=jobs.warm_up, initargs=(7,)) as pool:
        assert list(pool.map(jobs.double, range(500))) == [2 * number for number in range(500)]
        found = dict(pool.submit(jobs.warmth).result() for _ in range(50))
    assert 1 <= len(found) <= 2
    assert all(warm == [7] for warm in found.values())
    assert os.getpid() not in found
    assert not any(is_there(pid) for pid in found)


def test_one_poisonous_job_in_200_costs_nobody_else_anything() -> None:
    with Pool(2) as pool:
        futures = [pool.submit(jobs.double_but_die_at_77, number) for number in range(200)]
    (error,) = errors_of(futures)
    assert type(error) is PoisonedJobError
    assert str(error) == "a job ended its worker process 2 times (SIGKILL) and is set aside; the other jobs went on"
    assert [future.result() for number, future in enumerate(futures) if number != 77] == [2 * n for n in range(200) if n != 77]


def test_control_the_pool_of_the_standard_library_loses_the_others() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(jobs.double_but_die_at_77, number) for number in range(200)]
    lost = errors_of(futures)
    assert all(isinstance(error, BrokenProcessPool) for error in lost)
    assert len(lost) > 100


def test_the_job_of_a_worker_that_is_killed_from_outside_is_done_by_another(tmp_path: Path) -> None:
    with Pool(2) as pool:
        first, second = (pool.submit(jobs.wait_for, tmp_path, name) for name in ("first", "second"))
        killed, spared = pid_at(tmp_path, "first"), pid_at(tmp_path, "second")
        os.kill(killed, signal.SIGKILL)
        until(lambda: len(list(tmp_path.glob("first.*"))) == 2)
        (tmp_path / "go").touch()
        assert (first.result(20), second.result(20)) == ("first", "second")
        assert list(pool.map(jobs.double, range(5))) == [0, 2, 4, 6, 8]
    assert [path.suffix for path in tmp_path.glob("second.*")] == [f".{spared}"]
    assert not is_there(killed)


def test_an_idle_worker_that_dies_is_replaced_when_there_is_work() -> None:
    with Pool(1) as pool:
        pid, _ = pool.submit(jobs.warmth).result()
        os.kill(pid, signal.SIGKILL)
        until(lambda: not is_there(pid))
        assert pool.submit(jobs.warmth).result()[0] != pid


def test_a_job_that_hangs_is_ended_and_the_others_are_done() -> None:
    with Pool(2, timeout=0.2, attempts=1) as pool:
        hanging, spinning = pool.submit(jobs.hang), pool.submit(jobs.spin)
        assert list(pool.map(jobs.double, range(50))) == [2 * number for number in range(50)]
    for future in (hanging, spinning):
        with pytest.raises(PoisonedJobError, match=r"^a job ended its worker process once \(longer than 0.2 s\) and is set aside"):
            future.result()


def test_a_terminal_and_a_service_manager_do_not_end_workers(tmp_path: Path) -> None:
    with Pool(1) as pool:
        future = pool.submit(jobs.wait_for, tmp_path, "steady")
        pid = pid_at(tmp_path, "steady")
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGTERM)
        time.sleep(0.05)
        (tmp_path / "go").touch()
        assert future.result(20) == "steady"
        assert pool.submit(jobs.warmth).result()[0] == pid


def test_an_initializer_that_fails_is_reported_and_not_tried_for_ever(tmp_path: Path) -> None:
    with Pool(2, initializer=jobs.failing_initializer, initargs=(tmp_path,)) as pool:
        futures = [pool.submit(jobs.double, number) for number in range(20)]
        wait(futures, timeout=60)
        futures.append(pool.submit(jobs.double, 20))
    failures = errors_of(futures)
    assert len(failures) == 21
    assert {type(error) for error in failures} == {WorkersFailedError}
    assert {str(error) for error in failures} == {"the workers cannot be made ready: no library here"}
    assert isinstance(failures[0].__cause__, LookupError)
    pids = [int(path.name) for path in tmp_path.iterdir()]
    assert 1 <= len(pids) <= 2
    assert not any(is_there(pid) for pid in pids)


def test_workers_that_die_before_they_are_ready_are_not_started_for_ever() -> None:
    with Pool(1, initializer=jobs.dying_initializer) as pool:
        future = pool.submit(jobs.double, 1)
        with pytest.raises(WorkersFailedError, match=r"^3 worker processes in a row ended before they were ready \(SIGKILL\)$"):
            future.result(60)


def test_an_initializer_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "START_LIMIT", 0.3)
    with Pool(1, initializer=jobs.hang) as pool:
        future = pool.submit(jobs.double, 1)
        with pytest.raises(WorkersFailedError, match=r"ended before they were ready \(longer than 0.3 s\)$"):
            future.result(60)


def test_shutdown_drops_what_nobody_has_begun_and_finishes_the_rest(tmp_path: Path) -> None:
    pool = Pool(1)
    begun = pool.submit(jobs.wait_for, tmp_path, "begun")
    pid = pid_at(tmp_path, "begun")
    pending = [pool.submit(jobs.double, number) for number in range(20)]
    pool.shutdown(wait=False, cancel_futures=True)
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(jobs.double, 1)
    (tmp_path / "go").touch()
    pool.shutdown()
    assert begun.result() == "begun"
    assert all(future.cancelled() for future in pending)
    assert not is_there(pid)


def test_shutdown_alone_finishes_what_is_pending() -> None:
    pool = Pool(2)
    futures = [pool.submit(jobs.double, number) for number in range(100)]
    pool.shutdown(wait=False)
    assert [future.result(60) for future in futures] == [2 * number for number in range(100)]
    pool.shutdown()


def test_an_exception_of_the_caller_drops_what_is_pending(tmp_path: Path) -> None:
    with pytest.raises(KeyError), Pool(1) as pool:
        begun = pool.submit(jobs.wait_for, tmp_path, "begun")
        pid_at(tmp_path, "begun")
        pending = [pool.submit(jobs.double, number) for number in range(20)]
        threading.Timer(0.1, (tmp_path / "go").touch).start()
        raise KeyError
    assert begun.result() == "begun"
    assert all(future.cancelled() for future in pending)


def test_a_future_can_be_cancelled_before_it_is_begun(tmp_path: Path) -> None:
    with Pool(1) as pool:
        begun = pool.submit(jobs.wait_for, tmp_path, "begun")
        pid_at(tmp_path, "begun")
        later, last = pool.submit(jobs.double, 1), pool.submit(jobs.double, 2)
        assert later.cancel() and not begun.cancel()
        (tmp_path / "go").touch()
        assert last.result(20) == 4
    with pytest.raises(CancelledError):
        later.result()


def test_what_a_job_raises_is_raised_by_its_future_and_says_where() -> None:
    with Pool(1) as pool:
        plain, document = pool.submit(jobs.fail, "plain").exception(), pool.submit(jobs.fail, "document").exception()
    assert isinstance(plain, LookupError) and plain.args == ("nothing there",)
    assert "tests/workers/jobs.py" in plain.__notes__[0]
    assert isinstance(document, InvalidDocument)
    assert str(document) == "a.yaml:1: $.a: bad\nb.yaml:2: $.b: wrong"
    assert [problem.line for problem in document.problems] == [1, 2]


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (jobs.fail, ("unspeakable",), "a job failed with tests.workers.jobs.Unspeakable, whose details cannot leave its worker process"),
        (jobs.fail, ("two",), "a job failed with tests.workers.jobs.TwoArguments, whose details cannot leave its worker process"),
        (jobs.leave, (), "a job failed with SystemExit, whose details cannot leave its worker process"),
        (jobs.fail, ("lock",), "a job's result of type _thread.lock cannot leave its worker process (TypeError)"),
    ],
)
def test_what_cannot_be_sent_is_named_by_its_type_alone(function: Callable[..., object], arguments: tuple[Any, ...], message: str) -> None:
    with Pool(1) as pool:
        error = pool.submit(function, *arguments).exception()
        assert pool.submit(jobs.double, 1).result() == 2
    assert type(error) is NotCarriedError
    assert str(error) == message
    assert "canary" not in repr(error) + "".join(getattr(error, "__notes__", []))


def test_a_call_that_cannot_be_sent_fails_alone() -> None:
    with Pool(1) as pool:
        refused = pool.submit(lambda: 1)
        assert pool.submit(jobs.double, 4).result() == 8
        assert refused.exception() is not None


def test_a_worker_has_no_more_memory_than_it_is_given() -> None:
    with Pool(1, memory=1 << 30) as pool:
        assert isinstance(pool.submit(jobs.take, 2 << 30).exception(), MemoryError)
        assert pool.submit(jobs.take, 1 << 20).result() == 1 << 20
    with Pool(1) as pool:
        assert pool.submit(jobs.take, 1 << 20).result() == 1 << 20


def test_large_calls_and_results_go_through() -> None:
    with Pool(2) as pool:
        assert [len(found) for found in pool.map(bytes.upper, [b"x" * 3_000_000] * 4)] == [3_000_000] * 4


def test_every_job_of_a_mixture_has_its_own_end() -> None:
    draw = random.Random(4)
    kinds = draw.choices(["fine", "raise", "die"], [20, 5, 1], k=120)
    assert kinds.count("die") >= 3
    with Pool(2, attempts=1) as pool:
        futures = [pool.submit(jobs.outcome, kind, number) for number, kind in enumerate(kinds)]
    for number, (kind, future) in enumerate(zip(kinds, futures, strict=True)):
        error = future.exception()
        if kind == "fine":
            assert future.result() == number
        elif kind == "raise":
            assert isinstance(error, LookupError) and error.args == (number,)
        else:
            assert isinstance(error, PoisonedJobError)


def test_a_pool_that_nobody_holds_finishes_its_jobs_and_goes() -> None:
    pool = Pool(1)
    futures = [pool.submit(jobs.warmth) for _ in range(3)]
    del pool
    gc.collect()
    pids = {future.result(60)[0] for future in futures}
    until(lambda: not any(is_there(pid) for pid in pids))


def test_when_the_parent_is_killed_its_workers_are_gone_within_two_seconds() -> None:
    command = [sys.executable, "-m", "tests.workers.parent", "killed"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        assert parent.stdout
        pids = {int(word) for word in parent.stdout.readline().split()}
        assert len(pids) == 3
        assert all(is_there(pid) for pid in pids)
        parent.kill()
        until(lambda: not any(is_there(pid, zombies_count=False) for pid in pids), seconds=2)


def test_a_program_that_forgets_its_pool_ends() -> None:
    command = [sys.executable, "-m", "tests.workers.parent", "forgetful"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("wrong", [{"jobs": 0}, {"attempts": 0}, {"timeout": 0}, {"memory": 0}])
def test_limits_are_above_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Pool(**wrong)


def test_as_many_jobs_as_cores() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
