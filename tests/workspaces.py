"""Workspaces for tests: one is made once in a run, every test works on a copy of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from kporisk.cli import clock
from kporisk.workflow.workspace.create import create
from kporisk.workflow.workspace.opened import Workspace, open_workspace
from tests.cli.command import Ran, run
from tests.shared import made_once
from tests.workflow.papers import case_document

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
VENDOR = "acme-analytics"


@dataclass(frozen=True)
class Place:
    """A workspace of a test, and the environment in which its key is found."""

    folder: Path
    environment: Mapping[str, str]

    def open(self) -> Workspace:
        """The workspace, open; close it."""
        return open_workspace(self.folder, self.environment)

    def run(self, *arguments: str | Path, at: datetime = NOON) -> Ran:
        """Run `kporisk` in the workspace, at an instant."""
        with clock_at(at):
            return run(*arguments, cwd=self.folder, env=self.environment)


@contextmanager
def clock_at(at: datetime) -> Iterator[None]:
    """The clock of the command line stands at an instant."""
    with patch.object(clock, "now", lambda: at), patch.object(clock, "today", at.date):
        yield


def empty_place(factory: pytest.TempPathFactory, folder: Path) -> Place:
    """A workspace without vendors, in `folder`."""
    return _copied(made_once(factory, "empty-workspace", _empty), folder)


def assessed_place(factory: pytest.TempPathFactory, folder: Path) -> Place:
    """A workspace with the small case, assessed at noon of 24 November 2026."""

    def make(made: Path) -> None:
        place = empty_place(factory, made)
        case = made / "case.json"
        case.write_text(json.dumps(case_document()), encoding="utf-8")
        for command in (("vendor", "add", VENDOR, "--name", "Acme Analytics SAS"), ("assess", case)):
            ran = place.run(*command, "-q")
            assert ran.code == 0, ran.err

    return _copied(made_once(factory, "assessed-workspace", make), folder)


def _empty(made: Path) -> None:
    create(made / "work", environment=_environment(made), at=NOON)


def _copied(made: Path, folder: Path) -> Place:
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return Place(folder / "work", _environment(folder))


def _environment(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder / "home"), "XDG_CONFIG_HOME": ""}
