"""Texts that must stay as they were read and found good."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"


def hold(name: str, text: str, *, update: bool) -> None:
    """Hold the text against the snapshot of that name; with `update`, write it instead."""
    file = FOLDER / name
    if update:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), f"{file.name} reads differently; look at it and run pytest with --update"
