"""Why a score moved between two assessments, question by question and domain by domain, in points that sum to the difference."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from kporisk.assessment.causes import Cause, answer_cause, evidence_cause, reweighed
from kporisk.assessment.snapshot import DomainState, QuestionState, Snapshot, SourceKind
from kporisk.model.band import Band

_ALIKE = 1e-9

SMALLEST = 1e-12
"""Points below which, at both ends, a line is not told."""

_Key: TypeAlias = tuple[str, str]
_Pair: TypeAlias = tuple[float, float]


class Reason(StrEnum):
    """Why a domain weighs differently."""

    NOW_WORST = "now_worst"
    NO_LONGER_WORST = "no_longer_worst"
    INHERENT_RISK = "inherent_risk"
    SHARE = "share"
    CONSTANTS = "constants"
    OTHER_QUESTIONS = "other_questions"
    """Its questions weigh differently among themselves: more or fewer count, or another of those that can decide alone is the worst."""
    NOW_ASKED = "now_asked"
    NO_LONGER_ASKED = "no_longer_asked"


@dataclass(frozen=True, slots=True)
class Line:
    """One reason for which the score moved, in points; below 0 the risk fell. `question` None: the domain weighs differently."""

    cause: Cause
    domain: str
    question: str | None
    points: Band[float]
    before: QuestionState | None = None
    after: QuestionState | None = None
    evidence: tuple[str, ...] = ()
    """The titles of the evidence that made the difference."""
    reasons: tuple[Reason, ...] = ()


def movement(old: Snapshot, new: Snapshot) -> tuple[Line, ...]:
    """Every line with something to tell, the heaviest first; their points sum to the difference of the scores (math.fsum, 1e-9).

    A question adds c = k*g: a coefficient k and a gap g. Its own effect is mean(k)*dg, what it weighs differently mean(g)*dk. Where one
    gap is 0, its k is not known and the whole difference is the question's own. In proven g = 1 - s*k' (satisfaction, confidence), and
    its own effect is parted the same way between answer and evidence. Source: E. M. Kitagawa, Components of a difference between two
    rates, JASA 50 (1955).
    """
    before, after = _asked(old), _asked(new)
    lines: list[Line] = []
    parted: dict[str, list[_Parts]] = {}
    for key in dict.fromkeys((*before, *after)):
        parts = _parts(before.get(key), after.get(key), dated=old.as_of != new.as_of)
        lines.extend(parts.lines)
        parted.setdefault(key[0], []).append(parts)
    lines.extend(_domains(old, new, parted))
    return tuple(sorted([line for line in lines if any(abs(end) >= SMALLEST for end in line.points)], key=_place))


def _asked(snapshot: Snapshot) -> Mapping[_Key, QuestionState]:
    """What counted, by domain and id: a question that moved to another domain left one and came into the other."""
    return {(question.domain, question.id): question for question in snapshot.questions if question.asked}


def _place(line: Line) -> tuple[float, float, str, str, str]:
    return (-abs(line.points.proven), -abs(line.points.told), line.domain, line.question or "", line.cause.value)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A question's lines, and what it adds to its domain's line."""

    lines: tuple[Line, ...]
    weighing: Band[float]
    coefficients: Band[_Pair | None]


_NOTHING = Band(0.0, 0.0)


def _parts(old: QuestionState | None, new: QuestionState | None, *, dated: bool) -> _Parts:
    if old is None or new is None:
        there = old or new
        assert there is not None
        sign = 1.0 if old is None else -1.0
        cause = Cause.NEWLY_ASKED if old is None else Cause.NO_LONGER_ASKED
        points = Band(sign * there.contribution.told, sign * there.contribution.proven)
        return _Parts((Line(cause, there.domain, there.id, points, old, new),), _NOTHING, Band(None, None))
    told, proven = _end(old, new, 0), _end(old, new, 1)
    shown, titles = evidence_cause(old, new)
    # What no other answer explains comes from the evidence, or from constants.
    said = answer_cause(old, new, dated=dated) or shown
    moved = [(said, Band(told.answer, proven.answer)), (shown, Band(told.evidence, proven.evidence))]
    weighing = Band(told.weighing, proven.weighing)
    if reweighed(old, new):
        moved.append((Cause.REWEIGHED, weighing))
        weighing = _NOTHING
    lines = []
    for cause in dict.fromkeys(cause for cause, _ in moved):
        points = Band(*(math.fsum(points[end] for why, points in moved if why is cause) for end in (0, 1)))
        lines.append(Line(cause, new.domain, new.id, points, old, new, titles if cause is shown else ()))
    return _Parts(tuple(lines), weighing, Band(told.coefficients, proven.coefficients))


@dataclass(frozen=True, slots=True)
class _End:
    """The three parts of one end's difference, in points: they sum to it."""

    answer: float
    evidence: float
    weighing: float
    coefficients: _Pair | None
    """k before and after, where both are known."""


def _end(old: QuestionState, new: QuestionState, end: int) -> _End:
    assert old.gap is not None and new.gap is not None
    gaps, added = (old.gap[end], new.gap[end]), (old.contribution[end], new.contribution[end])
    known = [c / g for c, g in zip(added, gaps, strict=True) if g > 0.0]
    difference = added[1] - added[0]
    if not known:
        return _End(difference, 0.0, 0.0, None)
    coefficient = math.fsum(known) / len(known)
    own = coefficient * (gaps[1] - gaps[0]) if len(known) == 2 else difference
    answer = own
    if end == 1 and old.satisfaction is not None and new.satisfaction is not None:
        assert old.confidence is not None and new.confidence is not None
        answer = -coefficient * (old.confidence + new.confidence) / 2.0 * (new.satisfaction - old.satisfaction)
    return _End(answer, own - answer, difference - own, (known[0], known[1]) if len(known) == 2 else None)


def _domains(old: Snapshot, new: Snapshot, parted: Mapping[str, Sequence[_Parts]]) -> Iterator[Line]:
    """What each domain's base and its questions' coefficients make of the difference."""
    before, after = ({domain.id: domain for domain in snapshot.domains} for snapshot in (old, new))
    common = tuple(_common(old, new))
    for id in dict.fromkeys((*before, *after)):
        was, now, parts = before.get(id), after.get(id), parted.get(id, ())
        points = Band(*(_of_domain(was, now, end, parts) for end in (0, 1)))
        if was is None or now is None:
            reasons: tuple[Reason, ...] = (Reason.NOW_ASKED if was is None else Reason.NO_LONGER_ASKED,)
        else:
            own = [Reason.INHERENT_RISK] * _differ(was.inherent, now.inherent)
            own += [Reason.OTHER_QUESTIONS] * any(_inside(was, now, end, parts) for end in (0, 1))
            reasons = (*(reason for name, reason in common if name in (None, id)), *own) or (Reason.OTHER_QUESTIONS,)
        yield Line(Cause.WEIGHS_DIFFERENTLY, id, None, points, reasons=reasons)


def _of_domain(was: DomainState | None, now: DomainState | None, end: int, parts: Iterable[_Parts]) -> float:
    base = (now.base[end] if now is not None else 0.0, -was.base[end] if was is not None else 0.0)
    return math.fsum([*base, *(one.weighing[end] for one in parts)])


def _common(old: Snapshot, new: Snapshot) -> Iterator[tuple[str | None, Reason]]:
    """The reasons that lie among the domains, each with the domain that it concerns; None: it concerns every one."""
    was, now = _worst(old), _worst(new)
    yield from dict.fromkeys((id, Reason.NOW_WORST) for id, other in zip(now, was, strict=True) if id != other)
    yield from dict.fromkeys((id, Reason.NO_LONGER_WORST) for id, other in zip(was, now, strict=True) if id != other)
    shares, others = _shares(old), _shares(new)
    for id in shares.keys() & others.keys():
        if not math.isclose(shares[id], others[id], rel_tol=_ALIKE):
            yield id, Reason.SHARE
    if old.source(SourceKind.METHOD) != new.source(SourceKind.METHOD):
        yield None, Reason.CONSTANTS


def _inside(was: DomainState, now: DomainState, end: int, parts: Iterable[_Parts]) -> bool:
    """Whether its questions weigh differently among themselves: against the base, which the whole domain shares."""
    bases = (was.base[end], now.base[end])
    if min(bases) <= 0.0:
        return False
    pairs = [pair for one in parts if (pair := one.coefficients[end]) is not None]
    return any(not math.isclose(pair[0] * bases[1], pair[1] * bases[0], rel_tol=_ALIKE) for pair in pairs)


def _worst(snapshot: Snapshot) -> Band[str | None]:
    """The domain that carries half of the score, at each end; of equals the first. Source: method.md, "The trace"."""
    if not snapshot.domains:
        return Band(None, None)
    told = max(snapshot.domains, key=lambda domain: domain.residual.told)
    return Band[str | None](told.id, max(snapshot.domains, key=lambda domain: domain.residual.proven).id)


def _shares(snapshot: Snapshot) -> Mapping[str, float]:
    total = math.fsum(domain.weight for domain in snapshot.domains)
    return {domain.id: domain.weight / total for domain in snapshot.domains}


def _differ(one: Band[float], other: Band[float]) -> bool:
    return any(abs(a - b) >= SMALLEST for a, b in zip(one, other, strict=True))
