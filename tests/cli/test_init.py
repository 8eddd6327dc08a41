"""`init`, and how a workspace is found."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from kporisk.errors import ExitCode
from kporisk.workflow.workspace.places import FOLDERS, find, key_place
from tests.cli.command import run
from tests.workspaces import VENDOR, assessed_place, empty_place

pytestmark = pytest.mark.sqlite


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_makes_everything_closed_to_others_and_says_where_the_key_lies(tmp_path: Path) -> None:
    done = run("init", tmp_path / "vendors", env={"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": ""})
    assert (done.code, done.err) == (ExitCode.DONE, "")
    key = next((tmp_path / "home").rglob("*.key"))
    assert str(key) in done.out
    assert "Keep a copy of that file elsewhere" in done.out
    assert _mode(key) == 0o600
    assert _mode(key.parent) == 0o700
    assert _mode(tmp_path / "vendors") == 0o700
    for path in (tmp_path / "vendors").rglob("*"):
        if path.parent.parts[-2:-1] != ("pinned",) and "pinned" not in path.parts:
            assert _mode(path) == (0o700 if path.is_dir() else 0o600), path
    assert {path.name for path in (tmp_path / "vendors").iterdir() if path.is_dir()} == set(FOLDERS)


def test_a_second_one_and_one_inside_another_are_refused(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    place = empty_place(tmp_path_factory, tmp_path)
    before = (place.folder / "kporisk.toml").read_bytes()
    for folder in (place.folder, place.folder / "outbox"):
        done = run("init", folder, env=place.environment)
        assert (done.code, "nothing was changed" in done.err) == (ExitCode.USAGE, True)
    assert (place.folder / "kporisk.toml").read_bytes() == before


def test_what_lies_there_already_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite").write_bytes(b"somebody's")
    done = run("init", tmp_path, env={"HOME": str(tmp_path / "home")})
    assert (done.code, "register.sqlite" in done.err) == (ExitCode.USAGE, True)
    assert (tmp_path / "register.sqlite").read_bytes() == b"somebody's"


def test_a_key_inside_the_workspace_or_over_another_file_is_refused(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path / "home")}
    done = run("init", tmp_path / "w", "--key-file", tmp_path / "w" / "kporisk.key", env=environment)
    assert (done.code, "outside" in done.err) == (ExitCode.INVALID_DOCUMENT, True)
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    done = run("init", tmp_path / "w", "--key-file", taken, env=environment)
    assert (done.code, taken.read_text(encoding="utf-8")) == (ExitCode.USAGE, "mine")
    assert not (tmp_path / "w" / "kporisk.toml").exists()


def test_every_command_finds_it_from_inside_or_is_told(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    place = assessed_place(tmp_path_factory, tmp_path)
    below = place.folder / "checklists" / "ours"
    below.mkdir()
    assert VENDOR in run("vendor", "list", cwd=below, env=place.environment).out
    assert VENDOR in run("vendor", "list", "--workspace", place.folder, cwd=tmp_path, env=place.environment).out
    assert VENDOR in run("vendor", "list", cwd=tmp_path, env={**place.environment, "KPORISK_WORKSPACE": str(place.folder)}).out
    outside = run("vendor", "list", cwd=tmp_path, env=place.environment)
    assert (outside.code, "kporisk init" in outside.err) == (ExitCode.USAGE, True)
    nowhere = run("vendor", "list", "--workspace", tmp_path / "nowhere", env=place.environment)
    assert (nowhere.code, "kporisk init" in nowhere.err) == (ExitCode.USAGE, True)


def test_without_its_key_or_its_register_nothing_is_opened_and_the_message_says_what_to_do(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    place = assessed_place(tmp_path_factory, tmp_path)
    key = next((tmp_path / "home").rglob("*.key"))
    key.chmod(0o640)
    done = place.run("vendor", "list")
    assert (done.code, f"chmod 600 {key}" in done.err) == (ExitCode.NOT_OPENED, True)
    key.rename(tmp_path / "elsewhere")
    assert place.run("vendor", "list").code == ExitCode.NOT_OPENED
    (tmp_path / "elsewhere").chmod(0o600)
    found = run("vendor", "list", cwd=place.folder, env={**place.environment, "KPORISK_KEY_FILE": str(tmp_path / "elsewhere")})
    assert found.code == ExitCode.DONE
    (place.folder / "register.sqlite").rename(tmp_path / "register")
    done = run("vendor", "list", cwd=place.folder, env={**place.environment, "KPORISK_KEY_FILE": str(tmp_path / "elsewhere")})
    assert (done.code, "kporisk db restore" in done.err) == (ExitCode.NOT_OPENED, True)
    assert not (place.folder / "register.sqlite").exists()


def test_the_key_of_another_workspace_is_refused(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    place = assessed_place(tmp_path_factory, tmp_path)
    run("init", tmp_path / "other", "--key-file", tmp_path / "other.key", env=place.environment)
    done = run("vendor", "list", cwd=place.folder, env={**place.environment, "KPORISK_KEY_FILE": str(tmp_path / "other.key")})
    assert (done.code, "another workspace" in done.err) == (ExitCode.NOT_OPENED, True)


def test_where_the_key_is_looked_for(tmp_path: Path) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "kporisk.key").touch()
    stated, home = tmp_path / "stated.key", {"HOME": str(tmp_path)}
    systemd = {**home, "CREDENTIALS_DIRECTORY": str(credentials)}
    assert key_place("w", stated, {**systemd, "KPORISK_KEY_FILE": str(tmp_path / "named.key")}).path == tmp_path / "named.key"
    place = key_place("w", stated, systemd)
    assert (place.path, place.credential) == (credentials / "kporisk.key", True)
    assert key_place("w", stated, home).path == stated
    assert key_place("w", None, home).path == tmp_path / ".config" / "kporisk" / "keys" / "w.key"
    assert key_place("w", None, {**home, "XDG_CONFIG_HOME": str(tmp_path / "x")}).path == tmp_path / "x" / "kporisk" / "keys" / "w.key"
    assert find(tmp_path) is None
