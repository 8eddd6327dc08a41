"""Reaching a server that was named: verified TLS, a limit on the whole exchange, and failures in words without contents."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import ssl
import threading
from pathlib import Path
from types import TracebackType

from kporisk.errors import ExitCode, KporiskError, UsageError

LONGEST = 600.0
"""Seconds; nobody waits longer for a server."""

_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.?", re.ASCII)


class DeliveryError(KporiskError):
    """A mail or a webhook was not delivered: names the host and the reason, never what was to be delivered. At night it is a warning."""

    exit_code = ExitCode.SOME_FAILED


class Patience:
    """The time that a whole exchange may take, however slowly the server drips; to be entered before `connect`.

    `seconds` is above 0 and at most 600, else UsageError. Looking up a name, and each address that it has, may take that long once more.
    """

    def __init__(self, seconds: float) -> None:
        if not 0 < seconds <= LONGEST:
            raise UsageError(f"a timeout is more than 0 and at most {LONGEST:g} seconds")
        self.seconds = seconds
        self.is_over = False
        self._line: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Patience:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._line is not None:
            self._line.close()

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection that is cut when the time is over, also in the middle of a TLS handshake. Raises OSError."""
        connected = socket.create_connection((host, port), timeout=self.seconds)
        # The one limit is that of the whole; this one only catches what the cut below misses.
        connected.settimeout(self.seconds + 5)
        # A socket that TLS takes over gives up its descriptor; a second one cuts the same connection at any time.
        self._line = connected.dup()
        if self.is_over:
            connected.close()
            raise TimeoutError
        return connected

    def _end(self) -> None:
        self.is_over = True
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def reason(self, error: Exception) -> str:
        """Why an exchange failed, in words that hold nothing of what was sent or answered."""
        if self.is_over or isinstance(error, TimeoutError):
            return f"did not answer in full within {self.seconds:g} seconds"
        match error:
            case ssl.SSLCertVerificationError():
                return f"has a certificate that is not trusted ({error.verify_message})"
            case ssl.SSLError():
                return "does not speak TLS 1.2 or newer as asked; check the port and the kind of security"
            case socket.gaierror():
                return "cannot be found; check its name and this machine's name service"
            case ConnectionRefusedError():
                return "takes no connection; check that it runs and the port"
            case OSError() if error.strerror:
                return f"cannot be reached ({error.strerror})"
            case _:
                return "broke off or answered with something else; check the address and try again"


def verified(ca_file: Path | None) -> ssl.SSLContext:
    """TLS 1.2 or newer with the server's certificate and name checked: by `ca_file` (PEM) alone, or by the machine's authorities.

    Raises UsageError where `ca_file` holds no certificates.
    """
    try:
        context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except OSError as error:
        raise UsageError(f"{ca_file}: no certificates in PEM form can be read from this file") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def is_host(host: str) -> bool:
    """Whether `host` is a name in ASCII or an IP address."""
    return len(host) <= 253 and (_HOST.fullmatch(host) is not None or _address(host) is not None)


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine."""
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
