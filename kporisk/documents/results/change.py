"""A change between two assessments as the JSON document that reports and other programs read: `kporisk.change/1`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from kporisk import __version__
from kporisk.assessment.change import Came, Change, DomainMove, FactMove, FloorMove, Items, SourceMove, Taken, Went
from kporisk.assessment.movement import Line
from kporisk.assessment.snapshot import DomainState, Floored, Item, QuestionState, Snapshot, Source
from kporisk.model.band import Band, Tier
from kporisk.model.scale import Text

FORMAT = "kporisk.change/1"

T = TypeVar("T")


def change_document(change: Change, *, note: Text | None = None) -> dict[str, Any]:
    """The change by the names of the contract; the same for the same change.

    Points are score points, below 0 where the risk fell; risks 0 to 1. `note`: why nothing between the two ends could be computed.
    """
    return {
        "format": FORMAT,
        "kporisk_version": __version__,
        "vendor": {"id": change.new.vendor, "name": change.new.name},
        "old": _end(change.old),
        "new": _end(change.new),
        "points": _pair(change.points),
        "direction": {
            "score": {"told": change.score.told.value, "proven": change.score.proven.value},
            "tier": {"told": change.tier.told.value, "proven": change.tier.proven.value},
        },
        "steps": [_step(taken) for taken in change.steps],
        "note": None if note is None else dict(note),
        "domains": [_domain(move) for move in change.domains],
        "findings": _items(change.findings),
        "requests": _items(change.requests),
        "floors": [_floor(move) for move in change.floors],
        "engagement": [_fact(move) for move in change.facts],
        "sources": [_source(move) for move in change.sources],
    }


def _pair(band: Band[float]) -> dict[str, float]:
    return {"told": band.told, "proven": band.proven}


def _tiers(band: Band[Tier]) -> dict[str, str]:
    return {"told": band.told.word, "proven": band.proven.word}


def _maybe(value: T | None, made: Callable[[T], Any]) -> Any:
    return None if value is None else made(value)


def _end(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "as_of": snapshot.as_of.isoformat(),
        "answered_on": snapshot.answered_on.isoformat(),
        "case_sha256": snapshot.case_sha256,
        "depth": snapshot.depth.value,
        "asked": snapshot.asked,
        "answered": snapshot.answered,
        **_standing(snapshot),
    }


def _standing(snapshot: Snapshot) -> dict[str, Any]:
    return {"score": _pair(snapshot.score), "tier": _tiers(snapshot.tier), "recommendation": snapshot.recommendation.value}


def _step(taken: Taken) -> dict[str, Any]:
    titles = {domain.id: domain.title for snapshot in (taken.before, taken.after) for domain in snapshot.domains}
    return {
        "step": taken.step.value,
        "points": _pair(taken.points),
        "before": _standing(taken.before),
        "after": _standing(taken.after),
        "lines": [_line(line, titles) for line in taken.lines],
    }


def _line(line: Line, titles: Mapping[str, Text]) -> dict[str, Any]:
    asked = line.after or line.before
    return {
        "cause": line.cause.value,
        "points": _pair(line.points),
        "domain": line.domain,
        "domain_title": dict(titles[line.domain]),
        "question": line.question,
        "text": None if asked is None else dict(asked.text),
        "respondent": None if asked is None else asked.respondent.value,
        "before": _maybe(line.before, _state),
        "after": _maybe(line.after, _state),
        "evidence": list(line.evidence),
        "reasons": [reason.value for reason in line.reasons],
    }


def _state(question: QuestionState) -> dict[str, Any]:
    return {
        "status": question.status.value,
        "value_text": _maybe(question.value_text, dict),
        "satisfaction": question.satisfaction,
        "confidence": question.confidence,
        "weight": question.weight,
        "gap": _maybe(question.gap, _pair),
        "contribution": _pair(question.contribution),
        "evidence": [{"id": cited.id, "title": cited.title, "state": cited.state.value} for cited in question.evidence],
    }


def _domain(move: DomainMove) -> dict[str, Any]:
    shown = move.after or move.before
    assert shown is not None
    return {
        "id": move.id,
        "title": dict(shown.title),
        "direction": move.direction.value,
        "points": _pair(move.points),
        "before": _maybe(move.before, _risk),
        "after": _maybe(move.after, _risk),
    }


def _risk(domain: DomainState) -> dict[str, Any]:
    return {"residual": _pair(domain.residual), "inherent": _pair(domain.inherent), "contribution": _pair(domain.contribution)}


def _items(items: Items) -> dict[str, Any]:
    return {
        "new": [_came(came) for came in items.new],
        "closed": [_went(went) for went in items.closed],
        "carried": [
            {
                **_item(carried.after),
                "shift": carried.shift.value,
                "was": {"severity": carried.before.severity.value, "basis": carried.before.basis.value},
            }
            for carried in items.carried
        ],
    }


def _came(came: Came) -> dict[str, Any]:
    return {**_item(came.item), "was": None if came.was is None else came.was.value}


def _went(went: Went) -> dict[str, Any]:
    return {**_item(went.item), "became": None if went.became is None else went.became.value, "asked": went.asked}


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "basis": item.basis.value,
        "severity": item.severity.value,
        "title": dict(item.title),
        "domain": item.domain,
        "question": item.question,
        "rule": item.rule,
    }


def _floor(move: FloorMove) -> dict[str, Any]:
    shown = move.after or move.before
    assert shown is not None
    return {
        "rule": shown.rule,
        "sentence": dict(shown.sentence),
        "domain": shown.domain,
        "before": _maybe(move.before, _held),
        "after": _maybe(move.after, _held),
    }


def _held(floored: Floored) -> dict[str, str]:
    return {"outcome": floored.outcome.value, "floor": floored.floor.word}


def _fact(move: FactMove) -> dict[str, Any]:
    shown = move.after or move.before
    assert shown is not None
    return {
        "id": shown.id,
        "text": dict(shown.text),
        "before": None if move.before is None else dict(move.before.value_text),
        "after": None if move.after is None else dict(move.after.value_text),
    }


def _source(move: SourceMove) -> dict[str, Any]:
    shown = move.after or move.before
    assert shown is not None
    return {"kind": shown.kind.value, "id": shown.id, "before": _maybe(move.before, _version), "after": _maybe(move.after, _version)}


def _version(source: Source) -> dict[str, str]:
    return {"version": source.version, "sha256": source.sha256}
