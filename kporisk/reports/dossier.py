"""Findings and requests: each leads back to the question, the answer as given, the evidence and the rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kporisk.reports.characters import shortened
from kporisk.reports.counsel import evidence_titles
from kporisk.reports.reading import Document, Reading, pair

LONGEST_IN_CARD = 600
MOST_IN_ONE_PIECE = 2
GROUPS = (("show", ("not_proven",)), ("answer", ("open",)), ("exclude", ("possible",)))


@dataclass(frozen=True, slots=True)
class Said:
    """One question, fact or derived fact and what stands for it."""

    question: str
    """Empty where the answer is one line about a fact that is not a question."""
    answer: str
    note: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One finding."""

    anchor: str
    number: str
    severity: str
    severity_word: str
    title: str
    domain: str
    said: tuple[Said, ...]
    long: bool
    """Whether it reads so much that it may run over a page's end, its head never apart from its first answer."""
    rule: str
    rule_id: str
    floor: str
    waiver: str
    clauses: str
    remediation: str
    effort: str
    points: str


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to show, to answer or to exclude."""

    anchor: str
    number: str
    severity: str
    severity_word: str
    title: str
    domain: str
    wanted: str
    loss: str


@dataclass(frozen=True, slots=True)
class RequestPlace:
    """The requests of one kind in one domain or service module, most valuable first."""

    title: str
    many: str
    """How many they are, in words."""
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class RequestGroup:
    """The requests of one kind, and the same by domain: first the domain of the most valuable one."""

    title: str
    lead: str
    requests: tuple[Request, ...]
    places: tuple[RequestPlace, ...]


def cards(reading: Reading) -> tuple[Card, ...]:
    """The findings in the document's order."""
    return tuple(_card(reading, n, finding) for n, finding in enumerate(reading.document["findings"], 1))


def _card(reading: Reading, n: int, finding: Document) -> Card:
    speech = reading.speech
    rule = reading.rules.get(finding["rule"]) if finding["rule"] else None
    waiver = rule["waiver"] if rule else None
    said = tuple(_said(reading, finding, rule))
    return Card(
        anchor=f"f{n}",
        number=speech.say("finding.number", n=n),
        severity=finding["severity"],
        severity_word=speech.label("severity", finding["severity"]),
        title=reading.text(finding["title"]),
        domain=place(reading, finding),
        said=said,
        long=len(said) > MOST_IN_ONE_PIECE,
        rule=reading.text(rule["sentence"]) if rule else speech.say("finding.by_answer"),
        rule_id=rule["id"] if rule else "",
        floor=speech.say("finding.floor", tier=reading.tier(rule["floor"])) if rule and rule["floor"] else "",
        waiver=speech.say("finding.waived", approver=waiver["approver"], until=speech.day(waiver["until"]), reason=brief(waiver["reason"]))
        if waiver
        else "",
        clauses=" · ".join(finding["references"]) or speech.say("none"),
        remediation=reading.text(finding["remediation"]),
        effort=_effort(reading, finding),
        points=reading.pointed("finding.points", pair(finding["loss"])),
    )


def place(reading: Reading, item: Document) -> str:
    """The domain of a finding or request, with the service module where there is one."""
    domain = domain_title(reading, item["domain"])
    source = reading.questions.get(item["question"] or "") or reading.rules.get(item["rule"] or "")
    module = source["module"] if source else None
    return f"{domain} · {reading.speech.label('options.service_types', module)}" if module else domain


def domain_title(reading: Reading, id: str) -> str:
    """A domain's title as the method names it."""
    for domain in reading.document["domains"]:
        if domain["id"] == id:
            return reading.text(domain["title"])
    return reading.speech.label("domain", id)


def _said(reading: Reading, finding: Document, rule: Document | None) -> Iterable[Said]:
    """The finding's own question, the other questions that its rule read, then the facts, each once."""
    read = {one["question"]: one["value"] for one in rule["because"]} if rule else {}
    for name in dict.fromkeys((finding["question"], *read)):
        if name in reading.questions:
            yield _answered(reading, reading.questions[name])
    for name, value in read.items():
        if name not in reading.questions:
            yield _stated(reading, name, value)


def _answered(reading: Reading, question: Document) -> Said:
    note = question["note"] or ""
    cut = len(note) > LONGEST_IN_CARD
    return Said(
        question=reading.text(question["text"]),
        answer=brief(answer(reading, question)),
        note=brief(note) + (" " + reading.speech.say("finding.continued") if cut else ""),
        evidence=tuple(_cited(reading, cited) for cited in question["evidence"]),
    )


def brief(text: str) -> str:
    """Text as it fits into a card."""
    return text if len(text) <= LONGEST_IN_CARD else shortened(text, LONGEST_IN_CARD)


def _stated(reading: Reading, name: str, value: object) -> Said:
    root, _, id = name.partition(".")
    if root == "engagement":
        for fact in reading.document["engagement_text"]:
            if fact["id"] == id:
                return _fact(reading, reading.text(fact["text"]), reading.text(fact["value_text"]))
    return _fact(reading, reading.speech.label("derived", id or root), plain(reading, value))


def _fact(reading: Reading, name: str, value: str) -> Said:
    return Said("", stated(reading, name, value), "", ())


def stated(reading: Reading, name: str, value: str) -> str:
    """A name with its value, a question with its answer."""
    return reading.speech.say("finding.asked" if name.endswith("?") else "finding.stated", name=name, value=value)


def plain(reading: Reading, value: object) -> str:
    """A bare value of the document in words."""
    say = reading.speech.say
    match value:
        case None:
            return say("not_known")
        case bool():
            return say("yes") if value else say("no")
        case int() | float():
            return reading.speech.measure(value)
        case str():
            return reading.speech.label("value", value)
        case Mapping():
            return say("semicolon").join(stated(reading, str(key), str(item)) for key, item in value.items())
        case Sequence():
            return reading.speech.say("semicolon").join(plain(reading, item) for item in value) or say("none")
        case _:
            return str(value)


def answer(reading: Reading, question: Document) -> str:
    """What was answered, in words, whatever became of the question."""
    say, status = reading.speech.say, question["status"]
    if status == "unknown":
        return say("answer.unknown")
    if status == "open":
        return say("answer.open")
    if status == "not_applicable":
        return say("answer.not_applicable", reason=question["reason"] or "–")
    said = reading.text(question["value_text"]) if question["value_text"] is not None else ""
    if status == "not_asked":
        return say("answer.stated_unasked", value=said) if said else say("answer.not_asked")
    return said or say("none")


def _cited(reading: Reading, cited: Document) -> str:
    number = list(reading.evidence).index(cited["id"]) + 1
    return reading.speech.say(
        "evidence.cited",
        number=number,
        title=shortened(cited["title"] or cited["id"], 120),
        place=place_in(cited),
        state=state(reading, cited),
    )


def place_in(cited: Document) -> str:
    """Where in the evidence, after a comma; empty where no place is named."""
    return f", {shortened(cited['place'], 60)}" if cited["place"] else ""


def state(reading: Reading, cited: Document) -> str:
    """Whether a citation counts, and what is missing where it does not."""
    if cited["state"] == "counts":
        return reading.speech.say("evidence.counts", strength=reading.speech.label("strength", cited["strength"]))
    return reading.speech.say("evidence.does_not_count", reason=reading.speech.label("evidence_state", cited["state"]))


def requests(reading: Reading) -> tuple[RequestGroup, ...]:
    """The requests, grouped by what is to be done; numbers follow the document's order, so that they are the same everywhere."""
    say = reading.speech.say
    numbered = list(enumerate(reading.document["requests"], 1))
    groups = []
    for name, bases in GROUPS:
        members = tuple(_request(reading, n, item) for n, item in numbered if item["basis"] in bases)
        if members:
            groups.append(RequestGroup(say(f"requests.{name}.title"), say(f"requests.{name}.lead"), members, _places(reading, members)))
    return tuple(groups)


def _places(reading: Reading, requests: Sequence[Request]) -> tuple[RequestPlace, ...]:
    by_place: dict[str, list[Request]] = {}
    for request in requests:
        by_place.setdefault(request.domain, []).append(request)
    return tuple(
        RequestPlace(title, reading.speech.count("requests.many", len(members)), tuple(members)) for title, members in by_place.items()
    )


def _request(reading: Reading, n: int, item: Document) -> Request:
    return Request(
        anchor=f"r{n}",
        number=reading.speech.say("request.number", n=n),
        severity=item["severity"],
        severity_word=reading.speech.label("severity", item["severity"]),
        title=reading.text(item["title"]),
        domain=place(reading, item),
        wanted=evidence_titles(reading, item["evidence_wanted"]) or "–",
        loss=reading.band(pair(item["loss"])),
    )


def _effort(reading: Reading, finding: Document) -> str:
    if not finding["effort"]:
        return reading.speech.say("finding.effort_unknown")
    # A number is not parted from its scale at the end of a line.
    return reading.speech.say("finding.effort", effort=finding["effort"]).replace(" ", "\u00a0")
