"""The demonstration: filled examples to look at, change and assess."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kporisk import resources
from kporisk.errors import UsageError
from kporisk.workflow.files import write_whole

DAY = date(2026, 11, 24)
"""The day on which the examples are assessed, since their evidence ages like any other."""

SHOWN = Path("analytics-firm/case.yaml")
"""The example that the demonstration assesses."""

HOSTILE = "hostile.yaml"
"""The example that attacks its reader: for tests, not for people to begin from."""


def lay_out(folder: Path) -> tuple[Path, tuple[Path, ...]]:
    """Write the examples into `folder`; files of that name that somebody changed are kept. Returns the case to assess and what was kept.

    Raises UsageError where the folder cannot be made.
    """
    shipped = resources.folder("checklists") / "examples"
    kept = []
    _private(folder)
    for source in sorted(path for path in shipped.rglob("*.yaml") if path.name != HOSTILE):
        target = folder / source.relative_to(shipped)
        content = source.read_bytes()
        _private(target.parent)
        if target.exists() and target.read_bytes() != content:
            kept.append(target)
        else:
            write_whole(target, content)
    return folder / SHOWN, tuple(kept)


def _private(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UsageError(f"the folder {folder} could not be made: {error.strerror}") from error
