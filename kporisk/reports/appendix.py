"""Appendix A: every asked question with its answer, every piece of evidence with its digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kporisk.reports.dossier import answer, brief, domain_title, place_in, state
from kporisk.reports.reading import Document, Reading, pair

LONGEST_IN_COLUMN = 400


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One piece of evidence."""

    number: str
    title: str
    kind: str
    dates: str
    reviews: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One asked question and its answer."""

    question: str
    id: str
    facts: str
    answer: str
    open: bool
    note: str
    long_note: str
    """A note too long for its column: set below the answer, across the page."""
    by: str
    evidence: tuple[str, ...]
    loss: str


@dataclass(frozen=True, slots=True)
class ReplyGroup:
    """The answers of one domain or service module."""

    title: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Appendix A."""

    exhibits: tuple[Exhibit, ...]
    groups: tuple[ReplyGroup, ...]
    not_asked: str


def answers(reading: Reading) -> Answers:
    """Every asked question with its answer, and every cited piece of evidence with its digest."""
    groups: dict[tuple[str, str | None], list[Reply]] = {}
    for question in reading.document["questions"]:
        if question["status"] != "not_asked":
            groups.setdefault((question["domain"], question["module"]), []).append(_reply(reading, question))
    not_asked = reading.document["coverage"]["not_asked"]
    return Answers(
        exhibits=tuple(_exhibit(reading, n, item) for n, item in enumerate(reading.evidence.values(), 1)),
        groups=tuple(ReplyGroup(_group_title(reading, *key), tuple(replies)) for key, replies in groups.items()),
        not_asked=reading.speech.count("answers.not_asked", not_asked) if not_asked else "",
    )


def _group_title(reading: Reading, domain: str, module: str | None) -> str:
    title = domain_title(reading, domain)
    return f"{title} · {reading.speech.label('options.service_types', module)}" if module else title


def _reply(reading: Reading, question: Document) -> Reply:
    speech, note = reading.speech, question["note"] or ""
    facts = [
        question["id"],
        speech.label("respondent", question["respondent"]),
        speech.say("answers.weight", weight=speech.measure(question["weight"])),
    ]
    if question["knock_out"]:
        facts.append(speech.say("answers.knock_out"))
    return Reply(
        question=reading.text(question["text"]),
        id=question["id"],
        facts=" · ".join(facts),
        answer=answer(reading, question),
        open=question["status"] in ("open", "unknown"),
        note=note if len(note) <= LONGEST_IN_COLUMN else speech.say("answers.below"),
        long_note=note if len(note) > LONGEST_IN_COLUMN else "",
        by=reading.person(question["by"]),
        evidence=tuple(_cited_short(reading, cited) for cited in question["evidence"]),
        loss=reading.band(pair(question["contribution"])),
    )


def _cited_short(reading: Reading, cited: Document) -> str:
    number = list(reading.evidence).index(cited["id"]) + 1
    return reading.speech.say("evidence.cited_short", number=number, place=place_in(cited), state=state(reading, cited))


def _exhibit(reading: Reading, n: int, item: Document) -> Exhibit:
    say = reading.speech.say
    return Exhibit(
        number=say("evidence.number", n=n),
        title=item["title"] or item["id"],
        kind=reading.text(item["kind_text"]),
        dates=_dates(reading, item),
        reviews=tuple(_reviews(reading, item["id"])) or (say("evidence.no_review"),),
        sha256=item["sha256"] or say("evidence.no_digest"),
    )


def _dates(reading: Reading, item: Document) -> str:
    say, day = reading.speech.say, reading.speech.day
    if not item["issued"]:
        return say("evidence.undated")
    key = "evidence.dates" if item["expires"] else "evidence.issued"
    return say(key, issued=day(item["issued"]), expires=day(item["expires"]))


def _reviews(reading: Reading, id: str) -> Iterable[str]:
    """Each review of a piece of evidence once, whatever number of questions cite it."""
    seen: set[tuple[str, str, str]] = set()
    for question in reading.document["questions"]:
        for cited in question["evidence"]:
            for review in cited["reviews"] if cited["id"] == id else ():
                key = (review["outcome"], review["by"], review["on"])
                if key not in seen:
                    seen.add(key)
                    given = {
                        "outcome": reading.speech.label("review", review["outcome"]),
                        "by": review["by"],
                        "on": reading.speech.day(review["on"]),
                    }
                    yield reading.speech.say("evidence.review", **given) + (f" {brief(review['note'])}" if review["note"] else "")
