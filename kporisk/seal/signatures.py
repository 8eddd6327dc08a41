"""Judging signatures: who signed, whether the file is as it was signed, what came after, and whom one has to trust for it."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from kporisk.errors import InvalidDocument, Problem
from kporisk.seal.revisions import Appended, Change, changes_after, readable_length, revision_ends

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

Progress = Callable[[int, int], None]
"""Called before each signature with its number from 1 and how many there are."""


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


def signatures(
    pdf: bytes,
    *,
    trust: Sequence[Certificate] | None,
    at: datetime,
    progress: Progress | None = None,
    source: str = "the PDF",
) -> tuple[SignatureFound, ...]:
    """The signatures of a file in the order in which they were given, those included that a later revision took away.

    `trust` holds the certificates that one trusts, None where nobody asked. `at` is the time for which certificates are judged unless
    a trusted timestamp shows an earlier one. Raises InvalidDocument where the file is no PDF that can be read.
    """
    from kporisk.seal.quiet import quiet

    quiet()
    try:
        fields = _fields(pdf)
    except Exception as error:
        # A foreign file may break the library in any way.
        message = "is no PDF whose signatures can be read; it is damaged or was changed by hand"
        raise InvalidDocument([Problem(source, 0, "", message)]) from error
    found = []
    for number, one in enumerate(fields, 1):
        if progress is not None:
            progress(number, len(fields))
        found.append(_judged(pdf, one, trust, at))
    return tuple(sorted(found, key=lambda one: (one.covers or len(pdf), one.field)))


@dataclass(frozen=True, slots=True)
class _Filled:
    """A signature field with a value, and the revision in which it was found."""

    name: str
    field: Any
    value: bytes
    reader: PdfFileReader


def _fields(pdf: bytes) -> list[_Filled]:
    """All filled signature fields: those of the last revision, then those that a later revision took away."""
    whole, *earlier = revision_ends(pdf) or [0]
    found = _fields_in(pdf[:whole])
    for end in earlier:
        with suppress(Exception):  # the end of something that lies in the file, not of a revision of it
            found += [one for one in _fields_in(pdf[:end]) if one.value not in [other.value for other in found]]
    return found


def _fields_in(pdf: bytes) -> list[_Filled]:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    if reader.encrypted:
        raise ValueError("encrypted")
    filled = enumerate_sig_fields(reader, filled_status=True)
    return [_Filled(name or "", ref, _value(signature), reader) for name, signature, ref in filled]


def _value(signature: Any) -> bytes:
    """What tells one signature from another: its own bytes."""
    try:
        held = signature.get_object().raw_get("/Contents")
        found: bytes = held.original_bytes
    except Exception:
        return repr(signature).encode()
    return found


def _judged(pdf: bytes, filled: _Filled, trust: Sequence[Certificate] | None, at: datetime) -> SignatureFound:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    try:
        embedded = EmbeddedPdfSignature(filled.reader, filled.field, filled.name)
        covers = _covered(pdf, embedded)
        changes = changes_after(pdf, covers) if covers else frozenset({Change.UNREADABLE})
        return asyncio.run(_described(pdf, embedded, covers, changes, trust, at))
    except Exception:
        # What the library cannot even read counts as a signature that does not fit; it is shown, not passed over.
        return _unreadable(filled.name)


def _unreadable(name: str) -> SignatureFound:
    return SignatureFound(
        name,
        Kind.SIGNATURE,
        "",
        "",
        "",
        "",
        "",
        None,
        None,
        False,
        Trust.UNREADABLE,
        0,
        False,
        Appended.MODIFIED,
        frozenset({Change.UNREADABLE}),
    )


def _covered(pdf: bytes, embedded: EmbeddedPdfSignature) -> int:
    """The end of what a signature covers: the file from its first byte, without a gap but for the signature itself; otherwise 0."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    byte_range = [int(one) for one in embedded.byte_range]
    if len(byte_range) != 4 or byte_range[0] != 0:
        return 0
    _, first, second, length = byte_range
    gap, end = pdf[first:second], second + length
    if not (0 < first < second <= end <= len(pdf)) or length < 0:
        return 0
    if not re.fullmatch(rb"<[0-9A-Fa-f]*>", gap) or bytes.fromhex(gap[1:-1].decode()) != embedded.pkcs7_content:
        return 0
    # The end must be that of the revision that holds the signature: a copy of somebody's signature, put into a later revision
    # under other words, covers the same bytes. What ends in the middle of a line could be read together with what follows.
    if readable_length(pdf[:end]) != end or embedded.evaluate_signature_coverage() < SignatureCoverageLevel.ENTIRE_REVISION:
        return 0
    return end


async def _described(
    pdf: bytes, embedded: EmbeddedPdfSignature, covers: int, changes: frozenset[Change], trust: Sequence[Certificate] | None, at: datetime
) -> SignatureFound:
    timestamped = str(embedded.sig_object_type) == "/DocTimeStamp"
    stamp = await _document_stamp(embedded, trust, at) if timestamped else await _signature_stamp(embedded, trust, at)
    if timestamped:
        assert stamp is not None
        intact, verdict = stamp.intact, stamp.trust
    else:
        proven = stamp.at if stamp is not None and stamp.intact and stamp.trust is Trust.TRUSTED else at
        intact, verdict = await _validated(embedded, trust, proven, at)
    certificate = embedded.signer_cert
    subject = certificate.subject.native
    return SignatureFound(
        field=embedded.field_name or "",
        kind=Kind.TIMESTAMP if timestamped else Kind.SIGNATURE,
        signer=_one(subject.get("common_name")) or certificate.subject.human_friendly,
        organisation=_one(subject.get("organization_name")),
        serial=f"{certificate.serial_number:x}",
        issuer=_one(certificate.issuer.native.get("common_name")) or certificate.issuer.human_friendly,
        reason=str(embedded.sig_object.get("/Reason", "")),
        claimed=None if timestamped else embedded.self_reported_timestamp,
        timestamp=stamp,
        intact=intact,
        trust=verdict,
        covers=covers,
        covers_all=covers == len(pdf),
        appended=Appended.of(changes) if covers else Appended.MODIFIED,
        changes=changes,
    )


def _one(value: object) -> str:
    """A name, of which a certificate may have several."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    return "" if value is None else str(value)


async def _validated(
    embedded: EmbeddedPdfSignature, trust: Sequence[Certificate] | None, proven: datetime, at: datetime
) -> tuple[bool, Trust]:
    """Whether the signature fits, and what is to be thought of its certificate at the time that is proven."""
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    status = await async_validate_pdf_signature(
        embedded,
        signer_validation_context=_context(trust, proven),
        ts_validation_context=_context(trust, at),
        key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}),
        skip_diff=True,
    )
    return status.intact and status.valid, _verdict(status, trust, proven)


async def _signature_stamp(embedded: EmbeddedPdfSignature, trust: Sequence[Certificate] | None, at: datetime) -> TimestampFound | None:
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, message_imprint_checker, validate_tst_signed_data

    found = []
    for token in extract_tst_data_iter(embedded.signer_info, signed=False):
        status = await validate_tst_signed_data(token, _context(trust, at), message_imprint_checker(embedded.signer_info))
        found.append(_stamp(status, trust, at))
    return next((one for one in found if one.intact and one.trust is Trust.TRUSTED), found[0] if found else None)


async def _document_stamp(embedded: EmbeddedPdfSignature, trust: Sequence[Certificate] | None, at: datetime) -> TimestampFound:
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data

    return _stamp(await validate_tst_signed_data(embedded.signed_data, _context(trust, at), embedded.compute_digest), trust, at)


def _stamp(status: dict[str, Any], trust: Sequence[Certificate] | None, at: datetime) -> TimestampFound:
    from pyhanko.sign.validation.status import TimestampSignatureStatus

    found = TimestampSignatureStatus(**status)
    subject = found.signing_cert.subject
    name = _one(subject.native.get("common_name")) or subject.human_friendly
    return TimestampFound(found.timestamp, name, bool(found.intact and found.valid), _verdict(found, trust, at))


def _context(trust: Sequence[Certificate] | None, moment: datetime) -> Any:
    """What certificates are judged by: the given anchors and nothing else, at the given moment, without asking anybody."""
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko_certvalidator import ValidationContext

    roots = [x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in trust or ()]
    return ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False, revocation_mode="soft-fail")


def _verdict(status: Any, trust: Sequence[Certificate] | None, moment: datetime) -> Trust:
    """A library's verdict on a certificate as one of ours."""
    from pyhanko.sign.ades.report import AdESIndeterminate

    certificate = status.signing_cert
    weak = (AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
    if status.trust_problem_indic in weak:
        return Trust.WEAK
    if trust is not None and status.trusted:
        return Trust.TRUSTED
    if certificate.subject == certificate.issuer:
        return Trust.SELF_SIGNED
    if trust is None:
        return Trust.NOT_ASKED
    if moment < certificate.not_valid_before:
        return Trust.NOT_YET_VALID
    if moment > certificate.not_valid_after:
        return Trust.EXPIRED
    if status.trust_problem_indic is AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE:
        return Trust.UNSUITABLE
    return Trust.UNTRUSTED
