"""Spans of time as people write them: `30s`, `90m`, `36h`, `30d`."""

from __future__ import annotations

import re

from kporisk.errors import UsageError

DAY = 86_400
LONGEST = 3_660 * DAY
"""Ten years, in seconds; no cadence is longer."""

_UNITS = {"d": DAY, "h": 3_600, "m": 60, "s": 1}
_DURATION = re.compile("".join(f"(?:([0-9]{{1,9}}){unit})?" for unit in _UNITS))


def duration(text: str) -> int:
    """The seconds of a span such as `30s`, `90m` (minutes), `1h30m` or `30d`, from 0 to ten years. Raises UsageError for anything else."""
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        bare = "; a number alone says no unit" if text.isascii() and text.isdigit() else ""
        raise UsageError(f"a span of time is written 30s, 90m, 36h or 30d (seconds, minutes, hours, days){bare}")
    seconds = sum(int(count) * unit for count, unit in zip(found.groups(), _UNITS.values(), strict=True) if count)
    if seconds > LONGEST:
        raise UsageError("a span of time is at most 3660d (ten years)")
    return seconds
