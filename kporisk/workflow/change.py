"""What changed since an older assessment, with as much in between computed as the older case allows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kporisk.assessment.assess import assess
from kporisk.assessment.change import Step, change
from kporisk.assessment.snapshot import Snapshot
from kporisk.documents.cases.carried import carry
from kporisk.documents.cases.normal import case_from_normal
from kporisk.documents.cases.reader import read_case_content
from kporisk.documents.files.nodes import below
from kporisk.documents.files.source import shown_path
from kporisk.documents.results.assessment import assessment_document
from kporisk.documents.results.change import change_document
from kporisk.documents.results.earlier import read_assessment
from kporisk.documents.results.snapshot import snapshot
from kporisk.errors import IntegrityError, InvalidDocument, Problem, UsageError
from kporisk.model.assessment import Depth
from kporisk.model.case import Case
from kporisk.model.checklist import Checklists
from kporisk.model.scale import Text
from kporisk.workflow.assess import Assessed
from kporisk.workflow.files import read_whole
from kporisk.workflow.library import Library

PDF = b"%PDF-"

ONLY_DOCUMENTS: Text = {
    "en": "Only the two assessments were compared, since the older case is not at hand: what the passing of time, the engagement, "
    "the questions and the answers did is told by what each line shows, not computed one after the other.",
    "fr": "Seules les deux évaluations ont été comparées, faute du dossier antérieur : ce qui revient au temps écoulé, à la mission, "
    "aux questions et aux réponses se déduit de chaque ligne et n'a pas été calculé séparément.",
}
UNREADABLE: Text = {
    "en": "The two assessments were compared directly, since the older case does not fit today's questions and rules: what they did and "
    "what the answers did is told by what each line shows, not computed one after the other.",
    "fr": "Les deux évaluations ont été comparées directement, le dossier antérieur n'étant plus conforme aux questions et aux règles "
    "d'aujourd'hui : ce qui revient à celles-ci et aux réponses se déduit de chaque ligne et n'a pas été calculé séparément.",
}


@dataclass(frozen=True, slots=True)
class Previous:
    """An assessment of earlier, checked, and its case in canonical form, where that is at hand. `name` is the document's, for messages.

    `recorded`: this program recorded it itself, so that what of the case no longer fits is open, and the rest can be computed with. Not for
    what a report prints: that is told anew from the report alone.
    """

    name: str
    document: Mapping[str, Any]
    stored_case: bytes | None = None
    recorded: bool = False

    def case(self, checklists: Checklists) -> Case:
        """Its case, read with other checklists. Raises InvalidDocument where it does not fit them."""
        assert self.stored_case is not None
        if not self.recorded:
            return read_case_content(self.stored_case, "case.json", checklists)
        carried = carry(json.loads(self.stored_case), checklists)
        if carried.lacking:
            raise InvalidDocument(
                [Problem(self.name, 0, below("$.engagement", id), "is required and not stated") for id in carried.lacking]
            )
        return case_from_normal(carried.document, checklists)


@dataclass(frozen=True, slots=True)
class Told:
    """What changed, and since which assessment: what a report needs to tell it, and to prove it."""

    old: Previous
    document: Mapping[str, Any]
    """The `kporisk.change/1` document."""


def previous(path: Path) -> Previous:
    """The older assessment in `path`: its JSON, or a report that carries it with its case.

    Raises UsageError for what cannot be read, IntegrityError for a report that is not what it was made as, InvalidDocument for what is no
    assessment.
    """
    name = shown_path(path)
    content = read_whole(path)
    if content.startswith(PDF):
        return _of_report(content, name)
    return Previous(name, read_assessment(content, name))


def _of_report(content: bytes, name: str) -> Previous:
    from kporisk.seal.carried import UnreadableError, carried
    from kporisk.workflow.verify.data import data
    from kporisk.workflow.verify.result import Outcome

    try:
        found = carried(content)
    except UnreadableError:
        raise IntegrityError(f"{name} carries no data to compare with, or is damaged; `kporisk verify {name}` says more") from None
    if not found.attachments:
        raise UsageError(f"{name} is an edition without data; give the internal or the legal edition, or the assessment's JSON")
    if data(found).outcome is not Outcome.OK:
        raise IntegrityError(f"{name} does not carry data that can be relied on; `kporisk verify {name}` says what is wrong with it")
    return Previous(name, read_assessment(found.attachments["assessment.json"], name), found.attachments["case.json"])


def tell(old: Previous, new: Assessed, library: Library, *, depth: Depth | None = None) -> Told:
    """What changed from `old` to `new`; errors as in `between`."""
    as_of = date.fromisoformat(new.document["as_of"])
    return Told(old, between(old, new.case, library, as_of=as_of, depth=depth, document=new.document))


def since(old: Previous, new: Mapping[str, Any]) -> dict[str, Any]:
    """The change document between two assessment documents, in one step. Raises UsageError where the two do not follow each other."""
    before, after = snapshot(old.document), snapshot(new)
    _refuse_unless_one_after_the_other(old.name, before, after)
    return change_document(change(before, [(Step.EVERYTHING, after)]), note=ONLY_DOCUMENTS)


def between(
    old: Previous,
    case: Case,
    library: Library,
    *,
    as_of: date,
    depth: Depth | None = None,
    document: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The change document from `old` to `case` on the day `as_of`.

    With the older case at hand the way there is gone in steps, each of which changes one thing: questions, rules and constants; the day;
    the engagement; the answers with their evidence and reviews. Where it does not fit today's checklists, and where it is not at hand,
    the two assessments are compared directly, and the document says so. `document`: the case's assessment, where it is there already.
    Raises UsageError where the two do not follow each other, InvalidDocument where `old` holds another case than the assessed one.
    """
    before = snapshot(old.document)
    after = _assessed(case, library, as_of=as_of, depth=depth) if document is None else snapshot(document)
    _refuse_unless_one_after_the_other(old.name, before, after)
    if old.stored_case is None:
        return change_document(change(before, [(Step.EVERYTHING, after)]), note=ONLY_DOCUMENTS)
    if hashlib.sha256(old.stored_case).hexdigest() != before.case_sha256:
        message = "this is not the case of the assessment that stands beside it: its SHA-256 is another; give the two that belong together"
        raise InvalidDocument([Problem(old.name, 0, "$.sources.case_sha256", message)])
    try:
        older = old.case(library.checklists)
        steps = list(_steps(before, older, case, library, as_of=as_of, depth=depth))
    except InvalidDocument:
        return change_document(change(before, [(Step.EVERYTHING, after)]), note=UNREADABLE)
    return change_document(change(before, [*steps, (Step.RESPONSE, after)]))


def _steps(
    before: Snapshot, older: Case, case: Case, library: Library, *, as_of: date, depth: Depth | None
) -> Iterator[tuple[Step, Snapshot]]:
    """The older case with one thing more of today at each step."""
    yield Step.CONTENT, _assessed(older, library, as_of=before.as_of, depth=before.depth)
    yield Step.TIME, _assessed(older, library, as_of=as_of, depth=before.depth)
    yield Step.ENGAGEMENT, _assessed(replace(older, engagement=case.engagement), library, as_of=as_of, depth=depth)


def _assessed(case: Case, library: Library, *, as_of: date, depth: Depth | None) -> Snapshot:
    return snapshot(assessment_document(assess(library.checklists, library.method, case, as_of, depth=depth)))


def _refuse_unless_one_after_the_other(name: str, old: Snapshot, new: Snapshot) -> None:
    if old.vendor != new.vendor:
        raise UsageError(f"{name} is about the vendor {old.vendor}, this case about {new.vendor}; a change is told of one vendor")
    if old.as_of > new.as_of:
        raise UsageError(f"{name} was assessed as of {old.as_of}, after {new.as_of}; give the older one, or a later --as-of")
