"""A night from end to end: one mail where something changed, none where nothing did, and no answer in anything that leaves the register."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from kporisk.cli import reassess as module
from kporisk.errors import ExitCode
from kporisk.register.kinds import Kind
from kporisk.workers.inline import Inline
from kporisk.workflow.night import jobs
from kporisk.workflow.night.runs import last_run
from tests.delivery.servers import HOST, PASSWORD, USER, Inbox, authority, mail_server
from tests.workflow.papers import SECRET, case_document
from tests.workspaces import NOON, VENDOR, Place, assessed_place

LATER = NOON + timedelta(days=300)
NAME = "Acme Analytics SAS"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server("starttls") as found:
        yield found


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(module, "_pool", lambda _jobs, folders: Inline(initializer=jobs.ready, initargs=(folders,)))
    made = assessed_place(tmp_path_factory, tmp_path)
    password = tmp_path / "mail.password"
    password.write_text(PASSWORD, encoding="utf-8")
    password.chmod(0o600)
    mail = {
        "host": HOST,
        "port": inbox.port,
        "security": "starttls",
        "sender": "kporisk@example.com",
        "recipients": ["compliance@example.com"],
        "user": USER,
        "password_file": str(password),
        "ca_file": str(authority()[0]),
    }
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in mail.items())
    settings = made.folder / "kporisk.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("[mail]\n", f"[mail]\n{lines}", 1), encoding="utf-8")
    return made


def test_a_night_with_changes_is_one_mail_and_one_without_is_none(place: Place, inbox: Inbox, tmp_path: Path) -> None:
    log = tmp_path / "night.log"
    night = ("reassess", "--due", "--no-reports", "--log", log)
    quiet = place.run(*night)
    assert (quiet.code, quiet.err, inbox.taken) == (ExitCode.DONE, "", [])
    changed = place.run(*night, at=LATER)
    assert (changed.code, changed.err) == (ExitCode.DONE, "")
    again = place.run(*night, at=LATER + timedelta(days=1))
    assert (again.code, len(inbox.taken)) == (ExitCode.DONE, 1)
    envelope, protected = inbox.taken[0]
    assert protected
    assert envelope.rcpt_tos == ["compliance@example.com"]
    content = envelope.original_content or b""
    message = message_from_bytes(content, policy=policy.default)
    assert message["subject"] == "kporisk 2027-09-20: 1 due"
    assert VENDOR in message.get_content()
    events = [json.loads(line)["event"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert (events.count("mail_sent"), events.count("run_ended")) == (1, 3)
    with place.open() as workspace:
        body = last_run(workspace)
        past = workspace.register.records(workspace.vendor(VENDOR).ref, kinds=(Kind.RESPONSE,))
        said = json.dumps(workspace.register.body(past[0].seq))
    assert body is not None
    assert SECRET in said
    told = {
        "mail": message.as_string(),
        "log": log.read_text(encoding="utf-8"),
        "run": json.dumps({key: value for key, value in body.items() if key != "recorded_at"}),
        "output": "".join((one.out + one.err) for one in (quiet, changed, again)),
    }
    for where, text in told.items():
        assert SECRET not in text, where
        assert NAME not in text, where
        assert PASSWORD not in text, where
    assert VENDOR not in told["run"]


def test_a_vendor_whose_case_cannot_be_assessed_is_mailed_by_its_id_alone(place: Place, inbox: Inbox, tmp_path: Path) -> None:
    log = tmp_path / "night.log"
    case = tmp_path / "case.json"
    case.write_text(json.dumps(case_document(ds_mfa={"value": 61, "note": f"{SECRET} again"})), encoding="utf-8")
    assert place.run("assess", case, "-q").code == ExitCode.DONE

    def bug(*_: object, **__: object) -> None:
        raise ValueError(f"{SECRET} said in confidence")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(jobs, "judged", bug)
        failed = place.run("reassess", "--due", "--no-reports", "--log", log)
    assert failed.code == ExitCode.SOME_FAILED
    assert len(inbox.taken) == 1
    content = (inbox.taken[0][0].original_content or b"").decode()
    assert "1 failed" in content
    with place.open() as workspace:
        body = last_run(workspace)
        assert body is not None
        assert body["failed"] == [workspace.vendor(VENDOR).ref]
    for text in (content, log.read_text(encoding="utf-8"), failed.err, failed.out, repr(body)):
        assert SECRET not in text
