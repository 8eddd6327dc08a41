"""What happened to one question between two assessments."""

from __future__ import annotations

from enum import StrEnum

from kporisk.assessment.snapshot import QuestionState
from kporisk.model.assessment import EvidenceState, QuestionStatus


class Cause(StrEnum):
    """Why one line of a change stands there."""

    ANSWERED = "answered"
    ANSWER_CHANGED = "answer_changed"
    ANSWER_WITHDRAWN = "answer_withdrawn"
    CALLED_NOT_APPLICABLE = "called_not_applicable"
    ANSWER_AGED = "answer_aged"
    """The date that was stated lies further back now."""
    EVIDENCE_ACCEPTED = "evidence_accepted"
    EVIDENCE_EXPIRED = "evidence_expired"
    EVIDENCE_TOO_OLD = "evidence_too_old"
    EVIDENCE_LOST = "evidence_lost"
    """No longer cited, rejected, or no longer complete."""
    NEWLY_ASKED = "newly_asked"
    NO_LONGER_ASKED = "no_longer_asked"
    FOLLOWS_OTHERS = "follows_others"
    """Not applicable before and after: in proven it counts no less than the domain's other answers."""
    REWEIGHED = "reweighed"
    """The question's weight or scale, or what evidence is worth, is another."""
    WEIGHS_DIFFERENTLY = "weighs_differently"
    """Of a domain as a whole; its reasons say why."""


_OPEN = (QuestionStatus.OPEN, QuestionStatus.UNKNOWN)


def answer_cause(old: QuestionState, new: QuestionState, *, dated: bool) -> Cause | None:
    """What became of the answer to a question that is asked both times; None where it is the same and worth the same.

    `dated`: the days of the two assessments differ, so that a stated date may have aged.
    """
    if new.status is QuestionStatus.NOT_APPLICABLE:
        return Cause.FOLLOWS_OTHERS if old.status is QuestionStatus.NOT_APPLICABLE else Cause.CALLED_NOT_APPLICABLE
    if new.status in _OPEN:
        return None if old.status in _OPEN else Cause.ANSWER_WITHDRAWN
    if old.status is not QuestionStatus.ANSWERED:
        return Cause.ANSWERED
    if old.value != new.value:
        return Cause.ANSWER_CHANGED
    if old.satisfaction == new.satisfaction:
        return None
    return Cause.ANSWER_AGED if dated and _is_day(new.value) else Cause.REWEIGHED


def evidence_cause(old: QuestionState, new: QuestionState) -> tuple[Cause, tuple[str, ...]]:
    """What became of the evidence, with the titles of the pieces that made the difference; REWEIGHED where none of them did."""
    if old.confidence is None or new.confidence is None or old.confidence == new.confidence:
        return Cause.REWEIGHED, ()
    before, after = _counting(old), _counting(new)
    if new.confidence > old.confidence:
        gained = tuple(title for id, title in after.items() if id not in before)
        return (Cause.EVIDENCE_ACCEPTED if gained else Cause.REWEIGHED), gained
    lost = {id: title for id, title in before.items() if id not in after}
    if not lost:
        return Cause.REWEIGHED, ()
    states = {cited.state for cited in new.evidence if cited.id in lost}
    titles = tuple(lost.values())
    if EvidenceState.EXPIRED in states:
        return Cause.EVIDENCE_EXPIRED, titles
    return (Cause.EVIDENCE_TOO_OLD if EvidenceState.TOO_OLD in states else Cause.EVIDENCE_LOST), titles


def reweighed(old: QuestionState, new: QuestionState) -> bool:
    """Whether the question itself weighs differently, whatever became of its domain."""
    return (old.weight, old.knock_out) != (new.weight, new.knock_out)


def _counting(question: QuestionState) -> dict[str, str]:
    return {cited.id: cited.title for cited in question.evidence if cited.state is EvidenceState.COUNTS}


def _is_day(value: object) -> bool:
    """Whether a plain value is a date in ISO form; a month or an option is none."""
    return isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-" and value.replace("-", "").isdigit()
