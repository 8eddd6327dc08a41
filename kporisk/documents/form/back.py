"""What a form gave, as a response: the answers, and which form they are from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kporisk.documents.cases.place import Place, Reading
from kporisk.documents.cases.reader import check as check_document
from kporisk.documents.cases.returned import Returned, take_in
from kporisk.documents.files.digest import digest
from kporisk.documents.files.nodes import Entry, Node
from kporisk.documents.files.source import read
from kporisk.documents.files.suggestions import nearest, shown
from kporisk.documents.form.content import FORMAT
from kporisk.documents.workbook.fitting import fitting, no_longer_asked
from kporisk.documents.workbook.material import Whose, version_of
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.case import DocumentWarning
from kporisk.model.checklist import Checklists, Respondent

Document = Mapping[str, Any]
THIS = {"en": "this form", "fr": "ce formulaire"}
_PARTS = ("format", "form", "confirmed", "response")


@dataclass(frozen=True)
class Sent:
    """Which form it was. `version`: of the checklists; `questions`: what it asked; `last`: to which it showed last time's answer."""

    whose: Whose
    respondent: Respondent
    version: str
    questions: tuple[str, ...]
    last: tuple[str, ...]


@dataclass(frozen=True)
class FilledForm:
    """What somebody filled in. `confirmed`: last time's answers that are said to be unchanged; `carried`: those on which nothing is."""

    known: Sent
    checklists: Checklists
    place: Place
    """The response as it stands in the file."""
    confirmed: tuple[str, ...]
    carried: tuple[str, ...]
    missing: tuple[str, ...] = ()
    """A form has no rows that can be gone."""
    comments: int = 0
    """Nor has it comments."""

    def returned(self, *, before: Document | None, reviewed: Mapping[str, Document]) -> Returned:
        """The response, laid over the one of before; as `kporisk.documents.cases.returned.take_in`. Raises InvalidDocument."""
        place, warnings = self._fitting()
        returned = take_in(place, self.checklists, before=before, reviewed=reviewed)
        return replace(returned, warnings=(*warnings, *returned.warnings))

    def _fitting(self) -> tuple[Place, list[DocumentWarning]]:
        """The response without the answers that are none any more, where the form was made with other checklists."""
        data = self.place.node.data
        answers = self.place.child("answers")
        if self.known.version == version_of(self.checklists) or answers is None or not isinstance(answers.node.data, Mapping):
            return self.place, []
        asked = {old for question in self.checklists.questions for old in (question.id, *question.replaces)}
        given = {id: entry.node for id, entry in answers.node.data.items()}
        gone = [id for id in given if id not in asked]
        standing = {id: node for id, node in given.items() if id in asked}
        kept, warnings = fitting(standing, _ids(self.place, "evidence"), _people(self.place), self.checklists, sent=THIS)
        assert isinstance(data, Mapping)
        left = {id: entry for id, entry in answers.node.data.items() if id in kept}
        whole = {**data, "answers": Entry(replace(answers.node, data=left), data["answers"].line, data["answers"].column)}
        return replace(self.place, node=replace(self.place.node, data=whole)), [*no_longer_asked(gone), *warnings]


def read_form(path: Path, checklists: Checklists, *, wanted: str = "response") -> FilledForm | None:
    """What a form gave, as it was downloaded; None for a document of another format. What is wrong in its answers is told by `returned`.

    `wanted`: what it should be if it is none, as `kporisk schema` calls it. Raises InvalidDocument where it cannot be read, was changed
    where nobody writes, or answers what was not asked.
    """
    document = read(path, wanted=wanted)
    if not isinstance(document.root.data, Mapping) or "format" not in document.root.data:
        return None
    if document.root.data["format"].node.data != FORMAT:
        return None
    root = Place.of(document, Reading(), "response")
    parts = root.fields("what a form gave", required=_PARTS)
    root.reading.finish()
    known = _known(parts["form"])
    response = parts["response"]
    answered = _only(response.child("answers"), known.questions, path)
    confirmed = _confirmed(parts["confirmed"], known, answered)
    root.reading.finish()
    return FilledForm(known, checklists, response, confirmed, tuple(id for id in known.last if id not in answered))


def check(path: Path, checklists: Checklists) -> tuple[tuple[Problem, ...], tuple[DocumentWarning, ...]]:
    """All problems and warnings of what a form gave, or of a document as `kporisk.documents.cases.reader.check`; never raises for them."""
    try:
        filled = read_form(path, checklists, wanted="case")
        if filled is not None:
            return (), filled.returned(before=None, reviewed={}).warnings
    except InvalidDocument as invalid:
        return invalid.problems, ()
    return check_document(path, checklists)


def _known(place: Place) -> Sent:
    """Which form it was. Raises InvalidDocument where that is not as it was made."""
    told = _plain(place.node)
    try:
        if told.pop("sha256") == digest(told) and all(isinstance(id, str) for id in (*told["questions"], *told["last"])):
            whose = Whose(told["workspace"], told["vendor"])
            return Sent(whose, Respondent(told["respondent"]), told["checklists"], tuple(told["questions"]), tuple(told["last"]))
    except (AttributeError, KeyError, TypeError, ValueError):
        pass
    message = "was changed where nobody writes: its part form is not as it was made; download the answers from the form again"
    raise InvalidDocument([Problem(place.source, place.node.line, place.pointer, message, place.node.column)])


def _only(place: Place | None, asked: Collection[str], path: Path) -> tuple[str, ...]:
    """The questions answered; one that was not asked is refused."""
    if place is None or not isinstance(place.node.data, Mapping):
        return ()
    for id, answer in place.entries("the answers, by question").items():
        if id not in asked:
            near = nearest(id, asked)
            tail = f"did you mean {near}?" if near else f"the form from which {path.name} was downloaded has no such question"
            answer.refuse(f"this form was not sent with the question {shown(id)}; {tail}", at_key=True)
    return tuple(place.node.data)


def _confirmed(place: Place, known: Sent, answered: Collection[str]) -> tuple[str, ...]:
    """The questions whose answer of last time is said to be unchanged."""
    ids = []
    for item in place.items("the questions confirmed"):
        id = item.node.data
        if id in known.last and id in answered:
            ids.append(str(id))
        else:
            item.refuse("this is not among the answers, or no answer of last time stood there to confirm")
    return tuple(ids)


def _ids(place: Place, key: str) -> tuple[str, ...]:
    part = place.child(key)
    return tuple(part.node.data) if part is not None and isinstance(part.node.data, Mapping) else ()


def _people(place: Place) -> tuple[str, ...]:
    part = place.child("respondents")
    items = part.node.data if part is not None and isinstance(part.node.data, tuple) else ()
    ids = [item.data["id"].node.data for item in items if isinstance(item.data, Mapping) and "id" in item.data]
    return tuple(id for id in ids if isinstance(id, str))


def _plain(node: Node) -> Any:
    if isinstance(node.data, Mapping):
        return {key: _plain(entry.node) for key, entry in node.data.items()}
    return [_plain(item) for item in node.data] if isinstance(node.data, tuple) else node.data
