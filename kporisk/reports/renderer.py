"""What besides its data decides the bytes of a printed report: this program, its libraries, the templates."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

LIBRARIES = ("babel", "fonttools", "jinja2", "markupsafe", "pillow", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "weasyprint")
"""The Python libraries that a page goes through."""


def renderer(folders: tuple[Path, ...]) -> dict[str, object]:
    """Versions and digests: two renderers that agree in all of them print the same bytes from the same data.

    `own_templates` is null where an organisation has none: whoever verifies then needs nothing but the file.
    """
    return {
        "kporisk": _program(),
        "libraries": dict(_libraries()),
        "templates": _digest(folders[-1:]),
        "own_templates": _digest(folders[:-1]) if len(folders) > 1 else None,
    }


@functools.cache
def _program() -> dict[str, str]:
    """Our own version, and the digest of the room that prints: two builds of one version may differ."""
    from kporisk import __version__

    return {"version": __version__, "reports": _digest((Path(__file__).parent,))}


@functools.cache
def _libraries() -> Mapping[str, str]:
    import zlib
    from importlib.metadata import version

    from weasyprint.text.ffi import harfbuzz, pango

    found = {name: version(name) for name in LIBRARIES}
    found["pango"] = pango.pango_version_string and _text(pango.pango_version_string())
    found["harfbuzz"] = _text(harfbuzz.hb_version_string())
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return found


def _text(pointer: object) -> str:
    from weasyprint.text.ffi import ffi

    return bytes(ffi.string(pointer)).decode("ascii")


@functools.cache
def _digest(folders: tuple[Path, ...]) -> str:
    """One SHA-256 over all files, names and contents, whatever the order in which a folder lists them."""
    total = hashlib.sha256()
    for folder in folders:
        for file in _files(folder):
            name = file.relative_to(folder).as_posix().encode()
            total.update(b"%d %s\0%s" % (len(name), name, hashlib.sha256(file.read_bytes()).digest()))
        total.update(b"\xff")
    return total.hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    found = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc" and "__pycache__" not in file.parts)
    return sorted(file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts))
