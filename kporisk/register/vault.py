"""Keys: a master key outside the workspace wraps one key for each vendor, and each body is encrypted under its vendor's key."""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import secrets
import stat
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kporisk.errors import IntegrityError, NotOpenedError, UsageError

BITS = 256
NONCE = 12
"""Bytes of a nonce: 96 bits, as NIST SP 800-38D recommends; random, so a key serves for far fewer than 2^32 bodies."""
VERSION = b"\x01"
LONGEST = 64_000_000
"""Bytes of a body unpacked, at most."""
_KEY_FILE = re.compile(r"kporisk-key-1 ([a-z0-9]+) ([A-Za-z0-9+/=]{44})\s*\Z")


@dataclass(frozen=True, slots=True, repr=False)
class MasterKey:
    """The key that wraps all others of one workspace. It never stands in the workspace, in a backup, or in any output."""

    workspace: str
    secret: bytes

    def text(self) -> str:
        """What its file holds."""
        return f"kporisk-key-1 {self.workspace} {base64.b64encode(self.secret).decode()}\n"

    def wrap(self, ref: str, key: bytes) -> bytes:
        """A vendor's key, encrypted."""
        return _sealed(self.secret, key, _about("key", self.workspace, ref))

    def unwrap(self, ref: str, wrapped: bytes) -> bytes:
        """A vendor's key. Raises NotOpenedError where this is not the key that wrapped it, or what was wrapped is damaged."""
        try:
            return _opened(self.secret, wrapped, _about("key", self.workspace, ref))
        except InvalidTag:
            raise NotOpenedError("the key does not fit this register, or the register's keys are damaged; see kporisk doctor") from None


def new_master_key(workspace: str) -> MasterKey:
    """A fresh one."""
    return MasterKey(workspace, secrets.token_bytes(BITS // 8))


def new_key() -> bytes:
    """A fresh key for one vendor."""
    return AESGCM.generate_key(BITS)


def write_master_key(key: MasterKey, path: Path) -> None:
    """Write it to a new file that only its owner can read, in a folder of which the same holds. Raises UsageError where that fails."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise UsageError(f"{path} exists already; a key is never overwritten") from None
    except OSError as error:
        raise UsageError(f"the key cannot be written to {path}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.text())
            file.flush()
            os.fsync(file.fileno())
        _flush_folder(path.parent)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise UsageError(f"the key cannot be written to {path}: {error.strerror}") from None


_BRING_IT = "bring it back from where you keep a copy, or name it in KPORISK_KEY_FILE"


def _flush_folder(folder: Path) -> None:
    """The name of a new key reaches the disk too: a register whose key is gone after a power cut is lost."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def read_master_key(path: Path, workspace: str, *, credential: bool = False) -> MasterKey:
    """The key in a file. Raises NotOpenedError where there is none, others can read it, or it belongs to another workspace.

    `credential`: systemd put it there for this service, with rights of its own.
    """
    try:
        with path.open(encoding="ascii") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(400)
    except FileNotFoundError:
        raise NotOpenedError(f"the key {path} is not there; {_BRING_IT}") from None
    except (OSError, UnicodeError) as error:
        raise NotOpenedError(f"the key {path} cannot be read: {getattr(error, 'strerror', None) or 'this is no key'}") from None
    if stat.S_IMODE(mode) & 0o077 and not credential:
        raise NotOpenedError(f"others can read the key {path}: chmod 600 {path}")
    found = _KEY_FILE.match(text)
    if found is None:
        raise NotOpenedError(f"{path} holds no key of kporisk; {_BRING_IT}")
    if found[1] != workspace:
        raise NotOpenedError(f"{path} is the key of another workspace ({found[1]}, this is {workspace}); {_BRING_IT}")
    try:
        secret = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != BITS // 8:
        raise NotOpenedError(f"{path} holds no key of kporisk; {_BRING_IT}")
    return MasterKey(workspace, secret)


def seal(key: bytes, kind: str, ref: str, body: Mapping[str, Any]) -> bytes:
    """A body, compressed and encrypted; bound to its kind and vendor."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return seal_bytes(key, kind, ref, text)


def unseal(key: bytes, kind: str, ref: str, sealed: bytes) -> dict[str, Any]:
    """The body. Raises IntegrityError where it is not what was sealed under this key for this kind and vendor."""
    body = json.loads(unseal_bytes(key, kind, ref, sealed))
    assert isinstance(body, dict)
    return body


def seal_bytes(key: bytes, kind: str, ref: str, content: bytes) -> bytes:
    """The same for any content."""
    return _sealed(key, zlib.compress(content, 3), _about("body", kind, ref))


def unseal_bytes(key: bytes, kind: str, ref: str, sealed: bytes, *, most: int = LONGEST) -> bytes:
    """The content. Raises IntegrityError as `unseal`."""
    try:
        packed = _opened(key, sealed, _about("body", kind, ref))
        unpack = zlib.decompressobj()
        content = unpack.decompress(packed, most)
    except (InvalidTag, zlib.error):
        raise IntegrityError("something stored is not what was written; kporisk verify --register names it") from None
    if unpack.unconsumed_tail:
        raise IntegrityError("something stored is larger than anything that is written")
    return content


def _about(*parts: str) -> bytes:
    return "\n".join(parts).encode()


def _sealed(key: bytes, content: bytes, about: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, content, about)


def _opened(key: bytes, sealed: bytes, about: bytes) -> bytes:
    if sealed[:1] != VERSION or len(sealed) < 1 + NONCE + 16:
        raise InvalidTag
    return AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], about)
