"""One line of a change in words: what happened, to what, and from which answer to which."""

from __future__ import annotations

from kporisk.reports.characters import shortened
from kporisk.reports.reading import Document, Reading

LONGEST_TEXT = 110
LONGEST_ANSWER = 160

_ABOUT_THE_ANSWER = ("answered", "answer_changed", "answer_withdrawn", "called_not_applicable", "newly_asked", "no_longer_asked")


def subject(reading: Reading, line: Document) -> str:
    """The question, or the domain as a whole."""
    return reading.text(line["text"] if line["question"] is not None else line["domain_title"])


def cause_words(reading: Reading, line: Document) -> str:
    """What happened, in a few words."""
    return reading.speech.label("change_cause", line["cause"])


def detail_words(reading: Reading, line: Document) -> str:
    """What tells the two sides apart: the answers, the evidence, the weights, or why the domain weighs differently."""
    speech = reading.speech
    if line["question"] is None:
        return speech.say("semicolon").join(speech.label("change_reason", reason) for reason in line["reasons"])
    if line["evidence"]:
        return speech.say("semicolon").join(shortened(str(title), LONGEST_ANSWER) for title in line["evidence"])
    before, after = line["before"], line["after"]
    if line["cause"] in _ABOUT_THE_ANSWER:
        said = [_said(reading, side) for side in (before, after) if side is not None]
        return said[0] if len(said) == 1 else speech.say("change.from_to", before=said[0], after=said[1])
    if line["cause"] == "reweighed" and before["weight"] != after["weight"]:
        weights = [speech.measure(side["weight"]) for side in (before, after)]
        return speech.say("change.weights", before=weights[0], after=weights[1])
    return _said(reading, after)


def _said(reading: Reading, side: Document) -> str:
    if side["value_text"] is not None and side["status"] in ("answered", "not_asked"):
        return shortened(reading.text(side["value_text"]), LONGEST_ANSWER)
    return reading.speech.label("change_status", side["status"])
