"""A certificate authority of our own, the people whom it knows, and a small PDF for them to sign: made once for all tests."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kporisk.seal.keys import SigningKey

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
PASSPHRASE = b"zqxcanary correct horse"

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Identity:
    """A key with its certificate and whoever stands above it."""

    private: Private
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def key(self) -> SigningKey:
        return SigningKey(self.private, self.certificate, self.above)

    def pkcs12(self, passphrase: bytes | None = PASSPHRASE) -> bytes:
        protection: KeySerializationEncryption = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase)
        return pkcs12.serialize_key_and_certificates(b"key", self.private, self.certificate, self.above, protection)

    def private_pem(self, passphrase: bytes | None = None) -> bytes:
        protection: KeySerializationEncryption = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase)
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)

    def certificate_pem(self) -> bytes:
        return b"".join(one.public_bytes(Encoding.PEM) for one in (self.certificate, *self.above))


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, signs: bool = False, authority: bool = False, agrees: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=agrees,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def issue(
    common: str,
    *,
    organisation: str = "Acme GmbH",
    issuer: Identity | None = None,
    usage: x509.KeyUsage | None = None,
    purposes: tuple[x509.ObjectIdentifier, ...] = (),
    begins: datetime = NOW - timedelta(days=30),
    ends: datetime = NOW + timedelta(days=700),
    private: Private | None = None,
    authority: bool = False,
) -> Identity:
    """A new identity; self-signed where nobody issues it."""
    private = private or ec.generate_private_key(ec.SECP256R1())
    subject = _name(common, organisation)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage or _usage(signs=not authority, authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    above = (issuer.certificate, *issuer.above) if issuer else ()
    return Identity(private, builder.sign(issuer.private if issuer else private, hashes.SHA256()), above)


@functools.cache
def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def root() -> Identity:
    """The authority that everybody trusts, on whatever day the tests run."""
    begins, ends = datetime(2001, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
    return issue("Test Root", organisation="Test Authority", authority=True, begins=begins, ends=ends)


@functools.cache
def ada() -> Identity:
    """Known to the authority, with an RSA key, so that her signatures follow from what is signed."""
    return issue("Ada Lovelace", issuer=root(), private=_rsa())


@functools.cache
def bob() -> Identity:
    """Known to the authority, with an elliptic curve."""
    return issue("Bob Byron", organisation="Globex SAS", issuer=root())


@functools.cache
def eve() -> Identity:
    """Known to herself only."""
    return issue("Eve Nobody", organisation="Nobody Ltd")


@functools.cache
def clerk() -> Identity:
    """Who gives timestamps."""
    return issue("Test Clock", organisation="Test Authority", issuer=root(), private=_rsa(), purposes=(ExtendedKeyUsageOID.TIME_STAMPING,))


@functools.cache
def of_today(name: str) -> Identity:
    """The person of that name, `ada` or `bob`, with a certificate that is good on the day of the test: commands read the clock."""
    one, today = {"ada": ada, "bob": bob}[name](), datetime.now(UTC)
    called = one.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return issue(str(called), issuer=root(), private=one.private, begins=today - timedelta(1), ends=today + timedelta(30))


def expired() -> Identity:
    return issue("Old Olaf", issuer=root(), begins=NOW - timedelta(days=300), ends=NOW - timedelta(days=1))


def not_yet() -> Identity:
    return issue("Young Yara", issuer=root(), begins=NOW + timedelta(days=1))


def for_agreement_only() -> Identity:
    return issue("Agree Agnes", issuer=root(), usage=_usage(agrees=True))


def for_servers_only() -> Identity:
    return issue("www.example.com", issuer=root(), purposes=(ExtendedKeyUsageOID.SERVER_AUTH,))


@functools.cache
def paper() -> bytes:
    """A tagged PDF/A-3a of two pages with an attachment and a link, as reports are."""
    from weasyprint import HTML, Attachment

    html = """<html lang="en"><head><title>A small report</title><style>@page { size: A5 } h2 { break-before: page }</style></head>
    <body><h1>A small report</h1><p>The first page, with <a href="https://example.com/">a link</a>.</p>
    <h2>More</h2><p>The second.</p></body></html>"""
    attachment = Attachment(string='{"case": 1}', name="case.json", relationship="Source", created=NOW, modified=NOW)
    made: bytes = HTML(string=html).write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=b"0123456789abcdef", attachments=[attachment])
    return made
