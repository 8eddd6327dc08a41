"""The second page of the summary: the domains, what was found, what is asked for, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kporisk.reports.characters import shortened
from kporisk.reports.counsel import Weakness
from kporisk.reports.reading import Document, Reading
from kporisk.reports.surroundings import DomainRow, domains

FIRST = 5
LONGEST_LINE = 150
SEVERITIES = ("critical", "high", "major", "minor")
ASKED = (("not_proven", "show"), ("open", "answer"), ("possible", "exclude"))


@dataclass(frozen=True, slots=True)
class Overview:
    """The second page."""

    rows: tuple[DomainRow, ...]
    total: str
    total_answered: str
    findings_lead: str
    findings: tuple[Weakness, ...]
    requests_lead: str
    requests: tuple[Weakness, ...]
    step: str
    due: str


def overview(reading: Reading) -> Overview:
    """What fits on the second page: every domain, the first findings and requests with their numbers, the next step."""
    document, say = reading.document, reading.speech.say
    section = domains(reading)
    return Overview(
        rows=section.rows,
        total=section.total,
        total_answered=section.total_answered,
        findings_lead=_findings_lead(reading, document["findings"]),
        findings=tuple(_line(reading, item) for item in document["findings"][:FIRST]),
        requests_lead=_requests_lead(reading, document["requests"]),
        requests=tuple(_line(reading, item) for item in sorted(document["requests"], key=_gravity)[:FIRST]),
        step=say(f"summary.step.{document['recommendation']}"),
        due=say("summary.due", on=reading.speech.day(document["next_assessment_on"])),
    )


def _findings_lead(reading: Reading, findings: Sequence[Document]) -> str:
    """How many findings, and of each severity."""
    count, levels = reading.speech.count, [finding["severity"] for finding in findings]
    if not levels:
        return reading.speech.say("summary.no_findings")
    parts = [count(f"summary.of_severity.{level}", levels.count(level)) for level in SEVERITIES if level in levels]
    return _led(reading, count("summary.findings_lead", len(levels)), parts, more=len(levels) > FIRST)


def _gravity(request: Document) -> int:
    """The gravest first; among equals the document's order stays."""
    return ("critical", "high", "major", "minor").index(request["severity"])


def _requests_lead(reading: Reading, requests: Sequence[Document]) -> str:
    """How many requests, and of each kind."""
    count, bases = reading.speech.count, [request["basis"] for request in requests]
    if not bases:
        return reading.speech.say("summary.no_requests")
    parts = [count(f"summary.to.{name}", bases.count(basis)) for basis, name in ASKED if basis in bases]
    return _led(reading, count("summary.requests_lead", len(bases)), parts, more=len(bases) > FIRST)


def _led(reading: Reading, total: str, parts: Sequence[str], *, more: bool) -> str:
    say = reading.speech.say
    return say("summary.lead_first" if more else "summary.lead_all", total=total, parts=reading.speech.enumeration(parts), first=FIRST)


def _line(reading: Reading, item: Document) -> Weakness:
    severity = item["severity"]
    return Weakness(severity, reading.speech.label("severity", severity), shortened(reading.text(item["title"]), LONGEST_LINE), "")
