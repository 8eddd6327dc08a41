"""What jsonschema has already found good, as digests in the user's cache: the same files are not held against the same schemas twice.

A verdict is a pure function of the bytes of the files, of the schemas and of the library's version, and its key is a digest of all three:
it can be missing, never stale. Only "no problem" is remembered. Whatever happens to the file, the worst is that checking is done again.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_KEPT = 64


def _file() -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "kporisk" / "found_good"


def is_good(key: str) -> bool:
    """True where `key` was remembered; False where the cache cannot be read."""
    try:
        return key in _file().read_text(encoding="ascii").split()
    except (OSError, ValueError, RuntimeError):
        return False


def remember(key: str) -> None:
    """Put `key` among the newest 64; where the cache cannot be written, nothing happens."""
    try:
        path = _file()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = path.read_text(encoding="ascii").split() if path.exists() else []
        kept = [*(word for word in known if word != key), key][-_KEPT:]
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".found_good-")  # 0600 from the start
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write("\n".join(kept) + "\n")
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
    except (OSError, ValueError, RuntimeError):
        return
