"""Answer once: a vendor's own response, exported at one client and taken in at another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kporisk.documents.exported.document import exported_content, exported_file
from kporisk.documents.exported.read import read_exported
from kporisk.documents.exported.reuse import Reason, reused
from kporisk.documents.exported.schema import exported_schema
from kporisk.errors import ExitCode, KporiskError
from kporisk.model.checklist import Checklists, Question, Respondent
from kporisk.model.scale import OneOf
from kporisk.workflow.filling.exported import refuse_changed
from kporisk.workflow.programme.state import state_of
from tests.documents.test_questionnaire import EXAMPLES, example
from tests.seal import authority
from tests.workflow.papers import ENGAGEMENT
from tests.workspaces import VENDOR, Place, assessed_place, empty_place
from tests.worlds import shipped


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The client at whom the vendor has answered."""
    return assessed_place(tmp_path_factory, tmp_path_factory.mktemp("here"))


@pytest.fixture(scope="module")
def exported(here: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the vendor takes along, unsigned."""
    path = tmp_path_factory.mktemp("exported") / "acme.json"
    assert here.run("response", "export", VENDOR, "-o", path, "-q").code == ExitCode.DONE
    return path


@pytest.fixture
def there(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Place:
    """Another client, who has the same vendor and knows its own facts, and no answer."""
    place = empty_place(tmp_path_factory, tmp_path / "there")
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({"format": "kporisk.engagement/1", **ENGAGEMENT}), encoding="utf-8")
    for command in (("vendor", "add", VENDOR, "--name", "Acme Analytics SAS"), ("scope", VENDOR, facts)):
        ran = place.run(*command, "-q") if command[0] == "vendor" else place.run(*command)
        assert ran.code == ExitCode.DONE, ran.err
    return place


def response_at(place: Place) -> Mapping[str, Any]:
    with place.open() as workspace:
        found = state_of(workspace.register, workspace.vendor(VENDOR)).response
    assert found is not None
    return found


def content(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8"))["content"]
    assert isinstance(found, dict)
    return found


def mine(response: Mapping[str, Any]) -> dict[str, Any]:
    questions = shipped().checklists.question
    return {id: answer for id, answer in response["answers"].items() if questions[id].respondent is Respondent.VENDOR}


def test_it_says_the_same_at_another_client(here: Place, there: Place, exported: Path) -> None:
    ran = there.run("import", exported, "--vendor", VENDOR)
    assert ran.code == ExitCode.DONE, ran.err
    assert "it is not signed: anybody can have written it" in ran.err
    first, second = response_at(here), response_at(there)
    assert second["answers"] == mine(first) and second["answered_on"] == first["answered_on"]
    named = {answer["by"] for answer in second["answers"].values() if "by" in answer}
    assert named <= {one["id"] for one in second["respondents"]} and all(one in first["respondents"] for one in second["respondents"])
    assert all(first["evidence"][id] == item for id, item in second["evidence"].items())
    assert "All of it is in the register already" in there.run("import", exported, "--vendor", VENDOR).out
    assert there.run("assess", VENDOR, "--no-record", "-q").code == ExitCode.DONE


def test_a_dry_run_names_what_is_taken_and_what_is_to_ask(there: Place, exported: Path) -> None:
    ran = there.run("import", exported, "--vendor", VENDOR, "--dry-run", "--format", "json")
    document = json.loads(ran.out)
    assert document["recorded"] is False and set(document["new"]) == set(content(exported)["response"]["answers"])
    told = document["exported"]
    assert told["signature"] is None and told["left"] == [] and not set(told["to_ask"]) & set(document["new"])
    with there.open() as workspace:
        assert state_of(workspace.register, workspace.vendor(VENDOR)).response is None


def test_nothing_of_the_client_is_in_it(here: Place, exported: Path) -> None:
    text = exported.read_text(encoding="utf-8")
    response, checklists = response_at(here), shipped().checklists
    for id in response["answers"].keys() - mine(response).keys():
        assert f'"{id}"' not in text, "an answer of others"
    for fact in checklists.engagement:
        assert f'"{fact.id}"' not in text
    for word in ("weight", "floor", "score", "satisfaction", "auditor_only", "engagement", "reviews", "knock_out"):
        assert f'"{word}"' not in text
    with here.open() as workspace:
        known = workspace.vendor(VENDOR)
        assert known.ref not in text and workspace.settings.workspace_id not in text and VENDOR not in text
    assert [error.message for error in Draft202012Validator(exported_schema()).iter_errors(json.loads(text))] == []


@pytest.fixture(scope="module")
def signed(here: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signed")
    (folder / "ada.p12").write_bytes(authority.ada().pkcs12(None))
    (folder / "ada.p12").chmod(0o600)
    (folder / "ca.pem").write_bytes(authority.root().certificate_pem())
    ran = here.run("response", "export", VENDOR, "-o", folder / "acme.json", "--sign", folder / "ada.p12")
    assert ran.code == ExitCode.DONE and "signed by" in ran.err, ran.err
    return folder / "acme.json"


def test_a_signature_says_who_gave_it(there: Place, signed: Path) -> None:
    trusted = there.run("verify", signed, "--trust", signed.parent / "ca.pem")
    assert trusted.code == ExitCode.DONE and "Verified" in trusted.out, trusted.out + trusted.err
    ran = there.run("import", signed, "--vendor", VENDOR, "--trust", signed.parent / "ca.pem")
    assert ran.code == ExitCode.DONE and "signed" not in ran.err, ran.err
    document = json.loads(there.run("import", signed, "--vendor", VENDOR, "--format", "json").out)
    assert document["exported"]["signature"]["trust"] == "not_asked"
    ran = there.run("import", signed, "--vendor", VENDOR)
    assert ran.code == ExitCode.DONE and "whom nobody here knows" in ran.err


def test_a_signature_of_something_else_is_refused(there: Place, signed: Path, exported: Path) -> None:
    from kporisk.seal.detached import sign_detached

    made = exported_file(content(exported), lambda _: sign_detached(b"{}", authority.ada().key, at=authority.NOW))
    (signed.parent / "forged.json").write_bytes(made)
    ran = there.run("import", signed.parent / "forged.json", "--vendor", VENDOR)
    assert ran.code == ExitCode.INTEGRITY and "does not fit what it holds" in ran.err
    assert there.run("verify", signed.parent / "forged.json").code == ExitCode.INTEGRITY


@given(data=st.data())
@settings(max_examples=120)
def test_not_one_byte_can_be_another(signed: Path, exported: Path, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([signed, exported])).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    changed = whole[:place] + bytes([other]) + whole[place + 1 :]
    with pytest.raises(KporiskError):
        refuse_changed(read_exported(changed, "acme.json"), "acme.json")


def test_what_was_changed_is_named(there: Place, exported: Path, tmp_path: Path) -> None:
    text = exported.read_text(encoding="utf-8")
    id = next(iter(content(exported)["response"]["answers"]))
    document = json.loads(text)
    document["content"]["response"]["answers"][id] = {"status": "unknown"}
    (tmp_path / "changed.json").write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    ran = there.run("import", tmp_path / "changed.json", "--vendor", VENDOR)
    assert ran.code == ExitCode.INTEGRITY and f"response.answers.{id}" in ran.err and "nothing was taken" in ran.err
    (tmp_path / "anew.json").write_text(json.dumps(json.loads(text)), encoding="utf-8")
    ran = there.run("verify", tmp_path / "anew.json")
    assert ran.code == ExitCode.INTEGRITY and "written it anew" in " ".join(ran.out.split())


def with_questions(change: Mapping[str, Question]) -> Checklists:
    checklists = shipped().checklists
    made = tuple(
        replace(one, questions=tuple(change.get(question.id, question) for question in one.questions)) for one in checklists.checklists
    )
    return replace(checklists, checklists=made)


def test_what_is_asked_otherwise_is_asked_again() -> None:
    analytics = next(path for path in EXAMPLES if path.parent.name == "analytics-firm")
    said = exported_content(example(analytics)["response"], shipped().checklists, vendor="Acme", on=date(2026, 11, 24))
    asked = set(shipped().checklists.question)
    ids = list(said["response"]["answers"])
    known = shipped().checklists.question
    chosen = next(id for id in ids if isinstance(known[id].scale, OneOf) and said["response"]["answers"][id]["status"] == "answered")
    reworded, moved, unasked = (next(one for one in ids if one not in {chosen, *others}) for others in ([], ids[:2], ids[:4]))
    scale = known[chosen].scale
    assert isinstance(scale, OneOf)
    value = said["response"]["answers"][chosen]["value"]
    gone = replace(known[chosen], scale=OneOf(tuple(option for option in scale.options if option.value != value)))
    others = {
        chosen: gone,
        reworded: replace(known[reworded], text={**known[reworded].text, "en": "Something else?"}),
        moved: replace(known[moved], id="renamed_question", replaces=(moved,)),
    }
    found = reused(said, with_questions(others), (asked - {unasked, moved}) | {"renamed_question"})
    assert {one.question: one.reason for one in found.left} == {
        chosen: Reason.OPTION_GONE,
        reworded: Reason.REWORDED,
        unasked: Reason.NOT_ASKED,
    }
    assert found.response["answers"]["renamed_question"] == said["response"]["answers"][moved], "a former id is the same question"
    assert found.to_ask is not None and {chosen, reworded} <= set(found.to_ask) and "renamed_question" not in found.to_ask


def test_older_answers_do_not_replace_newer_ones(here: Place, there: Place, exported: Path, tmp_path: Path) -> None:
    newer = {"format": "kporisk.response/1", "answered_on": "2026-11-24", "answers": {"ds_mfa": 12}}
    (tmp_path / "newer.json").write_text(json.dumps(newer), encoding="utf-8")
    assert there.run("import", tmp_path / "newer.json", "--vendor", VENDOR, "-q").code == ExitCode.DONE
    ran = there.run("import", exported, "--vendor", VENDOR)
    if response_at(here)["answered_on"] < "2026-11-24":
        assert ran.code == ExitCode.USAGE and "older answers do not replace newer ones" in ran.err
    else:
        assert ran.code == ExitCode.DONE


def test_nothing_else_is_overwritten_and_nobody_without_answers_is_exported(here: Place, there: Place, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("x", encoding="utf-8")
    ran = here.run("response", "export", VENDOR, "-o", tmp_path / "case.yaml")
    assert ran.code == ExitCode.USAGE and "is no exported response" in ran.err and (tmp_path / "case.yaml").read_text() == "x"
    ran = there.run("response", "export", VENDOR, "-o", tmp_path / "none.json")
    assert ran.code == ExitCode.USAGE and "has answered nothing yet" in ran.err and not (tmp_path / "none.json").exists()
