"""The scoring constants from `method.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kporisk.documents.digest import digest
from kporisk.documents.library import open_library, read
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.method import Domain, JurisdictionPoints, Method


def load_method(folders: Sequence[Path]) -> Method:
    """The scoring constants: `method.yaml` of the last of `folders` that has one. Raises InvalidDocument with all problems."""
    library = open_library(folders)
    problems: list[Problem] = []
    located = read(library.top("method.yaml"), problems)
    if located is None and not problems:
        problems = [*library.problems, Problem(str(folders[0]), 0, "", "the scoring constants are missing: there is no method.yaml")]
    if located is None or problems:
        raise InvalidDocument(problems)
    return _method(located.value)


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
