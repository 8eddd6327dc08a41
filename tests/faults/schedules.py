"""Schedules at random: zones, leap days, runs missed and repeated, clocks that go wrong; none skipped, none doubled.

Two common ways of reminding go through the same schedules, and fail.
"""

from __future__ import annotations

import random
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from kporisk.model.scale import add_months
from kporisk.scoring.cadence import Reminder, occurrences, reminder

# fmt: off
ZONES = (
    "UTC", "America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Sao_Paulo", "America/Havana",
    "America/Caracas", "America/Santiago", "Europe/Paris", "Europe/Dublin", "Europe/Lisbon", "Atlantic/Azores",
    "Africa/Casablanca", "Africa/Cairo", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Manila", "Asia/Pyongyang", "Australia/Lord_Howe", "Australia/Sydney", "Antarctica/Troll", "Pacific/Chatham",
    "Pacific/Apia", "Pacific/Kwajalein", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Fakaofo",
)
# fmt: on
"""Clocks that change at midnight, by half an hour, by two hours, in Ramadan; and both sides of the date line."""

JUMPS = (("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Fakaofo", date(2011, 12, 30)), ("Pacific/Kwajalein", date(1993, 8, 21)))
"""Days that a zone never had."""


@dataclass(frozen=True, slots=True)
class Run:
    """One start of the program: the day on its clock, and the anchor of the answers that it finds."""

    today: date
    anchor: date


@dataclass(frozen=True, slots=True)
class Schedule:
    """What happens to one vendor."""

    months: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class State:
    """What the records say: the due date last reminded of, and the days of the last reminder and the last run."""

    last: date | None = None
    reminded_on: date | None = None
    ran_on: date = date.min


@dataclass(frozen=True, slots=True)
class Tally:
    """Due dates over all schedules. `late` ones were reminded of by a later one's run, `invented` ones were never due."""

    due: int
    reminders: int
    late: int
    refused: int
    skipped: int
    doubled: int
    invented: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`kept` must have nothing skipped, doubled or invented; each of the `controls` must have."""

    schedules: int
    runs: int
    kept: Tally
    controls: Mapping[str, Tally]


Way = Callable[[Run, int, State], Reminder | None]


def _from_the_anchor(run: Run, months: int, state: State) -> Reminder | None:
    return reminder(run.anchor, months, last=state.last, today=run.today)


def _chained(run: Run, months: int, state: State) -> Reminder | None:
    due = add_months(max(run.anchor, state.reminded_on or date.min), months)
    return Reminder(due) if run.today >= due else None


def _on_the_day(run: Run, months: int, _: State) -> Reminder | None:
    yesterday = run.today - timedelta(1)
    return Reminder(run.today) if occurrences(run.anchor, months, after=yesterday, until=run.today) else None


def run(seed: int, count: int) -> Figures:
    """So many schedules from this seed; the same seed, the same figures."""
    draw = random.Random(seed)
    totals: dict[str, Counter[str]] = {"kept": Counter(), "chained": Counter(), "on the day": Counter()}
    runs = 0
    for _ in range(count):
        schedule = at_random(draw)
        runs += len(schedule.runs)
        due = _due(schedule)
        totals["kept"] += _judge(schedule, due, _from_the_anchor, guarded=True)
        totals["chained"] += _judge(schedule, due, _chained, guarded=False)
        totals["on the day"] += _judge(schedule, due, _on_the_day, guarded=False)
    kept, *controls = [Tally(**{name: total[name] for name in Tally.__slots__}) for total in totals.values()]
    return Figures(count, runs, kept, MappingProxyType(dict(zip([*totals][1:], controls, strict=True))))


def _judge(schedule: Schedule, due: Counter[date], way: Way, *, guarded: bool) -> Counter[str]:
    """Let one way of reminding go through a schedule. Guarded, a run whose day lies before the last record writes nothing."""
    state, told, counts = State(), Counter[date](), Counter[str]()
    for one in schedule.runs:
        if guarded and one.today < state.ran_on:
            counts["refused"] += 1
            continue
        found = way(one, schedule.months, state)
        if found:
            told.update([*found.missed, found.due])
            counts.update(reminders=1, late=len(found.missed))
            state = State(found.due, one.today, one.today)
        else:
            state = State(state.last, state.reminded_on, one.today)
    counts["due"] = due.total()
    counts["skipped"] = sum((due - told).values())
    counts["doubled"] = sum(max(0, told[day] - due[day]) for day in told if day in due)
    counts["invented"] = sum(number for day, number in told.items() if day not in due)
    return counts


def _due(schedule: Schedule) -> Counter[date]:
    """Every due date that somebody could have been reminded of: by the standard library's calendar, one by one."""
    ends: dict[date, date] = {}
    ran_on = date.min
    for one in schedule.runs:
        ran_on = max(ran_on, one.today)
        if one.today == ran_on:
            ends[one.anchor] = ran_on
    found = Counter[date]()
    for anchor, until in ends.items():
        ordinal = 12 * anchor.year + anchor.month - 1
        while True:
            ordinal += schedule.months
            year, month = divmod(ordinal, 12)
            day = date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))
            if day > until:
                break
            found[day] += 1
    return found


def at_random(draw: random.Random) -> Schedule:
    """One vendor, one machine: where it stands, when it runs, what its clock shows, and when the vendor answers."""
    name, anchor = draw.choice(ZONES), _anchor(draw)
    if draw.random() < 0.1:
        name, jump = draw.choice(JUMPS)
        anchor = jump - timedelta(draw.randint(0, 200))
    zone, elsewhere = ZoneInfo(name), ZoneInfo(draw.choice(ZONES))
    instants = _instants(draw, zone, anchor)
    moves = draw.randrange(len(instants)) if draw.random() < 0.1 else len(instants)
    answers = {draw.randrange(len(instants)) for _ in range(draw.choice([0, 0, 1, 2]))}
    wrong, until, runs = timedelta(), 0, []
    for number, instant in enumerate(instants):
        here = zone if number < moves else elsewhere
        if number in answers:
            anchor = max(anchor, instant.astimezone(here).date())
        if number >= until:
            wrong = _wrong(draw)
            until = number + draw.randint(1, 20)
        if number == len(instants) - 1:
            wrong = timedelta()
        runs.append(Run((instant + wrong).astimezone(here).date(), anchor))
    return Schedule(draw.choice([1, 2, 3, 3, 6, 6, 12, 24]), tuple(runs))


def _anchor(draw: random.Random) -> date:
    if draw.random() < 0.2:
        return date(draw.choice([1996, 2000, 2004, 2020, 2024, 2028, 2096]), 2, 29)
    year, month = draw.randint(1990, 2099), draw.randint(1, 12)
    last = monthrange(year, month)[1]
    return date(year, month, draw.choice([last, draw.randint(1, last)]))


def _wrong(draw: random.Random) -> timedelta:
    """How far a clock is off: mostly not; back by hours or weeks; ahead by days, and so set back afterwards."""
    match draw.choice(["right"] * 8 + ["hours", "weeks", "ahead"]):
        case "hours":
            return -timedelta(hours=draw.randint(1, 30))
        case "weeks":
            return -timedelta(days=draw.randint(1, 60))
        case "ahead":
            return timedelta(days=draw.randint(1, 10))
        case _:
            return timedelta()


def _instants(draw: random.Random, zone: ZoneInfo, anchor: date) -> list[datetime]:
    """When the program is started, in order: at a time of the wall's clock, which some days show twice or never."""
    at = time(draw.choice([0, 0, 1, 2, 2, 3, 23]), draw.choice([0, 30, 59]))
    every, days = draw.choice([(1, 150), (1, 400), (7, 1500), (30, 3000)])
    outages = [(start, start + draw.randint(1, days)) for start in draw.sample(range(days), draw.choice([0, 0, 1, 2]))]
    found: list[datetime] = []
    for number in range(0, days, every):
        if draw.random() < 0.05 or any(start <= number < end for start, end in outages):
            continue
        wall = datetime.combine(anchor + timedelta(number), at, zone)
        found += {wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)}
        if draw.random() < 0.1:
            found += [wall.astimezone(UTC) + timedelta(hours=draw.randint(1, 20)) for _ in range(draw.randint(1, 3))]
    found.append(datetime.combine(anchor + timedelta(days + 40), at, zone).astimezone(UTC))
    return sorted(found)
