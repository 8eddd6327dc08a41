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


def forged(bomb: bytes, *, sign: bytes = b"PK\x01\x02", offset: int = 24) -> bytes:
    """A bomb whose directory says that it is small; with `b"PK\\x03\\x04"` and 22 the header of its part."""
    made = bytearray(bomb)
    at = made.rfind(sign)
    made[at + offset : at + offset + 4] = struct.pack("<I", 10)
    return bytes(made)


def ods(content: str, *more: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, part in (("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.encode()), *more):
            parts.writestr(name, part)
    return made.getvalue()


def leaf(rows: str) -> str:
    return (
        '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
        f'<table:table table:name="A">{rows}</table:table></office:document-content>'
    )


def repeated(rows: int, columns: int, *, before: int = 0) -> str:
    empty = f'<table:table-cell table:number-columns-repeated="{before}"/>' if before else ""
    cell = f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell>'
    return f'<table:table-row table:number-rows-repeated="{rows}">{empty}{cell}</table:table-row>'


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
CELLS = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 150_001))
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>'


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><x>&i;</x>"
)
DIMENSION = (
    f'<worksheet {NAMESPACE}><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
)
FORMULAS = "".join(f'<row r="{row}"><c r="A{row}"><f>{"1+" * 4_000}1</f><v>1</v></c></row>' for row in range(1, 1_000))
"""Of nearly eight megabytes, each as long as a spreadsheet program allows."""
NAMED_TWICE = sheet("<c " + 'r="A1" ' * 40_000 + "></c>")
SPACES = sheet("<c a><f></f>" + " " * 60_000)
"""Patterns that try every way of taking these apart would take minutes."""


def one_cell(inside: str, given: str = "") -> str:
    return f"<table:table-row><table:table-cell{given}>{inside}</table:table-cell></table:table-row>"


WITHIN = one_cell("<text:p>a<table:table-cell><text:s/></table:table-cell></text:p>")
TEXT = one_cell("<text:p>" + '<text:s text:c="1000"/>' * 20_000 + "</text:p>")
LONG = one_cell("<text:p>" + "\U0001f600" * 2_500_000 + "</text:p>")
ATTRIBUTES = one_cell("", "".join(f' a{number}=""' for number in range(60_000)))
ROWS = "<row/>" * 1_040_000 + "<row><c><v>1</v></c></row>"
"""Of rows without a number a reader makes room for all."""


def light(honest: bytes) -> dict[str, tuple[bytes, str]]:
    """Files of which only the sentence is looked at."""
    padding = [("xl/media/picture.png", os.urandom(20_000))]  # or the ratio alone would refuse them
    large = bomb(honest)
    unheard = "what no spreadsheet program writes"
    with zipfile.ZipFile(io.BytesIO(honest)) as parts:
        read = {entry.filename: parts.read(entry) for entry in parts.infolist() if entry.filename.endswith((".xml", ".rels"))}
    types = read["[Content_Types].xml"].replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
    return {
        **{f"laughs{number}.xlsx": (packed(honest, {name: LAUGHS.encode()}), unheard) for number, name in enumerate(read)},
        **{f"sixteen{number}.xlsx": (packed(honest, {name: LAUGHS.encode("utf-16")}), unheard) for number, name in enumerate(read)},
        "entity.xlsx": (packed(honest, {"xl/workbook.xml": ENTITY}), "what no spreadsheet program writes"),
        "macros.xlsx": (packed(honest, {}, [("xl/vbaProject.bin", b"x")]), "holds macros"),
        "macros.xlsm": (packed(honest, {"[Content_Types].xml": types}), "holds macros"),
        "old.xls": (b"\xd0\xcf\x11\xe0" + bytes(600), "is an old workbook"),
        "other.xls": (b"<html>", "is no workbook"),
        "encoding.xlsx": (packed(honest, {"xl/workbook.xml": read["xl/workbook.xml"].replace(b"UTF-8", b"utf-7")}), unheard),
        "encoding.ods": (ods(leaf(repeated(1, 1)).replace('"1.0"', '"1.0" encoding="rot13"')), unheard),
        "within.ods": (ods(leaf(WITHIN)), "is no form that is recognised"),
        "text.ods": (ods(leaf(TEXT), ("Pictures/1.png", os.urandom(10_000))), "more than 100000 characters"),
        "links.xlsx": (packed(honest, {}, [("xl/externalLinks/externalLink1.xml", b"<x/>")]), "has links to other workbooks"),
        "forged.xlsx": (forged(large), "is damaged"),
        "far.xlsx": (packed(honest, {"xl/worksheets/sheet2.xml": sheet(FAR)}), "has cells beyond"),
        "local.xlsx": (forged(large, sign=b"PK\x03\x04", offset=22), "or a hundredfold"),
        "parts.xlsx": (packed(honest, {}, [(f"xl/p{number}.xml", b"<x/>") for number in range(2_100)]), "has more than 2000 parts"),
        "renamed.xlsx": (packed(honest, {"[Content_Types].xml": types}), "holds macros"),
        "named-twice.xlsx": (packed(honest, {"xl/worksheets/sheet2.xml": NAMED_TWICE}, padding), "is "),
        "spaces.xlsx": (packed(honest, {"xl/worksheets/sheet2.xml": SPACES}, padding), "is "),
        "dimension.xlsx": (
            packed(honest, {f"xl/worksheets/sheet{one}.xml": DIMENSION.encode() for one in (1, 2)}),
            "is no form that is recognised",
        ),
        "entity.ods": (ods(ENTITY.decode()), unheard),
        "laughs.ods": (ods(LAUGHS), unheard),
        "macros.ods": (ods(leaf(repeated(1, 1)), ("Basic/Standard/M.xml", b"<x/>")), "holds macros"),
        "links.ods": (ods(leaf("<table:table-source/>")), "has links to other files"),
        "rows.ods": (ods(leaf(repeated(1_000_000, 1))), "has far more cells"),
        "columns.ods": (ods(leaf(repeated(1, 16_000))), "has far more cells"),
        "both.ods": (ods(leaf(repeated(999_999_999, 999_999_999))), "has far more cells"),
        "empty.ods": (ods(leaf(repeated(400, 1, before=99) * 11)), "has far more cells"),
    }


def files(honest: bytes) -> dict[str, tuple[bytes, str]]:
    """Each file by its name: what is in it, and what is said of it."""
    padding = [("xl/media/picture.png", os.urandom(90_000))]  # or the ratio alone would refuse them
    return {
        "bomb.xlsx": (bomb(honest), "or a hundredfold"),
        "cells.xlsx": (packed(honest, {"xl/worksheets/sheet2.xml": sheet(CELLS)}), "has"),
        "formulas.xlsx": (
            packed(honest, {"xl/worksheets/sheet2.xml": sheet(FORMULAS)}, [("xl/media/picture.png", os.urandom(200_000))]),
            "is no form that is recognised",
        ),
        "rows.xlsx": (packed(honest, {"xl/worksheets/sheet2.xml": sheet(ROWS)}, padding), "more time or memory"),
        "attributes.ods": (ods(leaf(ATTRIBUTES * 5), ("Pictures/1.png", os.urandom(100_000))), "is "),
        "long.ods": (ods(leaf(LONG), ("Pictures/1.png", os.urandom(110_000))), "more than 100000 characters"),
        "large.xlsx": (b"PK\x03\x04" + os.urandom(10_000_000), "is larger than"),
        "breaks.csv": (b"\n" * 9_900_000, "goes on beyond"),
        "wide.csv": ((b"," * 99 + b"1\n") * 19_000, "has more than 400000 cells"),
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


def test_whatever_part_means_harm_it_is_refused_in_words(place: Place, honest: bytes, tmp_path: Path) -> None:
    for name, (content, says) in light(honest).items():
        (tmp_path / name).write_bytes(content)
        done = place.run("import", tmp_path / name, "--vendor", VENDOR)
        assert done.code == ExitCode.INVALID_DOCUMENT and says in done.err and "Traceback" not in done.err, (name, done.err)


def test_the_control_is_taken(place: Place, honest: bytes, tmp_path: Path) -> None:
    (tmp_path / "caiq.xlsx").write_bytes(packed(honest, {}))
    assert place.run("import", tmp_path / "caiq.xlsx", "--vendor", VENDOR, "--dry-run").code == ExitCode.DONE
