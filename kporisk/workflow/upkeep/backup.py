"""Backups of a workspace: everything but the key, the reports and the outbox; and a workspace made from one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kporisk import __version__
from kporisk.documents.settings.reading import read_settings
from kporisk.errors import IntegrityError, NotOpenedError, UsageError
from kporisk.register.backup import Standing, checked, dump, dumped_keys, dumped_records, new_sqlite, replace_in, standing
from kporisk.register.chain import moment
from kporisk.register.engine import open_engine, sqlite_url
from kporisk.register.kinds import Head
from kporisk.register.upgrade import form, newest_form, refuse_newer
from kporisk.workflow.upkeep.parcel import KEYS, RECORDS, Manifest, manifest_of, pack, part_of, unpacked
from kporisk.workflow.workspace.opened import Workspace, lock
from kporisk.workflow.workspace.places import CHECKLISTS, DRAFTS, EVIDENCE, FOLDERS, REGISTER, SETTINGS, TEMPLATES

OWN = (CHECKLISTS, TEMPLATES)
"""Folders with what an organisation wrote itself."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was made from a backup. `returned`: vendors that had been purged since and are back."""

    folder: Path
    manifest: Manifest
    returned: int


def back_up(workspace: Workspace, target: Path) -> Manifest:
    """Write a backup of a workspace to `target`, as it stands at one time. The key is never in it.

    Raises UsageError where `target` is anything but an older backup of the same workspace, or something cannot be read or written.
    """
    _refuse_unless_a_place(target, workspace)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=workspace.folder) as beside:
        records, keys = Path(beside) / "records", Path(beside) / "keys"
        # First the register: evidence is kept before it is recorded, so all that this names is there afterwards.
        head = dump(workspace.register.engine, records, keys)
        last = ""
        for row in dumped_records(records):
            last = row.recorded_at
        named = [(RECORDS, records), (KEYS, keys), (SETTINGS, workspace.folder / SETTINGS), *_files(workspace)]
        sources = [(part_of(name, path), path) for name, path in sorted(named)]
        vendors = sum(1 for ref, _, _ in dumped_keys(keys) if ref)
        parts = tuple(part for part, _ in sources)
        manifest = Manifest(workspace.settings.workspace_id, __version__, form(workspace.register.engine), head, last, vendors, parts)
        pack(manifest, sources, target)
    return manifest


def _files(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    for ref, sha256 in workspace.store.kept():
        yield f"{EVIDENCE}/{ref}/{sha256}", workspace.folder / EVIDENCE / ref / sha256
    for path in sorted((workspace.folder / DRAFTS).glob("*/*.journal")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(workspace.folder).as_posix(), path
    for name in OWN:
        for path in sorted((workspace.folder / name).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(workspace.folder).as_posix(), path


def _refuse_unless_a_place(target: Path, workspace: Workspace) -> None:
    if target.is_dir() or not target.parent.is_dir():
        raise UsageError(f"{target} is a folder, or in none; name a file in a folder that is there")
    if not (target.is_symlink() or target.exists()):
        return
    try:
        there = manifest_of(target)
    except IntegrityError:
        raise UsageError(f"{target} exists already and is no backup; name another file, so that nothing is overwritten") from None
    if there.workspace != workspace.settings.workspace_id or there.head.seq > workspace.register.head().seq:
        raise UsageError(f"{target} is a backup of another workspace, or a later one; name another file, so that it is not lost")


def restore(path: Path, folder: Path, *, force: bool = False) -> Restored:
    """Make the workspace in `folder` what it was when it was backed up; a folder that is empty or not there becomes one.

    The whole backup and its chain are checked before anything is replaced. Evidence and register are replaced; settings, own checklists
    and own templates come back where they are not there. Raises IntegrityError for a damaged backup, UsageError for the backup of another
    workspace, or, without `force`, where the register has gone on since, or elsewhere.
    """
    manifest = manifest_of(path)
    refuse_newer(manifest.form)
    made = _ready(folder, manifest)
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as beside:
            laid = Path(beside)
            unpacked(path, laid)
            _refuse_bad(manifest, laid)
            settings_file = folder / SETTINGS if (folder / SETTINGS).is_file() else laid / SETTINGS
            url = read_settings(settings_file).register_url
            with lock(folder, read_settings(settings_file).lock_timeout):
                now = _standing(folder, url, manifest.head.seq)
                _refuse_loss(now, manifest.head, force)
                returned = _returned(now, manifest.head, laid)
                _bring_back(laid, folder, url)
    except BaseException:
        if made:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return Restored(folder, manifest, returned)


def _ready(folder: Path, manifest: Manifest) -> bool:
    """Whether the folder was made here. Raises UsageError where it is no place for this backup."""
    if (folder / SETTINGS).is_file():
        found = read_settings(folder / SETTINGS).workspace_id
        if found != manifest.workspace:
            raise UsageError(f"the backup is of another workspace ({manifest.workspace}); to make it anew elsewhere: --into DIR")
        return False
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is neither empty nor a workspace; name a folder that is not there yet: --into DIR")
    made = not folder.exists()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}") from None
    return made


def _refuse_bad(manifest: Manifest, laid: Path) -> None:
    if checked(laid / RECORDS) != manifest.head:
        raise IntegrityError("the records in the backup do not end as its manifest says; use another backup")
    refs = {ref for ref, _, _ in dumped_keys(laid / KEYS)}
    if "" not in refs or len(refs) != manifest.vendors + 1:
        raise IntegrityError("the keys in the backup are not those that its manifest counts; use another backup")
    if manifest.form != newest_form():
        raise NotOpenedError(f"the backup has the form {manifest.form} of another kporisk; restore it with version {manifest.program}")
    if read_settings(laid / SETTINGS).workspace_id != manifest.workspace:
        raise IntegrityError("the settings in the backup are of another workspace than its manifest says")
    moment(manifest.recorded_at)


def _standing(folder: Path, url: str | None, seq: int) -> Standing | None:
    """What stands there now; None for nothing, or a file too damaged to say."""
    if url is None and not (folder / REGISTER).is_file():
        return None
    engine = open_engine(url or sqlite_url(folder / REGISTER))
    try:
        return standing(engine, seq)
    except IntegrityError:
        return None
    finally:
        engine.dispose()


def _refuse_loss(now: Standing | None, head: Head, force: bool) -> None:
    if now is None or force or now.head == head:
        return
    if now.at == head.sha256:
        lost = now.head.seq - head.seq
        raise UsageError(f"what was recorded since the backup, {lost} in number, would be lost; to lose it: --force")
    if now.head.seq > 0:
        raise UsageError("the register there is no earlier state of the backup, nor a later one: look what it is; to replace it: --force")


def _returned(now: Standing | None, head: Head, laid: Path) -> int:
    if now is None or now.at != head.sha256:
        return 0
    return sum(1 for ref, _, _ in dumped_keys(laid / KEYS) if ref not in now.refs)


def _bring_back(laid: Path, folder: Path, url: str | None) -> None:
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    for path in sorted((laid / EVIDENCE).glob("*/*")):
        target = folder / EVIDENCE / path.parent.name / path.name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        path.replace(target)
    for name in (*OWN, DRAFTS):
        for path in sorted((laid / name).rglob("*")):
            target = folder / path.relative_to(laid)
            if path.is_file() and not target.exists():
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.replace(target)
    if url is None:
        new_sqlite(laid / REGISTER, laid / RECORDS, laid / KEYS)
        for leftover in ("-wal", "-shm"):
            (folder / f"{REGISTER}{leftover}").unlink(missing_ok=True)
        (laid / REGISTER).replace(folder / REGISTER)
    else:
        engine = open_engine(url)
        try:
            replace_in(engine, laid / RECORDS, laid / KEYS)
        finally:
            engine.dispose()
    # Last of all its settings, which make the folder a workspace.
    if not (folder / SETTINGS).is_file():
        (laid / SETTINGS).replace(folder / SETTINGS)
