"""What can go wrong: problems in documents are values, failed operations are exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command; the table in README is held against this."""

    DONE = 0
    BUG = 1
    USAGE = 2
    SOME_FAILED = 3
    INVALID_DOCUMENT = 4
    INTEGRITY = 5
    NOT_OPENED = 6
    RENDERING = 7
    NOT_ALL_CHECKED = 8
    FAIL_ON_REACHED = 10
    NOTHING_ASSESSED = 11
    OVERDUE = 12
    LOCKED = 75
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong, or doubtful, in somebody's document.

    `line` and `column` count from 1 and are 0 where the document has no lines (a folder, a whole file). `pointer` is a JSONPath such as
    `$.response.answers.ds_mfa`. `message` never repeats an answer's free text.
    """

    source: str
    line: int
    pointer: str
    message: str
    column: int = 0
    excerpt: str = ""
    """A line of a rule with a caret under the place; empty for answers, which are never quoted."""

    def __str__(self) -> str:
        """`file:line: $.path: message`, the way editors and CI systems parse it."""
        place = f"{self.source}:{self.line}" if self.line else self.source
        if self.line and self.column:
            place += f":{self.column}"
        where = f" {self.pointer}:" if self.pointer else ""
        tail = f"\n{self.excerpt}" if self.excerpt else ""
        return f"{place}:{where} {self.message}{tail}"


def _place(problem: Problem) -> tuple[str, str, Problem]:
    """In the order of the document; of a workbook sheet by sheet, so that nobody jumps between them."""
    return problem.source, problem.pointer.rpartition("!")[0], problem


class KporiskError(Exception):
    """A failed operation: its message says what happened and what to do; `exit_code` is what the command ends with."""

    exit_code = ExitCode.BUG


class InvalidDocument(KporiskError):
    """One or more documents have problems; all of them are in `problems`, in order of place."""

    exit_code = ExitCode.INVALID_DOCUMENT

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=_place))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[InvalidDocument], tuple[tuple[Problem, ...]]]:
        """What pickle needs to send it out of a worker process: the problems, not the message."""
        return type(self), (self.problems,)


class UsageError(KporiskError):
    """The command was asked for something that does not exist or does not fit together."""

    exit_code = ExitCode.USAGE


class RenderingError(KporiskError):
    """A report could not be rendered faithfully, so none was written."""

    exit_code = ExitCode.RENDERING


class SigningError(KporiskError):
    """A file could not be signed as asked, so nothing was written."""

    exit_code = ExitCode.RENDERING


class IntegrityError(KporiskError):
    """A file is not what it was made as."""

    exit_code = ExitCode.INTEGRITY


class NotOpenedError(KporiskError):
    """The register stands in an older form, or a key that it needs is not there."""

    exit_code = ExitCode.NOT_OPENED


class LockedError(KporiskError):
    """Another run holds the workspace's lock and did not let go in time."""

    exit_code = ExitCode.LOCKED
