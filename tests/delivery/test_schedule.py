"""Schedules that work as printed: cron's line is read as cron reads it, systemd's units by systemd itself."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kporisk.delivery.schedule import Nightly, Sandbox, Units, cron_line, systemd_units
from kporisk.errors import UsageError

PROGRAM = Path("/usr/bin/env")
"""Stands on every machine, where systemd looks for it."""
WORKSPACE = Path("/srv/kporisk")
KEY = Path("/etc/kporisk/master.key")
STRANGE = Path("/srv/50 % of $HOME, l'été; #1 'ok'")

words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters='/"\\', include_characters=" "), min_size=1)
paths = st.lists(words.filter(lambda word: word not in (".", "..")), min_size=1, max_size=4).map(lambda parts: Path("/", *parts))


def cron(line: str) -> tuple[list[str], str]:
    """The five fields and the command of a line, as cron reads it: up to the first % that no backslash precedes."""
    found = re.fullmatch(r"(\d+) (\d+) (\*) (\*) (\*) (.+)", line)
    assert found is not None, line
    assert int(found[1]) < 60 and int(found[2]) < 24
    command, standard_input = re.fullmatch(r"((?:\\.|[^%\\])*)(%.*)?", found[6]).groups()  # type: ignore[union-attr]
    assert standard_input is None, "the command is cut at a %"
    return list(found.groups()[:5]), command.replace(r"\%", "%")


def printed(nightly: Nightly) -> str:
    *comments, line, end = cron_line(nightly).split("\n")
    assert end == ""
    assert all(comment.startswith("# ") for comment in comments)
    return line


def unit(text: str) -> dict[str, list[str]]:
    """A unit's settings; each line is a comment, a section, or `Name=value`."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith(("#", "[")):
            name, equals, value = line.partition("=")
            assert equals and re.fullmatch(r"[A-Za-z]+", name), line
            found.setdefault(name, []).append(value)
    return found


def split(value: str) -> list[str]:
    """Words as systemd separates them, where nothing is escaped by a backslash."""
    return [quoted if quoted or whole.startswith('"') else whole for whole, quoted in re.findall(r'("([^"]*)"|[^ "]+)', value)]


def units(*, executable: Path = PROGRAM, workspace: Path = WORKSPACE, hour: int = 2, minute: int = 10, **options: Any) -> Units:
    nightly = Nightly(executable=executable, workspace=workspace, hour=hour, minute=minute)
    return systemd_units(nightly, Sandbox(**{"user": "kporisk", "key_file": KEY, **options}))


def test_a_line_for_cron_as_it_is_printed() -> None:
    line = printed(Nightly(executable=Path("/opt/kporisk/bin/kporisk"), workspace=WORKSPACE, hour=3, minute=5))
    assert line == "5 3 * * * /opt/kporisk/bin/kporisk reassess --due -q --workspace /srv/kporisk"
    assert "MAILTO=" in cron_line(Nightly(executable=PROGRAM, workspace=WORKSPACE))


@settings(max_examples=60)
@given(paths, paths, st.integers(0, 23), st.integers(0, 59))
def test_cron_and_the_shell_get_back_what_was_meant(executable: Path, workspace: Path, hour: int, minute: int) -> None:
    nightly = Nightly(executable=executable, workspace=workspace, hour=hour, minute=minute)
    try:
        fields, command = cron(printed(nightly))
    except UsageError:
        assume(False)
    assert fields == [str(minute), str(hour), "*", "*", "*"]
    assert tuple(shlex.split(command)) == nightly.command


def test_the_shell_itself_runs_the_line(tmp_path: Path) -> None:
    program = tmp_path / "kporisk of 100 %"
    program.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    program.chmod(0o700)
    command = cron(printed(Nightly(executable=program, workspace=STRANGE)))[1]
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["reassess", "--due", "-q", "--workspace", str(STRANGE)]


def test_the_strict_reader_sees_what_cron_would_cut() -> None:
    with pytest.raises(AssertionError, match="cut"):
        cron("5 3 * * * /bin/kporisk --workspace '/srv/50 %'")


def test_a_command_too_long_for_cron_is_refused() -> None:
    with pytest.raises(UsageError, match="too long"):
        cron_line(Nightly(executable=PROGRAM, workspace=Path("/srv", "a" * 200, "b" * 200, "c" * 200, "d" * 200, "é" * 80)))


@settings(max_examples=60)
@given(paths, paths, paths)
def test_systemd_gets_back_what_was_meant(workspace: Path, key: Path, log: Path) -> None:
    service = unit(units(workspace=workspace, key_file=key, writes=(log, workspace)).service)
    [start], [writable], [mounts] = service["ExecStart"], service["ReadWritePaths"], service["RequiresMountsFor"]
    command = [word.replace("$$", "$").replace("%%", "%") for word in split(start)]
    assert command == [str(PROGRAM), "reassess", "--due", "-q", "--workspace", str(workspace)]
    assert [word.replace("%%", "%") for word in split(writable)] == list(dict.fromkeys([str(workspace), str(log)]))
    assert [word.replace("%%", "%") for word in split(mounts)] == [str(workspace)]
    assert service["LoadCredential"] == ["kporisk.key:" + str(key).replace("%", "%%")]


def _systemd() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("the units are NOT verified by systemd here: systemd-analyze is missing (apt-get install systemd)")
    return found


def _written(folder: Path, made: Units) -> list[str]:
    for name, text in (("kporisk.service", made.service), ("kporisk.timer", made.timer)):
        (folder / name).write_text(text, encoding="utf-8")
    return [str(folder / "kporisk.service"), str(folder / "kporisk.timer")]


def _verify(folder: Path, made: Units) -> str:
    command = [_systemd(), "verify", "--man=no", *_written(folder, made)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return "".join(line for line in done.stderr.splitlines(keepends=True) if "kporisk" in line)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"network": False, "key_file": None, "spread": 0},
        {"workspace": STRANGE, "key_file": STRANGE / "key", "writes": (STRANGE / "log",), "hour": 23, "minute": 59},
        {"workspace": Path("/home/ana/kporisk"), "reads": (Path("/home/ana/venv"),)},
    ],
)
def test_systemd_finds_nothing_wrong_with_the_units(options: dict[str, Any], tmp_path: Path) -> None:
    assert _verify(tmp_path, units(**options)) == ""


def test_systemd_would_find_what_is_wrong(tmp_path: Path) -> None:
    made = units()
    assert "strictly" in _verify(tmp_path, Units(made.service.replace("=strict", "=strictly"), made.timer))
    assert "25:10" in _verify(tmp_path, Units(made.service, made.timer.replace("*-*-* 02:10", "*-*-* 25:10")))
    assert "srv/kporisk" in _verify(tmp_path, Units(made.service.replace("ReadWritePaths=/srv", "ReadWritePaths=srv"), made.timer))


@pytest.mark.parametrize(("options", "most"), [({}, 20), ({"network": False}, 14)])
def test_systemd_calls_the_service_well_protected(options: dict[str, Any], most: int, tmp_path: Path) -> None:
    service = _written(tmp_path, units(**options))[0]
    command = [_systemd(), "security", "--offline=true", f"--threshold={most}", "--no-pager", service]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if "nrecognized option" in done.stderr:
        pytest.skip("the units' protection is NOT judged here: systemd is older than 250")
    assert done.returncode == 0, done.stdout


def test_the_service_is_closed_but_for_what_it_needs() -> None:
    service = unit(units(writes=(Path("/var/log/kporisk"),)).service)
    for name, value in {
        "Type": "oneshot",
        "User": "kporisk",
        "UMask": "0077",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "ReadWritePaths": "/srv/kporisk /var/log/kporisk",
        "NoNewPrivileges": "yes",
        "PrivateTmp": "yes",
        "CapabilityBoundingSet": "",
        "MemoryDenyWriteExecute": "yes",
        "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
        "LoadCredential": "kporisk.key:/etc/kporisk/master.key",
        "SuccessExitStatus": "143",
        "KillMode": "mixed",
    }.items():
        assert service[name] == [value]
    assert service["SystemCallFilter"] == ["@system-service", "~@privileged"]
    assert service["Wants"] == service["After"] == ["network-online.target"]


def test_without_a_network_there_is_none() -> None:
    service = unit(units(network=False, key_file=None).service)
    assert service["PrivateNetwork"] == ["yes"]
    assert service["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert not {"Wants", "After", "LoadCredential"} & set(service)


@pytest.mark.parametrize(
    "options",
    [
        {"workspace": Path("/home/ana/kporisk")},
        {"executable": Path("/root/venv/bin/kporisk")},
        {"reads": (Path("/home/ana/.local"),)},
        {"writes": (Path("/run/user/1000/log"),)},
    ],
)
def test_a_home_is_shown_only_where_it_is_needed(options: dict[str, Any]) -> None:
    assert unit(units(**options).service)["ProtectHome"] == ["read-only"]
    assert unit(units(key_file=Path("/root/key")).service)["ProtectHome"] == ["yes"]


def test_the_timer_catches_up() -> None:
    timer = unit(units(hour=23, minute=5, spread=30).timer)
    assert timer["OnCalendar"] == ["*-*-* 23:05:00"]
    assert timer["Persistent"] == ["true"]
    assert timer["RandomizedDelaySec"] == ["30min"]
    assert timer["WantedBy"] == ["timers.target"]


@pytest.mark.parametrize("path", ["relative", "/srv/../etc", "/srv/a\nb", '/srv/"a"', "/srv/a\\b", "/srv/\x1b[2J", "/srv/\u202eb"])
def test_paths_that_are_read_differently_are_refused(path: str) -> None:
    with pytest.raises(UsageError) as caught:
        units(executable=Path(path))
    assert str(caught.value).isprintable()
    with pytest.raises(UsageError):
        units(workspace=Path(path))
    for options in ({"key_file": Path(path)}, {"writes": (Path(path),)}, {"reads": (Path(path),)}):
        with pytest.raises(UsageError):
            units(**options)


@pytest.mark.parametrize(
    "options",
    [
        {"hour": 24},
        {"hour": -1},
        {"minute": 60},
        {"minute": -1},
        {"user": "Ana"},
        {"user": "a\nUser=root"},
        {"user": ""},
        {"user": "nobody"},
        {"spread": -1},
        {"spread": 721},
        {"workspace": Path("/tmp/kporisk")},
        {"executable": Path("/var/tmp/kporisk")},
        {"reads": (Path("/tmp"),)},
        {"executable": Path("/opt/$x/kporisk")},
    ],
)
def test_what_would_not_work_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        units(**options)


LIBRARIES = """
import ctypes, mmap, sys
if ctypes.CDLL(None, use_errno=True).prctl(65, 1, 0, 0, 0) != 0:
    sys.exit(77)
try:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
except PermissionError:
    print("denied")
import sqlite3, ssl, sqlalchemy, weasyprint
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
assert weasyprint.HTML(string="<p>text").write_pdf().startswith(b"%PDF")
assert sqlalchemy.create_engine("sqlite://").connect().exec_driver_sql("select 1").scalar() == 1
AESGCM(b"k" * 32).encrypt(b"n" * 12, b"text", b"")
ssl.create_default_context()
print("done")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="MemoryDenyWriteExecute= is NOT tried here: only Linux has it")
def test_the_libraries_work_where_no_memory_is_both_written_and_run() -> None:
    done = subprocess.run([sys.executable, "-c", LIBRARIES], capture_output=True, text=True, check=False, timeout=60)
    if done.returncode == 77:
        pytest.skip("MemoryDenyWriteExecute= is NOT tried here: the kernel is older than 6.3")
    assert done.stdout == "denied\ndone\n", done.stderr
