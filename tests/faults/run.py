"""`make faults`: what may go wrong goes wrong, very often, and nothing comes of it; and where writing were done naively, it would.

Prints a table, and ends with 1 unless every figure is zero and every control is not.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.faults import bits, crash, crowd, poison, schedules
from tests.faults.children import NotTracedError, refuse_without_strace
from tests.worlds import shipped

NOT_DONE = "NOT DONE"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `figures`: what must be zero, by name; `control`: what must not be, for the same thing done naively."""

    fault: str
    points: int
    figures: dict[str, int]
    control: int
    note: str = ""
    done: bool = True

    @property
    def good(self) -> bool:
        """Whether it is as it must be."""
        return self.done and self.points > 0 and self.control > 0 and not any(self.figures.values())


@dataclass(frozen=True, slots=True)
class Order:
    """How much to do, where, from which seed; `points` None: as many as each fault calls for."""

    root: Path
    seed: int
    points: int | None
    lanes: int

    def count(self, usual: int) -> int:
        """How many points."""
        return usual if self.points is None else min(usual, self.points)

    def room(self, name: str) -> Path:
        """A folder for one fault."""
        folder = self.root / name
        folder.mkdir(mode=0o700)
        return folder


def killed(order: Order) -> list[Line]:
    """SIGKILL at write calls."""
    return [_crashed(order, "kill -9 at a write call", (crash.KILL,), 1050, "kill")]


def failing(order: Order) -> list[Line]:
    """ENOSPC and EIO at write calls."""
    return [_crashed(order, "ENOSPC or EIO at a write call", crash.ERRORS, 500, "errors")]


def _crashed(order: Order, fault: str, kinds: Sequence[str], usual: int, name: str) -> Line:
    try:
        refuse_without_strace()
        crashes = crash.Crashes(order.room(name))
        points = crashes.points(kinds, order.count(usual), order.seed)
        verdicts = crashes.tried(points, lanes=order.lanes, told=_progress(fault))
        few = [replace(one, naive=True) for one in points if crashes.scenes[one.scene].baked][: max(20, len(points) // 20)]
        naive = crash.summary(crashes.tried(few, lanes=order.lanes, told=lambda *_: None))
    except NotTracedError as error:
        return Line(fault, 0, {}, 0, str(error), done=False)
    found = crash.summary(verdicts)
    wrong = ("lost", "half-written", "not converged", "unclear")
    missed = found["points"] - found["reached"]
    note = f"{len(crashes.scenes)} commands; control: {sum(naive[one] for one in wrong)} at {naive['points']} points"
    if missed:
        note += f"; {missed} points were not reached"
    return Line(fault, found["reached"], {one: found[one] for one in wrong}, sum(naive[one] for one in wrong), note)


def crowded(order: Order) -> list[Line]:
    """Processes at one register, of SQLite and of PostgreSQL where there is one."""
    rounds = max(1, order.count(5))
    lines = [_crowd(order, "sqlite", "8 processes, SQLite", rounds, None)]
    with ExitStack() as stack:
        url = _postgres(stack)
        if url is None:
            note = "no PostgreSQL on this machine: apt-get install postgresql"
            return [*lines, Line("8 processes, PostgreSQL", 0, {}, 0, note, done=False)]
        from tests.postgres import database

        kept, naive = (stack.enter_context(database(url)) for _ in range(2))
        return [*lines, _crowd(order, "postgresql", "8 processes, PostgreSQL", rounds, (kept, naive))]


def _crowd(order: Order, name: str, fault: str, rounds: int, urls: tuple[str, str] | None) -> Line:
    found = crowd.run(order.root / f"crowd-{name}", rounds, url=urls[0] if urls else None)
    naive = crowd.run(order.root / f"crowd-{name}-naive", max(2, rounds // 3), url=urls[1] if urls else None, naive=True)
    control = naive.lost + naive.doubled
    figures = {"lost": found.lost, "doubled": found.doubled, "broken": found.chain, "unclear": found.unclear}
    note = f"{found.acknowledged} of {found.commands} commands done, {found.refused} told to try again; control without lock and look"
    return Line(fault, found.commands, figures, control, note)


def _postgres(stack: ExitStack) -> str | None:
    """The URL of a database of the machine's, or of one that is started here."""
    import subprocess

    from tests.postgres import URL, Server, programs

    if os.environ.get(URL):
        return os.environ[URL]
    bin = programs()
    if bin is None:
        return None
    running = Server(bin, Path(tempfile.mkdtemp(prefix="kp-pg-", dir="/tmp")))
    stack.callback(running.stop)
    try:
        running.start()
    except (OSError, subprocess.SubprocessError, StopIteration):
        return None
    return running.url("postgres")


def scheduled(order: Order) -> list[Line]:
    """Runs missed and repeated, zones, leap days, clocks set back."""
    found = schedules.run(order.seed, order.count(10_000))
    kept = found.kept
    control = min(one.skipped + one.doubled + one.invented for one in found.controls.values())
    figures = {"skipped": kept.skipped, "doubled": kept.doubled, "invented": kept.invented}
    return [
        Line("schedules", found.schedules, figures, control, f"{found.runs} runs, {kept.due} due dates; {len(found.controls)} controls")
    ]


def flipped(order: Order) -> list[Line]:
    """Bits of the register, evidence and reports."""
    fault = "flipped bits"
    found = bits.run(order.root / "bits", order.count(1000), order.seed, _counted(fault))
    note = f"{found.found} found by verify, {found.without_effect} change nothing that can be read"
    note += "; control without digests of bodies"
    if found.where:
        note += f"; missed: {', '.join(found.where[:5])}"
    return [Line(fault, found.flips, {"missed": found.missed}, found.control, note)]


def poisoned(order: Order) -> list[Line]:
    """One vendor that kills workers."""
    count = max(20, order.count(200))
    found = poison.run(order.root / "poison", count)
    control = poison.run(order.root / "poison-control", count, pool=poison.common)
    figures = {"lost": found.lost, "not named": int(not found.named), "wrong exit": int(found.code != 3)}
    note = f"{found.done} done, exit {found.code}; control: a ProcessPoolExecutor"
    return [Line(f"one poisonous vendor in {count}", count, figures, control.lost, note)]


FAULTS: dict[str, Callable[[Order], list[Line]]] = {
    "kill": killed,
    "errors": failing,
    "crowd": crowded,
    "schedules": scheduled,
    "bits": flipped,
    "poison": poisoned,
}


def _progress(fault: str) -> Callable[[int, int, crash.Verdict], None]:
    begun = time.perf_counter()

    def told(done: int, of: int, verdict: crash.Verdict) -> None:
        if verdict.bad:
            sys.stdout.write(f"  {verdict}\n")
        if done % 50 == 0 or done == of:
            sys.stdout.write(f"  {fault}: {done} of {of}, {time.perf_counter() - begun:.0f} s\n")
        sys.stdout.flush()

    return told


def _counted(fault: str) -> Callable[[int, int], None]:
    def told(done: int, of: int) -> None:
        if done % 250 == 0:
            sys.stdout.write(f"  {fault}: {done} of {of}\n")
            sys.stdout.flush()

    return told


def table(lines: Sequence[Line]) -> str:
    """The lines, one under the other."""
    rows = [("fault", "points", "figures, all to be 0", "control", "")]
    for one in lines:
        figures = ", ".join(f"{name} {count}" for name, count in one.figures.items()) if one.done else NOT_DONE
        rows.append((one.fault, f"{one.points:,}", figures, f"{one.control:,}", "ok" if one.good else "FAILED"))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    said = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*said, "", *(f"{one.fault}: {one.note}" for one in lines if one.note)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Do it, and say what came of it."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--only", action="append", choices=tuple(FAULTS), help="this fault only; may be given several times")
    parser.add_argument("--points", type=int, help="at most so many points of each fault")
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--lanes", type=int, default=len(os.sched_getaffinity(0)), help="how many points at a time")
    wanted = parser.parse_args(arguments)
    begun = time.perf_counter()
    shipped()
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="kporisk-faults-") as folder:
        order = Order(Path(folder).resolve(), wanted.seed, wanted.points, wanted.lanes)
        for name in wanted.only or FAULTS:
            sys.stdout.write(f"{name}\n")
            sys.stdout.flush()
            lines += FAULTS[name](order)
    sys.stdout.write(f"\n{table(lines)}\n\n{time.perf_counter() - begun:.0f} s in all.\n")
    return 0 if all(one.good for one in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
