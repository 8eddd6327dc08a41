"""A new workspace: its folders, its key, its register with the checklists that it scores with, and last of all its settings."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kporisk import resources
from kporisk.documents.settings.reading import read_settings
from kporisk.documents.settings.template import settings_template
from kporisk.errors import UsageError
from kporisk.register.book import Register
from kporisk.register.engine import open_engine, sqlite_url
from kporisk.register.kinds import Entry, Kind
from kporisk.register.upgrade import has_records, upgrade
from kporisk.register.vault import MasterKey, new_master_key, write_master_key
from kporisk.workflow.files import write_whole
from kporisk.workflow.library import library_of
from kporisk.workflow.workspace.pinned import content_body, content_of, laid_out
from kporisk.workflow.workspace.places import FOLDERS, PINNED, REGISTER, SETTINGS, find, key_place

_LETTERS = string.ascii_lowercase + string.digits


@dataclass(frozen=True, slots=True)
class Created:
    """What was made. `open_to_others`: the folder was there before, and others than its owner can look into it."""

    folder: Path
    workspace: str
    key_file: Path
    open_to_others: bool


def create(folder: Path, *, environment: Mapping[str, str], at: datetime, url: str | None = None, key_file: Path | None = None) -> Created:
    """Make `folder` a workspace. Raises UsageError where it is one, or in one, or something of one lies there."""
    _refuse_another(folder)
    new = not folder.exists()
    _folder(folder)
    workspace = "".join(secrets.choice(_LETTERS) for _ in range(16))
    settings = _stated(settings_template(workspace), url, key_file)
    # The settings are read before anything is made of them, so that a bad URL leaves nothing behind.
    beside = folder / f".{SETTINGS}.new"
    write_whole(beside, settings.encode())
    try:
        read = read_settings(beside)
        place = key_place(workspace, read.key_file, environment)
        if place.path.resolve().is_relative_to(folder.resolve()):
            raise UsageError("the key lies outside the workspace, so that a copy of the one is no copy of the other; name another file")
        master = new_master_key(workspace)
        if place.credential or place.path.exists():
            raise UsageError(f"{place.path} exists already; a key is never overwritten. Name another: --key-file FILE")
        for name in FOLDERS:
            _folder(folder / name)
        try:
            _register(folder, url or sqlite_url(folder / REGISTER), master, place.path, at)
            beside.replace(folder / SETTINGS)
        except BaseException:
            if url is None:
                _undo(folder, place.path, master)
            raise
    finally:
        beside.unlink(missing_ok=True)
    return Created(folder, workspace, place.path, not new and bool(folder.stat().st_mode & 0o077))


def _refuse_another(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder")
    around = find(folder.resolve())
    if around is not None:
        where = "is a workspace already" if around == folder.resolve() else f"lies in the workspace {around}"
        raise UsageError(f"{folder} {where}; nothing was changed")
    for name in (REGISTER, *FOLDERS):
        if name == PINNED:
            # Laid out from the register whenever it is wanted: an attempt that failed may have left it.
            continue
        there = folder / name
        if there.is_file() or (there.is_dir() and any(there.iterdir())):
            raise UsageError(
                f"{there} is there already, without a {SETTINGS}: bring that back, or name another folder; nothing was changed"
            )


def _folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be made: {error.strerror}") from None


def _stated(text: str, url: str | None, key_file: Path | None) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    for section, key, value in (("register", "url", url), ("key", "file", None if key_file is None else str(key_file.absolute()))):
        if value is not None:
            document[section][key] = value
    return tomlkit.dumps(document)


def _undo(folder: Path, key_file: Path, master: MasterKey) -> None:
    """Take away a register that nothing can be in yet, and its key, which would stand in the way of the next try."""
    for left in folder.glob(f"{REGISTER}*"):
        left.unlink(missing_ok=True)
    shutil.rmtree(folder / PINNED, ignore_errors=True)
    with contextlib.suppress(OSError, UnicodeError):
        if key_file.read_text(encoding="ascii") == master.text():
            key_file.unlink()


def _register(folder: Path, url: str, master: MasterKey, key_file: Path, at: datetime) -> None:
    content = content_of((resources.folder("checklists"),))
    library_of(laid_out(content, folder / PINNED))
    engine = open_engine(url)
    try:
        if has_records(engine):
            raise UsageError("a register stands in that database already; bring its kporisk.toml and key here, or name another database")
        # First the key: a register without one would be lost.
        write_master_key(master, key_file)
        upgrade(engine)
        register = Register(engine, master)
        register.create()
        register.append([Entry(Kind.CONTENT, content_body(content))], at=at)
    finally:
        engine.dispose()
