"""Findings, requests, answers and evidence: everything that leads from a number back to what was said and shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kporisk.reports.characters import shortened
from kporisk.reports.counsel import evidence_titles
from kporisk.reports.reading import Document, Reading, pair

LONGEST_IN_CARD = 600
LONGEST_IN_COLUMN = 400
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
    rule: str
    rule_id: str
    floor: str
    waiver: str
    clauses: str
    remediation: str
    effort: str
    loss: str


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
class RequestGroup:
    """The requests of one kind."""

    title: str
    lead: str
    requests: tuple[Request, ...]


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


def cards(reading: Reading) -> tuple[Card, ...]:
    """The findings in the document's order."""
    return tuple(_card(reading, n, finding) for n, finding in enumerate(reading.document["findings"], 1))


def _card(reading: Reading, n: int, finding: Document) -> Card:
    speech = reading.speech
    rule = reading.rules.get(finding["rule"]) if finding["rule"] else None
    waiver = rule["waiver"] if rule else None
    return Card(
        anchor=f"f{n}",
        number=speech.say("finding.number", n=n),
        severity=finding["severity"],
        severity_word=speech.label("severity", finding["severity"]),
        title=reading.text(finding["title"]),
        domain=place(reading, finding),
        said=tuple(_said(reading, finding, rule)),
        rule=reading.text(rule["sentence"]) if rule else speech.say("finding.by_answer"),
        rule_id=rule["id"] if rule else "",
        floor=speech.say("finding.floor", tier=reading.tier(rule["floor"])) if rule and rule["floor"] else "",
        waiver=speech.say("finding.waived", approver=waiver["approver"], until=speech.day(waiver["until"]), reason=_short(waiver["reason"]))
        if waiver
        else "",
        clauses=" · ".join(finding["references"]) or speech.say("none"),
        remediation=reading.text(finding["remediation"]),
        effort=speech.say("finding.effort", effort=finding["effort"]) if finding["effort"] else speech.say("finding.effort_unknown"),
        loss=reading.band(pair(finding["loss"])),
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
    """The finding's own question, then whatever else its rule read, each once."""
    own = finding["question"]
    if own in reading.questions:
        yield _answered(reading, reading.questions[own])
    for read in rule["because"] if rule else ():
        name = read["question"]
        if name == own:
            continue
        if name in reading.questions:
            yield _answered(reading, reading.questions[name])
        else:
            yield _stated(reading, name, read["value"])


def _answered(reading: Reading, question: Document) -> Said:
    note = question["note"] or ""
    cut = len(note) > LONGEST_IN_CARD
    return Said(
        question=reading.text(question["text"]),
        answer=_short(answer(reading, question)),
        note=_short(note) + (" " + reading.speech.say("finding.continued") if cut else ""),
        evidence=tuple(_cited(reading, cited) for cited in question["evidence"]),
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_IN_CARD else shortened(text, LONGEST_IN_CARD)


def _stated(reading: Reading, name: str, value: object) -> Said:
    root, _, id = name.partition(".")
    if root == "engagement":
        for fact in reading.document["engagement_text"]:
            if fact["id"] == id:
                return _fact(reading, reading.text(fact["text"]), reading.text(fact["value_text"]))
    return _fact(reading, reading.speech.label("derived", id or root), plain(reading, value))


def _fact(reading: Reading, name: str, value: str) -> Said:
    return Said("", reading.speech.say("finding.stated", name=name, value=value), "", ())


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
            return "; ".join(f"{key}: {item}" for key, item in value.items())
        case Sequence():
            return "; ".join(plain(reading, item) for item in value) or say("none")
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
        "evidence.cited", number=number, title=shortened(cited["title"] or cited["id"], 120), place=_place(cited), state=state(reading, cited)
    )


def _place(cited: Document) -> str:
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
            groups.append(RequestGroup(say(f"requests.{name}.title"), say(f"requests.{name}.lead"), members))
    return tuple(groups)


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
    facts = [question["id"], speech.label("respondent", question["respondent"]), speech.say("answers.weight", weight=speech.measure(question["weight"]))]
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
    return reading.speech.say("evidence.cited_short", number=number, place=_place(cited), state=state(reading, cited))


def _exhibit(reading: Reading, n: int, item: Document) -> Exhibit:
    say, speech = reading.speech.say, reading.speech
    dates = say("evidence.dates", issued=speech.day(item["issued"]), expires=speech.day(item["expires"]))
    return Exhibit(
        number=say("evidence.number", n=n),
        title=item["title"] or item["id"],
        kind=reading.text(item["kind_text"]),
        dates=dates if item["expires"] else say("evidence.issued", issued=speech.day(item["issued"])),
        reviews=tuple(_reviews(reading, item["id"])) or (say("evidence.no_review"),),
        sha256=item["sha256"] or say("evidence.no_digest"),
    )


def _reviews(reading: Reading, id: str) -> Iterable[str]:
    """Each review of a piece of evidence once, whatever number of questions cite it."""
    seen: set[tuple[str, str, str]] = set()
    for question in reading.document["questions"]:
        for cited in question["evidence"]:
            for review in cited["reviews"] if cited["id"] == id else ():
                key = (review["outcome"], review["by"], review["on"])
                if key not in seen:
                    seen.add(key)
                    given = {"outcome": reading.speech.label("review", review["outcome"]), "by": review["by"], "on": reading.speech.day(review["on"])}
                    yield reading.speech.say("evidence.review", **given) + (f" {_short(review['note'])}" if review["note"] else "")
