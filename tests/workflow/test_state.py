"""Whatever is recorded about a vendor, in whatever order, its case can be read back: a report carries it, and is verified by it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.documents.cases.normal import normal_form
from kporisk.documents.cases.reader import read_case_content
from kporisk.documents.files.digest import canonical
from kporisk.register.kinds import Kind, Known
from kporisk.workflow.programme.state import VendorFacts, VendorState, folded
from tests.documents.documents_at_random import documents
from tests.worlds import shipped

CHECKLISTS = shipped().checklists
KINDS = sorted(CHECKLISTS.evidence_kinds)
QUESTIONS = [question.id for question in CHECKLISTS.questions]
RULES = [rule.id for rule in CHECKLISTS.rules if rule.floor is not None][:3]
NAMES = ("soc2", "idp", "dpa")
DIGESTS = ("aa" * 32, "bb" * 32)
some_questions = st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=4, unique=True)


@st.composite
def established(draw: st.DrawFn) -> tuple[Kind, dict[str, Any]]:
    """One record of what was established in the register, as the commands write it."""
    name, questions, day = draw(st.sampled_from(NAMES)), draw(some_questions), draw(st.sampled_from(("2026-11-20", "2027-02-01")))
    sha256 = draw(st.sampled_from(DIGESTS))
    match draw(st.sampled_from((Kind.EVIDENCE, Kind.REVIEW, Kind.WAIVER))):
        case Kind.EVIDENCE:
            piece = {"id": name, "kind": draw(st.sampled_from(KINDS)), "title": "T", "issued": day, "expires": None, "sha256": sha256}
            return Kind.EVIDENCE, {**piece, "questions": questions, "name": "f.pdf", "size": 1, "by": "A", "on": day}
        case Kind.REVIEW:
            review = {"evidence": name, "questions": questions, "outcome": "accepted", "by": "M. Okafor", "on": day}
            return Kind.REVIEW, {"from": "register", "sha256": sha256, "review": review}
        case _:
            waiver = {"rule": draw(st.sampled_from(RULES)), "reason": "R", "approver": "M. Okafor", "until": day}
            if draw(st.booleans()):
                return Kind.WAIVER, {"from": "file", "waivers": [waiver]}
            return Kind.WAIVER, {"from": "register", "grant": {**waiver, "id": "w1", "requester": "A", "on": day}}


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(documents(), st.lists(established(), max_size=10))
def test_the_case_of_a_vendor_can_always_be_read_back(written: dict[str, Any], records: list[tuple[Kind, dict[str, Any]]]) -> None:
    case = read_case_content(json.dumps(written).encode(), "case.json", CHECKLISTS)
    document = normal_form(case)
    state = VendorState(Known("ref", case.vendor.id), VendorFacts(case.vendor.id, case.vendor.name), 1)
    for kind, body in (
        (Kind.ENGAGEMENT, {"engagement": document["engagement"]}),
        (Kind.RESPONSE, {"response": document["response"]}),
        (Kind.REVIEW, {"from": "file", "reviews": document["reviews"]["evidence"]}),
        *records,
    ):
        state = folded(state, kind, body)
    made = state.case_document()
    assert made is not None
    assert normal_form(read_case_content(canonical(made), "case.json", CHECKLISTS)) == made
