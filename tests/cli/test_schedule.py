"""The nightly run is printed for cron and for systemd, for the workspace that it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from kporisk.workflow.workspace.places import REGISTER
from tests.workspaces import Place, empty_place


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return empty_place(tmp_path_factory, tmp_path)


PROGRAM = ("--program", "/usr/local/bin/kporisk")


def test_cron_gets_one_line(place: Place) -> None:
    ran = place.run("schedule", "print", "cron", "--at", "3:05", *PROGRAM)
    assert ran.code == 0 and ran.err == ""
    assert ran.out.splitlines()[-1] == f"5 3 * * * /usr/local/bin/kporisk reassess --due -q --workspace {place.folder.resolve()}"


def test_cron_is_not_told_of_a_key_that_only_the_shell_knows(place: Place) -> None:
    from tests.cli.command import run

    key = next((place.folder.parent / "home").rglob("*.key"))
    ran = run("schedule", "print", "cron", *PROGRAM, cwd=place.folder, env={**place.environment, "KPORISK_KEY_FILE": str(key)})
    assert ran.code == 0 and "[key] file" in ran.err and str(key) not in ran.out


def test_systemd_refuses_a_workspace_that_it_hides(place: Place) -> None:
    ran = place.run("schedule", "print", "systemd", "--user", "kporisk", *PROGRAM)
    assert ran.code == 2 and "/tmp" in ran.err


def test_systemd_gets_a_service_and_a_timer(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from kporisk.delivery import schedule

    monkeypatch.setattr(schedule, "_TEMPORARY", ())
    ran = place.run("schedule", "print", "systemd", "--user", "kporisk", *PROGRAM)
    assert ran.code == 0, ran.err
    key = next((place.folder.parent / "home").rglob("*.key"))
    assert ("PrivateNetwork=yes" in ran.out) is (place.folder / REGISTER).exists(), "a register in PostgreSQL is reached by the network"
    parts = ("[Service]", "[Timer]", "User=kporisk", "OnCalendar=*-*-* 02:10:00")
    for part in (*parts, f"LoadCredential=kporisk.key:{key}"):
        assert part in ran.out
    file = place.folder / "kporisk.toml"
    text = file.read_text(encoding="utf-8").replace("\n[webhook]\n", '\n[webhook]\nurl = "https://hooks.example.com/x"\n')
    file.write_text(text, encoding="utf-8")
    ran = place.run("schedule", "print", "systemd", "--user", "kporisk", *PROGRAM)
    assert ran.code == 0 and "PrivateNetwork" not in ran.out


@pytest.mark.parametrize("arguments", [("cron", "--at", "24:00"), ("cron", "--at", "2"), ("systemd", "--user", "nobody"), ("launchd",)])
def test_what_cannot_be_scheduled_is_refused(place: Place, arguments: tuple[str, ...]) -> None:
    assert place.run("schedule", "print", *arguments, *PROGRAM).code == 2
