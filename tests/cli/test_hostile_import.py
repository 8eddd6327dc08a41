"""Files that mean harm, through `kporisk import` as a process of its own: refused in words, in little memory."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from kporisk.errors import ExitCode
from tests.documents.external.forms import caiq
from tests.workspaces import VENDOR, Place, assessed_place

MOST_KILOBYTES = 100_000
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RUN = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
print(json.dumps([done.returncode, done.stderr, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return assessed_place(tmp_path_factory, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return caiq(tmp_path_factory.mktemp("honest") / "caiq.xlsx").read_bytes()


def packed(honest: bytes, changed: Mapping[str, bytes], more: Iterable[tuple[str, bytes]] = ()) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(honest)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, changed.get(entry.filename, old.read(entry.filename)))
        for name, content in more:
            new.writestr(name, content)
    return made.getvalue()


def sheet(content: str) -> bytes:
    return f'<?xml version="1.0"?><worksheet {NAMESPACE}><sheetData>{content}</sheetData></worksheet>'.encode()


def bomb(honest: bytes) -> bytes:
    """A workbook that unpacks to 390 times its size."""
    for size in range(2_000_000, 12_000_000, 50_000):
        made = packed(honest, {}, [("xl/worksheets/sheet9.xml", sheet(" " * size))])
        with zipfile.ZipFile(io.BytesIO(made)) as parts:
            if sum(entry.file_size for entry in parts.infolist()) >= 390 * len(made):
                return made
    raise AssertionError("no such size")


def forged(bomb: bytes) -> bytes:
    """A bomb whose directory says that it is small."""
    made = bytearray(bomb)
    at = made.rfind(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(made)


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
CELLS = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 150_001))
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>'


def files(honest: bytes) -> dict[str, tuple[bytes, str]]:
    """Each file by its name: what is in it, and what is said of it."""
    large = bomb(honest)
    return {
        "bomb.xlsx": (large, "or a hundredfold"),
        "forged.xlsx": (forged(large), "is damaged"),
        "cells.xlsx": (packed(honest, {"xl/worksheets/sheet2.xml": sheet(CELLS)}), "has"),
        "far.xlsx": (packed(honest, {"xl/worksheets/sheet2.xml": sheet(FAR)}), "has cells beyond"),
        "entity.xlsx": (packed(honest, {"xl/workbook.xml": ENTITY}), "what no spreadsheet program writes"),
        "macros.xlsx": (packed(honest, {}, [("xl/vbaProject.bin", b"x")]), "holds macros"),
        "links.xlsx": (packed(honest, {}, [("xl/externalLinks/externalLink1.xml", b"<x/>")]), "has links to other workbooks"),
        "large.xlsx": (b"PK\x03\x04" + os.urandom(10_000_000), "is larger than"),
        "line.csv": (b"a," * 4_900_000, "goes on beyond"),
    }


def test_what_means_harm_is_refused_in_words_and_in_little_memory(place: Place, honest: bytes, tmp_path: Path) -> None:
    environment = {**os.environ, **place.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    for name, (content, says) in files(honest).items():
        path = tmp_path / name
        path.write_bytes(content)
        command = [sys.executable, "-m", "kporisk", "import", str(path), "--vendor", VENDOR, "--workspace", str(place.folder)]
        done = subprocess.run(
            [sys.executable, "-c", RUN, *command], capture_output=True, text=True, env=environment, check=True, timeout=60
        )
        code, said, kilobytes = json.loads(done.stdout)
        assert code == ExitCode.INVALID_DOCUMENT and says in said and "Traceback" not in said, (name, said)
        assert kilobytes < MOST_KILOBYTES, name


def test_the_control_is_taken(place: Place, honest: bytes, tmp_path: Path) -> None:
    (tmp_path / "caiq.xlsx").write_bytes(packed(honest, {}))
    assert place.run("import", tmp_path / "caiq.xlsx", "--vendor", VENDOR, "--dry-run").code == ExitCode.DONE
