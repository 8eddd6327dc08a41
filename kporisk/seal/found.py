"""What is found about a signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from kporisk.seal.changes import Appended, Change


class Trust(Enum):
    """What the given certificates say of a signer. Whether a certificate was revoked is not asked: nothing is fetched."""

    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    """No path leads from the certificate to one that is trusted."""
    SELF_SIGNED = "self_signed"
    """Nobody but the signer vouches for the name."""
    EXPIRED = "expired"
    """The certificate is out of its dates, and no trusted timestamp shows that the signature is older."""
    NOT_YET_VALID = "not_yet_valid"
    UNSUITABLE = "unsuitable"
    """The certificate is not meant for what it was used for."""
    WEAK = "weak"
    """The method of the signature is broken (SHA-1, short keys): somebody may have made another document that it fits as well."""
    NOT_ASKED = "not_asked"
    """No certificates to trust were given."""
    UNREADABLE = "unreadable"


class Kind(Enum):
    """What a signature field holds."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"
    """A timestamp of the whole document, without a signer."""


@dataclass(frozen=True, slots=True)
class TimestampFound:
    """When a timestamp authority saw a signature."""

    at: datetime
    authority: str
    intact: bool
    trust: Trust


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """One signature of a file and what was found about it."""

    field: str
    kind: Kind
    signer: str
    """The common name in the certificate; empty where there is none to read."""
    organisation: str
    serial: str
    """Of the certificate, in hexadecimal."""
    issuer: str
    reason: str
    claimed: datetime | None
    """When the signer says to have signed."""
    timestamp: TimestampFound | None
    intact: bool
    """Whether the signature fits the bytes that it covers."""
    trust: Trust
    covers: int
    """How many bytes from the start of the file; 0 where what it covers is not the start of the file without a gap."""
    covers_all: bool
    appended: Appended
    changes: frozenset[Change]

    @property
    def holds(self) -> bool:
        """Whether the document is the one that was signed, whoever signed it."""
        same = self.appended in (Appended.NOTHING, Appended.SIGNATURES)
        return self.intact and self.covers > 0 and same and self.trust is not Trust.WEAK
