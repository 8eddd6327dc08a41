from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from kporisk.workers.errors import PoisonedJobError
from kporisk.workflow.night import jobs
from kporisk.workflow.workspace import opened
from tests.faults import bits, crowd, poison
from tests.faults.run import Line, main, table
from tests.faults.ways import Here


def test_two_processes_record_everything_once(tmp_path: Path) -> None:
    found = crowd.run(tmp_path / "crowd", 1, processes=2)
    assert (found.lost, found.doubled, found.unclear, found.chain) == (0, 0, 0, 0)
    assert found.commands == 6
    assert found.acknowledged >= 4


def test_bits_are_found_or_change_nothing(tmp_path: Path) -> None:
    loading = vars(opened)["library_of"]
    found = bits.run(tmp_path / "bits", 18, seed=3)
    assert found.missed == 0, found.where
    assert found.found + found.without_effect == 18
    assert min(found.found, found.control) > 0
    assert vars(opened)["library_of"] is loading, "the tests after this one load their own checklists"


class _Patient(Here):
    """Sets the poisonous job aside, as the pool does, and needs no processes for it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if fn is jobs.rescore and args[0].vendor == poison.POISONED:
            future: Future[Any] = Future()
            future.set_exception(PoisonedJobError("set aside"))
            return future
        return super().submit(fn, *args, **kwargs)


@pytest.mark.parametrize(("executor", "lost"), [(_Patient, 0), (Here, -1)])
def test_a_night_is_judged_by_who_was_done(tmp_path: Path, executor: type[Here], lost: int) -> None:
    def pool(_jobs: int | None, folders: tuple[Path, ...]) -> Executor:
        jobs.ready(folders)
        return executor()

    found = poison.run(tmp_path / "poison", 10, pool=pool)
    assert (found.lost, found.named, found.code) == (lost, lost == 0, 3 if lost == 0 else 0)


@pytest.mark.parametrize(
    ("line", "good"),
    [
        (Line("a", 10, {"lost": 0}, 3), True),
        (Line("a", 10, {"lost": 1}, 3), False),
        (Line("a", 10, {"lost": 0}, 0), False),
        (Line("a", 0, {}, 1), False),
        (Line("a", 0, {}, 0, "strace is missing", done=False), False),
    ],
)
def test_a_line_is_good_when_its_figures_are_zero_and_its_control_is_not(line: Line, good: bool) -> None:
    assert line.good is good
    said = table([line])
    assert ("ok" if good else "FAILED") in said
    assert line.done or ("NOT DONE" in said and "strace is missing" in said)


def test_it_ends_with_zero_when_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "schedules", "--points", "60"]) == 0
    assert "schedules" in capsys.readouterr().out
