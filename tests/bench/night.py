"""Registers of many vendors, and how long a night over one takes; run as a program it prints its figures as JSON.

python -m tests.bench.night FOLDER COUNT [changed]
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kporisk.documents.cases.normal import digests, normal_form
from kporisk.documents.results.material import material
from kporisk.model.case import Case
from kporisk.register.book import new_ref
from kporisk.register.kinds import Entry, Kind
from kporisk.workers.pool import Pool, cores
from kporisk.workflow.library import Library, library
from kporisk.workflow.night.jobs import ready
from kporisk.workflow.night.run import Outcome, Run, Surroundings, Wish
from kporisk.workflow.programme.record import body_of, judged
from kporisk.workflow.programme.state import VendorFacts, facts_body
from kporisk.workflow.workspace.create import create
from kporisk.workflow.workspace.opened import Workspace, open_workspace
from tests.bench.random_cases import AS_OF, random_cases

DISTINCT = 100
"""Different cases in a register; each is that of every hundredth vendor."""
PAGE = 100
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 22, tzinfo=UTC)
"""Of the same day, so that nothing has changed by itself."""


def fill(workspace: Workspace, count: int, *, stale: bool = False, distinct: int = DISTINCT) -> None:
    """Add `count` vendors, `vendor-00000` and so on, each assessed on 24 November 2026.

    `stale`: with the fingerprint of another assessment, so that every one of them counts as changed on the next night.
    """
    bodies = _bodies(min(count, distinct), workspace.content.sha256, stale)
    for start in range(0, count, PAGE):
        entries, new = [], {}
        for number in range(start, min(start + PAGE, count)):
            id, ref = f"vendor-{number:05}", new_ref()
            new[ref] = id
            entries.append(Entry(Kind.VENDOR, facts_body(VendorFacts(id, f"Vendor {number}")), ref))
            entries.append(Entry(Kind.ASSESSMENT, {**bodies[number % len(bodies)], "vendor": id}, ref))
        workspace.commit(entries, at=NOON, new=new)


def _bodies(count: int, content: str, stale: bool) -> list[dict[str, Any]]:
    with ProcessPoolExecutor(cores()) as pool:
        return list(pool.map(_body, range(count), [content] * count, [stale] * count, chunksize=10))


_made: list[tuple[Library, list[Case]]] = []


def _body(number: int, content: str, stale: bool) -> dict[str, Any]:
    if not _made:
        loaded = library()
        _made.append((loaded, random_cases(DISTINCT, loaded.checklists)))
    loaded, cases = _made[0]
    case = cases[number % len(cases)]
    case = Case(case.vendor, case.engagement, case.response, case.reviews, digests(normal_form(case)))
    assessment = judged(case, loaded, as_of=AS_OF, depth=None, source="bench")
    fingerprint = "0" * 64 if stale else material(assessment)
    body, _ = body_of(assessment, standing_before=None, content=content, depth=None, fingerprint=fingerprint, why="assess")
    return body


def night(workspace: Workspace, *, jobs: int | None = None) -> tuple[Outcome, float]:
    """One night without reports, and how many seconds it took, workers and their checklists included."""
    begun = time.perf_counter()
    around = Surroundings(
        now=lambda: NIGHT,
        elapsed=lambda: time.perf_counter() - begun,
        stopped=lambda: False,
        executor=lambda folders: Pool(jobs, initializer=ready, initargs=(folders,)),
    )
    outcome = Run(workspace, Wish(ask=True, render=False), around, as_of=NIGHT.date())()
    return outcome, time.perf_counter() - begun


def open_new(folder: Path) -> Workspace:
    """A new workspace in `folder`, its key beside it."""
    environment = {"HOME": str(folder / "home")}
    create(folder / "work", environment=environment, at=NOON)
    return open_workspace(folder / "work", environment)


def main(arguments: Sequence[str]) -> None:
    """Make a register and print what a night over it takes."""
    folder, count, stale = Path(arguments[0]), int(arguments[1]), "changed" in arguments[2:]
    with open_new(folder) as workspace:
        begun = time.perf_counter()
        fill(workspace, count, stale=stale)
        filled = time.perf_counter() - begun
        outcome, seconds = night(workspace)
        size = sum(path.stat().st_size for path in workspace.folder.glob("register.sqlite*"))
    figures = {
        "count": count,
        "filled": filled,
        "seconds": seconds,
        "changed": len(outcome.changed),
        "unchanged": outcome.unchanged,
        "failed": len(outcome.failed),
        "bytes": size,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    os.umask(0o077)
    main(sys.argv[1:])
