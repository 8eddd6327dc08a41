"""The vendor edition: nothing in it, anywhere in the file, depends on what a vendor may not see."""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kporisk import resources
from kporisk.assessment.assess import assess
from kporisk.documents.results.assessment import assessment_document
from kporisk.errors import RenderingError, UsageError
from kporisk.reports import render, views
from kporisk.reports.archive import Attachment
from kporisk.reports.discretion import digest, discreet
from kporisk.reports.edition import Anchor, Audience, Edition, SignOff, edition_document, edition_from
from kporisk.reports.render import html, pdf
from kporisk.reports.speech import speech
from kporisk.reports.vendor import FORMAT, for_vendor
from kporisk.seal.differences import page_texts
from kporisk.workflow.assess import assess_file
from tests import worlds
from tests.reports.canaries import canaried, everything_in
from tests.reports.report_factory import document
from tests.shared import printed_once
from tests.worlds import shipped

DAY = date(2026, 11, 24)
EXAMPLES = resources.folder("checklists") / "examples"
CASES = sorted(str(path.relative_to(EXAMPLES)) for path in (*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*/case.yaml")))
LANGUAGES = (("en",), ("fr",), ("en", "fr"))
PEOPLE = ("Qprepared Z", "Qreviewed Z", "Qapproved Z")


@functools.cache
def assessed(case: str) -> Mapping[str, Any]:
    return assess_file(EXAMPLES / case, shipped(), as_of=DAY)


def edition(*languages: str) -> Edition:
    prepared, reviewed, approved = (SignOff(name, DAY) for name in PEOPLE)
    return Edition(languages, Audience.VENDOR, prepared=prepared, reviewed=reviewed, approved=approved)


def trimmed(assessment: Mapping[str, Any], every: int = 9) -> dict[str, Any]:
    """The assessment with some of its questions, and every finding and request that needs no other: fewer pages, the same kinds."""
    kept = {question["id"] for question in assessment["questions"][::every]}
    made = dict(assessment)
    made["questions"] = [question for question in assessment["questions"] if question["id"] in kept]
    for name in ("findings", "requests"):
        made[name] = [one for one in assessment[name] if one["question"] is None or one["question"] in kept]
    return made


def body(text: str) -> str:
    """The HTML without its style, which is a constant and has fonts in it."""
    return unescape(re.sub(r"<style>.*?</style>", "", text, flags=re.S))


def leaks(text: str, marks: set[str]) -> set[str]:
    bare = re.sub(r"\s+", "", text)
    people = {"".join(name.split()) for name in PEOPLE}
    return {name for name in people if name in bare} | (marks & set(re.findall(r"Q\d{9}Z", bare)))


@pytest.mark.parametrize("case", CASES)
def test_nothing_hidden_stands_in_the_html_of_the_examples(case: str) -> None:
    one, marks = canaried(assessed(case), 1)
    other, others = canaried(assessed(case), 2)
    assert len(marks) > 500 and not marks & others
    assert for_vendor(one) == for_vendor(other) == for_vendor(assessed(case))
    for languages in LANGUAGES:
        text = html(one, edition=edition(*languages))
        assert not leaks(body(text), marks)
        assert text == html(assessed(case), edition=edition(*languages))


@pytest.mark.parametrize(("case", "languages"), [(case, LANGUAGES[number % 3]) for number, case in enumerate(CASES)])
def test_nothing_hidden_stands_anywhere_in_the_pdf_of_the_examples(case: str, languages: tuple[str, ...]) -> None:
    made = trimmed(assessed(case))
    one, marks = canaried(made, 3)
    with printed_once():  # that the same is printed for the same is tested elsewhere
        data = pdf(one, edition=edition(*languages))
        assert data == pdf(canaried(made, 4)[0], edition=edition(*languages))
    text = everything_in(data)
    assert not leaks(text, marks)
    assert digest(one) not in text and digest(made) not in text
    assert digest(for_vendor(one)) in text


@settings(max_examples=6, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
@given(worlds.cases())
def test_nothing_hidden_is_seen_in_any_world(case: Any) -> None:
    shipped = worlds.shipped()
    made = json.loads(json.dumps(assessment_document(assess(shipped.checklists, shipped.method, case, worlds.AS_OF))))
    one, marks = canaried(made, 5)
    redacted = for_vendor(one)
    assert redacted == for_vendor(made)
    assert not leaks(json.dumps(redacted, ensure_ascii=False), marks)
    assert not leaks(body(html(one, edition=edition("fr"))), marks)


def scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item)
    else:
        yield value


@pytest.mark.parametrize("case", CASES)
def test_the_redacted_document_holds_texts_alone_and_no_number(case: str) -> None:
    made = for_vendor(assessed(case))
    assert made["format"] == FORMAT and made["parts"]
    assert {type(one) for one in scalars(made)} <= {str, type(None)}


# The search itself: it finds what is let through on purpose, wherever that is.


def test_the_search_finds_a_note_that_a_redaction_lets_through(monkeypatch: pytest.MonkeyPatch) -> None:
    made, marks = canaried(trimmed(document()), 6)

    def careless(assessment: Mapping[str, Any]) -> dict[str, Any]:
        redacted = for_vendor(assessment)
        redacted["parts"][0]["items"][0]["questions"][0]["note"] = assessment["engagement_text"][0]["value_text"]["en"]
        return redacted

    monkeypatch.setattr(views, "for_vendor", careless)
    assert leaks(body(html(made, edition=edition("en"))), marks)
    assert leaks(everything_in(pdf(made, edition=edition("en"))), marks)


def test_the_search_finds_a_value_that_the_template_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made, marks = canaried(trimmed(document()), 6)
    (tmp_path / "vendor.html.j2").write_text(
        '{% extends "shipped/vendor.html.j2" %}{% block sheet_page %}<p id="sheet">{{ reading.document }}</p>{% endblock %}',
        encoding="utf-8",
    )
    with pytest.raises(RenderingError, match="reading"):
        html(made, edition=edition("en"), templates=(tmp_path,))
    view = views.VIEWS[Audience.VENDOR]
    leaky = views.View(
        view.template, view.sections, lambda reading, *rest: {**view.values(reading, *rest), "reading": reading}, linked=view.linked
    )
    monkeypatch.setattr(views, "VIEWS", {Audience.VENDOR: leaky})
    assert leaks(body(html(made, edition=edition("en"), templates=(tmp_path,))), marks)


def test_the_search_finds_names_and_digests_in_the_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = canaried(trimmed(document()), 6)
    monkeypatch.setattr(render, "discreet", lambda edition, **_: edition)
    assert leaks(everything_in(pdf(made, edition=edition("en"))), set()) == {"".join(name.split()) for name in PEOPLE}
    monkeypatch.setattr(render, "edition_data", lambda assessment, audience: assessment)
    assert digest(made) in everything_in(pdf(made, edition=edition("en")))


@pytest.mark.parametrize(
    "name", ["counsel", "cards", "requests", "answers", "engagement", "method", "control", "cover", "domains", "reading"]
)
def test_a_template_of_an_organisation_is_given_nothing_else(name: str, tmp_path: Path) -> None:
    (tmp_path / "vendor.html.j2").write_text(f"<main>{{{{ {name} }}}}</main>", encoding="utf-8")
    with pytest.raises(RenderingError, match=name):
        html(document(most=1, modules=()), edition=edition("en"), templates=(tmp_path,))


# What stands there, by kind.


def made_of(*, rule: Mapping[str, Any] | None = None, **entry: Any) -> dict[str, Any]:
    """A small assessment with one finding or request about two questions of the vendor's, one of the client's, one of the auditor's."""
    made = copy.deepcopy(document(most=2, modules=(), answered=1.0, quality=1.0))
    questions = [question for question in made["questions"] if question["status"] == "answered"][:4]
    for question, (id, respondent) in zip(questions, (("v1", "vendor"), ("v2", "vendor"), ("c1", "client"), ("a1", "vendor")), strict=True):
        question.update(id=id, respondent=respondent, auditor_only=id == "a1", note=None, evidence=[])
    made.update(questions=questions, findings=[], requests=[], rules=[])
    if rule is not None:
        made["rules"] = [{"id": "r", "because": [{"question": name, "value": None} for name in rule["because"]]}]
    said = {"en": "of the entry", "fr": "de l’entrée"}
    of_question = {
        "title": {"en": "of the question", "fr": "de la question"},
        "remediation": {"en": "do it", "fr": "à faire"},
        "references": [],
    }
    whole = {
        "id": "x",
        "basis": "rule",
        "question": None,
        "rule": None if rule is None else "r",
        "domain": questions[0]["domain"],
        "severity": "critical",
        "loss": {"told": 1.0, "proven": 1.0},
        "title": said,
        **entry,
    }
    if whole["basis"] in ("stated", "rule"):
        made["findings"] = [
            {
                **whole,
                "remediation": said,
                "references": ["ISO:2", "ISO:1"],
                "effort": 1,
                "own": of_question if rule and whole["question"] else None,
            }
        ]
    else:
        wanted = [{"kind": kind, "text": {"en": kind, "fr": kind}} for kind in ("zeta", "alpha")]
        made["requests"] = [{**whole, "evidence_wanted": wanted}]
    return made


def items(made: Mapping[str, Any]) -> list[tuple[str, str | None, list[str], list[str]]]:
    """Kind, title, questions and wanted kinds of each item."""
    return [
        (
            item["kind"],
            item["title"] and item["title"]["en"],
            [question["id"] for question in item["questions"]],
            [wanted["kind"] for wanted in item["evidence_wanted"]],
        )
        for part in for_vendor(made)["parts"]
        for item in part["items"]
    ]


def unanswered(made: dict[str, Any], *ids: str) -> dict[str, Any]:
    for question in made["questions"]:
        if question["id"] in ids:
            question.update(status="open", value=None, value_text=None)
    return made


def test_a_finding_of_a_rule_shows_where_all_that_it_read_is_the_vendors_own() -> None:
    assert items(made_of(rule={"because": ["v2", "v1"]})) == [("improve", "of the entry", ["v2", "v1"], [])]
    assert items(made_of(rule={"because": ["v1"]}, question="v1")) == [("improve", "of the entry", ["v1"], [])]


@pytest.mark.parametrize("other", ["c1", "a1", "engagement.remote_work", "derived.public_data_only"])
def test_else_its_question_speaks_for_itself(other: str) -> None:
    assert items(made_of(rule={"because": ["v1", other]}, question="v1")) == [("improve", "of the question", ["v1"], [])]
    assert items(unanswered(made_of(rule={"because": ["v1", other]}, question="v1"), "v1")) == [("answer", None, ["v1"], [])]
    assert not items(made_of(rule={"because": ["v1", other]}))
    assert not items(made_of(rule={"because": ["c1", "v1"]}, question="c1"))
    assert not items(made_of(rule={"because": ["a1", "v1"]}, question="a1"))


def test_a_possible_rule_asks_for_the_open_answers_of_the_vendor() -> None:
    possible = unanswered(made_of(rule={"because": ["v1", "v2"]}, basis="possible"), "v2")
    assert items(possible) == [("exclude", "of the entry", ["v1", "v2"], ["alpha", "zeta"])]
    with_facts = unanswered(made_of(rule={"because": ["v1", "derived.x", "v2", "c1"]}, basis="possible"), "v2", "c1")
    assert items(with_facts) == [("answer", None, ["v2"], [])]
    knock_out = unanswered(made_of(rule={"because": ["v1", "derived.x"]}, basis="possible", question="v1"), "v1")
    assert items(knock_out) == [("answer", None, ["v1"], ["alpha", "zeta"])]
    assert not items(made_of(rule={"because": ["v1", "derived.x"]}, basis="possible", question="v1"))


@pytest.mark.parametrize(("basis", "kind"), [("stated", "improve"), ("not_proven", "show"), ("open", "answer")])
def test_entries_about_one_question_are_shown_to_whom_it_was_asked(basis: str, kind: str) -> None:
    ((found, title, ids, wanted),) = items(made_of(basis=basis, question="v1"))
    assert (found, ids, wanted) == (kind, ["v1"], [] if kind == "improve" else ["alpha", "zeta"])
    assert title == ("of the entry" if kind == "improve" else None)
    assert not items(made_of(basis=basis, question="c1")) and not items(made_of(basis=basis, question="a1"))


def test_an_answer_given_unasked_is_quoted_and_one_never_given_is_not() -> None:
    made = made_of(rule={"because": ["v1", "v2"]})
    made["questions"][1]["status"] = "not_asked"
    assert items(made) == [("improve", "of the entry", ["v1", "v2"], [])]
    made["questions"][1].update(value=None, value_text=None)
    assert items(made) == [("improve", "of the entry", ["v1"], [])]


def test_an_assessment_of_an_older_version_is_refused() -> None:
    made = made_of(rule={"because": ["v1", "c1"]}, question="v1")
    made["findings"][0]["own"] = None
    with pytest.raises(RenderingError, match=r"lacks 'own'.*assess again"):
        for_vendor(made)
    del made["questions"][0]["auditor_only"]
    with pytest.raises(RenderingError, match="lacks 'auditor_only'"):
        for_vendor(made)


@pytest.mark.parametrize("case", CASES)
def test_items_follow_the_questionnaire(case: str) -> None:
    place = {question["id"]: number for number, question in enumerate(assessed(case)["questions"])}
    made = for_vendor(assessed(case))
    order = [place[item["questions"][0]["id"]] for part in made["parts"] for item in part["items"]]
    assert order == sorted(order)


def test_a_domain_that_was_not_asked_is_named_all_the_same() -> None:
    made = made_of(basis="stated", question="v1")
    made["domains"] = []
    assert for_vendor(made)["parts"][0]["title"] is None
    made["score"] = {"told": 0, "proven": 0}
    assert made["questions"][0]["domain"].replace("_", " ") in html(made, edition=edition("en"))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_says_you_and_asks_for_comments_and_a_signature(lang: str) -> None:
    made = trimmed(document(seed=9, quality=0.5))
    text = body(html(made, edition=edition(lang)))
    count = sum(len(part["items"]) for part in for_vendor(made)["parts"])
    assert count and text.count('<tr class="comments">') == count
    words = speech(lang, (resources.folder("report_templates"),))
    for key in ("title", "comments", "sheet", "name", "role", "date", "limits"):
        assert words.say(f"vendor_edition.{key}") in text
    assert not re.search(r'class="severity|class="band|class="bar', text)
    for stage in ("before", "live", "exit"):
        for name in ("approve", "approve_with_conditions", "remediate_first", "do_not_share", "insufficient"):
            assert f">{words.say(f'recommendation.{stage}.{name}')}<" not in text


def test_with_nothing_to_comment_it_says_so() -> None:
    made = made_of()
    made["findings"] = []
    text = html(made, edition=edition("en"))
    assert text.count("There is no point on which we need your comments") == 2


def test_no_comment_box_is_split_and_every_part_begins_with_an_item() -> None:
    made = trimmed(document(seed=9, quality=0.5), every=3)
    data = pdf(made, edition=edition("en"))
    pages = [re.sub(r"\s+", " ", text) for text in page_texts(data)]
    titles = [part["title"]["en"] for part in for_vendor(made)["parts"]]
    for title in titles:
        assert [text for text in pages[1:-1] if re.search(rf"{re.escape(title)}( · [\w ]+)? \d+ To ", text)], title


@pytest.mark.parametrize("names", [(), ("prepared",), ("reviewed",), ("prepared", "approved"), ("prepared", "reviewed", "approved")])
def test_its_edition_keeps_the_state_without_a_name_and_can_be_read_back(names: tuple[str, ...]) -> None:
    given = Edition(("fr",), Audience.VENDOR, **{name: SignOff(name.upper(), date(2026, 1, 1)) for name in names})  # type: ignore[arg-type]
    shown = discreet(given, day=DAY)
    assert shown.state is given.state and edition_from(edition_document(shown)) == shown == discreet(shown, day=DAY)
    assert discreet(replace(given, anchor=Anchor(1, "0f" * 32)), day=DAY) == shown
    text = json.dumps(edition_document(shown))
    assert "2026-01-01" not in text and not re.search("PREPARED|REVIEWED|APPROVED", text)
    whole = replace(given, audience=Audience.INTERNAL)
    assert discreet(whole, day=DAY) == whole


@pytest.mark.parametrize("audience", [Audience.VENDOR, Audience.SUMMARY])
def test_it_carries_no_attachment(audience: Audience) -> None:
    with pytest.raises(UsageError, match="carries no data"):
        pdf(document(most=1, modules=()), edition=Edition(("en",), audience), attachments=(Attachment("case.json", b"{}", "case"),))


def test_states_of_evidence_are_said_in_neutral_words() -> None:
    from kporisk.model.assessment import EvidenceState
    from kporisk.reports.vendor import STATES

    assert STATES.keys() == {state.value for state in EvidenceState}
    for lang in ("en", "fr"):
        words = speech(lang, (resources.folder("report_templates"),))
        for state in STATES.values():
            assert not re.search("review(er|ed by)|examinat|respond|répond", words.say(f"vendor_edition.state.{state}"))
