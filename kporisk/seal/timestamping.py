"""Asking a timestamp server: the only address that signing ever opens, and only the one that was named."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import IO, TYPE_CHECKING, Any

from kporisk.errors import SigningError, UsageError

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

PATIENCE = 20.0
"""Seconds to wait for a timestamp server."""

MOST = 1 << 16
"""Bytes of an answer; the container that holds it in the PDF is sized for it."""


def timestamp_server(url: str) -> TimeStamper:
    """What asks the RFC 3161 server at `url` for timestamps.

    Raises UsageError where `url` is no http or https address; asking raises SigningError where the server cannot be reached or refuses.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("a timestamp server is named by an address such as http://timestamp.example.com")
    if parts.username or parts.password:
        raise UsageError("an address with a password in it would be seen by others; use a timestamp server without one")
    from asn1crypto import parser, tsp
    from pyhanko.sign.timestamps import TimeStamper

    class Server(TimeStamper):
        """The server at the address."""

        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            """Its answer to one request."""
            answer = _ask(url, parts.hostname or "", req.dump())
            try:
                # A refusal comes without a timestamp, which the type of the whole answer would take for damage.
                status = tsp.PKIStatusInfo.load(parser.parse(answer)[4])["status"].native
                granted = status in ("granted", "granted_with_mods")
                found = tsp.TimeStampResp.load(answer, strict=True) if granted else None
            except ValueError as error:
                raise SigningError(f"the timestamp server {parts.hostname} answered with something else; is the address right?") from error
            if found is None:
                raise SigningError(f"the timestamp server {parts.hostname} refused to give a timestamp; try another")
            return found

    return Server()  # type: ignore[no-untyped-call]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Nobody but the server that was named is asked."""

    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> None:
        """Follow nothing."""
        return


def _ask(url: str, host: str, request: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(urllib.request.Request(url, request, headers), timeout=PATIENCE) as answer:
            content: bytes = answer.read(MOST + 1)
    except urllib.error.HTTPError as error:
        hint = "it sends elsewhere; name that address" if error.code in range(300, 400) else "try again later, or another server"
        raise SigningError(f"the timestamp server {host} answered {error.code}: {hint}; nothing was signed") from error
    except (OSError, HTTPException) as error:
        raise SigningError(
            f"the timestamp server {host} cannot be reached; nothing was signed. Try again, or sign without --timestamp"
        ) from error
    if len(content) > MOST:
        raise SigningError(f"the timestamp server {host} answered with something else; is the address right?")
    return content
