"""Figures as numbers: where each stroke of an SVG lies. The templates only place them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kporisk.reports.reading import TIERS, Pair, Reading, pair

WIDTH = 1000.0
LEFT, RIGHT = 8.0, 992.0
NEAR = 34.0
"""So near to a stroke the number of a line between tiers would be crossed by it; the widest, 100, is not centred under its end."""


def at(score: float) -> float:
    """The place of a score of 0 to 100 on an axis of 1000, with a margin for the end markers."""
    return round(LEFT + (RIGHT - LEFT) * min(100.0, max(0.0, score)) / 100, 1)


@dataclass(frozen=True, slots=True)
class Zone:
    """One tier's stretch of the axis."""

    tier: str
    word: str
    x: float
    width: float
    middle: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One labelled place on the axis."""

    x: float
    label: str
    label_x: float
    anchor: str
    y: float
    top: float
    """Where the stroke from the place to the label ends."""


@dataclass(frozen=True, slots=True)
class BandFigure:
    """The band over the four tiers, risk to the right."""

    title: str
    zones: tuple[Zone, ...]
    ticks: tuple[Mark, ...]
    told: Mark
    proven: Mark
    inherent: Mark
    inherent_from: float
    span: float
    """How far proven lies from told."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A band on a plain axis of 0 to 100, without tiers."""

    title: str
    ticks: tuple[Mark, ...]
    told: Mark
    proven: Mark
    span: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A small bar from told to proven on 0 to 100, with a tick at a limit; every length in hundredths of its width."""

    title: str
    start: float
    length: float
    solid: float
    tick: float | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """One band as a stroke with its label: hollow where it begins, solid where it ends."""

    told: float
    proven: float
    start: float
    span: float
    label: str
    label_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class TwoBands:
    """An old band above the tiers, the new one below them, on one axis."""

    title: str
    zones: tuple[Zone, ...]
    ticks: tuple[Mark, ...]
    old: Stretch
    new: Stretch


def band_figure(reading: Reading) -> BandFigure:
    """The picture of the overall band, with the inherent score below the axis."""
    say = reading.speech.say
    score, inherent = reading.score, pair(reading.document["inherent"]["score"])
    told_x, proven_x = at(score.told), at(score.proven)
    upper, lower = 17.0, 41.0
    rows = (lower, upper) if proven_x > 760 else (upper, lower)
    return BandFigure(
        title=say(
            "figure.band",
            told=reading.points(score.told),
            told_tier=reading.tier(reading.tiers[0]),
            proven=reading.points(score.proven),
            proven_tier=reading.tier(reading.tiers[1]),
            inherent=reading.points(inherent.proven),
        ),
        zones=_zones(reading),
        ticks=tuple(_aside(_tick(reading, edge), at(inherent.proven)) for edge in _edges(reading)),
        told=_mark(told_x, say("as_told", points=reading.points(score.told)), rows[0], to_left=told_x >= 240),
        proven=_mark(proven_x, say("as_proven", points=reading.points(score.proven)), rows[1], to_left=proven_x > 760),
        inherent=_mark(
            at(inherent.proven), say("figure.inherent", points=reading.band(inherent)), 152.0, to_left=at(inherent.proven) > 520
        ),
        inherent_from=at(inherent.told),
        span=round(proven_x - told_x, 1),
    )


def two_bands(reading: Reading, old: Pair, old_day: str) -> TwoBands:
    """The picture of a change: the older band, as of `old_day`, and the present one."""
    say, new = reading.speech.say, reading.score
    days = [reading.speech.day(day) for day in (old_day, reading.document["as_of"])]
    said = [
        {"date": day, "told": reading.points(band.told), "proven": reading.points(band.proven)}
        for day, band in zip(days, (old, new), strict=True)
    ]
    filled = {f"{side}_{name}": text for side, one in zip(("old", "new"), said, strict=True) for name, text in one.items()}
    return TwoBands(
        title=say("change.figure", **filled),
        zones=_zones(reading),
        ticks=tuple(_tick(reading, edge) for edge in _edges(reading)),
        old=_stretch(old, say("change.band", **said[0])),
        new=_stretch(new, say("change.band", **said[1])),
    )


def extent(title: str, band: Pair, told: str, proven: str, measure: Callable[[float], str]) -> Extent:
    """The picture of a band that has no tiers, with the labels of its two ends."""
    told_x, proven_x = at(band.told), at(band.proven)
    rows = (41.0, 17.0) if proven_x > 760 else (17.0, 41.0)
    return Extent(
        title=title,
        ticks=tuple(_on_axis(measure(edge), edge) for edge in (0.0, 25.0, 50.0, 75.0, 100.0)),
        told=_mark(told_x, told, rows[0], to_left=told_x >= 240),
        proven=_mark(proven_x, proven, rows[1], to_left=proven_x > 760),
        span=round(proven_x - told_x, 1),
    )


def _stretch(band: Pair, label: str) -> Stretch:
    told, proven = at(band.told), at(band.proven)
    to_left = (told + proven) / 2 > WIDTH / 2
    start, end = min(told, proven), max(told, proven)
    return Stretch(told, proven, start, round(end - start, 1), label, end if to_left else start, "end" if to_left else "start")


def _edges(reading: Reading) -> tuple[float, ...]:
    return (0.0, *reading.lines, 100.0)


def _zones(reading: Reading) -> tuple[Zone, ...]:
    edges = _edges(reading)
    return tuple(
        Zone(tier, reading.tier(tier), at(low), round(at(high) - at(low), 1), round((at(low) + at(high)) / 2, 1))
        for tier, low, high in zip(TIERS, edges, edges[1:], strict=False)
    )


def _tick(reading: Reading, edge: float) -> Mark:
    return _on_axis(reading.speech.measure(edge), edge)


def _on_axis(label: str, edge: float) -> Mark:
    x = at(edge)
    anchor = "start" if edge == 0 else "end" if edge == 100 else "middle"
    return Mark(x, label, 0.0 if edge == 0 else WIDTH if edge == 100 else x, anchor, 120.0, 0.0)


def _aside(tick: Mark, stroke: float) -> Mark:
    """A number under the axis, moved aside where the stroke of the inherent score would run through it."""
    if abs(tick.x - stroke) > NEAR:
        return tick
    left = stroke >= tick.x if stroke > NEAR + LEFT else False
    return replace(tick, label_x=round(stroke - 6 if left else stroke + 6, 1), anchor="end" if left else "start")


def _mark(x: float, label: str, y: float, *, to_left: bool) -> Mark:
    return Mark(x, label, round(x - 12 if to_left else x + 12, 1), "end" if to_left else "start", y, y - 12)


def bar(title: str, value: Pair, limit: float | None = None) -> Bar:
    """A bar of 0 to 100: solid up to what is told, lighter from there to what is proven."""
    low, high = (min(100.0, max(0.0, end)) for end in value)
    return Bar(title, round(low, 2), round(max(high - low, 0.0), 2), round(low, 2), None if limit is None else round(min(100.0, limit), 2))
