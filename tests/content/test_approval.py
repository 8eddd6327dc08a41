"""That "approve" can be earned: every knock-out question can be shown by something stronger than a word."""

from __future__ import annotations

import pytest

from kporisk.model.checklist import Question
from tests.worlds import shipped

KNOCK_OUTS = [question for question in shipped().checklists.questions if question.knock_out is not None]


@pytest.mark.parametrize("question", KNOCK_OUTS, ids=lambda question: question.id)
def test_a_knock_out_question_names_evidence_that_can_prove_it(question: Question) -> None:
    library = shipped()
    strengths = [library.method.confidence[library.checklists.evidence_kinds[kind].strength] for kind in question.evidence]
    assert max(strengths) >= library.method.approve_confidence
