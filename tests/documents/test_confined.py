"""Work in a process of its own: what comes of it, and what ends it."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from kporisk.documents.files import confined as module
from kporisk.documents.files.confined import MEGABYTES, MOST_PICKLED, BeyondError, confined
from kporisk.errors import InvalidDocument, Problem


def _endless() -> NoReturn:
    while True:
        pass


def _large() -> int:
    return len(bytearray(10 * MEGABYTES * 1_000_000))


def _broken() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _left() -> NoReturn:
    raise SystemExit(0)


def _much() -> bytes:
    return bytes(MOST_PICKLED + 1)


def test_what_the_work_returns_and_raises_comes_out() -> None:
    assert confined(lambda: {"a": (1, 2.5, "ü")}) == {"a": (1, 2.5, "ü")}
    problems = [Problem("a.xlsx", 3, "A3", "is wrong", 2)]

    def refuse() -> NoReturn:
        raise InvalidDocument(problems)

    with pytest.raises(InvalidDocument) as caught:
        confined(refuse)
    assert list(caught.value.problems) == problems
    with pytest.raises(ZeroDivisionError):
        confined(lambda: 1 / 0)


@pytest.mark.parametrize("work", [_endless, _large, _broken, _left, _much], ids=lambda work: work.__name__)
def test_what_goes_beyond_is_ended(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SECONDS", 0.2)
    children: list[int] = []
    fork = os.fork

    def noted() -> int:
        children.append(fork())
        return children[-1]

    monkeypatch.setattr(os, "fork", noted)
    with pytest.raises(BeyondError):
        confined(work)
    with pytest.raises(ProcessLookupError):
        os.kill(children[0], 0)


def test_on_a_machine_that_was_slow_so_far_it_may_take_as_long_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> float:
        until = time.process_time() + 0.4
        while time.process_time() < until:
            pass
        return until

    monkeypatch.setattr(module, "SECONDS", 0.1)
    monkeypatch.setattr(time, "process_time", lambda: 0.05)
    with pytest.raises(BeyondError):
        confined(_endless)
    monkeypatch.undo()
    monkeypatch.setattr(module, "SECONDS", 0.1)
    assert time.process_time() > 0.5
    assert confined(busy) > 0


def test_the_program_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    with path.open("w", encoding="utf-8") as file:
        file.write("once")
        assert confined(os.getpid) != os.getpid()
    assert path.read_text(encoding="utf-8") == "once"
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is not limited")
def test_a_limit_that_is_there_already_is_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    found = resource.getrlimit
    size = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGESIZE")
    given = (size + MEGABYTES * 500_000,) * 2
    monkeypatch.setattr(resource, "getrlimit", lambda _: given)
    assert confined(lambda: found(resource.RLIMIT_AS)) == given


def test_where_a_process_cannot_be_divided_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert confined(os.getpid) == os.getpid()
