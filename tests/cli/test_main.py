"""Exit codes, streams, suggestions, signals: what every command has in common."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

import pytest

from kporisk import __version__
from kporisk.cli.main import COMMANDS
from kporisk.errors import ExitCode, InvalidDocument, Problem, RenderingError, UsageError
from tests.cli.command import DAY, EXAMPLES, ROOT, clean_environment, command, run, spawn

CASE = EXAMPLES / "legal-process-firm.yaml"
HEAVY = ("weasyprint", "jinja2", "jsonschema", "referencing", "ruamel", "yaml", "rich", "babel", "fontTools", "rfc8785", "pydyf")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("there is no such thing"), ExitCode.USAGE, "kporisk: there is no such thing\n"),
        (
            InvalidDocument([Problem("case.yaml", 3, "$.vendor", "is missing")]),
            ExitCode.INVALID_DOCUMENT,
            "case.yaml:3: $.vendor: is missing\n",
        ),
        (RenderingError("no font shows it"), ExitCode.RENDERING, "kporisk: no font shows it\n"),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED, "interrupted; nothing is left half-written\n"),
    ],
)
def test_each_failure_has_its_exit_code_and_one_sentence(error: BaseException, code: ExitCode, said: str) -> None:
    with patch("kporisk.workflow.assess.assessed_file", side_effect=error):
        done = run("assess", "case.yaml")
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_exit_codes_are_those_of_the_readme() -> None:
    told = re.findall(r"^\| (\d+(?:, \d+)*) \| ", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    codes = {int(code) for row in told for code in row.split(", ")}
    assert codes <= {int(code) for code in ExitCode}
    assert {int(error.exit_code) for error in (UsageError, InvalidDocument, RenderingError)} | {0, 1, 10, 130, 143} <= codes


def _fail() -> NoReturn:
    try:
        raise KeyError("zqxcanary-cause")
    except KeyError as cause:
        raise RuntimeError("zqxcanary in a message") from cause


def test_a_bug_shows_neither_a_traceback_nor_an_answer() -> None:
    with patch("kporisk.workflow.assess.assessed_file", side_effect=lambda *_, **__: _fail()):
        done = run("assess", CASE)
    assert (done.code, done.out) == (ExitCode.BUG, "")
    assert re.fullmatch(r"kporisk: a bug \(RuntimeError at \S*test_main\.py:\d+\), please report it; KPORISK_DEBUG=1 shows .*\n", done.err)
    assert "zqxcanary" not in done.err


def test_a_bug_is_shown_whole_to_whoever_asks() -> None:
    with (
        patch("kporisk.workflow.assess.assessed_file", side_effect=lambda *_, **__: _fail()),
        pytest.raises(RuntimeError, match="zqxcanary"),
    ):
        run("assess", CASE, env={"KPORISK_DEBUG": "1"})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("asess",), "no such command 'asess'; did you mean 'assess'?"),
        (("jurisdictions", "FR", "IN"), "no such command 'jurisdictions'; did you mean 'jurisdiction'?"),
        (("checklist", "shwo"), "no such command 'shwo'; did you mean 'show'?"),
        (("assess", "case.yaml", "--formt", "json"), "Did you mean '--format'?"),
        (("assess", "case.yaml", "--format", "jsn"), "'jsn' is not one of 'text', 'json'"),
        (("assess", "case.yaml", "--fail-on", "hihg"), "'hihg' is not one of 'low', 'moderate', 'high', 'critical'"),
        (("assess", "case.yaml", "--depth", "shallow"), "'shallow' is not one of 'core', 'standard', 'full'"),
        (("assess", "case.yaml", "--lang", "de"), "'de' is not one of 'en', 'fr'"),
        (("assess", "case.yaml", "--as-of", "24/11/2026"), "'24/11/2026' is no day of the calendar; write one as YYYY-MM-DD"),
        (("assess", "case.yaml", "--as-of", "2026-02-30"), "'2026-02-30' is no day of the calendar"),
        (("assess", "case.yaml", "--checklists", "nowhere"), "'nowhere' does not exist"),
        (("assess",), "Missing argument 'CASE|VENDOR'"),
        (("assess", "one.yaml", "two.yaml"), "unexpected extra argument"),
        (("check",), "Missing argument"),
        (("schema", "asessment"), "'asessment' is not one of"),
        (("schema", "case", "--for", "vendor"), "--for goes with `response` only"),
        (("completion", "bsh"), "'bsh' is not one of 'bash', 'zsh', 'fish'"),
        (("checklist", "show", "ds_mfaa"), "did you mean 'ds_mfa'?"),
        (("checklist", "explain", "ko-ds-mfaa"), "did you mean 'ko-ds-mfa'?"),
        (("checklist", "export", "somewhere", "--only", "ip_protecton"), "did you mean 'ip_protection'?"),
        (("jurisdiction", "FR", "Inde"), "did you mean IN?"),
        (("jurisdiction", "FR", "XQ"), "there is no country 'XQ'"),
    ],
)
def test_what_is_mistyped_is_named_with_what_was_meant(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_word_like_none_of_the_commands_gets_the_whole_list() -> None:
    done = run("xyzzy")
    assert done.code == ExitCode.USAGE
    assert all(name in done.err for name in COMMANDS)


def test_a_command_line_cannot_steer_the_terminal() -> None:
    for arguments in (("\x1b]52;c;ZXZpbA==\x07",), ("assess", "\x1b[2Jcase\x9b31m.yaml"), ("checklist", "show", "\u202egnp")):
        done = run(*arguments)
        assert done.code in (ExitCode.USAGE, ExitCode.INVALID_DOCUMENT)
        assert not [character for character in done.err if character in "\x1b\x07\x9b\u202e"]


@pytest.mark.parametrize("arguments", [(), ("checklist",)])
def test_a_group_without_a_command_shows_its_help(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert done.err.startswith("Usage: ")
    assert "Commands:" in done.err


def test_version() -> None:
    assert run("--version").out == f"kporisk {__version__}\n"


CHILD = """
import sys, time
import kporisk.workflow.{module} as module
def wait(*_, **__):
    sys.stderr.write("ready\\n")
    sys.stderr.flush()
    time.sleep(60)
module.{target} = wait
from kporisk.cli.main import main
main()
"""


def _signalled(number: signal.Signals, module: str, target: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", CHILD.format(module=module, target=target), *map(str, arguments)]
    process = subprocess.Popen(program, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert process.stderr.readline() == "ready\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    return subprocess.CompletedProcess(program, process.returncode, out, err)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_run_cleanly(number: signal.Signals, code: int) -> None:
    done = _signalled(number, "assess", "assessed_file", "assess", "case.yaml")
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_writing_leaves_the_old_file_whole(number: signal.Signals, code: int, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text("<!DOCTYPE html>the old one")
    done = _signalled(number, "files", "os.fsync", "assess", CASE, "--as-of", DAY, "-q", "--html", report)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert report.read_text() == "<!DOCTYPE html>the old one"


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("--version",), ("assess", CASE, "--as-of", DAY, "--format", "json"), ("checklist", "list"), ("completion", "zsh")],
)
def test_a_reader_who_has_gone_is_no_failure(arguments: tuple[str | Path, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command(*arguments), stdout=writing, stderr=subprocess.PIPE, env=clean_environment(), cwd=ROOT, check=False, timeout=60
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_first_line_is_enough_for_head() -> None:
    program = subprocess.Popen(
        command("assess", CASE, "--as-of", DAY, "--format", "json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment(),
        cwd=ROOT,
    )
    assert program.stdout is not None and program.stderr is not None
    assert program.stdout.readline() == b"{\n"
    program.stdout.close()
    assert program.stderr.read() == b""
    assert program.wait(timeout=60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_full_disk_behind_stdout_is_said_and_is_no_bug(form: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("assess", CASE, "--as-of", DAY, "--format", form),
            stdout=full,
            stderr=subprocess.PIPE,
            env=clean_environment(),
            cwd=ROOT,
            check=False,
            timeout=60,
        )
    assert done.returncode == ExitCode.USAGE
    assert b"could not be written: No space left on device" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_closed_stdout_is_one_that_nobody_reads() -> None:
    for form in ("text", "json"):
        program = shlex.join(command("assess", CASE, "--as-of", DAY, "--format", form))
        closed = ["sh", "-c", f"exec {program} >&-"]
        done = subprocess.run(closed, env=clean_environment(), cwd=ROOT, capture_output=True, check=False, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_old_encoding_neither_breaks_the_text_nor_the_json(encoding: str) -> None:
    hostile = EXAMPLES / "hostile.yaml"
    text = spawn("assess", hostile, "--as-of", DAY, "--lang", "fr", PYTHONIOENCODING=encoding)
    assert (text.returncode, text.stderr) == (0, b"")
    json = spawn("assess", hostile, "--as-of", DAY, "--format", "json", PYTHONIOENCODING=encoding)
    assert (json.returncode, json.stderr) == (0, b"")
    assert json.stdout == spawn("assess", hostile, "--as-of", DAY, "--format", "json").stdout


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("assess", "--help"), ("asess",), ("completion", "fish")])
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kporisk", *arguments],
        env=clean_environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    ).stderr
    imported = {line.rpartition("|")[2].strip() for line in told.splitlines() if line.startswith("import time:")}
    assert {"click", "kporisk.cli.main"} <= imported
    assert {name.partition(".")[0] for name in imported} & set(HEAVY) == set()
    assert not [name for name in imported if name.startswith(("kporisk.documents.", "kporisk.reports.", "kporisk.assessment."))]


def test_a_real_process_assesses_like_the_one_in_the_tests() -> None:
    start = time.monotonic()
    arguments = ("assess", CASE, "--as-of", DAY, "--format", "json")
    done = spawn(*arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == run(*arguments).out
    assert time.monotonic() - start < 60
