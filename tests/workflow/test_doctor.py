"""The doctor finds what is wrong and says how to mend it; a workspace that is well has no failure."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections import namedtuple
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kporisk.errors import ExitCode
from kporisk.register.kinds import Entry, Kind
from kporisk.workflow.upkeep import machine
from kporisk.workflow.upkeep.doctor import examine
from kporisk.workflow.upkeep.finding import Finding, Level, exit_code
from tests.workspaces import NOON, VENDOR, Place, assessed_place

pytestmark = pytest.mark.sqlite


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = assessed_place(tmp_path_factory, tmp_path)
    (place.folder / "kporisk.toml").chmod(0o600)
    place.folder.chmod(0o700)
    return place


def found(place: Place, **changed: bool) -> list[Finding]:
    return list(examine(place.folder, place.environment, at=NOON, **changed))


def key(place: Place) -> Path:
    return next((place.folder.parent / "home").rglob("*.key"))


def test_a_workspace_that_is_well_has_no_failure(place: Place) -> None:
    findings = found(place)
    assert [one for one in findings if one.level is Level.FAIL] == []
    assert {one.check for one in findings} == {
        *("settings", "rights", "file_system", "space", "libraries", "leftovers", "lock", "secrets", "key", "register"),
        *("vendors", "clock", "checklists", "evidence", "runs", "backup"),
    }
    assert all(one.fix for one in findings if one.level in (Level.WARN, Level.NOTE))
    ran = place.run("doctor")
    assert ran.code == 0 and "fail" not in ran.out.split()
    document = json.loads(place.run("doctor", "--format", "json").out)
    assert document["well"] and document["format"] == "kporisk.doctor/1"


def state(place: Place, section: str, text: str) -> None:
    file = place.folder / "kporisk.toml"
    before = file.read_text(encoding="utf-8")
    assert f"\n[{section}]\n" in before
    file.write_text(before.replace(f"\n[{section}]\n", f"\n[{section}]\n{text}"), encoding="utf-8")


def break_settings(place: Place) -> None:
    state(place, "webhook", "adress = 1\n")


def lose_key(place: Place) -> None:
    key(place).unlink()


def show_key(place: Place) -> None:
    key(place).chmod(0o644)


def change_key(place: Place) -> None:
    words = key(place).read_text(encoding="ascii").split()
    key(place).write_text(f"{words[0]} {words[1]} {'A' * 43}=\n", encoding="ascii")


def damage_register(place: Place) -> None:
    (place.folder / "register.sqlite").write_bytes(b"SQLite" + bytes(5000))


def lose_register(place: Place) -> None:
    (place.folder / "register.sqlite").unlink()


def empty_register(place: Place) -> None:
    (place.folder / "register.sqlite").write_bytes(b"")


def drop_trigger(place: Place) -> None:
    with closing(sqlite3.connect(place.folder / "register.sqlite")) as raw, raw:
        raw.execute("DROP TRIGGER records_no_update")


def lose_a_vendors_key(place: Place) -> None:
    with closing(sqlite3.connect(place.folder / "register.sqlite")) as raw, raw:
        raw.execute("DELETE FROM keys WHERE ref <> ''")


def make_newer(place: Place) -> None:
    with closing(sqlite3.connect(place.folder / "register.sqlite")) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")


def be_ahead(place: Place) -> None:
    with place.open() as workspace:
        workspace.commit([Entry(Kind.RUN, {"what": "x"})], at=NOON + timedelta(days=3))


def lose_evidence(place: Place) -> None:
    with place.open() as workspace:
        known = workspace.vendor(VENDOR)
        sha256 = workspace.store.put(known.ref, workspace.register.key_of(known.ref), b"a policy")
        workspace.commit([Entry(Kind.EVIDENCE, {"id": "p", "sha256": sha256}, known.ref)], at=NOON)
        shutil.rmtree(place.folder / "evidence" / known.ref)


def share_password(place: Place) -> None:
    password = place.folder.parent / "password"
    password.write_text("geheim", encoding="ascii")
    password.chmod(0o644)
    mail = 'host = "mail.example.com"\nport = 465\nsecurity = "tls"\nsender = "k@example.com"\nrecipients = ["a@example.com"]\nuser = "k"\n'
    state(place, "mail", f'{mail}password_file = "{password}"\n')


@pytest.mark.parametrize(
    ("wrong", "check", "code"),
    [
        (break_settings, "settings", 4), (lose_key, "key", 6), (show_key, "key", 6), (change_key, "workspace", 6),
        (damage_register, "register", 5), (lose_register, "register", 6), (empty_register, "register", 6),
        (drop_trigger, "register", 5), (make_newer, "register", 6),
        (lose_a_vendors_key, "vendors", 5), (be_ahead, "clock", 5), (lose_evidence, "evidence", 5), (share_password, "secrets", 2),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(place: Place, wrong: Callable[[Place], None], check: str, code: int) -> None:
    wrong(place)
    ran = place.run("doctor", "-q")
    assert ran.code == code, ran.out + ran.err
    failed = [line for line in ran.out.splitlines() if line.startswith("fail")]
    assert failed and all(f" {check}: " in line for line in failed)
    assert "geheim" not in ran.out + ran.err
    document = json.loads(place.run("doctor", "--format", "json").out)
    assert not document["well"]


def test_a_key_that_is_none_or_another_workspaces_is_to_be_brought_back(place: Place) -> None:
    words = key(place).read_text(encoding="ascii").split()
    for text in ("", f"{words[0]} another {words[2]}\n"):
        key(place).write_text(text, encoding="ascii")
        (failed,) = [one for one in found(place) if one.level is Level.FAIL]
        assert failed.check == "key" and "bring it back from where you keep a copy" in failed.text


def test_a_key_in_the_workspace_protects_nothing(place: Place) -> None:
    inside = place.folder / "my.key"
    shutil.copy(key(place), inside)
    findings = list(examine(place.folder, {**place.environment, "KPORISK_KEY_FILE": str(inside)}, at=NOON))
    assert "lies in the workspace" in next(one.text for one in findings if one.level is Level.FAIL)


def test_open_rights_are_warned_of(place: Place) -> None:
    place.folder.chmod(0o755)
    (place.folder / "register.sqlite").chmod(0o640)
    key(place).parent.chmod(0o777)
    warned = {one.text for one in found(place) if one.level is Level.WARN}
    assert any("others can look into" in text for text in warned) and any("register.sqlite" in text for text in warned)
    assert any("where the key lies" in text for text in warned)


def test_another_owner_a_lock_and_leftovers_are_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.folder / ".restore-x").mkdir()
    (place.folder / "register.sqlite.0000").touch()
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with place.open() as workspace, workspace.locked():
        texts = {one.check: one for one in found(place) if one.level in (Level.WARN, Level.NOTE)}
    assert "another account" in texts["rights"].text and "register.sqlite.0000" in texts["leftovers"].text
    assert texts["lock"].level is Level.NOTE


@pytest.mark.parametrize(
    ("mounts", "sqlite", "level"),
    [
        ("rootfs / ext4 rw 0 0\nsrv:/x {} nfs4 rw 0 0\n", True, Level.FAIL),
        ("rootfs / ext4 rw 0 0\nsrv:/x {} nfs4 rw 0 0\n", False, Level.OK),
        ("srv:/x / nfs4 rw 0 0\ndisk {} ext4 rw 0 0\n", True, Level.OK),
        ("bad\n", True, Level.OK),
    ],
)
def test_a_network_is_no_place_for_sqlite(tmp_path: Path, mounts: str, sqlite: bool, level: Level) -> None:
    folder = tmp_path / "with space" / "work"
    folder.mkdir(parents=True)
    (tmp_path / "mounts").write_text(mounts.format(str(folder.parent).replace(" ", "\\040")), encoding="utf-8")
    (one,) = machine.file_system(folder, sqlite=sqlite, mounts=tmp_path / "mounts")
    assert one.level is level
    (one,) = machine.file_system(folder, sqlite=sqlite, mounts=tmp_path / "none")
    assert one.level is Level.OK


@pytest.mark.parametrize(("free", "level"), [(10, Level.FAIL), (machine.TOO_LITTLE, Level.WARN), (machine.LITTLE, Level.OK)])
def test_a_full_disk_is_told_in_time(tmp_path: Path, free: int, level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, free))
    (one,) = machine.space(tmp_path)
    assert one.level is level


def test_missing_libraries_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_loads", lambda soname: "subset" not in soname)
    (one,) = machine.libraries()
    assert one.level is Level.WARN and one.fix == "apt-get install libharfbuzz-subset0"


def test_servers_are_tried_only_when_asked(place: Place) -> None:
    state(place, "webhook", 'url = "https://127.0.0.1:1/secret-path"\n')
    assert place.run("doctor", "-q").code == 0
    ran = place.run("doctor", "--online", "-q")
    assert ran.code == 2 and "127.0.0.1:1" in ran.out and "secret-path" not in ran.out


def test_damage_goes_before_all_else() -> None:
    fail = [Finding("x", Level.FAIL, "", "", code) for code in (ExitCode.NOT_OPENED, ExitCode.INTEGRITY)]
    assert exit_code(fail) == 5 and exit_code(fail[:1]) == 6 and exit_code([Finding("x", Level.WARN, "")]) == 0


def test_a_register_that_was_emptied_is_to_be_brought_back_and_not_upgraded(place: Place) -> None:
    empty_register(place)
    for command in (("vendor", "list"), ("db", "check"), ("db", "upgrade"), ("doctor", "-q")):
        ran = place.run(*command)
        assert ran.code == ExitCode.NOT_OPENED
        assert "kporisk db restore FILE" in ran.out + ran.err and "backup" not in ran.out + ran.err


def test_what_a_run_complains_of_is_mended_each_in_its_own_way(place: Place) -> None:
    late = list(examine(place.folder, place.environment, at=NOON + timedelta(days=800)))
    told = {one.text: one.fix for one in late if one.check == "runs"}
    assert "kporisk assess VENDOR --response FILE" in told["1 vendor is overdue"]
    assert "kporisk schedule print cron" in told["no good run has been made yet"]


def test_a_purged_vendor_has_lost_no_key(place: Place) -> None:
    assert place.run("purge", VENDOR, "--yes", "-q").code == ExitCode.DONE
    assert [one.text for one in found(place) if one.check == "vendors"] == ["every vendor that was not purged has its key: 0"]
