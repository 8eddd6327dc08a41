"""Judging signatures: who signed, whether the file is as it was signed, what came after, and whom one has to trust for it."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kporisk.errors import InvalidDocument, Problem
from kporisk.seal.found import Kind, SignatureFound, TimestampFound, Trust
from kporisk.seal.revisions import Appended, Change, changes_after, readable_length, revision_ends
from kporisk.seal.validation import first_of, stamp_of_document, stamp_of_signature, validated

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

__all__ = ["Kind", "Progress", "SignatureFound", "TimestampFound", "Trust", "signatures"]

Progress = Callable[[int, int], None]
"""Called before each signature with its number from 1 and how many there are."""


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
    stamp = await stamp_of_document(embedded, trust, at) if timestamped else await stamp_of_signature(embedded.signer_info, trust, at)
    if timestamped:
        assert stamp is not None
        intact, verdict = stamp.intact, stamp.trust
    else:
        proven = stamp.at if stamp is not None and stamp.intact and stamp.trust is Trust.TRUSTED else at
        intact, verdict = await validated(embedded, trust, proven, at)
    certificate = embedded.signer_cert
    subject = certificate.subject.native
    return SignatureFound(
        field=embedded.field_name or "",
        kind=Kind.TIMESTAMP if timestamped else Kind.SIGNATURE,
        signer=first_of(subject.get("common_name")) or certificate.subject.human_friendly,
        organisation=first_of(subject.get("organization_name")),
        serial=f"{certificate.serial_number:x}",
        issuer=first_of(certificate.issuer.native.get("common_name")) or certificate.issuer.human_friendly,
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
