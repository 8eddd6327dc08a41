"""Webhooks over real connections: https to the one address that was named, signed, and with nothing given away when it fails."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import ssl
import time
from pathlib import Path
from typing import Any

import pytest

from kporisk.delivery.reaching import DeliveryError
from kporisk.delivery.webhook import post
from kporisk.errors import UsageError
from tests.delivery.servers import HOST, Hook, authority, closed_port, https_server, raw_server, stranger

DOCUMENT = {"format": "kporisk.night/1", "changed": ["acme"], "word": "é"}


def failure(url: str, **options: Any) -> str:
    with pytest.raises(DeliveryError) as caught:
        post(url, {"answer": "zqxcanary"}, **{"timeout": 5, "ca_file": authority()[0], **options})
    message = str(caught.value)
    assert caught.value.__cause__ is None
    assert "zqxcanary" not in message
    assert HOST in message
    return message


def test_a_document_arrives_as_json() -> None:
    with https_server(Hook(body=b"x" * 100_000)) as hook:
        post(hook.url, DOCUMENT, timeout=5, ca_file=authority()[0])
    [(path, headers, body)] = hook.asked
    assert path == "/hook/zqxcanary-path?a=b"
    assert json.loads(body) == DOCUMENT
    assert headers["Content-Type"] == "application/json"
    assert headers["Content-Length"] == str(len(body))
    assert "X-Kporisk-Signature" not in headers


def test_a_signature_is_of_the_body_as_sent(tmp_path: Path) -> None:
    key = tmp_path / "secret"
    key.write_text("shared\n")
    key.chmod(0o600)
    with https_server(Hook(status=200)) as hook:
        post(hook.url, DOCUMENT, timeout=5, ca_file=authority()[0], secret_file=key)
    [(_, headers, body)] = hook.asked
    assert headers["X-Kporisk-Signature"] == "sha256=" + hmac.new(b"shared", body, hashlib.sha256).hexdigest()
    key.chmod(0o644)
    with pytest.raises(UsageError, match="others can read"):
        post(hook.url, DOCUMENT, timeout=5, secret_file=key)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/x",
        "http://127.0.0.1/x",
        "ftp://hooks.example.com/x",
        "hooks.example.com/x",
        "https:///x",
        "https://hooks.example.com:0/x",
        "https://hooks.example.com:99999/x",
        "https://hooks.example.com:x/x",
        "https://hooks.example.com/x#y",
        "https://user:zqxcanary@hooks.example.com/x",
        "https://user@hooks.example.com/x",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/a\r\nX: y",
        "https://höoks.example.com/",
        "https://[::1/",
        "https://a_b!/",
        "",
    ],
)
def test_addresses_that_are_not_https_or_hold_more_are_refused(url: str) -> None:
    with pytest.raises(UsageError, match="webhook") as caught:
        post(url, DOCUMENT, timeout=5)
    assert "zqxcanary" not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with https_server(Hook()) as other, https_server(Hook(status=status, headers={"Location": other.url})) as hook:
        assert f"answered {status}: it sends elsewhere" in failure(hook.url)
    assert other.asked == []


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_refusal_is_said_by_its_number(status: int) -> None:
    with https_server(Hook(status=status, body=b"zqxcanary")) as hook:
        assert f"answered {status}" in failure(hook.url)


def test_an_untrusted_certificate_is_given_nothing() -> None:
    with https_server(Hook()) as hook:
        assert "not trusted" in failure(hook.url, ca_file=stranger())
        with pytest.raises(DeliveryError, match="not trusted"):
            post(hook.url.replace(HOST, "localhost"), DOCUMENT, timeout=5, ca_file=authority()[0])
        assert "not trusted" in failure(hook.url, ca_file=None)
    assert hook.asked == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_old_tls_is_refused() -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    old.maximum_version = ssl.TLSVersion.TLSv1_1

    def serve(connected: socket.socket) -> None:
        old.wrap_socket(connected, server_side=True)

    with raw_server(serve) as port:
        assert "TLS 1.2" in failure(f"https://{HOST}:{port}/")


def test_a_server_that_is_down_is_said() -> None:
    assert "takes no connection" in failure(f"https://{HOST}:{closed_port()}/")


def test_what_is_no_http_is_said_without_repeating_it() -> None:
    def serve(connected: socket.socket) -> None:
        with authority()[1].wrap_socket(connected, server_side=True) as protected:
            protected.recv(10_000)
            protected.sendall(b"zqxcanary\r\n\r\n")

    with raw_server(serve) as port:
        assert "something else" in failure(f"https://{HOST}:{port}/")


def test_an_answer_that_drips_is_not_waited_for() -> None:
    def serve(connected: socket.socket) -> None:
        with authority()[1].wrap_socket(connected, server_side=True) as protected:
            protected.recv(10_000)
            protected.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            for _ in range(200):
                protected.sendall(b"y")
                time.sleep(0.05)

    with raw_server(serve) as port:
        begun = time.monotonic()
        assert "within 0.5 seconds" in failure(f"https://{HOST}:{port}/", timeout=0.5)
        assert time.monotonic() - begun < 3


@pytest.mark.parametrize("timeout", [0, -1, 601, float("nan")])
def test_a_timeout_out_of_range_is_refused(timeout: float) -> None:
    with pytest.raises(UsageError, match="timeout"):
        post("https://hooks.example.com/", DOCUMENT, timeout=timeout)
