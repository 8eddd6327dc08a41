"""A backup as one file: a plain tar with a manifest first, the same bytes for the same workspace."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kporisk.errors import IntegrityError, UsageError
from kporisk.register.kinds import Head

FORMAT = "kporisk.backup/1"
MANIFEST = "manifest.json"
RECORDS = "register/records.jsonl"
KEYS = "register/keys.jsonl"
_LARGEST_MANIFEST = 200_000_000
_CHUNK = 1 << 20
_NAMES = re.compile(
    r"register/(records|keys)\.jsonl|kporisk\.toml|evidence/[0-9a-f]{32}/[0-9a-f]{64}"
    r"|drafts/[0-9a-f]{32}/(vendor|contract|client|auditor)\.journal|(checklists|templates)(/[^/\x00-\x1f\x7f]{1,255}){1,16}"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: of which workspace, at which record, which files."""

    workspace: str
    program: str
    form: str
    head: Head
    recorded_at: str
    """The time of the last record."""
    vendors: int
    parts: tuple[Part, ...]

    def document(self) -> dict[str, Any]:
        """As it stands in the file."""
        return {
            "format": FORMAT,
            "workspace": self.workspace,
            "program": self.program,
            "form": self.form,
            "seq": self.head.seq,
            "sha256": self.head.sha256,
            "recorded_at": self.recorded_at,
            "vendors": self.vendors,
            "files": [{"name": part.name, "size": part.size, "sha256": part.sha256} for part in self.parts],
        }


def part_of(name: str, path: Path) -> Part:
    """The part that a file makes. Raises UsageError where it cannot be read, or has a name that no backup holds."""
    if not _good(name):
        raise UsageError(f"{path} has a name that a backup cannot hold; rename or remove it")
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    return Part(name, size, digest.hexdigest())


def pack(manifest: Manifest, sources: Sequence[tuple[Part, Path]], target: Path) -> None:
    """Write the parts to `target`, whole or not at all, for its owner only. Raises UsageError where that cannot be done."""
    handle, beside = tempfile.mkstemp(prefix=".backup-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                text = (json.dumps(manifest.document(), indent=1, ensure_ascii=False) + "\n").encode()
                tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
                for part, path in sources:
                    with path.open("rb") as source:
                        tar.addfile(_member(part.name, part.size), source)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(target)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise UsageError(f"{target} could not be written: {error.strerror or 'a file became shorter meanwhile'}") from None
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def manifest_of(path: Path) -> Manifest:
    """The manifest of a backup. Raises UsageError where the file cannot be read, IntegrityError where it is no backup."""
    with _opened(path) as tar:
        return _manifest(tar)


def unpacked(path: Path, folder: Path) -> Manifest:
    """Lay the parts of a backup out in `folder`, each as the manifest says; nothing lands anywhere else.

    Raises UsageError where the file cannot be read, IntegrityError where anything in it is not as its manifest says.
    """
    with _opened(path) as tar:
        manifest = _manifest(tar)
        expected = {part.name: part for part in manifest.parts}
        for number, member in enumerate(tar):
            if number == 0:
                continue  # the manifest
            part = expected.pop(member.name, None)
            if part is None or not member.isreg() or member.size != part.size:
                raise IntegrityError(f"the backup holds something that its manifest does not name, or otherwise: {member.name[:80]!a}")
            source = tar.extractfile(member)
            assert source is not None
            target = folder / part.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            digest = hashlib.sha256()
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if digest.hexdigest() != part.sha256:
                raise IntegrityError(f"{part.name} in the backup is not what was backed up; use another backup")
    if expected:
        raise IntegrityError(f"the backup lacks {min(expected)}; use another backup")
    return manifest


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, 0
    return member


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError):
        raise IntegrityError(f"{path} is no backup of kporisk, or is damaged") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read, or what is in it not be written: {error.strerror}") from None


def _manifest(tar: tarfile.TarFile) -> Manifest:
    member = tar.next()
    if member is None or member.name != MANIFEST or not member.isreg() or member.size > _LARGEST_MANIFEST:
        raise IntegrityError("this is no backup of kporisk: it has no manifest")
    source = tar.extractfile(member)
    assert source is not None
    try:
        document = json.loads(source.read())
        if document["format"] != FORMAT:
            raise ValueError
        parts = tuple(Part(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in document["files"])
        head = Head(int(document["seq"]), str(document["sha256"]))
        workspace, program, form = (str(document[name]) for name in ("workspace", "program", "form"))
        manifest = Manifest(workspace, program, form, head, str(document["recorded_at"]), int(document["vendors"]), parts)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise IntegrityError(f"the backup's manifest is no {FORMAT} document; was it made by a newer kporisk?") from None
    names = [part.name for part in parts]
    if len(set(names)) < len(names) or not all(map(_good, names)) or not {RECORDS, KEYS, "kporisk.toml"} <= set(names):
        raise IntegrityError("the backup's manifest names files that no backup has, or lacks some that each has")
    return manifest


def _good(name: str) -> bool:
    return _NAMES.fullmatch(name) is not None and not any(part in (".", "..") for part in name.split("/"))
