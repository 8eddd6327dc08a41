"""Days of the reference year on which two countries do not work together."""

from __future__ import annotations

from kporisk.model.territory import Territory


def days_apart(one: Territory, other: Territory) -> int:
    """The number of days of the year on which exactly one of the two works; the order of the two does not matter."""
    return len(one.days_off ^ other.days_off)
