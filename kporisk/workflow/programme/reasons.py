"""Why adopting other checklists moves a vendor, from the change document, the gravest reason first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kporisk.assessment.causes import Cause
from kporisk.assessment.change import Step

Document = Mapping[str, Any]

_CONTENT = (Step.CONTENT.value, Step.EVERYTHING.value)
_QUESTIONS = {
    Cause.NEWLY_ASKED: "newly asked",
    Cause.NO_LONGER_ASKED: "no longer asked",
    Cause.ANSWER_WITHDRAWN: "answered in a way that no longer fits, so open",
}
_OTHER_STEPS = {
    Step.TIME.value: "the passing of time since the last assessment",
    Step.ENGAGEMENT.value: "what the client has stated since",
    Step.RESPONSE.value: "what was answered, shown and established since",
}
_TABLES = {"method": "the scoring method", "territories": "the table of countries", "legal_facts": "the facts of law"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `ids`: rules, questions or domains; `points`: told and proven, None where no number tells it; `text`: in English."""

    kind: str
    ids: tuple[str, ...]
    points: tuple[float, float] | None
    text: str


def reasons(change: Document) -> tuple[Reason, ...]:
    """The reasons of a `kporisk.change/1` document: rules that hold the tier, what each step moved, tables and method."""
    moved = sorted(_steps(change["steps"]), key=lambda one: (-max(map(abs, one.points or (0.0,))), one.kind, one.ids))
    return (*(_floor(one) for one in change["floors"]), *moved, *_tables(change["sources"]))


def _floor(move: Document) -> Reason:
    rule, before, after = move["rule"], move["before"], move["after"]
    if after is None:
        return Reason("rule_clear", (rule,), None, f"{rule} no longer holds the tier at {before['floor']}")
    said = "fires" if after["outcome"] == "fires" else "is possible"
    kind = "rule_fires" if after["outcome"] == "fires" else "rule_possible"
    held = "holds the tier" if kind == "rule_fires" else "holds the proven tier"
    return Reason(kind, (rule,), None, f"{rule} now {said} and {held} at {after['floor']}: {move['sentence']['en']}")


def _steps(steps: Iterable[Document]) -> Iterator[Reason]:
    for step in steps:
        if step["step"] in _CONTENT:
            yield from _content(step["lines"])
        elif any(step["points"].values()) or step["before"] != step["after"]:
            yield _reason(step["step"], (), [step], _OTHER_STEPS[step["step"]])


def _content(lines: Sequence[Document]) -> Iterator[Reason]:
    by_cause: dict[str, list[Document]] = {}
    for line in lines:
        by_cause.setdefault(line["cause"], []).append(line)
    for cause, said in _QUESTIONS.items():
        if found := by_cause.pop(cause.value, []):
            yield _reason(cause.value, _ids(found, "question"), found, f"{_counted(len(found), 'question')} {said}: {_some(found)}")
    if found := by_cause.pop(Cause.WEIGHS_DIFFERENTLY.value, []):
        constants = any("constants" in line["reasons"] for line in found)
        why = "by other constants of the method" if constants else "by what is asked in them"
        text = f"{_counted(len(found), 'domain')} weighing differently {why}: {', '.join(_ids(found, 'domain')[:5])}"
        yield _reason("constants" if constants else Cause.WEIGHS_DIFFERENTLY.value, _ids(found, "domain"), found, text)
    if rest := [line for lines in by_cause.values() for line in lines]:
        text = f"{_counted(len(_ids(rest, 'question')), 'question')} weighing differently: {_some(rest)}"
        yield _reason(Cause.REWEIGHED.value, _ids(rest, "question"), rest, text)


def _reason(kind: str, ids: tuple[str, ...], parts: Sequence[Document], text: str) -> Reason:
    told, proven = (math.fsum(part["points"][end] for part in parts) for end in ("told", "proven"))
    return Reason(kind, ids, (told, proven), f"{text} ({told:+.1f} points told, {proven:+.1f} proven)")


def _tables(sources: Iterable[Document]) -> Iterator[Reason]:
    for source in sources:
        if source["kind"] in _TABLES and source["before"] is not None and source["after"] is not None:
            yield Reason(source["kind"], (), None, f"{_TABLES[source['kind']]} is another")


def _ids(lines: Iterable[Document], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line[key] for line in lines))


def _some(lines: Iterable[Document]) -> str:
    ids = _ids(lines, "question")
    return ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
