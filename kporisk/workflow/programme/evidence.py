"""Evidence of the register: copies kept by digest, for which questions, and what each is worth there today."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kporisk.documents.cases.response import NAME
from kporisk.documents.files.suggestions import listed, nearest, shown
from kporisk.errors import UsageError
from kporisk.model.checklist import Checklists
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.register.store import LARGEST
from kporisk.workflow.programme.record import look_at_vendor
from kporisk.workflow.programme.state import VendorState, state_of
from kporisk.workflow.programme.stated import one_line, questions_stated
from kporisk.workflow.workspace.opened import Workspace


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody says of a piece of evidence; None and empty where nothing was said: what is known of it already counts."""

    by: str
    id: str | None = None
    kind: str | None = None
    title: str | None = None
    issued: date | None = None
    expires: date | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence. `kept`: whether a copy is in the store. `states`: what it is worth by question, where it is cited."""

    id: str
    kind: str
    title: str
    issued: date | None
    expires: date | None
    sha256: str | None
    kept: bool
    questions: tuple[str, ...]
    """For which it was added or is cited, in the order of the checklists."""
    states: Mapping[str, str]
    """As in an assessment; empty before anything can be assessed."""

    def document(self) -> dict[str, Any]:
        """The same as plain JSON."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "issued": None if self.issued is None else self.issued.isoformat(),
            "expires": None if self.expires is None else self.expires.isoformat(),
            "sha256": self.sha256,
            "kept": self.kept,
            "questions": [{"id": id, "state": self.states.get(id)} for id in self.questions],
        }


@dataclass(frozen=True, slots=True)
class Added:
    """A piece that was added. `anew`: false where all of it was recorded before. `not_cited`: questions without an answer to show.

    `instead_of`: the digest of the file that had the id until now, where it was another.
    """

    id: str
    sha256: str
    anew: bool
    not_cited: tuple[str, ...]
    instead_of: str | None


def read_piece(path: Path) -> bytes:
    """The content of a file that is to be kept. Raises UsageError for a link, what is no regular file, is empty or too large."""
    try:
        # Without O_NONBLOCK a pipe would be waited for.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            raise UsageError(f"{path} is a link; name the file itself") from None
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise UsageError(f"{path} is no regular file; a piece of evidence is one")
        with os.fdopen(handle, "rb", closefd=False) as file:
            content = b"" if state.st_size > LARGEST else file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    finally:
        os.close(handle)
    if max(state.st_size, len(content)) > LARGEST:
        raise UsageError(f"{path} is larger than {LARGEST // 1_000_000} MB, the most that a piece of evidence may be")
    if not content:
        raise UsageError(f"{path} is empty; an empty file shows nothing")
    return content


def add_evidence(workspace: Workspace, known: Known, path: Path, said: Stated, *, on: date, at: datetime) -> Added:
    """Keep a copy of a file and record what it is and what it shows. Raises UsageError for whatever of it cannot be."""
    content = read_piece(path)
    state, checklists = state_of(workspace.register, known), workspace.library.checklists
    id = _id(said, path)
    before = _declared(state).get(id, {})
    piece = _piece(workspace, said, id, before, on)
    digest = hashlib.sha256(content).hexdigest()
    _refuse_a_reviewed_one(state, id, before, digest)
    own = next((one for one in state.evidence if one["id"] == id), None)
    earlier = own["questions"] if own is not None and own["sha256"] == digest else ()
    questions = _in_order({*earlier, *(piece.pop("questions"))}, checklists)
    if not questions and id not in _cited(state):
        raise UsageError("say what it shows: --for QUESTION, once for each; kporisk checklist list names the questions")
    what = {**piece, "sha256": digest, "size": len(content), "questions": list(questions)}
    anew = own is None or any(own.get(key) != value for key, value in what.items())
    workspace.store.put(known.ref, workspace.register.key_of(known.ref), content)
    if anew:
        body = {**what, "name": path.name, "by": one_line(said.by, "a name"), "on": on.isoformat()}
        workspace.commit([Entry(Kind.EVIDENCE, body, known.ref)], at=at, expect={known.ref: state.last})
    answers = (state.response or {"answers": {}})["answers"]
    silent = tuple(one for one in questions if answers.get(one, {"status": "unknown"})["status"] == "unknown")
    return Added(id, digest, anew, silent, before.get("sha256") if before.get("sha256") != digest else None)


def evidence_of(workspace: Workspace, known: Known, *, today: date) -> tuple[Piece, ...]:
    """All evidence of a vendor, declared in its response or added in the register, by id, with what it is worth on a day."""
    state, checklists = state_of(workspace.register, known), workspace.library.checklists
    states = _states(workspace, known, state, today)
    added = {piece["id"]: piece["questions"] for piece in state.evidence}
    cited = _cited(state)
    return tuple(
        Piece(
            id,
            one["kind"],
            one["title"],
            _day(one.get("issued")),
            _day(one.get("expires")),
            one.get("sha256"),
            bool(one.get("sha256")) and workspace.store.has(known.ref, one["sha256"]),
            _in_order({*added.get(id, ()), *cited.get(id, ()), *states.get(id, {})}, checklists),
            states.get(id, {}),
        )
        for id, one in sorted(_declared(state).items())
    )


def evidence_content(workspace: Workspace, known: Known, id: str) -> bytes:
    """The copy of a piece, as it was added. Raises UsageError where there is none, IntegrityError where it is not what was kept."""
    declared = _declared(state_of(workspace.register, known))
    if id not in declared:
        raise UsageError(no_such_piece(known.id, id, declared))
    digest = declared[id].get("sha256")
    if digest is None or not workspace.store.has(known.ref, digest):
        raise UsageError(f"no copy of {id} is in the store; if you have the file: kporisk evidence add {known.id} FILE --id {id}")
    return workspace.store.get(known.ref, workspace.register.key_of(known.ref), digest)


def no_such_piece(vendor: str, id: str, known: Mapping[str, Any]) -> str:
    """The message for an id that no evidence of a vendor has."""
    near = nearest(id, known)
    hint = f"did you mean {near}?" if near else f"kporisk evidence list {vendor} shows those there are"
    return f"{vendor} has no evidence {shown(id)}; {hint}"


def _piece(workspace: Workspace, said: Stated, id: str, before: Mapping[str, Any], on: date) -> dict[str, Any]:
    """What is known of a piece now, in normal form, with the questions named. Raises UsageError for what cannot be."""
    checklists = workspace.library.checklists
    kind, title = said.kind or before.get("kind"), said.title or before.get("title")
    issued, expires = said.issued or _day(before.get("issued")), said.expires or _day(before.get("expires"))
    missing = [option for option, value in (("--kind", kind), ("--title", title), ("--issued", issued)) if value is None]
    if missing:
        raise UsageError(f"{id} is new: say what it is, with {listed(missing)}")
    if kind not in checklists.evidence_kinds:
        near = nearest(str(kind), checklists.evidence_kinds)
        hint = f"did you mean {near}?" if near else "kporisk checklist show QUESTION names those that show it"
        raise UsageError(f"no kind of evidence is called {shown(str(kind))}; {hint}")
    questions = questions_stated(said.questions, checklists)
    unfit = [question for question in questions if kind not in question.evidence]
    if unfit:
        lines = [f"{question.id} is not shown by {kind}; what shows it: {', '.join(question.evidence) or 'nothing'}" for question in unfit]
        raise UsageError("\n".join(lines))
    assert issued is not None
    if issued > on:
        raise UsageError(f"it cannot have been issued on {issued}, which has not come yet")
    if expires is not None and expires < issued:
        raise UsageError(f"it cannot expire on {expires}, before it was issued on {issued}")
    return {
        "id": id,
        "kind": kind,
        "title": one_line(str(title), "a title"),
        "issued": issued.isoformat(),
        "expires": None if expires is None else expires.isoformat(),
        "questions": [question.id for question in questions],
    }


def _id(said: Stated, path: Path) -> str:
    """The id that was said, or the file's name without what an id cannot have."""
    id = said.id if said.id is not None else re.sub(r"[^a-z0-9_.-]+", "-", path.stem.casefold()).strip("-_.")[:63]
    if not NAME.fullmatch(id):
        raise UsageError("give it an id: --id ID, of letters, digits, _ . and -, at most 63, a letter or digit first")
    return id


def _refuse_a_reviewed_one(state: VendorState, id: str, before: Mapping[str, Any], digest: str) -> None:
    """A review in a case file names an id: another file under it would count without anybody having looked at it."""
    if before.get("sha256") not in (None, digest) and any(one["evidence"] == id for one in state.filed_reviews):
        raise UsageError(f"another file has been reviewed as {id}; give this one an id of its own: --id {id[:60]}-2")


def _declared(state: VendorState) -> dict[str, dict[str, Any]]:
    """Everything that the response declares, with what the register knows of it, and what was added besides."""
    document = state.case_document()
    if document is not None:
        return dict(document["response"]["evidence"])
    return {one["id"]: dict(one) for one in state.evidence}


def _cited(state: VendorState) -> dict[str, list[str]]:
    """The questions whose answers cite each piece."""
    document, cited = state.case_document(), dict[str, list[str]]()
    for question, answer in ({} if document is None else document["response"]["answers"]).items():
        for citation in answer.get("evidence", ()):
            cited.setdefault(citation.partition("#")[0], []).append(question)
    return cited


def _states(workspace: Workspace, known: Known, state: VendorState, today: date) -> dict[str, dict[str, str]]:
    """What each piece is worth by question, judged anew on a day; nothing where the vendor cannot be assessed yet."""
    states: dict[str, dict[str, str]] = {}
    if state.case_document() is None:
        return states
    with contextlib.suppress(UsageError):
        for question in look_at_vendor(workspace, known, as_of=today, depth=None).document["questions"]:
            for cited in question["evidence"]:
                states.setdefault(cited["id"], {})[question["id"]] = cited["state"]
    return states


def _in_order(ids: set[str], checklists: Checklists) -> tuple[str, ...]:
    """Ids in the order of the checklists; those that are asked no more come last."""
    place = {question.id: number for number, question in enumerate(checklists.questions)}
    return tuple(sorted(ids, key=lambda id: (place.get(id, len(place)), id)))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
