"""The summary: two pages, whatever was found; and what a general counsel's edition leaves out."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Mapping
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from kporisk import resources
from kporisk.errors import RenderingError
from kporisk.reports import press
from kporisk.reports.archive import Attachment
from kporisk.reports.discretion import digest, without_internal_notes
from kporisk.reports.edition import Audience, Edition, SignOff
from kporisk.reports.reading import read
from kporisk.reports.render import html, pdf
from kporisk.reports.speech import speech
from kporisk.reports.summary import FIRST, overview
from kporisk.seal.differences import page_texts
from kporisk.workflow.assess import assess_file
from tests.reports.report_factory import document
from tests.reports.shortened import shortened
from tests.worlds import shipped

FOLDER = resources.folder("report_templates")
EXAMPLES = resources.folder("checklists") / "examples"
CASES = sorted(str(path.relative_to(EXAMPLES)) for path in (*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*/case.yaml")))
EXTREMES: Mapping[str, dict[str, Any]] = {
    "one word of 120": {"vendor": "W" * 120},
    "scripts": {"vendor": "देवनागरी अनुसंधान प्राइवेट लिमिटेड Ελληνική Εταιρεία Київський Дім Łódź"},
    "nothing answered": {"answered": 0.0, "least_weight": 0, "modules": ("rnd", "legal", "medical")},
    "all weak": {"answered": 1.0, "quality": 0.0},
    "all good and shown": {"answered": 1.0, "quality": 1.0, "shown": 1.0},
}


def pages(data: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", text) for text in page_texts(data)]


def held(made: Mapping[str, Any], *languages: str) -> None:
    texts = pages(pdf(made, edition=Edition(languages, Audience.SUMMARY)))
    assert len(texts) == 2 * len(languages)
    for place, lang in enumerate(languages):
        words = speech(lang, (FOLDER,))
        first, second = texts[2 * place], texts[2 * place + 1]
        assert words.say("counsel.title") in first and words.say("counsel.limits")[:40] in first
        assert words.say("summary.title") in second and words.say("summary.whole")[-20:] in second
        for number, text in enumerate((first, second), 2 * place + 1):
            assert words.say("marking") in text and words.say("state.draft.word") in text
            assert f"{words.say('document.page')} {number} {words.say('document.page_of')} {len(texts)}" in text


@pytest.mark.parametrize("case", CASES)
def test_each_example_has_two_pages_in_each_language(case: str) -> None:
    held(assess_file(EXAMPLES / case, shipped(), as_of=date(2026, 11, 24)), "fr", "en")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_have_two_pages_too(name: str, lang: str) -> None:
    made = copy.deepcopy(document(**EXTREMES[name]))
    made["engagement"].update(relation="freelance_platform", contract_stage="live")
    made.update(declared=False, declaration=None, waivers=[{"rule": "x", "reason": "r", "approver": "a", "until": "2027-01-01"}])
    for item in (*made["findings"], *made["requests"]):
        item["title"] = {key: f"{text}, {text}, {text}" for key, text in item["title"].items()}
    for domain in made["domains"]:
        domain["title"] = {key: f"{text}, {text}" for key, text in domain["title"].items()}
    held(made, lang)


def test_what_can_never_fit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.yaml").write_text("summary: {whole: '" + "far too much to say. " * 900 + "'}\n", encoding="utf-8")
    with pytest.raises(RenderingError, match="does not fit on one page"):
        pdf(document(most=1, modules=()), edition=Edition(("en",), Audience.SUMMARY), templates=(tmp_path,))


def test_in_one_language_it_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[str] = []
    inner = press._laid_out

    def counted(text: str, sheet: press.Sheet) -> Any:
        times.append(text)
        return inner(text, sheet)

    monkeypatch.setattr(press, "_laid_out", counted)
    pdf(document(most=1, modules=()), edition=Edition(("en",), Audience.SUMMARY))
    assert len(times) == 1


def test_it_leads_nowhere_and_carries_nothing_but_a_digest() -> None:
    made = document(most=4)
    data = pdf(made, edition=Edition(("en",), Audience.SUMMARY, prepared=SignOff("P. Reparer", date(2026, 11, 24))))
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert "/AF" not in opened.Root and not opened.attachments
        packet = opened.Root.Metadata.read_bytes().decode()
        assert not [page for page in opened.pages if "/Annots" in page]
    assert digest(made) in packet and "P. Reparer" in packet


def test_the_second_page_counts_what_it_does_not_list() -> None:
    made = document(answered=0.5, quality=0.3)
    shown = overview(read(made, speech("en", (FOLDER,))))
    assert len(shown.findings) == len(shown.requests) == FIRST and len(shown.rows) == len(made["domains"])
    assert shown.findings_lead.startswith(f"{len(made['findings'])} findings: ") and shown.findings_lead.endswith("The first 5:")
    for level in {finding["severity"] for finding in made["findings"]}:
        number = sum(finding["severity"] == level for finding in made["findings"])
        assert f"{number if number > 1 else 'one'} {level}" in shown.findings_lead
    nothing = copy.deepcopy(made)
    nothing.update(findings=[], requests=[])
    empty = overview(read(nothing, speech("en", (FOLDER,))))
    assert empty.findings_lead == "There is no finding." and empty.requests_lead == "There is nothing left to show or to answer."
    one = copy.deepcopy(made)
    one.update(findings=made["findings"][:1], requests=made["requests"][:1])
    assert overview(read(one, speech("en", (FOLDER,)))).findings_lead.startswith("One finding: one ")


# Legal: all but internal notes.


def noted() -> dict[str, Any]:
    """Notes of the vendor, of the contract's reader, of the client and the auditor on answers, and of a reviewer."""
    made = copy.deepcopy(document(most=4, answered=1.0, shown=1.0))
    answered = [question for question in made["questions"] if question["status"] == "answered" and question["evidence"]]
    for question, respondent in zip(answered, ("vendor", "contract", "client", "auditor"), strict=False):
        question.update(respondent=respondent, note=f"note by the {respondent}")
    answered[0]["evidence"][0]["reviews"] = [
        {"outcome": "accepted", "by": "A. Laurent", "on": "2026-11-22", "note": "note by the reviewer"}
    ]
    return made


INTERNAL_NOTES = ("note by the client", "note by the auditor", "note by the reviewer")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_legal_prints_no_internal_note_and_says_so(lang: str) -> None:
    made = noted()
    legal, internal = (unescape(html(made, edition=Edition((lang,), audience))) for audience in (Audience.LEGAL, Audience.INTERNAL))
    for note in INTERNAL_NOTES:
        assert note in internal and note not in legal
    for note in ("note by the vendor", "note by the contract"):
        assert note in legal
    assert "A. Laurent" in legal
    words = speech(lang, (FOLDER,))
    assert words.count("answers.notes_left_out", without_internal_notes(made)[1]) in legal
    assert words.count("answers.notes_left_out", without_internal_notes(made)[1]) not in internal


def test_legal_says_that_the_attached_case_holds_the_notes(tmp_path: Path) -> None:
    attachments, templates = (Attachment("case.json", b"{}", "case"),), (shortened(tmp_path, whole=("answers",)),)
    text = " ".join(pages(pdf(noted(), edition=Edition(("en",)), attachments=attachments, templates=templates)))
    assert "they stand only in the attached case" in text
    assert not [note for note in INTERNAL_NOTES if note in text]


def test_legal_prints_no_contradiction_that_may_quote_an_internal_note() -> None:
    made = noted()
    by = {question["note"]: question["id"] for question in made["questions"] if question["note"]}
    made["warnings"] = [
        {"source": "response", "pointer": "$.response.answers.x", "message": {"en": f"quotes {whose}", "fr": f"cite {whose}"}, **about}
        for whose, about in (
            ("the note of the client", {"questions": [by["note by the vendor"], by["note by the client"]]}),
            ("the note of the vendor", {"questions": [by["note by the vendor"]]}),
            ("the note of nobody", {}),
        )
    ]
    legal, internal = (unescape(html(made, edition=Edition(("en",), audience))) for audience in (Audience.LEGAL, Audience.INTERNAL))
    assert "quotes the note of the client" in internal and "quotes the note of the client" not in legal
    assert all(f"quotes {whose}" in legal and f"quotes {whose}" in internal for whose in ("the note of the vendor", "the note of nobody"))


def test_without_an_internal_note_nothing_is_said() -> None:
    made, left_out = without_internal_notes(noted())
    assert left_out >= 3 and without_internal_notes(made)[1] == 0
    assert "not printed in this edition" not in html(made, edition=Edition(("en",)))


def test_the_waivers_reason_stays() -> None:
    made = noted()
    rule = next(rule for rule in made["rules"] if any(finding["rule"] == rule["id"] for finding in made["findings"]))
    rule["waiver"] = {"rule": rule["id"], "reason": "accepted for the pilot", "approver": "B", "until": "2027-01-01"}
    assert "accepted for the pilot" in html(made, edition=Edition(("en",)))
