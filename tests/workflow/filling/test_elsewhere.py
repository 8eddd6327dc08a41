"""What a vendor stated in somebody else's form stands beside our questions, can be cited, and answers nothing by itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kporisk.cli.interview_screen import Screen
from kporisk.documents.workbook.layout import QUESTIONS, at
from kporisk.model.checklist import Respondent
from kporisk.workflow.filling.interview import Interview
from tests.documents.external.forms import Said, caiq
from tests.documents.filled import Person, made
from tests.workspaces import NOON, VENDOR, Place, assessed_place

TODAY = date(2026, 11, 24)
SAID = (
    Said("HRS-10.1", "Yes", "No formal process yet."),
    Said("HRS-10.2", "NA"),
    Said("HRS-10.3", "No"),
    Said("HRS-10.4", "Yes"),
    Said("IAM-14.1", "Yes", "For all staff."),
    Said("IAM-14.2"),
)


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Place:
    place = assessed_place(tmp_path_factory, tmp_path / "place")
    ran = place.run("import", caiq(tmp_path / "caiq.xlsx", SAID), "--vendor", VENDOR, "--answered-on", "2026-03-01", "-q")
    assert ran.code == 0, ran.err
    return place


def shown(talk: Interview, id: str, lang: str = "en", width: int = 100) -> str:
    talk.go(id)
    return " ".join(" ".join(Screen(talk, lang, width=width, height=40).page()).split())


@pytest.mark.parametrize(("speaker", "says"), [(Respondent.VENDOR, "You say in"), (Respondent.AUDITOR, "They say in")], ids=str)
def test_an_interview_shows_it_with_its_source(place: Place, speaker: Respondent, says: str) -> None:
    with place.open() as workspace, Interview(workspace, VENDOR, speaker=speaker, only=None, depth=None, today=TODAY) as talk:
        assert f"{says} IAM-14.1 (CAIQv4.0.3, 2026-03-01): Yes: For all staff. · :e caiq#IAM-14.1" in shown(talk, "ds_mfa")
        assert "IAM-14.2" not in shown(talk, "ds_mfa"), "a blank row says nothing"
        page = shown(talk, "ip_nda_individual")
        assert f"{says} HRS-10.1" in page and "Also said elsewhere: HRS-10.4" in page
        assert ("dites en" if speaker is Respondent.VENDOR else "dit en") in shown(talk, "ds_mfa", "fr")
        assert not talk.draft.answers


def test_it_can_be_cited_and_is_attested_evidence(place: Place) -> None:
    with place.open() as workspace, Interview(workspace, VENDOR, speaker=Respondent.VENDOR, only=None, depth=None, today=TODAY) as talk:
        assert talk.speak("P. Raman", "security lead") is None
        for id in talk.sheet.order:
            talk.go(id)
            if id in talk.last:
                assert talk.confirm() is None
        talk.go("ds_mfa")
        assert talk.cite("caiq#IAM-14.1") is None
        talk.go("ds_mfa")
        assert talk.say("97") is None
        assert talk.record(at=NOON)
    ran = place.run("assess", VENDOR, "--no-record", "--format", "json")
    (mfa,) = [one for one in json.loads(ran.out)["questions"] if one["id"] == "ds_mfa"]
    (cited,) = mfa["evidence"]
    assert (cited["id"], cited["place"], cited["title"]) == ("caiq", "IAM-14.1", "CAIQv4.0.3")
    assert mfa["confidence"] == 0.6, "attested, as what was only said"
    assert cited["sha256"]


def test_a_workbook_shows_it_and_takes_the_citation_back(place: Place, tmp_path: Path) -> None:
    for langs, says in (("en", "You say in IAM-14.1 (CAIQv4.0.3, 2026-03-01): Yes: For all staff."), ("fr,en", "Vous dites en IAM-14.1")):
        ran = place.run("workbook", VENDOR, "-o", tmp_path / f"{langs}.xlsx", "--lang", langs, "-q")
        assert ran.code == 0, ran.err
        person = Person(made(langs=tuple(langs.split(","))), (tmp_path / f"{langs}.xlsx").read_bytes())
        sheet, row = person.cells("ds_mfa")
        assert says in sheet.cell(row, at(QUESTIONS, "how") + 1).value
    person = Person(made(), (tmp_path / "en.xlsx").read_bytes())
    sheet, row = person.cells("caiq")
    assert sheet.cell(row, 3).value == "CAIQv4.0.3"
    person.write("ds_mfa", "answer", 97)
    person.write("ds_mfa", "cited", "caiq#IAM-14.1")
    person.write("answered_on", "entry", "2026-11-24")
    ran = place.run("import", person.saved(tmp_path / "back.xlsx"))
    assert ran.code == 0, ran.err
    with place.open() as workspace, Interview(workspace, VENDOR, speaker=Respondent.VENDOR, only=None, depth=None, today=TODAY) as talk:
        assert talk.last["ds_mfa"]["evidence"] == ["caiq#IAM-14.1"]
        assert talk.start.said["evidence"]["caiq"]["kind"] == "standard_questionnaire"


def test_a_form_shows_it_in_the_language_that_is_read(place: Place, tmp_path: Path) -> None:
    ran = place.run("form", VENDOR, "-o", tmp_path / "form.html", "--lang", "en,fr", "-q")
    assert ran.code == 0, ran.err
    text = (tmp_path / "form.html").read_text(encoding="utf-8")
    assert "You say in IAM-14.1 (CAIQv4.0.3, 2026-03-01): Yes: For all staff." in text and "Vous dites en IAM-14.1" in text
