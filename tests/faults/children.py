"""A piece of work in a forked process that has everything loaded: undisturbed, watched, or with something done to one system call."""

from __future__ import annotations

import ctypes
import os
import re
import select
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

WRITES = (
    *("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "copy_file_range", "fallocate", "truncate", "ftruncate"),
    *("fsync", "fdatasync", "sync_file_range", "msync", "open", "openat", "creat", "mkdir", "mkdirat", "rmdir"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat"),
    *("chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "utimensat"),
)
"""System calls that change what is on a disk; of those that open a file, only the ones that may write to it count."""
PATIENCE = 120
"""Seconds that a piece of work is given."""
_ANYBODY = ctypes.c_ulong(-1)
_PR_SET_PTRACER = 0x59616D61
_CALL = re.compile(r"(?:\d+ +)?([a-z0-9_]+)\((.*)")


class NotTracedError(Exception):
    """strace is not there, or may not do its work; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended (below 0: by that signal) and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Call:
    """The `number`th call of that name, from 1, in one thread."""

    name: str
    number: int


def refuse_without_strace() -> None:
    """Raise NotTracedError unless processes can be traced here."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        raise NotTracedError("strace is not on this machine: apt-get install strace")
    ended = subprocess.run(
        ["strace", "-o", "/dev/null", "-e", "inject=chdir:error=EIO:when=1", "true"], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise NotTracedError(f"strace may not trace processes here ({ended.stderr.strip()[:200]}); allow ptrace to this machine's users")


def done(work: Callable[[], object], room: Path) -> Ended:
    """Do the work in a process of its own; what it says goes through files in `room`."""
    return _Child(work, room).released()


def watched(work: Callable[[], object], room: Path, *, follow: bool = False) -> tuple[Ended, tuple[Call, ...]]:
    """The same, and which write calls it made in the thread that it began in; `follow`: in all of its threads and processes."""
    log = room / "calls"
    ended = _traced(work, room, ["-o", str(log)], follow=follow)
    return ended, _calls(log.read_text(encoding="utf-8", errors="replace"))


def killed_at(call: Call, work: Callable[[], object], room: Path, *, follow: bool = False) -> Ended:
    """The same with SIGKILL at a call, which is then not made."""
    return _traced(work, room, ["-o", "/dev/null", "-e", f"inject={call.name}:signal=KILL:when={call.number}"], follow=follow)


def failing_at(call: Call, error: str, work: Callable[[], object], room: Path, *, follow: bool = False) -> Ended:
    """The same with a call that fails with ENOSPC or EIO."""
    return _traced(work, room, ["-o", "/dev/null", "-e", f"inject={call.name}:error={error}:when={call.number}"], follow=follow)


def _traced(work: Callable[[], object], room: Path, options: list[str], *, follow: bool) -> Ended:
    child = _Child(work, room)
    watching = ",".join(f"?{name}" for name in WRITES)
    command = ["strace", *(["-f"] if follow else []), "-p", str(child.pid), "-e", f"trace={watching}", "-e", "signal=none", *options]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as tracer:
        assert tracer.stderr is not None
        ready, _, _ = select.select([tracer.stderr], [], [], 20)
        said = os.read(tracer.stderr.fileno(), 1000) if ready else b""
        if b"attached" not in said:
            tracer.kill()
            child.killed()
            raise NotTracedError(f"strace could not attach: {said.decode(errors='replace').strip()[:200]}")
        ended = child.released()
        tracer.communicate(timeout=PATIENCE)
    return ended


def _calls(log: str) -> tuple[Call, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    found: dict[Call, None] = {}
    for line in log.splitlines():
        said = _CALL.match(line)
        if said is None:
            continue
        thread = line.split(" ", 1)[0] if line[:1].isdigit() else ""
        counts[thread, said[1]] += 1
        if said[1] not in ("open", "openat") or any(flag in said[2] for flag in ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC")):
            found[Call(said[1], counts[thread, said[1]])] = None
    return tuple(found)


class _Child:
    """A process that waits to be released."""

    def __init__(self, work: Callable[[], object], room: Path) -> None:
        self._out, self._err = room / "out", room / "err"
        waiting, self._go = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._go)
            self._live(work, waiting)
        os.close(waiting)

    def released(self) -> Ended:
        """Let it work; returns when it has ended."""
        os.write(self._go, b"!")
        os.close(self._go)
        _, status = os.waitpid(self.pid, 0)
        said = [path.read_text(encoding="utf-8", errors="replace") for path in (self._out, self._err)]
        return Ended(os.waitstatus_to_exitcode(status), *said)

    def killed(self) -> None:
        """End it before it has begun."""
        os.close(self._go)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def _live(self, work: Callable[[], object], waiting: int) -> None:
        code = 99
        try:
            for number, target in ((1, self._out), (2, self._err)):
                opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                os.dup2(opened, number)
                os.close(opened)
            # Open as long as the process.
            sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(PATIENCE)
            os.read(waiting, 1)
            os.close(waiting)
            try:
                work()
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 98
            except BaseException:
                import traceback

                traceback.print_exc()
        finally:
            try:
                sys.stdout.flush()
                sys.stderr.flush()
            except (OSError, ValueError):
                pass
            os._exit(code)
