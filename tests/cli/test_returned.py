"""`kporisk assess VENDOR --response FILE`: answers that came back."""

from __future__ import annotations

from pathlib import Path

import pytest

from kporisk.errors import ExitCode
from tests.cli.command import EXAMPLES, run
from tests.cli.programme import VENDOR, Programme

WHOLE = EXAMPLES / "analytics-firm" / "response.yaml"
SMALL = """format: kporisk.response/1
answered_on: 2026-11-26
respondents:
- {id: zz, name: Someone Else}
answers:
  hc_attrition: {value: 20, by: zz}
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "back.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_it_is_recorded_and_assessed_and_the_answers_of_others_stay(own_programme: Programme, tmp_path: Path) -> None:
    out = own_programme.ran("assess", VENDOR, "--response", _file(tmp_path, SMALL))
    assert "came back: 1 of the vendor; were kept: 24 of the contract, 23 of the client" in out
    newest = own_programme.json("history", VENDOR)["assessments"][-1]
    assert ([one["kind"] for one in newest["recorded_before"]], newest["answered_on"]) == (["response"], "2026-11-26")
    answers = {one["question"]: one for one in own_programme.json("diff", VENDOR)["answers"]}
    assert answers["hc_attrition"]["after"]["value"] == 20
    assert {one["cause"] for id, one in answers.items() if id != "hc_attrition"} == {"answer_withdrawn"}
    assert "ip_nda_entity" not in answers


def test_the_same_answers_again_are_no_record(own_programme: Programme) -> None:
    own_programme.ran("assess", VENDOR, "--response", own_programme.case.with_name("response.yaml"), "-q")
    assert own_programme.json("history", VENDOR)["assessments"][-1]["recorded_before"] == []


def test_a_look_records_nothing(programme: Programme, tmp_path: Path) -> None:
    before = programme.ran("history", VENDOR)
    score = programme.json("assess", VENDOR, "--response", _file(tmp_path, SMALL), "--no-record")["score"]
    assert score["proven"] > 52 and programme.ran("history", VENDOR) == before


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("value: 20", "value: many", "$.answers.hc_attrition.value"),
        ("hc_attrition: {value: 20, by: zz}", "hc_atrition: 20", "did you mean hc_attrition?"),
        ("hc_attrition: {value: 20, by: zz}", "hc_attrition:", "no question is answered in this file"),
        ("{id: zz, name: Someone Else}", "{id: ab, name: Someone Else}\n- {id: zz, name: Third}", "given by another person with this id"),
        (
            "answers:",
            "evidence:\n  mfa: {kind: idp_report, title: Another, issued: 2026-11-20}\nanswers:",
            "a reviewer has seen another document under this id",
        ),
        ("kporisk.response/1", "kporisk.engagement/1", "another kind of document"),
    ],
)
def test_every_problem_has_its_place_and_nothing_is_recorded(
    programme: Programme, tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in SMALL
    history, path = programme.ran("history", VENDOR), _file(tmp_path, SMALL.replace(before, after))
    done = programme.run("assess", VENDOR, "--response", path)
    assert (done.code, done.out) == (ExitCode.INVALID_DOCUMENT, ""), done.err
    assert said in done.err and f"{path}:" in done.err
    assert programme.ran("history", VENDOR) == history


def test_it_belongs_to_a_vendor_of_a_workspace(programme: Programme, tmp_path: Path) -> None:
    path = _file(tmp_path, SMALL)
    for done in (run("assess", VENDOR, "--response", path, cwd=tmp_path), programme.run("assess", WHOLE, "--response", path)):
        assert done.code == ExitCode.USAGE and "--response" in done.err
