"""How a command is run here: at an instant, with what is slow and writes nothing done beforehand; and ways of writing that must fail."""

from __future__ import annotations

import functools
import gc
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from unittest.mock import patch

from kporisk.cli import clock, reassess
from kporisk.cli.main import main
from kporisk.register.book import Register
from kporisk.register.chain import instant, linked
from kporisk.register.kinds import Entry, Head, Record
from kporisk.register.vault import seal
from kporisk.seal.carried import NAMESPACE
from kporisk.workflow import files, library, report
from kporisk.workflow.library import Library
from kporisk.workflow.night import asking, jobs, printing
from kporisk.workflow.programme import printing as programme_printing
from kporisk.workflow.workspace import opened
from tests.faults.scenes import ASSESSED, LATER, VENDORS, Scene, assessed, environment
from tests.worlds import shipped

P = ParamSpec("P")
T = TypeVar("T")

BAKED = b"%PDF-1.7\n" + NAMESPACE.encode() + bytes(range(256)) * 1200 + b"\n%%EOF\n"
"""Stands for a report: what is printed is not what is tested here, but how it is written."""


class Here(Executor):
    """Does each job at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Done when this returns."""
        future: Future[T] = Future()
        try:
            future.set_result(BAKED if fn is programme_printing.render_past else fn(*args, **kwargs))  # type: ignore[arg-type]
        except Exception as error:
            future.set_exception(error)
        return future


def command(scene: Scene, folder: Path, control: Control | None = None) -> Callable[[], object]:
    """The command of a scene, for a process of its own."""

    def work() -> None:
        os.chdir(folder / "work")
        for name in [name for name in os.environ if name.startswith("KPORISK_")]:
            del os.environ[name]
        os.environ.update(environment(folder))
        at_instant(scene.at)
        share_library()
        if scene.baked:
            vars(report)["print_report"] = lambda *_, **__: BAKED
            vars(reassess)["_pool"] = pool_here
        if control is not None:
            control()
        sys.argv = ["kporisk", *scene.command]
        main()

    return work


def at_instant(at: datetime) -> None:
    """The clock stands."""
    vars(clock).update(now=lambda: at, today=at.date)


_LOADING = (library, opened, jobs, programme_printing)


def share_library() -> None:
    """In a process that does nothing else, checklists are loaded once; those that are pinned here are the shipped ones."""
    loaded = shipped()

    def library_of(folders: tuple[Path, ...]) -> Library:
        return replace(loaded, folders=folders)

    for module in _LOADING:
        vars(module)["library_of"] = library_of


@contextmanager
def library_shared() -> Iterator[None]:
    """The same in a process that goes on to do other things."""
    before = [vars(module)["library_of"] for module in _LOADING]
    share_library()
    try:
        yield
    finally:
        for module, library_of in zip(_LOADING, before, strict=True):
            vars(module)["library_of"] = library_of


def pool_here(_jobs: int | None, folders: tuple[Path, ...]) -> Executor:
    """Instead of a pool of processes."""
    jobs.ready(folders)
    return Here()


Control = Callable[[], None]


def write_naively() -> None:
    """A control: files written in place, records outside a transaction and completed later."""
    for module in (files, asking, printing):
        vars(module)["write_whole"] = _in_place
    Register.append = _append  # type: ignore[method-assign]


def _in_place(path: Path, content: bytes) -> None:
    with path.open("wb", buffering=0) as file:
        half = len(content) // 2
        file.write(content[:half])
        file.write(content[half:])


def _append(
    self: Register,
    entries: Sequence[Entry],
    *,
    at: datetime,
    **_: Any,
) -> tuple[Record, ...]:
    head, records = self.head(), []
    connection = sqlite3.connect(self.engine.url.database or "", isolation_level=None)
    connection.execute("DROP TRIGGER IF EXISTS records_no_update")
    for entry in entries:
        row = linked(head, entry.kind.value, entry.ref, instant(at), seal(self.key_of(entry.ref), entry.kind, entry.ref, entry.body))
        values = (row.seq, row.kind, row.ref, row.recorded_at, b"", row.body_sha256, row.previous_sha256, row.sha256)
        connection.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        connection.execute("UPDATE records SET body = ? WHERE seq = ?", (row.body, row.seq))
        head = Head(row.seq, row.sha256)
        records.append(row.record())
    connection.close()
    return tuple(records)


def expect_nothing() -> None:
    """A control: no lock, and nobody looks whether what was read still holds when it is recorded."""
    whole = Register.append

    def append(self: Register, entries: Sequence[Entry], *, expect: Any = None, **others: Any) -> tuple[Record, ...]:
        return whole(self, entries, **others)

    Register.append = append  # type: ignore[method-assign]
    opened.Workspace.commit = lambda self, entries, **others: self.register.append(entries, **others)  # type: ignore[method-assign]


@functools.cache
def warm() -> None:
    """Load in this process what commands load, so that their own processes need not."""
    with tempfile.TemporaryDirectory(prefix="kporisk-faults-") as folder:
        _warm(Path(folder).resolve())
    gc.collect()
    gc.freeze()


def _warm(folder: Path) -> None:
    from tests.cli.command import run
    from tests.workspaces import clock_at

    assessed(folder, VENDORS[:1])
    for at, words in ((ASSESSED, ("assess", f"../{VENDORS[0]}.json", "--html", "../out.html")), (LATER, ("reassess", "--due"))):
        with clock_at(at), patch.object(reassess, "_pool", pool_here), patch.object(report, "print_report", lambda *_, **__: BAKED):
            ran = run(*words, cwd=folder / "work", env=environment(folder))
        assert ran.code == 0, ran
