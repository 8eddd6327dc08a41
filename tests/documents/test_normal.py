from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.documents.cases.normal import case_from_normal, digests, normal_form
from kporisk.documents.cases.reader import read_case
from kporisk.documents.cases.schemas import mismatches
from kporisk.model.case import Case, Digests
from tests.documents.documents_at_random import document
from tests.worlds import cases, shipped

SLOW = settings(max_examples=25, suppress_health_check=list(HealthCheck))
EXAMPLE = Path(__file__).parents[1] / "cases" / "bad" / "doubtful_declaration" / "case.yaml"


def sha256(document: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(document)).hexdigest()


@SLOW
@given(cases())
def test_a_case_comes_back_from_its_normal_form(case: Case) -> None:
    made = json.loads(json.dumps(normal_form(case)))
    again = case_from_normal(made, shipped().checklists, digests=case.digests)
    assert again == case
    assert normal_form(again) == made


@SLOW
@given(cases())
def test_the_normal_form_fits_its_schema(case: Case) -> None:
    assert mismatches(document(case), shipped().checklists) == ()


@SLOW
@given(cases(), st.one_of(st.floats(-1e15, 1e15), st.integers(-(2**53) + 1, 2**53 - 1)), st.text())
def test_digests_are_over_rfc_8785(case: Case, number: float, text: str) -> None:
    made = normal_form(replace(case, vendor=replace(case.vendor, name=text)))
    made["engagement"]["annual_spend_eur"] = number
    made["response"]["answers"]["ds_mfa"] = {"status": "answered", "value": number, "note": text}
    assert digests(made) == Digests(sha256(made), sha256(made["response"]), sha256(made["reviews"]))


def test_the_way_a_number_is_written_changes_no_digest() -> None:
    made = normal_form(read_case(EXAMPLE, shipped().checklists))
    other = json.loads(json.dumps(made))
    other["response"]["answers"]["ds_mfa"]["value"] = 97.0
    assert digests(other) == digests(made)


def test_digests_follow_content_and_nothing_else() -> None:
    case = read_case(EXAMPLE, shipped().checklists)
    assert digests(normal_form(case)) == case.digests
    other = digests(normal_form(replace(case, reviews=replace(case.reviews, evidence=()))))
    assert (other.case != case.digests.case, other.response == case.digests.response, other.reviews != case.digests.reviews) == (
        True,
        True,
        True,
    )


def test_warnings_and_digests_are_handed_through() -> None:
    case = read_case(EXAMPLE, shipped().checklists)
    stored = json.loads(json.dumps(normal_form(case)))
    assert case_from_normal(stored, shipped().checklists, digests=case.digests, warnings=case.warnings) == case
    assert case_from_normal(stored, shipped().checklists) == replace(case, warnings=())
