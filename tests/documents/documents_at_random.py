"""Random case documents as people write them: long and short forms, and one thing changed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from kporisk.documents.cases.normal import normal_form
from kporisk.model.case import Case
from tests.worlds import cases, shipped

Step = str | int
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    5,
    0.5,
    1e9,
    2**53,
    "",
    " ",
    "x",
    "yes",
    "2026-02-30",
    "2026-11-20",
    "a\nb",
    "n" * 301,
    [],
    ["x"],
    {},
    {"x": 1},
)


def document(case: Case) -> dict[str, Any]:
    """The case as a valid document: a random one may waive twice, hold evidence that expired before it was issued, or a share over 100."""
    made = normal_form(case)
    for fact in shipped().checklists.engagement:
        if fact.maximum is not None and made["engagement"].get(fact.id, 0) > fact.maximum:
            made["engagement"][fact.id] = fact.maximum
    made["reviews"]["waivers"] = list({waiver["rule"]: waiver for waiver in made["reviews"]["waivers"]}.values())
    for item in made["response"]["evidence"].values():
        if item.get("expires", "9") < item.get("issued", "0"):
            del item["expires"]
    return made


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A valid case document, some of its answers in the short form."""
    made = document(draw(cases()))
    seed = draw(st.randoms(use_true_random=False))
    answers = made["response"]["answers"]
    for id, answer in answers.items():
        if answer["status"] == "answered" and seed.random() < 0.5:
            del answer["status"]
            if set(answer) == {"value"} and seed.random() < 0.8:
                answers[id] = answer["value"]
    if seed.random() < 0.3:
        del made["reviews"]
    return made


def paths(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """The ways to everything in a document but its root."""
    children: Iterator[tuple[Step, Any]] = iter(())
    if isinstance(value, dict):
        children = iter(value.items())
    elif isinstance(value, list):
        children = iter(enumerate(value))
    for step, child in children:
        yield (*path, step)
        yield from paths(child, (*path, step))


def at(value: Any, path: tuple[Step, ...]) -> Any:
    """What stands at the end of a path."""
    for step in path:
        value = value[step]
    return value


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """A case document in which one thing was taken away, replaced, added or repeated."""
    made = copy.deepcopy(draw(documents()))
    everything = list(paths(made))
    # Half of the changes lie near the root, where a few hundred answers do not drown them.
    near = [path for path in everything if len(path) <= 2 or path[0] != "response"]
    path = draw(st.sampled_from(near) if draw(st.booleans()) else st.sampled_from(everything))
    parent: Any = at(made, path[:-1])
    step: Any = path[-1]
    match draw(st.sampled_from(("take", "replace", "replace", "replace", "add", "repeat"))):
        case "take":
            del parent[step]
        case "replace":
            parent[step] = copy.deepcopy(draw(st.sampled_from(ODD)))
        case "add" if isinstance(parent, dict):
            parent[draw(st.sampled_from(("unknown", "status", "value", "note", "ds_mfa", "vendor_country", "X Y")))] = draw(
                st.sampled_from(ODD)
            )
        case _ if isinstance(parent, list):
            parent.append(copy.deepcopy(parent[step]))
        case _:
            parent[step] = [parent[step]]
    return made
