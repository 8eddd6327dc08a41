"""The scoring constants from `method.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from kporisk.documents.content.folders import open_library, read
from kporisk.documents.content.structure import hold
from kporisk.documents.files.digest import digest
from kporisk.documents.files.located import Located, Route
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.method import Domain, JurisdictionPoints, Method

_STRENGTHS = ("attested", "document", "record", "independent", "observed")
_TIERS = ("low", "moderate", "high", "critical")
_DEPTHS = ("core", "standard", "full")


def load_method(folders: Sequence[Path]) -> Method:
    """The scoring constants: `method.yaml` of the last of `folders` that has one. Raises InvalidDocument with all problems."""
    library = open_library(folders)
    problems: list[Problem] = []
    located = read(library.top("method.yaml"), problems)
    if located is None:
        raise InvalidDocument(problems or [*library.problems, _absent()])
    problems = hold([("method", located)])
    if problems:
        raise InvalidDocument(problems)
    problems = [*_disorder(located)]
    if problems:
        raise InvalidDocument(problems)
    return _method(located.value)


def _absent() -> Problem:
    return Problem("method.yaml", 0, "", "no folder of checklists has this file; the shipped folder comes first")


def _disorder(located: Located) -> Iterator[Problem]:
    """What is in the wrong order; the ranges are in the schema."""
    value = located.value
    yield from _ordered(located, ("confidence",), _STRENGTHS, "stronger evidence has less confidence than weaker")
    yield from _ordered(located, ("tiers",), _TIERS[1:], "this tier does not begin above the one before", strictly=True)
    yield from _ordered(located, ("depth_weight",), _DEPTHS[::-1], "a shallower depth asks more than a deeper one")
    yield from _ordered(located, ("cadence_months",), _TIERS[::-1], "a graver tier is looked at less often than this one")
    yield from _ordered(located, ("jurisdiction", "unprofiled"), ("told", "proven"), "unknown counts most in proven")
    for before, after in pairwise(_TIERS):
        depths = value["depth_of_tier"]
        if _DEPTHS.index(depths[after]) < _DEPTHS.index(depths[before]):
            yield located.problem(("depth_of_tier", after), "a graver tier is asked less deeply")
    if value["major_gap"] < value["finding_gap"]:
        yield located.problem(("major_gap",), "lies below finding_gap, so that what is major would be no finding")
    steps = value["jurisdiction"]["overlap"]
    if steps[0][0] != 0:
        yield located.problem(("jurisdiction", "overlap", 0, 0), "the steps begin at 0 hours")
    for index, (before, after) in enumerate(pairwise(steps), start=1):
        if not before[0] < after[0]:
            yield located.problem(("jurisdiction", "overlap", index), "the hours of the steps ascend")
        if before[1] < after[1]:
            yield located.problem(("jurisdiction", "overlap", index), "more hours in common bring more points")


def _ordered(located: Located, route: Route, keys: Sequence[str], message: str, *, strictly: bool = False) -> Iterator[Problem]:
    """`keys` name values that do not fall."""
    value = located.value
    for step in route:
        value = value[step]
    for before, after in pairwise(keys):
        if value[after] < value[before] or (strictly and value[after] == value[before]):
            yield located.problem((*route, after), message)


def _method(value: Mapping[str, Any]) -> Method:
    return Method(
        version=value["version"],
        sha256=digest(value),
        confidence=value["confidence"],
        b1=value["knock_out_share"],
        b2=value["worst_domain_share"],
        b=value["likelihood_floor"],
        eta=value["control_effect"],
        tiers=(value["tiers"]["moderate"], value["tiers"]["high"], value["tiers"]["critical"]),
        domains=tuple(_domain(name, domain) for name, domain in value["domains"].items()),
        finding_gap=value["finding_gap"],
        major_gap=value["major_gap"],
        major_weight=value["major_weight"],
        depth_weight=value["depth_weight"],
        depth_of_tier=value["depth_of_tier"],
        knock_outs_answered=value["knock_outs_answered"],
        questions_answered=value["questions_answered"],
        approve_confidence=value["approve_confidence"],
        cadence_months=value["cadence_months"],
        jurisdiction=_jurisdiction(value["jurisdiction"]),
    )


def _domain(name: str, value: Mapping[str, Any]) -> Domain:
    return Domain(name, value["title"], value["omega"], value["impact"], value["likelihood"])


def _jurisdiction(value: Mapping[str, Any]) -> JurisdictionPoints:
    return JurisdictionPoints(
        special_301=value["special_301"],
        trade_secret_law=value["trade_secret_law"],
        no_new_york_convention=value["no_new_york_convention"],
        no_hague_evidence=value["no_hague_evidence"],
        noncompete=value["noncompete"],
        personal_data=value["personal_data"],
        language=value["language"],
        overlap=tuple((hours, points) for hours, points in value["overlap"]),
        doj_country_of_concern=value["doj_country_of_concern"],
        unprofiled_told=value["unprofiled"]["told"],
        unprofiled_proven=value["unprofiled"]["proven"],
        bridge_languages=tuple(value["bridge_languages"]),
    )
