"""`kporisk checklist adopt`, as somebody calls it."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from kporisk import resources
from kporisk.cli import adopt as room
from kporisk.errors import ExitCode
from kporisk.workflow.workspace import sets
from tests.workflow.adopting import RULE, SECOND, SHIPPED, own_rule, required_fact, second_vendor
from tests.workflow.papers import SECRET
from tests.workspaces import NOON, VENDOR, Place, assessed_place

LATER = NOON + timedelta(days=1)


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A workspace with one assessed vendor."""
    return assessed_place(tmp_path_factory, tmp_path)


def records(place: Place) -> int:
    """How many records there are."""
    with place.open() as workspace:
        return workspace.register.head().seq


def test_a_dry_run_tells_and_changes_nothing(place: Place) -> None:
    own_rule(place)
    count, pinned = records(place), sorted(place.folder.joinpath("pinned").iterdir())
    done = place.run("checklist", "adopt", "--dry-run", at=LATER)
    assert (done.code, done.err) == (ExitCode.DONE, "")
    assert f"{VENDOR}: told low → high" in done.out and RULE in done.out and SECRET not in done.out
    found: dict[str, Any] = json.loads(place.run("checklist", "adopt", "--dry-run", "--format", "json", at=LATER).out)
    assert (found["format"], found["recorded"], found["as_of"]) == ("kporisk.adoption/1", False, "2026-11-25")
    assert found["vendors"][0]["reasons"][0]["ids"] == [RULE]
    assert SECRET not in json.dumps(found)
    assert (records(place), sorted(place.folder.joinpath("pinned").iterdir())) == (count, pinned)


def test_without_a_terminal_only_yes_adopts(place: Place) -> None:
    own_rule(place)
    count = records(place)
    refused = place.run("checklist", "adopt", at=LATER)
    assert refused.code == ExitCode.USAGE and "--yes" in refused.err and "--dry-run" in refused.err
    assert records(place) == count
    done = place.run("checklist", "adopt", "--yes", at=LATER)
    assert done.code == ExitCode.DONE and "recorded with it: 1 assessment\n" in done.err
    assert records(place) == count + 2
    again = place.run("checklist", "adopt", "--yes", at=LATER)
    assert again.code == ExitCode.DONE and "already; nothing was recorded" in again.out
    assert json.loads(place.run("checklist", "adopt", "--dry-run", "--format", "json").out)["vendors"] == []
    assert records(place) == count + 2


@pytest.mark.parametrize(("said", "more"), [("n\n", 0), ("y\n", 2)])
def test_on_a_terminal_it_is_shown_and_asked(place: Place, said: str, more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    own_rule(place)
    count = records(place)
    monkeypatch.setattr(room, "_asks", lambda: True)
    with patch("click.confirm", return_value=said == "y\n") as asked:
        done = place.run("checklist", "adopt", "-q", at=LATER)
    assert asked.call_count == 1 and done.code == ExitCode.DONE
    assert f"{VENDOR}: told low → high" in done.out
    assert records(place) == count + more
    refused = place.run("checklist", "adopt", "--format", "json", at=LATER)
    assert refused.code == ExitCode.USAGE


def test_several_workers_record_what_one_would(place: Place) -> None:
    second_vendor(place)
    own_rule(place)
    done = place.run("checklist", "adopt", "--yes", "--jobs", "2", at=LATER)
    assert done.code == ExitCode.DONE and "The tier of 2 of 2 vendors moves" in done.out
    listed = json.loads(place.run("vendor", "list", "--format", "json").out)
    assert [(one["id"], one["as_of"]) for one in listed] == [(VENDOR, "2026-11-25"), (SECOND, "2026-11-25")]


def test_who_cannot_be_assessed_yet_makes_itself_heard(place: Place) -> None:
    required_fact(place, "vendor_revenue_share")
    done = place.run("checklist", "adopt", "--yes", "-q", at=LATER)
    assert (done.code, done.out) == (ExitCode.SOME_FAILED, "")
    assert "cannot be assessed until the client states vendor_revenue_share: kporisk scope" in done.err


def test_an_unknown_version_and_bad_checklists_are_refused(place: Place) -> None:
    refused = place.run("checklist", "adopt", "9.9.9", "--dry-run")
    assert refused.code == ExitCode.USAGE and "those there are" in refused.err
    own_rule(place, text="- {id: our-mfa, when: 1 +, domain: data_security}\n")
    refused = place.run("checklist", "adopt", "--dry-run")
    assert refused.code == ExitCode.INVALID_DOCUMENT and "ours.yaml:1" in refused.err


def test_a_new_program_moves_nothing_until_its_checklists_are_adopted(place: Place, tmp_path: Path) -> None:
    before = json.loads(place.run("assess", VENDOR, "--format", "json", "--no-record", at=LATER).out)
    same = place.run("checklist", "list", at=LATER)
    assert "pinned on 2026-11-24" in same.err and "is another" not in same.err
    newer = tmp_path / "newer"
    shutil.copytree(SHIPPED, newer)
    method = newer / "method.yaml"
    method.write_text(method.read_text("utf-8").replace("control_effect: 0.90", "control_effect: 0.50"), "utf-8")
    real = resources.folder
    with (
        patch.object(resources, "folder", lambda name: newer if name == "checklists" else real(name)),
        patch.object(sets, "__version__", "7.0.0"),
    ):
        after = json.loads(place.run("assess", VENDOR, "--format", "json", "--no-record", at=LATER).out)
        assert after == before
        night = place.run("reassess", "--no-reports", "--jobs", "1", at=LATER)
        assert night.code == ExitCode.DONE and "0 changed" in night.out
        told = place.run("checklist", "list", at=LATER)
        assert told.code == ExitCode.DONE and "The installed set is another" in told.err and "checklist adopt --dry-run" in told.err
        done = place.run("checklist", "adopt", "7.0.0", "--yes", at=LATER)
        assert done.code == ExitCode.DONE, done.err
        after = json.loads(place.run("assess", VENDOR, "--format", "json", "--no-record", at=LATER).out)
        assert after["score"]["told"] > before["score"]["told"]
    told = place.run("checklist", "list", at=LATER)
    assert "The installed set is another" in told.err


def test_the_list_is_there_even_where_the_workspace_cannot_be_opened(place: Place) -> None:
    (place.folder / "kporisk.toml").write_text("nonsense = 1\n", encoding="utf-8")
    done = place.run("checklist", "list")
    assert done.code == ExitCode.DONE and "ip_protection" in done.out
    assert "which set this workspace scores with cannot be said" in done.err
