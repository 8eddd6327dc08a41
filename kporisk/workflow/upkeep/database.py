"""The database of a workspace: brought to the form that this program writes, looked at, and its clock accepted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kporisk.documents.settings.reading import read_settings
from kporisk.errors import NotOpenedError, UsageError
from kporisk.register.backup import copy_sqlite
from kporisk.register.engine import open_engine
from kporisk.register.health import Health, health
from kporisk.register.kinds import Entry, Kind, Record
from kporisk.register.upgrade import NO_REGISTER, form, newest_form, refuse_newer, upgrade
from kporisk.workflow.workspace.opened import Workspace, lock, register_url
from kporisk.workflow.workspace.places import REGISTER, SETTINGS


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which form to which; `copy`: the file as it was, kept beside, None for PostgreSQL and where nothing was to be done."""

    before: str
    after: str
    copy: Path | None


def upgrade_register(folder: Path) -> Upgraded:
    """Bring the register of the workspace in `folder` to the newest form, under its lock; of a file a copy is kept first.

    Raises NotOpenedError for a form that is newer than this program, or a database without a register.
    """
    settings = read_settings(folder / SETTINGS)
    with lock(folder, settings.lock_timeout), _engine(folder) as engine:
        before = form(engine)
        refuse_newer(before)
        if not before:
            raise NotOpenedError(NO_REGISTER)
        if before == newest_form():
            return Upgraded(before, before, None)
        kept: Path | None = None
        if engine.dialect.name == "sqlite":
            kept = folder / f"{REGISTER}.{before}"
            if kept.exists():
                raise UsageError(f"{kept} is there already, from an earlier upgrade; move it elsewhere first")
            copy_sqlite(engine, kept)
        return Upgraded(*upgrade(engine), kept)


def register_health(folder: Path) -> Health:
    """What can be said of the database of the workspace in `folder`, without its key. Raises UsageError where it cannot be reached."""
    with _engine(folder) as engine:
        return health(engine)


def accept_clock(workspace: Workspace, *, at: datetime) -> Record:
    """Record that a person said that this machine's clock is right; from then on it is what later records are held against."""
    return workspace.commit([Entry(Kind.RUN, {"what": "clock_accepted"})], at=at, any_clock=True)[0]


@contextmanager
def _engine(folder: Path) -> Iterator[Any]:
    engine = open_engine(register_url(folder, read_settings(folder / SETTINGS)))
    try:
        yield engine
    finally:
        engine.dispose()
