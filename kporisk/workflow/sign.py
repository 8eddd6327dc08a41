"""Sign a file: read it, append a signature, put the result in its place as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kporisk.errors import InvalidDocument, Problem, UsageError
from kporisk.workflow.files import PDF, refuse_unless_a_place_for, write_whole

if TYPE_CHECKING:
    from kporisk.seal.keys import SigningKey

MOST = 256 << 20
"""Bytes; a larger file is no report."""


@dataclass(frozen=True, slots=True)
class SignedFile:
    """Who signed, in which field, and whether anybody vouches for the name."""

    name: str
    field: str
    self_signed: bool


def pdf_to_sign(path: Path, target: Path | None) -> bytes:
    """The content of the PDF at `path`, after a look at whether the signed one may go to `target` (None: in its place).

    Raises UsageError where one of the places is wrong, InvalidDocument where the file is no PDF.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    if not content.startswith(PDF) or len(content) > MOST:
        word = "is no PDF" if len(content) <= MOST else "is too large for a report"
        raise InvalidDocument([Problem(str(path), 0, "", f"{word}; only PDF reports can be signed")])
    refuse_unless_a_place_for(PDF, target or path, anybodys=True)
    return content


def sign_file(
    pdf: bytes,
    key: SigningKey,
    *,
    source: Path,
    target: Path,
    at: datetime,
    reason: str = "",
    field: str = "",
    timestamp_url: str | None = None,
) -> SignedFile:
    """Sign `pdf`, which was read from `source`, and write it to `target` as a whole.

    Raises what `seal.signing.sign` and `write_whole` raise; the target then is as it was.
    """
    from kporisk.seal.signing import sign

    signed = sign(pdf, key, at=at, reason=reason, field=field, timestamp_url=timestamp_url, source=str(source))
    # Through a link the file that it leads to is signed, and the link stays one.
    write_whole(target.resolve(), signed.pdf)
    return SignedFile(signed.name, signed.field, key.is_self_signed)
