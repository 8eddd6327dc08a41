"""The right to be forgotten: what goes with a vendor, what holds it, what cannot be reached; and its end."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kporisk.errors import UsageError
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workflow.upkeep.holds import Hold, holds_of, refuse_held
from kporisk.workflow.workspace.opened import Workspace

BEYOND = (
    "reports, questionnaires and exports that have left the workspace, on paper, by mail or as copies",
    "backups made before, and copies that kporisk db upgrade kept: they hold the vendor's key; delete them, or purge again after a restore",
    "what a database server, a disk or its snapshots keep of what was overwritten",
    "case files and originals of evidence outside the workspace, and logs, which name the vendor by its id",
)
"""What no purge reaches, in words."""


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge of a vendor takes. `reports`: delivered ones that had been recorded outside the folder of its reports included."""

    known: Known
    records: Mapping[str, int]
    """How many records nobody can read afterwards, by kind."""
    evidence: int
    reports: tuple[Path, ...]
    outbox: tuple[Path, ...]
    drafts: tuple[Path, ...]
    holds: tuple[Hold, ...]

    @property
    def count(self) -> int:
        """How many records there are in all."""
        return sum(self.records.values())


def purge_of(workspace: Workspace, id: str) -> Purge:
    """What a purge of a vendor would take. Raises UsageError for an unknown vendor."""
    known = workspace.vendor(id)
    records = Counter(record.kind.value for record in workspace.register.records(known.ref))
    evidence = sum(1 for ref, _ in workspace.store.kept() if ref == known.ref)
    return Purge(
        known,
        dict(sorted(records.items())),
        evidence,
        _reports(workspace, known),
        _files(workspace.outbox / known.id),
        _files(workspace.drafts(known.ref)),
        holds_of(workspace.register, known),
    )


def purge(workspace: Workspace, id: str, *, at: datetime) -> tuple[Purge, bool]:
    """Purge a vendor: its files first, then, in one commit, its key with the record that says how many records went with it.

    Killed in the midst, it leaves a vendor that can be purged again. Returns what went, and whether the place where the key stood is
    overwritten already. Raises UsageError for a vendor that is held or unknown, or a file that cannot be removed.
    """
    with workspace.locked():
        found = purge_of(workspace, id)
        refuse_held(workspace.register, found.known)
        workspace.register.refuse_wrong_clock(at)
        for path in (*found.reports, *found.outbox, *found.drafts):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise UsageError(f"{path} cannot be removed: {error.strerror}; nothing of the register has gone yet") from None
        for folder in (workspace.reports / found.known.id, workspace.outbox / found.known.id, workspace.drafts(found.known.ref)):
            shutil.rmtree(folder, ignore_errors=True)
        workspace.store.drop(found.known.ref)
        if any(ref == found.known.ref for ref, _ in workspace.store.kept()):
            raise UsageError("some evidence of the vendor cannot be removed; look at the rights of the folder evidence/ and purge again")
        # Neither its id nor its reference: what the record says must not lead to the vendor.
        entry = Entry(Kind.RUN, {"what": "purged", "records": found.count})
        return found, workspace.register.forget(found.known.ref, entry, at=at)


def _reports(workspace: Workspace, known: Known) -> tuple[Path, ...]:
    """What lies in the folder of its reports, and what was recorded as one of its reports elsewhere in the workspace."""
    records = workspace.register.records(known.ref, kinds=(Kind.REPORT,))
    named = {workspace.folder / body["file"] for body in workspace.register.bodies(record.seq for record in records).values()}
    inside = {path for path in named if path.is_file() and path.resolve().is_relative_to(workspace.folder.resolve())}
    return tuple(sorted(inside | set(_files(workspace.reports / known.id))))


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file()))
