"""Verify a register: its chain, its bodies, its keys, what was computed, and the files that its records name."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kporisk.errors import IntegrityError, KporiskError, NotOpenedError, UsageError
from kporisk.register.chain import Row, broken
from kporisk.register.health import health
from kporisk.register.kinds import Kind
from kporisk.workflow.programme.past import past_from
from kporisk.workflow.verify.again import Again, Same, Stored
from kporisk.workflow.verify.anchor import RegisterAnchor
from kporisk.workflow.verify.recompute import MOST_SHOWN
from kporisk.workflow.verify.result import Check, Outcome, Said, Verification, said
from kporisk.workflow.workspace.opened import Workspace
from kporisk.workflow.workspace.pinned import content_from


@dataclass(slots=True)
class _Seen:
    """What a walk through all records has gathered."""

    count: int = 0
    last_sha256: str = ""
    at_anchor: str | None = None
    opened: int = 0
    closed: list[int] = field(default_factory=list)
    """Records whose bodies are not what was written."""
    lost: int = 0
    """Records about vendors without a key."""
    purged: int = 0
    """Records that purges have said they lost."""
    ids: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By reference: the last vendor record and the id in it."""
    evidence: list[tuple[int, str, str]] = field(default_factory=list)
    reports: dict[str, str] = field(default_factory=dict)
    """The digest of each report by its file; the last record of a file counts."""
    without_content: list[int] = field(default_factory=list)


def verify_register(workspace: Workspace, executor: Executor, *, anchor: RegisterAnchor | None = None) -> Verification:
    """Check everything that a register holds and names. What is wrong is in the result; nothing is raised for it.

    `executor` assesses the stored cases anew. `anchor`: a head that was written out earlier.
    """
    walk = _Walk(workspace, executor, anchor)
    checks = [_database(workspace), walk.chain()]
    if anchor is not None:
        checks.append(_anchor(anchor, workspace, walk.seen))
    checks += [_bodies(walk.seen), _vendors(workspace, walk.seen), walk.assessments(), _evidence(workspace, walk.seen)]
    return Verification((*checks, _reports(workspace.folder, walk.seen)), "")


def _database(workspace: Workspace) -> Check:
    """Whether the database is in order, apart from what its records say: a change of a trigger is none of a record."""
    found = health(workspace.register.engine)
    if found.good:
        return Check("database", Outcome.OK, (said("database.in_order"),))
    return Check("database", Outcome.FAILED, (said("database.faulty", n=max(1, len(found.faults))),))


def assessments_in(workspace: Workspace) -> int:
    """How many assessments the register holds; 0 where it is too damaged to say."""
    try:
        return len(workspace.register.records(kinds=(Kind.ASSESSMENT,)))
    except IntegrityError:
        return 0


class _Walk:
    """One walk through all records, in their order."""

    def __init__(self, workspace: Workspace, executor: Executor, anchor: RegisterAnchor | None) -> None:
        self._workspace, self._anchor = workspace, anchor
        self._again = Again(executor)
        self._folders: dict[str, tuple[Path, ...] | None] = {}
        self.seen = _Seen()

    def chain(self) -> Check:
        """Whether each record follows the one before it; everything else is gathered on the way."""
        faults: list[Said] = []
        try:
            for fault in broken(self._rows()):
                faults.append(_fault(fault.seq, fault.what))
        except (KporiskError, ValueError):
            faults.append(said("chain.unreadable", n=self.seen.count))
        if faults:
            return Check("chain", Outcome.FAILED, _first(faults, said("chain.more", n=len(faults) - MOST_SHOWN)))
        return Check("chain", Outcome.OK, (said("chain.whole", n=self.seen.count, sha256=self.seen.last_sha256),))

    def _rows(self) -> Iterator[Row]:
        for row in self._workspace.register.rows():
            self.seen.count += 1
            self.seen.last_sha256 = row.sha256
            if self._anchor is not None and row.seq == self._anchor.seq:
                self.seen.at_anchor = row.sha256
            try:
                body = self._workspace.register.open_row(row)
                if body is None:
                    self.seen.lost += 1
                else:
                    self.seen.opened += 1
                    self._look(row, body)
            except (IntegrityError, NotOpenedError, KeyError, ValueError, TypeError, AttributeError, zlib.error):
                self.seen.closed.append(row.seq)
            yield row

    def _look(self, row: Row, body: dict[str, Any]) -> None:
        match row.kind:
            case Kind.VENDOR:
                self.seen.ids[row.ref] = (row.seq, body["id"])
            case Kind.EVIDENCE if body.get("sha256"):
                self.seen.evidence.append((row.seq, row.ref, body["sha256"]))
            case Kind.REPORT:
                self.seen.reports[body["file"]] = body["sha256"]
            case Kind.CONTENT:
                content_from(body)
            case Kind.RUN if body.get("what") == "purged":
                self.seen.purged += body["records"]
            case Kind.ASSESSMENT:
                past = past_from(row.record(), body)
                folders = self._folders_by(past.content)
                if folders is None:
                    self.seen.without_content.append(row.seq)
                else:
                    self._again.give(Stored(row.seq, past.case_text, past.document_text, folders))

    def _folders_by(self, sha256: str) -> tuple[Path, ...] | None:
        if sha256 not in self._folders:
            try:
                self._folders[sha256] = self._workspace.folders_by(sha256)
            except (IntegrityError, NotOpenedError):
                self._folders[sha256] = None
        return self._folders[sha256]

    def assessments(self) -> Check:
        """Whether each stored case still gives the assessment that was recorded."""
        found = dict(self._again.found())
        failed = [said("assessments.no_content", at=seq) for seq in self.seen.without_content]
        failed += [said("assessments.differs", at=seq) for seq, same in found.items() if same is Same.DIFFERS]
        failed += [said("assessments.unreadable", at=seq) for seq, same in found.items() if same is Same.UNREADABLE]
        if failed:
            return Check("assessments", Outcome.FAILED, _first(failed, said("assessments.more", n=len(failed) - MOST_SHOWN)))
        counts = {one: sum(1 for same in found.values() if same is one) for one in Same}
        told = [said("assessments.same", n=counts[Same.SAME] + counts[Same.SAME_BY_ANOTHER])]
        if counts[Same.SAME_BY_ANOTHER]:
            told.append(said("assessments.by_another", n=counts[Same.SAME_BY_ANOTHER]))
        if counts[Same.NOT_COMPUTED]:
            told.append(said("assessments.not_computed", n=counts[Same.NOT_COMPUTED]))
        if counts[Same.GAVE_UP]:
            told.append(said("assessments.gave_up", n=counts[Same.GAVE_UP]))
        unsure = counts[Same.NOT_COMPUTED] + counts[Same.GAVE_UP]
        return Check("assessments", Outcome.NOT_CHECKED if unsure else Outcome.OK, tuple(told))


def _fault(seq: int, what: str) -> Said:
    match what:
        case "order":
            return said("chain.order", at=seq)
        case "body":
            return said("chain.body", at=seq)
        case "header":
            return said("chain.header", at=seq)
        case "link":
            return said("chain.link", at=seq)
        case _:
            return said("chain.kind", at=seq)


def _anchor(anchor: RegisterAnchor, workspace: Workspace, seen: _Seen) -> Check:
    if anchor.workspace != workspace.settings.workspace_id:
        return Check("anchor", Outcome.FAILED, (said("anchor.other_workspace"),))
    if seen.at_anchor is None:
        return Check("anchor", Outcome.FAILED, (said("anchor.missing", at=anchor.seq),))
    if seen.at_anchor != anchor.sha256:
        return Check("anchor", Outcome.FAILED, (said("anchor.differs", at=anchor.seq),))
    return Check("anchor", Outcome.OK, (said("anchor.holds", at=anchor.seq),))


def _bodies(seen: _Seen) -> Check:
    failed = [said("bodies.closed", at=seq) for seq in seen.closed]
    if seen.lost > seen.purged:
        failed.append(said("bodies.lost", n=seen.lost - seen.purged))
    if failed:
        return Check("bodies", Outcome.FAILED, _first(failed, said("bodies.more", n=len(failed) - MOST_SHOWN)))
    told = [said("bodies.open", n=seen.opened)]
    if seen.lost:
        told.append(said("bodies.purged", n=seen.lost))
    return Check("bodies", Outcome.OK, tuple(told))


def _vendors(workspace: Workspace, seen: _Seen) -> Check:
    """The keys table is no part of the chain: what it says of vendors is held against their records."""
    failed = []
    try:
        known = {one.ref: one.id for one in workspace.register.vendors()}
    except KporiskError:
        return Check("vendors", Outcome.FAILED, (said("vendors.unreadable"),))
    for ref, (seq, id) in sorted(seen.ids.items(), key=lambda one: one[1]):
        if known.get(ref) != id:
            failed.append(said("vendors.other_id", at=seq))
    strange = len([ref for ref in known if ref not in seen.ids])
    if strange:
        failed.append(said("vendors.no_record", n=strange))
    if failed:
        return Check("vendors", Outcome.FAILED, _first(failed, said("vendors.more", n=len(failed) - MOST_SHOWN)))
    return Check("vendors", Outcome.OK, (said("vendors.match", n=len(known)),))


def _evidence(workspace: Workspace, seen: _Seen) -> Check:
    failed, kept = [], set()
    for seq, ref, sha256 in seen.evidence:
        if (ref, sha256) in kept:
            continue
        kept.add((ref, sha256))
        try:
            workspace.store.get(ref, workspace.register.key_of(ref), sha256)
        except UsageError:
            failed.append(said("evidence.missing", at=seq))
        except (IntegrityError, NotOpenedError):
            failed.append(said("evidence.changed", at=seq))
    if failed:
        return Check("evidence", Outcome.FAILED, _first(failed, said("evidence.more", n=len(failed) - MOST_SHOWN)))
    told = [said("evidence.intact", n=len(kept))]
    extra = len(set(workspace.store.kept()) - kept)
    if extra:
        told.append(said("evidence.extra", n=extra))
    return Check("evidence", Outcome.OK, tuple(told))


def _reports(folder: Path, seen: _Seen) -> Check:
    changed, moved = [], []
    for name, sha256 in sorted(seen.reports.items()):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            moved.append(said("reports.moved", name=name))
        elif _sha256(path) != sha256:
            changed.append(said("reports.changed", name=name))
    if changed:
        return Check("reports", Outcome.FAILED, _first(changed, said("reports.more", n=len(changed) - MOST_SHOWN)))
    told = [said("reports.intact", n=len(seen.reports) - len(moved)), *moved[:MOST_SHOWN]]
    if len(moved) > MOST_SHOWN:
        told.append(said("reports.more_moved", n=len(moved) - MOST_SHOWN))
    return Check("reports", Outcome.OK, tuple(told))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _first(faults: list[Said], more: Said) -> tuple[Said, ...]:
    return (*faults[:MOST_SHOWN], *((more,) if len(faults) > MOST_SHOWN else ()))
