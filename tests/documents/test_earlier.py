"""An older assessment: read back as it was, refused with all that is wrong, never with what somebody answered."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kporisk.documents.results.assessment import dumps
from kporisk.documents.results.earlier import LIMIT_BYTES, checked_assessment, read_assessment
from kporisk.documents.results.snapshot import snapshot
from kporisk.errors import InvalidDocument
from kporisk.model.assessment import Depth, EvidenceState
from kporisk.workflow.assess import assess_file
from tests.cli.command import EXAMPLES
from tests.worlds import shipped

DAY = date(2026, 11, 24)
Document = dict[str, Any]


@pytest.fixture(scope="module")
def made() -> Document:
    return dict(assess_file(EXAMPLES / "analytics-firm/case.yaml", shipped(), as_of=DAY))


def _problems(content: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(InvalidDocument) as caught:
        read_assessment(content, "old.json")
    assert {problem.source for problem in caught.value.problems} == {"old.json"}
    return [(problem.line, problem.pointer, problem.message) for problem in caught.value.problems]


def _spoiled(made: Document, spoil: Callable[[Document], object]) -> list[tuple[int, str, str]]:
    changed = copy.deepcopy(made)
    spoil(changed)
    return _problems(dumps(changed).encode())


def test_what_was_written_is_read_back(made: Document) -> None:
    again = read_assessment(dumps(made).encode(), "old.json")
    assert again == made
    assert read_assessment(b"\xef\xbb\xbf" + dumps(made).encode(), "old.json") == made
    one = snapshot(again)
    assert (one.vendor, one.name, one.as_of, one.depth) == (made["vendor"]["id"], made["vendor"]["name"], DAY, Depth(made["depth"]))
    assert (one.asked, one.answered) == (made["coverage"]["asked"], made["coverage"]["answered"])
    assert [question.id for question in one.questions] == [question["id"] for question in made["questions"]]
    assert any(cited.state is EvidenceState.COUNTS for question in one.questions for cited in question.evidence)
    assert {floored.rule for floored in one.floors} == {
        rule["id"] for rule in made["rules"] if rule["floor"] and rule["outcome"] != "clear" and not rule["waiver"]
    }


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 1, "this is not JSON"),
        (b"format: kporisk.case/1", 1, "this is not JSON"),
        (b'{"format": "kporisk.assessment/1",\n oops}', 2, "this is not JSON"),
        (b"\xff\xfe{}", 0, "is not UTF-8"),
        (b'{"format": "a", "format": "b"}', 0, "a key twice"),
        (b'{"score": NaN}', 0, "NaN"),
        (b"[" * 100_000, 0, "nested too deep"),
        (b'{"a": ' + b"1" * 5000 + b"}", 0, "thousands of digits"),
        (b" " * (LIMIT_BYTES + 1), 0, "larger than 8 MB"),
        (b"[]", 0, "is no assessment"),
        (b"{}", 0, "this is no assessment: its format would be kporisk.assessment/1"),
        (b'{"format": ["kporisk.assessment/1"]}', 0, "this is no assessment"),
        (b'{"format": "sarif"}', 0, "this is no assessment"),
        (b'{"format": "kporisk.assessment/2"}', 0, "this is format 2 of an assessment, and only format 1 is read here"),
        (b'{"format": "kporisk.case/1"}', 0, "this is a case; assess it first"),
        (b'{"format": "kporisk.response/1"}', 0, "this is a vendor's answers"),
        (b'{"format": "kporisk.change/1"}', 0, "this is a change report"),
    ],
)
def test_what_is_no_assessment_is_said_to_be_so(content: bytes, line: int, said: str) -> None:
    ((where, _, message),) = _problems(content)
    assert where == line
    assert said in message


def test_every_mismatch_is_found_and_no_answer_repeated(made: Document) -> None:
    secret = "what only the vendor knows"

    def spoil(document: Document) -> None:
        del document["depth"]
        document["questions"][0]["note"] = {"text": secret}
        document["questions"][1]["status"] = secret
        document["questions"][2]["weight"] = -1
        document["score"][secret] = 3
        document["as_of"] = "2026-02-31"
        document["declared"] = secret
        document["sources"]["case_sha256"] = "ff"

    said = _spoiled(made, spoil)
    places = ["as_of", "declared", "questions[0].note", "questions[1].status", "questions[2].weight", "score"]
    assert [pointer for _, pointer, _ in said] == ["$", *(f"$.{place}" for place in places), "$.sources.case_sha256"]
    messages = {pointer: message for _, pointer, message in said}
    assert messages["$"] == "lacks depth"
    assert messages["$.declared"] == "is not of the kind boolean"
    assert messages["$.score"] == "holds a name that an assessment does not have"
    assert messages["$.questions[1].status"].startswith("is none of answered, unknown")
    assert messages["$.questions[2].weight"] == "lies beyond 0"
    assert secret not in str(said)


def test_another_version_may_have_written_more_or_less(made: Document) -> None:
    other = copy.deepcopy(made)
    other.update(kporisk_version="99", new_things=[1])
    for name in ("constants", "plan", "proof", "sensitivity", "frameworks", "jurisdiction"):
        del other[name]
    for question in other["questions"]:
        question["language"] = "en"
        del question["by"]
        for cited in question["evidence"]:
            del cited["reviews"]
    assert snapshot(read_assessment(dumps(other).encode(), "old.json")).score == snapshot(made).score
    other["questions"][0]["gap"] = {"told": 2}
    del other["depth"]
    said = _problems(dumps(other).encode())
    assert [pointer for _, pointer, _ in said] == ["$", "$.kporisk_version", "$.questions[0].gap"]
    assert said[1][2].startswith("another version of kporisk wrote this")


def _first(document: Document, status: str) -> Document:
    found: Document = next(question for question in document["questions"] if question["status"] == status)
    return found


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: d["score"].update(told=d["score"]["told"] + 1e-6), "somebody changed a number"),
        (lambda d: d["domains"][0]["base"].update(proven=0.0), "somebody changed a number"),
        (lambda d: d["questions"].append(d["questions"][0]), "twice"),
        (lambda d: _first(d, "answered").update(gap=None), "has a gap exactly when it is asked"),
        (lambda d: _first(d, "answered").update(domain="elsewhere"), "has no such domain"),
        (lambda d: _first(d, "answered").update(confidence=None), "with an answered question, and with no other"),
        (lambda d: _first(d, "open").update(satisfaction=1), "with an answered question, and with no other"),
        (lambda d: _first(d, "open")["contribution"].update(told=1), "contributes although nothing is missing"),
    ],
)
def test_what_contradicts_itself_is_refused(made: Document, spoil: Callable[[Document], object], said: str) -> None:
    assert any(said in message for _, _, message in _spoiled(made, spoil))


def test_a_document_of_our_own_version_is_not_blamed_on_another(made: Document) -> None:
    assert [pointer for _, pointer, _ in _spoiled(made, lambda d: d.pop("depth"))] == ["$"]


def test_a_parsed_document_is_checked_the_same(made: Document) -> None:
    assert checked_assessment(json.loads(dumps(made)), "old.json") == made
