"""The checklists and method that a workspace scores with: kept in the register, laid out in a folder, known by their digest."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import shutil
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kporisk import __version__
from kporisk.documents.content.bundle import bundle, method_file, unbundle
from kporisk.errors import IntegrityError, InvalidDocument, UsageError


@dataclass(frozen=True, slots=True)
class Content:
    """One set of checklists and method. `program`: the version of kporisk whose shipped ones are in it."""

    sha256: str
    program: str
    checklists: bytes
    method: bytes


def content_of(folders: Sequence[Path], *, program: str = __version__) -> Content:
    """What stands in folders, the shipped one first. Raises InvalidDocument for what cannot be read."""
    checklists, method = bundle(folders), method_file(folders)
    return Content(_digest(checklists, method), program, checklists, method)


def content_body(content: Content) -> dict[str, Any]:
    """The body of its record."""
    return {
        "sha256": content.sha256,
        "program": content.program,
        "checklists": pack(content.checklists),
        "method": pack(content.method),
    }


def content_from(body: Mapping[str, Any]) -> Content:
    """The content of a record. Raises IntegrityError where it is not what its digest says."""
    checklists, method = unpack(body["checklists"]), unpack(body["method"])
    if _digest(checklists, method) != body["sha256"]:
        raise IntegrityError("the checklists in the register are not what was pinned; kporisk verify --register says what is wrong")
    return Content(body["sha256"], body["program"], checklists, method)


def laid_out(content: Content, folder: Path) -> tuple[Path, ...]:
    """Its folders, the shipped one first, below `folder`; laid out anew where they are not there or not what they were.

    Raises UsageError where that fails; never returns folders that hold anything else.
    """
    target = folder / content.sha256[:16]
    found = _as_pinned(content, target)
    if found:
        return found
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".pinned-", dir=folder))
        try:
            made = beside / "made"
            made.mkdir(mode=0o700)
            unbundle(content.checklists, content.method, made)
            _put(content, made, target, beside / "old")
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"the pinned checklists cannot be laid out in {folder}: {error.strerror}") from None
    found = _as_pinned(content, target)
    if not found:
        raise IntegrityError(f"the pinned checklists in {target} are changed as soon as they are laid out; find out by whom, or by what")
    return found


def _as_pinned(content: Content, target: Path) -> tuple[Path, ...]:
    """The folders in `target`, the shipped one first; none where they are not what was pinned."""
    with contextlib.suppress(InvalidDocument, OSError, UnicodeError):
        folders = tuple(sorted((one for one in target.iterdir() if one.name.isdigit()), key=lambda one: int(one.name)))
        if folders and content_of(folders).sha256 == content.sha256:
            return folders
    return ()


def _put(content: Content, made: Path, target: Path, old: Path) -> None:
    """Rename `made` to `target`. What another process has put there meanwhile stays where it is as pinned, since it may be read already."""
    try:
        made.replace(target)
    except OSError:
        if _as_pinned(content, target):
            return
        target.replace(old)
        made.replace(target)


def pack(content: bytes) -> str:
    """Bytes, compressed, as a text that JSON holds as it is."""
    return base64.b64encode(zlib.compress(content, 6)).decode()


def unpack(text: str) -> bytes:
    """The bytes again."""
    return zlib.decompress(base64.b64decode(text))


def _digest(checklists: bytes, method: bytes) -> str:
    return hashlib.sha256(checklists + b"\0" + method).hexdigest()
