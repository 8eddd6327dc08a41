from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from kporisk.documents.cases.schemas import NAMES, mismatches, normal_schema, schema, validator
from kporisk.errors import UsageError
from kporisk.model.checklist import Respondent
from kporisk.resources import folder
from tests.worlds import shipped

EXAMPLES = folder("checklists") / "examples"


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from parts(part)


@cache
def in_a_case() -> frozenset[str]:
    """The schemas within that of a case, which is checked whole: each of them is valid wherever it stands."""
    return frozenset(json.dumps(part) for part in parts(schema("case", shipped().checklists)))


def without(made: Any, known: frozenset[str]) -> Any:
    """A schema with `true` for each property that is known."""
    if isinstance(made, list):
        return [without(item, known) for item in made]
    if not isinstance(made, dict):
        return made
    shorter = {key: without(item, known) for key, item in made.items()}
    if isinstance(made.get("properties"), dict):
        shorter["properties"] = {
            key: True if json.dumps(item) in known else without(item, known) for key, item in made["properties"].items()
        }
    return shorter


def test_what_is_left_of_a_schema_is_still_looked_at() -> None:
    made = schema("response", shipped().checklists)
    left = without(made, in_a_case())
    Draft202012Validator.check_schema(left)
    for wrong in ({**made, "type": "anything"}, {**made, "properties": {**made["properties"], "answers": {"minimum": "one"}}}):
        with pytest.raises(SchemaError):
            Draft202012Validator.check_schema(without(wrong, in_a_case()))
    assert len(json.dumps(left)) < len(json.dumps(made)) / 4


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_valid_and_json(name: str) -> None:
    made = json.loads(json.dumps(schema(name, shipped().checklists)))
    Draft202012Validator.check_schema(made if name == "case" else without(made, in_a_case()))
    assert made["$id"] == f"urn:kporisk:{name}:1"


def test_the_schema_of_the_normal_form_is_valid() -> None:
    Draft202012Validator.check_schema(without(normal_schema(shipped().checklists), in_a_case()))


@pytest.mark.parametrize("name", NAMES)
def test_every_pattern_ends_where_the_text_ends(name: str) -> None:
    patterns = [part["pattern"] for part in parts(schema(name, shipped().checklists)) if isinstance(part.get("pattern"), str)]
    assert patterns
    for pattern in patterns:
        assert pattern.endswith(r"(?![\s\S])")
        assert not re.search(pattern, "x\n") or r"\u000b" in pattern


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_fetched(name: str) -> None:
    assert not [part for part in parts(schema(name, shipped().checklists)) if "$ref" in part]
    with pytest.raises(Exception, match="Unresolvable"):
        validator({"$ref": "https://example.org/x.json"}).is_valid(1)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_fit(path: Path) -> None:
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    errors = [
        error.json_path
        for error in validator(schema("case", shipped().checklists)).iter_errors(document)
        # The loader knows texts only: numbers and truth values are told apart by the reader's own tests.
        if not error.json_path.startswith(("$.engagement", "$.response", "$.vendor"))
    ]
    assert errors == []


@pytest.mark.parametrize("part", ["engagement", "response", "reviews"])
def test_the_parts_of_the_example_in_three_files_name_known_things(part: str) -> None:
    document = yaml.load((EXAMPLES / "analytics-firm" / f"{part}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert set(document) <= set(schema(part, shipped().checklists)["properties"])


def test_questions_carry_their_text_for_editors() -> None:
    checklists = shipped().checklists
    answers = schema("response", checklists)["properties"]["answers"]["anyOf"][0]["properties"]
    assert set(answers) == set(checklists.question)
    for question in checklists.questions:
        assert answers[question.id]["title"] == question.text["en"]
        assert answers[question.id]["description"]


def test_nothing_made_for_a_vendor_tells_what_is_not_theirs() -> None:
    checklists = shipped().checklists
    made = schema("response", checklists, respondent="vendor")
    text = json.dumps(made, ensure_ascii=False)
    words = set(re.findall(r"[A-Za-z0-9_]+", text))
    foreign = [question for question in checklists.questions if question.respondent is not Respondent.VENDOR]
    assert foreign
    assert not words & {question.id for question in foreign}
    assert not [question.id for question in foreign if question.text["en"] in text]
    keys = {key for part in parts(made) for key in part}
    # Some facts are named by a common word, which questions use too; no key has their names, and no text of theirs stands here.
    assert not keys & {fact.id for fact in checklists.engagement}
    assert not [fact.id for fact in checklists.engagement if fact.text["en"] in text]
    assert not [rule.id for rule in checklists.rules if rule.id in text]
    own = [option for question in checklists.questions for option in getattr(question.scale, "options", ()) if option.auditor_only]
    assert own
    assert not [option.value for option in own if option.text["en"] in text]
    assert not keys & {"weight", "scores", "floor", "points", "knock_out", "x-kporisk", "option_points"}
    wanted = {question.id for question in checklists.questions if question.respondent is Respondent.VENDOR}
    assert set(made["properties"]["answers"]["anyOf"][0]["properties"]) == wanted


def test_an_auditors_option_stands_in_the_schema_of_a_case_only() -> None:
    text = "Claim found by the auditor"
    assert text in json.dumps(schema("case", shipped().checklists))
    assert text not in json.dumps(schema("response", shipped().checklists))


def test_a_mismatch_names_the_place_and_never_the_value() -> None:
    found = mismatches({"format": "kporisk.case/1", "vendor": {"id": "SECRET", "name": "A"}}, shipped().checklists)
    assert ("$.vendor.id", "pattern") in found
    assert "SECRET" not in str(found)


def test_what_does_not_exist_is_said_so() -> None:
    with pytest.raises(UsageError, match="there are case, engagement, response, reviews"):
        schema("vendor", shipped().checklists)
    with pytest.raises(UsageError, match="a respondent is one of"):
        schema("response", shipped().checklists, respondent="nobody")
    with pytest.raises(UsageError):
        schema("case", shipped().checklists, respondent="vendor")
