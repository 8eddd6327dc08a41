"""The runs before: which of them came to a vendor last, since what happened after that has not been told yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from kporisk.register.kinds import Kind
from kporisk.workflow.workspace.opened import Workspace

MOST = 400
"""Runs that are looked back on."""


class Runs:
    """The runs that were made, the newest first, back to the last one that came to everybody.

    `refs`: of all vendors, in the order in which a run goes through them.
    """

    def __init__(self, workspace: Workspace, refs: Sequence[str]) -> None:
        self._place = {ref: place for place, ref in enumerate(refs)}
        self._runs: list[tuple[Mapping[str, Any], frozenset[str]]] = []
        for _, body in zip(range(MOST), runs(workspace), strict=False):
            self._runs.append((body, frozenset(body["failed"])))
            if body["all"] and body["complete"] and not body["failed"]:
                break

    @property
    def last(self) -> Mapping[str, Any] | None:
        """The last run over all vendors, whether or not it came to its end."""
        return next((body for body, _ in self._runs if body["all"]), None)

    @property
    def failed(self) -> tuple[str, ...]:
        """The vendors for whom the last run that came to them failed."""
        return tuple(ref for ref in self._place if any(ref in failed for _, failed in self._last_to(ref)))

    def told_until(self, ref: str, *, asked: bool = False) -> date | None:
        """The day of the last run that came to a vendor and did not fail for it; None where there is none. `asked`: of those that ask."""
        for body, failed in self._runs:
            if ref not in failed and (body["asked"] or not asked) and self._came_to(body, ref):
                return date.fromisoformat(body["as_of"])
        return None

    def _last_to(self, ref: str) -> list[tuple[Mapping[str, Any], frozenset[str]]]:
        return next(([one] for one in self._runs if ref in one[1] or self._came_to(one[0], ref)), [])

    def _came_to(self, body: Mapping[str, Any], ref: str) -> bool:
        """Whether a run came to a vendor. One that stopped went from `begun` to `resume`, round the end of the list where need be."""
        if not body["all"]:
            return ref in body["chosen"]
        if body["resume"] is None:
            return True
        places = [self._place.get(one) for one in (ref, body["begun"], body["resume"])]
        if None in places:
            return False
        at, begun, resume = (place for place in places if place is not None)
        count = len(self._place)
        return (at - begun) % count < (resume - begun) % count


def runs(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """The bodies of all runs, the newest first, each with the instant at which it was recorded and its number in the register."""
    for record in workspace.register.records("", kinds=(Kind.RUN,), newest_first=True):
        body = workspace.register.body(record.seq)
        if body["what"] == "reassess":
            yield {"chosen": [], "begun": None, **body, "recorded_at": record.recorded_at, "seq": record.seq}


def last_run(workspace: Workspace, *, good: bool = False) -> dict[str, Any] | None:
    """The last run; `good`: the last over all vendors that was complete and failed nowhere. None where there is none."""
    return next((body for body in runs(workspace) if not good or (body["all"] and body["complete"] and not body["failed"])), None)
