"""A timestamp server on this machine, in a thread of the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from tests.seal.authority import Identity

Answer = Callable[[bytes], tuple[int, dict[str, str], bytes]]


def stamps(clerk: Identity, at: datetime) -> Answer:
    """Answers every request with a timestamp by `clerk` at that time."""
    private = clerk.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        x509.Certificate.load(clerk.certificate.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(private), fixed_dt=at
    )

    def answer(request: bytes) -> tuple[int, dict[str, str], bytes]:
        found = stamper.request_tsa_response(tsp.TimeStampReq.load(request))
        return 200, {"Content-Type": "application/timestamp-reply"}, found.dump()

    return answer


@contextmanager
def serving(answer: Answer) -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that answers so, and the requests that it got."""
    requests: list[bytes] = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            requests.append(self.rfile.read(int(self.headers["Content-Length"])))
            code, headers, content = answer(requests[-1])
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", requests
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
