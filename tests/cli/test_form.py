"""`kporisk form`, and what a form gives taken back into the register."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kporisk.documents.files.digest import digest
from kporisk.errors import ExitCode
from tests.browser import chromium, needs_chromium, visiting
from tests.cli.command import run
from tests.cli.programme import VENDOR, Programme
from tests.documents.form.filling import data_in
from tests.shared import made_once


@pytest.fixture
def sent(programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vendor's form of the shared workspace."""

    def make(folder: Path) -> None:
        programme.ran("form", VENDOR, "-o", folder / "sent.html", "--lang", "en,fr", "--due", "2026-12-31", "-q")

    return made_once(tmp_path_factory, "sent-form", make) / "sent.html"


def given(sent: Path, folder: Path, *but: str, change: Callable[[dict[str, Any]], None] = lambda _: None, **answers: Any) -> Path:
    """What the form gives where every answer of last time is confirmed but some, and others are given."""
    data = data_in(sent.read_bytes())
    confirmed = [id for id in data["form"]["last"] if id not in (*but, *answers)]
    response = {
        "format": "kporisk.response/1",
        "answered_on": "2026-11-27",
        "respondents": data["people"],
        "evidence": data["evidence"],
        "answers": {id: data["last"][id] for id in confirmed} | answers,
    }
    document = {"format": data["format"], "form": data["form"], "confirmed": confirmed, "response": response}
    change(document)
    path = folder / "answers.json"
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return path


def test_out_and_back_as_a_workbook_goes(own_programme: Programme, sent: Path, tmp_path: Path) -> None:
    back = given(sent, tmp_path, "hc_leaver_hours", hc_attrition={"status": "answered", "value": 20})
    look = own_programme.json("import", back, "--dry-run")
    assert (look["vendor"], look["recorded"], look["changed"], look["removed"], look["unconfirmed"], look["new"]) == (
        VENDOR,
        False,
        ["hc_attrition"],
        ["hc_leaver_hours"],
        ["hc_leaver_hours"],
        [],
    )
    assert set(look["confirmed"]) == {*look["same"]} and len(look["same"]) > 50
    assert look["kept"] == {"contract": 24, "client": 23}
    assert "Recorded. To assess with it" in own_programme.ran("import", back)
    assert "All of it is in the register already" in own_programme.ran("import", back)


@needs_chromium
def test_what_the_browser_gives_is_taken_in(own_programme: Programme, sent: Path, tmp_path: Path) -> None:
    with chromium() as browser, visiting(browser) as visit:
        visit.go(sent)
        visit.page.fill("#answered_on", "2026-11-27")
        for id in data_in(sent.read_bytes())["form"]["last"]:
            if id not in ("hc_leaver_hours", "hc_attrition"):
                visit.page.evaluate("id => document.querySelector(`#q-${id} input[value=same]`).click()", id)
        visit.page.fill("#entry-hc_attrition", "20")
        document = visit.downloaded('[data-do="download"]')
        assert visit.complaints == [] and visit.requests[0] == sent.as_uri() and all(url.startswith("blob:") for url in visit.requests[1:])
    (tmp_path / "browser.json").write_text(json.dumps(document), encoding="utf-8")
    by_hand = own_programme.json(
        "import", given(sent, tmp_path, "hc_leaver_hours", hc_attrition={"status": "answered", "value": 20}), "--dry-run"
    )
    assert own_programme.json("import", tmp_path / "browser.json", "--dry-run") == by_hand


def test_mistakes_are_told_with_their_lines_and_nothing_is_recorded(programme: Programme, sent: Path, tmp_path: Path) -> None:
    back = given(sent, tmp_path, hc_attrition={"status": "answered", "value": "zqxcanary"})
    done = programme.run("import", back)
    assert done.code == ExitCode.INVALID_DOCUMENT and "zqxcanary" not in done.err
    assert re.search(r"answers\.json:\d+:\d*:? ?\$\.response\.answers\.hc_attrition\.value: ", done.err), done.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda document: document["form"].update(respondent="client"), "its part form is not as it was made"),
        (lambda document: document["form"].update(questions="x"), "its part form is not as it was made"),
        (lambda document: document.update(form=[]), "its part form is not as it was made"),
        (lambda document: document["response"]["answers"].update(hc_attritoin=3), "did you mean hc_attrition?"),
        (lambda document: document["response"]["answers"].update(ip_nda_entity="signed_before"), "was not sent with the question"),
        (lambda document: document["confirmed"].append("hc_nothing"), "no answer of last time stood there to confirm"),
        (lambda document: document.pop("response"), "response"),
        (lambda document: document["response"].update(answers={}), "no question is answered"),
        (lambda document: document["response"].update(answers=[1]), "$.response.answers"),
    ],
)
def test_what_was_changed_where_nobody_writes_is_refused(
    programme: Programme, sent: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    def only(document: dict[str, Any]) -> None:
        document["confirmed"].clear()
        change(document)

    done = programme.run("import", given(sent, tmp_path, change=only))
    assert done.code == ExitCode.INVALID_DOCUMENT and said in done.err, done.err


def test_a_form_of_another_vendor_or_workspace_is_refused(own_programme: Programme, sent: Path, tmp_path: Path) -> None:
    own_programme.ran("vendor", "add", "other", "--name", "Other", "-q")
    back = given(sent, tmp_path)
    done = own_programme.run("import", back, "--vendor", "other")
    assert done.code == ExitCode.USAGE and f"is the form of {VENDOR}, not of other" in done.err
    env = {"HOME": str(tmp_path)}
    assert run("init", tmp_path / "elsewhere", env=env, cwd=tmp_path).code == ExitCode.DONE
    done = run("import", back, env=env, cwd=tmp_path / "elsewhere")
    assert done.code == ExitCode.USAGE and "was made for another workspace" in done.err and "kporisk form VENDOR" in done.err


def test_a_form_of_earlier_checklists_keeps_what_is_still_an_answer(own_programme: Programme, sent: Path, tmp_path: Path) -> None:
    def earlier(document: dict[str, Any]) -> None:
        form = {key: value for key, value in document["form"].items() if key != "sha256"}
        form |= {"checklists": "0" * 64, "questions": [*form["questions"], "hc_gone"]}
        document["form"] = {**form, "sha256": digest(form)}
        document["response"]["answers"] |= {"hc_gone": {"status": "unknown"}, "hc_attrition": {"status": "answered", "value": "former"}}
        document["confirmed"].remove("hc_attrition")

    look = own_programme.json("import", given(sent, tmp_path, change=earlier), "--dry-run")
    pointers = [one["pointer"] for one in look["warnings"]]
    assert pointers[:2] == ["$.response.answers.hc_gone", "$.response.answers.hc_attrition"]
    assert "this form" in look["warnings"][1]["message"]["en"] and look["removed"] == ["hc_attrition"]


def test_the_form_says_where_it_is_and_spares_other_files(programme: Programme, tmp_path: Path) -> None:
    done = programme.run("form", VENDOR, "-o", tmp_path / "f.html")
    assert (done.code, done.out) == (ExitCode.DONE, "") and "kporisk import FILE.json" in done.err
    assert (tmp_path / "f.html").stat().st_mode & 0o777 == 0o600
    again = programme.run("form", VENDOR, "-o", tmp_path / "f.html", "-q")
    assert again.code == ExitCode.USAGE and "exists already and may hold answers" in again.err
    assert programme.run("form", VENDOR, "-o", tmp_path / "f.xlsx").code == ExitCode.USAGE
    (tmp_path / "case.html").write_text("a page of somebody", encoding="utf-8")
    assert programme.run("form", VENDOR, "-o", tmp_path / "case.html").code == ExitCode.USAGE
    done = programme.run("form", VENDOR, "--for", "auditor", "-o", tmp_path / "a.html")
    assert done.code == ExitCode.USAGE and "nothing is asked of the auditor" in done.err


def test_what_a_form_gave_is_checked_without_a_register(sent: Path, tmp_path: Path) -> None:
    good = run("check", given(sent, tmp_path))
    assert good.code == ExitCode.DONE and "answers.json: valid" in good.out
    bad = run("check", given(sent, tmp_path, hc_attrition={"status": "answered", "value": "zqxcanary"}))
    assert bad.code == ExitCode.INVALID_DOCUMENT and "$.response.answers.hc_attrition" in bad.err and "zqxcanary" not in bad.err
    changed = run("check", given(sent, tmp_path, change=lambda document: document.update(form={})))
    assert changed.code == ExitCode.INVALID_DOCUMENT and "its part form is not as it was made" in changed.err
