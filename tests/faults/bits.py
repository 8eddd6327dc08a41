"""Single bits flipped in what a workspace keeps: each one is found, or changes nothing that anybody could read."""

from __future__ import annotations

import pickle
import random
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from kporisk.errors import KporiskError
from kporisk.register.chain import broken
from kporisk.register.kinds import Entry, Kind
from kporisk.workflow.programme.past import last_assessment
from kporisk.workflow.programme.printing import report_entry
from kporisk.workflow.verify.register import verify_register
from kporisk.workflow.verify.result import Outcome
from kporisk.workflow.workspace.places import EVIDENCE, REGISTER, REPORTS
from tests.faults import ways
from tests.faults.scenes import ASSESSED, VENDORS, assessed, opened


@dataclass(frozen=True, slots=True)
class Figures:
    """So many `flips`: found, or `without_effect`, as a full logical dump shows, or missed; `control`: missed without digests of bodies."""

    flips: int
    found: int
    without_effect: int
    missed: int
    control: int
    where: tuple[str, ...] = ()
    """Of those missed: file, byte and bit."""


def run(folder: Path, count: int, seed: int, told: Callable[[int, int], None] = lambda _done, _of: None) -> Figures:
    """Flip `count` bits one after the other, two thirds of them in the register."""
    folder.mkdir(mode=0o700)
    _filled(folder)
    files = [folder / "work" / REGISTER, *_stored(folder)]
    with ways.library_shared():
        return _flipped(folder, files, count, random.Random(seed), told)


def _flipped(folder: Path, files: Sequence[Path], count: int, draw: random.Random, told: Callable[[int, int], None]) -> Figures:
    assert not (_by_verify(folder) or _by_control(folder))
    whole = _dump(files[0])
    found = without = control = 0
    where: list[str] = []
    for number in range(count):
        path = files[0] if number % 3 else draw.choice(files[1:])
        content = path.read_bytes()
        at, bit = draw.randrange(len(content)), draw.randrange(8)
        path.write_bytes(content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :])
        changed = path != files[0] or _dump(path) != whole
        if _by_verify(folder):
            found += 1
        elif not changed:
            without += 1
        else:
            where.append(f"{path.name} {at} {bit}")
        control += changed and not _by_control(folder)
        for beside in (f"{REGISTER}-wal", f"{REGISTER}-shm", f"{REGISTER}-journal"):
            (folder / "work" / beside).unlink(missing_ok=True)
        path.write_bytes(content)
        told(number + 1, count)
    return Figures(count, found, without, len(where), control, tuple(where))


def _filled(folder: Path) -> None:
    """Vendors with assessments, pieces of evidence and reports, and the register's log of writes emptied into it."""
    assessed(folder, VENDORS[:2])
    with opened(folder) as workspace:
        for known in workspace.register.vendors():
            digest = workspace.store.put(known.ref, workspace.register.key_of(known.ref), known.id.encode() * 900)
            body: dict[str, Any] = {
                "id": "idp",
                "kind": "idp_report",
                "title": "Sign-in policy",
                "issued": "2026-10-01",
                "expires": "2027-01-31",
            }
            body |= {
                "sha256": digest,
                "name": "idp.pdf",
                "size": 900 * len(known.id),
                "questions": ["ds_mfa"],
                "by": "ri",
                "on": "2026-11-20",
            }
            workspace.commit([Entry(Kind.EVIDENCE, body, known.ref)], at=ASSESSED)
            past = last_assessment(workspace.register, known)
            assert past is not None
            target = workspace.reports / known.id / "2026-11-24-1.pdf"
            target.parent.mkdir(mode=0o700)
            target.write_bytes(ways.BAKED)
            entry = report_entry(workspace, past, target, ways.BAKED, _edition(), by="report")
            assert entry is not None
            workspace.commit([entry], at=ASSESSED)


def _edition() -> Any:
    from kporisk.reports.edition import Edition

    return Edition(("en",))


def _stored(folder: Path) -> list[Path]:
    work = folder / "work"
    return sorted(path for name in (EVIDENCE, REPORTS) for path in (work / name).rglob("*") if path.is_file())


def _by_verify(folder: Path) -> bool:
    """Whether `verify --register` fails."""
    try:
        with opened(folder) as workspace, _Remembering() as executor:
            return verify_register(workspace, executor).outcome is Outcome.FAILED
    except KporiskError:
        return True


def _by_control(folder: Path) -> bool:
    """Whether the chain of headers is broken: a verification without digests of bodies, keys, files."""
    try:
        with opened(folder) as workspace:
            return any(one.what != "body" for one in broken(workspace.register.rows()))
    except KporiskError:
        return True


class _Remembering(ways.Here):
    """Does the same job on the same bytes only once."""

    done: ClassVar[dict[bytes, Future[Any]]] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        call = pickle.dumps((fn, args, kwargs))
        if call not in self.done:
            self.done[call] = super().submit(fn, *args, **kwargs)
        return self.done[call]


def _dump(path: Path) -> list[Any]:
    """Everything that can be read in a database: every table row by row, what its indexes find, and its settings."""
    connection = sqlite3.connect(path)
    connection.text_factory = bytes
    try:
        found: list[Any] = [connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid").fetchall()]
        for table in ("records", "keys", "alembic_version"):
            found.append(connection.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall())
        found.append(
            connection.execute("SELECT ref, kind, seq FROM records INDEXED BY records_of_vendor ORDER BY ref, kind, seq").fetchall()
        )
        for column in ("ref", "vendor_id"):
            for (value,) in connection.execute(f"SELECT {column} FROM keys NOT INDEXED").fetchall():
                found.append(connection.execute(f"SELECT * FROM keys WHERE {column} = ?", (_text(value),)).fetchall())
        for pragma in ("user_version", "application_id", "encoding", "journal_mode"):
            found.append(connection.execute(f"PRAGMA {pragma}").fetchall())
        return found
    except (sqlite3.Error, UnicodeError) as error:
        return [str(error)]
    finally:
        connection.close()


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
