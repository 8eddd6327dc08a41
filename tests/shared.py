"""What is dear to make is made once in a run of the tests, by whichever process needs it first."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from kporisk.documents.files import yaml_source
from kporisk.documents.files.nodes import Node
from kporisk.errors import Problem
from kporisk.reports import press

Parsed = tuple[Node, tuple[Problem, ...]]
_OF_THIS_RUN: list[pytest.TempPathFactory] = []


def remember(factory: pytest.TempPathFactory) -> None:
    """Where this run keeps what it made."""
    _OF_THIS_RUN[:] = [factory]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of this run, filled by `make`; the others wait until it is whole. Where making fails, the next one tries anew."""
    base = factory.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    root.mkdir(exist_ok=True)
    folder, done = root / name, root / f"{name}.done"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """The content of that name, made by the first process of this run that needs it; outside a run it is made."""
    if not _OF_THIS_RUN:
        return make()
    folder = made_once(_OF_THIS_RUN[0], name, lambda folder: (folder / "content").write_bytes(make()))
    return (folder / "content").read_bytes()


_PRINTED: dict[str, bytes] = {}
_FITTING: dict[str, bool] = {}


@contextmanager
def printed_once() -> Iterator[None]:
    """While it lasts, what the press was given in it before is not printed or laid out again: that it does the same is tested elsewhere."""
    press_it, lay_out = press.print_pdf, press.lay_out
    if press_it.__name__ == "remembering":  # it would wait for itself
        yield
        return

    def remembering(html: str, sheet: press.Sheet, archive: Any, *, whole: Any, identifier: bytes, tried: Any = None) -> bytes:
        key = hashlib.sha256(repr((html, sheet, archive, whole, identifier)).encode()).hexdigest()
        if key not in _PRINTED:
            print_it = lambda: press_it(html, sheet, archive, whole=whole, identifier=identifier, tried=tried)  # noqa: E731
            _PRINTED[key] = kept(f"printed-{key}", print_it)
        return _PRINTED[key]

    def fitting(html: str, sheet: press.Sheet, *, pages: int) -> press.Laid | None:
        key = hashlib.sha256(repr((html, sheet, pages)).encode()).hexdigest()
        if key not in _FITTING:
            laid = lay_out(html, sheet, pages=pages)
            _FITTING[key] = laid is not None
            return laid
        return press.Laid("laid out before", sheet, None) if _FITTING[key] else None

    with patch.object(press, "print_pdf", remembering), patch.object(press, "lay_out", fitting):
        yield


_LOADED: dict[object, Any] = {}


@contextmanager
def loaded_once() -> Iterator[None]:
    """While it lasts, what was read before is not read again: long YAML, and checklists and method wherever a copy of them lies."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(yaml_source, "parse", _parsed_once(yaml_source.parse)))
        for module in map(import_module, ("kporisk.workflow.library", "kporisk.workflow.verify.recompute")):
            for name in ("load_checklists", "load_method"):
                stack.enter_context(patch.object(module, name, _remembering(name, getattr(module, name))))
        yield


def _parsed_once(parse: Callable[..., Parsed]) -> Callable[..., Parsed]:
    """The same, remembering the last documents of a size that it takes time to read; a node cannot be changed."""
    remembering = lru_cache(maxsize=64)(parse)
    return lambda text, source, **given: (remembering if len(text) > 1_000 else parse)(text, source, **given)


def _remembering(name: str, load: Callable[[Sequence[Path]], Any]) -> Callable[[Sequence[Path]], Any]:
    def loaded(folders: Sequence[Path]) -> Any:
        key = (name, _content(folders))
        if key not in _LOADED:
            _LOADED[key] = load(folders)
        return _LOADED[key]

    return loaded


_DIGESTS: dict[tuple[str, int, int, int, int], str] = {}


def _content(folders: Sequence[Path]) -> tuple[tuple[str, str], ...]:
    """Names and digests of the files in folders."""
    found = []
    for folder in map(str, folders):
        files = sorted(f"{above}/{name}" for above, _, names in os.walk(folder) for name in names)
        found += [(file[len(folder) :], _digest(file)) for file in files]
        found.append(("", ""))
    return tuple(found)


def _digest(file: str) -> str:
    """The digest of a file; where its size, number and both its times are as before, it is not read again: a copy may keep one of them."""
    stat = os.stat(file)  # noqa: PTH116 - a hundred thousand times
    key = (file, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    if key not in _DIGESTS:
        _DIGESTS[key] = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    return _DIGESTS[key]
