"""Whether a signature fits and whom one has to trust for it: the library's verdicts in our own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kporisk.seal.found import TimestampFound, Trust

if TYPE_CHECKING:
    from asn1crypto.cms import SignedData, SignerInfo
    from cryptography.x509 import Certificate
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


async def validated(
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


async def validated_detached(
    content: bytes, signed_data: SignedData, trust: Sequence[Certificate] | None, proven: datetime, at: datetime
) -> tuple[bool, Trust]:
    """The same for a signature that stands beside what it signs."""
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    status = await async_validate_detached_cms(
        content,
        signed_data,
        signer_validation_context=_context(trust, proven),
        ts_validation_context=_context(trust, at),
        key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}),
    )
    return bool(status.intact and status.valid), _verdict(status, trust, proven)


async def stamp_of_signature(signer_info: SignerInfo, trust: Sequence[Certificate] | None, at: datetime) -> TimestampFound | None:
    """The timestamp that a signature carries, a trusted one before others; None where it carries none."""
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, message_imprint_checker, validate_tst_signed_data

    found = []
    for token in extract_tst_data_iter(signer_info, signed=False):
        status = await validate_tst_signed_data(token, _context(trust, at), message_imprint_checker(signer_info))
        found.append(_stamp(status, trust, at))
    return next((one for one in found if one.intact and one.trust is Trust.TRUSTED), found[0] if found else None)


async def stamp_of_document(embedded: EmbeddedPdfSignature, trust: Sequence[Certificate] | None, at: datetime) -> TimestampFound:
    """The timestamp that stands in the place of a signature."""
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data

    return _stamp(await validate_tst_signed_data(embedded.signed_data, _context(trust, at), embedded.compute_digest), trust, at)


def _stamp(status: dict[str, Any], trust: Sequence[Certificate] | None, at: datetime) -> TimestampFound:
    from pyhanko.sign.validation.status import TimestampSignatureStatus

    found = TimestampSignatureStatus(**status)
    subject = found.signing_cert.subject
    name = first_of(subject.native.get("common_name")) or subject.human_friendly
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


def first_of(value: object) -> str:
    """A name, of which a certificate may have several."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    return "" if value is None else str(value)
