from __future__ import annotations

from dataclasses import replace
from datetime import date

from kporisk.assessment.supporting import supporting
from kporisk.model.checklist import Question
from kporisk.model.external import ExternalResponse, RowStatus
from tests.assessment.test_external import no, response, row, yes
from tests.worlds import shipped

QUESTIONS = shipped().checklists.questions
MFA = next(question for question in QUESTIONS if question.id == "ds_mfa")
CLAUSE = next(clause for clause in MFA.references if clause.startswith("CCM:"))


def of(*externals: ExternalResponse, questions: tuple[Question, ...] = (MFA,)) -> list[tuple[str, str]]:
    found = supporting(questions, {f"form{i}": one for i, one in enumerate(externals)})
    return [(one.form, one.row) for one in found.get(MFA.id, ())]


def test_a_row_speaks_to_a_question_that_names_its_clause() -> None:
    found = supporting(QUESTIONS, {"caiq": response([yes("IAM-14.1", references=(CLAUSE, "CCM:ZZZ-99"), note="for all")])})
    (one,) = found["ds_mfa"]
    assert (one.form, one.title, one.row, one.said, one.note) == ("caiq", "Form", "IAM-14.1", "Yes", "for all")
    assert one.text == "Is IAM-14.1 so?" and one.answered_on == date(2026, 3, 1)
    assert one.references == (CLAUSE,), "only what both name"
    named = {question.id for question in QUESTIONS if CLAUSE in question.references}
    assert set(found) == named


def test_blank_rows_and_rows_that_are_not_understood_say_nothing() -> None:
    silent = [row("1", references=(CLAUSE,)), row("2", status=RowStatus.NOT_UNDERSTOOD, said="?", references=(CLAUSE,))]
    assert not of(response(silent))
    assert of(response([row("3", status=RowStatus.NOT_APPLICABLE, said="NA", references=(CLAUSE,)), *silent])) == [("form0", "3")]


def test_the_newest_form_comes_first_and_a_form_keeps_its_order() -> None:
    rows = [no("b", references=(CLAUSE,)), yes("a", references=(CLAUSE,))]
    older, newer = response(rows), replace(response(rows), answered_on=date(2026, 9, 1))
    assert of(older, newer) == [("form1", "b"), ("form1", "a"), ("form0", "b"), ("form0", "a")]


def test_a_row_that_shares_two_clauses_speaks_once() -> None:
    clauses = MFA.references[:2]
    assert len(clauses) == 2 and of(response([yes("1", references=clauses)])) == [("form0", "1")]
