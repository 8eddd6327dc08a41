"""What can be wrong with the machine that a workspace lies on: rights, file systems, space, libraries."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from kporisk.errors import ExitCode
from kporisk.reports.renderer import NATIVE
from kporisk.workflow.upkeep.finding import Finding, Level
from kporisk.workflow.workspace.places import EVIDENCE, REGISTER, SETTINGS

LITTLE = 1_000_000_000
"""Bytes; with less free space it is time to look."""
TOO_LITTLE = 100_000_000
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs", "fuse.glusterfs")
"""File systems on which SQLite's locks and its log of writes cannot be relied on."""
_PACKAGES = {"pango": "libpango-1.0-0 libpangoft2-1.0-0", "harfbuzz": "libharfbuzz0b", "harfbuzz-subset": "libharfbuzz-subset0"}
MOUNTS = Path("/proc/mounts")


def rights(folder: Path) -> Iterator[Finding]:
    """Who owns the folder, and who can look into it."""
    found = folder.stat()
    if found.st_uid != os.geteuid():
        yield Finding("rights", Level.WARN, f"{folder} belongs to another account", "run kporisk as its owner, in cron too")
    if found.st_mode & 0o077:
        yield Finding("rights", Level.WARN, f"others can look into {folder}", f"chmod 700 {folder}")
    names = (SETTINGS, REGISTER, f"{REGISTER}-wal", EVIDENCE)
    shared = [name for name in names if (folder / name).exists() and (folder / name).stat().st_mode & 0o077]
    if shared:
        yield Finding("rights", Level.WARN, f"the rights of {', '.join(shared)} are wider than the owner's", f"chmod -R go= {folder}")
    elif not found.st_mode & 0o077:
        yield Finding("rights", Level.OK, "only the owner can look into the workspace")


def file_system(folder: Path, *, sqlite: bool, mounts: Path = MOUNTS) -> Iterator[Finding]:
    """What the folder lies on: a register in SQLite belongs on a disk of this machine."""
    kind = _kind_of(folder.resolve(), mounts)
    if sqlite and kind in NETWORK:
        text = f"the register lies on a network file system ({kind}), where SQLite can lose what was written"
        yield Finding("file_system", Level.FAIL, text, "move it to a local disk, or to PostgreSQL", ExitCode.INTEGRITY)
    else:
        yield Finding("file_system", Level.OK, f"the workspace lies on {kind or 'a file system of no known kind'}")


def space(folder: Path) -> Iterator[Finding]:
    """How much can still be written."""
    free = shutil.disk_usage(folder).free
    text = f"{free / 1_000_000_000:.1f} GB are free where the workspace lies"
    if free < TOO_LITTLE:
        yield Finding("space", Level.FAIL, text, "make room before the next run", ExitCode.USAGE)
    elif free < LITTLE:
        yield Finding("space", Level.WARN, text, "make room soon")
    else:
        yield Finding("space", Level.OK, text)


def libraries() -> Iterator[Finding]:
    """What pages are drawn with."""
    missing = [name for name, (sonames, _) in NATIVE.items() if not any(map(_loads, sonames))]
    if missing:
        install = f"apt-get install {' '.join(_PACKAGES[name] for name in missing)}"
        yield Finding("libraries", Level.WARN, f"reports cannot be printed, or only slowly: {', '.join(missing)} missing", install)
    else:
        yield Finding("libraries", Level.OK, f"{', '.join(NATIVE)} are there")


def leftovers(folder: Path) -> Iterator[Finding]:
    """What an interrupted command or an upgrade left behind; purges do not reach it."""
    found = sorted(path.name for pattern in (".restore-*", ".backup-*", f"{REGISTER}.*") for path in folder.glob(pattern))
    if found:
        text = f"{', '.join(found)}: left by a command that was interrupted, or kept by an upgrade; no purge reaches it"
        yield Finding("leftovers", Level.WARN, text, "delete it once no other command is at work and all is well")
    else:
        yield Finding("leftovers", Level.OK, "no command has left anything half-done")


def _kind_of(folder: Path, mounts: Path) -> str:
    """The type of the file system with the longest mount point above the folder; empty where the machine does not say."""
    best, kind = -1, ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        # Spaces in a mount point stand as \040.
        point = Path(fields[1].replace("\\040", " "))
        if folder.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
