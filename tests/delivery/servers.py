"""Servers on loopback: an authority of our own, mail by aiosmtpd, https by the standard library, and servers that misbehave."""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "kporisk", "zqxcanary-password"


def _certificate(
    name: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above, signer = (subject, key) if issuer is None else (issuer[0].subject, issuer[1])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(above, subject, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1))
    builder = builder.add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    if issuer is None:
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        builder = builder.add_extension(usage, critical=True)
    else:
        address = x509.IPAddress(ipaddress.ip_address(HOST))
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return builder.sign(signer, hashes.SHA256()), key


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="kporisk-test-ca-")


@functools.cache
def authority() -> tuple[Path, ssl.SSLContext]:
    """A file with the authority's certificate, and what a server at 127.0.0.1 proves itself with."""
    folder = Path(_folder().name)
    root = _certificate("Test authority", None)
    leaf, key = _certificate("Test server", root)
    ca, chain = folder / "ca.pem", folder / "server.pem"
    ca.write_bytes(root[0].public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain.write_bytes(private + leaf.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    chain.unlink()
    return ca, context


@functools.cache
def stranger() -> Path:
    """The certificate of an authority that issued nothing here."""
    path = Path(_folder().name) / "other.pem"
    path.write_bytes(_certificate("Other authority", None)[0].public_bytes(Encoding.PEM))
    return path


@dataclass
class Inbox:
    """What a mail server took, and whether the connection was protected then."""

    port: int = 0
    taken: list[tuple[Envelope, bool]] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if address in self.refuses:
            return "550 zqxcanary no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append((envelope, session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None))
        return "250 OK"


def _allowed(server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@contextlib.contextmanager
def mail_server(security: str, *, refuses: frozenset[str] = frozenset()) -> Iterator[Inbox]:
    inbox = Inbox(refuses=refuses)
    context = authority()[1]
    protections: dict[str, dict[str, Any]] = {
        "tls": {"ssl_context": context, "auth_require_tls": False},
        "starttls": {"tls_context": context, "require_starttls": True},
        "plain": {"auth_require_tls": False},
    }
    controller = Controller(inbox, hostname=HOST, port=_free_port(), authenticator=_allowed, **protections[security])
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Hook:
    """What an https server was asked, and what it answers."""

    port: int = 0
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/hook/zqxcanary-path?a=b"


@contextlib.contextmanager
def https_server(hook: Hook) -> Iterator[Hook]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            hook.asked.append((self.path, dict(self.headers), content))
            self.send_response(hook.status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(hook.body)

        def log_message(self, format: str, *args: Any) -> None:
            return

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            return

    server = Server((HOST, 0), Answering)
    server.socket = authority()[1].wrap_socket(server.socket, server_side=True)
    hook.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def raw_server(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does what it is told with its first connection; yields the port."""

    def serve() -> None:
        with contextlib.suppress(OSError):
            connected, _ = listening.accept()
            with connected, contextlib.suppress(OSError):
                behave(connected)

    with socket.create_server((HOST, 0)) as listening:
        listening.settimeout(10)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)
        assert not thread.is_alive()


def closed_port() -> int:
    """A port that nobody listens on."""
    return _free_port()
