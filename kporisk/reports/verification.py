"""What came of verifying a report, as lines for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from kporisk import resources
from kporisk.model.safe import safe
from kporisk.reports.characters import shortened
from kporisk.reports.speech import Speech, speech

WIDEST = 100
NARROWEST = 30
"""Columns that a sentence needs; where the name of its check leaves fewer, it stands below it."""

_COUNTED = frozenset(
    {
        *("file.exported", "copy.differs", "copy.more_than_original", "recomputed.differs", "recomputed.more"),
        *("database.faulty", "chain.whole", "chain.unreadable", "chain.more", "bodies.open", "bodies.purged", "bodies.lost", "bodies.more"),
        *("vendors.match", "vendors.no_record", "vendors.more", "evidence.intact", "evidence.extra", "evidence.more"),
        *("assessments.same", "assessments.by_another", "assessments.not_computed", "assessments.gave_up", "assessments.more"),
        *("reports.intact", "reports.more", "reports.more_moved"),
    }
)
"""Codes whose sentence depends on how many there are."""

_OF_A_REPORT = ("file", "original", "data", "recomputed", "pages", "signatures", "copy")
_OF_A_REGISTER = ("database", "chain", "anchor", "bodies", "vendors", "assessments", "evidence", "reports")


def verification_lines(document: Mapping[str, Any], *, lang: str, width: int = 80) -> list[str]:
    """A `kporisk.verification/1` document in lines of at most `width` columns, the outcome last, on a line of its own.

    Raises UsageError for an unknown language.
    """
    spoken = speech(lang, (resources.folder("report_templates"),))
    lines = [line for check in document["checks"] for line in _check(spoken, check, min(width, WIDEST))]
    outcome = spoken.say(f"verify.outcome.{document['outcome']}")
    return [*lines, "", spoken.say("verify.of_file", outcome=outcome, file=_one_line(document["file"]))]


def _one_line(name: str) -> str:
    """A file's name, which may hold line breaks, so that it ends no line and begins none."""
    return " ".join(safe(name).split("\n"))


def _check(spoken: Speech, check: Mapping[str, Any], width: int) -> Iterator[str]:
    kin = next(names for names in (_OF_A_REPORT, _OF_A_REGISTER) if check["check"] in names)
    names = max(len(spoken.say(f"verify.check.{name}")) for name in kin)
    marks = max(len(spoken.say(f"verify.mark.{mark}")) for mark in ("ok", "failed", "not_checked", "none"))
    unsigned = any(one["code"] == "signatures.none" for one in check["details"])
    mark = spoken.say("verify.mark.none" if unsigned else f"verify.mark.{check['outcome']}")
    head = f"{spoken.say('verify.check.' + check['check']):<{names}}  {mark:<{marks}}  "
    below = width - len(head) < NARROWEST
    lead = "  " if below else " " * len(head)
    room = max(width - len(lead), 1)
    if below:
        yield from textwrap.wrap(head, max(width, 1))
    rows = [row for one in check["details"] for row in textwrap.wrap(safe(_sentence(spoken, one)), room, break_on_hyphens=False)]
    for number, row in enumerate(rows):
        yield (head if number == 0 and not below else lead) + row


def _sentence(spoken: Speech, detail: Mapping[str, Any]) -> str:
    code = detail["code"]
    values = {name: _value(spoken, name, value) for name, value in detail.items() if name != "code"}
    if code in ("signatures.signature", "signatures.timestamp"):
        return _signature(spoken, code, detail)
    if code == "pages.object":
        values["object"] = spoken.say(f"verify.object.{detail['name']}")
    if code in _COUNTED:
        return spoken.count(f"verify.{code}", detail["n"], **{name: value for name, value in values.items() if name != "n"})
    return spoken.say(f"verify.{code}", **values)


def _value(spoken: Speech, name: str, value: object) -> str:
    match name:
        case "as_of":
            return spoken.day(str(value))
        case "audience" | "state" if spoken.has(f"verify.{name}.{value}"):
            return spoken.say(f"verify.{name}.{value}")
        case "told" | "proven" if isinstance(value, int | float):
            return spoken.number(value, 1)
        case _ if isinstance(value, int) and not isinstance(value, bool):
            return spoken.number(value)
        case _ if isinstance(value, float):
            return spoken.measure(value)
        case _:
            return shortened(str(value), 120)


def _signature(spoken: Speech, code: str, detail: Mapping[str, Any]) -> str:
    say = spoken.say
    signer = shortened(str(detail["signer"] or say("verify.signatures.nobody")), 80)
    if detail["organisation"]:
        signer += f" ({shortened(str(detail['organisation']), 60)})"
    signed = say("verify.signatures.on", date=spoken.day(detail["claimed"])) if detail["claimed"] else ""
    if detail["timestamp"]:
        signed += say("verify.signatures.stamped", date=spoken.day(detail["timestamp"]))
    return say(
        f"verify.{code}",
        signer=signer,
        holds=say("verify.signatures.holds" if detail["intact"] else "verify.signatures.broken"),
        trust=say(f"verify.signatures.trust.{detail['trust']}"),
        signed=signed,
        appended="" if detail["appended"] == "nothing" else say(f"verify.signatures.appended.{detail['appended']}"),
    )
