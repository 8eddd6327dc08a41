"""Reading of a case and of its parts: from a file to the model, with every problem located and collected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from kporisk.assessment.contradictions import in_response
from kporisk.documents.cases.engagement import ENGAGEMENT_FORMAT, read_engagement
from kporisk.documents.cases.normal import digests, normal_parts
from kporisk.documents.cases.place import Place, Reading
from kporisk.documents.cases.response import RESPONSE_FORMAT, Declared, read_response
from kporisk.documents.cases.reviews import REVIEWS_FORMAT, read_reviews
from kporisk.documents.files.source import Document, read, read_content, shown_path
from kporisk.documents.files.suggestions import shown
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.case import Case, DocumentWarning, EngagementValue, Response, Reviews, Vendor
from kporisk.model.checklist import Checklists

CASE_FORMAT = "kporisk.case/1"
FORMATS = (CASE_FORMAT, ENGAGEMENT_FORMAT, RESPONSE_FORMAT, REVIEWS_FORMAT)
VENDOR_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")

_READ_ELSEWHERE = {
    "kporisk.exported-response": "an exported response: kporisk verify FILE checks it, kporisk import FILE --vendor VENDOR takes it in",
    "kporisk.filled-form": "what a form in a browser gave: kporisk import FILE --dry-run shows what it says, without --dry-run takes it in",
    "kporisk.assessment": "what an assessment came to; the case that it was made from is assessed anew",
    "kporisk.external-assessment": "what a form of others came to; kporisk import takes in the form itself",
    "kporisk.anchor": "an anchor: kporisk verify --register --anchor FILE holds the register against it",
}
"""Documents that are no input of an assessment, by the name in their format: what each is, and what reads it."""

_PART_FORMATS = {"engagement": ENGAGEMENT_FORMAT, "response": RESPONSE_FORMAT, "reviews": REVIEWS_FORMAT}


def read_case(path: Path, checklists: Checklists) -> Case:
    """The case in a file, its parts read from files of their own where it names them. Raises InvalidDocument with all problems."""
    return _case(read(path), path.parent, checklists)


def read_case_content(content: bytes, name: str, checklists: Checklists) -> Case:
    """The case in a content that is at hand, named `name` in messages; it opens no file, so its parts all stand in it.

    Raises InvalidDocument with all problems.
    """
    return _case(read_content(content, Path(name), source=name), None, checklists)


def _case(document: Document, folder: Path | None, checklists: Checklists) -> Case:
    reading = Reading()
    place = Place.of(document, reading, "case")
    _format(place, CASE_FORMAT)
    case = _CaseReading(place, folder, checklists).case()
    reading.finish()
    assert case is not None
    _hold_against_schema(case, document.source, checklists)
    return case


def open_part(path: Path, part: str) -> Place:
    """The root of an engagement, response or reviews in a file of its own. Raises InvalidDocument for what is no such document."""
    root = Place.of(read(path, wanted=part), Reading(), part, f"$.{part}")
    if _format(root, _PART_FORMATS[part]) is None:
        root.reading.finish()
    return root


def check(path: Path, checklists: Checklists) -> tuple[tuple[Problem, ...], tuple[DocumentWarning, ...]]:
    """All problems and warnings of a document in any of the four formats; never raises for what is written in it."""
    reading = Reading()
    contradicting: tuple[DocumentWarning, ...] = ()
    try:
        place = Place.of(read(path), reading, "case")
        match _format(place, None):
            case "kporisk.case/1":
                case = _CaseReading(place, path.parent, checklists).case()
                reading.finish()
                assert case is not None
                _hold_against_schema(case, shown_path(path), checklists)
                contradicting = in_response(case.response, checklists, case.engagement)
            case "kporisk.engagement/1":
                read_engagement(replace(place, part="engagement"), checklists)
            case "kporisk.response/1":
                response, _ = read_response(replace(place, part="response"), checklists, by_auditor=False)
                if response is not None and not reading.problems:
                    contradicting = in_response(response, checklists)
            case "kporisk.reviews/1":
                read_reviews(replace(place, part="reviews"), checklists, None)
            case _:
                pass
        reading.finish()
    except InvalidDocument as invalid:
        return invalid.problems, tuple(reading.warnings)
    return (), (*reading.warnings, *contradicting)


def _format(place: Place, expected: str | None) -> str | None:
    """The format that a document says it has, where it is a known one (and the expected one); otherwise None, and refused."""
    if not isinstance(place.node.data, Mapping):
        place.wants("a document: a mapping that begins with format: kporisk.case/1 or another format")
        return None
    said = place.child("format")
    if said is None or said.empty:
        wanted = f"format: {expected}" if expected else f"format: one of {', '.join(FORMATS)}"
        place.refuse(f"the document does not say what it is; its first line is {wanted}")
        return None
    word = said.node.data
    if word in FORMATS:
        if expected in (None, word):
            return str(word)
        said.refuse(f"this is another kind of document; {expected} is wanted here" + _how_it_belongs(expected, str(word)))
        if expected == CASE_FORMAT:
            place.reading.finish()  # What else such a document lacks is no news.
        return None
    name, _, version = word.partition("/") if isinstance(word, str) else ("", "", "")
    if f"{name}/1" in FORMATS and version:
        said.refuse(f"version 1 of {name} is read here, not another; write {name}/1, or use the kporisk that wrote this")
        return None
    if name in _READ_ELSEWHERE and version:
        said.refuse(f"this is {_READ_ELSEWHERE[name]}")
        return None
    near = place.reading.nearest(word, FORMATS) if isinstance(word, str) else None
    said.refuse(f"this is no format; did you mean {near}?" if near else f"this is no format; known are {', '.join(FORMATS)}")
    return None


def _how_it_belongs(expected: str | None, said: str) -> str:
    part = next((part for part, format in _PART_FORMATS.items() if format == said), None)
    return f": a case names it in its line {part}: FILE" if part and expected == CASE_FORMAT else ""


class _CaseReading:
    """One case document and the files that it names."""

    def __init__(self, place: Place, folder: Path | None, checklists: Checklists) -> None:
        self._place = place
        self._folder = folder
        self._checklists = checklists

    def case(self) -> Case | None:
        """The case, or None where something is wrong with it."""
        place, reading = self._place, self._place.reading
        parts = place.fields("a case", required=("format", "vendor", "engagement", "response"), optional=("reviews",), hints=self._hints())
        vendor = _vendor(parts["vendor"]) if "vendor" in parts else None
        engagement: Mapping[str, EngagementValue] | None = None
        response: Response | None = None
        declared: Declared | None = None
        reviews: Reviews | None = Reviews()
        if part := self._part(parts, "engagement"):
            engagement = read_engagement(part, self._checklists)
        if part := self._part(parts, "response"):
            response, declared = read_response(part, self._checklists, by_auditor=not isinstance(parts["response"].node.data, str))
        if "reviews" in parts:
            part = self._part(parts, "reviews")
            reviews = read_reviews(part, self._checklists, declared) if part else None
        if reading.problems or vendor is None or engagement is None or response is None or reviews is None:
            return None
        made = normal_parts(vendor, engagement, response, reviews)
        return Case(vendor, engagement, response, reviews, digests(made), tuple(reading.warnings))

    def _hints(self) -> Mapping[str, str]:
        hints = {fact.id: "an engagement fact belongs under engagement" for fact in self._checklists.engagement}
        hints |= {key: f"{key} belongs under response" for key in ("answered_on", "respondents", "declaration", "answers")}
        return hints | {key: f"{key} belongs under reviews" for key in ("waivers",)}

    def _part(self, parts: Mapping[str, Place], name: str) -> Place | None:
        """A part where it stands in the case, or the root of the file that the case names; None, and refused, where that cannot be read."""
        if name not in parts:
            return None
        place = parts[name]
        if not isinstance(place.node.data, str):
            said = place.child("format")
            if said is not None and said.node.data != _PART_FORMATS[name]:
                said.refuse(f"inside a case the {name} needs no format; if it has one, it is {_PART_FORMATS[name]}")
            return replace(place, part=name)
        if self._folder is None:
            place.refuse("this case stands alone: the part itself belongs here, not the name of a file")
            return None
        path = self._inside(place, self._folder, place.node.data)
        if path is None:
            return None
        try:
            document = read(path, source=shown_path(path), wanted=name)
        except InvalidDocument as invalid:
            for problem in invalid.problems:
                if problem.line:
                    place.reading.note(problem)
                else:
                    place.refuse(f"{shown(place.node.data)}: {problem.message}")
            return None
        root = Place.of(document, place.reading, name, f"$.{name}")
        return root if _format(root, _PART_FORMATS[name]) else None

    def _inside(self, place: Place, folder: Path, written: str) -> Path | None:
        """The path below the case's folder; None, and refused, where it leads anywhere else."""
        pure = PurePosixPath(written)
        outside = pure.is_absolute() or ".." in pure.parts or PureWindowsPath(written).drive or "\\" in written or not written.isprintable()
        if outside or not pure.parts:
            place.refuse("the path of a part is relative, with / and without .., and stays in the case's folder")
            return None
        path = folder / written
        try:
            inside = path.resolve().is_relative_to(folder.resolve())
        except (OSError, RuntimeError):
            inside = False
        if not inside:
            place.refuse("this leads out of the case's folder by a link; put the file itself into the folder")
            return None
        return path


def _vendor(place: Place) -> Vendor | None:
    parts = place.fields("the vendor", required=("id", "name"))
    words = "an id of small letters, digits and hyphens (at most 63, a letter or digit first, such as acme-research)"
    id = parts["id"].matching(VENDOR_ID, words) if "id" in parts else None
    name = parts["name"].line("a name") if "name" in parts else None
    return Vendor(id, name) if id and name else None


def _hold_against_schema(case: Case, name: str, checklists: Checklists) -> None:
    """Hold the normal form against its JSON Schema: the second of two independent checks of what others wrote."""
    from kporisk.documents.cases.normal import normal_form
    from kporisk.documents.cases.schemas import mismatches

    found = mismatches(normal_form(case), checklists)
    if found:
        raise InvalidDocument(
            Problem(name, 0, pointer, f"does not fit the JSON Schema ({keyword}), though the reader took it; please report this")
            for pointer, keyword in found
        )
