from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.documents.cases.normal import case_from_normal, normal_form
from kporisk.documents.cases.place import cleaned
from kporisk.documents.cases.reader import check, read_case
from kporisk.documents.cases.schemas import schema, validator
from kporisk.errors import InvalidDocument
from kporisk.model.case import Answer, Case, Citation, Person, Status
from kporisk.model.checklist import Checklists
from tests.documents.documents_at_random import ODD, at, changed, document, documents, paths
from tests.worlds import cases, shipped

SLOW = settings(max_examples=15, suppress_health_check=list(HealthCheck))

BEYOND_A_SCHEMA = (
    "no respondent has the id",
    "no evidence with the id",
    "declares no evidence with the id",
    "another respondent has this id",
    "is waived twice",
    "lies after the day of the answers",
    "expires before it is issued",
    "there is no such file",
    "File name too long",
    "the path of a part is relative",
    "is blank",
)
"""What the reader says about things that hold between several places, or on disk: JSON Schema has no word for them."""


def written(folder: Path, document: Any, name: str = "case.json") -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def checklists() -> Checklists:
    return shipped().checklists


CASE_SCHEMA = validator(schema("case", shipped().checklists))


@SLOW
@given(documents())
def test_a_valid_document_is_taken_by_reader_and_schema(tmp_path: Path, document: dict[str, Any]) -> None:
    problems, _ = check(written(tmp_path, document), checklists())
    assert problems == ()
    assert CASE_SCHEMA.is_valid(document)


@settings(SLOW, max_examples=45)
@given(changed())
def test_reader_and_schema_agree_on_a_changed_document(tmp_path: Path, document: dict[str, Any]) -> None:
    problems, _ = check(written(tmp_path, document), checklists())
    assert not [problem for problem in problems if "please report this" in problem.message]
    structural = [problem for problem in problems if not any(saying in problem.message for saying in BEYOND_A_SCHEMA)]
    fits = CASE_SCHEMA.is_valid(document)
    if structural:
        assert not fits, structural
    if not fits:
        assert problems


@SLOW
@given(cases())
def test_a_case_comes_back_from_its_document(tmp_path: Path, case: Case) -> None:
    made = document(case)
    read = read_case(written(tmp_path, made), checklists())
    again = case_from_normal(normal_form(read), checklists(), warnings=read.warnings)
    assert again == read
    assert read.response.answers == case.response.answers
    assert read.vendor == case.vendor


@settings(SLOW, max_examples=20)
@given(documents(), st.randoms(use_true_random=False))
def test_no_message_repeats_what_was_answered(tmp_path: Path, document: dict[str, Any], seed: Any) -> None:
    ids = {"id", "by", "kind", "rule", "format", "domains", "questions"}
    places = [
        path
        for path in paths(document)
        if not isinstance(at(document, path), dict | list) and not ids & set(path) and not (path[0] == "reviews" and path[-1] == "evidence")
    ]
    cited = [path for path in places if len(path) > 1 and path[-2] == "evidence"]
    for path in seed.sample([path for path in places if path not in cited], 12):
        at(document, path[:-1])[path[-1]] = "CANARY\n7f3a\x1b"
    problems, warnings = check(written(tmp_path, document), checklists())
    said = "".join(map(str, (*problems, *warnings)))
    assert problems
    assert "CANARY" not in said
    assert "7f3a" not in said


KEYS = (
    "format",
    "vendor",
    "engagement",
    "response",
    "reviews",
    "answers",
    "evidence",
    "respondents",
    "waivers",
    "value",
    "status",
    "by",
    "id",
)
FORMATS = ("kporisk.case/1", "kporisk.engagement/1", "kporisk.response/1", "kporisk.reviews/1")
ANYTHING = st.recursive(
    st.sampled_from([value for value in ODD if not isinstance(value, list | dict)]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from((*KEYS, "ds_mfa", "timezones")), inner, max_size=6),
    max_leaves=30,
)


@settings(SLOW, max_examples=60)
@given(ANYTHING, st.sampled_from(FORMATS))
def test_nothing_raises_but_invalid_document(tmp_path: Path, value: Any, format: str) -> None:
    if isinstance(value, dict):
        value["format"] = format
    path = written(tmp_path, value)
    problems, _ = check(path, checklists())
    assert problems or format == "kporisk.reviews/1" or "answered_on" in value
    with pytest.raises(InvalidDocument):
        read_case(path, checklists())


EXAMPLE = Path(__file__).parents[1] / "cases" / "bad" / "doubtful_declaration" / "case.yaml"


def test_short_and_long_forms_become_answers() -> None:
    answers = read_case(EXAMPLE, checklists()).response.answers
    assert answers["ip_nda_entity"] == Answer(Status.ANSWERED, "signed_before")
    assert answers["ds_mfa"] == Answer(Status.ANSWERED, 97, by="ri", evidence=(Citation("idp", "page 2"),))
    assert answers["ds_bcp"] == Answer(Status.UNKNOWN)


def test_parts_in_files_make_the_same_case_as_one_file(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    head, rest = text.split("engagement:\n")
    parts = {}
    parts["engagement"], rest = rest.split("response:\n")
    parts["response"], parts["reviews"] = rest.split("reviews:\n")
    (tmp_path / "parts").mkdir()
    for name, lines in parts.items():
        body = "".join(f"{line[2:]}\n" for line in lines.splitlines())
        written(tmp_path / "parts", f"format: kporisk.{name}/1\n{body}", f"{name}.yaml")
    named = "".join(f"{name}: parts/{name}.yaml\n" for name in parts)
    whole = read_case(written(tmp_path, text, "whole.yaml"), checklists())
    assert read_case(written(tmp_path, head + named, "case.yaml"), checklists()) == whole
    assert whole.warnings
    for name in parts:
        problems, warnings = check(tmp_path / "parts" / f"{name}.yaml", checklists())
        assert problems == ()
        assert all(warning.source == name for warning in warnings)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    text = EXAMPLE.read_text(encoding="utf-8")
    outside = written(tmp_path, "format: kporisk.reviews/1\nevidence: []\n", "reviews.yaml")
    case = written(tmp_path / "case", text.split("reviews:")[0] + "reviews: reviews.yaml\n", "case.yaml")
    (tmp_path / "case" / "reviews.yaml").symlink_to(outside)
    problems, _ = check(case, checklists())
    assert [str(problem).rpartition(": ")[2] for problem in problems] == [
        "this leads out of the case's folder by a link; put the file itself into the folder"
    ]
    (tmp_path / "case" / "reviews.yaml").unlink()
    (tmp_path / "case" / "reviews.yaml").symlink_to("inside.yaml")
    written(tmp_path / "case", "format: kporisk.reviews/1\n", "inside.yaml")
    assert check(case, checklists())[0] == ()
    (tmp_path / "case" / "inside.yaml").unlink()
    (tmp_path / "case" / "inside.yaml").symlink_to("reviews.yaml")
    assert check(case, checklists())[0]


def test_an_auditors_option_may_stand_in_a_case_and_not_in_a_response_of_its_own(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("ip_nda_entity: signed_before", "ip_incident_history: undisclosed")
    assert read_case(written(tmp_path, text, "case.yaml"), checklists()).response.answers["ip_incident_history"].value == "undisclosed"
    body = text.split("response:\n")[1].split("reviews:")[0]
    written(tmp_path, "format: kporisk.response/1\n" + "".join(f"{line[2:]}\n" for line in body.splitlines()), "response.yaml")
    written(tmp_path, text.split("response:\n")[0] + "response: response.yaml\n", "parts.yaml")
    for name in ("response.yaml", "parts.yaml"):
        problems, _ = check(tmp_path / name, checklists())
        assert ["only the auditor states" in problem.message for problem in problems] == [True]


def test_an_empty_value_counts_as_left_out(tmp_path: Path) -> None:
    text = (
        EXAMPLE.read_text(encoding="utf-8")
        .replace("ip_nda_entity: signed_before", "ip_nda_entity:")
        .replace("value: 97,", "value: 97, note: ,")
    )
    case = read_case(written(tmp_path, text, "case.yaml"), checklists())
    assert "ip_nda_entity" not in case.response.answers
    assert case.response.answers["ds_mfa"].note is None


def test_several_options_stand_in_the_order_of_the_checklist(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("ds_bcp: {status: unknown}", "ds_bcp: [exercised, plan]\n    ds_physical: []")
    answers = read_case(written(tmp_path, text, "case.yaml"), checklists()).response.answers
    assert answers["ds_bcp"].value == ("plan", "exercised")
    assert answers["ds_physical"].value == ()


def renamed() -> Checklists:
    """The shipped checklists, in which ds_mfa was once called ds_two_factors."""
    from dataclasses import replace

    made = tuple(
        replace(
            checklist,
            questions=tuple(replace(item, replaces=("ds_two_factors",)) if item.id == "ds_mfa" else item for item in checklist.questions),
        )
        for checklist in checklists().checklists
    )
    return replace(checklists(), checklists=made)


def test_the_former_id_of_a_question_is_read_as_the_new_one(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    old = text.replace("ds_mfa:", "ds_two_factors:").replace("[ds_mfa]", "[ds_two_factors]")
    case = read_case(written(tmp_path, old, "case.yaml"), renamed())
    assert case.response.answers["ds_mfa"].value == 97
    assert case.reviews.evidence[0].questions == ("ds_mfa",)
    messages = [warning.message["en"] for warning in case.warnings]
    assert messages.count("the question ds_two_factors is now called ds_mfa") == 2
    both = text.replace("    ds_mfa:", "    ds_two_factors: 3\n    ds_mfa:")
    problems, _ = check(written(tmp_path, both, "case.yaml"), renamed())
    assert ["former id of ds_mfa" in problem.message for problem in problems] == [True]
    assert validator(schema("reviews", renamed())).is_valid(
        {
            "format": "kporisk.reviews/1",
            "evidence": [{"evidence": "e", "questions": ["ds_two_factors"], "outcome": "accepted", "by": "A", "on": "2026-11-20"}],
        }
    )


def test_harmful_characters_are_removed_with_a_warning(tmp_path: Path) -> None:
    name = "A\u202ecm\u2066e\x9b " + "e" + "\u0301" * 200
    text = json.loads(json.dumps({"name": name}))["name"]
    assert cleaned(text) == "Acme e" + "\u0301" * 30
    yaml = EXAMPLE.read_text(encoding="utf-8").replace("name: Acme Research", f"name: {json.dumps(name)}")
    case = read_case(written(tmp_path, yaml, "case.yaml"), checklists())
    assert case.vendor.name == "Acme e" + "\u0301" * 30
    assert case.warnings[0].pointer == "$.vendor.name"
    assert set(case.warnings[0].message) == {"en", "fr"}


def test_a_schema_that_does_not_fit_is_reported_without_the_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kporisk.documents.cases.schemas.mismatches", lambda *_: (("$.response", "required"),))
    with pytest.raises(InvalidDocument, match=r"\$\.response: does not fit the JSON Schema \(required\)"):
        read_case(EXAMPLE, checklists())
    problems, _ = check(EXAMPLE, checklists())
    assert problems


def test_a_respondent_is_a_person(tmp_path: Path) -> None:
    case = read_case(EXAMPLE, checklists())
    assert case.response.respondents == (Person("ri", "R. Iyer", "security lead"),)


def test_a_part_in_the_place_of_a_case_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "response.yaml"
    path.write_text("format: kporisk.response/1\nanswered_on: 2026-11-20\nanswers: {ds_mfa: 97}\n", encoding="utf-8")
    with pytest.raises(InvalidDocument) as caught:
        read_case(path, shipped().checklists)
    assert [problem.pointer for problem in caught.value.problems] == ["$.format"]
    assert "a case names it in its line response: FILE" in str(caught.value.problems[0])
