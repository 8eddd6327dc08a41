"""A response that came back, laid over what was said before: silence never helps, and nobody speaks for others."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.documents.cases.normal import normal_form
from kporisk.documents.cases.reader import read_case
from kporisk.documents.cases.returned import Returned, laid_over, read_returned
from kporisk.model.checklist import Checklists, Respondent
from kporisk.workflow.library import library
from tests.cli.command import EXAMPLES

KINDS = (Respondent.VENDOR, Respondent.CONTRACT, Respondent.CLIENT)


@cache
def _before() -> tuple[Checklists, dict[str, Any]]:
    checklists = library().checklists
    return checklists, normal_form(read_case(EXAMPLES / "analytics-firm" / "case.yaml", checklists))["response"]


def _returned(folder: Path, answers: dict[str, Any], **more: Any) -> Returned:
    checklists, before = _before()
    path = folder / "back.json"
    said = {"format": "kporisk.response/1", **{key: before[key] for key in ("answered_on", "respondents", "evidence")}, **more}
    path.write_text(json.dumps({**said, "answers": answers}), encoding="utf-8")
    return read_returned(path, checklists, before=before, reviewed=before["evidence"])


@given(data=st.data())
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_a_file_replaces_the_answers_of_those_whose_questions_it_answers_and_no_others(tmp_path: Path, data: st.DataObject) -> None:
    checklists, before = _before()
    of = {id: checklists.question[id].respondent for id in before["answers"]}
    ids = data.draw(st.sets(st.sampled_from(sorted(id for id in of if of[id] in KINDS)), min_size=1, max_size=12))
    covered = {of[id] for id in ids}
    returned = _returned(tmp_path, {id: before["answers"][id] for id in ids})
    answers = returned.response["answers"]
    assert {id for id in answers if of[id] in covered} == ids
    assert {id: answers[id] for id in answers if of[id] not in covered} == {
        id: answer for id, answer in before["answers"].items() if of[id] not in covered
    }
    assert set(returned.answered) == covered and sum(returned.answered.values()) == len(ids)
    assert sum(returned.kept.values()) == len(answers) - len(ids)
    cited = {one.partition("#")[0] for answer in answers.values() for one in answer.get("evidence", ())}
    assert cited <= set(returned.response["evidence"])
    assert {answer["by"] for answer in answers.values() if "by" in answer} <= {one["id"] for one in returned.response["respondents"]}


def test_the_whole_of_it_again_is_the_same(tmp_path: Path) -> None:
    _, before = _before()
    assert _returned(tmp_path, before["answers"], declaration=before["declaration"]).response == before


def test_a_declaration_covers_what_the_vendor_said_then_and_nothing_later(tmp_path: Path) -> None:
    checklists, before = _before()
    mine = next(id for id in before["answers"] if checklists.question[id].respondent is Respondent.CONTRACT)
    theirs = next(id for id in before["answers"] if checklists.question[id].respondent is Respondent.VENDOR)
    assert _returned(tmp_path, {mine: before["answers"][mine]}).response["declaration"] == before["declaration"]
    assert "declaration" not in _returned(tmp_path, {theirs: before["answers"][theirs]}).response


def test_the_day_is_that_of_the_vendors_own_answers(tmp_path: Path) -> None:
    checklists, before = _before()
    mine = next(id for id in before["answers"] if checklists.question[id].respondent is Respondent.CONTRACT)
    answers = {id: {"hc_attrition": before["answers"]["hc_attrition"], mine: before["answers"][mine]}[id] for id in ("hc_attrition", mine)}
    vendors, ours = ({id: answers[id]} for id in answers)
    assert _returned(tmp_path, vendors, answered_on="2026-12-24").response["answered_on"] == "2026-12-24", "all of the vendor's are new"
    assert _returned(tmp_path, vendors, answered_on="2025-12-24").response["answered_on"] == "2025-12-24", "or old"
    assert _returned(tmp_path, ours, answered_on="2026-12-24").response["answered_on"] == before["answered_on"], (
        "one of ours makes none young"
    )


def test_one_answer_more_makes_the_others_no_younger() -> None:
    checklists, before = _before()
    said = {"answered_on": "2026-12-24", "respondents": [], "evidence": {}, "answers": {"hc_attrition": {"status": "answered", "value": 3}}}
    assert laid_over(said, before, checklists, covered=["hc_attrition"])["answered_on"] == before["answered_on"]
    every = [id for id in before["answers"] if checklists.question[id].respondent is Respondent.VENDOR]
    assert laid_over(said, before, checklists, covered=[*every, "hc_attrition"])["answered_on"] == "2026-12-24"
    dated = {**said, "answers": {"ds_assurance_date": {"status": "answered", "value": "2026-12-01"}}}
    assert laid_over(dated, before, checklists, covered=["ds_assurance_date"])["answered_on"] == "2026-12-01", (
        "a day that was stated has come"
    )


def test_a_first_response_stands_as_it_is(tmp_path: Path) -> None:
    checklists, _ = _before()
    path = tmp_path / "first.yaml"
    path.write_text("format: kporisk.response/1\nanswered_on: 2026-11-20\nanswers: {hc_attrition: 4}\n", encoding="utf-8")
    returned = read_returned(path, checklists, before=None, reviewed={})
    assert returned.response["answers"] == {"hc_attrition": {"status": "answered", "value": 4}} and not returned.kept
