"""A signature beside what it signs: CMS (RFC 5652) over bytes that are no PDF, as openssl makes and checks it too."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kporisk.errors import KporiskError, SigningError
from kporisk.seal.changes import Appended, Change
from kporisk.seal.found import Kind, SignatureFound, Trust
from kporisk.seal.keys import SigningKey
from kporisk.seal.validation import first_of, stamp_of_signature, validated_detached

if TYPE_CHECKING:
    from asn1crypto.cms import SignedData
    from cryptography.x509 import Certificate


def sign_detached(content: bytes, key: SigningKey, *, at: datetime, timestamp_url: str | None = None) -> bytes:
    """The signature of `content`, in DER, with the certificates of its key (CAdES B-B, or B-T with a timestamp).

    `at` is the time that it claims, with its zone. Raises UsageError for an address that is none, SigningError where the timestamp server
    gives no timestamp.
    """
    from kporisk.seal.quiet import quiet
    from kporisk.seal.signing import signer_of
    from kporisk.seal.timestamping import timestamp_server

    server = None if timestamp_url is None else timestamp_server(timestamp_url)
    quiet()
    try:
        return asyncio.run(_signed(content, signer_of(key), at, server))
    except KporiskError:
        raise
    except Exception as error:  # a key or a timestamp may break the library in any way; nothing was written
        raise SigningError(f"it cannot be signed with this key ({type(error).__name__}); nothing was written") from error


async def _signed(content: bytes, signer: Any, at: datetime, server: Any) -> bytes:
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    attributes = PdfCMSSignedAttributes(signing_time=at)
    made = await signer.async_sign_general_data(content, "sha256", detached=True, timestamper=server, signed_attr_settings=attributes)
    return bytes(made.dump())


def judged_detached(content: bytes, signature: bytes, *, trust: Sequence[Certificate] | None, at: datetime) -> SignatureFound:
    """Who signed `content`, whether the signature fits it, and what is to be thought of the signer.

    `trust` holds the certificates that one trusts, None where nobody asked. `at` is the time for which certificates are judged unless a
    trusted timestamp shows an earlier one. What cannot be read is a signature that does not fit; nothing is raised for it.
    """
    from kporisk.seal.quiet import quiet

    quiet()
    try:
        return asyncio.run(_judged(content, _signed_data(signature), trust, at))
    except Exception:  # somebody else's signature may break the library in any way
        return _found(content, intact=False, trust=Trust.UNREADABLE)


def _signed_data(signature: bytes) -> SignedData:
    from asn1crypto.cms import ContentInfo

    info = ContentInfo.load(signature, strict=True)
    if info["content_type"].native != "signed_data" or info["content"]["encap_content_info"]["content"].native is not None:
        raise ValueError("no detached signature")
    return info["content"]


async def _judged(content: bytes, signed_data: SignedData, trust: Sequence[Certificate] | None, at: datetime) -> SignatureFound:
    from pyhanko.sign.general import extract_certificate_info, extract_signer_info

    signer_info = extract_signer_info(signed_data)
    stamp = await stamp_of_signature(signer_info, trust, at)
    proven = stamp.at if stamp is not None and stamp.intact and stamp.trust is Trust.TRUSTED else at
    intact, verdict = await validated_detached(content, signed_data, trust, proven, at)
    certificate = extract_certificate_info(signed_data).signer_cert
    subject = certificate.subject.native
    return _found(
        content,
        intact=intact,
        trust=verdict,
        signer=first_of(subject.get("common_name")) or certificate.subject.human_friendly,
        organisation=first_of(subject.get("organization_name")),
        serial=f"{certificate.serial_number:x}",
        issuer=first_of(certificate.issuer.native.get("common_name")) or certificate.issuer.human_friendly,
        claimed=_claimed(signer_info),
        timestamp=stamp,
    )


def _claimed(signer_info: Any) -> datetime | None:
    from pyhanko.sign.general import find_unique_cms_attribute

    try:
        found = find_unique_cms_attribute(signer_info["signed_attrs"], "signing_time").native
    except Exception:  # a signature need not say when it was made
        return None
    return found if isinstance(found, datetime) else None


def _found(content: bytes, *, intact: bool, trust: Trust, **told: Any) -> SignatureFound:
    nobody = {"signer": "", "organisation": "", "serial": "", "issuer": "", "claimed": None, "timestamp": None}
    readable = trust is not Trust.UNREADABLE
    return SignatureFound(
        **{**nobody, **told},
        field="",
        kind=Kind.SIGNATURE,
        reason="",
        intact=intact,
        trust=trust,
        covers=len(content) if readable else 0,
        covers_all=readable,
        appended=Appended.NOTHING if readable else Appended.MODIFIED,
        changes=frozenset() if readable else frozenset({Change.UNREADABLE}),
    )
