from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults import crash, ways
from tests.faults.children import Call, Ended, NotTracedError, _calls, done, refuse_without_strace, watched
from tests.faults.scenes import SCENES


@pytest.fixture(scope="module")
def crashes(tmp_path_factory: pytest.TempPathFactory) -> crash.Crashes:
    try:
        refuse_without_strace()
    except NotTracedError as error:
        pytest.skip(str(error))
    return crash.Crashes(tmp_path_factory.mktemp("crashes"), SCENES[:1], follow=False)


@pytest.mark.parametrize("what", [crash.KILL, "ENOSPC"])
def test_the_last_write_of_a_commit_is_survived(crashes: crash.Crashes, what: str) -> None:
    call = [one for one in crashes.prepared[0].calls if one.name == "fdatasync"][-1]
    verdict = crashes.try_point(crash.Point(0, call, what))
    assert verdict.reached
    assert not verdict.bad, verdict


def test_writing_naively_is_not(crashes: crash.Crashes, tmp_path: Path) -> None:
    place = tmp_path / "place"
    shutil.copytree(crashes.prepared[0].template, place)
    _, calls = watched(ways.command(SCENES[0], place, ways.write_naively), tmp_path)
    synced = [index for index, call in enumerate(calls) if call.name == "fdatasync"]
    last = [next(call for call in reversed(calls[:index]) if call.name == "pwrite64") for index in synced[2:5]]
    verdicts = (crashes.try_point(crash.Point(0, call, crash.KILL, naive=True)) for call in last)
    assert any(verdict.lost and verdict.strayed for verdict in verdicts)


def test_points_are_spread_over_all_calls(crashes: crash.Crashes) -> None:
    calls = crashes.prepared[0].calls
    points = crashes.points((crash.KILL,), 10_000, 1)
    assert {one.call for one in points} == set(calls)
    assert len(points) == len(calls) > 100
    assert len({one.call for one in crashes.points((crash.KILL,), 20, 1)}) == 20


def test_of_files_that_are_opened_only_those_that_may_be_written_count() -> None:
    lines = (
        'openat(AT_FDCWD, "a", O_RDONLY) = 3',
        'openat(AT_FDCWD, "b", O_RDWR|O_CREAT, 0600) = 4',
        'write(4, "x", 1) = 1',
        '7  write(4, "x", 1) = 1',
    )
    assert _calls("\n".join(lines)) == (Call("openat", 2), Call("write", 1))


def test_a_child_says_how_it_ended(tmp_path: Path) -> None:
    def work() -> None:
        print("said")  # noqa: T201
        raise SystemExit(7)

    assert done(work, tmp_path) == Ended(7, "said\n", "")
