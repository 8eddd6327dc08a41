"""Mail over real connections: protected, verified, and with nothing given away when it fails."""

from __future__ import annotations

import email
import email.policy
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from kporisk.delivery.mail import MailSettings, Security, _message, send
from kporisk.delivery.reaching import DeliveryError, Patience
from kporisk.errors import UsageError
from tests.delivery.servers import HOST, PASSWORD, USER, authority, closed_port, mail_server, raw_server, stranger

WHEN = datetime(2026, 11, 30, 2, 10, tzinfo=UTC)
MAIL: dict[str, Any] = {"date": WHEN, "message_id": "<night-1@kporisk.example.com>"}
TEXT = "Two vendors changed.\n\nacme\nbolt\n"


def settings(at: int, security: str = "tls", **changes: Any) -> MailSettings:
    made = MailSettings(
        host=HOST,
        port=at,
        security=Security(security),
        sender="kporisk@example.com",
        recipients=("compliance@example.com", "audit@example.com"),
        timeout=5,
        ca_file=authority()[0],
    )
    return replace(made, **changes)


def with_password(path: Path, password: str = PASSWORD) -> dict[str, Any]:
    file = path / "password"
    file.write_text(f"{password}\n")
    file.chmod(0o600)
    return {"user": USER, "password_file": file}


def failure(made: MailSettings) -> str:
    with pytest.raises(DeliveryError) as caught:
        send(made, "zqxcanary subject", "zqxcanary text", **MAIL)
    message = str(caught.value)
    assert caught.value.__cause__ is None
    assert "zqxcanary" not in message
    assert f"{made.host}:{made.port}" in message
    return message


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_arrives_whole_over_a_protected_connection(security: str, tmp_path: Path) -> None:
    with mail_server(security) as inbox:
        send(settings(inbox.port, security, **with_password(tmp_path)), "kporisk: 2 changed", TEXT, **MAIL)
    [(envelope, protected)] = inbox.taken
    assert protected
    assert envelope.rcpt_tos == ["compliance@example.com", "audit@example.com"]
    assert isinstance(envelope.content, bytes)
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert message["Subject"] == "kporisk: 2 changed"
    assert message["From"] == "kporisk@example.com"
    assert message["Date"].datetime == WHEN
    assert message["Message-ID"] == "<night-1@kporisk.example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == TEXT


def test_plain_mail_is_taken_for_this_machine() -> None:
    with mail_server("plain") as inbox:
        send(settings(inbox.port, "plain"), "s", TEXT, **MAIL)
    assert [protected for _, protected in inbox.taken] == [False]


@pytest.mark.parametrize("host", ["mail.example.com", "192.0.2.1", "localhost.example.com", "0.0.0.0"])
def test_plain_mail_is_refused_for_any_other_machine(host: str) -> None:
    with pytest.raises(UsageError, match="tls or starttls"):
        settings(25, "plain", host=host)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_untrusted_certificate_is_given_nothing(security: str, tmp_path: Path) -> None:
    with mail_server(security) as inbox:
        message = failure(settings(inbox.port, security, ca_file=stranger(), **with_password(tmp_path)))
    assert "not trusted" in message
    assert inbox.taken == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_for_another_name_is_given_nothing(security: str) -> None:
    with mail_server(security) as inbox:
        assert "not trusted" in failure(settings(inbox.port, security, host="localhost"))
    assert inbox.taken == []


def test_a_server_without_starttls_is_given_nothing(tmp_path: Path) -> None:
    with mail_server("plain") as inbox:
        assert "STARTTLS" in failure(settings(inbox.port, "starttls", **with_password(tmp_path)))
    assert inbox.taken == []


def test_tls_with_a_server_that_speaks_plain_is_said() -> None:
    with mail_server("plain") as inbox:
        assert "TLS" in failure(settings(inbox.port, "tls"))


def test_a_server_that_is_down_is_said() -> None:
    assert "takes no connection" in failure(settings(closed_port()))


def test_a_name_that_does_not_exist_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> socket.socket:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    assert "cannot be found" in failure(settings(465, host="mail.invalid"))


def test_a_refused_password_is_said_without_it(tmp_path: Path) -> None:
    with mail_server("tls") as inbox:
        message = failure(settings(inbox.port, **with_password(tmp_path, "zqxcanary-wrong")))
    assert "password (code 535)" in message
    assert inbox.taken == []


def test_a_server_that_takes_no_password_is_said(tmp_path: Path) -> None:
    def server(connected: socket.socket) -> None:
        connected.sendall(b"220 ready\r\n")
        connected.recv(1000)
        connected.sendall(b"250 only this\r\n")
        connected.recv(1000)

    with raw_server(server) as port:
        assert "signing in" in failure(settings(port, "plain", **with_password(tmp_path)))


def test_recipients_that_are_refused_are_counted() -> None:
    with mail_server("tls", refuses=frozenset({"audit@example.com"})) as inbox:
        assert "refused 1 of 2 recipients" in failure(settings(inbox.port))
        assert len(inbox.taken) == 1
        assert "refused 1 of 1 recipients" in failure(settings(inbox.port, recipients=("audit@example.com",)))


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([b"554 zqxcanary\r\n"], "code 554"),
        ([b"220 a\r\n", b"250 b\r\n", b"550 zqxcanary\r\n", b"250 reset\r\n"], "refused the sender (code 550)"),
        ([b"220 a\r\n", b"250 b\r\n", b"250 c\r\n", b"250 d\r\n", b"250 e\r\n", b"451 zqxcanary\r\n", b"250 reset\r\n"], "code 451"),
        ([b"zqxcanary \xff\r\n"], "answered with something else"),
        ([b"220 a\r\n"], "broke off"),
    ],
)
def test_what_a_server_says_when_it_refuses_is_not_repeated(answers: list[bytes], reason: str) -> None:
    def server(connected: socket.socket) -> None:
        for answer in answers:
            connected.sendall(answer)
            connected.recv(10_000)

    with raw_server(server) as port:
        message = failure(settings(port, "plain"))
    assert reason in message


def test_a_delivered_mail_stays_delivered_however_the_server_says_goodbye() -> None:
    def server(connected: socket.socket) -> None:
        for answer in (b"220 a", b"250 b", b"250 c", b"250 d", b"250 e", b"354 go", b"250 taken"):
            connected.sendall(answer + b"\r\n")
            connected.recv(10_000)

    with raw_server(server) as port:
        send(settings(port, "plain"), "s", "t", **MAIL)


@pytest.mark.parametrize("security", ["tls", "plain"])
def test_a_silent_server_is_not_waited_for(security: str) -> None:
    with raw_server(lambda connected: _until_closed(connected)) as port:
        begun = time.monotonic()
        assert "within 0.3 seconds" in failure(settings(port, security, timeout=0.3))
        assert time.monotonic() - begun < 3


def test_a_server_that_drips_is_not_waited_for() -> None:
    def drip(connected: socket.socket) -> None:
        for _ in range(200):
            connected.sendall(b"220-more to come\r\n")
            time.sleep(0.05)

    with raw_server(drip) as port:
        begun = time.monotonic()
        assert "within 0.3 seconds" in failure(settings(port, "plain", timeout=0.3))
        assert time.monotonic() - begun < 3


def test_a_handshake_that_never_ends_is_not_waited_for() -> None:
    def drip(connected: socket.socket) -> None:
        connected.sendall(b"220 a\r\n")
        connected.recv(1000)
        connected.sendall(b"250-b\r\n250 STARTTLS\r\n")
        connected.recv(1000)
        connected.sendall(b"220 go\r\n")
        connected.recv(1000)
        connected.sendall(b"\x16\x03\x03\x40\x00")
        for _ in range(200):
            connected.sendall(b"\x02")
            time.sleep(0.05)

    with raw_server(drip) as port:
        begun = time.monotonic()
        assert "within 0.3 seconds" in failure(settings(port, "starttls", timeout=0.3))
        assert time.monotonic() - begun < 3


def _until_closed(connected: socket.socket) -> None:
    while connected.recv(1000):
        pass


def test_a_connection_made_too_late_is_dropped() -> None:
    with raw_server(_until_closed) as port, Patience(0.05) as patience:
        time.sleep(0.2)
        with pytest.raises(TimeoutError):
            patience.connect(HOST, port)


@pytest.mark.parametrize("subject", ["a\nBcc: x@example.com", "a\r\nb", "", " ", "a\x1b[2J", "a\u2028b"])
def test_a_subject_of_more_than_one_line_is_refused(subject: str) -> None:
    with pytest.raises(UsageError):
        send(settings(1), subject, TEXT, **MAIL)


@pytest.mark.parametrize("message_id", ["no", "<a@b>\r\nX: y", "<a b@c>", "<a@b>\n"])
def test_an_id_of_another_form_is_refused(message_id: str) -> None:
    with pytest.raises(UsageError):
        send(settings(1), "s", TEXT, date=WHEN, message_id=message_id)


def test_a_date_without_a_zone_is_refused() -> None:
    with pytest.raises(UsageError, match="time zone"):
        send(settings(1), "s", TEXT, date=WHEN.replace(tzinfo=None), message_id="<a@b>")


@settings_of_hypothesis(max_examples=50)
@given(st.text(max_size=60), st.text(max_size=200))
def test_no_text_adds_a_header(subject: str, text: str) -> None:
    try:
        raw = _message(settings(1), subject, text.encode("utf-8", "replace").decode(), **MAIL).as_bytes()
    except UsageError:
        return
    head = raw.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert sorted(names) == sorted(
        [
            *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Auto-Submitted"),
            *(b"Content-Type", b"Content-Transfer-Encoding", b"MIME-Version"),
        ]
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "@example.com",
        "a@example.com\nBcc: b@example.com",
        "a@example.com, b@example.com",
        "A <a@example.com>",
        "ä@example.com",
        "a@exämple.com",
        "a b@example.com",
        "a@-x",
    ],
)
def test_what_is_no_bare_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="mail address"):
        settings(1, sender=address)
    with pytest.raises(UsageError, match="mail address"):
        settings(1, recipients=("a@example.com", address))


@pytest.mark.parametrize(
    "changes",
    [
        {"host": ""},
        {"host": "a b"},
        {"host": "a\r\nb"},
        {"host": "exämple.com"},
        {"port": 0},
        {"port": 65536},
        {"recipients": ()},
        {"user": "x"},
        {"password_file": Path("x")},
        {"timeout": 0},
        {"timeout": float("nan")},
        {"timeout": 601},
    ],
)
def test_settings_that_do_not_fit_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        settings(1, **changes)


def test_a_password_that_others_can_read_is_refused_before_anybody_is_asked(tmp_path: Path) -> None:
    access = with_password(tmp_path)
    access["password_file"].chmod(0o640)
    with pytest.raises(UsageError, match="others can read"):
        send(settings(1, **access), "s", TEXT, **MAIL)


def test_a_password_outside_ascii_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ASCII") as caught:
        send(settings(1, **with_password(tmp_path, "zqxcanaryä")), "s", TEXT, **MAIL)
    assert "zqxcanary" not in str(caught.value)


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for path in (tmp_path / "ca.pem", tmp_path / "none.pem"):
        with pytest.raises(UsageError, match="certificates"):
            send(settings(1, ca_file=path), "s", TEXT, **MAIL)
