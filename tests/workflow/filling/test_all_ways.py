"""One set of answers, given in every way there is, is one response in the register."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from kporisk.model.assessment import Depth
from kporisk.model.checklist import Question, Respondent
from kporisk.model.scale import Age, AnyOf, Number, OneOf
from kporisk.workflow.filling.interview import Interview
from kporisk.workflow.filling.workbook import asked_of
from kporisk.workflow.programme.state import state_of
from tests.browser import CHROMIUM, chromium, visiting
from tests.documents.filled import Person, made
from tests.documents.form.filling import data_in, draft_of
from tests.documents.test_workbook_back import SOFFICE, through
from tests.workspaces import NOON, VENDOR, Place, assessed_place
from tests.worlds import shipped

TODAY = date(2026, 11, 24)
PEOPLE: list[dict[str, str]] = [{"id": "p-raman", "name": "P. Raman", "role": "security lead"}]
EVIDENCE: dict[str, dict[str, str]] = {
    "idp-report": {"kind": "idp_report", "title": "=Coverage, \u00e9t\u00e9", "issued": "2026-11-01", "expires": "2027-11-01"}
}


@dataclass(frozen=True)
class Way:
    """One way in, and what it needs on this machine, if that is missing."""

    give: Callable[[Place, Path, Mapping[str, Any]], None]
    missing: str = ""


def ran(place: Place, *arguments: str | Path) -> None:
    found = place.run(*arguments)
    assert found.code == 0, found.err


def yaml(place: Place, folder: Path, response: Mapping[str, Any]) -> None:
    (folder / "response.yaml").write_text(json.dumps({"format": "kporisk.response/1", **response}, ensure_ascii=False), encoding="utf-8")
    ran(place, "import", folder / "response.yaml", "--vendor", VENDOR, "-q")


def interview(place: Place, folder: Path, response: Mapping[str, Any]) -> None:
    with (
        place.open() as workspace,
        Interview(workspace, VENDOR, speaker=Respondent.VENDOR, only=None, depth=Depth.FULL, today=TODAY) as talk,
    ):
        assert talk.speak(PEOPLE[0]["name"], PEOPLE[0]["role"]) is None
        assert talk.declare(EVIDENCE["idp-report"]) == "idp-report"
        assert set(response["answers"]) <= set(talk.sheet.order)
        for id, answer in response["answers"].items():
            for citation in answer.get("evidence", ()):
                talk.go(id)
                assert talk.cite(citation) is None
            talk.go(id)
            if "note" in answer:
                assert talk.note(answer["note"]) is None
            match answer["status"]:
                case "unknown":
                    assert talk.unknown() is None
                case "not_applicable":
                    assert talk.not_applicable(answer["reason"]) is None
                case _:
                    value = answer["value"]
                    assert talk.say(",".join(value) or "0" if isinstance(value, list) else str(value)) is None
        assert talk.record(at=NOON)


def filled(place: Place, folder: Path, response: Mapping[str, Any]) -> Path:
    ran(place, "workbook", VENDOR, "-o", folder / "sent.xlsx", "--lang", "en,fr", "-q")
    person = Person(made(langs=("en", "fr")), (folder / "sent.xlsx").read_bytes())
    person.everything({**response, "answers": {}})
    for id, answer in response["answers"].items():
        person.answer(id, answer)
    return person.saved(folder / "back.xlsx")


def workbook(place: Place, folder: Path, response: Mapping[str, Any]) -> None:
    ran(place, "import", filled(place, folder, response), "-q")


def libreoffice(place: Place, folder: Path, response: Mapping[str, Any]) -> None:
    path = filled(place, folder, response)
    assert SOFFICE is not None
    through(SOFFICE, path, folder / "through", "ods")
    ran(place, "import", folder / "through" / "back.ods", "-q")


def split(place: Place, folder: Path, response: Mapping[str, Any]) -> None:
    ran(place, "workbook", VENDOR, "-o", folder / "sent.xlsx", "-q")
    whole = Person(made(), (folder / "sent.xlsx").read_bytes())
    whole.everything({**response, "answers": {}})
    whole.saved(folder / "whole.xlsx")
    domains = {shipped().checklists.question[id].domain for id in response["answers"]}
    named = [f"--to=p-raman-{n}={domain}" for n, domain in enumerate(sorted(domains))]
    ran(place, "workbook", "split", folder / "whole.xlsx", "-o", folder / "parts", *named, "-q")
    parts = sorted((folder / "parts").iterdir())
    for path in parts:
        person = Person(made(), path.read_bytes())
        for id, answer in response["answers"].items():
            try:
                person.answer(id, answer)
            except LookupError:
                continue
        person.saved(path)
    ran(place, "workbook", "merge", folder / "whole.xlsx", *parts, "-o", folder / "joined.xlsx", "-q")
    ran(place, "import", folder / "joined.xlsx", "-q")


def exported(place: Place, folder: Path, response: Mapping[str, Any]) -> None:
    """The vendor said it to another client, and gives what it said there to this one."""
    shutil.copytree(place.folder.parent, folder / "another")
    another = Place(
        folder / "another" / place.folder.name,
        {key: value.replace(str(place.folder.parent), str(folder / "another")) for key, value in place.environment.items()},
    )
    yaml(another, folder, response)
    ran(another, "response", "export", VENDOR, "-o", folder / "exported.json", "-q")
    ran(place, "import", folder / "exported.json", "--vendor", VENDOR, "-q")


def form(place: Place, folder: Path, response: Mapping[str, Any]) -> None:
    ran(place, "form", VENDOR, "-o", folder / "form.html", "--lang", "fr,en", "-q")
    draft = draft_of(data_in((folder / "form.html").read_bytes()), response)
    (folder / "draft.json").write_text(json.dumps(draft), encoding="utf-8")
    with chromium() as browser:
        given = _typed(browser, folder)
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
    ran(place, "import", folder / "given.json", "-q")


def _typed(browser: Browser, folder: Path) -> Any:
    with visiting(browser) as visit:
        visit.go(folder / "form.html")
        with visit.page.expect_file_chooser() as asked:
            visit.page.click('[data-do="open-copy"]')
        asked.value.set_files(folder / "draft.json")
        visit.until("document.querySelector('[data-copy-message]').textContent !== ''")
        return visit.downloaded('[data-do="download"]')


WAYS = {
    "yaml": Way(yaml),
    "interview": Way(interview),
    "workbook": Way(workbook),
    "split and merged": Way(split),
    "exported": Way(exported),
    "libreoffice": Way(libreoffice, "" if SOFFICE else "LibreOffice is not installed; on Debian: apt-get install libreoffice-calc"),
    "form": Way(form, "" if CHROMIUM else "chromium is not installed; on Debian: apt-get install chromium"),
}


def answer_to(number: int, question: Question) -> dict[str, Any]:
    """An answer of another kind for each question, so that together they are all that may be said."""
    if number % 7 == 5:
        return {"status": "unknown"}
    if number % 7 == 6 and question.knock_out is None:
        return {"status": "not_applicable", "reason": f'Not here: \u00ab {question.id} \u00bb, "1,5"; =A1'}
    given: dict[str, Any] = {"status": "answered", "value": _value(number, question), "by": "p-raman"}
    given |= {"note": f"+ two lines,\nthe second of {question.id}"} if number % 3 == 0 else {}
    return given | ({"evidence": ["idp-report#CC6.1", "idp-report"]} if number % 4 == 0 else {})


def _value(number: int, question: Question) -> Any:
    match question.scale:
        case OneOf(options):
            stated = [option.value for option in options if not option.auditor_only]
            return stated[number % len(stated)]
        case AnyOf(options):
            stated = [option.value for option in options if not option.auditor_only]
            return stated[: number % (len(stated) + 1)]
        case Number(minimum, maximum, _):
            least, most = minimum or 0, 100 if maximum is None else maximum
            return least + (most - least) // 4 if number % 2 else (least + most) / 4
        case Age():
            return "2026-02-03"


@pytest.fixture(scope="module")
def response(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the vendor has to say: an answer to everything that it is asked, in normal form."""
    place = asked_in_full(tmp_path_factory, tmp_path_factory.mktemp("asked"))
    with place.open() as workspace:
        known = workspace.vendor(VENDOR)
        document = state_of(workspace.register, known).case_document()
        assert document is not None
        asked = asked_of(workspace, known, document, as_of=TODAY)
        questions = [one for one in workspace.library.checklists.questions if one.id in asked and one.respondent is Respondent.VENDOR]
    answers = {question.id: answer_to(number, question) for number, question in enumerate(questions, 1)}
    for answer in answers.values():
        if answer["status"] != "answered":
            answer["by"] = "p-raman"
    assert {answer["status"] for answer in answers.values()} == {"answered", "unknown", "not_applicable"}
    return {"answered_on": TODAY.isoformat(), "respondents": PEOPLE, "evidence": EVIDENCE, "answers": answers}


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory, response: dict[str, Any]) -> Any:
    return recorded(tmp_path_factory, tmp_path_factory.mktemp("yaml"), WAYS["yaml"], response)


def asked_in_full(factory: pytest.TempPathFactory, folder: Path) -> Place:
    """The small case, of which everything is asked."""
    place = assessed_place(factory, folder)
    ran(place, "assess", VENDOR, "--depth", "full", "-q")
    return place


def recorded(factory: pytest.TempPathFactory, folder: Path, way: Way, response: Mapping[str, Any]) -> Any:
    """What stands in the register once it was given that way."""
    place = asked_in_full(factory, folder / "place")
    way.give(place, folder, response)
    with place.open() as workspace:
        return state_of(workspace.register, workspace.vendor(VENDOR)).response


def test_what_is_wanted_is_what_was_said(wanted: Any, response: dict[str, Any]) -> None:
    own = {id: answer for id, answer in wanted["answers"].items() if id in response["answers"]}
    assert own == response["answers"] and wanted["answered_on"] == TODAY.isoformat()
    assert wanted["evidence"]["idp-report"] == EVIDENCE["idp-report"]


@pytest.mark.parametrize("name", [name for name in WAYS if name != "yaml"])
def test_each_way_in_gives_the_same_response(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, name: str, wanted: Any, response: dict[str, Any]
) -> None:
    way = WAYS[name]
    if way.missing:
        pytest.skip(f"this way in is NOT tried: {way.missing}")
    found = recorded(tmp_path_factory, tmp_path, way, response)
    if name == "split and merged":  # those for whom it was split off are named too
        found = {**found, "respondents": [one for one in found["respondents"] if not one["id"].startswith("p-raman-")]}
    assert found == wanted
