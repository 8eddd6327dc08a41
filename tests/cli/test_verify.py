"""`kporisk verify`: its exit codes, what it says to people and to programs, and that it leaves nothing behind."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from jsonschema import Draft202012Validator

from kporisk.documents.results.verification_schema import verification_schema
from kporisk.errors import ExitCode
from kporisk.seal.signing import sign
from tests.cli.command import Ran, clean_environment, run
from tests.seal.authority import issue, of_today, paper, root
from tests.shared import printed_once
from tests.workflow.papers import SECRET, recomputed_once, report

RECOMPUTE = import_module("kporisk.workflow.verify.recompute")


def evil() -> bytes:
    """Signed by somebody whose name steers terminals and lies about the outcome."""
    name = "Eve\x1b[2J\x1b]0;owned\x07\u202egnp\r\nVerified: x"
    now = datetime.now(UTC).replace(microsecond=0)
    return sign(report("summary"), issue(name, organisation="\x9b31mAcme", private=of_today("ada").private).key, at=now).pdf


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Reports that hold and that do not, and files that are none; what is printed anew is printed once for all tests."""
    folder = tmp_path_factory.mktemp("verify")
    whole, now = report(), datetime.now(UTC).replace(microsecond=0)
    tampered = bytearray(whole)
    tampered[whole.index(b"stream") + 40] ^= 1
    for name, content in (
        ("report.pdf", whole),
        ("signed.pdf", sign(whole, of_today("ada").key, at=now).pdf),
        ("summary.pdf", report("summary")),
        ("evil.pdf", evil()),
        ("tampered.pdf", bytes(tampered)),
        ("state.pdf", whole.replace(b":State>DRAFT<", b":State>drAFT<", 1)),
        ("cut.pdf", whole[: len(whole) // 2]),
        ("cut-tail.pdf", whole[:-20]),
        ("paper.pdf", paper()),
        ("empty.pdf", b""),
        ("letter.txt", f"{SECRET} a letter".encode()),
        ("case.json", json.dumps({"note": SECRET}).encode()),
        ("ca.pem", root().certificate_pem()),
        ("bob.pem", issue("Other Root", authority=True).certificate_pem()),
        ("bad.pem", b"-----BEGIN CERTIFICATE-----\n" + SECRET.encode() + b"\n-----END CERTIFICATE-----\n"),
    ):
        (folder / name).write_bytes(content)
    with printed_once():
        yield folder


def verify(here: Path, *arguments: str) -> Ran:
    with recomputed_once():
        done = run("verify", *arguments, cwd=here)
    assert SECRET not in done.out + done.err and "a bug" not in done.err
    return done


CASES = (
    (("report.pdf",), ExitCode.DONE, "verified", "Verified", "Vérifié"),
    (("signed.pdf",), ExitCode.DONE, "verified", "Who the signers are was not checked", "L’identité des signataires n’a pas été contrôlée"),
    (("signed.pdf", "--trust", "ca.pem"), ExitCode.DONE, "verified", "the signer is trusted", "le signataire est de confiance"),
    (("signed.pdf", "--trust", "bob.pem"), ExitCode.INTEGRITY, "failed", "not among those you trust", "n’est pas de ceux"),
    (("signed.pdf", "--trust", "bob.pem", "--trust", "ca.pem"), ExitCode.DONE, "verified", "is trusted", "est de confiance"),
    (("summary.pdf",), ExitCode.NOT_ALL_CHECKED, "not_all_checked", "with --against", "avec --against"),
    (("summary.pdf", "--against", "report.pdf"), ExitCode.DONE, "verified", "The original holds", "L’original tient"),
    (("report.pdf", "--against", "summary.pdf"), ExitCode.INTEGRITY, "failed", "carries no data", "ne porte pas de données"),
    (("tampered.pdf",), ExitCode.INTEGRITY, "failed", "NOT verified", "NON vérifié"),
    (("state.pdf",), ExitCode.INTEGRITY, "failed", "The metadata differs", "Une métadonnée diffère"),
    (("cut.pdf",), ExitCode.INTEGRITY, "failed", "The file is damaged", "Le fichier est endommagé"),
    (("cut-tail.pdf",), ExitCode.INTEGRITY, "failed", "The file is damaged", "Le fichier est endommagé"),
    (("paper.pdf",), ExitCode.INTEGRITY, "failed", "carries no data of kporisk", "aucune donnée de kporisk"),
    (("empty.pdf",), ExitCode.INTEGRITY, "failed", "This is no PDF file", "pas un fichier PDF"),
    (("letter.txt",), ExitCode.INTEGRITY, "failed", "This is no PDF file", "pas un fichier PDF"),
    (("case.json",), ExitCode.INTEGRITY, "failed", "This is no PDF file", "pas un fichier PDF"),
)


@pytest.mark.parametrize(("arguments", "code", "outcome", "english", "french"), CASES)
def test_exit_code_words_and_document_agree(
    here: Path, arguments: tuple[str, ...], code: int, outcome: str, english: str, french: str
) -> None:
    for lang, says, last in (
        ("en", english, {"verified": "Verified: ", "failed": "NOT verified: "}.get(outcome, "Verified as far as possible, but ")),
        ("fr", french, {"verified": "Vérifié\xa0: ", "failed": "NON vérifié\xa0: "}.get(outcome, "Vérifié autant que possible")),
    ):
        done = verify(here, *arguments, "--lang", lang)
        assert (done.code, done.err) == (code, "")
        assert says in " ".join(done.out.split()), done.out
        assert done.out.splitlines()[-1].replace("\xa0", " ").startswith(last.replace("\xa0", " ")), done.out
        assert done.out.splitlines()[-1].endswith(arguments[0])
    as_json = verify(here, *arguments, "--format", "json")
    document = json.loads(as_json.out)
    Draft202012Validator(verification_schema()).validate(document)
    assert (as_json.code, document["outcome"], document["file"]) == (code, outcome, arguments[0])


@pytest.mark.parametrize(
    ("name", "code"), [("report.pdf", ExitCode.DONE), ("paper.pdf", ExitCode.INTEGRITY), ("summary.pdf", ExitCode.NOT_ALL_CHECKED)]
)
def test_quietly_only_the_exit_code_speaks(here: Path, name: str, code: int) -> None:
    for form in ((), ("--format", "json")):
        done = verify(here, name, "-q", *form)
        assert (done.code, done.out, done.err) == (code, "", "")


def test_the_schema_refuses_what_is_not_published() -> None:
    schema = Draft202012Validator(verification_schema())
    good: dict[str, Any] = {"format": "kporisk.verification/1", "file": "x", "outcome": "failed", "audience": ""}
    check = {"check": "file", "outcome": "failed", "details": [{"code": "file.no_pdf"}]}
    assert schema.is_valid({**good, "checks": [check]})
    for wrong in ({"details": [{"code": "file.new"}]}, {"details": [{"code": "file.no_pdf", "answer": 60}]}, {"outcome": "fine"}):
        assert not schema.is_valid({**good, "checks": [{**check, **wrong}]})


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none.pdf",), "none.pdf cannot be read: No such file"),
        ((".",), ". is a folder; name a file in it"),
        (("report.pdf", "--against", "none.pdf"), "none.pdf cannot be read"),
        (("report.pdf", "--against", "."), ". is a folder"),
        (("report.pdf", "--trust", "none.pem"), "the certificates none.pem cannot be read"),
        (("report.pdf", "--trust", "bad.pem"), "bad.pem"),
        (("report.pdf", "--trust", "letter.txt"), "letter.txt"),
        (("report.pdf", "--trust", "ca.pem", "--trust", "empty.pdf"), "empty.pdf"),
        (("report.pdf", "--lang", "de"), "'de' is not one of 'en', 'fr'"),
        (("report.pdf", "--format", "xml"), "'xml' is not one of"),
        (("report.pdf", "--look", "none"), "none"),
        ((), "FILE.pdf"),
    ],
)
def test_what_cannot_be_asked_is_refused(here: Path, arguments: tuple[str, ...], says: str) -> None:
    for quiet in ((), ("-q",)):
        done = verify(here, *arguments, *quiet)
        assert (done.code, done.out) == (ExitCode.USAGE, "") and says in " ".join(done.err.split()), done.err


def test_a_signers_name_neither_steers_the_terminal_nor_says_the_outcome(here: Path) -> None:
    done = verify(here, "evil.pdf")
    assert "Eve" in done.out and done.code != ExitCode.DONE
    assert not any(mark in done.out for mark in "\x1b\x07\x9b\u202e\r")
    assert not any(line.startswith("Verified:") for line in done.out.splitlines())
    as_json = verify(here, "evil.pdf", "--format", "json").out
    assert not any(mark in as_json for mark in "\x1b\x07\r")


@pytest.mark.parametrize("columns", [20, 50, 80, 200])
def test_it_fits_the_terminal(here: Path, columns: int) -> None:
    for name in ("signed.pdf", "state.pdf"):
        with recomputed_once():
            done = run("verify", name, cwd=here, env={"COLUMNS": str(columns)})
        lines = done.out.splitlines()
        assert max(map(len, lines[:-1])) <= min(columns, 100)


def test_the_case_is_never_on_the_disk_and_no_folder_stays(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[str] = []
    load = RECOMPUTE.load_checklists

    def looking(folders: Any) -> Any:
        for path in tmp_path.rglob("*"):
            seen.append(path.name)
            assert not path.is_file() or SECRET.encode() not in path.read_bytes()
        assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())
        return load(folders)

    for fails in (None, ValueError(SECRET), MemoryError(), KeyboardInterrupt()):
        with patch.object(RECOMPUTE, "load_checklists", looking), patch.object(RECOMPUTE, "assess_case", side_effect=fails) as assess:
            if fails is None:
                assess.side_effect = import_module("kporisk.workflow.assess").assess_case
            done = run("verify", "report.pdf", cwd=here)
        expected = {None: ExitCode.DONE, ValueError: ExitCode.INTEGRITY, KeyboardInterrupt: ExitCode.INTERRUPTED}
        assert done.code == expected.get(fails and type(fails), ExitCode.BUG)  # type: ignore[arg-type]
        assert SECRET not in done.out + done.err
        assert list(tmp_path.iterdir()) == []
    assert "rules.yaml" in seen and "case.json" not in seen


SLOW = """
import sys, time
from importlib import import_module
from pathlib import Path
room = import_module("kporisk.workflow.verify.recompute")
marker = Path(sys.argv[1])
def load(folders):
    marker.write_text("now")
    time.sleep(60)
room.load_checklists = load
sys.argv = ["kporisk", "verify", sys.argv[2]]
from kporisk.cli.main import main
main()
"""


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGTERM, ExitCode.TERMINATED), (signal.SIGINT, ExitCode.INTERRUPTED)])
def test_when_it_is_stopped_midway_nothing_stays(here: Path, tmp_path: Path, stop: signal.Signals, code: int) -> None:
    scratch, marker = tmp_path / "scratch", tmp_path / "marker"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(marker), str(here / "report.pdf")],
        env=clean_environment(TMPDIR=str(scratch)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        until = time.monotonic() + 40
        while not marker.exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert marker.exists() and list(scratch.iterdir())
        process.send_signal(stop)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert (process.returncode, out) == (code, b"") and b"Traceback" not in err
    assert list(scratch.iterdir()) == []
