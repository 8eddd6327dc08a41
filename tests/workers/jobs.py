"""What the tests have done by workers; a worker imports it by name."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from pathlib import Path

from kporisk.errors import InvalidDocument, Problem

WARM: list[int] = []
"""Filled by the initializer, once in each worker."""


def warm_up(value: int) -> None:
    WARM.append(value)


def warmth() -> tuple[int, list[int]]:
    return os.getpid(), WARM


def double(number: int) -> int:
    return 2 * number


def double_but_die_at_77(number: int) -> int:
    time.sleep(0.002)
    if number == 77:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(number)


def dying_initializer() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def failing_initializer(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    raise LookupError("no library here")


def wait_for(folder: Path, name: str) -> str:
    """Say who is at it, then wait until the test lets go."""
    (folder / f"{name}.{os.getpid()}").touch()
    while not (folder / "go").exists():
        time.sleep(0.005)
    return name


def hang() -> None:
    threading.Event().wait()


def spin() -> None:
    while True:
        pass


def hold_the_interpreter() -> None:
    ctypes.PyDLL(None).sleep(60)


def leave() -> None:
    sys.exit(3)


def take(size: int) -> int:
    return len(bytearray(size))


class Unspeakable(Exception):
    """Cannot be pickled, and its message is somebody's answer."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.lock = threading.Lock()


class TwoArguments(Exception):
    """Is pickled, but its copy cannot be made."""

    def __init__(self, vendor: str, answer: str) -> None:
        super().__init__(f"{vendor} said {answer}")


def fail(kind: str) -> object:
    match kind:
        case "plain":
            raise LookupError("nothing there")
        case "document":
            raise InvalidDocument([Problem("b.yaml", 2, "$.b", "wrong"), Problem("a.yaml", 1, "$.a", "bad")])
        case "unspeakable":
            raise Unspeakable("canary")
        case "two":
            raise TwoArguments("vendor", "canary")
        case _:
            return threading.Lock()


def outcome(kind: str, number: int) -> int:
    """Any of what a job can do."""
    if kind == "raise":
        raise LookupError(number)
    if kind == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return number
