"""What besides its data decides the bytes of a printed report: this program, its libraries, the templates."""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path

LIBRARIES = ("babel", "fonttools", "jinja2", "markupsafe", "pillow", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "weasyprint")
"""The Python libraries that a page goes through."""

NATIVE: Mapping[str, tuple[tuple[str, ...], str]] = {
    "pango": (("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "pango_version_string"),
    "harfbuzz": (("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "hb_version_string"),
    "harfbuzz-subset": (("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"), "hb_version_string"),
}
"""The machine's libraries that it goes through, and the function with which each says its version."""


def renderer(folders: tuple[Path, ...]) -> dict[str, object]:
    """Versions and digests: two renderers that agree in all of them print the same bytes from the same data.

    `own_templates` is null where an organisation has none: whoever verifies then needs nothing but the file. Its look is not among them,
    since the edition carries it.
    """
    own = folders[:-1] if any(_templates(folder) for folder in folders[:-1]) else ()
    return {
        "kporisk": _program(),
        "libraries": dict(_libraries()),
        "templates": _digest(folders[-1:]),
        "own_templates": _digest(own) if own else None,
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

    found = {name: version(name) for name in LIBRARIES}
    found |= {name: _native(sonames, function) for name, (sonames, function) in NATIVE.items()}
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return found


def _native(sonames: tuple[str, ...], function: str) -> str:
    """The version that a library of the machine gives for itself; `none` where it is not there."""
    import ctypes

    for soname in sonames:
        with contextlib.suppress(OSError):
            asked = getattr(ctypes.CDLL(soname), function)
            asked.restype = ctypes.c_char_p
            return str(asked().decode("ascii"))
    return "none"


@functools.cache
def _digest(folders: tuple[Path, ...]) -> str:
    """One SHA-256 over all files, names and contents, whatever the order in which a folder lists them."""
    total = hashlib.sha256()
    for folder in folders:
        for file in _files(folder) if folder.name == "reports" else _templates(folder):
            name = file.relative_to(folder).as_posix().encode()
            total.update(b"%d %s\0%s" % (len(name), name, hashlib.sha256(file.read_bytes()).digest()))
        total.update(b"\xff")
    return total.hexdigest()


def _files(folder: Path) -> list[Path]:
    found = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc" and "__pycache__" not in file.parts)
    return sorted(file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts))


def _templates(folder: Path) -> list[Path]:
    """What of a folder of templates decides a page: templates, style, words and fonts. The form for browsers is none."""
    files = (file for file in _files(folder) if file.relative_to(folder).parts[0] != "form")
    return [file for file in files if file.suffix in (".j2", ".css", ".yaml", ".mo", ".ttf", ".conf") and file.name != "look.yaml"]
