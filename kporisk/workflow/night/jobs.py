"""What workers do: pure work on what they are given, with the checklists that they have loaded once."""

from __future__ import annotations

import gc
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kporisk.documents.cases.carried import carry
from kporisk.documents.cases.normal import case_from_normal
from kporisk.documents.results.material import material
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.assessment import Assessment, Depth
from kporisk.model.band import Tier
from kporisk.model.case import Case
from kporisk.workflow.library import Library, library_of
from kporisk.workflow.programme.record import body_of, judged

_ready: Library | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Task:
    """One vendor to re-score. `before` is the fingerprint of its last assessment, `standing` its tier; None where there is none."""

    vendor: str
    case_text: bytes
    """In normal form, as JSON."""
    fits: bool
    """Whether the case was made with these checklists; else it is carried into them first."""
    as_of: date
    depth: str | None
    content: str
    before: str | None
    standing: Tier | None
    since: date | None
    """The day up to which a run has told of this vendor; None where none has."""


@dataclass(frozen=True, slots=True, repr=False)
class Rescored:
    """What came of it. `body`: the record to be made; None where nothing changed."""

    body: Mapping[str, Any] | None
    evidence_expiring: bool
    """Whether evidence has come within 30 days of its end since a run told of it."""
    waivers_ended: bool
    """Whether a waiver has ended since then."""


def ready(folders: tuple[Path, ...]) -> None:
    """Load checklists and method, once in each worker."""
    global _ready
    _ready = library_of(folders)
    # What stays for ever need not be looked through again and again.
    gc.collect()
    gc.freeze()


def rescore(task: Task) -> Rescored:
    """Assess a vendor for the day. Raises InvalidDocument where its case cannot be assessed."""
    assert _ready is not None
    case = _case(json.loads(task.case_text), task, _ready)
    assessment = judged(case, _ready, as_of=task.as_of, depth=Depth(task.depth) if task.depth else None, source=task.vendor)
    fingerprint = material(assessment)
    changed = fingerprint != task.before
    return Rescored(
        _body(assessment, fingerprint, task) if changed else None,
        any(_expiring(one.expires, task) for one in case.response.evidence.values() if one.expires),
        any(_ended(waiver.until, task) for waiver in case.reviews.waivers),
    )


def _case(document: Mapping[str, Any], task: Task, library: Library) -> Case:
    if task.fits:
        return case_from_normal(document, library.checklists)
    carried = carry(document, library.checklists)
    if carried.lacking:
        what = ", ".join(carried.lacking[:5])
        message = f"the client must state {what} before this vendor can be assessed again: kporisk scope {task.vendor}"
        raise InvalidDocument([Problem(task.vendor, 0, "$.engagement", message)])
    return case_from_normal(carried.document, library.checklists, warnings=carried.warnings)


def _body(assessment: Assessment, fingerprint: str, task: Task) -> dict[str, Any]:
    body, _ = body_of(
        assessment, standing_before=task.standing, content=task.content, depth=task.depth, fingerprint=fingerprint, why="reassess"
    )
    return body


def _expiring(expires: date, task: Task) -> bool:
    """Whether it came within 30 days since it was told, or, for whom nothing was told yet, lies within them."""
    if task.since is None:
        return task.as_of <= expires <= task.as_of + _MONTH
    return task.since + _MONTH < expires <= task.as_of + _MONTH


def _ended(until: date, task: Task) -> bool:
    """Whether the day after its last came since it was told; what ended before a vendor's first night is no news."""
    since = task.as_of - _DAY if task.since is None else task.since
    return since <= until < task.as_of


_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)
