"""What is sent to be answered: nothing carried over counts until it is confirmed, and a vendor sees only what is the vendor's."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.documents.cases.normal import normal_form
from kporisk.documents.cases.place import cleaned
from kporisk.documents.cases.questionnaire import engagement_questionnaire, questionnaire
from kporisk.documents.cases.questionnaire_words import WORDS
from kporisk.documents.cases.reader import check, read_case
from kporisk.documents.files.located import read_located
from kporisk.documents.files.source import read
from kporisk.documents.files.yaml_flow import flow
from kporisk.model.case import Vendor
from kporisk.model.checklist import Checklists, FactKind, Question, Respondent
from kporisk.model.scale import AnyOf, OneOf
from kporisk.resources import folder
from tests.reports.canaries import Marker
from tests.worlds import shipped

EXAMPLES = sorted(path for path in folder("checklists").joinpath("examples").rglob("*.yaml") if "kporisk.case/1" in path.read_text("utf-8"))
ACME = Vendor("acme-research", "Acme Research")
COMMENTED = re.compile(r"^( *)#(?=[^ #\n])", re.MULTILINE)
CONFIRMED = r"\1"
QUICK = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@cache
def example(path: Path) -> dict[str, Any]:
    return normal_form(read_case(path, shipped().checklists))


def everything() -> frozenset[str]:
    return frozenset(shipped().checklists.question)


def made(case: Mapping[str, Any] | None, respondent: Respondent, *, lang: str = "en", checklists: Checklists | None = None) -> str:
    using = checklists or shipped().checklists
    text = questionnaire(case, everything(), using, respondent=respondent, lang=lang, vendor=ACME, due=date(2026, 12, 31))
    assert text is not None
    return text


def answered(text: str, on: str) -> str:
    filled = text.replace("answered_on:", f"answered_on: {on}", 1)
    assert filled != text
    return filled


def answers_in(folder: Path, text: str) -> Any:
    path = folder / "response.yaml"
    path.write_text(text, encoding="utf-8")
    problems, _ = check(path, shipped().checklists)
    assert problems == ()
    assert yaml.load(text, Loader=yaml.CSafeLoader).keys() == read_located(path).value.keys()
    return read_located(path).value


def carried(case: Mapping[str, Any], respondent: Respondent) -> dict[str, Any]:
    """The answers of last time that the respondent gets to see again; a vendor does not see who answers for others too."""
    found = {}
    asked = shipped().checklists.question
    answers = case["response"]["answers"]
    others = {answer.get("by") for id, answer in answers.items() if asked[id].respondent is not Respondent.VENDOR}
    for id, answer in answers.items():
        scale = asked[id].scale
        own = [option.value for option in scale.options if option.auditor_only] if isinstance(scale, OneOf) else []
        if asked[id].respondent is respondent and answer.get("value") not in own:
            hidden = respondent is Respondent.VENDOR and answer.get("by") in others
            found[id] = {key: value for key, value in answer.items() if key != "by" or not hidden}
    return found


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem if path.stem != "case" else path.parent.name)
def test_confirming_every_line_gives_last_times_answers_and_confirming_none_gives_none(tmp_path: Path, path: Path, lang: str) -> None:
    case, shown = example(path), 0
    on = case["response"]["answered_on"]
    for respondent in {one.respondent: None for one in shipped().checklists.questions}:
        text = answered(made(case, respondent, lang=lang), on)
        untouched = answers_in(tmp_path, text)
        assert not any(untouched[key] for key in ("respondents", "declaration", "evidence"))
        assert not any(untouched["answers"].values())
        confirmed = COMMENTED.sub(CONFIRMED, text)
        value = answers_in(tmp_path, confirmed)
        assert set(value["answers"]) == {one.id for one in shipped().checklists.questions if one.respondent is respondent}
        (tmp_path / "case.yaml").write_text(
            f"format: kporisk.case/1\nvendor: {flow(case['vendor'])}\nengagement: {flow(case['engagement'])}\nresponse: response.yaml\n",
            encoding="utf-8",
        )
        again = normal_form(read_case(tmp_path / "case.yaml", shipped().checklists))["response"]
        expected = carried(case, respondent)
        assert again["answers"] == expected
        assert all(case["response"]["evidence"][id] == item for id, item in again["evidence"].items())
        assert {person["id"] for person in again["respondents"]} == {answer["by"] for answer in expected.values() if "by" in answer}
        shown += len(expected)
    assert shown > 40


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem if path.stem != "case" else path.parent.name)
def test_facts_are_confirmed_likewise(tmp_path: Path, path: Path) -> None:
    stated = example(path)["engagement"]
    for lang in WORDS:
        text = engagement_questionnaire(stated, shipped().checklists, lang=lang, vendor=ACME, due=date(2026, 12, 31))
        (tmp_path / "engagement.yaml").write_text(COMMENTED.sub(CONFIRMED, text), encoding="utf-8")
        assert check(tmp_path / "engagement.yaml", shipped().checklists) == ((), ())
        value = read_located(tmp_path / "engagement.yaml").value
        assert {key: item for key, item in value.items() if item is not None and key != "format"} == stated
        (tmp_path / "engagement.yaml").write_text(text, encoding="utf-8")
        assert not any(item for key, item in read_located(tmp_path / "engagement.yaml").value.items() if key != "format")
        assert check(tmp_path / "engagement.yaml", shipped().checklists)[0]


def test_a_first_questionnaire_has_every_question_open_and_says_how_to_answer(tmp_path: Path) -> None:
    text = made(None, Respondent.VENDOR)
    value = answers_in(tmp_path, answered(text, "2026-12-20"))
    assert list(value["answers"]) == [one.id for one in shipped().checklists.questions if one.respondent is Respondent.VENDOR]
    assert "last time" not in text
    assert not COMMENTED.search(text)
    assert "# Questions for Acme Research\n# Please answer by 2026-12-31.\n" in text
    facts = engagement_questionnaire(None, shipped().checklists, lang="fr", vendor=ACME)
    assert "la dernière fois" not in facts
    assert "# - crown_jewel: " in facts


def test_only_what_is_asked_of_the_respondent_is_in_it() -> None:
    def asked(*ids: str) -> str | None:
        return questionnaire(None, ids, shipped().checklists, respondent=Respondent.VENDOR, lang="en", vendor=ACME)

    contract = next(one.id for one in shipped().checklists.questions if one.respondent is Respondent.CONTRACT)
    assert asked() is None
    assert asked(contract) is None
    text = asked(contract, "ds_mfa")
    assert text is not None
    assert yaml.safe_load(text)["answers"] == {"ds_mfa": None}
    assert "Please answer by" not in text


def test_every_kind_of_answer_is_said_in_words(tmp_path: Path) -> None:
    case = copy.deepcopy(example(EXAMPLES[0]))
    on = case["response"]["answered_on"]
    answers = case["response"]["answers"] = {}
    vendors = [one for one in shipped().checklists.questions if one.respondent is Respondent.VENDOR]
    several = next(one for one in vendors if isinstance(one.scale, AnyOf) and one.knock_out is None)
    answers["ds_mfa"] = {"status": "answered", "value": 97.5}
    answers["ds_assurance_date"] = {"status": "answered", "value": "never"}
    answers[several.id] = {"status": "answered", "value": []}
    answers["ds_physical"] = {"status": "not_applicable", "reason": "no office"}
    answers["ds_independent_assurance"] = {"status": "unknown", "note": "a # b: c"}
    text = made(case, Respondent.VENDOR)
    said = re.findall(r"# last time: (.*) — remove the # to\s+#? ?confirm\n *#(\w+)", text)
    assert {id: words for words, id in said} == {
        "ds_mfa": "97.5 (%)",
        "ds_assurance_date": "No independent report or audit so far",
        several.id: "none of these",
        "ds_physical": "does not apply",
        "ds_independent_assurance": "not known",
    }
    value = answers_in(tmp_path, answered(COMMENTED.sub(CONFIRMED, text), on))["answers"]
    assert value["ds_independent_assurance"] == {"status": "unknown", "note": "a # b: c"}
    assert value["ds_mfa"] == 97.5


def marked(checklists: Checklists, marker: Marker, respondent: Respondent) -> Checklists:
    """The checklists with everything marked that may not be in the respondent's file."""

    def text(_: object = None) -> dict[str, str]:
        return {"en": marker.mark(), "fr": marker.mark()}

    def question(one: Question) -> Question:
        hidden: dict[str, Any] = {"why": text(), "finding": text(), "remediation": text(), "weight": marker.random.random(), "effort": 3}
        hidden |= {"threats": (marker.mark(),), "references": (marker.mark(),), "applies_when": marker.mark(), "section": marker.mark()}
        if isinstance(one.scale, OneOf | AnyOf):
            options = tuple(
                replace(option, score=marker.random.random(), value=marker.mark(), text=text())
                if option.auditor_only
                else replace(option, score=marker.random.random())
                for option in one.scale.options
            )
            hidden["scale"] = replace(one.scale, options=options)
        if one.respondent is not respondent:
            hidden |= {"id": f"{one.id}_{marker.mark()}", "text": text()}
        return replace(one, **hidden)

    lists = tuple(
        replace(one, questions=tuple(map(question, one.questions)), rules=(), version=marker.mark()) for one in checklists.checklists
    )
    facts = tuple(replace(fact, id=f"{fact.id}_{marker.mark()}", text=text()) for fact in checklists.engagement)
    return replace(checklists, checklists=lists, engagement=facts)


def test_a_vendor_is_not_told_who_answered_for_others() -> None:
    case = copy.deepcopy(example(EXAMPLES[0]))
    case["response"]["respondents"] = [{"id": "ours", "name": "Client Person"}, {"id": "theirs", "name": "Vendor Person"}]
    case["response"]["answers"] = {
        "ip_nda_entity": {"status": "answered", "value": "signed_late", "by": "ours"},
        "ds_mfa": {"status": "answered", "value": 97, "by": "ours"},
        "ds_bcp": {"status": "answered", "value": ["plan"], "by": "theirs"},
    }
    text = made(case, Respondent.VENDOR)
    assert "  #ds_mfa: 97\n" in text
    assert "  #ds_bcp: {value: [plan], by: theirs}\n" in text
    assert "Vendor Person" in text
    assert "ours" not in re.findall(r"\w+", text)
    assert "Client Person" not in text
    assert "Client Person" in made(case, Respondent.CONTRACT)


def all_marked(path: Path, marker: Marker) -> tuple[dict[str, Any], Checklists, Vendor]:
    """A case with its checklists and vendor, everything marked in them that may not be in the vendor's file."""
    case = copy.deepcopy(example(path))
    checklists = marked(shipped().checklists, marker, Respondent.VENDOR)
    own = carried(case, Respondent.VENDOR)
    cited = {citation.split("#")[0] for answer in own.values() for citation in answer.get("evidence", ())}
    case["engagement"], case["reviews"] = marker.marked(case["engagement"]), marker.marked(case["reviews"])
    response = case["response"]
    response["declaration"] = marker.marked(response.get("declaration"))
    response["answers"] = {id: own.get(id) or marker.marked(item) for id, item in response["answers"].items()}
    response["evidence"] = {id: item if id in cited else marker.marked(item) for id, item in response["evidence"].items()}
    names = {answer.get("by") for answer in own.values()}
    response["respondents"] = [person if person["id"] in names else marker.marked(person) for person in response["respondents"]]
    hidden = {id: item for id, item in response["answers"].items() if id not in own and checklists.question.get(id)}
    for id in hidden:  # an answer that only an auditor states: its marked value belongs to no respondent
        values = [option.value for option in checklists.question[id].scale.options if option.auditor_only]  # type: ignore[union-attr]
        response["answers"][id] = {**response["answers"][id], "value": values[0]}
    return case, checklists, Vendor(marker.mark(), "Acme Research")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem if path.stem != "case" else path.parent.name)
def test_nothing_that_is_not_the_vendors_is_in_a_vendors_file(path: Path) -> None:
    texts = []
    for seed in (1, 2):
        marker = Marker(seed)
        case, checklists, vendor = all_marked(path, marker)
        text = questionnaire(case, frozenset(checklists.question), checklists, respondent=Respondent.VENDOR, lang="en", vendor=vendor)
        assert text is not None
        assert not [mark for mark in marker.marks if mark in text]
        assert "why:" not in text.casefold()
        texts.append(text)
    assert texts[0] == texts[1]


def test_the_search_finds_what_others_are_shown() -> None:
    marker = Marker(3)
    checklists = marked(shipped().checklists, marker, Respondent.CLIENT)
    text = questionnaire(None, frozenset(checklists.question), checklists, respondent=Respondent.CLIENT, lang="fr", vendor=ACME)
    assert text is not None
    assert [mark for mark in marker.marks if mark in text]
    assert "acme-research" in text


HOSTILE = st.text(
    st.sampled_from("ab #:{}[]\"'\\,\n\t-?&*!|>%@`~\u2028\u2029\u00a0\u200b\u00ad\U000e0001😀é\u0301\ufeff") | st.characters(codec="utf-8"),
    max_size=40,
)


def storable(text: str, *, line: bool) -> str:
    """As the reader stores it: C0 controls are refused there, other harmful characters removed."""
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\ufeff\ufffe\uffff]" if not line else r"[\x00-\x1f\ufeff\ufffe\uffff]", "", text)
    return cleaned(kept) if cleaned(kept).strip() else "x"


@QUICK
@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_that_was_written_breaks_out_of_its_comment(
    tmp_path_factory: pytest.TempPathFactory, note: str, title: str, name: str
) -> None:
    note, title, name = storable(note, line=False), storable(title, line=True), storable(name, line=True)
    case = {
        "response": {
            "respondents": [{"id": "no", "name": name}],
            "evidence": {"null": {"kind": "idp_report", "title": title, "file": title}},
            "answers": {"ds_mfa": {"status": "answered", "value": 97, "by": "no", "evidence": [f"null#{title}"], "note": note}},
        }
    }
    if not title.strip():
        return
    text = questionnaire(case, ["ds_mfa"], shipped().checklists, respondent=Respondent.VENDOR, lang="en", vendor=Vendor("a", name))
    assert text is not None
    base = tmp_path_factory.getbasetemp()
    untouched = answers_in(base, answered(text, "2026-12-20"))
    assert [untouched[key] for key in ("respondents", "evidence", "declaration", "answers")] == [None, None, None, None]
    assert untouched.keys() == {"format", "answered_on", "respondents", "evidence", "declaration", "answers"}
    value = answers_in(base, answered(COMMENTED.sub(CONFIRMED, text), "2026-12-20"))
    assert value["respondents"] == case["response"]["respondents"]
    assert value["evidence"] == case["response"]["evidence"]
    assert value["answers"] == {"ds_mfa": {"value": 97, "by": "no", "evidence": [f"null#{title}"], "note": note}}


@QUICK
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**52), 2**52) | HOSTILE.map(lambda text: storable(text, line=False)),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HOSTILE.map(lambda text: storable(text, line=True)), inner, max_size=3),
        max_leaves=8,
    )
)
def test_a_value_on_one_line_reads_back(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    text = flow({"value": value})
    assert len(text.splitlines()) == 1
    path = tmp_path_factory.getbasetemp() / "flow.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_located(path).value == {"value": value}
    assert read(path).problems == ()


def test_words_are_there_in_both_languages_and_for_every_kind_of_fact() -> None:
    assert WORDS["en"].keys() == WORDS["fr"].keys()
    kinds = {kind.value for kind in FactKind}
    worded = {"enum": "one_of", "multi": "several", "integer": "whole", "number": "fact_number", "date": "fact_date"}
    assert {worded.get(kind, kind) for kind in kinds} <= WORDS["en"].keys()
    for word, text in WORDS["en"].items():
        assert set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", text)) == set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", WORDS["fr"][word])), word
