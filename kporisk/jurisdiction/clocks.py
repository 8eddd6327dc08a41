"""Working time that two countries have in common, 9 to 18 local, over the reference year."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeAlias

from kporisk.model.band import Band
from kporisk.model.territory import Territory

Zone: TypeAlias = tuple[tuple[int, int], ...]
"""`(day of the year from 1, minutes ahead of UTC from that day on)`, ascending, the first on day 1."""

WORKING_HOURS = 9.0
"""From 9 to 18: all that two places can share."""

_SHIFT = 9 * 60
_DAY = 24 * 60


class Hours(NamedTuple):
    """Common working hours of two countries, 0 to 9, over the year and over the zones that come into question."""

    least: Band[float]
    """The least of the year: in the best pair of zones (told) and in the worst (proven); equal where the zones are known."""
    most: float
    """The most of the year in the best pair of zones."""


def zone_names(country: Territory) -> tuple[str, ...]:
    """The IANA names that may be stated as a working time zone of `country`, older spellings included, sorted."""
    return tuple(sorted(country.zones))


def zones_differ(country: Territory) -> bool:
    """True where clocks in `country` differ on some day of the year, so that the working time zone is worth stating."""
    return len(set(country.zones.values())) > 1


@lru_cache(maxsize=4096)
def overlap(client_zone: Zone, other_zone: Zone, days: int) -> tuple[float, float]:
    """The least and the most hours of a year of `days` days that two working days, 9 to 18 local, have in common; 0 to 9.

    Across the date line the morning of one meets the evening before of the other, so the distance is taken around the clock.
    """
    turns = {day for day, _ in (*client_zone, *other_zone) if day <= days}
    common = [_common(_minutes(other_zone, day) - _minutes(client_zone, day)) for day in turns]
    return min(common) / 60, max(common) / 60


def hours(client: Territory, other: Territory, *, client_zone: str | None, other_zone: str | None, days: int) -> Hours:
    """The common working hours of two countries; a zone that is None, or that the country does not have, is taken as any of its zones."""
    pairs = [overlap(one, two, days) for one in _candidates(client, client_zone) for two in _candidates(other, other_zone)]
    return Hours(Band(max(least for least, _ in pairs), min(least for least, _ in pairs)), max(most for _, most in pairs))


def _candidates(country: Territory, stated: str | None) -> set[Zone]:
    if stated is not None and stated in country.zones:
        return {country.zones[stated]}
    return set(country.zones.values())


def _minutes(zone: Zone, day: int) -> int:
    return next(minutes for first, minutes in reversed(zone) if first <= day)


def _common(minutes_apart: int) -> int:
    apart = minutes_apart % _DAY
    return max(0, _SHIFT - apart) + max(0, _SHIFT - (_DAY - apart))
