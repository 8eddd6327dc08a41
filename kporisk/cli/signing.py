"""What commands that sign have in common: options for the key, its passphrase, the timestamp server."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kporisk.cli.output import complain
from kporisk.errors import UsageError

if TYPE_CHECKING:
    from kporisk.seal.keys import SigningKey

LONGEST = 4096
"""Bytes of a passphrase; what is longer is another file."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What was asked for: with which key to sign, and how."""

    key: Path
    certificates: Path | None
    passphrase_file: Path | None
    timestamp_url: str | None
    reason: str
    at: datetime
    """The time at which the command was called."""

    def unlocked(self) -> SigningKey:
        """The key, ready to sign; asks for the passphrase on a terminal where one is needed and no file was named.

        Raises UsageError where the key cannot be used. Call it before any other work, so that nobody waits for a mistyped passphrase.
        """
        from kporisk.seal.keys import read_key_file, unlock

        if self.timestamp_url is not None:
            from kporisk.seal.timestamping import timestamp_server

            timestamp_server(self.timestamp_url)
        file = read_key_file(self.key)
        certificates = None if self.certificates is None else read_key_file(self.certificates)
        if file.readable_by:
            complain(f"warning: {file.readable_by} can read the key {file.path}; chmod 600 it")
        return unlock(file, self._passphrase(file.path, file.is_locked), at=self.at, certificates=certificates)

    def _passphrase(self, key: Path, locked: bool) -> bytes | None:
        if self.passphrase_file is not None:
            return _first_line(self.passphrase_file) if locked else None
        if not locked:
            return None
        if not sys.stdin.isatty():
            raise UsageError(f"the key {key} is locked and there is no terminal to ask on; name a file with --passphrase-file")
        asked: str = click.prompt(f"Passphrase of {key}", hide_input=True, err=True, default="", show_default=False)
        return asked.encode()


def signature_options(key: str, *, required: bool, pdf: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options of signing, with `key` (`--key`, `--sign`) for the key; the command gets them as `signature`, None without a key.

    `pdf`: what is signed is a PDF, which alone has room for a reason.
    """

    def with_options(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def gathered(
            *arguments: Any,
            sign_key: Path | None,
            sign_cert: Path | None,
            passphrase_file: Path | None,
            timestamp: str | None,
            reason: str = "",
            **others: Any,
        ) -> Any:
            if sign_key is None:
                for option, value in (
                    ("--cert", sign_cert),
                    ("--passphrase-file", passphrase_file),
                    ("--timestamp", timestamp),
                    ("--reason", reason),
                ):
                    if value:
                        raise click.UsageError(f"{option} is for signing; name a key with {key}")
                return function(*arguments, signature=None, **others)
            at = datetime.now(UTC).replace(microsecond=0)
            return function(*arguments, signature=Signature(sign_key, sign_cert, passphrase_file, timestamp, reason, at), **others)

        for option in reversed(_options(key, required)[: None if pdf else -1]):
            gathered = option(gathered)
        return gathered

    return with_options


def _options(key: str, required: bool) -> list[Callable[[Callable[..., Any]], Callable[..., Any]]]:
    path = click.Path(path_type=Path)
    return [
        click.option(
            key,
            "sign_key",
            required=required,
            metavar="KEY",
            type=path,
            help="Sign with the key in this file: PKCS#12 (.p12, .pfx), or PEM with its certificates.",
        ),
        click.option("--cert", "sign_cert", metavar="PEM", type=path, help="The certificates of the key, where its own file has none."),
        click.option(
            "--passphrase-file",
            metavar="FILE",
            type=path,
            help="Read the key's passphrase from the first line of a file that only you can read.  [default: ask]",
        ),
        click.option(
            "--timestamp",
            metavar="URL",
            help="Have an RFC 3161 server confirm the time. It gets a digest of the signature, nothing of the document.",
        ),
        click.option("--reason", default="", metavar="TEXT", help="Why you sign; everybody who opens the file can read it."),
    ]


def _first_line(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_ISREG(mode) and mode & stat.S_IROTH:
                raise UsageError(f"everybody can read the passphrase in {path}; chmod 600 it first")
            line = file.readline(LONGEST + 1)
    except OSError as error:
        raise UsageError(f"the passphrase file {path} cannot be read: {error.strerror}") from error
    if len(line) > LONGEST:
        raise UsageError(f"the first line of {path} is too long for a passphrase; is it the right file?")
    if stat.S_ISREG(mode) and mode & stat.S_IRGRP:
        complain(f"warning: its group can read the passphrase in {path}; chmod 600 it")
    return line.rstrip(b"\r\n")
