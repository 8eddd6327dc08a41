"""Files that are whole or not there: written beside, flushed to disk, renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kporisk.errors import UsageError


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that whoever looks finds the old file or the new one, never half; readable by its owner only.

    Raises UsageError where the folder does not exist or may not be written.
    """
    folder = path.parent
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")
    if not folder.is_dir():
        raise UsageError(f"the folder {folder} does not exist; make it first, or name another")
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=folder)
    except OSError as error:
        raise UsageError(f"nothing can be written in {folder}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise UsageError(f"{path} could not be written: {error.strerror}") from error
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
