"""What changed between two assessments of one vendor: what rose, fell, is new, closed or carried over, and why the score moved."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from kporisk.assessment.movement import Line, movement
from kporisk.assessment.snapshot import DomainState, FactState, Floored, Item, Snapshot, Source
from kporisk.model.assessment import Basis
from kporisk.model.band import Band
from kporisk.model.checklist import Severity

T = TypeVar("T")

_EQUAL = 1e-9


class Step(StrEnum):
    """What was changed from one snapshot to the next."""

    EVERYTHING = "everything"
    """Only the two ends are known."""
    CONTENT = "content"
    """Questions, rules, constants, tables: the old case as it would be judged with today's."""
    TIME = "time"
    """The day of the assessment."""
    ENGAGEMENT = "engagement"
    """The client's facts, and the depth that follows or was asked for."""
    RESPONSE = "response"
    """Answers, evidence, reviews and waivers."""


class Direction(StrEnum):
    """Where a risk went."""

    ROSE = "rose"
    FELL = "fell"
    SAME = "same"
    NEW = "new"
    """Nothing of it was asked before."""
    GONE = "gone"
    """Nothing of it is asked any more."""


class Shift(StrEnum):
    """What became of a severity."""

    GRAVER = "graver"
    LIGHTER = "lighter"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Taken:
    """One step with its lines; their points sum to `points`, the difference that it made."""

    step: Step
    before: Snapshot
    after: Snapshot
    points: Band[float]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DomainMove:
    """One domain before and after; None where nothing of it was asked. `direction` is that of the risk left, proven before told."""

    id: str
    before: DomainState | None
    after: DomainState | None
    direction: Direction
    points: Band[float]
    """The difference of its contribution to the score."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A finding or request that stood before and stands now."""

    before: Item
    after: Item
    shift: Shift


@dataclass(frozen=True, slots=True)
class Came:
    """A finding or request that did not stand before; `was`: on what another about the same question stood then."""

    item: Item
    was: Basis | None


@dataclass(frozen=True, slots=True)
class Went:
    """One that stands no more; `became`: on what another about the same question stands now. `asked`: its question still is."""

    item: Item
    became: Basis | None
    asked: bool


@dataclass(frozen=True, slots=True)
class Items:
    """Findings, or requests, parted: every old one is closed or carried over, every present one new or carried over."""

    new: tuple[Came, ...]
    closed: tuple[Went, ...]
    carried: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class FloorMove:
    """A rule that holds the tier now and did not, or the other way round, or for another outcome; None where it did not hold it."""

    before: Floored | None
    after: Floored | None


@dataclass(frozen=True, slots=True)
class FactMove:
    """An engagement fact that was stated differently; None where it was not stated."""

    before: FactState | None
    after: FactState | None


@dataclass(frozen=True, slots=True)
class SourceMove:
    """A source in another version, or with another digest; None where it was not used."""

    before: Source | None
    after: Source | None


@dataclass(frozen=True, slots=True)
class Change:
    """From an old assessment to a new one. `points`: the difference of the scores, which the lines of all steps sum to."""

    old: Snapshot
    new: Snapshot
    points: Band[float]
    score: Band[Direction]
    tier: Band[Direction]
    steps: tuple[Taken, ...]
    """Steps that moved neither score nor tier nor recommendation are left out."""
    domains: tuple[DomainMove, ...]
    findings: Items
    requests: Items
    floors: tuple[FloorMove, ...]
    facts: tuple[FactMove, ...]
    sources: tuple[SourceMove, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all steps, in their order."""
        return tuple(line for taken in self.steps for line in taken.lines)


def change(old: Snapshot, steps: Sequence[tuple[Step, Snapshot]]) -> Change:
    """What changed from `old` to the last of `steps`, each of which says what it changed of the snapshot before it.

    The points of all lines sum to the difference of the scores at both ends (math.fsum, 1e-9).
    """
    new = steps[-1][1]
    return Change(
        old=old,
        new=new,
        points=_difference(old.score, new.score),
        score=Band(*(_direction(a, b) for a, b in zip(old.score, new.score, strict=True))),
        tier=Band(*(_direction(a, b) for a, b in zip(old.tier, new.tier, strict=True))),
        steps=tuple(_taken(old, steps)),
        domains=tuple(_domains(old, new)),
        findings=_items(old, new, lambda one: one.findings),
        requests=_items(old, new, lambda one: one.requests),
        floors=tuple(FloorMove(was, now) for was, now in _moved(old.floors, new.floors, lambda one: one.rule)),
        facts=tuple(FactMove(was, now) for was, now in _moved(old.facts, new.facts, lambda one: one.id) if _stated_anew(was, now)),
        sources=tuple(SourceMove(was, now) for was, now in _moved(old.sources, new.sources, lambda one: (one.kind, one.id))),
    )


def _taken(old: Snapshot, steps: Iterable[tuple[Step, Snapshot]]) -> Iterator[Taken]:
    before = old
    for step, after in steps:
        lines = movement(before, after)
        if lines or (before.tier, before.recommendation) != (after.tier, after.recommendation):
            yield Taken(step, before, after, _difference(before.score, after.score), lines)
        before = after


def _difference(old: Band[float], new: Band[float]) -> Band[float]:
    return Band(new.told - old.told, new.proven - old.proven)


def _direction(old: float, new: float) -> Direction:
    if abs(new - old) < _EQUAL:
        return Direction.SAME
    return Direction.ROSE if new > old else Direction.FELL


def _domains(old: Snapshot, new: Snapshot) -> Iterator[DomainMove]:
    before, after = ({domain.id: domain for domain in snapshot.domains} for snapshot in (old, new))
    for id in dict.fromkeys((*after, *before)):
        was, now = before.get(id), after.get(id)
        zero = Band(0.0, 0.0)
        points = _difference(was.contribution if was else zero, now.contribution if now else zero)
        yield DomainMove(id, was, now, _risk_left(was, now), points)


def _risk_left(was: DomainState | None, now: DomainState | None) -> Direction:
    if was is None:
        return Direction.NEW
    if now is None:
        return Direction.GONE
    proven = _direction(was.residual.proven, now.residual.proven)
    return proven if proven is not Direction.SAME else _direction(was.residual.told, now.residual.told)


def _items(old: Snapshot, new: Snapshot, listed: Callable[[Snapshot], Sequence[Item]]) -> Items:
    before, after = ({item.id: item for item in listed(snapshot)} for snapshot in (old, new))
    asked = {question.id for question in new.questions if question.asked}
    return Items(
        new=tuple(Came(item, _elsewhere(item, old)) for item in after.values() if item.id not in before),
        closed=tuple(
            Went(item, _elsewhere(item, new), item.question is None or item.question in asked)
            for item in before.values()
            if item.id not in after
        ),
        carried=tuple(Carried(before[id], item, _shift(before[id], item)) for id, item in after.items() if id in before),
    )


def _elsewhere(item: Item, snapshot: Snapshot) -> Basis | None:
    """On what the first finding or request of that id or about that question rests, if there is one."""
    for one in (*snapshot.findings, *snapshot.requests):
        if one.id == item.id or (item.question is not None and one.question == item.question):
            return one.basis
    return None


_GRAVEST_FIRST = tuple(Severity)


def _shift(before: Item, after: Item) -> Shift:
    was, now = (_GRAVEST_FIRST.index(item.severity) for item in (before, after))
    if was == now:
        return Shift.SAME
    return Shift.GRAVER if now < was else Shift.LIGHTER


def _moved(old: Iterable[T], new: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[tuple[T | None, T | None]]:
    """What stands on one side only, or differs, the new ones first in their order."""
    before, after = ({key(one): one for one in side} for side in (old, new))
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was != now:
            yield was, now


def _stated_anew(was: FactState | None, now: FactState | None) -> bool:
    """Whether the value differs; that a question was put in other words is no change of the engagement."""
    return was is None or now is None or was.value != now.value
