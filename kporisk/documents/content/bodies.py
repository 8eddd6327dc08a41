"""Answer bodies by `$ref`: taken from the checklist's own `$defs` or from a shipped schema, never fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kporisk.documents.content.schemas import NAMES, published
from kporisk.documents.files.located import Located, Route
from kporisk.documents.files.suggestions import shown
from kporisk.errors import Problem


def expanded(located: Located) -> tuple[Located, tuple[Problem, ...]]:
    """A questions.json with each question's `$ref` replaced by what it names; a question whose `$ref` leads nowhere keeps it."""
    value = located.value
    if '"$ref"' not in located.text and located.text:
        return located, ()
    if not isinstance(value, dict) or not isinstance(value.get("properties"), dict):
        return located, ()
    problems: list[Problem] = []
    bodies = {}
    for name, body in value["properties"].items():
        bodies[name] = body
        if isinstance(body, dict) and isinstance(body.get("$ref"), str):
            found = _resolved(body["$ref"], located, ("properties", name, "$ref"), problems)
            if found is not None:
                bodies[name] = {**found, **{key: part for key, part in body.items() if key != "$ref"}}
    problems += _elsewhere(value, located)
    return replace(located, value={**value, "properties": bodies}, text=""), tuple(problems)


def _resolved(reference: str, located: Located, route: Route, problems: list[Problem]) -> Mapping[str, Any] | None:
    from referencing import Registry
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012

    shipped = [(f"urn:kporisk:schema:{name}", DRAFT202012.create_resource(published(name=name))) for name in NAMES]
    own = located.value.get("$id")
    base = own if isinstance(own, str) else ""
    registry = Registry().with_resources([*shipped, (base, DRAFT202012.create_resource(located.value))])
    try:
        found = registry.resolver(base_uri=base).lookup(reference).contents
    except (Unresolvable, ValueError):
        message = f"$ref {shown(reference)} leads nowhere: it names #/$defs/… in this file or {shipped[-1][0]}#/$defs/…; nothing is fetched"
        problems.append(located.problem(route, message))
        return None
    if not isinstance(found, dict) or "$ref" in found:
        problems.append(located.problem(route, f"$ref {shown(reference)} must name an answer body that has no $ref of its own"))
        return None
    return found


def _elsewhere(value: Mapping[str, Any], located: Located) -> Iterator[Problem]:
    """A `$ref` is for the body of a question; deeper inside, nobody would follow it."""
    for name, body in value["properties"].items():
        for route in _references(body, ("properties", name)):
            if len(route) > 3:
                yield located.problem(route, "a $ref stands beside a question's title, not deeper inside", of_key=True)


def _references(value: Any, route: Route) -> Iterator[Route]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "$ref":
                yield (*route, key)
            yield from _references(part, (*route, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _references(part, (*route, index))
