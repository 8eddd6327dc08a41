"""What somebody states on the command line, read the way a document is, so that the same is refused with the same words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from kporisk.documents.cases.place import Place, Reading
from kporisk.documents.cases.response import find_question
from kporisk.documents.files.nodes import node
from kporisk.errors import UsageError
from kporisk.model.checklist import Checklists, Question

T = TypeVar("T")


def stated(value: Any, read: Callable[[Place], T]) -> T:
    """What `read` makes of a value. Raises UsageError with everything that it refuses."""
    reading = Reading()
    found = read(Place(reading, "", "", node(value)))
    if reading.problems:
        raise UsageError("\n".join(dict.fromkeys(problem.message for problem in reading.problems)))
    return found


def one_line(value: str, what: str) -> str:
    """A text on one line, of at most 300 characters. Raises UsageError for anything else."""
    return stated(value.strip(), lambda place: place.line(what)) or ""


def questions_stated(ids: Sequence[str], checklists: Checklists) -> tuple[Question, ...]:
    """The questions of these ids, each once. Raises UsageError for every id that no question has, with the nearest."""

    def read(place: Place) -> list[Question | None]:
        return [find_question(item, str(item.node.data), checklists) for item in place.items("the questions")]

    return tuple({question.id: question for question in stated(list(ids), read) if question}.values())
