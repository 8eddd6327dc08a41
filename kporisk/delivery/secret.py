"""Secrets in files: read only where nobody else can read them."""

from __future__ import annotations

import os
import stat
import struct
from pathlib import Path

from kporisk.errors import UsageError

MOST = 4096
"""Bytes; no password and no shared secret is longer."""

_ACL = "system.posix_acl_access"
_ACL_USER, _ACL_GROUP_OWNING, _ACL_GROUP, _ACL_OTHER, _READ = 0x02, 0x04, 0x08, 0x20, 4


def secret(path: Path) -> bytes:
    """The one line in the file at `path`, without its end.

    Raises UsageError where the file cannot be read, can be read by others, is empty, has more than one line or more than 4096 bytes. Access
    lists are heeded, since systemd hands over credentials by them: an entry for the account that reads is no access by others.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
            shared = _read_by_others(file.fileno())
    except OSError as error:
        raise UsageError(f"{path}: the secret in this file cannot be read ({error.strerror})") from error
    if shared:
        raise UsageError(f"{path}: others can read the secret in this file; its owner mends that with chmod 600, or chown")
    line = content.removesuffix(b"\n").removesuffix(b"\r")
    if not line or len(content) > MOST or set(line) & set(b"\n\r\0"):
        raise UsageError(f"{path}: a secret is one line of at most {MOST} bytes in a file of its own")
    return line


def _read_by_others(descriptor: int) -> bool:
    status = os.fstat(descriptor)
    me = os.geteuid()
    if status.st_uid not in (me, 0):
        return True
    try:
        return acl_gives_others(os.getxattr(descriptor, _ACL), me)
    except (OSError, AttributeError):
        return bool(stat.S_IMODE(status.st_mode) & 0o077)


def acl_gives_others(acl: bytes, me: int) -> bool:
    """Whether a POSIX access list, as Linux stores it, lets anybody read but the file's owner and the account `me`."""
    entries = [struct.unpack_from("<HHI", acl, at) for at in range(4, len(acl) - 7, 8)]
    readers = [(tag, number) for tag, rights, number in entries if rights & _READ]
    return any(tag in (_ACL_GROUP_OWNING, _ACL_GROUP, _ACL_OTHER) or (tag == _ACL_USER and number != me) for tag, number in readers)
