"""`kporisk sign`: what it writes, what it refuses, and that no passphrase is ever seen."""

from __future__ import annotations

import io
import os
import pty
import select
import stat
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from kporisk.errors import ExitCode
from kporisk.seal.signatures import SignatureFound, Trust, signatures
from tests.cli.command import clean_environment, command, run
from tests.seal.authority import PASSPHRASE, bob, clerk, eve, issue, of_today, paper, root
from tests.seal.clock import serving, stamps

SECRET = PASSPHRASE.decode()


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A report, keys and a passphrase, as they lie in somebody's folder."""
    for name, content in (
        ("report.pdf", paper()),
        ("ada.p12", of_today("ada").pkcs12()),
        ("bob.pem", of_today("bob").private_pem() + of_today("bob").certificate_pem()),
        ("secret.txt", PASSPHRASE + b"\nnot this line\n"),
        ("wrong.txt", b"zqxcanary wrong\n"),
    ):
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o600)
    return tmp_path


def _found(path: Path) -> tuple[SignatureFound, ...]:
    return signatures(path.read_bytes(), trust=(root().certificate,), at=datetime.now(UTC))


def test_a_report_is_signed_in_its_place(here: Path) -> None:
    done = run("sign", "report.pdf", "--key", "ada.p12", "--passphrase-file", "secret.txt", "--reason", "Approved", cwd=here)
    assert (done.code, done.err) == (ExitCode.DONE, "")
    assert done.out == "report.pdf: signed by Ada Lovelace (KporiskSignature1)\n"
    assert (here / "report.pdf").read_bytes().startswith(paper())
    (found,) = _found(here / "report.pdf")
    assert (found.signer, found.reason, found.holds) == ("Ada Lovelace", "Approved", True)
    assert found.claimed is not None and abs(datetime.now(UTC) - found.claimed) < timedelta(minutes=5)
    assert stat.S_IMODE((here / "report.pdf").stat().st_mode) == 0o600
    assert sorted(path.name for path in here.iterdir()) == ["ada.p12", "bob.pem", "report.pdf", "secret.txt", "wrong.txt"]


def test_a_second_person_co_signs_into_another_file(here: Path) -> None:
    run("sign", "report.pdf", "--key", "ada.p12", "--passphrase-file", "secret.txt", cwd=here)
    before = (here / "report.pdf").read_bytes()
    done = run("sign", "report.pdf", "--key", "bob.pem", "-o", "both.pdf", "-q", cwd=here)
    assert (done.code, done.out, done.err) == (ExitCode.DONE, "", "")
    assert (here / "report.pdf").read_bytes() == before
    assert (here / "both.pdf").read_bytes().startswith(before)
    assert [(one.signer, one.holds) for one in _found(here / "both.pdf")] == [("Ada Lovelace", True), ("Bob Byron", True)]


def test_through_a_link_the_file_itself_is_signed(here: Path) -> None:
    (here / "link.pdf").symlink_to("report.pdf")
    assert run("sign", "link.pdf", "--key", "bob.pem", cwd=here).code == ExitCode.DONE
    assert (here / "link.pdf").is_symlink() and len(_found(here / "report.pdf")) == 1


def test_the_certificate_may_stand_in_another_file(here: Path) -> None:
    (here / "key.pem").write_bytes(bob().private_pem())
    (here / "key.pem").chmod(0o600)
    (here / "crt.pem").write_bytes(of_today("bob").certificate_pem())
    without = run("sign", "report.pdf", "--key", "key.pem", cwd=here)
    assert (without.code, without.out) == (ExitCode.USAGE, "") and "--cert" in without.err
    assert run("sign", "report.pdf", "--key", "key.pem", "--cert", "crt.pem", cwd=here).code == ExitCode.DONE


def test_a_timestamp_is_fetched_from_the_named_server(here: Path) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    teller = issue(
        "Today's Clock",
        issuer=root(),
        private=clerk().private,
        purposes=(ExtendedKeyUsageOID.TIME_STAMPING,),
        begins=at - timedelta(1),
        ends=at + timedelta(1),
    )
    with serving(stamps(teller, at)) as (url, requests):
        done = run("sign", "report.pdf", "--key", "bob.pem", "--timestamp", url, cwd=here)
    assert (done.code, done.out, len(requests)) == (ExitCode.DONE, "report.pdf: signed by Bob Byron (KporiskSignature1, timestamped)\n", 1)
    stamp = _found(here / "report.pdf")[0].timestamp
    assert stamp is not None and (stamp.at, stamp.authority, stamp.trust) == (at, "Today's Clock", Trust.TRUSTED)


def test_a_self_signed_certificate_is_said_to_be_one(here: Path) -> None:
    today = datetime.now(UTC)
    alone = issue("Solo Sam", private=eve().private, begins=today - timedelta(1), ends=today + timedelta(1))
    (here / "sam.p12").write_bytes(alone.pkcs12(None))
    (here / "sam.p12").chmod(0o600)
    done = run("sign", "report.pdf", "--key", "sam.p12", cwd=here)
    assert done.code == ExitCode.DONE and "self-signed" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("report.pdf", "--key", "ada.p12", "--passphrase-file", "wrong.txt"), ExitCode.USAGE, "the passphrase is wrong"),
        (("report.pdf", "--key", "ada.p12"), ExitCode.USAGE, "--passphrase-file"),
        (("report.pdf", "--key", "ada.p12", "--passphrase-file", "none.txt"), ExitCode.USAGE, "cannot be read"),
        (("report.pdf", "--key", "none.p12"), ExitCode.USAGE, "the key none.p12 cannot be read"),
        (("report.pdf",), ExitCode.USAGE, "--key"),
        (("none.pdf", "--key", "bob.pem"), ExitCode.USAGE, "none.pdf cannot be read"),
        (("secret.txt", "--key", "bob.pem"), ExitCode.INVALID_DOCUMENT, "secret.txt: is no PDF"),
        (("report.pdf", "--key", "bob.pem", "-o", "secret.txt"), ExitCode.USAGE, "is no PDF report"),
        (("report.pdf", "--key", "bob.pem", "-o", "nowhere/x.pdf"), ExitCode.USAGE, "does not exist"),
        (("report.pdf", "--key", "bob.pem", "--field", "Counsel"), ExitCode.USAGE, "no empty signature field"),
        (("report.pdf", "--key", "bob.pem", "--timestamp", "ftp://x"), ExitCode.USAGE, "timestamp server is named by"),
        (("report.pdf", "--key", "bob.pem", "--timestamp", "http://127.0.0.1:1"), ExitCode.RENDERING, "cannot be reached"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(here: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    before = {path: path.read_bytes() for path in here.iterdir()}
    done = run("sign", *arguments, cwd=here)
    assert (done.code, done.out) == (code, "")
    assert says in done.err and "zqxcanary" not in done.err and "a bug" not in done.err
    assert {path: path.read_bytes() for path in here.iterdir()} == before


def test_an_expired_certificate_is_refused(here: Path) -> None:
    old = issue("Old Olaf", begins=datetime(2001, 1, 1, tzinfo=UTC), ends=datetime(2002, 1, 1, tzinfo=UTC))
    (here / "old.p12").write_bytes(old.pkcs12(None))
    done = run("sign", "report.pdf", "--key", "old.p12", cwd=here)
    assert done.code == ExitCode.USAGE and "expired on" in done.err


def test_files_that_others_can_read_are_warned_of_or_refused(here: Path) -> None:
    for name, mode, code, says in (
        ("secret.txt", 0o644, ExitCode.USAGE, "everybody can read the passphrase in secret.txt; chmod 600 it first"),
        ("secret.txt", 0o640, ExitCode.DONE, "warning: its group can read the passphrase in secret.txt"),
        ("ada.p12", 0o644, ExitCode.DONE, "warning: everybody can read the key ada.p12"),
    ):
        (here / name).chmod(mode)
        done = run("sign", "report.pdf", "--key", "ada.p12", "--passphrase-file", "secret.txt", "-o", "out.pdf", cwd=here)
        (here / name).chmod(0o600)
        assert done.code == code and says in done.err and SECRET not in done.out + done.err


def test_a_damaged_pdf_is_a_problem_of_the_document(here: Path) -> None:
    (here / "report.pdf").write_bytes(paper()[:-200])
    done = run("sign", "report.pdf", "--key", "bob.pem", cwd=here)
    assert done.code == ExitCode.INVALID_DOCUMENT
    assert done.err.startswith("report.pdf: is no PDF that can be signed safely")


def test_the_passphrase_is_asked_for_on_a_terminal_and_not_shown(here: Path) -> None:
    code, shown = _on_a_terminal([*command("sign", "report.pdf", "--key", "ada.p12")], here, answers=(PASSPHRASE,))
    assert code == ExitCode.DONE
    assert "Passphrase of ada.p12" in shown and "signed by Ada Lovelace" in shown
    assert SECRET not in shown and "zqxcanary" not in shown
    assert _found(here / "report.pdf")[0].holds


def test_debugging_shows_no_passphrase(here: Path) -> None:
    done = subprocess.run(
        command("sign", "report.pdf", "--key", "ada.p12", "--passphrase-file", "wrong.txt"),
        cwd=here,
        env=clean_environment(KPORISK_DEBUG="1"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == ExitCode.USAGE
    assert b"zqxcanary" not in done.stdout + done.stderr


def _on_a_terminal(words: list[str], folder: Path, *, answers: tuple[bytes, ...]) -> tuple[int, str]:
    """The exit code and what a person sees who types `answers` where asked."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        words, cwd=folder, env=clean_environment(TERM="dumb"), stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    shown, left, until = io.BytesIO(), list(answers), time.monotonic() + 30
    while time.monotonic() < until:
        if select.select([master], [], [], 0.1)[0]:
            try:
                piece = os.read(master, 4096)
            except OSError:
                break
            if not piece:
                break
            shown.write(piece)
            if left and b": " in shown.getvalue():
                os.write(master, left.pop(0) + b"\n")
        elif process.poll() is not None:
            break
    os.close(master)
    return process.wait(timeout=10), shown.getvalue().decode()
