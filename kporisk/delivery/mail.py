"""Mail by SMTP: verified TLS, a password from a file, and headers that nobody can add to."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from pathlib import Path

from kporisk.delivery.reaching import DeliveryError, Patience, is_host, is_loopback, verified
from kporisk.delivery.secret import secret
from kporisk.errors import UsageError

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.+_-]+@[A-Za-z0-9.-]+>", re.ASCII)


class Security(StrEnum):
    """How a connection to a mail server is protected."""

    TLS = "tls"
    """From the first byte, mostly on port 465."""
    STARTTLS = "starttls"
    """Before anything is said, mostly on port 587; a server that does not offer it is given nothing."""
    PLAIN = "plain"
    """Not at all: only for a server on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The mail server and who writes to whom.

    `port` is 1 to 65535, `timeout` in seconds (more than 0, at most 600) for a whole delivery, addresses are bare (`a@example.com`, ASCII),
    `user` and `password_file` come together. With `ca_file` only the authorities in it are trusted. Raises UsageError for anything else.
    """

    host: str
    port: int
    security: Security
    sender: str
    recipients: tuple[str, ...]
    user: str | None = None
    password_file: Path | None = None
    timeout: float = 30.0
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        if not is_host(self.host) or not 0 < self.port < 1 << 16:
            raise UsageError("a mail server is a host such as mail.example.com and a port from 1 to 65535")
        if self.security is Security.PLAIN and not is_loopback(self.host):
            raise UsageError(f"mail to {self.host} would be open to everybody on the way; set security to tls or starttls")
        if (self.user is None) is not (self.password_file is None):
            raise UsageError("mail needs both a user and a password file, or neither")
        if not self.recipients:
            raise UsageError("mail needs at least one recipient")
        for address in (self.sender, *self.recipients):
            _check_address(address)
        Patience(self.timeout)


def send(settings: MailSettings, subject: str, text: str, *, date: datetime, message_id: str) -> None:
    """Deliver one plain text to all recipients, or raise.

    `subject` is one line, `date` has a time zone, `message_id` looks like `<id@host>`; anything else is a UsageError, as is a password file
    that others can read. Raises DeliveryError for everything that goes wrong with the server, also where it refuses some recipients.
    """
    message = _message(settings, subject, text, date=date, message_id=message_id)
    password = None if settings.password_file is None else _password(settings.password_file)
    context = verified(settings.ca_file)
    with Patience(settings.timeout) as patience, _told(settings, patience):
        client = _Client(settings, patience, context)
        try:
            if settings.security is Security.STARTTLS:
                client.starttls(context=context)
            if settings.user is not None and password is not None:
                client.login(settings.user, password)
            refused = client.send_message(message, settings.sender, settings.recipients)
            # The mail is taken by now: how the server says goodbye changes nothing.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                client.quit()
        finally:
            client.close()
        if refused:
            raise smtplib.SMTPRecipientsRefused(refused)


class _Client(smtplib.SMTP):
    """A client whose connection is cut when the time is over."""

    def __init__(self, settings: MailSettings, patience: Patience, context: ssl.SSLContext) -> None:
        self._settings, self._patience, self._context = settings, patience, context
        domain = settings.sender.rpartition("@")[2]
        super().__init__(settings.host, settings.port, local_hostname=domain, timeout=settings.timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected = self._patience.connect(host, port)
        if self._settings.security is Security.TLS:
            return self._context.wrap_socket(connected, server_hostname=host)
        return connected


@contextlib.contextmanager
def _told(settings: MailSettings, patience: Patience) -> Iterator[None]:
    try:
        yield
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # Nothing of the cause is chained: what a server answers, and what was sent, could stand in it.
        reason = patience.reason(error) if patience.is_over else _refusal(settings, error) or patience.reason(error)
        raise DeliveryError(f"the mail server {settings.host}:{settings.port} {reason}") from None


def _refusal(settings: MailSettings, error: Exception) -> str | None:
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"refused the user or the password (code {error.smtp_code}); nothing was sent"
        case smtplib.SMTPRecipientsRefused():
            return f"refused {len(error.recipients)} of {len(settings.recipients)} recipients; check their addresses"
        case smtplib.SMTPNotSupportedError():
            return "does not offer what the settings ask for (STARTTLS, or signing in); nothing was sent"
        case smtplib.SMTPSenderRefused():
            return f"refused the sender (code {error.smtp_code}); nothing was sent"
        case smtplib.SMTPResponseException() if error.smtp_code > 0:
            return f"refused the mail (code {error.smtp_code}); nothing was sent"
        case _:
            return None


def _message(settings: MailSettings, subject: str, text: str, *, date: datetime, message_id: str) -> EmailMessage:
    if not subject.strip() or not subject.isprintable():
        raise UsageError("a mail's subject is one line of text")
    if _MESSAGE_ID.fullmatch(message_id) is None:
        raise UsageError("a mail's id looks like <id@host>")
    if date.tzinfo is None:
        raise UsageError("a mail's date needs a time zone")
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.recipients)
    message["Subject"] = subject
    message["Date"] = date
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _password(path: Path) -> str:
    try:
        return secret(path).decode("ascii")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: a mail server takes a password in ASCII only; choose another") from None


def _check_address(address: str) -> None:
    wrong = f"{address!a} is not a mail address such as compliance@example.com"
    try:
        parsed = Address(addr_spec=address)
    except (ValueError, IndexError, MessageError):
        raise UsageError(wrong) from None
    if parsed.addr_spec != address or not address.isascii() or not address.isprintable() or not is_host(parsed.domain):
        raise UsageError(wrong)
