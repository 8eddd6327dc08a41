"""What an assessment says on a terminal, in its order: recommendation, band, what is open, domains, findings, requests, what to do next."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rich.text import Text

from kporisk.reports.counsel import Counsel, counsel, cover, evidence_titles, kind_of
from kporisk.reports.dossier import place
from kporisk.reports.edition import Edition
from kporisk.reports.gauge import SHADE, SOLID, STROKE, TIER_STYLE, TRACK, bar, gauge
from kporisk.reports.imprint import imprint
from kporisk.reports.lines import (
    INDENT,
    KEPT,
    LOUD,
    QUIET,
    beside,
    blank,
    flush,
    hanging,
    heading,
    indented,
    joined,
    paragraph,
    words,
    wrapped,
)
from kporisk.reports.reading import TIERS, TOLERANCE, Document, Reading, pair
from kporisk.reports.since import since
from kporisk.reports.surroundings import DomainRow, domains

FIRST = 5
FEW = 3
ROOMY = 76
"""From this width on, what is short stands beside what is long."""

SEVERITY_STYLE = {"critical": "bold red", "high": "bold red", "major": "bold yellow", "minor": ""}

Numbered = tuple[int, Document]


def sections(reading: Reading, width: int, *, again: Sequence[str], change: Mapping[str, Any] | None = None) -> list[Text]:
    """All lines, each at most `width` cells wide; `again` is what the command at the end takes up, `change` leads here from before."""
    page = counsel(reading)
    decisive = _decisive(reading)
    return [
        *_head(reading, page, width),
        *heading(reading.speech.say("terminal.band.title"), width),
        *(indented(line) for line in gauge(reading, width - 2 * INDENT)),
        blank(),
        *paragraph(words(page.distance), width),
        *(() if change is None else since(reading, change, width)),
        *_domains(reading, width),
        *_findings(reading, width),
        *_open(reading, decisive, width),
        *_documents(reading, page, width),
        *_requests(reading, {item["id"] for _, item in decisive[:FEW]}, width),
        *_doubtful(reading, width),
        *_next(reading, page, again, width),
    ]


def _head(reading: Reading, page: Counsel, width: int) -> Iterable[Text]:
    """Whom it is about, the recommendation, why, and what qualifies it."""
    say, speech, document = reading.speech.say, reading.speech, reading.document
    front = cover(reading, imprint(Edition((speech.lang,)), speech, logo=""))
    dates = say(
        "terminal.dates",
        as_of=speech.day(document["as_of"]),
        answered_on=speech.day(document["answered_on"]),
        depth=say(f"terminal.depth.{document['depth']}"),
    )
    yield from wrapped(words(front.vendor, LOUD), width)
    yield from wrapped(words(front.services, QUIET), width)
    yield from wrapped(words(dates, QUIET), width)
    yield blank()
    style = TIER_STYLE[page.tier]
    band = say("band_of", told=reading.points(reading.score.told), proven=reading.points(reading.score.proven))
    tier = words(say("terminal.tier", tier=page.tier_words, band=band))
    for name in TIERS:
        tier.highlight_words([reading.tier(name)], f"bold {TIER_STYLE[name]}")
    said = [words(page.recommendation, LOUD), tier, blank(), words(page.why), *map(words, page.qualifications)]
    if page.person_decides:
        said.append(words(say("counsel.person_decides")))
    for one in said:
        for line in wrapped(one, width - INDENT):
            yield joined((Text("▌", style=style, end=""), line)) if line.plain else Text("▌", style=style, end="")


def _domains(reading: Reading, width: int) -> Iterable[Text]:
    """Each domain as a bar from told to proven, with its numbers beside it; its name above it where the terminal is narrow."""
    say, number, made = reading.speech.say, reading.speech.number, domains(reading)
    yield from heading(say("terminal.domains.title"), width)
    ends = [(number(row.bar.start), number(row.bar.start + row.bar.length)) for row in made.rows]
    risks = [told if told == proven else say("range_of", told=told, proven=proven) for told, proven in ends]
    risk = max(map(len, risks))
    longest = max(words(row.title).cell_len for row in made.rows)
    title = min(longest, (width - risk) * 2 // 5) if width >= ROOMY else 0
    length = width - 2 * INDENT - risk - 2 - (title + 2 if title else 0)
    for row, said in zip(made.rows, risks, strict=True):
        numbers = (beside(_bar(reading, row, length), length), flush(words(said), risk))
        if title:
            name, *rest = wrapped(words(row.title), title)
            yield indented(joined((beside(name, title), *numbers), "  "))
            yield from map(indented, rest)
        else:
            yield from paragraph(words(row.title), width)
            yield indented(joined(numbers, "  "))
    yield blank()
    for drawn, what in ((SOLID * 3, "told"), (SHADE * 3, "proven"), (TRACK * 2 + STROKE, "inherent")):
        yield from hanging(Text(f"{drawn} ", style=QUIET, end=""), words(say(f"terminal.domains.{what}"), QUIET), width)
    yield from paragraph(words(made.worst, QUIET), width)


def _bar(reading: Reading, row: DomainRow, length: int) -> Text:
    return bar(row.bar, length, TIER_STYLE[reading.tier_of(row.bar.start + row.bar.length)])


def _decisive(reading: Reading) -> list[Numbered]:
    """The requests that can decide alone: rules with a floor that cannot be excluded, and unanswered knock-out questions."""
    rules = [
        (n, item)
        for n, item in enumerate(reading.document["requests"], 1)
        if item["basis"] == "possible" and reading.rules[item["rule"]]["floor"] and not reading.rules[item["rule"]]["waiver"]
    ]
    read = {one["question"] for _, item in rules for one in reading.rules[item["rule"]]["because"]}
    questions = [
        (n, item)
        for n, item in enumerate(reading.document["requests"], 1)
        if item["basis"] == "open" and item["question"] not in read and reading.questions[item["question"]]["knock_out"]
    ]
    return rules + questions


def _open(reading: Reading, decisive: Sequence[Numbered], width: int) -> Iterable[Text]:
    """What could decide alone and is not settled."""
    if not decisive:
        return
    speech = reading.speech
    yield from heading(speech.say("terminal.decisive.title"), width)
    yield from paragraph(words(speech.count("terminal.decisive.lead", len(decisive))), width)

    def beneath(item: Document) -> Iterable[Text]:
        floor = reading.rules[item["rule"]]["floor"] if item["rule"] else None
        facts = [place(reading, item)]
        if floor:
            key = "terminal.decisive.floor_top" if floor == TIERS[-1] else "terminal.decisive.floor"
            facts.append(speech.say(key, tier=reading.tier(floor)))
        yield words(" · ".join(facts), QUIET)

    yield from _list(reading, decisive, "request.number", beneath, width, most=FEW)


def _findings(reading: Reading, width: int) -> Iterable[Text]:
    """What is known to be weak, and what to do about it."""
    say, found = reading.speech.say, list(enumerate(reading.document["findings"], 1))
    yield from heading(say("findings.title"), width)
    lead = reading.speech.count("terminal.findings.lead", len(found)) if found else say("counsel.no_findings")
    yield from paragraph(words(lead), width)

    def beneath(item: Document) -> Iterable[Text]:
        points = reading.pointed("finding.points", pair(item["loss"]))
        waived = say("method.waived") if item["rule"] and reading.rules[item["rule"]]["waiver"] else ""
        yield words(f"{place(reading, item)} · {points} {waived}", QUIET)
        yield _labelled(reading, say("finding.remediation"), reading.text(item["remediation"]))

    yield from _list(reading, found, "finding.number", beneath, width, style=LOUD)
    if any(pair(item["loss"]).proven < pair(item["loss"]).told - TOLERANCE for _, item in found[:FIRST]):
        yield from paragraph(words(say("terminal.findings.less_proven"), QUIET), width)


def _requests(reading: Reading, shown: set[str], width: int) -> Iterable[Text]:
    """The requests that take most off the distance between told and proven."""
    say, count, every = reading.speech.say, reading.speech.count, list(enumerate(reading.document["requests"], 1))
    if not every:
        return

    def narrowing(item: Document) -> float:
        loss = pair(item["loss"])
        return loss.proven - loss.told

    narrow = [one for one in every if one[1]["id"] not in shown and narrowing(one[1]) > TOLERANCE]
    narrow.sort(key=lambda one: (-round(narrowing(one[1]), 9), one[0]))
    yield from heading(say("terminal.requests.title"), width)
    yield from paragraph(words(count("terminal.requests.lead", len(every)) if narrow else say("terminal.requests.none")), width)

    def beneath(item: Document) -> Iterable[Text]:
        points = reading.pointed("terminal.requests.narrows", narrowing(item))
        yield words(f"{place(reading, item)} · {points}", QUIET)
        if item["evidence_wanted"]:
            yield _labelled(reading, say("terminal.requests.wanted"), evidence_titles(reading, item["evidence_wanted"]))

    yield from _list(reading, narrow, "request.number", beneath, width, total=len(every) - len(shown))


def _documents(reading: Reading, page: Counsel, width: int) -> Iterable[Text]:
    """The fewest documents that would lower the proven end."""
    wanted = reading.document["plan"]["documents"]
    yield from heading(reading.speech.say("terminal.documents.title"), width)
    yield from paragraph(words(page.documents_lead), width)
    if not wanted:
        return
    yield blank()
    places = len(str(len(wanted)))
    for n, one in enumerate(wanted, 1):
        title = joined(
            (words(kind_of(reading, one)[1]), words(reading.speech.count("counsel.bearing", len(one["questions"])), QUIET)), ", "
        )
        yield from hanging(flush(words(f"{n}"), places), title, width, hang=INDENT + places + 2)


def _doubtful(reading: Reading, width: int) -> Iterable[Text]:
    """What in the documents did not count as its author may have meant."""
    doubts = reading.doubts
    if not doubts:
        return
    yield from heading(f"{reading.speech.say('terminal.doubtful.title')} ({reading.speech.number(len(doubts))})", width)
    for doubt in doubts[:FIRST]:
        about = f" ({', '.join(doubt.questions)})" if len(doubt.questions) > 1 else ""
        yield from hanging(Text("- ", end=""), words(doubt.message + about), width)
    yield from _more(reading, len(doubts) - FIRST, width)
    if len(doubts) > FIRST:
        yield from paragraph(words(reading.speech.say("terminal.doubtful.where"), QUIET), width)


def _next(reading: Reading, page: Counsel, again: Sequence[str], width: int) -> Iterable[Text]:
    """The next steps, with the commands as they can be typed."""
    say, document, lang = reading.speech.say, reading.document, reading.speech.lang
    yield from heading(say("terminal.next.title"), width)
    wanted, unanswered = document["plan"]["documents"], document["coverage"]["open"]
    if unanswered and (document["recommendation"] == "insufficient" or not wanted):
        yield from paragraph(words(say("terminal.next.answer")), width)
    if wanted:
        yield from paragraph(words(say("terminal.next.ask")), width)
    if again:
        arguments = " ".join(shlex.quote(word).replace(" ", KEPT) for word in again)
        tongue = "" if lang == "en" else f" --lang {lang}"
        yield from paragraph(words(_colon(reading, say("terminal.next.report"))), width)
        command = f"kporisk assess {arguments} --as-of {document['as_of']}{tongue} --pdf {document['vendor']['id']}.pdf"
        yield from _command(command, width)
    due = document["next_assessment_on"]
    yield from paragraph(
        words(say("terminal.next.overdue" if due < document["as_of"] else "terminal.next.due", date=reading.speech.day(due))), width
    )
    yield blank()
    yield from wrapped(words(say("cover.note"), QUIET), width)


def _command(command: str, width: int) -> Iterable[Text]:
    """A command as it can be copied into a shell, on however many lines; a word longer than a line is left to the terminal to wrap."""
    room = width - 2 * INDENT - 2
    *lines, last = (words(line, LOUD) for line in _unbroken(command.split(" "), room))
    for line in lines:
        yield indented(indented(line.append(" \\")))
    yield indented(indented(last))


def _unbroken(parts: Sequence[str], room: int) -> list[str]:
    first, *others = parts
    lines = [first]
    for part in others:
        longer = f"{lines[-1]} {part}"
        if words(longer).cell_len <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def _list(
    reading: Reading,
    items: Sequence[Numbered],
    number: str,
    beneath: Callable[[Document], Iterable[Text]],
    width: int,
    *,
    style: str = "",
    most: int = FIRST,
    total: int | None = None,
) -> Iterable[Text]:
    """The first items, each with its number in the report, its severity in words and what stands beneath; then how many more there are."""
    labels = [reading.speech.say(number, n=n) for n, _ in items[:most]]
    wide = max(map(len, labels), default=0) + 2
    grades = max((len(reading.speech.label("severity", one)) for one in SEVERITY_STYLE), default=0) + 2
    for label, (_, item) in zip(labels, items, strict=False):
        grade = words(reading.speech.label("severity", item["severity"]), SEVERITY_STYLE[item["severity"]])
        title = words(reading.text(item["title"]), style)
        yield blank()
        if width >= ROOMY:
            hang = INDENT + wide + grades
            yield from hanging(joined((beside(words(label, QUIET), wide), beside(grade, grades)), ""), title, width, hang=hang)
        else:
            hang = INDENT + wide
            yield joined((Text(" " * INDENT, end=""), beside(words(label, QUIET), wide), grade), "")
            yield from paragraph(title, width, indent=hang)
        for text in beneath(item):
            yield from paragraph(text, width, indent=hang)
    yield from _more(reading, (len(items) if total is None else total) - len(labels), width)


def _more(reading: Reading, n: int, width: int) -> Iterable[Text]:
    if n > 0:
        yield blank()
        yield from paragraph(words(reading.speech.count("terminal.more", n), QUIET), width)


def _labelled(reading: Reading, label: str, text: str) -> Text:
    return words(reading.speech.say("terminal.labelled", label=label, text=text))


def _colon(reading: Reading, text: str) -> str:
    return reading.speech.say("terminal.labelled", label=text, text="").rstrip()
