"""Where things lie in a workspace, how one is found, and where its key is looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kporisk.errors import UsageError

SETTINGS = "kporisk.toml"
REGISTER = "register.sqlite"
EVIDENCE = "evidence"
REPORTS = "reports"
OUTBOX = "outbox"
DRAFTS = "drafts"
"""Interviews that go on, one folder for each vendor by its reference."""
CHECKLISTS = "checklists"
TEMPLATES = "templates"
PINNED = "pinned"
LOCK = ".lock"
FOLDERS = (EVIDENCE, REPORTS, OUTBOX, DRAFTS, CHECKLISTS, TEMPLATES, PINNED)
CREDENTIAL = "kporisk.key"
"""The name of the credential that systemd hands over."""


def find(start: Path) -> Path | None:
    """The workspace that `start` is in, or None: the nearest folder upwards with a `kporisk.toml`."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS).is_file()), None)


def named(folder: Path) -> Path:
    """The workspace that `folder` is, or is in. Raises UsageError where it is none."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}; make a workspace in one: kporisk init {folder}")
    found = find(folder)
    if found is None:
        raise UsageError(f"{folder} is no workspace, nor in one; make it one: kporisk init {folder}")
    return found


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where the master key is looked for. `credential`: systemd put it there, with rights of its own."""

    path: Path
    credential: bool = False


def key_place(workspace: str, stated: Path | None, environment: Mapping[str, str]) -> KeyPlace:
    """Where the key lies: as KPORISK_KEY_FILE says, as a systemd credential, as the settings say, or in the user's folder."""
    if environment.get("KPORISK_KEY_FILE"):
        return KeyPlace(Path(environment["KPORISK_KEY_FILE"]).expanduser().absolute())
    credentials = environment.get("CREDENTIALS_DIRECTORY")
    if credentials and (Path(credentials) / CREDENTIAL).is_file():
        return KeyPlace(Path(credentials) / CREDENTIAL, credential=True)
    if stated is not None:
        return KeyPlace(stated)
    settings = Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME") or Path.home()) / ".config")
    return KeyPlace(settings.absolute() / "kporisk" / "keys" / f"{workspace}.key")
