"""What a worker process does: it is made ready once, then does one job after another until its pipe ends."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from kporisk.workers.errors import NotCarriedError

DECIDED_BY_THE_PARENT = (signal.SIGINT, signal.SIGTERM)
"""Signals that a worker ignores: a terminal and a service manager send them to the whole group."""

READY = b""
"""What a worker says when it is ready; every other message is a pickled pair of whether it went well, and the value or the error."""

_PR_SET_PDEATHSIG = 1


def serve(pipe: Connection, setup: bytes, memory: int | None) -> None:
    """Runs in the worker. `setup` is the pickled initializer and its arguments, `memory` a limit in bytes of address space."""
    for number in DECIDED_BY_THE_PARENT:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, DECIDED_BY_THE_PARENT)
    _end_with_the_parent()
    try:
        if memory is not None:
            _limit(memory)
        initializer, arguments = pickle.loads(setup)
        if initializer is not None:
            initializer(*arguments)
    except BaseException as error:
        pipe.send_bytes(_failure(error))
        return
    with suppress(EOFError, OSError, MemoryError):
        pipe.send_bytes(READY)
        while True:
            pipe.send_bytes(do(pipe.recv_bytes()))


def do(job: bytes) -> bytes:
    """Do one pickled job, a function with its arguments; what it returned or raised, pickled."""
    try:
        function, arguments, named = pickle.loads(job)
        result = function(*arguments, **named)
    except BaseException as error:
        return _failure(error)
    try:
        return pickle.dumps((True, result), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        message = f"a job's result of type {_name(result)} cannot leave its worker process ({_name(error)})"
        return pickle.dumps((False, NotCarriedError(message)))


def _failure(error: BaseException) -> bytes:
    """The error as it was raised, if a copy of it says the same; else an error that names its type."""
    with suppress(Exception):
        if isinstance(error, Exception):
            error.add_note("raised in a worker process:\n" + "".join(traceback.format_tb(error.__traceback__)))
            sent = pickle.dumps((False, error))
            _, copy = pickle.loads(sent)
            if type(copy) is type(error) and copy.args == error.args:
                return sent
    return pickle.dumps((False, NotCarriedError(f"a job failed with {_name(error)}, whose details cannot leave its worker process")))


def _name(value: object) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _limit(memory: int) -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        memory = min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _end_with_the_parent() -> None:
    """A parent that was killed can end nobody: the kernel does it on Linux, a watching thread elsewhere, and where the kernel came late."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_watch, args=(parent.sentinel, _kill_oneself), daemon=True).start()


def _watch(sentinel: int, then: Callable[[], None]) -> None:
    wait([sentinel])
    then()


def _kill_oneself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
