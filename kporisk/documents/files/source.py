"""A YAML or JSON file of somebody else's: what may be read at all, and by which parser."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from kporisk.documents.files import json_source
from kporisk.documents.files.nodes import Node
from kporisk.documents.files.suggestions import nearest, shown
from kporisk.errors import InvalidDocument, Problem

LIMIT_BYTES = 2_000_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read to its end; `problems` are those that did not stop the reading, such as duplicate keys."""

    path: Path
    source: str
    root: Node
    problems: tuple[Problem, ...] = ()


def read(path: Path, *, source: str | None = None, wanted: str = "case") -> Document:
    """Read a YAML 1.2 or JSON file of at most 2 MB. Raises InvalidDocument for whatever is not one.

    `source`: its name in messages. `wanted`: the document that it should be, as `kporisk schema` calls it.
    """
    name = source or shown_path(path)
    return read_content(read_bytes(path, name), path, source=name, wanted=wanted)


def read_content(content: bytes, path: Path, *, source: str, wanted: str = "case") -> Document:
    """The same for a content that is at hand; nothing is opened. `path`: what it is called, for its suffix."""
    name = source
    if len(content) > LIMIT_BYTES:
        raise InvalidDocument([_too_large(name)])
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        said = "is a workbook or another packed file, not text; a workbook that was filled in is read by: kporisk import FILE --dry-run"
        raise InvalidDocument([Problem(name, 0, "", said)])
    if content.startswith(b"%PDF-"):
        raise InvalidDocument([Problem(name, 0, "", "is a PDF, not text; kporisk verify FILE looks into a report")])
    if content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        said = "is a web page; of a form, the answers are in the file that it gives at its end (.json), not in the form itself"
        raise InvalidDocument([Problem(name, 0, "", said)])
    text = decoded(content, name)
    first = text.lstrip()[:1]
    if not first:
        raise InvalidDocument([Problem(name, 0, "", f"the file is empty; `kporisk schema {wanted}` says what belongs in it")])
    if control := _FORBIDDEN.search(text):
        line, column = position(text, control.start())
        message = f"the control character U+{ord(control[0]):04X} stands here; this is not a text file, or the character is to be removed"
        raise InvalidDocument([Problem(name, line, "", message, column)])
    suffix = path.suffix.lower()
    if suffix == ".json" or (suffix not in (".yaml", ".yml") and first in "{["):
        root, problems = json_source.parse(text, name)
    else:
        from kporisk.documents.files import yaml_source

        root, problems = yaml_source.parse(text, name, wanted=wanted)
    return Document(path, name, root, problems)


def read_text(path: Path, *, most: int, kind: str) -> tuple[str, str]:
    """The name in messages and the text of a UTF-8 file of at most `most` bytes. `kind`: what the file should be, such as TOML.

    Raises InvalidDocument where it cannot be read or is larger.
    """
    name = shown_path(path)
    content = read_bytes(path, name, most=most, kind=kind)
    if len(content) > most:
        raise InvalidDocument([Problem(name, 0, "", f"is larger than {most // 1000} kB, the most that is read")])
    return name, decoded(content, name)


def shown_path(path: Path) -> str:
    """A path as it may stand in a message."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in str(path))


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at `index`."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def read_bytes(path: Path, name: str, *, most: int = LIMIT_BYTES, kind: str = "YAML or JSON") -> bytes:
    """The content of a regular file, or its first `most` + 1 bytes. Raises InvalidDocument where it cannot be read."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InvalidDocument([Problem(name, 0, "", "is a folder; give the file inside it")])
        if not stat.S_ISREG(mode):
            raise InvalidDocument([Problem(name, 0, "", f"is not a regular file; give a {kind} file")])
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise InvalidDocument([Problem(name, 0, "", _missing(path))]) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the name is not a file name"
        raise InvalidDocument([Problem(name, 0, "", f"cannot be read ({reason}); check the name and its permissions")]) from None
    return content


def _too_large(name: str) -> Problem:
    return Problem(name, 0, "", f"is larger than {LIMIT_BYTES // 1_000_000} MB, the most that is read")


def _missing(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return "there is no such file, nor its folder"
    near = nearest(path.name, (name for name in names if name.casefold().endswith(path.suffix.casefold())))
    return f"there is no such file; did you mean {shown(near)}?" if near else "there is no such file"


def decoded(content: bytes, name: str) -> str:
    """The text of a UTF-8 content, without a byte-order mark. Raises InvalidDocument where it is none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidDocument([Problem(name, 0, "", "is UTF-16; save it as UTF-8")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "is not UTF-8 from here on (perhaps Windows-1252); save it as UTF-8"
        raise InvalidDocument([Problem(name, line, "", message)]) from None
