"""Secrets are read only where nobody else can read them."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from kporisk.delivery.secret import acl_gives_others, secret
from kporisk.errors import UsageError

OWNER, USER, GROUP_OWNING, GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
NOBODY = 0xFFFFFFFF


def written(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def acl(*entries: tuple[int, int, int]) -> bytes:
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


@pytest.mark.parametrize("content", [b"open sesame", b"open sesame\n", b"open sesame\r\n"])
@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_the_line_comes_without_its_end(tmp_path: Path, content: bytes, mode: int) -> None:
    assert secret(written(tmp_path / "s", content, mode)) == b"open sesame"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620, 0o610])
def test_a_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(UsageError, match="others can read"):
        secret(written(tmp_path / "s", b"zqxcanary", mode))


@pytest.mark.parametrize("content", [b"", b"\n", b"zqxcanary\nzqxcanary", b"zqxcanary\n\n", b"zqx\0canary", b"x" * 4097])
def test_anything_but_one_line_is_refused_without_quoting_it(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError, match="one line") as caught:
        secret(written(tmp_path / "s", content))
    assert "canary" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            secret(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "s", b"x")
    os.chown(path, 12345, -1)
    with pytest.raises(UsageError, match="others can read"):
        secret(path)


def test_a_credential_of_systemd_is_for_one_account_alone() -> None:
    handed_over = acl((OWNER, 4, NOBODY), (USER, 4, 990), (GROUP_OWNING, 0, NOBODY), (MASK, 4, NOBODY), (OTHER, 0, NOBODY))
    assert not acl_gives_others(handed_over, 990)
    assert acl_gives_others(handed_over, 991)


@pytest.mark.parametrize("entry", [(USER, 4, 7), (GROUP_OWNING, 4, NOBODY), (GROUP, 6, 7), (OTHER, 4, NOBODY)])
def test_an_access_list_that_lets_others_read_is_seen(entry: tuple[int, int, int]) -> None:
    assert acl_gives_others(acl((OWNER, 6, NOBODY), entry), 990)
    assert not acl_gives_others(acl((OWNER, 6, NOBODY), (entry[0], 2, entry[2])), 990)


def test_the_access_list_of_a_real_file_decides(tmp_path: Path) -> None:
    path = written(tmp_path / "s", b"open sesame")
    me = os.geteuid()
    mine = acl((OWNER, 6, NOBODY), (USER, 4, me), (GROUP_OWNING, 0, NOBODY), (MASK, 4, NOBODY), (OTHER, 0, NOBODY))
    try:
        os.setxattr(path, "system.posix_acl_access", mine)
    except OSError:
        pytest.skip("this file system keeps no access lists")
    assert path.stat().st_mode & 0o070
    assert secret(path) == b"open sesame"
    theirs = mine.replace(struct.pack("<HHI", USER, 4, me), struct.pack("<HHI", USER, 4, me + 1))
    os.setxattr(path, "system.posix_acl_access", theirs)
    with pytest.raises(UsageError, match="others can read"):
        secret(path)
