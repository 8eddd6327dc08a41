"""Work on somebody else's file in a process of its own, which ends where it takes more time or memory than any honest file does.

What a file unpacks to, how many cells it has and what they hold is checked before; this holds for what nobody thought of, and for a reader
that breaks off the whole process.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

T = TypeVar("T")

SECONDS = 0.8
"""Of the processor's time. A form of 5,000 rows of prose, 8 MB unpacked, takes a third of it."""
MOST_SECONDS = 8.0
"""On a machine that took long to come so far, it may take as long again, up to this."""
MEGABYTES = 32
"""Beyond what the program had before. The same form takes half of it."""
MOST_PICKLED = 8_000_000
"""Bytes of what comes of it."""


class BeyondError(Exception):
    """The work took more time or memory than it may, or its process broke off."""


def confined(work: Callable[[], T]) -> T:
    """What `work` returns, done in a process of its own. What it raises is raised here.

    Where a system cannot divide a process (Windows), it is done here, without these limits.

    Raises BeyondError where it takes more than `SECONDS` of the processor's time (more on a slow machine) or `MEGABYTES` more memory.
    """
    if not hasattr(os, "fork"):
        return work()
    seconds = min(max(SECONDS, time.process_time()), MOST_SECONDS)
    incoming, outgoing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the child runs nothing but the work
        child = os.fork()
    if child == 0:
        os.close(incoming)
        _work(work, outgoing, seconds)
    os.close(outgoing)
    try:
        with os.fdopen(incoming, "rb") as pipe:
            content = pipe.read(MOST_PICKLED + 1)
    finally:
        # Whatever ends the waiting, an interrupt among it, ends the child.
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if len(content) > MOST_PICKLED or not content.endswith(_END):
        raise BeyondError
    good, found = pickle.loads(content)
    if good:
        result: T = found
        return result
    raise found


_END = b"\0whole"


def _work(work: Callable[[], object], outgoing: int, seconds: float) -> NoReturn:
    """Do the work and write what comes of it; never returns, and never runs what the program does at its end."""
    try:
        _limit(seconds)
        said: tuple[bool, object]
        try:
            said = (True, work())
        except MemoryError:
            raise
        except Exception as error:
            said = (False, error)
        with os.fdopen(outgoing, "wb") as pipe:
            pipe.write(pickle.dumps(said, pickle.HIGHEST_PROTOCOL))
            pipe.write(_END)
    finally:
        while True:
            os.kill(os.getpid(), signal.SIGKILL)


def _limit(seconds: float) -> None:
    import resource

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # a reader that breaks off says so in many words
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        size = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGESIZE")
        most, given = size + MEGABYTES * 1_000_000, resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most if given == resource.RLIM_INFINITY else min(most, given),) * 2)
