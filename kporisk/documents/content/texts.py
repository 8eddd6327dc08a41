"""The French texts of a checklist, held against the English ones: nothing missing, nothing left over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kporisk.documents.content.folders import did_you_mean
from kporisk.documents.files.located import Located, Route
from kporisk.errors import Problem
from kporisk.model.scale import Text


class Texts:
    """Pairs each English text with its French one and remembers which French texts were used.

    `located` None: there is no `fr.yaml`, which is one problem, not one for each text.
    """

    def __init__(self, located: Located | None, *, source: str) -> None:
        self._located = located
        self._used: set[Route] = set()
        self.problems: list[Problem] = []
        if located is None:
            self.problems.append(Problem(source, 0, "", "the French texts are missing: write fr.yaml beside questions.json"))

    def pair(self, english: str, route: Route) -> Text:
        """The text in both languages; the French one stands at `route`, and its absence is a problem at the nearest place that exists."""
        self._used.add(route)
        if self._located is None:
            return {"en": english, "fr": english}
        value: Any = self._located.value
        for step in route:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, str) and value.strip():
            return {"en": english, "fr": value}
        absent = value is None or value == ""
        message = "the French text is missing" if absent else "a text is expected here"
        self.problems.append(self._located.problem(route, message))
        return {"en": english, "fr": english}

    def left_over(self) -> Iterator[Problem]:
        """A problem for each French text that belongs to nothing, with the nearest key that has a place there."""
        if self._located is not None and isinstance(self._located.value, dict):
            yield from self._walk(self._located.value, ())

    def _walk(self, value: dict[str, Any], route: Route) -> Iterator[Problem]:
        assert self._located is not None
        known = {used[len(route)] for used in self._used if used[: len(route)] == route and len(used) > len(route)}
        for key, part in value.items():
            here = (*route, key)
            if key not in known:
                hint = did_you_mean(key, (str(word) for word in known))
                message = f'"{key}" belongs to nothing in the English texts{hint}' + ("" if hint else "; remove it")
                yield self._located.problem(here, message, of_key=True)
            elif isinstance(part, dict) and here not in self._used:
                yield from self._walk(part, here)
