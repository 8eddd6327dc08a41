"""What changed since an older assessment, on a terminal: the scores, the findings, and the heaviest reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.text import Text

from kporisk.reports.changed import Reason
from kporisk.reports.changes import changes
from kporisk.reports.characters import shortened
from kporisk.reports.lines import QUIET, beside, blank, flush, hanging, heading, joined, paragraph, words
from kporisk.reports.reading import Reading

FIRST = 6
"""The lines of the change that are shown; the report has all."""

LONGEST = 150


def since(reading: Reading, change: Mapping[str, Any], width: int) -> Iterable[Text]:
    """The section of a text report; the change as in `changes`."""
    say, made = reading.speech.say, changes(reading, change)
    yield from heading(made.since, width)
    for text in made.brief[:-1] if made.heaviest else made.brief:
        yield from paragraph(words(text), width)
    yield from paragraph(words(made.counts[1]), width)
    shown = made.heaviest[:FIRST]
    if shown:
        yield blank()
        yield from paragraph(words(say("terminal.change.lead"), QUIET), width)
        room = max(len(reason.proven) for reason in shown) + 1
        for reason in shown:
            yield from _line(reading, reason, room, width)
    more = made.count_of_reasons - len(shown)
    if more > 0:
        yield from paragraph(words(reading.speech.count("terminal.change.more", more), QUIET), width)


def _line(reading: Reading, reason: Reason, room: int, width: int) -> Iterable[Text]:
    said = reading.speech.say("change.reason", cause=reason.cause, subject=shortened(reason.subject, LONGEST))
    detail = f" ({shortened(reason.detail, LONGEST)})" if reason.detail else ""
    points = flush(words(reason.proven), room)
    yield from hanging(joined((points, beside(Text("", end=""), 2)), ""), words(said + detail), width)
