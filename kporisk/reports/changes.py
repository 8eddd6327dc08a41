"""What changed since an older assessment, as the report shows it: why the score moved, what is new, closed and carried over."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kporisk.errors import RenderingError
from kporisk.reports.causes import LONGEST_TEXT, cause_words, detail_words, subject
from kporisk.reports.changed import Changes, Entry, Group, Moved, Pairs, Reason, Stage, Standing
from kporisk.reports.characters import cleaned, shortened
from kporisk.reports.drawing import two_bands
from kporisk.reports.reading import ENDS, TIERS, TOLERANCE, Document, Reading, pair

LEAST = 0.05
"""Lines of fewer points than this at both ends are told together."""


def changes(reading: Reading, change: Mapping[str, Any]) -> Changes:
    """What a `kporisk.change/1` document says of the assessment that is read.

    Raises RenderingError where it leads to another assessment, or where its lines do not sum to the difference of the scores.
    """
    document = cleaned(change)
    assert isinstance(document, dict)
    _refuse_another(reading, document)
    speech, say = reading.speech, reading.speech.say
    date = speech.day(document["old"]["as_of"])
    points = pair(document["points"])
    return Changes(
        since=say("change.since", date=date),
        label=say("change.since_label", date=date),
        lead=say("change.lead", date=date),
        figure=two_bands(reading, pair(document["old"]["score"]), document["old"]["as_of"]),
        brief=tuple(_brief(reading, document)),
        standing=tuple(_standing(reading, document)),
        stages=tuple(_stage(reading, step) for step in document["steps"] if step["lines"]),
        heaviest=tuple(_reason(reading, line) for line in _by_weight(document)),
        count_of_reasons=sum(len(step["lines"]) for step in document["steps"]),
        told=signed(reading, points.told),
        proven=signed(reading, points.proven),
        note=reading.text(document["note"]),
        groups=tuple(group for name in ("findings", "requests") for group in _groups(reading, document, name) if group.entries),
        counts=tuple(_counts(reading, document, name) for name in ("findings", "requests")),
        domains=tuple(_moved(reading, move) for move in document["domains"] if move["direction"] != "same"),
        floors=tuple(_floor(reading, move) for move in document["floors"]),
        facts=tuple(
            Pairs(reading.text(fact["text"]), *(_or_none(reading, fact[side]) for side in ("before", "after")))
            for fact in document["engagement"]
        ),
        sources=tuple(_source(reading, source) for source in document["sources"]),
    )


def signed(reading: Reading, value: float, places: int = 2) -> str:
    """A difference with its sign; one that rounds to nothing has none."""
    rounded = round(value, places)
    if rounded == 0.0:
        return reading.speech.number(0.0, places)
    return ("+" if rounded > 0 else "") + reading.speech.number(rounded, places)


def _refuse_another(reading: Reading, change: Document) -> None:
    new, own = change["new"], reading.document
    for end in ENDS:
        if abs(new["score"][end] - own["score"][end]) > TOLERANCE or change["vendor"]["id"] != own["vendor"]["id"]:
            raise RenderingError("the change leads to another assessment than the one that is reported; compare them again")
        lines = math.fsum(line["points"][end] for step in change["steps"] for line in step["lines"])
        if max(abs(lines - change["points"][end]), abs(new["score"][end] - change["old"]["score"][end] - lines)) > 1e-6:
            raise RenderingError("the change contradicts itself: its lines do not add up to the difference; compare again")


def _shown_difference(reading: Reading, old: float, new: float) -> str:
    """The difference of two scores as they are printed, so that the three numbers agree."""
    return signed(reading, reading.rounded(new) - reading.rounded(old), 1)


def _brief(reading: Reading, change: Document) -> Iterator[str]:
    """What the general counsel's page says: the score, the tier where it moved, the findings, and what weighed most."""
    say = reading.speech.say
    old, new = pair(change["old"]["score"]), pair(change["new"]["score"])
    yield say(
        "change.score",
        **{f"old_{end}": reading.points(value) for end, value in zip(ENDS, old, strict=True)},
        **{f"new_{end}": reading.points(value) for end, value in zip(ENDS, new, strict=True)},
        **{f"by_{end}": _shown_difference(reading, *both) for end, both in zip(ENDS, zip(old, new, strict=True), strict=True)},
    )
    was, now = change["old"]["tier"]["proven"], change["new"]["tier"]["proven"]
    if was != now:
        key = "change.tier_rose" if TIERS.index(now) > TIERS.index(was) else "change.tier_fell"
        yield say(key, old=reading.tier(was), new=reading.tier(now))
    yield _counts(reading, change, "findings")
    for line in _by_weight(change)[:1]:
        said = say("change.reason", cause=cause_words(reading, line), subject=shortened(subject(reading, line), LONGEST_TEXT))
        yield say("change.most", reason=said, points=signed(reading, _weight(line), 1))


def _by_weight(change: Document) -> list[Document]:
    """The lines of at least the least points at one end or the other: those that moved the proven end, which decides, then the others."""
    lines = [line for step in change["steps"] for line in step["lines"] if abs(_weight(line)) >= LEAST]
    return sorted(lines, key=lambda line: (abs(line["points"]["proven"]) < LEAST, -abs(_weight(line))))


def _weight(line: Document) -> float:
    """What a line did to the proven end, which decides; to the told end where it did nothing there."""
    told, proven = pair(line["points"])
    return proven if abs(proven) >= LEAST else told


def _counts(reading: Reading, change: Document, name: str) -> str:
    items, count = change[name], reading.speech.count
    if not any(items[fate] for fate in ("new", "closed", "carried")):
        return reading.speech.say(f"change.{name}.nothing")
    fates = [count(f"change.{name}.{fate}", len(items[fate])) for fate in ("new", "closed", "carried")]
    return reading.speech.say("change.counts", new=fates[0], closed=fates[1], carried=fates[2])


def _standing(reading: Reading, change: Document) -> Iterator[Standing]:
    say, old, new = reading.speech.say, change["old"], change["new"]
    for end in ENDS:
        both = (old["score"][end], new["score"][end])
        yield Standing(say(f"change.score_{end}"), reading.points(both[0]), reading.points(both[1]), _shown_difference(reading, *both))
    yield _plain(reading, "change.tier", *(reading.tier_range(side["tier"]["told"], side["tier"]["proven"]) for side in (old, new)))
    kinds = [say(f"recommendation.{reading.stage}.{side['recommendation']}") for side in (old, new)]
    yield _plain(reading, "change.recommendation", *kinds)
    answered = [say("of", part=reading.speech.number(side["answered"]), whole=reading.speech.number(side["asked"])) for side in (old, new)]
    yield _plain(reading, "change.answered", *answered)
    yield _plain(reading, "change.depth", *(reading.speech.label("depth", side["depth"]) for side in (old, new)))


def _plain(reading: Reading, key: str, before: str, after: str) -> Standing:
    return Standing(reading.speech.say(key), before, after, reading.speech.say("change.unchanged") if before == after else "")


def _stage(reading: Reading, step: Document) -> Stage:
    lines: Sequence[Document] = step["lines"]
    large = [line for line in lines if max(abs(line["points"][end]) for end in ENDS) >= LEAST]
    small = [line for line in lines if max(abs(line["points"][end]) for end in ENDS) < LEAST]
    if len(small) == 1:
        large, small = list(lines), []
    reasons = [_reason(reading, line) for line in large]
    if small:
        sums = [signed(reading, math.fsum(line["points"][end] for line in small)) for end in ENDS]
        title = reading.speech.count("change.small", len(small), least=reading.speech.number(LEAST, 2))
        reasons.append(Reason("", title, "", "", *sums))
    points = pair(step["points"])
    title = reading.speech.say(f"change.step.{step['step']}")
    return Stage(title, tuple(reasons), signed(reading, points.told), signed(reading, points.proven))


def _reason(reading: Reading, line: Document) -> Reason:
    return Reason(
        cause=cause_words(reading, line),
        subject=subject(reading, line),
        domain="" if line["question"] is None else reading.text(line["domain_title"]),
        detail=detail_words(reading, line),
        told=signed(reading, line["points"]["told"]),
        proven=signed(reading, line["points"]["proven"]),
    )


def _groups(reading: Reading, change: Document, name: str) -> Iterable[Group]:
    items, letter = change[name], name[0]
    targets = {item["id"]: f"{letter}{number}" for number, item in enumerate(reading.document[name], 1)}
    shifted = [item for item in items["carried"] if item["shift"] != "same" or item["was"]["basis"] != item["basis"]]
    for fate, listed, known, about in (
        ("new", items["new"], targets, _came),
        ("closed", items["closed"], {}, _went),
        ("shifted", shifted, targets, _carried),
    ):
        title = reading.speech.say(f"change.group.{name}.{fate}", n=reading.speech.number(len(listed)))
        yield Group(title, _entries(reading, listed, known, about))


def _entries(
    reading: Reading, items: Iterable[Document], targets: Mapping[str, str], about: Callable[[Reading, Document], str]
) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            item["severity"],
            reading.speech.label("severity", item["severity"]),
            reading.text(item["title"]),
            about(reading, item),
            targets.get(item["id"], ""),
        )
        for item in items
    )


def _came(reading: Reading, item: Document) -> str:
    return "" if item["was"] is None else reading.speech.say("change.was", basis=reading.speech.label("basis", item["was"]))


def _went(reading: Reading, item: Document) -> str:
    if not item["asked"]:
        return reading.speech.say("change.unasked")
    if item["became"] is None:
        return reading.speech.say("change.settled")
    return reading.speech.say("change.became", basis=reading.speech.label("basis", item["became"]))


def _carried(reading: Reading, item: Document) -> str:
    said = []
    if item["shift"] != "same":
        severity = reading.speech.label("severity", item["was"]["severity"])
        said.append(reading.speech.say(f"change.{item['shift']}", severity=severity))
    if item["was"]["basis"] != item["basis"]:
        said.append(reading.speech.say("change.was", basis=reading.speech.label("basis", item["was"]["basis"])))
    return reading.speech.say("semicolon").join(said)


def _moved(reading: Reading, move: Document) -> Moved:
    ends = [tuple(_risk(reading, move[side], end) for side in ("before", "after")) for end in ENDS]
    told, proven = (reading.speech.say("change.from_to", before=before, after=after) for before, after in ends)
    points = pair(move["points"])
    return Moved(
        title=reading.text(move["title"]),
        direction=reading.speech.say(f"change.direction.{move['direction']}"),
        told=told,
        proven=proven,
        told_points=signed(reading, points.told),
        proven_points=signed(reading, points.proven),
    )


def _risk(reading: Reading, side: Document | None, end: str) -> str:
    return "–" if side is None else reading.speech.number(100 * side["residual"][end], 1)


def _floor(reading: Reading, move: Document) -> Pairs:
    held = [
        reading.speech.say("change.holds_not")
        if move[side] is None
        else reading.speech.say(f"change.holds.{move[side]['outcome']}", tier=reading.tier(move[side]["floor"]))
        for side in ("before", "after")
    ]
    return Pairs(reading.text(move["sentence"]), *held)


def _source(reading: Reading, source: Document) -> Pairs:
    say = reading.speech.say
    kind = source["kind"]
    name = say("method.source.checklist", id=source["id"]) if kind == "checklist" else say(f"change.source.{kind}")
    versions = ["–" if source[side] is None else reading.speech.day(source[side]["version"]) for side in ("before", "after")]
    if versions[0] == versions[1]:
        # The same version with another content: only the digest tells them apart.
        digests = [source[side]["sha256"][:12] for side in ("before", "after")]
        versions = [say("change.digest", version=version, digest=digest) for version, digest in zip(versions, digests, strict=True)]
    return Pairs(name, *versions)


def _or_none(reading: Reading, value: object) -> str:
    return reading.speech.say("change.not_stated") if value is None else reading.text(value)
