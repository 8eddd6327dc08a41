"""The lines between the floors hold, and would not if somebody crossed them."""

from __future__ import annotations

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CROSSED = {
    "kporisk.model": "import kporisk.scoring",
    "kporisk.documents": "import kporisk.reports",
    "kporisk.documents.files": "import kporisk.documents.content",
    "kporisk.rules": "import pathlib",
    "kporisk.assessment": "import jsonschema",
    "kporisk.workflow": "import click",
    "kporisk.reports": "import pikepdf",
    "kporisk.delivery": "import sqlalchemy",
}
"""One import too many in a room; between them they cross every contract."""

CLOCK = {"today", "now", "utcnow", "time", "time_ns", "localtime", "gmtime", "monotonic", "perf_counter"}
CLOCK_OWNERS = {"date", "datetime", "time"}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120)


def _contracts() -> list[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return [config[section]["name"] for section in config.sections() if section.startswith("importlinter:contract:")]


def _verdicts(output: str) -> dict[str, str]:
    words = re.sub(r"\s+", " ", output)
    return {name: found[1] for name in _contracts() if (found := re.search(re.escape(name) + " (KEPT|BROKEN)", words))}


def test_every_contract_is_kept() -> None:
    done = _lint(ROOT)
    assert _verdicts(done.stdout) == dict.fromkeys(_contracts(), "KEPT"), done.stdout + done.stderr
    assert done.returncode == 0
    assert len(_contracts()) >= 3


def test_every_contract_sees_an_import_too_many(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "kporisk", tmp_path / "kporisk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "setup.cfg", tmp_path)
    for room, line in CROSSED.items():
        path = tmp_path / Path(*room.split(".")) / "__init__.py"
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}\n{line}\n", encoding="utf-8")
    done = _lint(tmp_path)
    assert done.returncode == 1
    assert _verdicts(done.stdout) == dict.fromkeys(_contracts(), "BROKEN"), done.stdout + done.stderr
    for room, line in CROSSED.items():
        forbidden = line.removeprefix("import ")
        assert re.search(rf"{re.escape(room)} -> {re.escape(forbidden)} ", done.stdout), f"{room} -> {forbidden} went unseen\n{done.stdout}"


def test_every_room_is_in_the_contract() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    floors = re.findall(r"kporisk\.(\w+)", config["importlinter:contract:floors"]["layers"])
    rooms = [path.parent.name for path in (ROOT / "kporisk").glob("*/__init__.py")]
    modules = [path.stem for path in (ROOT / "kporisk").glob("*.py") if not path.stem.startswith("__")]
    assert sorted(floors) == sorted([*rooms, *modules])
    for name in ("pure", "terminal"):
        named = re.findall(r"kporisk\.(\w+)", config[f"importlinter:contract:{name}"]["source_modules"])
        assert set(named) <= set(floors)
    assert set(re.findall(r"kporisk\.(\w+)", config["importlinter:contract:terminal"]["source_modules"])) == set(floors) - {"cli"}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "kporisk").rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def _clock_reads(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in CLOCK and isinstance(node.value, ast.Name) and node.value.id in CLOCK_OWNERS
    ]


def _ends_or_prints(tree: ast.Module) -> list[int]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    ends = ("print", "exit", "quit", "sys.exit", "os._exit", "sys.stdout.write")
    return [call.lineno for call in calls if ast.unparse(call.func) in ends]


def test_only_the_command_line_reads_the_clock() -> None:
    found = {name: lines for name, tree in _modules() if not name.startswith("kporisk/cli/") and (lines := _clock_reads(tree))}
    assert found == {}
    assert _clock_reads(ast.parse("from datetime import date\nday = date.today()")) == [2]


def test_only_the_command_line_prints_or_exits() -> None:
    found = {name: lines for name, tree in _modules() if not name.startswith("kporisk/cli/") and (lines := _ends_or_prints(tree))}
    assert found == {}
    assert _ends_or_prints(ast.parse("import sys\nprint('x')\nsys.exit(1)")) == [2, 3]


@pytest.mark.parametrize("name", ["checklists", "report_templates"])
def test_no_code_stands_where_a_wheel_puts_the_data(name: str) -> None:
    assert not (ROOT / "kporisk" / name).exists()
    assert not (ROOT / "kporisk" / f"{name}.py").exists()
    assert not list((ROOT / name).rglob("*.py"))
