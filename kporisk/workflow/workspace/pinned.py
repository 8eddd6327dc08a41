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
from kporisk.errors import IntegrityError, InvalidDocument


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
    """Its folders, the shipped one first, below `folder`; laid out anew where they are not there or not what they were."""
    target = folder / content.sha256[:16]
    folders = tuple(sorted((one for one in target.glob("*") if one.name.isdigit()), key=lambda one: int(one.name)))
    with contextlib.suppress(InvalidDocument, OSError, UnicodeError):
        if folders and content_of(folders).sha256 == content.sha256:
            return folders
    folder.mkdir(mode=0o700, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".pinned-", dir=folder))
    try:
        names = [one.name for one in unbundle(content.checklists, content.method, beside)]
        shutil.rmtree(target, ignore_errors=True)
        beside.replace(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        if not target.is_dir():
            raise
        names = [one.name for one in sorted(target.iterdir())]
    return tuple(target / name for name in names)


def pack(content: bytes) -> str:
    """Bytes, compressed, as a text that JSON holds as it is."""
    return base64.b64encode(zlib.compress(content, 6)).decode()


def unpack(text: str) -> bytes:
    """The bytes again."""
    return zlib.decompress(base64.b64decode(text))


def _digest(checklists: bytes, method: bytes) -> str:
    return hashlib.sha256(checklists + b"\0" + method).hexdigest()
