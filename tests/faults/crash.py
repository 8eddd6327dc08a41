"""A system call of a command is its last, or fails: what was acknowledged stands, nothing is half, the next run gets to the same end."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kporisk.errors import ExitCode
from tests.faults import ways
from tests.faults.children import Call, Ended, done, failing_at, killed_at, watched
from tests.faults.examine import Found, examine
from tests.faults.scenes import SCENES, Scene

KILL = "kill -9"
ERRORS = ("ENOSPC", "EIO")
_CODES = {int(code) for code in ExitCode} - {ExitCode.BUG}


@dataclass(frozen=True, slots=True)
class Point:
    """One call of one scene, and what happens there: `KILL`, or the name of an error."""

    scene: int
    call: Call
    what: str
    follow: bool = False
    naive: bool = False


@dataclass(slots=True)
class Verdict:
    """What came of one point. `reached`: the call was made at all."""

    point: Point
    reached: bool = False
    lost: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)
    """Why the next run did not get to the same end."""
    unclear: list[str] = field(default_factory=list)
    """What a command said that had none of our exit codes and messages."""

    @property
    def bad(self) -> bool:
        """Whether anything went wrong."""
        return bool(self.lost or self.halves or self.strayed or self.unclear)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scene with what it is like before its command and after it."""

    template: Path
    before: Found
    after: Found
    calls: tuple[Call, ...]
    followed: tuple[Call, ...]


class Crashes:
    """All scenes, prepared below a folder."""

    def __init__(self, root: Path, scenes: Sequence[Scene] = SCENES, *, follow: bool = True) -> None:
        self.root, self.scenes = root, tuple(scenes)
        ways.warm()
        self.prepared = [self._prepared(number, scene, follow) for number, scene in enumerate(self.scenes)]

    def _prepared(self, number: int, scene: Scene, follow: bool) -> Prepared:
        template, room = self.root / f"template-{number}", self.root / f"room-{number}"
        for folder in (template, room):
            folder.mkdir(mode=0o700)
        fill = partial(scene.prepare, template)
        ended = done(fill, room)
        assert ended.code == 0, ended
        before = _examined(template, room)
        found = []
        for followed in (False, True):
            if followed and not (follow and not scene.baked):
                break
            copy = self._copied(template, room)
            ended, calls = watched(ways.command(scene, copy), room, follow=followed)
            assert ended.code == 0 and calls, (scene.name, ended)
            found.append(calls)
            after = _examined(copy, room)
            assert not (after.damage or after.halves), after
        return Prepared(template, before, after, found[0], found[1] if len(found) > 1 else ())

    def points(self, kinds: Sequence[str], count: int, seed: int) -> tuple[Point, ...]:
        """`count` points spread evenly over all there are, of the slow scenes a tenth; all of them where there are fewer."""
        draw = random.Random(seed)
        quick: list[Point] = []
        slow: list[Point] = []
        for number, (scene, prepared) in enumerate(zip(self.scenes, self.prepared, strict=True)):
            for kind in kinds:
                (quick if scene.baked else slow).extend(Point(number, call, kind) for call in prepared.calls)
                slow.extend(Point(number, call, kind, follow=True) for call in prepared.followed)
        few = min(len(slow), max(1, count // 25)) if slow else 0
        chosen = _spread(quick, count - few) + draw.sample(slow, few)
        draw.shuffle(chosen)
        return tuple(chosen)

    def tried(self, points: Sequence[Point], *, lanes: int, told: Callable[[int, int, Verdict], None]) -> list[Verdict]:
        """Try all points, on some processes at a time."""
        if lanes == 1:
            verdicts = []
            for point in points:
                verdicts.append(self.try_point(point))
                told(len(verdicts), len(points), verdicts[-1])
            return verdicts
        verdicts = []
        with ProcessPoolExecutor(lanes, mp_context=get_context("fork")) as pool:
            for future in as_completed([pool.submit(self.try_point, point) for point in points]):
                verdicts.append(future.result())
                told(len(verdicts), len(points), verdicts[-1])
        return verdicts

    def try_point(self, point: Point) -> Verdict:
        """Prepare the scene anew, let it happen, look, and run the command again."""
        scene, prepared = self.scenes[point.scene], self.prepared[point.scene]
        room = self.root / f"lane-{os.getpid()}"
        room.mkdir(mode=0o700, exist_ok=True)
        copy = self._copied(prepared.template, room)
        work = ways.command(scene, copy, ways.write_naively if point.naive else None)
        if point.what == KILL:
            ended = killed_at(point.call, work, room, follow=point.follow)
        else:
            ended = failing_at(point.call, point.what, work, room, follow=point.follow)
        verdict = Verdict(point, reached=ended.code == -9 if point.what == KILL else True)
        found = _examined(copy, room)
        verdict.lost += found.damage + list(_lost(prepared.before, found, ended))
        verdict.halves += found.halves
        if point.what != KILL:
            verdict.unclear += list(_unclear(ended))
        again = done(ways.command(scene, copy), room)
        if again.code:
            verdict.strayed.append(f"ended with {again.code}: {again.err[-300:]}")
        verdict.strayed += list(_strayed(prepared.after, _examined(copy, room), scene, found, prepared.before))
        return verdict

    def _copied(self, template: Path, room: Path) -> Path:
        copy = room / "place"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(template, copy, symlinks=True)
        return copy


def _examined(folder: Path, room: Path) -> Found:
    """What is found, looked at by a process of its own: nothing is remembered from one point to the next."""
    target = room / "found.json"

    def look() -> None:
        target.write_text(json.dumps(asdict(examine(folder))), encoding="utf-8")

    target.unlink(missing_ok=True)
    ended = done(look, room)
    assert ended.code == 0, ended
    return Found(**json.loads(target.read_text(encoding="utf-8")))


def _lost(before: Found, found: Found, ended: Ended) -> Iterator[str]:
    if found.records[: len(before.records)] != before.records:
        yield "records from before are not there, or not what they were"
    said = re.search(r"Recorded as \S+ #(\d+)", ended.out)
    if said and len(found.records) < int(said[1]):
        yield f"said to be recorded, and is not: {said[0]}"
    if ended.code == 0 and len(found.records) == len(before.records):
        yield "ended with 0, and nothing was recorded"
    if "re-scored" in ended.out and "run" not in found.kinds[len(before.records) :]:
        yield "said to be done, and the run is not recorded"


def _unclear(ended: Ended) -> Iterator[str]:
    if ended.code not in _CODES:
        yield f"ended with {ended.code}: {ended.err[-400:]}"
    elif "Traceback" in ended.err or "a bug" in ended.err:
        yield f"said: {ended.err[-400:]}"
    elif ended.code and not ended.err.strip():
        yield f"ended with {ended.code} and said nothing"


def _strayed(after: Found, found: Found, scene: Scene, between: Found, before: Found) -> Iterator[str]:
    yield from found.damage
    yield from found.halves
    if found.state != after.state:
        names = [name for name in {*after.state, *found.state} if after.state.get(name) != found.state.get(name)]
        for name in sorted(names):
            yield f"{name}: {found.state.get(name)} instead of {after.state.get(name)}"[:700]
    if scene.command[0] == "assess":
        # A command that had recorded before it ended records once more when it is called again; anything else is one too many.
        most = 1 + ("assessment" in between.kinds[len(before.kinds) :])
        if found.kinds[len(before.kinds) :].count("assessment") != most:
            yield "assessments were recorded more often than asked for"


def _spread(points: list[Point], count: int) -> list[Point]:
    if len(points) <= count:
        return points
    return [points[number * len(points) // count] for number in range(count)]


def summary(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """How many points there were, and at how many of them what went wrong."""
    return {
        "points": len(verdicts),
        "reached": sum(one.reached for one in verdicts),
        "lost": sum(bool(one.lost) for one in verdicts),
        "half-written": sum(bool(one.halves) for one in verdicts),
        "not converged": sum(bool(one.strayed) for one in verdicts),
        "unclear": sum(bool(one.unclear) for one in verdicts),
    }
