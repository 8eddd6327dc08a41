"""All files of the checklists as one document, and back: so that a report can carry what it was scored with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from kporisk.documents.content.folders import known_file, open_library
from kporisk.errors import InvalidDocument, Problem

FORMAT = "kporisk.checklists/1"
METHOD = "method.yaml"
LONGEST = 4_000_000
"""Bytes of one file of checklists, at most."""
MOST_LAYERS = 20
MOST_FILES = 2_000
"""Files of all layers, at most."""


def bundle(folders: Sequence[Path]) -> bytes:
    """The files of `folders` as JSON text, one layer for each folder, each file word for word; the scoring method is not among them.

    Raises InvalidDocument for a folder that cannot be read.
    """
    library = open_library(folders)
    if library.problems:
        raise InvalidDocument(library.problems)
    layers: list[dict[str, str]] = [{} for _ in folders]
    for name, sources in library.files.items():
        for source in sources if name != METHOD else ():
            layers[source.layer][name] = source.path.read_text(encoding="utf-8")
    document = {"format": FORMAT, "layers": layers}
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def method_file(folders: Sequence[Path]) -> bytes:
    """The scoring method that counts, word for word. Raises InvalidDocument where there is none."""
    source = open_library(folders).top(METHOD)
    if source is None:
        raise InvalidDocument([Problem(METHOD, 0, "", "no folder of checklists has this file; the shipped folder comes first")])
    return source.path.read_bytes()


def unbundle(content: bytes, method: bytes, folder: Path) -> tuple[Path, ...]:
    """Write what `bundle` and `method_file` gave into `folder`, one folder for each layer; returns these.

    What it is given may come from anybody: nothing is written but files of checklists, nowhere but below `folder`. Raises InvalidDocument
    for anything else.
    """
    folders = []
    for number, layer in enumerate(_layers(content)):
        made = folder / str(number)
        made.mkdir(mode=0o700)
        for name, text in layer.items():
            target = made / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        folders.append(made)
    (folders[-1] / METHOD).write_bytes(method)
    return tuple(folders)


def _layers(content: bytes) -> list[dict[str, str]]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise InvalidDocument([_problem("this is no JSON text")]) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT or not isinstance(document.get("layers"), list):
        raise InvalidDocument([_problem(f"these are no checklists of the format {FORMAT}")])
    layers: list[dict[str, str]] = document["layers"]
    if not 1 <= len(layers) <= MOST_LAYERS or not all(isinstance(layer, dict) for layer in layers):
        raise InvalidDocument([_problem(f"there are from 1 to {MOST_LAYERS} layers of files")])
    if sum(map(len, layers)) > MOST_FILES:
        raise InvalidDocument([_problem(f"there are more than {MOST_FILES} files")])
    refused = [name for layer in layers for name, text in layer.items() if not _plain(name, text)]
    if refused:
        raise InvalidDocument(_problem(f"{name[:80]!r} is no file of checklists") for name in refused)
    return layers


def _plain(name: str, text: object) -> bool:
    path = PurePosixPath(name)
    inside = name == path.as_posix() and not path.is_absolute() and ".." not in path.parts and len(path.parts) <= 5
    good = inside and name.isprintable() and name.isascii() and len(name) <= 200 and "\\" not in name and ":" not in name
    return good and name != METHOD and known_file(name) and isinstance(text, str) and len(text) <= LONGEST


def _problem(message: str) -> Problem:
    return Problem("checklists.json", 0, "", message)
