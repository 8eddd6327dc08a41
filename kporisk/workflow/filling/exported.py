"""Answer once: a vendor's own response, written for another client, and taken in where it came from another client."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kporisk.documents.cases.place import Place, Reading
from kporisk.documents.cases.returned import Returned, take_in
from kporisk.documents.exported.document import exported_content, exported_file
from kporisk.documents.exported.read import MOST_NAMED, STAMP, WRITTEN_ANEW, Exported, is_exported, read_exported
from kporisk.documents.exported.reuse import Reused, beside, reused
from kporisk.documents.files.nodes import node
from kporisk.documents.files.source import LIMIT_BYTES, read_bytes, shown_path
from kporisk.errors import IntegrityError, InvalidDocument, UsageError
from kporisk.model.checklist import Checklists, Respondent
from kporisk.register.kinds import Known
from kporisk.seal.found import SignatureFound, Trust
from kporisk.workflow.files import write_whole
from kporisk.workflow.filling.workbook import asked_here
from kporisk.workflow.programme.returned import fitting, refuse_retired
from kporisk.workflow.programme.state import Document, VendorState, state_of, with_evidence
from kporisk.workflow.workspace.opened import Workspace

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from kporisk.seal.keys import SigningKey

_WHY_UNKNOWN = {
    Trust.NOT_ASKED: "nobody vouches here for that name; name the certificates that you trust with --trust",
    Trust.SELF_SIGNED: "the certificate is self-signed, so nobody but the signer vouches for that name",
    Trust.UNTRUSTED: "that certificate leads to none that you trust",
    Trust.EXPIRED: "that certificate has expired",
    Trust.NOT_YET_VALID: "that certificate is not valid yet",
    Trust.UNSUITABLE: "that certificate is not meant for signatures",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What was exported: how many answers of which day, and by whom it is signed (None: not)."""

    answers: int
    answered_on: date
    signer: str | None


@dataclass(frozen=True, slots=True)
class Reuse:
    """An exported response, held against what is asked of a vendor here."""

    source: str
    exported: Exported
    reused: Reused
    signature: SignatureFound | None
    warnings: tuple[str, ...]

    @property
    def answered_on(self) -> date:
        """The day on which the vendor answered, there."""
        return date.fromisoformat(self.exported.response["answered_on"])

    def document(self) -> dict[str, Any]:
        """The same for programs: ids only, no answer."""
        content, found = self.exported.content, self.signature
        return {
            "vendor": content["vendor"]["name"],
            "answered_on": content["response"]["answered_on"],
            "exported_on": content["exported_on"],
            "sha256": self.exported.sha256,
            "signature": None if found is None else {"signer": found.signer, "trust": found.trust.value},
            "left": [{"question": one.question, "reason": one.reason.value} for one in self.reused.left],
            "to_ask": None if self.reused.to_ask is None else list(self.reused.to_ask),
            "warnings": list(self.warnings),
        }

    def returned(self, checklists: Checklists, state: VendorState, before: Document | None, reviewed: Mapping[str, Document]) -> Returned:
        """The response, laid over the one of before. Raises InvalidDocument with every problem of its answers."""
        stays = {} if before is None else _of_others(before, checklists)
        known = dict(reviewed) | _held(state, before, stays)
        people = {} if before is None else {one["id"]: one["name"] for one in before["respondents"] if one["id"] in _by(stays)}
        response = beside(self.reused.response, people=people, evidence=known)
        base = None if before is None else {**before, "evidence": {id: one for id, one in before["evidence"].items() if id in known}}
        place = Place(Reading(), self.source, "response", node(response), "$.content.response", base="$.response")
        return take_in(place, checklists, before=base, reviewed=reviewed)


def export_response(
    workspace: Workspace, known: Known, path: Path, *, on: date, at: datetime, key: SigningKey | None, timestamp_url: str | None = None
) -> Written:
    """Write a vendor's own response to `path`, signed where a `key` is given; an older export there is replaced, nothing else is.

    Raises UsageError where the vendor has answered nothing, or something else stands at `path`.
    """
    _refuse_unless_a_place_for_it(path)
    state = state_of(workspace.register, known)
    response = fitting(state, workspace)
    if response is None:
        raise UsageError(f"{known.id} has answered nothing yet; to ask: kporisk workbook {known.id} -o FILE.xlsx")
    content = exported_content(response, workspace.library.checklists, vendor=state.facts.name, on=on)

    def sign(canonical: bytes) -> bytes:
        from kporisk.seal.detached import sign_detached

        assert key is not None
        return sign_detached(canonical, key, at=at, timestamp_url=timestamp_url)

    made = exported_file(content, None if key is None else sign)
    if len(made) > LIMIT_BYTES:
        raise UsageError(f"the response of {known.id} is larger than {LIMIT_BYTES // 1_000_000} MB, the most that is read anywhere")
    write_whole(path, made)
    told = content["response"]
    return Written(len(told["answers"]), date.fromisoformat(told["answered_on"]), None if key is None else key.name)


def exported_in(path: Path) -> bytes | None:
    """The content of a file that says it is an exported response; None for any other. Raises InvalidDocument where it cannot be read."""
    content = read_bytes(path, shown_path(path))
    return content if is_exported(content) else None


def reuse(
    workspace: Workspace, known: Known, content: bytes, source: str, *, as_of: date, at: datetime, trust: Sequence[Certificate] | None
) -> Reuse:
    """An exported response as it can be used for a vendor of this workspace on the day `as_of`.

    `trust`: certificates that one trusts at the time `at`, None: nobody was named. Raises InvalidDocument for what is no exported response,
    IntegrityError for one that was changed or has a signature that does not fit, UsageError where nothing in it can be used, or the vendor
    has answered here since.
    """
    exported = read_exported(content, source)
    refuse_changed(exported, source)
    signature = signature_of(exported, at=at, trust=trust)
    if signature is not None and not signature.holds:
        raise IntegrityError(f"the signature of {source} does not fit what it holds, so nothing was taken; ask the vendor for it anew")
    state, checklists = state_of(workspace.register, known), workspace.library.checklists
    refuse_retired(state)
    found = reused(exported.content, checklists, asked_here(workspace, state, as_of=as_of))
    if not found.response["answers"]:
        raise UsageError(f"nothing in {source} answers a question that is asked of {known.id} as it was asked there; nothing was taken")
    before = fitting(state, workspace)
    made = Reuse(source, exported, found, signature, tuple(_doubts(exported, found, signature, state)))
    _refuse_older(made, before, checklists, known)
    return made


def refuse_changed(exported: Exported, source: str) -> None:
    """Raise IntegrityError for a file that is not as it was exported, with what differs."""
    if not exported.changed:
        return
    if exported.changed == (WRITTEN_ANEW,):
        what = "it says the same, but an editor or a mail client has written it anew; take the file itself"
    elif exported.changed == (STAMP,):
        what = "its digests or its signature are not those that it was written with"
    else:
        named, more = exported.changed[:MOST_NAMED], len(exported.changed) - MOST_NAMED
        what = f"changed: {', '.join(named)}" + (f" and {more} more" if more > 0 else "")
    raise IntegrityError(f"{source} is not as it was exported, so nothing was taken; {what}")


def signature_of(exported: Exported, *, at: datetime, trust: Sequence[Certificate] | None) -> SignatureFound | None:
    """What is found about the signature; None where there is none."""
    if exported.signature is None:
        return None
    from kporisk.seal.detached import judged_detached

    return judged_detached(exported.canonical, exported.signature, trust=trust, at=at)


def _doubts(exported: Exported, found: Reused, signature: SignatureFound | None, state: VendorState) -> list[str]:
    told = []
    if signature is None:
        told.append("it is not signed: anybody can have written it; ask the vendor for a signed one where that matters")
    elif signature.trust is not Trust.TRUSTED:
        told.append(f"it is signed by {signature.signer}, whom nobody here knows: {_WHY_UNKNOWN[signature.trust]}")
    name = exported.content["vendor"]["name"]
    if name.casefold().split() != state.facts.name.casefold().split():
        told.append(f"it is the response of {name}, and this vendor is called {state.facts.name} here")
    if found.unknown_kinds:
        told.append(f"left out, since their kind is not known here: {', '.join(found.unknown_kinds)}")
    return told


def _refuse_older(made: Reuse, before: Document | None, checklists: Checklists, known: Known) -> None:
    if before is None or before["answered_on"] <= made.answered_on.isoformat():
        return
    if any(checklists.question[id].respondent is Respondent.VENDOR for id in before["answers"]):
        raise UsageError(
            f"{made.source} was answered on {made.answered_on}, and {known.id} has answered here since, on {before['answered_on']}: "
            "older answers do not replace newer ones; ask the vendor to export what it says today"
        )


def _of_others(before: Document, checklists: Checklists) -> dict[str, Any]:
    """The answers that stay: those of others than the vendor."""
    known = checklists.question
    return {id: answer for id, answer in before["answers"].items() if known[id].respondent is not Respondent.VENDOR}


def _held(state: VendorState, before: Document | None, stays: Document) -> dict[str, Any]:
    """The pieces of evidence whose ids are taken: the register's own, and what the answers that stay cite."""
    if before is None:
        return {}
    cited = {citation.partition("#")[0] for answer in stays.values() for citation in answer.get("evidence", ())}
    own = {piece["id"] for piece in state.evidence}
    return {id: item for id, item in with_evidence(before, state.evidence)["evidence"].items() if id in cited | own}


def _by(answers: Mapping[str, Document]) -> Collection[str]:
    return {answer["by"] for answer in answers.values() if "by" in answer}


def _refuse_unless_a_place_for_it(path: Path) -> None:
    """Raise UsageError where something stands that is no export: a mistyped name would otherwise cost a case."""
    if path == Path("-"):
        raise UsageError("an exported response is written to a file; name one instead of -")
    if path.is_symlink() or path.exists():
        try:
            if exported_in(path) is not None:
                return
        except InvalidDocument:
            pass
        raise UsageError(f"{path} exists already and is no exported response; name another file, so that nothing is overwritten")
