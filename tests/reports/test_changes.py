"""The change since an older assessment as reports show it: it adds up, is said in both languages, and belongs to its assessment."""

from __future__ import annotations

import copy
import functools
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any, cast

import pypdf
import pytest

from kporisk import resources
from kporisk.assessment.assess import assess
from kporisk.documents.cases.normal import normal_form
from kporisk.documents.cases.reader import read_case
from kporisk.documents.files.digest import canonical
from kporisk.documents.results.assessment import assessment_document
from kporisk.errors import RenderingError
from kporisk.model.case import Answer, Case, Citation, Evidence, Outcome, Review, Status
from kporisk.reports.changed import Changes
from kporisk.reports.changes import changes, signed
from kporisk.reports.edition import Audience, Edition
from kporisk.reports.imprint import imprint
from kporisk.reports.reading import Reading, read
from kporisk.reports.render import html, pdf
from kporisk.reports.setting import environment
from kporisk.reports.speech import speech
from kporisk.reports.text import text
from kporisk.reports.views import VIEWS, View
from kporisk.workflow.change import Previous, between, since
from tests.cli.command import EXAMPLES
from tests.reports.shortened import shortened
from tests.reports.test_render import HOSTILE, structure
from tests.worlds import shipped

FOLDER = resources.folder("report_templates")
OLD_DAY, NEW_DAY = date(2026, 11, 24), date(2027, 5, 24)

Document = Mapping[str, Any]


@functools.cache
def _old() -> Case:
    return read_case(EXAMPLES / "analytics-firm/case.yaml", shipped().checklists)


def _second_round(old: Case) -> Case:
    """Half a year on: two answers given, one better, one worse, a certificate renewed and accepted, more people with access."""
    answers = dict(old.response.answers)
    answers["ip_local_formalities"] = Answer(Status.ANSWERED, "yes")
    answers["ip_cooling_off"] = Answer(Status.ANSWERED, 12)
    answers["ds_mfa"] = replace(answers["ds_mfa"], value=97)
    answers["ds_independent_assurance"] = replace(answers["ds_independent_assurance"], evidence=(Citation("iso2"),))
    renewed = Evidence(
        "iso2", "iso_certificate", "Certificat ISO/IEC 27001 renouvelé", date(2026, 12, 1), date(2029, 11, 30), None, "ab" * 32
    )
    review = Review("iso2", ("ds_independent_assurance",), Outcome.ACCEPTED, "Camille Rostand", date(2027, 5, 20))
    return replace(
        old,
        engagement={**old.engagement, "headcount": 120},
        response=replace(old.response, answers=answers, evidence={**old.response.evidence, "iso2": renewed}, answered_on=date(2027, 5, 12)),
        reviews=replace(old.reviews, evidence=(*old.reviews.evidence, review)),
    )


def _document(case: Case, day: date) -> dict[str, Any]:
    return assessment_document(assess(shipped().checklists, shipped().method, case, day))


@functools.cache
def _pair() -> tuple[Document, Document]:
    """The new assessment and how it was come by."""
    return copy.deepcopy(_computed())


@functools.cache
def _computed() -> tuple[Document, Document]:
    new = _second_round(_old())
    old = Previous("old.json", _document(_old(), OLD_DAY), canonical(normal_form(_old())))
    return _document(new, NEW_DAY), between(old, new, shipped(), as_of=NEW_DAY)


def _reading(document: Document, lang: str = "en") -> Reading:
    return read(document, speech(lang, (FOLDER,)))


def _made(lang: str = "en", document: Document | None = None) -> Changes:
    assessment, change = _pair()
    return changes(_reading(assessment, lang), document or change)


def _number(shown: str) -> float:
    return float(shown.replace("−", "-").replace(",", "."))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_table_adds_up_to_the_difference(lang: str) -> None:
    made = _made(lang)
    for told in ("told", "proven"):
        stages = sum(_number(getattr(stage, told)) for stage in made.stages)
        assert abs(stages - _number(getattr(made, told))) <= 0.005 * (len(made.stages) + 1)
        for stage in made.stages:
            lines = sum(_number(getattr(reason, told)) for reason in stage.reasons)
            assert abs(lines - _number(getattr(stage, told))) <= 0.005 * (len(stage.reasons) + 1)


def test_each_stage_tells_what_it_changed() -> None:
    made = _made()
    assert [stage.title for stage in made.stages] == [
        "The passing of time",
        "Facts of the engagement and depth",
        "Answers, evidence and reviews",
    ]
    last = {reason.cause: reason for reason in made.stages[-1].reasons}
    assert last["Evidence accepted"].detail == "Certificat ISO/IEC 27001 renouvelé"
    assert (last["Answer changed"].detail, last["Answer changed"].domain) == ("100% → 97%", "Data security")
    assert last["Answered"].detail.startswith("Not known → ")
    assert last["Domain weighs differently"].detail == "its questions weigh differently among themselves"
    assert [reason.cause for reason in made.stages[1].reasons][-1] == ""
    assert "further lines of less than 0.05 points each" in made.stages[1].reasons[-1].subject


def test_the_general_counsel_reads_it_in_a_few_words() -> None:
    made = _made()
    assert made.since == "Since 24 November 2026"
    scores, items, most = made.brief
    assert re.fullmatch(r"[\d.]+ → [\d.]+ as proven \([+−][\d.]+\), [\d.]+ → [\d.]+ as told \([+−][\d.]+\)\.", scores)
    numbers = [_number(one) for one in re.findall(r"[+−]?[\d.]*\d", scores)]
    assert [round(numbers[1] - numbers[0], 1), round(numbers[4] - numbers[3], 1)] == [numbers[2], numbers[5]]
    assert re.fullmatch(r"\d new findings?, \d closed, \d carried over\.", items)
    assert most.startswith("What weighed most (")


def test_a_tier_that_moved_is_said() -> None:
    assessment, change = _pair()
    moved = copy.deepcopy(dict(change))
    for old, words in (("high", "rose from HIGH to CRITICAL"), ("low", "rose from LOW to CRITICAL")):
        moved["old"]["tier"] = {"told": old, "proven": old}
        assert any(words in text for text in _made(document=moved).brief)
    lighter = copy.deepcopy(dict(assessment))
    lighter["tier"]["proven"] = moved["new"]["tier"]["proven"] = "low"
    moved["old"]["tier"]["proven"] = "high"
    assert any("fell from HIGH to LOW" in text for text in changes(_reading(lighter), moved).brief)


def test_findings_and_requests_lead_to_their_places() -> None:
    assessment, change = _pair()
    made = _made()
    page = structure(html(assessment, change=change))
    targets = {entry.target for group in made.groups for entry in group.entries if entry.target}
    assert targets and targets <= set(page.ids)
    titles = [group.title for group in made.groups]
    assert f"New findings ({len(change['findings']['new'])})" in titles
    assert f"Requests closed ({len(change['requests']['closed'])})" in titles
    closed = next(group for group in made.groups if group.title.startswith("Requests closed"))
    assert {entry.about for entry in closed.entries} <= {"settled", "now a finding from the answer", "now a request to show it"}
    shifted = next(group for group in made.groups if group.title.startswith("Requests carried over"))
    assert "was a request for an answer" in " ".join(entry.about for entry in shifted.entries)


def test_all_that_can_change_is_worded() -> None:
    """What the example does not show: floors, sources, constants, closed for good, and every direction."""
    _, change = _pair()
    made = copy.deepcopy(dict(change))
    text = {"en": "One", "fr": "Un"}
    held = {"outcome": "fires", "floor": "high"}
    made["floors"] = [
        {"rule": "a", "sentence": text, "domain": "d", "before": None, "after": held},
        {"rule": "b", "sentence": text, "domain": "d", "before": {"outcome": "possible", "floor": "critical"}, "after": None},
    ]
    made["engagement"] = [{"id": "x", "text": text, "before": None, "after": text}]
    version = {"version": "1.0.0", "sha256": "ab" * 32}
    made["sources"] = [
        {"kind": "method", "id": "", "before": version, "after": {**version, "version": "2.0.0"}},
        {"kind": "checklist", "id": "legal", "before": version, "after": {**version, "sha256": "cd" * 32}},
        {"kind": "checklist", "id": "rnd", "before": None, "after": version},
        {"kind": "territories", "id": "", "before": {**version, "version": "2026-10"}, "after": {**version, "version": "2027-01"}},
    ]
    item = {"id": "z", "severity": "major", "basis": "stated", "title": text, "domain": "d", "question": None, "rule": None}
    made["findings"]["closed"] = [{**item, "became": None, "asked": False}, {**item, "became": None, "asked": True}]
    made["findings"]["carried"] = [
        {**item, "shift": "graver", "was": {"severity": "minor", "basis": "stated"}},
        {**item, "shift": "lighter", "was": {"severity": "high", "basis": "rule"}},
    ]
    made["domains"] = [
        {**made["domains"][0], "direction": "new", "before": None},
        {**made["domains"][0], "direction": "gone", "after": None},
    ]
    line = made["steps"][0]["lines"][0]
    none = {"told": 0.0, "proven": 0.0}
    side = {**line["after"], "weight": 4}
    made["steps"].append(
        {
            **made["steps"][0],
            "step": "content",
            "points": none,
            "lines": [
                {**line, "points": none, "cause": "reweighed", "evidence": [], "before": side, "after": {**side, "weight": 5}},
                {**line, "points": none, "cause": "reweighed", "evidence": [], "before": side, "after": side},
                {**line, "points": none, "cause": "newly_asked", "evidence": [], "before": None},
            ],
        }
    )
    shown = _made(document=made)
    assert [(one.before, one.after) for one in shown.floors] == [
        ("does not hold it", "met, not below HIGH"),
        ("cannot be excluded, not below CRITICAL as proven", "does not hold it"),
    ]
    assert [(one.before, one.after) for one in shown.facts] == [("not stated", "One")]
    assert [(one.name, one.before, one.after) for one in shown.sources] == [
        ("Scoring method", "1.0.0", "2.0.0"),
        ("Checklist legal", f"1.0.0, SHA-256 {'ab' * 6}", f"1.0.0, SHA-256 {'cd' * 6}"),
        ("Checklist rnd", "–", "1.0.0"),
        ("Table of countries", "October 2026", "January 2027"),
    ]
    abouts = [entry.about for group in shown.groups if "indings" in group.title for entry in group.entries]
    assert abouts[-4:] == ["no longer asked", "settled", "graver, was Minor", "lighter, was High; was a finding by a rule"]
    assert [one.direction for one in shown.domains] == ["now asked", "no longer asked"]
    assert shown.domains[0].told.startswith("– → ")
    assert "3 further lines" in shown.stages[-1].reasons[0].subject
    assert "What changed" in html(_pair()[0], change=made)


def test_nothing_changed_is_said() -> None:
    assessment, _ = _pair()
    made = changes(_reading(assessment), since(Previous("old.json", assessment), assessment))
    assert (made.stages, made.heaviest, made.domains, made.groups) == ((), (), (), ())
    assert made.brief[0].endswith("as told (0.0).")
    assert "Nothing moved the score." in html(assessment, change=since(Previous("old.json", assessment), assessment))


def test_no_finding_before_nor_after_is_said() -> None:
    _, change = _pair()
    made = copy.deepcopy(dict(change))
    made["findings"] = made["requests"] = {"new": [], "closed": [], "carried": []}
    assert _made(document=made).counts == ("There was no finding, and there is none.", "There was no request, and there is none.")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: made["new"]["score"].update(told=made["new"]["score"]["told"] + 0.1),
        lambda made: made["vendor"].update(id="another"),
        lambda made: made["points"].update(proven=made["points"]["proven"] + 0.1),
        lambda made: made["steps"][0]["lines"].pop(),
    ],
)
def test_a_change_of_something_else_is_refused(spoil: Any) -> None:
    made = copy.deepcopy(dict(_pair()[1]))
    spoil(made)
    with pytest.raises(RenderingError, match="compare"):
        _made(document=made)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_section_is_whole_and_nothing_is_markup(lang: str) -> None:
    assessment, change = _pair()
    plain, hostile = dict(assessment), copy.deepcopy(dict(change))
    for step in hostile["steps"]:
        for line in step["lines"]:
            line["evidence"] = [HOSTILE for _ in line["evidence"]]
            for side in (line["before"], line["after"]):
                if side is not None and side["value_text"] is not None:
                    side["value_text"] = {"en": HOSTILE, "fr": HOSTILE}
    harmless, attacked = (
        structure(html(plain, edition=Edition((lang,)), change=change)),
        structure(html(plain, edition=Edition((lang,)), change=hostile)),
    )
    assert (harmless.tags, harmless.attributes.keys()) == (attacked.tags, attacked.attributes.keys())
    assert harmless.ids == attacked.ids
    wanted = ["counsel", "control", "change", "domains"]
    assert [id for id in harmless.ids if id in wanted] == wanted
    assert len(harmless.ids) == len(set(harmless.ids))
    assert {value[1:] for value in harmless.attributes["href"]} <= set(harmless.ids)


def test_the_template_stands_alone_and_every_figure_and_table_is_described() -> None:
    reading = _reading(_pair()[0], "fr")
    template = environment((FOLDER,)).get_template("changes.html.j2")
    shown = imprint(Edition(("fr",)), reading.speech, logo="")
    body = template.render(change=_made("fr"), say=reading.speech.say, at=lambda name: name, imprint=shown)
    assert body.count("<svg") == body.count("<title>") == 1
    assert body.count('class="lines') == body.count("<thead>")
    assert "24 novembre 2026" in unescape(body)


def test_without_a_change_the_report_says_nothing_of_one() -> None:
    page = html(_pair()[0])
    assert 'id="change"' not in page and 'class="since"' not in page


def test_on_paper_the_general_counsel_still_has_one_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    short = replace(VIEWS[Audience.LEGAL], sections=("counsel", "control", "findings", "requests"))
    monkeypatch.setitem(cast(dict[Audience, View], VIEWS), Audience.LEGAL, short)
    assessment, change = _pair()
    printed = pdf(assessment, edition=Edition(("fr",)), change=change, templates=(shortened(tmp_path),))
    said = [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(printed)).pages[:3]]
    words = speech("fr", (FOLDER,))
    assert words.say("counsel.title") in said[0] and words.say("change.since", date=words.day("2026-11-24")) in said[0]
    assert words.say("counsel.limits")[:40] in said[0]
    assert words.say("change.title") in said[2]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [40, 80])
def test_the_terminal_tells_it_within_its_width(lang: str, width: int) -> None:
    assessment, change = _pair()
    lines = text(assessment, lang=lang, width=width, colour=False, change=change).splitlines()
    words = speech(lang, (FOLDER,))
    assert max(map(len, lines)) <= width
    joined = " ".join(" ".join(lines).replace("─", " ").split())
    assert words.say("change.since", date=words.day("2026-11-24")) in joined
    assert _made(lang).brief[0].replace("\u00a0", " ") in joined
    more = _made(lang).count_of_reasons - 6
    assert words.count("terminal.change.more", more) in joined


def test_a_short_change_has_no_further_lines() -> None:
    assessment, _ = _pair()
    said = text(assessment, lang="en", width=80, colour=False, change=since(Previous("old.json", assessment), assessment))
    assert "further line" not in said and "What moved the score most" not in said


def test_a_difference_that_rounds_to_nothing_has_no_sign() -> None:
    reading = _reading(_pair()[0])
    assert [signed(reading, value) for value in (0.004, -0.004, 0.006, -1.5)] == ["0.00", "0.00", "+0.01", "−1.50"]
