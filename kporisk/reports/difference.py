"""What changed between two recorded assessments, on a terminal: every reason, every finding, every answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from kporisk import resources
from kporisk.reports.changed import Changes, Pairs
from kporisk.reports.changes import changes
from kporisk.reports.columns import row
from kporisk.reports.lines import INDENT, LOUD, QUIET, blank, hanging, heading, indented, paragraph, printed, words
from kporisk.reports.reading import Reading, read
from kporisk.reports.speech import speech
from kporisk.reports.text import NARROWEST, WIDEST

Document = Mapping[str, Any]


def difference_text(
    assessment: Document,
    change: Document,
    answers: Sequence[Document],
    *,
    lang: str,
    width: int,
    colour: bool,
    templates: Sequence[Path] = (),
) -> str:
    """The change in the language, in lines of at most `width` cells (40 to 100), each with its line break.

    `assessment`: the newer `kporisk.assessment/1` document; `change`: the `kporisk.change/1` document that leads to it; `answers`: those
    that are others now (question, text, cause, before, after). Errors as in `kporisk.reports.changes.changes`.
    """
    reading = read(assessment, speech(lang, (*templates, resources.folder("report_templates"))))
    return printed(_lines(reading, changes(reading, change), answers, min(max(width, NARROWEST), WIDEST)), colour=colour)


def _lines(reading: Reading, made: Changes, answers: Sequence[Document], width: int) -> Iterable[Text]:
    say = reading.speech.say
    yield from paragraph(words(reading.vendor, LOUD), width, indent=0)
    yield from paragraph(words(made.lead, QUIET), width, indent=0)
    yield from heading(made.since, width)
    for one in made.standing:
        said = one.before if one.before == one.after else say("change.from_to", before=one.before, after=one.after)
        moved = f" ({one.difference})" if one.before != one.after and one.difference else ""
        yield from _pair(reading, one.name, said + moved, width)
    yield from _reasons(reading, made, width)
    yield from _items(reading, made, width)
    yield from _said(reading, answers, width)
    for name, rows in (("floors", made.floors), ("facts", made.facts), ("sources", made.sources)):
        yield from _pairs(reading, name, rows, width)


def _reasons(reading: Reading, made: Changes, width: int) -> Iterable[Text]:
    """Why the score moved, step by step: two columns of points, whose last line is the difference."""
    say = reading.speech.say
    yield from heading(say("change.why"), width)
    yield from paragraph(words(say("change.why_lead"), QUIET), width)
    if made.note:
        yield from paragraph(words(made.note, QUIET), width)
    if not made.stages:
        yield from paragraph(words(say("change.nothing")), width)
        return
    numbers = [(stage.told, stage.proven) for stage in made.stages] + [(made.told, made.proven)]
    numbers += [(reason.told, reason.proven) for stage in made.stages for reason in stage.reasons]
    rooms = tuple(max(len(said), *(len(row[end]) for row in numbers)) for end, said in enumerate((say("end.told"), say("end.proven"))))
    yield blank()
    yield from row(rooms, (say("end.told"), say("end.proven")), None, width, style=QUIET)
    for stage in made.stages:
        yield from row(rooms, (stage.told, stage.proven), words(stage.title, LOUD), width, style=LOUD)
        for reason in stage.reasons:
            said = say("change.reason", cause=reason.cause, subject=reason.subject) if reason.cause else reason.subject
            yield from row(rooms, (reason.told, reason.proven), words(said + (f" ({reason.detail})" if reason.detail else "")), width)
    yield from row(rooms, (made.told, made.proven), words(say("change.total"), LOUD), width, style=LOUD)


def _items(reading: Reading, made: Changes, width: int) -> Iterable[Text]:
    yield from heading(reading.speech.say("change.items"), width)
    for text in made.counts:
        yield from paragraph(words(text), width)
    for group in made.groups:
        yield blank()
        yield from paragraph(words(group.title, LOUD), width)
        for entry in group.entries:
            label = reading.speech.say("terminal.labelled", label=entry.severity_word, text=entry.title)
            yield from hanging(Text("- ", end=""), words(label + (f" ({entry.about})" if entry.about else "")), width)


def _said(reading: Reading, answers: Sequence[Document], width: int) -> Iterable[Text]:
    """Every answer that is another, whether the score moved by it or not."""
    if not answers:
        return
    say = reading.speech.say
    title = say("terminal.labelled", label=say("terminal.change.answers"), text=reading.speech.number(len(answers)))
    yield from heading(title, width)
    for answer in answers:
        yield from hanging(Text("- ", end=""), words(f"{answer['question']} · {reading.text(answer['text'])}"), width)
        besides = answer["cause"] == "besides"
        what = say("terminal.change.besides") if besides else reading.speech.label("change_cause", answer["cause"])
        sides = [_beside(reading, answer[side]) if besides else _answered(reading, answer[side]) for side in ("before", "after")]
        moved = say("change.from_to", before=sides[0], after=sides[1])
        yield from map(indented, paragraph(words(say("terminal.labelled", label=what, text=moved), QUIET), width - INDENT))


def _beside(reading: Reading, side: Document) -> str:
    """What stands beside an answer: why it does not apply, who gave it, with which evidence, and the note."""
    parts = [side["reason"], reading.person(side["by"]), ", ".join(side["evidence"]), side["note"]]
    return reading.speech.say("semicolon").join(part for part in parts if part) or "–"


def _answered(reading: Reading, side: Document | None) -> str:
    if side is None:
        return reading.speech.label("change_status", "open")
    if side["status"] == "answered" and side["value_text"] is not None:
        return reading.text(side["value_text"])
    return reading.speech.label("change_status", side["status"])


def _pairs(reading: Reading, name: str, rows: Sequence[Pairs], width: int) -> Iterable[Text]:
    if rows:
        yield from heading(reading.speech.say(f"change.{name}"), width)
    for one in rows:
        yield from _pair(reading, one.name, reading.speech.say("change.from_to", before=one.before, after=one.after), width)


def _pair(reading: Reading, name: str, said: str, width: int) -> Iterable[Text]:
    yield from hanging(Text("- ", end=""), words(reading.speech.say("terminal.labelled", label=name, text=said)), width)
