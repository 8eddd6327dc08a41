"""The sets of checklists and method that a workspace knows: the pinned one, those it has scored with before, and the installed one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kporisk import __version__, resources
from kporisk.errors import UsageError
from kporisk.register.kinds import Kind
from kporisk.workflow.workspace.opened import Workspace
from kporisk.workflow.workspace.pinned import Content, content_from, content_of, laid_out
from kporisk.workflow.workspace.places import CHECKLISTS, PINNED

SHORT = 12
"""Hexadecimal digits of a digest as people read it."""
_DIGEST = re.compile(r"[0-9a-f]{6,64}")
_DATA = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class PinnedSet:
    """A set that was pinned at an instant, in UTC. `program`: the version of kporisk whose checklists are in it."""

    sha256: str
    program: str
    at: datetime

    @property
    def short(self) -> str:
        """Its digest, as people read it."""
        return self.sha256[:SHORT]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A set that may be adopted. `pinned_before`: the workspace has scored with it, so that it was checked then."""

    content: Content
    folders: tuple[Path, ...]
    pinned_before: bool


def pinned_sets(workspace: Workspace) -> tuple[PinnedSet, ...]:
    """Every set that was pinned, the one in force first; a set that was gone back to stands in the list twice."""
    records = workspace.register.records("", kinds=(Kind.CONTENT,), newest_first=True)
    bodies = workspace.register.bodies(record.seq for record in records)
    return tuple(PinnedSet(bodies[one.seq]["sha256"], bodies[one.seq]["program"], one.recorded_at) for one in records)


def installed_folders(workspace: Workspace) -> tuple[Path, ...]:
    """The shipped checklists and the organisation's own: the folders that the settings name, or `checklists/` where it holds some."""
    own = workspace.settings.own_checklists
    if not own and _holds_some(workspace.folder / CHECKLISTS):
        own = (workspace.folder / CHECKLISTS,)
    return (resources.folder("checklists"), *own)


def installed(workspace: Workspace) -> Candidate:
    """What the installed program would score with here. Raises InvalidDocument for an own folder that cannot be read."""
    folders = installed_folders(workspace)
    content = content_of(folders)
    return Candidate(content, folders, pinned_before=any(one.sha256 == content.sha256 for one in pinned_sets(workspace)))


def newer_set(workspace: Workspace) -> Content | None:
    """The installed set, where it is another than the pinned one; errors as in `installed`."""
    content = content_of(installed_folders(workspace))
    return None if content.sha256 == workspace.content.sha256 else content


def candidate(workspace: Workspace, version: str | None) -> Candidate:
    """The set to adopt: the installed one, by its program's version or where None; or one of before, by the beginning of its digest.

    Raises UsageError where there is none or more than one, and InvalidDocument for an own folder that cannot be read.
    """
    if version is None or version == __version__:
        return installed(workspace)
    known = pinned_sets(workspace)
    wanted = version.lower()
    found = sorted({one.sha256 for one in known if _DIGEST.fullmatch(wanted) and one.sha256.startswith(wanted)})
    if len(found) != 1:
        what = "there is no set of checklists" if not found else "more than one set begins with"
        raise UsageError(f"{what} {version[:64]!r}; {_those_there_are(known)}")
    seqs = workspace.register.records("", kinds=(Kind.CONTENT,), newest_first=True)
    bodies = (workspace.register.body(record.seq) for record in seqs)
    content = content_from(next(body for body in bodies if body["sha256"] == found[0]))
    return Candidate(content, laid_out(content, workspace.folder / PINNED), pinned_before=True)


def _those_there_are(known: Sequence[PinnedSet]) -> str:
    lines = [f"those there are: {__version__} (installed)"]
    seen: dict[str, PinnedSet] = {}
    for one in known:
        seen.setdefault(one.sha256, one)
    lines += [f"{one.short} (kporisk {one.program}, pinned {one.at:%Y-%m-%d})" for one in seen.values()]
    return ", ".join(lines)


def _holds_some(folder: Path) -> bool:
    return folder.is_dir() and any(path.suffix in _DATA and path.is_file() for path in folder.rglob("*"))
