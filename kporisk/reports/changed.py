"""What a report places of a change since an older assessment: its parts, in words."""

from __future__ import annotations

from dataclasses import dataclass

from kporisk.reports.drawing import TwoBands


@dataclass(frozen=True, slots=True)
class Standing:
    """One quantity before, now, and the difference between them; empty where there is none."""

    name: str
    before: str
    after: str
    difference: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of why the score moved."""

    cause: str
    subject: str
    domain: str
    """Empty where the subject is the domain itself."""
    detail: str
    told: str
    proven: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One step with its lines, the smallest told together, and what it comes to."""

    title: str
    reasons: tuple[Reason, ...]
    told: str
    proven: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding or request; `target` is the anchor of its card or line, empty where there is none any more."""

    severity: str
    severity_word: str
    title: str
    about: str
    target: str


@dataclass(frozen=True, slots=True)
class Group:
    """Findings or requests of one fate."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """One domain's risk left, before and now, in score points of its own axis, and what that is in points of the score."""

    title: str
    direction: str
    told: str
    proven: str
    told_points: str
    proven_points: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Something that was one thing and is another."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The section, and the lines for the general counsel's page."""

    since: str
    label: str
    """The same before a text: with a colon."""
    lead: str
    figure: TwoBands
    brief: tuple[str, ...]
    standing: tuple[Standing, ...]
    stages: tuple[Stage, ...]
    heaviest: tuple[Reason, ...]
    """The lines that show at one decimal, the heaviest first, whatever their step."""
    count_of_reasons: int
    """How many lines there are in all."""
    told: str
    proven: str
    note: str
    groups: tuple[Group, ...]
    counts: tuple[str, ...]
    """How many findings, and how many requests, are new, closed and carried over."""
    domains: tuple[Moved, ...]
    floors: tuple[Pairs, ...]
    facts: tuple[Pairs, ...]
    sources: tuple[Pairs, ...]
