"""What changed since an older assessment: in steps where the older case is known, in one where it is not."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from jsonschema import Draft202012Validator

from kporisk.assessment.assess import assess
from kporisk.documents.cases.normal import case_from_normal, normal_form
from kporisk.documents.cases.reader import read_case
from kporisk.documents.files.digest import canonical
from kporisk.documents.results.assessment import assessment_document, dumps
from kporisk.documents.results.change_schema import change_schema
from kporisk.errors import IntegrityError, InvalidDocument, UsageError
from kporisk.model.case import Answer, Case, Status
from kporisk.reports.edition import Edition
from kporisk.seal.carried import Carried
from kporisk.workflow.assess import assess_case
from kporisk.workflow.change import ONLY_DOCUMENTS, UNREADABLE, Previous, between, previous, since, tell
from kporisk.workflow.library import Library
from kporisk.workflow.report import print_report
from kporisk.workflow.verify.recompute import Recomputed, compared_with, told_in
from kporisk.workflow.verify.result import Outcome
from tests.cli.command import EXAMPLES
from tests.worlds import said, shipped

OLD_DAY = date(2026, 11, 24)
NEW_DAY = date(2027, 8, 2)
Document = Mapping[str, Any]


@pytest.fixture(scope="module")
def old_case() -> Case:
    return read_case(EXAMPLES / "analytics-firm/case.yaml", shipped().checklists)


def _previous(case: Case, library: Library, *, known: bool) -> Previous:
    document = assessment_document(assess(library.checklists, library.method, case, OLD_DAY))
    return Previous("old.json", document, canonical(normal_form(case)) if known else None)


def _newer(case: Case) -> Case:
    """One answer worse, one withdrawn; another round, another stage of the contract, no artificial intelligence."""
    answers = dict(case.response.answers)
    answers["ds_mfa"] = said(95)
    answers["ip_nda_entity"] = Answer(Status.UNKNOWN)
    response = replace(case.response, answers=answers, answered_on=date(2027, 7, 30))
    return replace(case, response=response, engagement={**case.engagement, "contract_stage": "exit", "ai_use": "none"})


def _adds_up(document: Document) -> None:
    assert not list(Draft202012Validator(change_schema()).iter_errors(json.loads(json.dumps(document))))
    for end in ("told", "proven"):
        points = [line["points"][end] for step in document["steps"] for line in step["lines"]]
        assert abs(math.fsum(points) - document["points"][end]) < 1e-9
        assert abs(document["new"]["score"][end] - document["old"]["score"][end] - document["points"][end]) < 1e-9


def test_with_the_older_case_each_step_changes_one_thing(old_case: Case) -> None:
    method = shipped().method
    other = replace(shipped(), method=replace(method, version="0.9.0", sha256="9" * 64, b2=0.4))
    document = between(_previous(old_case, other, known=True), _newer(old_case), shipped(), as_of=NEW_DAY)
    _adds_up(document)
    assert [step["step"] for step in document["steps"]] == ["content", "time", "engagement", "response"]
    assert document["note"] is None
    before = document["old"]
    for step in document["steps"]:
        assert step["before"]["score"] == before["score"]
        before = step["after"]
    content, time, _, response = document["steps"]
    assert {line["cause"] for line in content["lines"]} == {"weighs_differently"}
    assert {line["cause"] for line in time["lines"]} & {"evidence_expired", "evidence_too_old", "answer_aged"}
    assert {line["question"] for line in response["lines"] if line["cause"] in ("answer_changed", "answer_withdrawn")} == {
        "ds_mfa",
        "ip_nda_entity",
    }
    assert {fact["id"] for fact in document["engagement"]} == {"contract_stage", "ai_use"}
    assert [(s["kind"], s["before"]["version"], s["after"]["version"]) for s in document["sources"]] == [
        ("method", "0.9.0", method.version)
    ]


def test_steps_that_change_nothing_are_skipped(old_case: Case) -> None:
    document = between(_previous(old_case, shipped(), known=True), old_case, shipped(), as_of=OLD_DAY)
    _adds_up(document)
    assert (document["steps"], document["sources"], document["engagement"]) == ([], [], [])


def test_without_the_older_case_there_is_one_step_and_it_is_said(old_case: Case) -> None:
    old, new = _previous(old_case, shipped(), known=False), _newer(old_case)
    document = between(old, new, shipped(), as_of=NEW_DAY)
    _adds_up(document)
    assert [step["step"] for step in document["steps"]] == ["everything"]
    assert document["note"] == ONLY_DOCUMENTS
    assert since(old, assessment_document(assess(shipped().checklists, shipped().method, new, NEW_DAY))) == document


def test_an_older_case_that_fits_no_more_falls_back_and_says_so(old_case: Case) -> None:
    checklists = shipped().checklists
    less = tuple(
        replace(one, rules=(), questions=tuple(q for q in one.questions if q.id != "ds_mfa"), sha256="8" * 64)
        for one in checklists.checklists
    )
    library = replace(shipped(), checklists=replace(checklists, checklists=less))
    answers = {name: answer for name, answer in old_case.response.answers.items() if name != "ds_mfa"}
    new = replace(old_case, response=replace(old_case.response, answers=answers))
    document = between(_previous(old_case, shipped(), known=True), new, library, as_of=NEW_DAY)
    _adds_up(document)
    assert ([step["step"] for step in document["steps"]], document["note"]) == (["everything"], UNREADABLE)
    assert ("ds_mfa", "no_longer_asked") in {(line["question"], line["cause"]) for line in document["steps"][0]["lines"]}


def test_an_older_answer_that_is_allowed_no_more_falls_back_and_says_so(old_case: Case) -> None:
    checklists = shipped().checklists
    name = next(q.id for q in checklists.questions if q.knock_out is None and q.domain == "data_security")
    case = replace(
        old_case,
        response=replace(old_case.response, answers={**old_case.response.answers, name: Answer(Status.NOT_APPLICABLE, reason="none")}),
    )
    grave = tuple(
        replace(one, questions=tuple(replace(q, knock_out="x") if q.id == name else q for q in one.questions))
        for one in checklists.checklists
    )
    library = replace(shipped(), checklists=replace(checklists, checklists=grave))
    stored = json.loads(json.dumps(normal_form(case)))
    old = Previous(
        "old.json",
        assessment_document(assess(shipped().checklists, shipped().method, case_from_normal(stored, checklists), OLD_DAY)),
        canonical(stored),
    )
    assert between(old, old_case, library, as_of=OLD_DAY)["note"] == UNREADABLE


def test_the_same_change_is_the_same_document(old_case: Case) -> None:
    made = [dumps(between(_previous(old_case, shipped(), known=True), _newer(old_case), shipped(), as_of=NEW_DAY)) for _ in range(2)]
    assert made[0] == made[1]


def test_what_does_not_follow_is_refused(old_case: Case) -> None:
    old = _previous(old_case, shipped(), known=True)
    other = replace(old_case, vendor=replace(old_case.vendor, id="another"))
    with pytest.raises(UsageError, match=r"is about the vendor .*, this case about another"):
        between(old, other, shipped(), as_of=NEW_DAY)
    later = Previous("old.json", assessment_document(assess(shipped().checklists, shipped().method, old_case, NEW_DAY)))
    with pytest.raises(UsageError, match="give the older one, or a later --as-of"):
        between(later, old_case, shipped(), as_of=NEW_DAY - timedelta(days=1))
    strange = Previous("old.json", old.document, canonical(normal_form(_newer(old_case))))
    with pytest.raises(InvalidDocument, match="its SHA-256 is another"):
        between(strange, old_case, shipped(), as_of=NEW_DAY)


def test_previous_reads_json_and_says_what_it_does_not_read(old_case: Case, tmp_path: Path) -> None:
    document = _previous(old_case, shipped(), known=False).document
    file = tmp_path / "old.json"
    file.write_text(dumps(document))
    assert previous(file) == Previous(str(file), document)
    file.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(IntegrityError, match="carries no data"):
        previous(file)
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        previous(tmp_path / "none.json")
    with pytest.raises(UsageError, match="is a folder"):
        previous(tmp_path)
    file.write_bytes(b"{}")
    with pytest.raises(InvalidDocument, match="this is no assessment"):
        previous(file)


@pytest.mark.parametrize("known", [True, False])
def test_a_report_carries_what_its_change_is_told_from(old_case: Case, known: bool) -> None:
    new, old = _newer(old_case), _previous(old_case, shipped(), known=known)
    assessed = assess_case(new, shipped(), as_of=NEW_DAY, depth=None, source="case")
    told = tell(old, assessed, shipped())
    with patch("kporisk.workflow.report.pdf", return_value=b"%PDF-") as drawn:
        print_report(assessed, shipped(), edition=Edition(), told=told)
    assert drawn.call_args.kwargs["change"] is told.document
    attachments = {one.name: one.content for one in drawn.call_args.kwargs["attachments"]}
    assert ("previous-case.json" in attachments) is known
    found = Carried(b"", 0, {}, {**attachments, "change.json": dumps(told.document).encode()}, (), 1)
    again = told_in(found, assessed, shipped())
    assert again is not None and again.document == told.document
    assert compared_with(found, Recomputed(assessed, again)).outcome is Outcome.OK
    forged = {**json.loads(dumps(told.document)), "note": {"en": "All is well.", "fr": "Tout va bien."}}
    found = Carried(b"", 0, {}, {**found.attachments, "change.json": dumps(forged).encode()}, (), 1)
    assert compared_with(found, Recomputed(assessed, again)).outcome is Outcome.FAILED


def test_a_report_without_a_change_tells_of_none(old_case: Case) -> None:
    assessed = assess_case(old_case, shipped(), as_of=NEW_DAY, depth=None, source="case")
    assert told_in(Carried(b"", 0, {}, {"case.json": b"{}"}, (), 1), assessed, shipped()) is None
