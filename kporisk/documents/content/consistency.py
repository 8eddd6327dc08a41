"""What JSON Schema cannot say of a checklist: that its parts agree with one another and with what they name elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from kporisk.documents.content.folders import did_you_mean
from kporisk.documents.content.patterns import complaints
from kporisk.documents.content.questions import NOTE, choices, quantity
from kporisk.documents.files.located import Located, Route
from kporisk.documents.files.suggestions import shown
from kporisk.errors import Problem
from kporisk.model.scale import interpolate

_TOLERANCE = 1e-9
_NUMERIC = ("integer", "number")


def check_head(located: Located, *, folder: str, domains: Collection[str]) -> Iterator[Problem]:
    """The checklist's own annotation: its id is its folder's name, its domain exists."""
    head = located.value[NOTE]
    name = folder.rpartition("/")[2]
    if head["id"] != name:
        yield located.problem((NOTE, "id"), f"the id of a checklist is the name of its folder, {name}")
    if located.value["$id"] != f"urn:kporisk:checklist:{head['id']}":
        yield located.problem(("$id",), f"must be urn:kporisk:checklist:{head['id']}")
    if "domain" in head and head["domain"] not in domains:
        message = f"method.yaml has no domain {shown(head['domain'])}{did_you_mean(head['domain'], domains)}"
        yield located.problem((NOTE, "domain"), message)
    for route, pattern in _patterns(located.value, ()):
        yield from (located.problem(route, complaint) for complaint in complaints(pattern))


def check_facts(located: Located) -> Iterator[Problem]:
    """The engagement facts: required ones exist, points belong to options, and what has points feeds a dimension."""
    facts = located.value["properties"]
    for index, name in enumerate(located.value.get("required", ())):
        if name not in facts:
            yield located.problem(("required", index), f"there is no fact {shown(name)}{did_you_mean(name, facts)}")
    for name, body in facts.items():
        note, route = body[NOTE], ("properties", name, NOTE)
        options = _options(body)
        yield from _distinct(located, ("properties", name), body)
        yield from _keys(located, (*route, "option_points"), note.get("option_points"), options)
        scored = [key for key in ("option_points", "points", "points_true") if key in note]
        if scored and "dimension" not in note:
            yield located.problem(route, f"{scored[0]} feed a dimension; say which")
        if "dimension" in note and not scored:
            yield located.problem((*route, "dimension"), "a dimension is fed by option_points, points or points_true; there are none")
        for key, kinds in (("option_points", ("enum", "multi")), ("points", _NUMERIC), ("points_true", ("boolean",))):
            if key in note and note["kind"] not in kinds:
                yield located.problem((*route, key), f"{key} belong to facts of the kind {' or '.join(kinds)}", of_key=True)
        yield from _ascending(located, (*route, "points"), note.get("points", ()))


def check_questions(located: Located, *, kinds: Collection[str], frameworks: Collection[str]) -> Iterator[Problem]:
    """The questions of one checklist: scales fit their schema bodies, sections, evidence and references exist."""
    sections = located.value[NOTE]["sections"]
    used = set()
    for name, body in located.value["properties"].items():
        note, route = body[NOTE], ("properties", name, NOTE)
        used.add(note["section"])
        if note["section"] not in sections:
            yield located.problem((*route, "section"), f"there is no section {note['section']}{did_you_mean(note['section'], sections)}")
        for index, kind in enumerate(note["evidence"]):
            if kind not in kinds:
                yield located.problem((*route, "evidence", index), f"evidence.yaml has no kind {kind}{did_you_mean(kind, kinds)}")
        yield from check_references(located, (*route, "references"), note["references"], frameworks)
        yield from _scale(located, name, body)
    for name in sections:
        if name not in used:
            yield located.problem((NOTE, "sections", name), "no question stands in this section", of_key=True)


def check_references(located: Located, route: Route, references: Collection[str], frameworks: Collection[str]) -> Iterator[Problem]:
    """References begin with the prefix of a framework that references.yaml has."""
    for index, reference in enumerate(references):
        prefix = reference.partition(":")[0]
        if prefix not in frameworks:
            message = f"references.yaml has no framework {shown(prefix)}{did_you_mean(prefix, frameworks)}"
            yield located.problem((*route, index), message)


def check_unique(named: Iterable[tuple[str, Located, Route]], what: str) -> Iterator[Problem]:
    """Ids are unique over all checklists: the second of two is the problem."""
    first: dict[str, tuple[Located, Route]] = {}
    for name, located, route in named:
        if name in first:
            other, place = first[name]
            line, _ = other.place(place, of_key=True)
            message = f"the {what} {name} exists already in {other.source}:{line}; ids are unique over all checklists"
            yield located.problem(route, message, of_key=True)
        else:
            first[name] = (located, route)


def _options(body: Mapping[str, Any]) -> list[str]:
    return [choice["const"] for choice in choices(body)]


def _distinct(located: Located, route: Route, body: Mapping[str, Any]) -> Iterator[Problem]:
    options = _options(body)
    for index, option in enumerate(options):
        if option in options[:index]:
            where: Route = ("items", "oneOf") if "items" in body else ("oneOf",) if "oneOf" in body else ("anyOf",)
            yield located.problem((*route, *where, index, "const"), f"the option {option} stands here twice")


def _keys(located: Located, route: Route, scores: Mapping[str, float] | None, options: list[str]) -> Iterator[Problem]:
    if scores is None:
        return
    for option in scores:
        if option not in options:
            yield located.problem((*route, option), f"there is no option {shown(option)}{did_you_mean(option, options)}", of_key=True)
    for option in options:
        if option not in scores:
            yield located.problem(route, f"the option {option} has no score", of_key=True)


def _ascending(located: Located, route: Route, points: Any) -> Iterator[Problem]:
    for index in range(1, len(points)):
        if not points[index - 1][0] < points[index][0]:
            yield located.problem((*route, index), "the numbers of a curve ascend")


def _scale(located: Located, name: str, body: Mapping[str, Any]) -> Iterator[Problem]:
    scale = body[NOTE]["scale"]
    here: Route = ("properties", name)
    yield from _distinct(located, here, body)
    check: Mapping[str, Callable[..., Iterator[Problem]]] = {"one_of": _one_of, "any_of": _any_of, "number": _number, "age": _age}
    yield from check[scale["type"]](located, (*here, NOTE, "scale"), body, scale)


def _one_of(located: Located, route: Route, body: Mapping[str, Any], scale: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _keys(located, (*route, "scores"), scale["scores"], _options(body))
    scores = scale["scores"].values()
    for bound, reached in ((1, max(scores)), (0, min(scores))):
        if abs(reached - bound) > _TOLERANCE:
            yield located.problem((*route, "scores"), f"no option scores {bound}; every scale reaches 0 and 1", of_key=True)


def _any_of(located: Located, route: Route, body: Mapping[str, Any], scale: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _keys(located, (*route, "scores"), scale["scores"], _options(body))
    if sum(scale["scores"].values()) < 1 - _TOLERANCE:
        yield located.problem((*route, "scores"), "all options together score less than 1; every scale reaches 0 and 1", of_key=True)
    if scale["cap"] < 1 - _TOLERANCE:
        yield located.problem((*route, "cap"), "the cap lies below 1; every scale reaches 0 and 1")


def _number(located: Located, route: Route, body: Mapping[str, Any], scale: Mapping[str, Any]) -> Iterator[Problem]:
    bounds, points = quantity(body), scale["points"]
    here = (*route, "points")
    yield from _none_value(located, route, body, scale)
    if bounds.get("type") not in _NUMERIC or "minimum" not in bounds:
        yield located.problem(route[:2], "a number scale needs a schema body with the type number and a minimum")
        return
    least, most = bounds["minimum"], bounds.get("maximum", points[-1][0])
    if not least <= most:
        yield located.problem(route[:2], "the maximum lies below the minimum")
    for index, (x, _) in enumerate(points):
        if not least <= x <= most:
            yield located.problem((*here, index), f"{x} lies outside what may be answered, {least} to {most}")
    found = [*_ascending(located, here, points)]
    yield from found
    heights = [y for _, y in points]
    if heights not in (sorted(heights), sorted(heights, reverse=True)):
        yield located.problem(here, "the scores of a curve only rise or only fall", of_key=True)
    if found:
        return
    ends = [interpolate(tuple((x, y) for x, y in points), x) for x in (least, most)]
    ends += [0.0] if "none_value" in scale else []
    for bound, reached in ((1, max(ends)), (0, min(ends))):
        if abs(reached - bound) > _TOLERANCE:
            yield located.problem(here, f"no answer scores {bound}; every scale reaches 0 and 1", of_key=True)


def _age(located: Located, route: Route, body: Mapping[str, Any], scale: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _none_value(located, route, body, scale)
    if quantity(body).get("format") != "date":
        yield located.problem(route[:2], "an age scale needs a schema body with the format date")
    if not scale["full_until_months"] < scale["zero_from_months"]:
        yield located.problem((*route, "zero_from_months"), "lies after full_until_months, or no date scores 1 and another 0")


def _none_value(located: Located, route: Route, body: Mapping[str, Any], scale: Mapping[str, Any]) -> Iterator[Problem]:
    options, stated = _options(body), scale.get("none_value")
    if stated is not None and stated not in options:
        yield located.problem((*route, "none_value"), f"there is no option {shown(stated)}{did_you_mean(stated, options)}")
    for option in options:
        if option != stated:
            yield located.problem(route, f"the option {option} has no score: it is not the none_value")


def _patterns(value: Any, route: Route) -> Iterator[tuple[Route, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            here = (*route, key)
            if key == "pattern" and isinstance(part, str):
                yield here, part
            elif key != NOTE:
                yield from _patterns(part, here)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _patterns(part, (*route, index))
