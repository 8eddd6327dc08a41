"""When a vendor is to be asked again: anchor + k x cadence, never chained, so that no late run moves a later date.

The anchor is the day on which the answers were given. Months are whole and at least 1; a day that a month does not have is its last.
These are dates, not instants: the time zone decides only what `today` is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kporisk.model.scale import add_months, whole_months


@dataclass(frozen=True, slots=True)
class Reminder:
    """A re-assessment that is due, and the due dates before it of which nobody was reminded, in order."""

    due: date
    missed: tuple[date, ...] = ()


def next_due(anchor: date, months: int) -> date:
    """The first day on which new answers are due. Raises ValueError past the year 9999."""
    return add_months(anchor, months)


def occurrences(anchor: date, months: int, *, after: date, until: date) -> tuple[date, ...]:
    """Every due date d with after < d <= until, in order; the anchor itself is none."""
    first = max(1, whole_months(anchor, after) // months + 1)
    last = whole_months(anchor, until) // months
    return tuple([add_months(anchor, k * months) for k in range(first, last + 1)])


def reminder(anchor: date, months: int, *, last: date | None, today: date) -> Reminder | None:
    """What is to be reminded of today: once, for all that fell due after `last`, the due date last reminded of. None if nothing did."""
    due = occurrences(anchor, months, after=anchor if last is None else last, until=today)
    return Reminder(due[-1], due[:-1]) if due else None


def overdue_days(anchor: date, months: int, today: date) -> int:
    """For how many days new answers have been due; 0 until the day after they were. Raises ValueError past the year 9999."""
    return max(0, (today - next_due(anchor, months)).days)
