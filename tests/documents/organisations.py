"""Folders of organisations, laid over the shipped one: mostly a shipped file with one edit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kporisk.documents.content.loading import load_checklists
from kporisk.errors import InvalidDocument, Problem
from kporisk.resources import folder

SHIPPED = folder("checklists")


class Organisation:
    """An organisation's folder under `root`, laid over `base`."""

    def __init__(self, root: Path, *, base: Path = SHIPPED) -> None:
        self.base = base
        self.root = root / "own"
        self.root.mkdir()

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def replaced(self, name: str, old: str, new: str) -> Path:
        """A copy of a shipped file in which `old`, which must be there, is `new` (once)."""
        text = (self.base / name).read_text(encoding="utf-8")
        assert old in text, f"the shipped {name} has no {old!r}"
        return self.write(name, text.replace(old, new, 1))

    def edited(self, name: str, edit: Callable[[Any], None]) -> Path:
        """A copy of a shipped JSON file after `edit` has changed its value."""
        value = json.loads((self.base / name).read_text(encoding="utf-8"))
        edit(value)
        return self.write(name, json.dumps(value, indent=2, ensure_ascii=False))

    def problems(self) -> list[Problem]:
        """What loading says; empty where it loads."""
        try:
            load_checklists([self.base, self.root])
        except InvalidDocument as invalid:
            return list(invalid.problems)
        return []
