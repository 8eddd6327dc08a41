"""What jsonschema has already found good, as digests in the user's cache: the same files are not held against the same schemas twice.

A verdict is a pure function of the text of a file, of its schema and of the library's version, and its key is a digest of all three:
it can be missing, never stale. Only "no problem" is remembered. Whatever happens to the file, the worst is that checking is done again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

_KEPT = 1000


def _file() -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "kporisk" / "found_good"


def known() -> frozenset[str]:
    """The digests that were remembered; none where the cache cannot be read."""
    try:
        return frozenset(_file().read_text(encoding="ascii").split())
    except (OSError, ValueError, RuntimeError):
        return frozenset()


def remember(keys: Sequence[str]) -> None:
    """Put `keys` among the newest thousand; where the cache cannot be written, nothing happens."""
    try:
        path = _file()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        before = path.read_text(encoding="ascii", errors="replace").split() if path.exists() else []
        kept = [*(word for word in before if word not in keys), *keys][-_KEPT:]
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".found_good-")  # 0600 from the start
        try:
            with os.fdopen(handle, "w", encoding="ascii", errors="ignore") as file:
                file.write("\n".join(kept) + "\n")
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
    except (OSError, ValueError, RuntimeError):
        return
