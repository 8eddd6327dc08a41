"""`kporisk report VENDOR`: an assessment of the register, printed as it was recorded, and the file recorded in turn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import tomlkit

from kporisk.documents.results.assessment import dumps
from kporisk.errors import ExitCode
from kporisk.register.kinds import Kind
from kporisk.reports.edition import Anchor, Audience, Edition
from kporisk.workflow import report as room
from kporisk.workflow.programme.past import Past, assessments
from tests.cli.command import run
from tests.seal.authority import PASSPHRASE, of_today, paper
from tests.workflow.papers import SECRET, assessed, case_document
from tests.workspaces import NOON, VENDOR, Place, assessed_place

LATER = NOON + timedelta(days=7)


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A workspace whose vendor was assessed on 24 November and, with an answer more, on 1 December."""
    made = assessed_place(tmp_path_factory, tmp_path)
    (made.folder / "case.json").write_text(json.dumps(case_document(ds_bcp={"status": "unknown"})), encoding="utf-8")
    assert made.run("assess", "case.json", "-q", at=LATER).code == ExitCode.DONE
    return made


@pytest.fixture
def asked() -> Iterator[list[dict[str, Any]]]:
    """While it lasts nothing is rendered: what would have been is collected."""
    found: list[dict[str, Any]] = []

    def press(document: Any, **given: Any) -> bytes:
        found.append({"document": document, **given})
        return paper()

    with patch.object(room, "pdf", press):
        yield found


def pasts(place: Place) -> tuple[Past, ...]:
    with place.open() as workspace:
        return assessments(workspace.register, workspace.vendor(VENDOR))


def recorded(place: Place) -> list[dict[str, Any]]:
    with place.open() as workspace:
        records = workspace.register.records(workspace.vendor(VENDOR).ref, kinds=(Kind.REPORT,))
        return [workspace.register.body(record.seq) for record in records]


def test_the_last_assessment_goes_to_its_place_and_is_recorded(place: Place, asked: list[dict[str, Any]]) -> None:
    last = pasts(place)[-1]
    done = place.run("report", VENDOR, at=LATER)
    path = place.folder / "reports" / VENDOR / f"2026-12-01-{last.record.seq}.pdf"
    assert (done.code, done.out, done.err) == (ExitCode.DONE, "", f"written: {path}\n")
    assert path.stat().st_mode & 0o777 == 0o600
    (one,) = asked
    assert one["document"] == last.document
    assert one["edition"] == Edition(anchor=Anchor(last.record.seq, last.record.sha256))
    (body,) = recorded(place)
    assert (body["assessment"], body["by"]) == (last.record.seq, "report")
    assert (body["file"], body["sha256"]) == (path.relative_to(place.folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.mark.parametrize("named", ["record", "on", "since"])
def test_an_earlier_assessment_is_printed_as_it_was(place: Place, asked: list[dict[str, Any]], named: str) -> None:
    first, last = pasts(place)
    options = {
        "record": ("--record", str(first.record.seq)),
        "on": ("--on", "2026-11-30"),
        "since": ("--since", "2026-11-30", "--on", "2026-12-31"),
    }
    done = place.run("report", VENDOR, *options[named], "-o", "../new.pdf", "-q", "--audience", "internal", "--lang", "fr,en", at=LATER)
    assert (done.code, done.out, done.err) == (ExitCode.DONE, "", "")
    (one,) = asked
    assert one["document"] == (last if named == "since" else first).document
    assert (one["edition"].audience, one["edition"].languages) == (Audience.INTERNAL, ("fr", "en"))
    assert (one["change"] is not None) is (named == "since")
    assert recorded(place) == []  # it lies outside the workspace


def test_what_changed_is_told_since_a_record_or_a_file(place: Place, asked: list[dict[str, Any]]) -> None:
    (place.folder / "older.json").write_text(dumps(assessed().document), encoding="utf-8")
    for older, new in ((f"#{pasts(place)[0].record.seq}", "one.pdf"), ("older.json", "two.pdf")):
        done = place.run("report", VENDOR, "--since", older, "-o", new, "-q", at=LATER)
        assert done.code == ExitCode.DONE, done.err
    names = [[attachment.name for attachment in one["attachments"]] for one in asked]
    assert ["previous-case.json" in one for one in names] == [True, False]
    assert [body["file"] for body in recorded(place)] == ["one.pdf", "two.pdf"]


def test_the_workspaces_settings_and_look_are_those_of_its_reports(place: Place, asked: list[dict[str, Any]]) -> None:
    settings = place.folder / "kporisk.toml"
    document = tomlkit.parse(settings.read_text(encoding="utf-8"))
    document["report"] = {"languages": ["fr"], "audience": "internal"}
    settings.write_text(tomlkit.dumps(document), encoding="utf-8")
    (place.folder / "templates" / "look.yaml").write_text("marking: Ours alone\n", encoding="utf-8")
    done = place.run("report", VENDOR, "-q", at=LATER)
    assert done.code == ExitCode.DONE, done.err
    edition = asked[0]["edition"]
    assert (edition.languages, edition.audience) == (("fr",), Audience.INTERNAL)
    assert edition.look.marking == {"en": "Ours alone", "fr": "Ours alone"}
    assert asked[0]["templates"] == (place.folder / "templates",)


def test_a_signed_report_is_recorded_as_it_was_signed(place: Place, asked: list[dict[str, Any]]) -> None:
    for name, content in (("ada.p12", of_today("ada").pkcs12()), ("secret.txt", PASSPHRASE + b"\n")):
        (place.folder / name).write_bytes(content)
        (place.folder / name).chmod(0o600)
    sign = ("--sign", "ada.p12", "--passphrase-file", "secret.txt")
    assert place.run("report", VENDOR, "-o", "new.pdf", *sign, at=LATER).err == "written and signed: new.pdf\n"
    content = (place.folder / "new.pdf").read_bytes()
    assert b"/ByteRange" in content
    assert recorded(place)[0]["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((VENDOR, "--as-of", "2026-11-24"), "--as-of does not go with a recorded assessment"),
        ((VENDOR, "--depth", "full"), "--depth does not go with a recorded assessment"),
        ((VENDOR, "--checklists", "checklists"), "--checklists does not go with a recorded assessment"),
        ((VENDOR, "--record", "1"), "record 1 is no assessment of acme-analytics"),
        ((VENDOR, "--on", "2026-01-01"), "not assessed on 2026-01-01 or before"),
        ((VENDOR, "--on", "2026-11-24", "--record", "5"), "both choose an assessment"),
        ((VENDOR, "--since", "last-year"), "last-year is no file, nor a record's number or a day"),
        ((VENDOR, "--on", "2026-11-24", "--since", "2026-11-24"), "is not older than record"),
        (("acme-analytic",), "did you mean acme-analytics?"),
        (("case.json",), "name the file that the report is written to: -o FILE.pdf"),
        (("case.json", "-o", "new.pdf", "--record", "5"), "--record or --on does not go with a file"),
        (("case.json", "-o", "new.pdf", "--checklists", "checklists"), "assesses with the checklists that it has pinned"),
        ((VENDOR, "-o", "case.json"), "case.json exists already and is no PDF report of kporisk"),
    ],
)
def test_what_nobody_could_mean_is_refused(place: Place, asked: list[dict[str, Any]], arguments: tuple[str, ...], says: str) -> None:
    done = place.run("report", *arguments, at=LATER)
    assert (done.code, done.out) == (ExitCode.USAGE, ""), done.err
    assert says in " ".join(done.err.split()) and SECRET not in done.err
    assert not asked and recorded(place) == []


def test_a_case_in_a_workspace_is_looked_at_with_what_that_has_pinned(place: Place, asked: list[dict[str, Any]]) -> None:
    before = len(pasts(place))
    assert place.run("report", "case.json", "-o", "new.pdf", "-q", at=LATER).code == ExitCode.DONE
    assert (asked[0]["edition"].anchor, len(pasts(place)), recorded(place)) == (None, before, [])


def test_outside_of_a_workspace_there_are_no_vendors(tmp_path: Path) -> None:
    done = run("report", VENDOR, cwd=tmp_path)
    assert (done.code, "is in no workspace" in done.err) == (ExitCode.USAGE, True)
