"""A workspace as the tests of its commands use it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kporisk.errors import ExitCode
from tests.cli.command import Ran, run

VENDOR = "truc-bach-analytics"
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Programme:
    """One workspace, and the home folder in which its key lies."""

    folder: Path
    home: Path

    @property
    def case(self) -> Path:
        """The case of the second assessment."""
        return self.home / "case" / "case.yaml"

    def run(self, *arguments: str | Path) -> Ran:
        """Run a command in the workspace, or beside it where it is not made yet."""
        return run(*arguments, cwd=self.folder if self.folder.exists() else self.home, env={"HOME": str(self.home)})

    def ran(self, *arguments: str | Path) -> str:
        """Run a command that must go well; what it printed."""
        done = self.run(*arguments)
        assert done.code == ExitCode.DONE, done.err
        return done.out

    def json(self, *arguments: str | Path) -> Any:
        """The same with `--format json`, read."""
        return json.loads(self.ran(*arguments, "--format", "json"))

    def answer(self, question: str, before: str, after: str) -> None:
        """Change an answer in the second case."""
        path = self.case.with_name("response.yaml")
        text = path.read_text(encoding="utf-8")
        assert text.count(f"{question}: {before}\n") == 1
        path.write_text(text.replace(f"{question}: {before}\n", f"{question}: {after}\n"), encoding="utf-8")
