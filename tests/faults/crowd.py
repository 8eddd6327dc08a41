"""Processes at one register at the same moment: vendors added and assessed, the night run; what is acknowledged stands there once."""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kporisk.cli import reassess
from kporisk.cli.main import main
from kporisk.register.chain import broken
from kporisk.register.kinds import Kind
from tests.faults import ways
from tests.faults.scenes import LATER, VENDORS, assessed, environment, opened

PROCESSES = 8
_OK = {0, 75}
"""Done; or told that somebody else was faster."""


@dataclass(frozen=True, slots=True)
class Figures:
    """`commands` that were run, `acknowledged` records; those that are not there, those that are there twice, other ways to end."""

    commands: int
    acknowledged: int
    refused: int
    lost: int
    doubled: int
    unclear: int
    chain: int


def run(folder: Path, rounds: int, *, processes: int = PROCESSES, url: str | None = None, naive: bool = False) -> Figures:
    """So many rounds of three commands in each process, all at once."""
    ways.warm()
    folder.mkdir(mode=0o700)
    assessed(folder, VENDORS, url=url)
    rooms = [folder / f"process-{number}" for number in range(processes)]
    barrier = os.pipe()
    pids = []
    for number, room in enumerate(rooms):
        room.mkdir(mode=0o700)
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(barrier[1])
                _live(folder, room, number, rounds, barrier[0], naive)
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    os.close(barrier[0])
    os.close(barrier[1])
    for pid in pids:
        os.waitpid(pid, 0)
    said = [one for room in rooms for one in json.loads((room / "said.json").read_text(encoding="utf-8"))]
    return _judged(folder, said)


def _live(folder: Path, room: Path, number: int, rounds: int, barrier: int, naive: bool) -> None:
    os.chdir(folder / "work")
    os.environ.update(environment(folder))
    ways.at_instant(LATER)
    ways.share_library()
    vars(reassess)["_pool"] = ways.pool_here
    if naive:
        ways.expect_nothing()
    os.read(barrier, 1)
    said: list[dict[str, Any]] = []
    for turn in range(rounds):
        for words in (
            ("vendor", "add", f"vendor-{number}-{turn}", "--name", "V"),
            ("reassess", "--due", "--no-reports", "--format", "json"),
            ("assess", VENDORS[turn % len(VENDORS)]),
        ):
            said.append(_said(room, words))
    (room / "said.json").write_text(json.dumps(said), encoding="utf-8")


def _said(room: Path, words: tuple[str, ...]) -> dict[str, Any]:
    out, err = room / "out", room / "err"
    sys.argv = ["kporisk", *words]
    code = 99
    with out.open("w", encoding="utf-8") as sys.stdout, err.open("w", encoding="utf-8") as sys.stderr:
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 98
    return {"words": list(words), "code": code, "out": out.read_text(encoding="utf-8"), "err": err.read_text(encoding="utf-8")[-300:]}


def _judged(folder: Path, said: list[dict[str, Any]]) -> Figures:
    lost = doubled = acknowledged = 0
    with opened(folder) as workspace:
        rows = list(workspace.register.rows())
        vendors = Counter(one.id for one in workspace.register.vendors())
        refs = {one.ref: one.id for one in workspace.register.vendors()}
        bodies = {row.seq: workspace.register.open_row(row) for row in rows}
    claims: Counter[tuple[str, int]] = Counter()
    for one in said:
        if one["code"]:
            continue
        acknowledged += 1
        if one["words"][0] == "vendor":
            lost += vendors[one["words"][2]] != 1
        elif one["words"][0] == "assess":
            found = re.search(r"Recorded as (\S+) #(\d+)", one["out"])
            if found is None:
                lost += 1
                continue
            claims[found[1], int(found[2])] += 1
    recorded = {(refs[row.ref], row.seq) for row in rows if row.kind == Kind.ASSESSMENT}
    lost += sum(claim not in recorded for claim in claims)
    doubled += sum(count - 1 for count in claims.values())
    runs = sum(one["code"] == 0 for one in said if one["words"][0] == "reassess")
    lost += max(0, runs - sum(row.kind == Kind.RUN for row in rows))
    doubled += _twice(row.ref + str((bodies[row.seq] or {})["due"]) for row in rows if row.kind == Kind.REMINDER)
    doubled += _twice(
        row.ref + (bodies[row.seq] or {})["material"]
        for row in rows
        if row.kind == Kind.ASSESSMENT and (bodies[row.seq] or {})["why"] == "reassess"
    )
    doubled += sum(count - 1 for count in vendors.values())
    refused = sum(one["code"] == 75 for one in said)
    unclear = [one for one in said if one["code"] not in _OK]
    for one in unclear[:3]:
        sys.stderr.write(f"  {one['words']}: {one['code']}: {one['err']}\n")
    return Figures(len(said), acknowledged, refused, lost, doubled, len(unclear), len(list(broken(rows))))


def _twice(keys: Any) -> int:
    return sum(count - 1 for count in Counter(keys).values())
