"""The vendor edition in words. It reads a `kporisk.vendor-edition/1` document and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from kporisk.reports.characters import shortened
from kporisk.reports.counsel import Row
from kporisk.reports.dossier import MOST_IN_ONE_PIECE, answer, brief, place_in
from kporisk.reports.reading import Document, Reading
from kporisk.reports.vendor import KINDS, UNANSWERED

LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Reply:
    """One question of an item and what the vendor answered."""

    question: str
    """Empty where the item's title says it already."""
    id: str
    answer: str
    note: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to remedy, to show, to answer or to rule out."""

    number: str
    kind: str
    id: str
    """The question's id where the title is the question itself; else empty."""
    title: str
    replies: tuple[Reply, ...]
    long: bool
    remediation: str
    wanted: str
    clauses: str


@dataclass(frozen=True, slots=True)
class Part:
    """The items of one domain or service module."""

    anchor: str
    title: str
    counts: tuple[str, ...]
    """How many items of each kind, a dash for none."""
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The first page."""

    name: str
    size: str
    opening: str
    kinds: tuple[Row, ...]
    """Each kind that occurs: its word, and what is asked with it."""
    heads: tuple[str, ...]
    nothing: bool


def letter(reading: Reading) -> Letter:
    """Whom it is for, what it holds and how to answer."""
    say, document, length = reading.speech.say, reading.document, len(reading.vendor)
    found = {item["kind"] for part in document["parts"] for item in part["items"]}
    return Letter(
        name=shortened(reading.vendor, 240),
        size="long" if length > 70 else "middle" if length > 34 else "short",
        opening=say("vendor_edition.opening", on=reading.speech.day(document["answered_on"])),
        kinds=tuple(Row(say(f"vendor_edition.{kind}.word"), say(f"vendor_edition.{kind}.about")) for kind in KINDS if kind in found),
        heads=tuple(say(f"vendor_edition.{kind}.head") for kind in KINDS),
        nothing=not found,
    )


def parts(reading: Reading) -> tuple[Part, ...]:
    """The items by domain and service module, numbered through in the order of the questionnaire."""
    made, numbers = [], count(1)
    for place, part in enumerate(reading.document["parts"], 1):
        items = tuple(_item(reading, next(numbers), item) for item in part["items"])
        counts = tuple(_counted(reading, [item["kind"] for item in part["items"]].count(kind)) for kind in KINDS)
        made.append(Part(f"p{place}", _part_title(reading, part), counts, items))
    return tuple(made)


def _counted(reading: Reading, n: int) -> str:
    return reading.speech.number(n) if n else "–"


def _part_title(reading: Reading, part: Document) -> str:
    speech = reading.speech
    title = reading.text(part["title"]) if part["title"] else speech.label("domain", part["domain"])
    return f"{title} · {speech.label('options.service_types', part['module'])}" if part["module"] else title


def _item(reading: Reading, n: int, item: Document) -> Item:
    say, kind, questions = reading.speech.say, item["kind"], item["questions"]
    itself = item["title"] is None
    title = reading.text(questions[0]["text"] if itself else item["title"])
    return Item(
        number=say("vendor_edition.number", n=n),
        kind=say(f"vendor_edition.{kind}.word"),
        id=questions[0]["id"] if itself else "",
        title=shortened(title, LONGEST_TITLE),
        replies=tuple(_reply(reading, question, titled=itself) for question in questions),
        long=len(questions) > MOST_IN_ONE_PIECE,
        remediation=reading.text(item["remediation"]),
        wanted=say("semicolon").join(reading.text(kind["text"]) for kind in item["evidence_wanted"]),
        clauses=" · ".join(item["references"]),
    )


def _reply(reading: Reading, question: Document, *, titled: bool) -> Reply:
    return Reply(
        question="" if titled else reading.text(question["text"]),
        id=question["id"],
        answer=brief(_answer(reading, question)),
        note=brief(question["note"] or ""),
        evidence=tuple(_evidence(reading, question["evidence"])),
    )


def _answer(reading: Reading, question: Document) -> str:
    status = question["status"]
    return reading.speech.say(f"vendor_edition.{status}") if status in UNANSWERED else answer(reading, question)


def _evidence(reading: Reading, cited: Iterable[Document]) -> Iterable[str]:
    speech = reading.speech
    for one in cited:
        key = (
            "vendor_edition.evidence_until"
            if one["expires"]
            else "vendor_edition.evidence_of"
            if one["issued"]
            else "vendor_edition.evidence"
        )
        yield speech.say(
            key,
            title=shortened(one["title"], 120),
            place=place_in(one),
            state=speech.say(f"vendor_edition.state.{one['state']}"),
            issued=speech.day(one["issued"]),
            expires=speech.day(one["expires"]),
        )
