"""Keys open with the right passphrase only, and only those that may sign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from kporisk.errors import UsageError
from kporisk.seal.keys import KeyFile, organisation, read_key_file, trusted_certificates, unlock
from tests.seal.authority import (
    NOW,
    PASSPHRASE,
    Identity,
    ada,
    bob,
    eve,
    expired,
    for_agreement_only,
    for_servers_only,
    issue,
    not_yet,
    root,
)

HERE = Path("me.p12")


def test_a_pkcs12_file_opens_with_its_passphrase() -> None:
    file = KeyFile(HERE, ada().pkcs12())
    assert (file.is_pem, file.is_locked) == (False, True)
    key = unlock(file, PASSPHRASE, at=NOW)
    assert (key.name, organisation(key.certificate), key.is_self_signed) == ("Ada Lovelace", "Acme GmbH", False)
    assert key.certificate == ada().certificate and key.chain == (root().certificate,)


def test_a_pkcs12_file_without_a_passphrase_is_not_locked() -> None:
    file = KeyFile(HERE, bob().pkcs12(None))
    assert not file.is_locked
    assert unlock(file, None, at=NOW).name == "Bob Byron"


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["open", "locked"])
@pytest.mark.parametrize("key_first", [True, False])
def test_a_pem_file_holds_the_key_and_its_certificates_in_any_order(passphrase: bytes | None, key_first: bool) -> None:
    parts = [ada().private_pem(passphrase), ada().certificate_pem()]
    file = KeyFile(HERE, b"".join(parts if key_first else reversed(parts)))
    assert (file.is_pem, file.is_locked) == (True, passphrase is not None)
    key = unlock(file, passphrase, at=NOW)
    assert (key.name, key.chain) == ("Ada Lovelace", (root().certificate,))


def test_certificates_may_stand_in_a_file_of_their_own() -> None:
    file, certificates = KeyFile(HERE, bob().private_pem()), KeyFile(Path("bob.crt"), bob().certificate_pem())
    assert unlock(file, None, at=NOW, certificates=certificates).name == "Bob Byron"
    with pytest.raises(UsageError, match=r"no certificate of the key in me\.p12; name the file that has it with --cert"):
        unlock(file, None, at=NOW)
    with pytest.raises(UsageError, match=r"ada\.crt holds no certificate of the key in me\.p12"):
        unlock(file, None, at=NOW, certificates=KeyFile(Path("ada.crt"), ada().certificate_pem()))
    with pytest.raises(UsageError, match=r"junk\.crt holds no certificate that can be read"):
        unlock(file, None, at=NOW, certificates=KeyFile(Path("junk.crt"), b"junk"))


@pytest.mark.parametrize("kind", ["pkcs12", "pem"])
@pytest.mark.parametrize("passphrase", [None, b"", b"zqxcanary correct horsf"])
def test_a_wrong_passphrase_opens_nothing_and_is_not_repeated(kind: str, passphrase: bytes | None) -> None:
    content = ada().pkcs12() if kind == "pkcs12" else ada().private_pem(PASSPHRASE) + ada().certificate_pem()
    with pytest.raises(UsageError, match=r"the passphrase is wrong|is locked") as caught:
        unlock(KeyFile(HERE, content), passphrase, at=NOW)
    assert "zqxcanary" not in str(caught.value)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (expired, "expired on 2026-11-23"),
        (not_yet, "valid only from 2026-11-25"),
        (for_agreement_only, "not meant for signing"),
        (for_servers_only, "not meant for signing"),
    ],
)
def test_a_certificate_that_may_not_sign_is_refused(made: Callable[[], Identity], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        unlock(KeyFile(HERE, made().pkcs12()), PASSPHRASE, at=NOW)


def test_the_dates_are_judged_for_the_time_that_is_given() -> None:
    file = KeyFile(HERE, expired().pkcs12())
    assert unlock(file, PASSPHRASE, at=NOW - timedelta(days=10)).name == "Old Olaf"


def test_a_weak_or_unusual_key_is_refused() -> None:
    weak = issue("Weak Wanda", private=rsa.generate_private_key(public_exponent=65537, key_size=1024))
    with pytest.raises(UsageError, match="1024 bits; a signature needs at least 2048"):
        unlock(KeyFile(HERE, weak.pkcs12(None)), None, at=NOW)
    unusual = ed25519.Ed25519PrivateKey.generate()
    from cryptography import x509

    certificate = (
        x509.CertificateBuilder()
        .subject_name(eve().certificate.subject)
        .issuer_name(eve().certificate.subject)
        .public_key(unusual.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(1))
        .not_valid_after(NOW + timedelta(1))
        .sign(unusual, None)
    )
    content = unusual.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    with pytest.raises(UsageError, match="of a kind that few PDF readers can check"):
        unlock(KeyFile(HERE, content), None, at=NOW)


def test_a_file_without_a_key_is_refused() -> None:
    only = pkcs12.serialize_key_and_certificates(b"x", None, bob().certificate, None, NoEncryption())
    with pytest.raises(UsageError, match="no private key; export it together"):
        unlock(KeyFile(HERE, only), None, at=NOW)
    with pytest.raises(UsageError, match="no private key; name the file"):
        unlock(KeyFile(HERE, bob().certificate_pem()), None, at=NOW)


def test_files_that_are_no_keys_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_key_file(tmp_path / "none.p12")
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        read_key_file(tmp_path)
    for name, content, says in (("empty", b"", "is empty"), ("large", b"0" * (1 << 20) + b"0", "too large"), ("text", b"hello", "neither")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UsageError, match=says):
            read_key_file(tmp_path / name)
    (tmp_path / "damaged").write_bytes(ada().pkcs12()[:-20])
    with pytest.raises(UsageError, match="damaged"):
        unlock(read_key_file(tmp_path / "damaged"), PASSPHRASE, at=NOW)


@pytest.mark.parametrize(("mode", "who"), [(0o600, ""), (0o400, ""), (0o640, "its group"), (0o644, "everybody"), (0o604, "everybody")])
def test_who_else_may_read_a_key_is_said(tmp_path: Path, mode: int, who: str) -> None:
    path = tmp_path / "me.p12"
    path.write_bytes(ada().pkcs12())
    path.chmod(mode)
    assert read_key_file(path).readable_by == who


def test_a_key_never_shows_itself() -> None:
    file = KeyFile(HERE, ada().private_pem() + ada().certificate_pem())
    shown = repr(file) + repr(unlock(file, None, at=NOW))
    assert "PRIVATE" not in shown and "private" not in shown and len(shown) < 1000


def test_trusted_certificates_come_as_pem_or_der(tmp_path: Path) -> None:
    pem, der = tmp_path / "ca.pem", tmp_path / "ca.der"
    pem.write_bytes(bob().certificate_pem())
    der.write_bytes(root().certificate.public_bytes(Encoding.DER))
    assert trusted_certificates(pem) == (bob().certificate, root().certificate)
    assert trusted_certificates(der) == (root().certificate,)
    with pytest.raises(UsageError, match="cannot be read"):
        trusted_certificates(tmp_path / "none")
