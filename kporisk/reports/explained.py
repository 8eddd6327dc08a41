"""A number back to its answers, on a terminal: the score, a domain, a question or a rule of a stored assessment."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from rich.text import Text

from kporisk import resources
from kporisk.reports.columns import apportioned, row
from kporisk.reports.counsel import evidence_titles
from kporisk.reports.dossier import answer, domain_title, place_in, plain, state, stated
from kporisk.reports.lines import INDENT, LOUD, QUIET, blank, hanging, heading, paragraph, printed, words
from kporisk.reports.reading import ENDS, Document, Reading, pair, read
from kporisk.reports.speech import speech
from kporisk.reports.text import NARROWEST, WIDEST

Units = tuple[int, int]
"""Hundredths of a point, as told and as proven."""
UNIT = 100


def explained_text(
    assessment: Document, explanation: Document, *, lang: str, width: int, colour: bool, templates: Sequence[Path] = ()
) -> str:
    """The explanation (see `kporisk.documents.results.explanation`) of an assessment, in lines of at most `width` cells (40 to 100).

    Points are shown to two decimals, in such a way that the shown parts sum to the shown whole. Errors as in `kporisk.reports.text.text`.
    """
    reading = read(assessment, speech(lang, (*templates, resources.folder("report_templates"))))
    views: Mapping[str, Callable[[Reading, Document, int], Iterable[Text]]] = {
        "score": _score,
        "domain": _domain,
        "question": _question,
        "rule": _rule,
    }
    lines = views[explanation["about"]](reading, explanation, min(max(width, NARROWEST), WIDEST))
    return printed(lines, colour=colour)


def _score(reading: Reading, made: Document, width: int) -> Iterable[Text]:
    say, score = reading.speech.say, pair(made["score"])
    date = reading.speech.day(made["as_of"])
    yield from paragraph(words(reading.vendor, LOUD), width, indent=0)
    yield from paragraph(words(say("terminal.explain.title", date=date, band=reading.band(score))), width, indent=0)
    yield from _lead(reading, width)
    total = _whole(reading, made["score"])
    rooms = _rooms(reading, total)
    yield from _head(reading, rooms, width)
    shares = _parts([domain["contribution"] for domain in made["domains"]], total)
    for domain, units in zip(made["domains"], shares, strict=True):
        name = f"{reading.text(domain['title'])} ({domain['id']})"
        yield from row(rooms, _numbers(reading, units), words(name, LOUD), width, style=LOUD)
        further = domain["further"]["questions"]
        parts = [*domain["questions"], {"contribution": domain["base"]}, *([domain["further"]] if further else [])]
        said = [_asked(reading, question) for question in domain["questions"]]
        said += [say("terminal.explain.base"), *([reading.speech.count("terminal.explain.further", further)] if further else [])]
        for text, own in zip(said, _parts([part["contribution"] for part in parts], units), strict=True):
            yield from row(rooms, _numbers(reading, own), words(text), width, hang=INDENT)
    yield from row(rooms, _numbers(reading, total), words(say("method.total"), LOUD), width, style=LOUD)
    yield blank()
    command = f"kporisk explain {made['vendor']['id']} ID"
    yield from paragraph(words(say("terminal.explain.more", command=command), QUIET), width)


def _domain(reading: Reading, made: Document, width: int) -> Iterable[Text]:
    say = reading.speech.say
    yield from paragraph(words(f"{reading.text(made['title'])} ({made['id']})", LOUD), width, indent=0)
    yield from _lead(reading, width)
    total = _rounded(made["contribution"])
    rooms = _rooms(reading, total)
    yield from _head(reading, rooms, width)
    parts = _parts([one["contribution"] for one in made["questions"]] + [made["base"]], total)
    for said, units in zip([*(_asked(reading, one) for one in made["questions"]), say("terminal.explain.base")], parts, strict=True):
        yield from row(rooms, _numbers(reading, units), words(said), width)
    yield from row(rooms, _numbers(reading, total), words(say("method.total"), LOUD), width, style=LOUD)
    if made["without_points"]:
        yield from paragraph(words(reading.speech.count("terminal.explain.without", made["without_points"]), QUIET), width)


def _question(reading: Reading, made: Document, width: int) -> Iterable[Text]:
    say, speech = reading.speech.say, reading.speech
    yield from paragraph(words(reading.text(made["text"]), LOUD), width, indent=0)
    alone = f" · {say('terminal.explain.alone')}" if made["knock_out"] else ""
    asked = speech.label("respondent", made["respondent"])
    yield from paragraph(words(f"{made['id']} · {domain_title(reading, made['domain'])} · {asked}{alone}", QUIET), width, indent=0)
    yield blank()
    yield from _fact(reading, say("finding.answer"), answer(reading, made), width)
    if made["by"]:
        yield from _fact(reading, say("terminal.explain.by"), reading.person(made["by"]), width)
    if made["note"]:
        yield from _fact(reading, say("finding.note"), made["note"], width)
    yield from _fact(reading, say("finding.evidence"), "" if made["evidence"] else say("finding.no_evidence"), width)
    for cited in made["evidence"]:
        yield from _evidence(reading, cited, width)
    yield from _figures(reading, made, width)
    yield from _ruled(reading, made["rules"], width)
    yield from _drawn(reading, made, width)
    yield from heading(say("terminal.explain.lower"), width)
    for one in made["lowered_by"]:
        yield from hanging(Text("- ", end=""), words(_lowers(reading, one)), width)
    if not made["lowered_by"]:
        yield from paragraph(words(say("terminal.explain.lowers_nothing")), width)


def _figures(reading: Reading, made: Document, width: int) -> Iterable[Text]:
    """What the answer is worth."""
    say, measure = reading.speech.say, reading.speech.measure
    for name in ("satisfaction", "confidence"):
        if made[name] is not None:
            yield from _fact(reading, say(f"terminal.explain.{name}"), measure(made[name]), width)
    yield from _fact(reading, say("domains.weight"), measure(made["weight"]), width)
    if made["gap"] is not None:
        yield from _fact(reading, say("terminal.explain.gap"), _both(reading, made["gap"], measure), width)
    yield from _fact(
        reading, say("terminal.explain.points"), _both(reading, made["contribution"], lambda value: reading.speech.number(value, 2)), width
    )


def _evidence(reading: Reading, cited: Document, width: int) -> Iterable[Text]:
    say, day = reading.speech.say, reading.speech.day
    dates = say("evidence.undated") if not cited["issued"] else say("evidence.issued", issued=day(cited["issued"]))
    if cited["issued"] and cited["expires"]:
        dates = say("evidence.dates", issued=day(cited["issued"]), expires=day(cited["expires"]))
    name = f"{cited['title'] or cited['id']}{place_in(cited)} ({cited['id']}, {reading.text(cited['kind_text'])}, {dates})"
    said = stated(reading, name, state(reading, cited))
    yield from hanging(Text("- ", end=""), words(said), width, indent=2 * INDENT)
    reviews = [
        say("evidence.review", outcome=reading.speech.label("review", one["outcome"]), by=one["by"], on=day(one["on"]))
        + (f" {one['note']}" if one["note"] else "")
        for one in cited["reviews"]
    ]
    for text in reviews or [say("evidence.no_review")]:
        yield from paragraph(words(text, QUIET), width, indent=3 * INDENT)


def _ruled(reading: Reading, rules: Sequence[Document], width: int) -> Iterable[Text]:
    if not rules:
        return
    yield from heading(reading.speech.say("terminal.explain.rules"), width)
    for rule in sorted(rules, key=lambda one: ("fires", "possible", "clear").index(one["outcome"])):
        yield from hanging(Text("- ", end=""), words(f"{rule['id']}: {_outcome(reading, rule)}"), width)
        yield from paragraph(words(reading.text(rule["sentence"]), QUIET), width, indent=2 * INDENT)


def _rule(reading: Reading, made: Document, width: int) -> Iterable[Text]:
    say, speech = reading.speech.say, reading.speech
    yield from paragraph(words(made["id"], LOUD), width, indent=0)
    severity = speech.label("severity", made["severity"])
    yield from paragraph(words(f"{domain_title(reading, made['domain'])} · {severity}", QUIET), width, indent=0)
    yield blank()
    yield from paragraph(words(reading.text(made["sentence"])), width)
    yield blank()
    yield from _fact(reading, say("method.outcome"), _outcome(reading, made), width)
    yield from heading(say("terminal.explain.read"), width)
    for one in made["read"]:
        name = reading.text(one["text"]) if one["text"] else speech.label("derived", one["name"].partition(".")[2] or one["name"])
        question = reading.questions.get(one["name"])
        value = answer(reading, question) if question else reading.text(one["value_text"]) or plain(reading, one["value"])
        yield from hanging(Text("- ", end=""), words(f"{stated(reading, name, value)} ({one['name']})"), width)
    yield from _drawn(reading, made, width)


def _outcome(reading: Reading, rule: Document) -> str:
    say, waiver = reading.speech.say, rule["waiver"]
    said = reading.speech.label("outcome", rule["outcome"])
    if rule["floor"]:
        said += reading.speech.say("semicolon") + say("terminal.explain.floor", tier=reading.tier(rule["floor"]))
    if waiver:
        until = reading.speech.day(waiver["until"])
        said += reading.speech.say("semicolon") + say("finding.waived", approver=waiver["approver"], until=until, reason=waiver["reason"])
    return said


def _drawn(reading: Reading, made: Document, width: int) -> Iterable[Text]:
    """The findings and requests that rest on it."""
    items = [*made["findings"], *made["requests"]]
    if not items:
        return
    yield from heading(reading.speech.say("change.items"), width)
    for item in items:
        severity = reading.speech.label("severity", item["severity"])
        text = reading.speech.say("terminal.labelled", label=severity, text=reading.text(item["title"]))
        yield from hanging(Text("- ", end=""), words(f"{text} ({reading.speech.label('basis', item['basis'])})"), width)


def _lowers(reading: Reading, one: Document) -> str:
    if one["how"] == "show":
        return reading.speech.say("terminal.explain.show", kinds=evidence_titles(reading, one["documents"]))
    return reading.text(one["text"]) if one["how"] == "remediate" else reading.speech.say(f"terminal.explain.{one['how']}")


def _fact(reading: Reading, label: str, text: str, width: int) -> Iterable[Text]:
    yield from paragraph(words(reading.speech.say("terminal.labelled", label=label, text=text)), width)


def _lead(reading: Reading, width: int) -> Iterable[Text]:
    yield from paragraph(words(reading.speech.say("terminal.explain.lead"), QUIET), width, indent=0)
    yield blank()


def _asked(reading: Reading, question: Document) -> str:
    status = "" if question["status"] == "answered" else f" ({reading.speech.label('change_status', question['status'])})"
    return f"{question['id']} · {reading.text(question['text'])}{status}"


def _both(reading: Reading, ends: Document, number: Callable[[float], str]) -> str:
    return reading.speech.say("terminal.explain.pair", **{end: number(ends[end]) for end in ENDS})


def _head(reading: Reading, rooms: Sequence[int], width: int) -> Iterable[Text]:
    yield from row(rooms, [reading.speech.say(f"end.{end}") for end in ENDS], None, width, style=QUIET)


def _rooms(reading: Reading, total: Units) -> tuple[int, ...]:
    return tuple(max(len(reading.speech.say(f"end.{end}")), len(shown)) for end, shown in zip(ENDS, _numbers(reading, total), strict=True))


def _numbers(reading: Reading, units: Units) -> tuple[str, str]:
    told, proven = (reading.speech.number(value / UNIT, 2) for value in units)
    return told, proven


def _whole(reading: Reading, score: Document) -> Units:
    """The score, never rounded across the line of a tier that it has not reached."""
    told, proven = (
        rounded if reading.tier_of(rounded / UNIT) == reading.tier_of(score[end]) else math.floor(score[end] * UNIT)
        for end, rounded in zip(ENDS, _rounded(score), strict=True)
    )
    return told, proven


def _rounded(ends: Document) -> Units:
    return round(ends["told"] * UNIT), round(ends["proven"] * UNIT)


def _parts(contributions: Sequence[Document], total: Units) -> list[Units]:
    told, proven = (apportioned([one[end] * UNIT for one in contributions], whole) for end, whole in zip(ENDS, total, strict=True))
    return list(zip(told, proven, strict=True))
