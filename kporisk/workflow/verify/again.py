"""Stored cases assessed anew, each in whatever process is free: whether they still give the stored assessments."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kporisk import __version__
from kporisk.errors import KporiskError
from kporisk.workers.errors import NotCarriedError, PoisonedJobError
from kporisk.workflow.library import Library, library_of
from kporisk.workflow.verify.recompute import assessed_again, compared
from kporisk.workflow.verify.result import Outcome

IN_FLIGHT = 64
"""So many assessments are with the workers at a time, at most."""


class Same(StrEnum):
    """What came of one stored assessment."""

    SAME = "same"
    SAME_BY_ANOTHER = "same_by_another"
    """The numbers are the same; another version of kporisk had computed them."""
    DIFFERS = "differs"
    UNREADABLE = "unreadable"
    NOT_COMPUTED = "not_computed"
    """Another version of kporisk had computed it, and this one cannot."""
    GAVE_UP = "gave_up"
    """The process that was at it was killed, every time."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One assessment of the register: the number of its record, and what it is computed from."""

    seq: int
    case_text: bytes
    document_text: bytes
    folders: tuple[Path, ...]


def again(case_text: bytes, document_text: bytes, folders: tuple[Path, ...]) -> Same:
    """Assess a stored case with the content in `folders`, and hold what comes of it against what is stored."""
    by_this = False
    try:
        stated = json.loads(document_text)
        by_this = stated["kporisk_version"] == __version__
        assessed = assessed_again(case_text, stated, _loaded(folders))
        if compared(stated, assessed.document).outcome is Outcome.OK:
            return Same.SAME if by_this else Same.SAME_BY_ANOTHER
    except (KporiskError, KeyError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return Same.UNREADABLE if by_this else Same.NOT_COMPUTED
    return Same.DIFFERS


class Again:
    """Hands assessments to an executor, a few at a time, and keeps what came of each."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._running: dict[Future[Same], int] = {}
        self._found: dict[int, Same] = {}

    def give(self, stored: Stored) -> None:
        """Have one assessed anew; waits while too many are under way."""
        if len(self._running) >= IN_FLIGHT:
            self._take(next(iter(self._running)))
        self._running[self._executor.submit(again, stored.case_text, stored.document_text, stored.folders)] = stored.seq

    def found(self) -> Iterator[tuple[int, Same]]:
        """All of them, in the order of their records."""
        for future in list(self._running):
            self._take(future)
        yield from sorted(self._found.items())

    def _take(self, future: Future[Same]) -> None:
        seq = self._running.pop(future)
        try:
            self._found[seq] = future.result()
        except (PoisonedJobError, NotCarriedError):
            self._found[seq] = Same.GAVE_UP


@functools.lru_cache(maxsize=4)
def _loaded(folders: tuple[Path, ...]) -> Library:
    """Folders of pinned content are named by its digest, so that what was loaded once stays true."""
    return library_of(folders)
