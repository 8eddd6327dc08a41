"""Workspaces for tests: one is made once in a run, every test works on a copy of its own.

With KPORISK_TEST_REGISTER=postgresql the register of each copy stands in a database of its own: `make test-postgres` runs so.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
import tomlkit
from sqlalchemy import insert, select

from kporisk.cli import clock
from kporisk.register.engine import open_engine, reading, sqlite_url, writing
from kporisk.register.tables import KEYS, RECORDS
from kporisk.register.upgrade import upgrade
from kporisk.workflow.workspace.create import create
from kporisk.workflow.workspace.opened import Workspace, open_workspace
from kporisk.workflow.workspace.places import REGISTER, SETTINGS
from tests.cli.command import Ran, run
from tests.postgres import database, server
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
    return _on_its_database(factory, _copied(made_once(factory, "empty-workspace", _empty), folder))


def assessed_place(factory: pytest.TempPathFactory, folder: Path, *, postgres: bool = False) -> Place:
    """A workspace with the small case, assessed at noon of 24 November 2026; `postgres`: on PostgreSQL in every run."""

    def make(made: Path) -> None:
        place = _copied(made_once(factory, "empty-workspace", _empty), made)
        case = made / "case.json"
        case.write_text(json.dumps(case_document()), encoding="utf-8")
        for command in (("vendor", "add", VENDOR, "--name", "Acme Analytics SAS"), ("assess", case)):
            ran = place.run(*command, "-q")
            assert ran.code == 0, ran.err

    place = _copied(made_once(factory, "assessed-workspace", make), folder)
    return into_postgres(factory, place) if postgres else _on_its_database(factory, place)


def into_postgres(factory: pytest.TempPathFactory, place: Place) -> Place:
    """The same workspace with its register, record for record, in a database of PostgreSQL; skips the test where none can be had."""
    if not _SERVERS:
        _SERVERS.append(_UNTIL_THE_END.enter_context(server(factory)))
    url = _UNTIL_THE_END.enter_context(database(_SERVERS[0]))
    file = place.folder / REGISTER
    old, new = open_engine(sqlite_url(file)), open_engine(url)
    upgrade(new)
    with reading(old) as before, writing(new) as after:
        for table in (KEYS, RECORDS):
            after.execute(insert(table), [dict(row) for row in before.execute(select(table)).mappings()])
    old.dispose()
    new.dispose()
    for left in place.folder.glob(f"{REGISTER}*"):
        left.unlink()
    settings = place.folder / SETTINGS
    stated = tomlkit.parse(settings.read_text(encoding="utf-8"))
    stated["register"]["url"] = url
    settings.write_text(tomlkit.dumps(stated), encoding="utf-8")
    return place


_UNTIL_THE_END = ExitStack()
_SERVERS: list[str] = []
atexit.register(_UNTIL_THE_END.close)


def _on_its_database(factory: pytest.TempPathFactory, place: Place) -> Place:
    return into_postgres(factory, place) if os.environ.get("KPORISK_TEST_REGISTER") == "postgresql" else place


def _empty(made: Path) -> None:
    create(made / "work", environment=_environment(made), at=NOON)


def _copied(made: Path, folder: Path) -> Place:
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return Place(folder / "work", _environment(folder))


def _environment(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder / "home"), "XDG_CONFIG_HOME": ""}
