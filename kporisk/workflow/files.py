"""Files that are whole or not there: written beside, flushed to disk, renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kporisk.errors import UsageError

PDF = b"%PDF-"
HTML = b"<!DOCTYPE html"
XLSX = b"PK\x03\x04"
"""How the files begin that a report may replace."""

_CALLED = {PDF: "PDF report of kporisk", HTML: "HTML report", XLSX: "trace workbook of kporisk"}


def refuse_unless_a_place_for(kind: bytes, path: Path, *, anybodys: bool = False) -> None:
    """Raise UsageError where a report that begins with `kind` (PDF, HTML or XLSX) must not go: onto anything but an older one of its kind.

    A mistyped target would otherwise cost the case itself, or a piece of evidence, which is a PDF more often than not. `anybodys`: a PDF of
    whatever origin may be replaced, as by itself with a signature.
    """
    _refuse_unless_a_file_can_stand(path)
    if path.is_symlink() or path.exists():
        if not path.is_file():
            raise UsageError(f"{path} is no ordinary file; a report is written to one")
        try:
            with path.open("rb") as file:
                begins = file.read(len(kind))
        except OSError as error:
            raise UsageError(f"{path} cannot be replaced: {error.strerror}") from error
        if begins and (begins.lower() != kind.lower() or _is_anothers(kind, path, anybodys)):
            raise UsageError(f"{path} exists already and is no {_CALLED[kind]}; name another file, so that nothing is overwritten")
        if kind == PDF and not anybodys and b"/ByteRange" in path.read_bytes():
            raise UsageError(f"{path} exists already and is signed; name another file, so that no signature is lost")
    elif path == Path("-"):
        raise UsageError("a report is written to a file; name one instead of -")


def refuse_unless_new(path: Path, suffix: str) -> None:
    """Raise UsageError where something stands at `path`, or its name does not end in `suffix`: what people fill in is never written over.

    It may hold answers that nobody has taken in yet, and no look at the file tells for sure that it holds none.
    """
    if path == Path("-"):
        raise UsageError(f"this is written to a file; name one that ends in {suffix}")
    _refuse_unless_a_file_can_stand(path)
    if path.suffix.lower() != suffix:
        raise UsageError(f"{path} does not end in {suffix}, so that nobody could open it; name it {path.with_suffix(suffix).name}")
    if path.is_symlink() or path.exists():
        raise UsageError(f"{path} exists already and may hold answers; name another file, or delete it if nobody needs it")


def _is_anothers(kind: bytes, path: Path, anybodys: bool) -> bool:
    if kind == XLSX:
        return not _is_a_trace(path)
    return kind == PDF and not anybodys and not _is_a_report(path)


def _is_a_report(path: Path) -> bool:
    """Whether a PDF has properties that only our reports have; they stand unpacked in it, whatever was appended to it later."""
    from kporisk.seal.carried import NAMESPACE

    return NAMESPACE.encode() in read_whole(path)


def _is_a_trace(path: Path) -> bool:
    """Whether a packed file is a workbook that we made and nobody fills in: many a piece of evidence is a packed file too."""
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(path) as packed, packed.open("docProps/core.xml") as said, packed.open("xl/workbook.xml") as sheets:
            core = said.read(100_000)
            filled_in = b"kporisk.workbook/" in core or b'name="kporisk"' in sheets.read(500_000)
            return b"<dc:creator>kporisk " in core and not filled_in
    except (OSError, KeyError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False


def _refuse_unless_a_file_can_stand(path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise UsageError(f"the folder {path.parent} does not exist; make it first, or name another")


def read_whole(path: Path, *, most: int = 200_000_000) -> bytes:
    """The content of a file of at most `most` bytes. Raises UsageError where it cannot be read, is no file, or is larger."""
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder; name a file in it")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > most:
        raise UsageError(f"{path} is larger than {most // 1_000_000} MB, the most that is read")
    return content


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that whoever looks finds the old file or the new one, never half; readable by its owner only.

    Raises UsageError where the folder does not exist or may not be written.
    """
    folder = path.parent
    _refuse_unless_a_file_can_stand(path)
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=folder)
    except OSError as error:
        raise UsageError(f"{path} cannot be written, nor anything in {folder}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise UsageError(f"{path} could not be written: {error.strerror}") from error
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    _settle(folder)


def _settle(folder: Path) -> None:
    """Have the names in a folder reach the disk."""
    try:
        directory = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as error:
        raise UsageError(f"what was written in {folder} may not have reached the disk: {error.strerror}") from error


def make_folder(path: Path) -> None:
    """Make a folder that only its owner can look into, where it is not there. Raises UsageError where that fails."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be made: {error.strerror}") from None
