"""What has been said in an interview so far: a value, made by what happened, one event after the other.

The events, by `what`: `person` (id, name, role, domains) speaks from now on; `evidence` (id, item) is declared; `answer` (question, answer
without its note and evidence, note, cited, and at: where to go on); `open` (question) takes an answer back; `note` (question, and text or
null); `cite` (question, cited); `at` (question, or empty at the end).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Document = Mapping[str, Any]
END = ""
"""Where an interview stands after its last question."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An interview so far. `at`: the question it stands at, END after the last, None before the first."""

    at: str | None = None
    by: str | None = None
    """The id of who speaks."""
    people: Mapping[str, Document] = field(default_factory=dict)
    evidence: Mapping[str, Document] = field(default_factory=dict)
    """What was declared in this interview, by id."""
    answers: Mapping[str, Document] = field(default_factory=dict)
    """Answers of this interview in normal form, without note and evidence."""
    notes: Mapping[str, str] = field(default_factory=dict)
    cited: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def answer(self, question: str) -> dict[str, Any] | None:
        """The answer in normal form; None where there is none yet. "Don't know" is shown by nothing, so nothing is cited there."""
        if question not in self.answers:
            return None
        said = dict(self.answers[question])
        if said["status"] != "unknown" and self.cited.get(question):
            said["evidence"] = list(self.cited[question])
        if question in self.notes:
            said["note"] = self.notes[question]
        return said


def told(draft: Draft, event: Document) -> Draft:
    """The draft after one event more. Raises KeyError for an event that there is not."""
    match event["what"]:
        case "person":
            person = {key: event[key] for key in ("id", "name", "role", "domains") if event.get(key)}
            return replace(draft, by=event["id"], people={**draft.people, event["id"]: person})
        case "evidence":
            return replace(draft, evidence={**draft.evidence, event["id"]: event["item"]})
        case "answer":
            id = event["question"]
            return replace(
                draft,
                at=event["at"],
                answers={**draft.answers, id: event["answer"]},
                notes=_with(draft.notes, id, event["note"]),
                cited=_with(draft.cited, id, tuple(event["cited"])),
            )
        case "open":
            return replace(draft, answers=_with(draft.answers, event["question"], None))
        case "note":
            return replace(draft, notes=_with(draft.notes, event["question"], event["text"]))
        case "cite":
            return replace(draft, cited=_with(draft.cited, event["question"], tuple(event["cited"])))
        case "at":
            return replace(draft, at=event["question"])
        case other:
            raise KeyError(other)


def retold(events: Iterable[Document]) -> Draft:
    """The draft that the events make."""
    draft = Draft()
    for event in events:
        draft = told(draft, event)
    return draft


def _with(values: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The values with one of them another; an empty one is none."""
    kept = {id: one for id, one in values.items() if id != key}
    return {**kept, key: value} if value else kept
