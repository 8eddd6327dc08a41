"""Which evidence counts: a typed word never narrows the band."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kporisk.model.assessment import CitedEvidence, EvidenceState
from kporisk.model.case import Case, Citation, Evidence, Outcome, Review
from kporisk.model.checklist import EvidenceKind, Question
from kporisk.model.people import who
from kporisk.model.scale import whole_months


class EvidenceJudge:
    """What each declared piece of evidence is worth on one day, for whatever question cites it."""

    def __init__(self, case: Case, kinds: Mapping[str, EvidenceKind], as_of: date) -> None:
        self._declared = case.response.evidence
        self._kinds = kinds
        self._as_of = as_of
        self._reviews: dict[tuple[str, str], Review] = {}
        for review in case.reviews.evidence:
            for question in review.questions:
                key = (review.evidence, question)
                standing = self._reviews.get(key)
                if standing is None or _rank(review) > _rank(standing):
                    self._reviews[key] = review
        self._own = {who(text) for person in case.response.respondents for text in (person.id, person.name)}
        if case.response.declaration is not None:
            self._own.add(who(case.response.declaration.name))
        self._of_itself: dict[str, EvidenceState | None] = {}

    def cite(self, question: Question, citation: Citation) -> CitedEvidence:
        """What this citation is worth for this question; where it does not count, the first thing that is missing."""
        evidence = self._declared[citation.evidence]
        kind = self._kinds[evidence.kind]
        return CitedEvidence(citation.evidence, citation.place, self._state(question, evidence, kind), kind.strength)

    def _state(self, question: Question, evidence: Evidence, kind: EvidenceKind) -> EvidenceState:
        if evidence.kind not in question.evidence:
            return EvidenceState.KIND_NOT_NAMED
        if evidence.id not in self._of_itself:
            self._of_itself[evidence.id] = self._flaw(evidence, kind)
        flaw = self._of_itself[evidence.id]
        if flaw is not None:
            return flaw
        review = self._reviews.get((evidence.id, question.id))
        if review is None:
            return EvidenceState.NOT_REVIEWED
        if review.outcome is Outcome.REJECTED:
            return EvidenceState.REJECTED
        if who(review.by) in self._own:
            return EvidenceState.REVIEWER_IS_RESPONDENT
        return EvidenceState.COUNTS

    def _flaw(self, evidence: Evidence, kind: EvidenceKind) -> EvidenceState | None:
        """What is wrong with the document itself: digest, issue date, its own expiry (inclusive), its kind's greatest age in months."""
        if evidence.sha256 is None:
            return EvidenceState.NO_DIGEST
        if evidence.issued is None:
            return EvidenceState.NO_ISSUE_DATE
        if evidence.expires is not None and self._as_of > evidence.expires:
            return EvidenceState.EXPIRED
        if whole_months(evidence.issued, self._as_of) > kind.max_age_months:
            return EvidenceState.TOO_OLD
        return None


def _rank(review: Review) -> tuple[date, bool, str]:
    """The newest review decides; of two on one day the rejection, whatever their order."""
    return (review.on, review.outcome is Outcome.REJECTED, review.by)
