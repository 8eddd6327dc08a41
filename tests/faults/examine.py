"""What a workspace holds: its records, what they say of each vendor, and its files, whole or not."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kporisk.errors import KporiskError
from kporisk.register.chain import broken
from kporisk.register.kinds import Kind
from kporisk.workflow.workspace.opened import Workspace
from kporisk.workflow.workspace.pinned import content_of
from kporisk.workflow.workspace.places import EVIDENCE, LOCK, OUTBOX, PINNED, REGISTER, REPORTS, SETTINGS
from tests.faults.scenes import opened

_KNOWN = {SETTINGS, REGISTER, f"{REGISTER}-wal", f"{REGISTER}-shm", LOCK}


@dataclass(slots=True)
class Found:
    """A workspace as it stands. `state`: what every way to the same end must come to; the numbers of records are not part of it."""

    records: list[str] = field(default_factory=list)
    """Digests, in order."""
    refs: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)
    """What does not verify in the register."""
    halves: list[str] = field(default_factory=list)
    """Files under their final name that are not whole."""
    state: dict[str, Any] = field(default_factory=dict)


def examine(folder: Path) -> Found:
    """Look at the workspace in `folder`, and at the reports beside it."""
    found = Found()
    try:
        with opened(folder) as workspace:
            _register(workspace, found)
            _files(workspace, found)
    except KporiskError as error:
        found.damage.append(str(error))
    for path in (folder / "out.pdf", folder / "out.html"):
        if path.exists():
            found.state[path.name] = True
            content = path.read_bytes()
            ends = b"%%EOF" if path.suffix == ".pdf" else b"</html>"
            if not content.rstrip().endswith(ends):
                found.halves.append(path.name)
    return found


def _register(workspace: Workspace, found: Found) -> None:
    rows = list(workspace.register.rows())
    found.records, found.refs = [row.sha256 for row in rows], [row.ref for row in rows]
    found.kinds = [row.kind for row in rows]
    found.damage += [f"record {one.seq}: {one.what}" for one in broken(rows)]
    bodies: list[tuple[str, str, dict[str, Any]]] = []
    for row in rows:
        try:
            body = workspace.register.open_row(row)
        except KporiskError as error:
            found.damage.append(str(error))
            continue
        assert body is not None
        bodies.append((row.kind, row.ref, body))
    for known in workspace.register.vendors():
        own = [(kind, body) for kind, ref, body in bodies if ref == known.ref]
        found.state[known.id] = _vendor(own)
    reports = [body for kind, _, body in bodies if kind == Kind.REPORT]
    for body in reports:
        path = workspace.folder / body["file"]
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != body["sha256"]:
            found.halves.append(f"{body['file']} is not what was recorded")


def _vendor(own: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    counts = Counter(kind for kind, _ in own if kind != Kind.ASSESSMENT)
    made = [body for kind, body in own if kind == Kind.ASSESSMENT]
    return {
        "records": dict(counts),
        "assessment": [made[-1][key] for key in ("as_of", "material", "standing", "tier", "score")] if made else None,
        "by the night": sum(body["why"] == "reassess" for body in made),
        "reminders": [(body["due"], body["files"]) for kind, body in own if kind == Kind.REMINDER],
    }


def _files(workspace: Workspace, found: Found) -> None:
    listed: Counter[str] = Counter()
    for path in sorted(workspace.folder.rglob("*")):
        name = path.relative_to(workspace.folder).as_posix()
        # What is still being written has a name that begins with a dot, so has the folder that it is in.
        if path.is_dir() or any(part.startswith(".") for part in Path(name).parts) or name.startswith(f"{PINNED}/"):
            continue
        if name in _KNOWN:
            continue
        content = path.read_bytes()
        if name.startswith(f"{REPORTS}/"):
            listed[f"{path.parent.name} {path.name[:10]}"] += 1
            if not (content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")):
                found.halves.append(name)
        elif name.startswith(f"{OUTBOX}/"):
            listed[f"{name} {hashlib.sha256(content).hexdigest()}"] += 1
        elif name.startswith(f"{EVIDENCE}/"):
            listed[name] += 1
        else:
            found.halves.append(f"{name} is not known")
    found.state["files"] = dict(listed)
    for laid in (workspace.folder / PINNED).glob("[!.]*"):
        folders = tuple(sorted(one for one in laid.iterdir() if one.name.isdigit()))
        try:
            whole = bool(folders) and content_of(folders).sha256.startswith(laid.name)
        except (KporiskError, OSError, UnicodeError):
            whole = False
        if not whole:
            found.halves.append(f"{PINNED}/{laid.name}")
