from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kporisk.model.assessment import EvidenceState
from kporisk.model.case import (
    Case,
    Citation,
    Declaration,
    Digests,
    Evidence,
    Outcome,
    Person,
    Response,
    Review,
    Reviews,
    Vendor,
)
from kporisk.scoring.evidence import EvidenceJudge
from tests.worlds import shipped

AS_OF = date(2026, 11, 24)
REPORT = Evidence("mfa", "idp_report", "Coverage", issued=date(2026, 10, 1), expires=date(2026, 11, 24), sha256="ab" * 32)
ACCEPTED = Review("mfa", ("ds_mfa",), Outcome.ACCEPTED, "A. Laurent", date(2026, 11, 20))


def state(evidence: Evidence, *reviews: Review, question: str = "ds_mfa", as_of: date = AS_OF) -> EvidenceState:
    declared = Declaration("S. Rao", "director", date(2026, 11, 1))
    response = Response(date(2026, 11, 1), (Person("ri", "R. Iyer"),), declared, {evidence.id: evidence}, {})
    case = Case(Vendor("v", "V"), {}, response, Reviews(reviews, ()), Digests("", "", ""))
    judge = EvidenceJudge(case, shipped().checklists.evidence_kinds, as_of)
    # Asked twice, since what a document lacks in itself is found out once.
    judge.cite(shipped().checklists.question[question], Citation(evidence.id))
    return judge.cite(shipped().checklists.question[question], Citation(evidence.id)).state


def test_evidence_counts_when_nothing_is_missing() -> None:
    assert state(REPORT, ACCEPTED) is EvidenceState.COUNTS


@pytest.mark.parametrize(
    ("evidence", "reviews", "expected"),
    [
        (replace(REPORT, kind="msa"), (ACCEPTED,), EvidenceState.KIND_NOT_NAMED),
        (replace(REPORT, sha256=None), (ACCEPTED,), EvidenceState.NO_DIGEST),
        (replace(REPORT, issued=None), (ACCEPTED,), EvidenceState.NO_ISSUE_DATE),
        (replace(REPORT, expires=date(2026, 11, 23)), (ACCEPTED,), EvidenceState.EXPIRED),
        (replace(REPORT, issued=date(2026, 7, 24)), (ACCEPTED,), EvidenceState.TOO_OLD),
        (REPORT, (), EvidenceState.NOT_REVIEWED),
        (REPORT, (replace(ACCEPTED, questions=("ds_patching",)),), EvidenceState.NOT_REVIEWED),
        (REPORT, (replace(ACCEPTED, outcome=Outcome.REJECTED),), EvidenceState.REJECTED),
        (REPORT, (replace(ACCEPTED, by="r. iyer"),), EvidenceState.REVIEWER_IS_RESPONDENT),
        (REPORT, (replace(ACCEPTED, by="RI"),), EvidenceState.REVIEWER_IS_RESPONDENT),
        (REPORT, (replace(ACCEPTED, by="S.  Rao"),), EvidenceState.REVIEWER_IS_RESPONDENT),
    ],
)
def test_evidence_that_lacks_something_does_not_count(evidence: Evidence, reviews: tuple[Review, ...], expected: EvidenceState) -> None:
    assert state(evidence, *reviews) is expected


def test_an_age_of_exactly_the_greatest_still_counts() -> None:
    assert state(replace(REPORT, issued=date(2026, 8, 24), expires=None), ACCEPTED) is EvidenceState.COUNTS


def test_the_newest_review_decides_and_of_one_day_the_rejection() -> None:
    rejected = replace(ACCEPTED, outcome=Outcome.REJECTED)
    later = replace(ACCEPTED, on=date(2026, 11, 21))
    assert state(REPORT, rejected, later) is EvidenceState.COUNTS
    assert state(REPORT, later, rejected) is EvidenceState.COUNTS
    assert state(REPORT, rejected, ACCEPTED) is EvidenceState.REJECTED
    assert state(REPORT, ACCEPTED, rejected) is EvidenceState.REJECTED


def test_without_a_declaration_respondents_are_still_known() -> None:
    response = Response(date(2026, 11, 1), (Person("ri", "R. Iyer"),), None, {"mfa": REPORT}, {})
    case = Case(Vendor("v", "V"), {}, response, Reviews((replace(ACCEPTED, by="R. Iyer"),), ()), Digests("", "", ""))
    judge = EvidenceJudge(case, shipped().checklists.evidence_kinds, AS_OF)
    assert judge.cite(shipped().checklists.question["ds_mfa"], Citation("mfa")).state is EvidenceState.REVIEWER_IS_RESPONDENT
