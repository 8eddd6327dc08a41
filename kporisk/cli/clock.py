"""The clock: nothing below the command line reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day where this machine stands."""
    return now().astimezone().date()
