"""Conditions in checklists, read and type-checked where they stand: each complaint with its line, its column and a caret."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kporisk.documents.files.located import Located, Route, pointer
from kporisk.errors import Problem
from kporisk.rules.complaint import Complaint, RuleError, excerpt
from kporisk.rules.parser import parse
from kporisk.rules.tree import Expression, Root
from kporisk.rules.types import check
from kporisk.rules.vocabulary import Vocabulary

BEFORE_ANSWERS = (Root.ENGAGEMENT, Root.DERIVED)
"""What decides whether something is asked: never an answer."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Reads conditions with one vocabulary."""

    vocabulary: Vocabulary

    def problems(self, located: Located, route: Route, *, roots: Collection[str] = tuple(Root)) -> Iterator[Problem]:
        """What is wrong with the condition at `route` of a document."""
        _, complaints = self.read(_text(located, route), roots=roots)
        for complaint in complaints:
            yield complained(located, route, complaint)

    def read(self, text: str, *, roots: Collection[str] = tuple(Root)) -> tuple[Expression | None, tuple[Complaint, ...]]:
        """The syntax tree, None where there is none, and the complaints."""
        try:
            expression = parse(text)
        except RuleError as error:
            return None, error.complaints
        return expression, check(expression, self.vocabulary, roots=roots)


def complained(located: Located, route: Route, complaint: Complaint) -> Problem:
    """The complaint about the condition at `route`, as a problem at its place in the file."""
    line, column = located.place_within(route, complaint.start)
    return Problem(located.source, line, pointer(route), complaint.message, column, excerpt(_text(located, route), complaint))


def _text(located: Located, route: Route) -> str:
    value = located.value
    for step in route:
        value = value[step]
    assert isinstance(value, str)
    return value
