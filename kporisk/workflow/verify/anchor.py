"""The register's head, written out, and read again to hold a register against it: so that a tail that was cut off shows too."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kporisk.errors import IntegrityError, InvalidDocument, Problem, UsageError
from kporisk.register.book import Register
from kporisk.register.chain import instant, moment
from kporisk.register.kinds import Head, Record
from kporisk.workflow.files import read_whole, write_whole
from kporisk.workflow.workspace.opened import Workspace

FORMAT = "kporisk.anchor/1"
LARGEST = 10_000
"""Bytes of a file that may be one."""
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RegisterAnchor:
    """The record with which a workspace's register ended at some time."""

    workspace: str
    seq: int
    sha256: str
    recorded_at: datetime

    @property
    def head(self) -> Head:
        """Its number and digest."""
        return Head(self.seq, self.sha256)


def anchor_of(workspace: Workspace) -> RegisterAnchor:
    """The head of the register as it stands."""
    record = last_record(workspace.register)
    if record is None:
        raise UsageError("the register holds no records")
    return RegisterAnchor(workspace.settings.workspace_id, record.seq, record.sha256, record.recorded_at)


def last_record(register: Register) -> Record | None:
    """The register's last record, if any. Raises IntegrityError where it is none that was written."""
    row = next(register.rows(after=register.head().seq - 1), None)
    try:
        return None if row is None else row.record()
    except ValueError:
        raise IntegrityError("the last record is not what was written; kporisk verify --register says what is wrong") from None


def anchor_text(anchor: RegisterAnchor) -> str:
    """The anchor as a file holds it; the same register gives the same bytes."""
    document = {
        "format": FORMAT,
        "workspace": anchor.workspace,
        "seq": anchor.seq,
        "sha256": anchor.sha256,
        "recorded_at": instant(anchor.recorded_at),
    }
    return json.dumps(document, indent=2) + "\n"


def read_anchor(path: Path) -> RegisterAnchor:
    """The anchor in a file. Raises UsageError where it cannot be read, InvalidDocument where it is none."""
    try:
        document = json.loads(read_whole(path, most=LARGEST))
        seq, sha256 = document["seq"], document["sha256"]
        anchor = RegisterAnchor(document["workspace"], seq, sha256, moment(document["recorded_at"]))
        good = document["format"] == FORMAT and type(seq) is int and seq > 0 and isinstance(anchor.workspace, str)
        if not good or _SHA256.fullmatch(sha256) is None:
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InvalidDocument([Problem(str(path), 0, "", f"this is no {FORMAT} file, which kporisk anchor writes")]) from None
    return anchor


def write_anchor(anchor: RegisterAnchor, path: Path) -> None:
    """Write it to a file, for its owner only. Raises UsageError for a file that is there and no older anchor of the same workspace."""
    if path.is_symlink() or path.exists():
        try:
            there = read_anchor(path)
        except (UsageError, InvalidDocument):
            raise UsageError(f"{path} exists already and is no anchor; name another file, so that nothing is overwritten") from None
        if there.workspace != anchor.workspace or there.seq > anchor.seq:
            raise UsageError(f"{path} holds an anchor of another workspace, or a later one; name another file, so that it is not lost")
        if there.seq == anchor.seq and there.sha256 != anchor.sha256:
            raise UsageError(f"{path} holds another record {there.seq}: the register was changed; see kporisk verify --register")
    write_whole(path, anchor_text(anchor).encode())
