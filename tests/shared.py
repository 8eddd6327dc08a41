"""What is dear to make is made once in a run of the tests, by whichever process needs it first."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from kporisk.reports import press

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


@contextmanager
def printed_once() -> Iterator[None]:
    """While it lasts, what the press was given in it before is not printed again: that it prints the same is tested elsewhere."""
    press_it = press.print_pdf
    if press_it.__name__ == "remembering":  # it would wait for itself
        yield
        return

    def remembering(html: str, sheet: press.Sheet, archive: Any, *, whole: Any, identifier: bytes, tried: Any = None) -> bytes:
        key = hashlib.sha256(repr((html, sheet, archive, whole, identifier)).encode()).hexdigest()
        if key not in _PRINTED:
            print_it = lambda: press_it(html, sheet, archive, whole=whole, identifier=identifier, tried=tried)  # noqa: E731
            _PRINTED[key] = kept(f"printed-{key}", print_it)
        return _PRINTED[key]

    with patch.object(press, "print_pdf", remembering):
        yield


_LOADED: dict[object, Any] = {}


@contextmanager
def loaded_once() -> Iterator[None]:
    """While it lasts, checklists and method that were read before are not read again, wherever a copy of the same files lies."""
    with ExitStack() as stack:
        for module in map(import_module, ("kporisk.workflow.library", "kporisk.workflow.verify.recompute")):
            for name in ("load_checklists", "load_method"):
                stack.enter_context(patch.object(module, name, _remembering(name, getattr(module, name))))
        yield


def _remembering(name: str, load: Callable[[Sequence[Path]], Any]) -> Callable[[Sequence[Path]], Any]:
    def loaded(folders: Sequence[Path]) -> Any:
        key = (name, _content(folders))
        if key not in _LOADED:
            _LOADED[key] = load(folders)
        return _LOADED[key]

    return loaded


def _content(folders: Sequence[Path]) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of the files in folders: a copy of a workspace keeps them."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            stat = path.stat()
            if path.is_file():
                found.append((str(path.relative_to(folder)), stat.st_size, stat.st_mtime_ns))
        found.append(("", 0, 0))
    return tuple(found)
