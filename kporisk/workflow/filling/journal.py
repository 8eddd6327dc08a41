"""The journal of a draft: one sealed line for each event, on disk before anything else happens.

A line is the length of what follows in eight hexadecimal digits, a blank, and the event, numbered, under the vendor's key, in base64. What
follows the last end of a line was torn by a crash in the midst of writing it, and is cut off; anything else that is not as it was written
is refused.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kporisk.errors import IntegrityError, LockedError, UsageError
from kporisk.register.vault import seal_bytes, unseal_bytes
from kporisk.workflow.files import make_folder

LONGEST = 50_000_000
"""Bytes of a journal, at most: an interview writes some hundred thousand."""


class Sealer:
    """Seals and opens the events of one respondent's draft about one vendor."""

    def __init__(self, key: bytes, ref: str, name: str) -> None:
        self._key, self._ref, self._kind = key, ref, f"draft/{name}"

    def line(self, number: int, event: Mapping[str, Any]) -> bytes:
        """The line of an event, which is the one of that number from 0."""
        text = json.dumps({"n": number, **event}, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        sealed = base64.b64encode(seal_bytes(self._key, self._kind, self._ref, text))
        return b"%08x %b\n" % (len(sealed), sealed)

    def events(self, content: bytes) -> tuple[list[dict[str, Any]], int]:
        """The events of a journal, and how many bytes they take: what follows was torn. Raises IntegrityError where a line is damaged."""
        whole = content[: content.rfind(b"\n") + 1]
        return [self._event(number, line) for number, line in enumerate(whole.splitlines())], len(whole)

    def _event(self, number: int, line: bytes) -> dict[str, Any]:
        length, blank, sealed = line[:8], line[8:9], line[9:]
        try:
            if blank != b" " or int(length, 16) != len(sealed):
                raise ValueError
            event = json.loads(unseal_bytes(self._key, self._kind, self._ref, base64.b64decode(sealed, validate=True)))
        except (ValueError, IntegrityError):
            raise IntegrityError("a line of the draft is not what was written") from None
        if event.pop("n", None) != number:
            raise IntegrityError("the lines of the draft are not those that were written, or not in their order")
        assert isinstance(event, dict)
        return event


class Journal:
    """The journal of one draft, open, and nobody else's meanwhile. Close it, or use it as a context."""

    def __init__(self, path: Path, sealer: Sealer) -> None:
        """Open or begin it.

        Raises LockedError where somebody else fills in this draft, IntegrityError where it is damaged, UsageError where it cannot be
        read or written.
        """
        self.path = path
        self._sealer = sealer
        make_folder(path.parent.parent)
        make_folder(path.parent)
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise UsageError(f"the draft {path} cannot be opened: {error.strerror}") from None
        try:
            self.events, self.torn = self._read()
        except BaseException:
            os.close(self._handle)
            raise

    def _read(self) -> tuple[list[dict[str, Any]], bool]:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(f"somebody else fills in this draft ({self.path}); go on when they are done") from None
        except OSError as error:
            raise UsageError(f"the draft {self.path} cannot be locked: {error.strerror}") from None
        if not self._there():
            raise LockedError(f"the draft {self.path} was recorded or removed this moment; begin again")
        try:
            with os.fdopen(os.dup(self._handle), "rb") as file:
                content = file.read(LONGEST + 1)
            if len(content) > LONGEST:
                raise IntegrityError("the draft is larger than anything that is written")
            events, self._size = self._sealer.events(content)
            if self._size < len(content):
                os.ftruncate(self._handle, self._size)
            self._settle()
        except IntegrityError as error:
            raise IntegrityError(f"{self.path}: {error}; to begin anew, remove that file") from None
        except OSError as error:
            raise UsageError(f"the draft {self.path} cannot be read: {error.strerror}") from None
        return events, self._size < len(content)

    def _there(self) -> bool:
        """Whether the file that is open is still the one of that name."""
        try:
            return os.path.samestat(os.fstat(self._handle), self.path.stat())
        except FileNotFoundError:
            return False

    def __enter__(self) -> Journal:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        self.close()

    def append(self, event: Mapping[str, Any]) -> None:
        """Write an event; it is on disk when this returns. Raises UsageError where it could not be, and then it is not in the journal."""
        line = self._sealer.line(len(self.events), event)
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(self._handle, rest) :]
            os.fsync(self._handle)
        except OSError as error:
            self._cut_back()
            raise UsageError(f"the draft {self.path} cannot be written: {error.strerror}; all before this is kept") from None
        self._size += len(line)
        self.events.append(dict(event))

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._handle, self._size)
        except OSError:
            return  # the next reading cuts a torn line off

    def remove(self) -> None:
        """Remove the draft, which is recorded now. Raises UsageError where it cannot be."""
        try:
            self.path.unlink(missing_ok=True)
            self._settle()
        except OSError as error:
            raise UsageError(f"recorded, but the draft {self.path} cannot be removed: {error.strerror}; remove it") from None

    def _settle(self) -> None:
        """Have the journal's name reach the disk."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def close(self) -> None:
        """Let go of it; where nothing was said, nothing stays."""
        if not self.events:
            with contextlib.suppress(OSError):
                self.path.unlink()
        os.close(self._handle)
