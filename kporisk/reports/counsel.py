"""The cover and the general counsel's page: the recommendation, why, and what there is to decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kporisk.reports.characters import shortened
from kporisk.reports.drawing import BandFigure, band_figure
from kporisk.reports.imprint import Imprint
from kporisk.reports.reading import TIERS, TOLERANCE, Document, Reading, pair

FIRST = 3
LONGEST_LINE = 170
LONG_WORDS = 44
"""A recommendation longer than this many characters is set smaller."""


@dataclass(frozen=True, slots=True)
class Row:
    """A name and what stands beside it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page."""

    vendor: str
    size: str
    services: str
    recommendation: str
    tier: str
    band: str
    facts: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Weakness:
    """One finding or request in a line."""

    severity: str
    severity_word: str
    title: str
    target: str
    """The anchor of the whole of it; empty where the file does not hold it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One document that is wanted, and what it bears on."""

    title: str
    bearing: str


@dataclass(frozen=True, slots=True)
class Counsel:
    """The one page for a general counsel."""

    recommendation: str
    long: bool
    tier: str
    tier_words: str
    why: str
    qualifications: tuple[str, ...]
    figure: BandFigure
    inherent: str
    distance: str
    findings: tuple[Weakness, ...]
    findings_lead: str
    documents: tuple[Shown, ...]
    documents_lead: str
    documents_more: str
    unanswered: tuple[Weakness, ...]
    unanswered_lead: str
    person_decides: bool
    limits: str


def cover(reading: Reading, imprint: Imprint) -> Cover:
    """What the first page says."""
    say, document, speech = reading.speech.say, reading.document, reading.speech
    score = reading.score
    length = len(reading.vendor)
    rows = (
        Row(say("cover.band"), say("band_of", told=reading.points(score.told), proven=reading.points(score.proven))),
        Row(say("cover.tier"), _tiers(reading)),
        Row(say("cover.depth"), speech.label("depth", document["depth"])),
        Row(say("cover.as_of"), speech.day(document["as_of"])),
        Row(say("cover.answered_on"), speech.day(document["answered_on"])),
        Row(say("cover.next"), speech.day(document["next_assessment_on"])),
        Row(say("cover.state"), imprint.state_sentence),
    )
    return Cover(
        vendor=shortened(reading.vendor, 240),
        size="long" if length > 70 else "middle" if length > 34 else "short",
        services=_services(reading),
        recommendation=reading.recommendation,
        tier=reading.tiers[1],
        band=reading.band(score),
        facts=rows,
    )


def _services(reading: Reading) -> str:
    engagement, speech = reading.document["engagement"], reading.speech
    services = speech.say("semicolon").join(speech.label("options.service_types", name) for name in engagement["service_types"][:8])
    return speech.say("cover.services", services=services, vendor=speech.country(engagement["vendor_country"]))


def _tiers(reading: Reading) -> str:
    told, proven = reading.tiers
    if told == proven:
        return reading.speech.say("cover.decided", tier=reading.tier(proven))
    return reading.speech.say("cover.undecided", told=reading.tier(told), proven=reading.tier(proven))


def counsel(reading: Reading) -> Counsel:
    """What the general counsel's page says, held to what fits on one page."""
    document, say, count = reading.document, reading.speech.say, reading.speech.count
    findings, requests = document["findings"], document["requests"]
    inherent = pair(document["inherent"]["score"])
    proofs = _documents(reading)
    unanswered = [(n, request) for n, request in enumerate(requests, 1) if request["basis"] in ("open", "possible")]
    coverage = document["coverage"]
    return Counsel(
        recommendation=reading.recommendation,
        long=len(reading.recommendation) > LONG_WORDS,
        tier=reading.tiers[1],
        tier_words=reading.tier_range(*reading.tiers),
        why=why(reading),
        qualifications=tuple(_qualifications(reading)),
        figure=band_figure(reading),
        inherent=say("counsel.inherent", points=reading.band(inherent), tier=reading.tier(reading.tier_of(inherent.proven))),
        distance=_distance(reading),
        findings=tuple(_line(reading, item, f"f{n}") for n, item in enumerate(findings[:FIRST], 1)),
        findings_lead=count("counsel.findings_lead", len(findings), shown=min(FIRST, len(findings)))
        if findings
        else say("counsel.no_findings"),
        documents=proofs[:FIRST],
        documents_lead=_documents_lead(reading),
        documents_more=count("counsel.documents_more", len(proofs) - FIRST) if len(proofs) > FIRST else "",
        unanswered=tuple(_line(reading, item, f"r{n}") for n, item in unanswered[:FIRST]),
        unanswered_lead=count("counsel.unanswered_lead", coverage["open"], asked=reading.speech.number(coverage["asked"]))
        if coverage["open"]
        else say("counsel.all_answered"),
        person_decides=reading.about_people,
        limits=say("counsel.limits"),
    )


def unlinked(counsel: Counsel) -> Counsel:
    """The page for a file that holds no finding or request to lead to."""
    return replace(
        counsel,
        findings=tuple(replace(line, target="") for line in counsel.findings),
        unanswered=tuple(replace(line, target="") for line in counsel.unanswered),
    )


def _line(reading: Reading, item: Document, target: str) -> Weakness:
    title = shortened(reading.text(item["title"]), LONGEST_LINE)
    severity = item["severity"]
    return Weakness(severity, reading.speech.label("severity", severity), title, target)


def why(reading: Reading) -> str:
    """One sentence: how the numbers lead to the recommendation."""
    document, say = reading.document, reading.speech.say
    told, proven = reading.tiers
    given = {
        "vendor": reading.short_vendor,
        "told": reading.points(reading.score.told),
        "told_tier": reading.tier(told),
        "proven": reading.points(reading.score.proven),
        "proven_tier": reading.tier(proven),
    }
    coverage, raised = document["coverage"], _raised(reading)
    if document["recommendation"] == "insufficient":
        numbers = {name: reading.speech.number(coverage[name]) for name in ("answered", "asked", "knock_outs_answered", "knock_outs_asked")}
        if raised is not None:
            because = say("why.because_fired" if raised[0]["basis"] == "rule" else "why.because_possible", **given)
            title = shortened(reading.text(raised[0]["title"]), 110)
            return say("why.insufficient_rule", **given, **numbers, because=because, title=title)
        return say("why.insufficient_decided" if told == proven else "why.insufficient", **given, **numbers)
    if raised is not None:
        item, others = raised
        key = "why.rule_fired" if item["basis"] == "rule" else "why.rule_possible"
        sentence = say(
            key if told == proven or item["basis"] != "rule" else "why.rule_fired_undecided",
            **given,
            title=shortened(reading.text(item["title"]), 110),
            alone=reading.tier(reading.tier_of(reading.score.proven)),
        )
        return sentence + (" " + reading.speech.count("why.more_rules", others) if others else "")
    if told == proven:
        close = reading.score.proven - reading.score.told < 0.05
        return say("why.all_shown" if close else "why.decided", **given)
    return say("why.undecided", **given, difference=say(f"why.difference.{_difference(document)}"))


def _difference(document: Document) -> str:
    silent = document["coverage"]["open"] > 0
    unproven = any(
        question["status"] == "answered" and question["gap"]["proven"] - question["gap"]["told"] > TOLERANCE
        for question in _asked(document)
    )
    return "both" if silent and unproven else "silence" if silent else "proof"


def _asked(document: Document) -> Iterable[Document]:
    return (question for question in document["questions"] if question["gap"] is not None)


def _raised(reading: Reading) -> tuple[Document, int] | None:
    """The finding or request whose floor lifts the tier above what the score alone gives, and how many more do; None: no floor does."""
    proven = reading.tiers[1]
    if TIERS.index(proven) <= TIERS.index(reading.tier_of(reading.score.proven)):
        return None
    lifting = [
        item
        for item in (*reading.document["findings"], *reading.document["requests"])
        if item["rule"] is not None and _lifts(reading, item["rule"], proven)
    ]
    return (lifting[0], len(lifting) - 1) if lifting else None


def _held_as_told(reading: Reading) -> Iterable[str]:
    """Why the tier as told is graver than the score as told alone, where the reason does not say it already."""
    told, alone = reading.tiers[0], reading.tier_of(reading.score.told)
    held = (item for item in reading.document["findings"] if item["rule"] is not None and _lifts(reading, item["rule"], told))
    item, raised = next(held, None), _raised(reading)
    if TIERS.index(told) > TIERS.index(alone) and item is not None and (raised is None or raised[0] is not item):
        yield reading.speech.say(
            "counsel.held_as_told",
            told=reading.points(reading.score.told),
            alone=reading.tier(alone),
            tier=reading.tier(told),
            title=shortened(reading.text(item["title"]), 110),
        )


def _lifts(reading: Reading, rule: str, tier: str) -> bool:
    result = reading.rules.get(rule)
    return result is not None and result["floor"] == tier and result["waiver"] is None and result["outcome"] != "clear"


def _qualifications(reading: Reading) -> Iterable[str]:
    """What must be said beside the reason: a rule that holds the tier as told, a low tier not approved, waivers, no declaration."""
    document, say = reading.document, reading.speech.say
    yield from _held_as_told(reading)
    if document["recommendation"] == "approve_with_conditions" and reading.tiers[1] == "low":
        yield say("counsel.low_unproven")
    if document["waivers"]:
        without = document["tier"]["without_waivers"]
        tier = reading.tier_range(without["told"], without["proven"])
        yield reading.speech.count("counsel.waivers", len(document["waivers"]), tier=tier)
    if not document["declared"]:
        yield say("counsel.not_declared")


def _distance(reading: Reading) -> str:
    """How far the proven score lies from the lines beside it."""
    say, score = reading.speech.say, reading.score.proven
    place = TIERS.index(reading.tier_of(score))
    parts = []
    if place > 0:
        name = reading.tier(TIERS[place - 1])
        parts.append(reading.pointed("counsel.above_line", score - reading.lines[place - 1], tier=name))
    if place < len(TIERS) - 1:
        name = reading.tier(TIERS[place + 1])
        parts.append(reading.pointed("counsel.below_line", reading.lines[place] - score, tier=name))
    sentence = reading.speech.enumeration(parts)
    if TIERS.index(reading.tiers[1]) > place:
        return say("counsel.floor_distance", distances=sentence, tier=reading.tier(reading.tiers[1]))
    return say("counsel.distance", distances=sentence)


def _documents(reading: Reading) -> tuple[Shown, ...]:
    count = reading.speech.count
    return tuple(
        Shown(shortened(kind_of(reading, wanted)[1], 90), count("counsel.bearing", len(wanted["questions"])))
        for wanted in reading.document["plan"]["documents"]
    )


def _documents_lead(reading: Reading) -> str:
    """What the shortest list of documents would change, and whether the tier is among it."""
    say, plan, n = reading.speech.say, reading.document["plan"], len(reading.document["plan"]["documents"])
    if not n:
        unproven = sum(request["basis"] == "not_proven" for request in reading.document["requests"])
        return reading.speech.count("counsel.documents_of_no_use", unproven) if unproven else say("counsel.no_documents")
    given = {
        "points": reading.points(plan["score"]),
        "tier": reading.tier(plan["tier"]),
        "from_points": reading.points(reading.score.proven),
    }
    return reading.speech.count("counsel.documents_reach" if plan["reached"] else "counsel.documents_narrow", n, **given)


def kind_of(reading: Reading, kind: object) -> tuple[str, str]:
    """The id and the title of a wanted kind of evidence, as a mapping with an id and a text, or as a bare id."""
    if isinstance(kind, str):
        return kind, reading.speech.label("evidence", kind)
    assert isinstance(kind, dict)
    id = str(kind.get("kind") or kind.get("id") or kind.get("en"))
    text = kind.get("text") or kind.get("title") or (kind if "en" in kind else None)
    return id, reading.text(text) if text else reading.speech.label("evidence", id)


def evidence_titles(reading: Reading, kinds: Sequence[object]) -> str:
    """The wanted kinds of evidence in a row, any of which would do."""
    return reading.speech.say("semicolon").join(kind_of(reading, kind)[1] for kind in kinds)
