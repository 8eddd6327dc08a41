"""From a `questions.json` that keeps to the published schema to facts and questions, with what JSON Schema cannot say checked here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kporisk.documents.content.texts import Texts
from kporisk.documents.files.located import Located, Route
from kporisk.model.checklist import Fact, FactKind, FactOption, Question, Respondent
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, Points, Scale

NOTE = "x-kporisk"


def read_facts(located: Located, texts: Texts) -> tuple[Fact, ...]:
    """The engagement facts of `engagement/questions.json`."""
    required = set(located.value.get("required", ()))
    texts.pair(located.value["title"], ("title",))
    return tuple(_fact(name, body, texts=texts, required=name in required) for name, body in located.value["properties"].items())


def _fact(name: str, body: Mapping[str, Any], *, texts: Texts, required: bool) -> Fact:
    note = body[NOTE]
    route: Route = ("properties", name)
    points = note.get("option_points", {})
    return Fact(
        id=name,
        kind=FactKind(note["kind"]),
        text=texts.pair(body["title"], (*route, "title")),
        required=required,
        options=tuple(
            FactOption(choice["const"], texts.pair(choice["title"], (*route, "options", choice["const"])), points.get(choice["const"], 0.0))
            for choice in choices(body)
        ),
        dimension=note.get("dimension"),
        points=_points(note.get("points", ())),
        points_true=note.get("points_true", 0.0),
        use=texts.pair(note["use"], (*route, "use")) if "use" in note else None,
        minimum=body.get("minimum"),
        maximum=body.get("maximum"),
    )


def read_questions(located: Located, texts: Texts) -> tuple[Question, ...]:
    """The questions of one checklist."""
    head = located.value[NOTE]
    return tuple(_question(name, body, head=head, texts=texts) for name, body in located.value["properties"].items())


def _question(name: str, body: Mapping[str, Any], *, head: Mapping[str, Any], texts: Texts) -> Question:
    note = body[NOTE]
    route: Route = ("properties", name)
    texts.pair(body["description"], (*route, "description"))
    return Question(
        id=name,
        domain=head["domain"],
        module=head.get("module"),
        section=note["section"],
        respondent=Respondent(note["respondent"]),
        weight=note["weight"],
        text=texts.pair(body["title"], (*route, "title")),
        scale=_scale(body, route, texts),
        applies_when=note.get("applies_when"),
        knock_out=note.get("knock_out"),
        threats=tuple(note["threats"]),
        why=texts.pair(note["why"], (*route, "why")),
        finding=texts.pair(note["finding"], (*route, "finding")),
        remediation=texts.pair(note["remediation"], (*route, "remediation")),
        evidence=tuple(note["evidence"]),
        references=tuple(note["references"]),
        effort=note["effort"],
        replaces=tuple(note.get("replaces", ())),
    )


def choices(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The options a schema body offers: of one, of several, or beside a number or a date."""
    if "oneOf" in body:
        return list(body["oneOf"])
    if "items" in body:
        return list(body["items"].get("oneOf", ()))
    return [branch for branch in body.get("anyOf", ()) if "const" in branch]


def quantity(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a schema body that describes the number or the date: a branch of `anyOf`, or the body itself."""
    return next((branch for branch in body.get("anyOf", ()) if "const" not in branch), body)


def _scale(body: Mapping[str, Any], route: Route, texts: Texts) -> Scale:
    scale = body[NOTE]["scale"]
    scores = scale.get("scores", {})
    options = tuple(
        Option(
            value=choice["const"],
            text=texts.pair(choice["title"], (*route, "options", choice["const"])),
            score=scores.get(choice["const"], 0.0),
            auditor_only=choice.get(NOTE, {}).get("auditor_only", False),
        )
        for choice in choices(body)
    )
    none_value = next((option for option in options if option.value == scale.get("none_value")), None)
    match scale["type"]:
        case "one_of":
            return OneOf(options)
        case "any_of":
            return AnyOf(options, scale["cap"])
        case "number":
            bounds = quantity(body)
            unit = texts.pair(scale["unit"], (*route, "unit"))
            return Number(bounds.get("minimum", 0), bounds.get("maximum"), unit, _points(scale["points"]), none_value)
        case _:
            return Age(scale["full_until_months"], scale["zero_from_months"], none_value)


def _points(pairs: Any) -> Points:
    return tuple((x, y) for x, y in pairs)
