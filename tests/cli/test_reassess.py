"""`reassess`, `due` and `status` as cron, a calendar and a monitor call them."""

from __future__ import annotations

import csv
import io
import json
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import icalendar
import pytest

from kporisk.cli import reassess as module
from kporisk.errors import ExitCode
from kporisk.workers.inline import Inline
from kporisk.workflow.night import jobs
from kporisk.workflow.night.run import Run
from tests.cli.command import EXAMPLES
from tests.workspaces import NOON, VENDOR, Place, assessed_place, empty_place

LATER = NOON + timedelta(days=300)


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(module, "_pool", lambda _jobs, folders: Inline(initializer=jobs.ready, initargs=(folders,)))
    return assessed_place(tmp_path_factory, tmp_path)


def test_a_night_says_in_a_few_lines_what_it_did(place: Place) -> None:
    done = place.run("reassess", "--due")
    assert (done.code, done.err) == (ExitCode.DONE, "")
    assert done.out == "1 vendor re-scored as of 2026-11-24: 0 changed, 1 unchanged.\n"


def test_quiet_is_silent_and_json_is_the_digest(place: Place) -> None:
    assert place.run("reassess", "--due", "-q").out == ""
    document = json.loads(place.run("reassess", "--format", "json").out)
    assert (document["format"], document["counts"]["unchanged"], document["complete"]) == ("kporisk.night/1", 1, True)


def test_who_is_due_finds_a_questionnaire_in_the_outbox(place: Place) -> None:
    done = place.run("reassess", "--due", "--no-reports", at=LATER)
    assert done.code == ExitCode.DONE, done.err
    assert f"Due: a questionnaire is in outbox/: {VENDOR}" in done.out
    assert list((place.folder / "outbox" / VENDOR).glob("*-vendor.yaml"))


def test_whose_tier_would_move_is_told_with_both_tiers(place: Place) -> None:
    for command in (("vendor", "add", "kestrel-point-legal", "--name", "Kestrel"), ("assess", EXAMPLES / "legal-process-firm.yaml", "-q")):
        assert place.run(*command).code == ExitCode.DONE
    ahead = ("reassess", "--dry-run", "--as-of", "2027-12-01")
    (moved,) = json.loads(place.run(*ahead, "--format", "json").out)["moved"]
    assert moved == {"vendor": "kestrel-point-legal", "before": "moderate", "after": "high"}
    assert "Would move: kestrel-point-legal, standing tier moderate → high\n" in place.run(*ahead).out
    assert "Would move" not in place.run("reassess", "--dry-run").out


def test_an_empty_register_is_no_failure_and_a_vendor_without_answers_is_nothing_assessed(
    place: Place, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    empty = empty_place(tmp_path_factory, tmp_path / "empty")
    assert empty.run("reassess", "--due").code == ExitCode.DONE
    assert empty.run("vendor", "add", "newcomer", "--name", "Newcomer Ltd").code == ExitCode.DONE
    done = empty.run("reassess", "--vendor", "newcomer")
    assert (done.code, "Nothing to assess yet: newcomer" in done.out) == (ExitCode.NOTHING_ASSESSED, True)


def test_a_mistyped_vendor_and_a_day_to_come_are_refused(place: Place) -> None:
    done = place.run("reassess", "--vendor", "acme-analytic")
    assert (done.code, f"did you mean {VENDOR}?" in done.err) == (ExitCode.USAGE, True)
    done = place.run("reassess", "--as-of", "2027-01-01")
    assert (done.code, "--dry-run" in done.err) == (ExitCode.USAGE, True)
    assert place.run("reassess", "--as-of", "2027-01-01", "--dry-run").code == ExitCode.DONE
    assert place.run("reassess", "--max-runtime", "soon").code == ExitCode.USAGE


def test_one_that_fails_ends_with_3_and_is_named(place: Place) -> None:
    with patch.object(jobs, "judged", side_effect=ValueError("an answer")):
        done = place.run("reassess")
    assert (done.code, done.err) == (ExitCode.SOME_FAILED, f"{VENDOR}: failed: a bug (ValueError); please report it\n")
    assert place.run("status", "--check").code == ExitCode.OVERDUE


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, ExitCode.TERMINATED), (signal.SIGINT, ExitCode.INTERRUPTED)])
def test_a_signal_ends_it_between_two_vendors(place: Place, number: signal.Signals, code: ExitCode) -> None:
    begin = Run._score

    def interrupted(self: Run, *given: Any) -> object:
        signal.raise_signal(number)
        return begin(self, *given)

    with patch.object(Run, "_score", interrupted):
        done = place.run("reassess", "--due")
    assert (done.code, "stopped before the end" in done.err) == (code, True)
    assert place.run("reassess", "--due").code == ExitCode.DONE


def test_the_log_has_its_events_and_only_its_owner_reads_it(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "night.log"
    assert place.run("reassess", "--log", log).code == ExitCode.DONE
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [event["event"] for event in events] == ["run_started", "vendor_unchanged", "run_ended"]
    assert log.stat().st_mode & 0o777 == 0o600
    done = place.run("reassess", "--log", tmp_path / "nowhere" / "night.log")
    assert (done.code, "night.log" in done.err) == (ExitCode.USAGE, True)


def test_due_has_four_shapes_and_a_uid_that_stays(place: Place) -> None:
    entry = json.loads(place.run("due", "--within", "3000d", "--format", "json").out)["due"][0]
    assert (entry["vendor"], entry["overdue_days"], entry["asked"]) == (VENDOR, 0, False)
    assert entry["due"] in place.run("due", "--within", "3000d").out
    rows = list(csv.DictReader(io.StringIO(place.run("due", "--within", "3000d", "--format", "csv").out)))
    assert (rows[0]["due"], rows[0]["asked"]) == (entry["due"], "no")
    uids = []
    for at in (NOON, LATER):
        made = icalendar.Calendar.from_ical(place.run("due", "--within", "3000d", "--format", "ics", at=at).out)
        uids.append([str(event["uid"]) for event in made.walk("VEVENT")])
    assert uids[0] == uids[1]
    assert len(uids[0]) == 1
    assert place.run("due", "--within", "0d").out == "Nobody is due within 0 days.\n"


def test_due_goes_into_a_file(place: Place, tmp_path: Path) -> None:
    done = place.run("due", "--format", "ics", "--within", "3000d", "-o", tmp_path / "due.ics")
    assert (done.code, done.out) == (ExitCode.DONE, "")
    assert (tmp_path / "due.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_due_replaces_its_own_older_file_and_no_other(place: Place, tmp_path: Path) -> None:
    target = tmp_path / "due"
    target.touch()
    for within in ("3000d", "0d"):
        for form in ("table", "json", "csv", "ics", "table"):
            assert place.run("due", "--format", form, "--within", within, "-o", target).code == ExitCode.DONE
    target.write_text("id,name\nacme,Acme\n", encoding="utf-8")
    done = place.run("due", "--format", "csv", "-o", target)
    assert (done.code, "nothing is overwritten" in done.err) == (ExitCode.USAGE, True)
    assert target.read_text(encoding="utf-8") == "id,name\nacme,Acme\n"


def test_status_is_for_people_programs_and_monitors(place: Place) -> None:
    assert place.run("status", "--check", "-q").code == ExitCode.OVERDUE
    assert place.run("reassess").code == ExitCode.DONE
    done = place.run("status", "--check", "-q")
    assert (done.code, done.out) == (ExitCode.DONE, "")
    assert "All is well." in place.run("status").out
    document = json.loads(place.run("status", "--format", "json").out)
    assert (document["format"], document["well"], document["vendors"]) == ("kporisk.status/1", True, 1)
