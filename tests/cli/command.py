"""The command line, run within the test's own process or in one of its own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from kporisk.cli.main import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "checklists" / "examples"
DAY = "2026-11-24"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


def run(*arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """Run `kporisk` with the arguments in this process."""
    out, err = io.StringIO(), io.StringIO()
    with ExitStack() as stack:
        stack.enter_context(patch.object(sys, "argv", ["kporisk", *map(str, arguments)]))
        stack.enter_context(_environment(env or {}))
        stack.enter_context(_folder(cwd))
        stack.enter_context(_signals_kept())
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        try:
            main()
        except SystemExit as end:
            assert type(end.code) is int
            code = end.code
    return Ran(code, out.getvalue(), err.getvalue())


@contextmanager
def _signals_kept() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)


@contextmanager
def _environment(changed: Mapping[str, str]) -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KPORISK_")}
    with patch.dict(os.environ, {**kept, **changed}, clear=True):
        yield


@contextmanager
def _folder(path: Path | None) -> Iterator[None]:
    here = Path.cwd()
    try:
        if path is not None:
            os.chdir(path)
        yield
    finally:
        os.chdir(here)


def command(*arguments: str | Path) -> list[str]:
    """The same as a command for a process of its own."""
    return [sys.executable, "-m", "kporisk", *map(str, arguments)]


def clean_environment(**changed: str) -> dict[str, str]:
    """This process's environment without settings of kporisk, and with its checkout importable."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KPORISK_", "PYTHON", "LC_", "LANG", "TZ", "COV_"))}
    return {**kept, "PYTHONPATH": str(ROOT), **changed}


def spawn(*arguments: str | Path, cwd: Path = ROOT, **changed: str) -> subprocess.CompletedProcess[bytes]:
    """Run `kporisk` in a process of its own; fails where it takes a minute."""
    return subprocess.run(
        command(*arguments),
        cwd=cwd,
        env=clean_environment(**changed),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
