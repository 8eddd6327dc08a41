"""The evidence store: files by digest, encrypted under their vendor's key, never parsed."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kporisk.errors import IntegrityError, UsageError
from kporisk.register.vault import seal_bytes, unseal_bytes

LARGEST = 100_000_000
"""Bytes of one piece of evidence, at most."""
_KIND = "evidence"


class EvidenceStore:
    """The folder in which copies of evidence lie: one folder for each vendor's reference, one file for each digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, ref: str, key: bytes, content: bytes) -> str:
        """Keep a copy; returns its SHA-256, of the content as it was. What is there already is left as it is."""
        if len(content) > LARGEST:
            raise UsageError(f"a piece of evidence has at most {LARGEST // 1_000_000} MB")
        name = hashlib.sha256(content).hexdigest()
        place = self._place(ref, name)
        if not place.exists():
            try:
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _write(place, seal_bytes(key, _KIND, ref, content))
            except OSError as error:
                raise UsageError(f"the evidence store {self._folder} cannot be written: {error.strerror}") from None
        return name

    def get(self, ref: str, key: bytes, sha256: str) -> bytes:
        """The content again. Raises UsageError where it is not there, IntegrityError where it is not what was kept."""
        try:
            sealed = self._place(ref, sha256).read_bytes()
        except OSError as error:
            raise UsageError(f"the evidence {sha256[:12]}… is not in the store: {error.strerror}") from None
        content = unseal_bytes(key, _KIND, ref, sealed, most=LARGEST + 1)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise IntegrityError(f"the evidence {sha256[:12]}… is not what was kept")
        return content

    def has(self, ref: str, sha256: str) -> bool:
        """Whether a copy is there."""
        return self._place(ref, sha256).is_file()

    def kept(self) -> Iterator[tuple[str, str]]:
        """References and digests of everything that is there, sorted."""
        for place in sorted(self._folder.glob("*/*")):
            if place.is_file() and not place.name.startswith("."):
                yield place.parent.name, place.name

    def drop(self, ref: str) -> int:
        """Remove everything about a vendor; returns how many files went. Raises UsageError where something stays."""
        folder = self._folder / ref
        count = sum(1 for _ in folder.glob("*")) if folder.is_dir() else 0
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            return count
        except OSError as error:
            raise UsageError(f"the evidence in {folder} cannot be removed: {error.strerror}") from None
        return count

    def _place(self, ref: str, sha256: str) -> Path:
        if not (ref.isalnum() and sha256.isalnum()):
            raise UsageError("a piece of evidence is found by its SHA-256")
        return self._folder / ref / sha256


def _write(place: Path, content: bytes) -> None:
    handle, beside = tempfile.mkstemp(prefix=".", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(place)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    for folder in (place.parent, place.parent.parent):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
