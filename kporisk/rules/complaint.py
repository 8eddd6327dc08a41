"""What is wrong with a rule: complaints with their place, and the line that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from unicodedata import east_asian_width

from kporisk.errors import ExitCode, KporiskError

_LIKENESS = 0.5
_SHOWN = 12


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One thing wrong with an expression, between the offsets `start` and `end` (exclusive) of its source, counted in characters from 0."""

    start: int
    end: int
    message: str


class RuleError(KporiskError):
    """An expression cannot be read; all that is wrong with it is in `complaints`, in order of place."""

    exit_code = ExitCode.INVALID_DOCUMENT

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(sorted(set(complaints)))
        super().__init__("; ".join(complaint.message for complaint in self.complaints))


def excerpt(source: str, complaint: Complaint) -> str:
    """The line of `source` that the complaint is about, with carets beneath; what cannot be printed is shown as U+FFFD."""
    start = min(complaint.start, len(source))
    opening = source.rfind("\n", 0, start) + 1
    closing = source.find("\n", opening)
    line = source[opening : closing if closing >= 0 else len(source)]
    before, marked = line[: start - opening], line[start - opening : max(complaint.end, start) - opening]
    return f"{_printable(line)}\n{' ' * _width(before)}{'^' * max(1, _width(marked))}"


def place(source: str, complaint: Complaint) -> tuple[int, int]:
    """The line and the column of the complaint inside `source`, both from 1."""
    start = min(complaint.start, len(source))
    return source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start)


def did_you_mean(word: str, known: Iterable[str], *, noun: str) -> str:
    """A sentence that names the known word nearest to `word`, or else the known ones; empty where nothing is known."""
    choices = sorted(set(known))
    near = get_close_matches(word.lower(), [choice.lower() for choice in choices], n=1, cutoff=_LIKENESS)
    if near:
        return f" Did you mean {next(choice for choice in choices if choice.lower() == near[0])}?"
    if not choices or len(choices) > _SHOWN:
        return ""
    return f" {noun}: {', '.join(choices)}."


def _printable(line: str) -> str:
    return "".join(
        character if character.isprintable() else " " if character == "\t" else "\N{REPLACEMENT CHARACTER}" for character in line
    )


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
