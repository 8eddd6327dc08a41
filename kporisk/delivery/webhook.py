"""Webhooks: one JSON document to one https address, signed if wanted; nobody else is asked."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import ssl
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kporisk.delivery.reaching import DeliveryError, Patience, is_host, verified
from kporisk.delivery.secret import secret
from kporisk.errors import UsageError

MOST = 1 << 16
"""Bytes of an answer that are read; nothing in it is used."""

SIGNATURE = "X-Kporisk-Signature"
"""The header that carries `sha256=` and the HMAC-SHA256 of the body, in hexadecimal."""


def post(url: str, document: Mapping[str, Any], *, timeout: float, ca_file: Path | None = None, secret_file: Path | None = None) -> None:
    """Post `document` as JSON in UTF-8, signed with the secret in `secret_file` where there is one.

    `timeout` in seconds (more than 0, at most 600) for the whole exchange. With `ca_file` only the authorities in it are trusted. Neither
    redirects nor proxies are followed. Raises UsageError for an address that is not https or holds a password, or a secret that others can
    read; DeliveryError where the server is not reached or trusted, or answers anything but 2xx. Messages name the host, never the path,
    which is itself a secret with many services.
    """
    host, port, target = _parts(url)
    body = json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "kporisk"}
    if secret_file is not None:
        headers[SIGNATURE] = signature(body, secret(secret_file))
    context = verified(ca_file)
    with Patience(timeout) as patience:
        try:
            status = _ask(_Connection(host, port, patience, context), target, body, headers)
            if patience.is_over:
                raise TimeoutError
        except (OSError, http.client.HTTPException, ValueError) as error:
            # Nothing of the cause is chained: what a server answers could stand in it.
            raise DeliveryError(f"the webhook's server {host}:{port} {patience.reason(error)}") from None
    if status not in range(200, 300):
        hint = "it sends elsewhere; name that address" if status in range(300, 400) else "check the address and the server"
        raise DeliveryError(f"the webhook's server {host}:{port} answered {status}: {hint}")


def signature(body: bytes, key: bytes) -> str:
    """What the receiver compares: `sha256=` and the HMAC-SHA256 of the body in hexadecimal."""
    return f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"


class _Connection(http.client.HTTPSConnection):
    """A connection that is cut when the time is over."""

    def __init__(self, host: str, port: int, patience: Patience, context: ssl.SSLContext) -> None:
        super().__init__(host, port, context=context)
        self._patience, self._verified = patience, context

    def connect(self) -> None:
        """Connect, then prove who is at the other end."""
        self.sock = self._verified.wrap_socket(self._patience.connect(self.host, self.port), server_hostname=self.host)


def _ask(connection: _Connection, target: str, body: bytes, headers: Mapping[str, str]) -> int:
    try:
        connection.request("POST", target, body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST)
        return answer.status
    finally:
        connection.close()


def _parts(url: str) -> tuple[str, int, str]:
    """Host, port and what to ask for."""
    wrong = UsageError("a webhook is named by an address such as https://hooks.example.com/kporisk, in ASCII; http is not taken")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise wrong
    try:
        parts = urllib.parse.urlsplit(url)
        port = 443 if parts.port is None else parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme != "https" or not parts.hostname or not is_host(parts.hostname) or not port or parts.fragment:
        raise wrong
    if parts.username is not None or parts.password is not None:
        raise UsageError("a webhook's address with a password in it would be seen by others; use a secret file, which signs the body")
    return parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
