"""What mail and webhook say of a nightly run: counts and ids, never names, answers or findings."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from kporisk.delivery import ids

FORMAT = "kporisk.night/1"
WIDTH = 72
"""Columns of the text, at most."""
MOST_IN_TEXT = 25
"""Ids that a list in the text names before it says how many more there are."""
MOST_IN_DOCUMENT = 1000
"""Ids that a list in the document names; the counts beside it are of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What one run did, for the date `as_of`, in `seconds`; a first run after an import is one night like any other.

    Tuples are ids of vendors, kept in order and each once; numbers are 0 or more. Raises ValueError for anything else.
    """

    workspace: str
    as_of: date
    seconds: float
    vendors: int
    """All in the register that are not retired."""
    changed: tuple[str, ...] = ()
    """Re-scored with another result: these have a new record."""
    unchanged: int = 0
    """Re-scored with the same result."""
    failed: tuple[str, ...] = ()
    """Not re-scored because something went wrong; their last assessment stands."""
    due: tuple[str, ...] = ()
    """Whose re-assessment falls due now: their questionnaires were written."""
    overdue: tuple[str, ...] = ()
    """Who was due before and has not answered."""
    evidence_expiring: tuple[str, ...] = ()
    waivers_ended: tuple[str, ...] = ()
    reports: int = 0
    """Files written."""
    missed: int = 0
    """Due dates on which no run was made and that this one caught up."""
    first_after_import: bool = False

    def __post_init__(self) -> None:
        ids.workspace(self.workspace)
        for name in _LISTS:
            object.__setattr__(self, name, ids.vendors(getattr(self, name)))
        numbers = (self.vendors, self.unchanged, self.reports, self.missed)
        if min(numbers) < 0 or not math.isfinite(self.seconds) or self.seconds < 0:
            raise ValueError("a night's numbers are 0 or more")

    @property
    def assessed(self) -> int:
        """How many vendors were re-scored."""
        return len(self.changed) + self.unchanged


_LISTS = {
    "failed": "Failed",
    "changed": "Changed",
    "due": "Due for re-assessment",
    "overdue": "Overdue",
    "evidence_expiring": "Evidence expiring",
    "waivers_ended": "Waivers ended",
}
"""The lists of a night, what asks for something first, and their headings."""

_ADVICE = {
    "failed": "Their last assessment stands. Look into them with: kporisk status",
    "due": "Questionnaires are in the workspace's folder outbox.",
    "overdue": "See since when with: kporisk due",
}


def subject(night: Night) -> str:
    """One line of ASCII: the date and what asks for something, failures first."""
    counts = {"failed": night.failed, "overdue": night.overdue, "due": night.due, "changed": night.changed}
    said = [f"{len(vendors)} {word}" for word, vendors in counts.items() if vendors]
    return f"kporisk {night.as_of.isoformat()}: {', '.join(said) or 'nothing changed'}"


def text(night: Night) -> str:
    """Plain ASCII text of lines of at most 72 columns, the last one ended too; lists end with `and N more` after 25 ids."""
    return "\n".join(_lines(night)) + "\n"


def document(night: Night) -> dict[str, Any]:
    """The same as a JSON document of format `kporisk.night/1`; each list holds the first 1,000 ids, `counts` counts them all."""
    lists = {name: getattr(night, name) for name in _LISTS}
    return {
        "format": FORMAT,
        "workspace": night.workspace,
        "as_of": night.as_of.isoformat(),
        "seconds": round(night.seconds, 3),
        "first_after_import": night.first_after_import,
        "counts": {
            "vendors": night.vendors,
            "assessed": night.assessed,
            "unchanged": night.unchanged,
            "reports": night.reports,
            "missed": night.missed,
            **{name: len(found) for name, found in lists.items()},
        },
        "vendors": {name: list(found[:MOST_IN_DOCUMENT]) for name, found in lists.items()},
    }


def _lines(night: Night) -> Iterator[str]:
    yield f"Vendors re-scored as of {night.as_of.isoformat()}"
    yield f"Workspace {night.workspace}"
    if night.first_after_import:
        yield "First run after an import: all of it is in this one message."
    yield ""
    yield from _table(night)
    if night.missed:
        dates = "1 due date" if night.missed == 1 else f"{night.missed} due dates"
        yield ""
        yield from textwrap.wrap(f"{dates} passed without a run. This run caught up once and recorded them.", WIDTH)
    for name, heading in _LISTS.items():
        found = getattr(night, name)
        if found:
            yield ""
            yield f"{heading} ({len(found)})"
            yield from _list(found)
            if name in _ADVICE:
                yield f"  {_ADVICE[name]}"


def _table(night: Night) -> Iterator[str]:
    rows = {
        "Vendors": night.vendors,
        "Re-scored": night.assessed,
        "Unchanged": night.unchanged,
        **{heading: len(getattr(night, name)) for name, heading in _LISTS.items()},
        "Reports written": night.reports,
        "Seconds": round(night.seconds),
    }
    wide = max(map(len, rows))
    for heading, count in rows.items():
        yield f"{heading:<{wide}}  {count:>7}"


def _list(found: tuple[str, ...]) -> list[str]:
    more = len(found) - MOST_IN_TEXT
    said = ", ".join(found[:MOST_IN_TEXT])
    if more > 0:
        said += f", and {more} more"
    return textwrap.wrap(said, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)
