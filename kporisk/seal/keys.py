"""Signing keys and trusted certificates: read from PKCS#12 or PEM files, checked before anything is signed."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kporisk.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate, ObjectIdentifier

MOST = 1 << 20
"""Bytes; no file of keys or certificates is larger."""

DER = b"\x30"
"""How everything binary begins that holds keys or certificates."""

SMALLEST_RSA = 2048
"""Bits; a shorter RSA key proves nothing any more (NIST SP 800-131A, ETSI TS 119 312)."""

_SIGNING_PURPOSES = frozenset(
    {
        "2.5.29.37.0",  # any
        "1.3.6.1.5.5.7.3.4",  # e-mail protection, what most certificates for people carry
        "1.3.6.1.5.5.7.3.36",  # document signing, RFC 9336
        "1.3.6.1.5.5.7.3.2",  # client authentication, on most identity cards
        "1.2.840.113583.1.1.5",  # Adobe: authentic documents
        "1.3.6.1.4.1.311.10.3.12",  # Microsoft: document signing
    }
)
"""Extended key usages with which a certificate may sign a document; one that names only others is for servers, code or timestamps."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file with a key, as it lies on the disk; its content never shows in a representation."""

    path: Path
    content: bytes = field(repr=False)
    readable_by: str = ""
    """Who else may read it: `everybody`, `its group`, or nobody (empty)."""

    @property
    def is_pem(self) -> bool:
        """Whether it is text with `-----BEGIN` lines rather than PKCS#12."""
        return b"-----BEGIN " in self.content

    @property
    def is_locked(self) -> bool:
        """Whether a passphrase is needed to read the key in it."""
        if self.is_pem:
            return b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in self.content or b"Proc-Type: 4,ENCRYPTED" in self.content
        from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

        try:
            load_pkcs12(self.content, None)
        except ValueError:
            return True
        return False


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with the certificate that names its owner, and the chain above it; the key never shows in a representation."""

    private: RSAPrivateKey | EllipticCurvePrivateKey = field(repr=False)
    certificate: Certificate
    chain: tuple[Certificate, ...] = ()

    @property
    def name(self) -> str:
        """Whom the certificate names."""
        return common_name(self.certificate)

    @property
    def is_self_signed(self) -> bool:
        """Whether nobody but the owner vouches for the name."""
        return self.certificate.issuer == self.certificate.subject


def read_key_file(path: Path) -> KeyFile:
    """The file at `path`; nothing in it is looked at yet.

    Raises UsageError where it cannot be read or is no file of keys.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
            mode = path.stat().st_mode
    except OSError as error:
        raise UsageError(f"the key {path} cannot be read: {error.strerror}") from error
    if not content or len(content) > MOST:
        raise UsageError(f"{path} is {'empty' if not content else 'too large'}; a key comes as PKCS#12 (.p12, .pfx) or PEM")
    found = KeyFile(path, content, readable_by(mode))
    if not found.is_pem and content[:1] != DER:
        raise UsageError(f"{path} is neither PKCS#12 (.p12, .pfx) nor PEM; export the key as one of them")
    return found


def readable_by(mode: int) -> str:
    """`everybody`, `its group` or nothing: who besides the owner may read a file of that mode."""
    if mode & stat.S_IROTH:
        return "everybody"
    return "its group" if mode & stat.S_IRGRP else ""


def unlock(file: KeyFile, passphrase: bytes | None, *, at: datetime, certificates: KeyFile | None = None) -> SigningKey:
    """The key in `file` with its certificate, fit to sign at the time `at`; `certificates` holds the certificate where `file` does not.

    Raises UsageError for a wrong passphrase, a missing key or certificate, a certificate outside its dates or not meant for signatures.
    """
    private, found = _from_pem(file, passphrase) if file.is_pem else _from_pkcs12(file, passphrase)
    if certificates is not None:
        found = (*_certificates_in(certificates), *found)
    public = _spki(private)
    own = next((one for one in found if _spki_of(one) == public), None)
    if own is None:
        where = f"{certificates.path}" if certificates is not None else f"{file.path}"
        more = "" if certificates is not None else "; name the file that has it with --cert"
        raise UsageError(f"{where} holds no certificate of the key in {file.path}{more}")
    chain = tuple(one for one in dict.fromkeys(found) if one != own)
    _refuse_unless_it_may_sign(own, file.path, at)
    return SigningKey(_of_a_known_kind(private, file.path), own, chain)


def trusted_certificates(path: Path) -> tuple[Certificate, ...]:
    """The certificates in a PEM or DER file, as anchors of trust.

    Raises UsageError where it cannot be read or holds none.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError as error:
        raise UsageError(f"the certificates {path} cannot be read: {error.strerror}") from error
    return _certificates_in(KeyFile(path, content))


def common_name(certificate: Certificate) -> str:
    """The common name of whom the certificate names, or the whole name where it has none."""
    return _attribute(certificate, "2.5.4.3") or certificate.subject.rfc4514_string()


def organisation(certificate: Certificate) -> str:
    """The organisation that the certificate names, or nothing."""
    return _attribute(certificate, "2.5.4.10")


def _attribute(certificate: Certificate, oid: str) -> str:
    from cryptography.x509 import ObjectIdentifier

    found = certificate.subject.get_attributes_for_oid(ObjectIdentifier(oid))
    return str(found[0].value) if found else ""


def _from_pkcs12(file: KeyFile, passphrase: bytes | None) -> tuple[object, tuple[Certificate, ...]]:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    try:
        held = load_pkcs12(file.content, passphrase)
    except ValueError as error:
        raise UsageError(f"{file.path} does not open: the passphrase is wrong, or the file is damaged") from error
    except Exception as error:
        raise UsageError(
            f"{file.path} is protected or built in a way that cannot be read; export the key anew as PKCS#12 with AES"
        ) from error
    if held.key is None:
        raise UsageError(f"{file.path} holds no private key; export it together with its key")
    own = () if held.cert is None else (held.cert.certificate,)
    return held.key, (*own, *(one.certificate for one in held.additional_certs))


def _from_pem(file: KeyFile, passphrase: bytes | None) -> tuple[object, tuple[Certificate, ...]]:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if b"PRIVATE KEY-----" not in file.content:
        raise UsageError(f"{file.path} holds no private key; name the file that does")
    # Certificates may stand before the key, where the loader would take the first block for it.
    block = file.content[file.content.index(_begin_of_key(file.content)) :]
    try:
        key = load_pem_private_key(block, passphrase if file.is_locked else None)
    except TypeError as error:
        raise UsageError(f"the key in {file.path} is locked; give its passphrase with --passphrase-file") from error
    except Exception as error:
        raise UsageError(f"the key in {file.path} does not open: the passphrase is wrong, or the file is damaged") from error
    return key, _certificates_in(file) if b"-----BEGIN CERTIFICATE-----" in file.content else ()


def _begin_of_key(content: bytes) -> bytes:
    return next(line for line in content.splitlines() if line.startswith(b"-----BEGIN ") and line.rstrip().endswith(b"PRIVATE KEY-----"))


def _certificates_in(file: KeyFile) -> tuple[Certificate, ...]:
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    try:
        if file.is_pem:
            return tuple(load_pem_x509_certificates(file.content))
        return (load_der_x509_certificate(file.content),)
    except ValueError as error:
        raise UsageError(f"{file.path} holds no certificate that can be read; give it as PEM or DER") from error


def _spki(private: object) -> bytes:
    public = getattr(private, "public_key", None)
    return b"" if public is None else _spki_bytes(public())


def _spki_of(certificate: Certificate) -> bytes:
    return _spki_bytes(certificate.public_key())


def _spki_bytes(public: object) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    found: bytes = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return found


def _of_a_known_kind(private: object, path: Path) -> RSAPrivateKey | EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if isinstance(private, RSAPrivateKey):
        if private.key_size < SMALLEST_RSA:
            raise UsageError(f"the RSA key in {path} has {private.key_size} bits; a signature needs at least {SMALLEST_RSA}")
        return private
    if isinstance(private, EllipticCurvePrivateKey):
        return private
    raise UsageError(f"the key in {path} is of a kind that few PDF readers can check; use RSA or an elliptic curve such as P-256")


def _refuse_unless_it_may_sign(certificate: Certificate, path: Path, at: datetime) -> None:
    name = common_name(certificate)
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if at < begins:
        raise UsageError(f"the certificate of {name} in {path} is valid only from {begins:%Y-%m-%d %H:%M} UTC on")
    if at > ends:
        raise UsageError(f"the certificate of {name} in {path} expired on {ends:%Y-%m-%d}; ask its issuer for a new one")
    if not _is_for_signing(certificate):
        raise UsageError(f"the certificate of {name} in {path} is not meant for signing documents; ask its issuer for one that is")


def _is_for_signing(certificate: Certificate) -> bool:
    from cryptography.x509 import ExtendedKeyUsage, ExtensionNotFound, KeyUsage

    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
        if not (usage.digital_signature or usage.content_commitment):
            return False
    except ExtensionNotFound:
        pass
    try:
        purposes = certificate.extensions.get_extension_for_class(ExtendedKeyUsage).value
    except ExtensionNotFound:
        return True
    return any(_dotted(purpose) in _SIGNING_PURPOSES for purpose in purposes)


def _dotted(purpose: ObjectIdentifier) -> str:
    return purpose.dotted_string
