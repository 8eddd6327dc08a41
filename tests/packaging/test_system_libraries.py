"""What `make` installs beside Python: what reports need for `make demo`, and what looks at finished files for `make test` alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import ROOT

SCRIPT = ROOT / ".ci" / "system-libraries"
LIBRARIES = "libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0"
TOOLS = "qpdf poppler-utils libreoffice-calc-nogui chromium strace systemd postgresql"
LINE = f"apt-get install -y --no-install-recommends {TOOLS}"


class Machine:
    """A machine that has the libraries and none of the tools, and an apt-get that writes down what it is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, folder / "asked"
        for name in ("bash", "env", "grep"):
            found = shutil.which(name)
            assert found is not None
            (folder / name).symlink_to(found)
        self.program("ldconfig", f"printf '%s\\n' {LIBRARIES}")

    def program(self, name: str, text: str) -> None:
        (self.folder / name).unlink(missing_ok=True)  # never write through a link to a program of this machine
        (self.folder / name).write_text(f"#!{shutil.which('bash')}\n{text}\n", encoding="utf-8")
        (self.folder / name).chmod(0o755)

    def user(self, number: int) -> None:
        self.program("id", f"echo {number}")

    def apt(self, code: int) -> None:
        self.program("apt-get", f'echo "apt-get $*" >> {self.asked}; exit {code}')

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.folder / "bash"), str(SCRIPT), *arguments]
        return subprocess.run(
            command, env={"PATH": str(self.folder), **environment}, capture_output=True, text=True, check=False, timeout=20
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.user(0)
    made.apt(0)
    return made


def test_the_demo_asks_for_no_tool_of_the_tests(machine: Machine) -> None:
    done = machine.run()
    assert (done.returncode, done.stdout, done.stderr, machine.asked.exists()) == (0, "", "", False)


def test_root_gets_the_tools_installed(machine: Machine) -> None:
    done = machine.run("test")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"installing {TOOLS}\n", "")
    assert machine.asked.read_text(encoding="utf-8") == f"{LINE}\n"


def test_who_may_not_install_is_told_the_line_and_the_tests_go_on(machine: Machine) -> None:
    machine.user(1000)
    done = machine.run("test")
    assert (done.returncode, machine.asked.exists()) == (0, False)
    assert done.stderr.splitlines()[-1] == f"  sudo {LINE}"
    assert "some tests will be skipped" in done.stderr


def test_a_failed_installation_does_not_fail_the_tests(machine: Machine) -> None:
    machine.apt(100)
    done = machine.run("test")
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == f"  sudo {LINE}"
    assert machine.asked.read_text(encoding="utf-8").splitlines() == [LINE, "apt-get update -q", LINE]


def test_who_names_a_postgresql_needs_none_installed(machine: Machine) -> None:
    done = machine.run("test", KPORISK_TEST_POSTGRES="postgresql://kporisk@db.example.com/postgres")
    assert done.stdout == f"installing {TOOLS.removesuffix(' postgresql')}\n"


def test_what_reports_need_is_not_optional(machine: Machine) -> None:
    machine.program("ldconfig", "echo")
    machine.program("grep", "exit 1")
    machine.user(1000)
    done = machine.run("test")
    assert done.returncode == 1
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in done.stderr
