"""Document control and the method's accounts: the trace that sums to the score, sensitivity, versions, digests."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kporisk.reports.counsel import Row
from kporisk.reports.imprint import Imprint
from kporisk.reports.reading import ENDS, Document, Reading


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents."""

    number: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One domain at one end of the band."""

    domain: str
    end: str
    inherent: str
    gap: str
    residual: str
    base: str
    questions: str
    contribution: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule that fires or is possible."""

    id: str
    sentence: str
    outcome: str
    floor: str


@dataclass(frozen=True, slots=True)
class SensitivityRow:
    """One domain's weight halved and doubled."""

    domain: str
    halved: str
    doubled: str
    holds: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One source, its version and its digest."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """Appendix B."""

    trace: tuple[TraceRow, ...]
    totals: tuple[TraceRow, ...]
    sum: str
    rules: tuple[RuleRow, ...]
    clear: tuple[Row, ...]
    """Rules that are clear, by domain: how many, and their ids."""
    cleared: str
    sensitivity: tuple[SensitivityRow, ...]
    sensitive: str
    digests: tuple[Digest, ...]
    warnings: tuple[Row, ...]
    frameworks: tuple[Row, ...]


def contents(reading: Reading, sections: Sequence[str]) -> tuple[Entry, ...]:
    """The sections in their order, without the cover."""
    say = reading.speech.say
    return tuple(Entry(say(f"{name}.number"), say(f"{name}.title"), name) for name in sections if name != "cover")


def control(reading: Reading, imprint: Imprint) -> tuple[Row, ...]:
    """Who said, who reviewed, what it rests on."""
    document, speech, say = reading.document, reading.speech, reading.speech.say
    coverage = document["coverage"]
    people = [say("control.person", name=one["name"], role=one["role"]) if one["role"] else one["name"] for one in document["respondents"]]
    return (
        Row(say("control.vendor"), say("control.vendor_is", name=reading.vendor, id=document["vendor"]["id"])),
        *((Row(say("control.organisation"), imprint.organisation),) if imprint.organisation else ()),
        Row(say("control.state"), imprint.state_sentence),
        *(Row(say(f"counsel.{name}"), text) for name, text in _signed(imprint) if text),
        Row(say("control.marking"), imprint.marking),
        Row(say("control.as_of"), speech.day(document["as_of"])),
        Row(say("control.answered"), speech.day(document["answered_on"])),
        Row(say("control.respondents"), say("semicolon").join(people) or say("control.nobody")),
        Row(say("control.declaration"), _declaration(reading)),
        Row(say("control.reviewers"), say("semicolon").join(_reviewers(reading)) or say("control.nobody")),
        Row(say("control.coverage"), _coverage(reading)),
        Row(say("control.depth"), speech.label("depth", document["depth"])),
        Row(say("control.next"), speech.day(document["next_assessment_on"])),
        Row(
            say("control.program"),
            say("control.versions", program=document["kporisk_version"], method=document["sources"]["method"]["version"]),
        ),
        Row(say("control.case"), document["sources"]["case_sha256"]),
        Row(say("control.warnings"), speech.count("control.doubtful", len(reading.doubts)))
        if document["warnings"]
        else Row(say("control.warnings"), say("none")),
        Row(say("control.not_asked"), speech.number(coverage["not_asked"])),
    )


def _signed(imprint: Imprint) -> tuple[tuple[str, str], ...]:
    return (("prepared", imprint.prepared), ("reviewed", imprint.reviewed), ("approved", imprint.approved))


def _declaration(reading: Reading) -> str:
    declaration = reading.document.get("declaration")
    if not reading.document["declared"] or not declaration:
        return reading.speech.say("control.not_declared")
    given = {"name": declaration["name"], "role": declaration["role"], "on": reading.speech.day(declaration["on"])}
    return reading.speech.say("control.declared", **given)


def _reviewers(reading: Reading) -> Iterable[str]:
    return dict.fromkeys(
        review["by"] for question in reading.document["questions"] for cited in question["evidence"] for review in cited["reviews"]
    )


def _coverage(reading: Reading) -> str:
    coverage, number = reading.document["coverage"], reading.speech.number
    names = ("answered", "asked", "open", "not_applicable", "knock_outs_answered", "knock_outs_asked")
    return reading.speech.say("control.counts", **{name: number(coverage[name]) for name in names})


def _clear(reading: Reading, rules: Sequence[Document]) -> Iterator[Row]:
    titles = {domain["id"]: reading.text(domain["title"]) for domain in reading.document["domains"]}
    for domain in dict.fromkeys(rule["domain"] for rule in rules):
        ids = [rule["id"] for rule in rules if rule["domain"] == domain]
        title = titles.get(domain, domain.replace("_", " "))
        yield Row(f"{title} ({reading.speech.number(len(ids))})", " · ".join(ids))


def accounts(reading: Reading) -> Accounts:
    """How the score comes about, and what it rests on."""
    document, say = reading.document, reading.speech.say
    clear = [rule for rule in document["rules"] if rule["outcome"] == "clear"]
    rows = tuple(_sensitivity(reading))
    sums = [math.fsum(domain["contribution"][end] for domain in document["domains"]) for end in ENDS]
    moves = sum(row.holds == say("method.moves") for row in rows)
    return Accounts(
        trace=tuple(_trace(reading)),
        totals=tuple(_totals(reading)),
        sum=say("method.sum", told=reading.speech.number(sums[0], 4), proven=reading.speech.number(sums[1], 4)),
        rules=tuple(_rules(reading)),
        clear=tuple(_clear(reading, clear)),
        cleared=reading.speech.count("method.clear", len(clear)) if clear else "",
        sensitivity=rows,
        sensitive=reading.speech.count("method.sensitive", moves) if moves else say("method.insensitive"),
        digests=tuple(_digests(reading)),
        warnings=tuple(_warnings(reading)),
        frameworks=tuple(Row(prefix, reading.text(title)) for prefix, title in document["frameworks"].items()),
    )


def _warnings(reading: Reading) -> Iterable[Row]:
    """What is doubtful, evidence by its number in appendix A."""
    numbers = {id: n for n, id in enumerate(reading.evidence, start=1)}
    for doubt in reading.doubts:
        number = numbers.get(doubt.evidence or "")
        said = (
            doubt.message
            if number is None
            else reading.speech.say("method.warning_about", number=reading.speech.say("evidence.number", n=number), message=doubt.message)
        )
        yield Row(", ".join(doubt.questions) if len(doubt.pointers) > 1 and doubt.questions else doubt.pointers[0], said)


def _trace(reading: Reading) -> Iterable[TraceRow]:
    number, say = reading.speech.number, reading.speech.say
    for domain in reading.document["domains"]:
        for end in ENDS:
            base, whole = domain["base"][end], domain["contribution"][end]
            yield TraceRow(
                domain=reading.text(domain["title"]) if end == "told" else "",
                end=say(f"end.{end}"),
                inherent=number(domain["inherent"][end], 3),
                gap=number(domain["gap"][end], 3),
                residual=number(domain["residual"][end], 3),
                base=number(base, 4),
                questions=number(whole - base, 4),
                contribution=number(whole, 4),
            )


def _totals(reading: Reading) -> Iterable[TraceRow]:
    number, say, domains = reading.speech.number, reading.speech.say, reading.document["domains"]
    for end in ENDS:
        base = math.fsum(domain["base"][end] for domain in domains)
        whole = math.fsum(domain["contribution"][end] for domain in domains)
        name = say("method.total") if end == "told" else ""
        yield TraceRow(name, say(f"end.{end}"), "", "", "", number(base, 4), number(whole - base, 4), number(whole, 4))


def _rules(reading: Reading) -> Iterable[RuleRow]:
    speech = reading.speech
    order = {"fires": 0, "possible": 1}
    decided = [rule for rule in reading.document["rules"] if rule["outcome"] in order]
    for rule in sorted(decided, key=lambda rule: order[rule["outcome"]]):
        floor = reading.tier(rule["floor"]) if rule["floor"] else "–"
        waived = " " + speech.say("method.waived") if rule["waiver"] else ""
        yield RuleRow(rule["id"], reading.text(rule["sentence"]), speech.label("outcome", rule["outcome"]), floor + waived)


def _sensitivity(reading: Reading) -> Iterable[SensitivityRow]:
    now = reading.tiers
    titles = {domain["id"]: reading.text(domain["title"]) for domain in reading.document["domains"]}
    for row in reading.document["sensitivity"]:
        ends = [(row[name]["told"], row[name]["proven"]) for name in ("omega_halved", "omega_doubled")]
        holds = reading.speech.say("method.holds" if all(end == now for end in ends) else "method.moves")
        domain = titles.get(row["domain"]) or reading.speech.label("domain", row["domain"])
        yield SensitivityRow(domain, reading.tier_range(*ends[0]), reading.tier_range(*ends[1]), holds)


def _digests(reading: Reading) -> Iterable[Digest]:
    sources, say = reading.document["sources"], reading.speech.say
    for name in ("case", "response", "reviews"):
        yield Digest(say(f"method.source.{name}"), "", sources[f"{name}_sha256"] or "–")
    yield Digest(say("method.source.method"), sources["method"]["version"], sources["method"]["sha256"])
    for one in sources["checklists"]:
        yield Digest(say("method.source.checklist", id=one["id"]), one["version"], one["sha256"])
    for name in ("territories", "legal_facts"):
        if name in sources:
            yield Digest(say(f"method.source.{name}"), reading.speech.day(sources[name]["as_of"]), sources[name]["sha256"])
