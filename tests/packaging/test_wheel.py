"""The wheel, built from the checkout and installed elsewhere, holds what the checkout holds and works without it."""

from __future__ import annotations

import configparser
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from kporisk import __version__
from kporisk.workflow.demo import DAY
from tests.shared import made_once
from tests.workflow.papers import case_document

ROOT = Path(__file__).parents[2]
SHIPPED = {"kporisk": "kporisk", "checklists": "kporisk/checklists", "report_templates": "kporisk/report_templates"}
"""Where a folder of the checkout lies in a wheel."""

UNSHIPPED = ("__pycache__", "*.pyc", "*.egg-info")
PROJECT = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which all of it is built and installed, once in a run of the tests."""

    def make(folder: Path) -> None:
        for name in ("sdist", "unpacked", "wheel"):
            (folder / name).mkdir()
        _copy(folder / "source" / "kporisk")
        archive = _built(folder / "source" / "kporisk", folder / "sdist", "--sdist")
        with tarfile.open(archive) as tar:
            tar.extractall(folder / "unpacked", filter="data")
        # As package indexes do, from the unpacked source archive: what the archive lacks, the wheel lacks too.
        (unpacked,) = (folder / "unpacked").iterdir()
        wheel = _built(unpacked, folder / "wheel", "--wheel")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
        _run([*pip, "--no-compile", "--target", str(folder / "site"), str(wheel)], cwd=folder)

    return made_once(tmp_path_factory, "packaging", make)


def _copy(copy: Path) -> None:
    """The project without the tests, beside the checkout: building leaves nothing in it, and finds nothing of an earlier build."""
    copy.mkdir(parents=True)
    for name in SHIPPED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns(*UNSHIPPED))
    shutil.copytree(ROOT / "tests" / "packaging", copy / "tests" / "packaging", ignore=shutil.ignore_patterns(*UNSHIPPED))
    for name in PROJECT:
        if (ROOT / name).exists():
            shutil.copy2(ROOT / name, copy / name)


@pytest.fixture(scope="module")
def source(made: Path) -> Path:
    """What it is built from."""
    return made / "source" / "kporisk"


@pytest.fixture(scope="module")
def wheel(made: Path) -> Path:
    """The wheel."""
    (built,) = (made / "wheel").iterdir()
    return built


@pytest.fixture(scope="module")
def installed(made: Path) -> Path:
    """The wheel installed into a folder of its own, without its dependencies."""
    return made / "site"


def _run(command: list[str], *, cwd: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KPORISK", "COV_", "PYTEST"))}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    return done


def _built(folder: Path, out: Path, what: str) -> Path:
    _run([sys.executable, "-m", "build", what, "--no-isolation", "--outdir", str(out), str(folder)], cwd=out)
    (built,) = out.iterdir()
    return built


def _files(folder: Path) -> set[Path]:
    return {
        path.relative_to(folder)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }


def _compared(folder: Path, installed: Path, *, apart: Iterable[Path] = ()) -> list[str]:
    """What is missing in `installed`, too much there, or different."""
    ours, theirs = _files(folder), {file for file in _files(installed) if not any(file.is_relative_to(other) for other in apart)}
    return [
        *(f"missing: {file}" for file in sorted(ours - theirs)),
        *(f"too much: {file}" for file in sorted(theirs - ours)),
        *(f"different: {file}" for file in sorted(ours & theirs) if (folder / file).read_bytes() != (installed / file).read_bytes()),
    ]


def test_the_package_list_is_what_lies_on_the_disk() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = config["options"]["packages"].split()
    code = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "kporisk").rglob("__init__.py")}
    assert listed == sorted(listed)
    assert set(listed) == code | {"kporisk.checklists", "kporisk.report_templates"}
    modules = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "kporisk").rglob("*.py")}
    assert modules == code, "a folder with modules but without __init__.py would be dropped in silence"


@pytest.mark.parametrize("folder", SHIPPED)
def test_nothing_is_dropped_and_nothing_added(folder: str, source: Path, installed: Path) -> None:
    apart = (Path("checklists"), Path("report_templates")) if folder == "kporisk" else ()
    assert len(_files(source / folder)) > 5
    assert _compared(source / folder, installed / SHIPPED[folder], apart=apart) == []


def test_the_comparison_sees_each_kind_of_fault(tmp_path: Path) -> None:
    for name, text in {"ours/kept": "a", "ours/dropped": "a", "ours/changed": "a", "theirs/kept": "a", "theirs/added": "a"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "theirs/changed").write_text("b")
    found = _compared(tmp_path / "ours", tmp_path / "theirs")
    assert found == ["missing: dropped", "too much: added", "different: changed"]


def test_the_wheel_brings_kporisk_and_nothing_else(installed: Path, wheel: Path) -> None:
    assert {path.name for path in installed.iterdir()} == {"kporisk", f"kporisk-{__version__}.dist-info", "bin"}
    assert wheel.name == f"kporisk-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as contents:
        names = contents.namelist()
        entry = next(name for name in names if name.endswith("entry_points.txt"))
        assert "kporisk = kporisk.cli.main:main" in contents.read(entry).decode()
    assert not [name for name in names if "test" in Path(name).parts[-1] or name.startswith("tests/")]


def test_the_installed_program_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    where = _run([sys.executable, "-c", "import kporisk; print(kporisk.__file__)"], cwd=tmp_path, path=installed).stdout
    assert Path(where.strip()).is_relative_to(installed)
    found = _run(
        [sys.executable, "-c", "from kporisk import resources as r; print(r.folder('checklists'), r.folder('report_templates'))"],
        cwd=tmp_path,
        path=installed,
    )
    assert all(Path(folder).is_relative_to(installed) for folder in found.stdout.split())
    version = _run([sys.executable, "-m", "kporisk", "--version"], cwd=tmp_path, path=installed)
    assert version.stdout == f"kporisk {__version__}\n"


def test_the_installed_program_lists_its_checklists(installed: Path, tmp_path: Path) -> None:
    listed = json.loads(
        _run([sys.executable, "-m", "kporisk", "checklist", "list", "--format", "json"], cwd=tmp_path, path=installed).stdout
    )
    folders = {path.parent.name for path in (ROOT / "checklists").rglob("questions.json")} - {"engagement"}
    assert {one["id"].rpartition("/")[2] for one in listed} == folders


def test_the_installed_program_assesses_and_prints(installed: Path, tmp_path: Path) -> None:
    example = installed / "kporisk" / "checklists" / "examples" / "analytics-firm" / "case.yaml"
    command = [sys.executable, "-m", "kporisk", "assess", str(example), "--as-of", DAY.isoformat(), "--format", "json"]
    done = _run([*command, "--html", "report.html"], cwd=tmp_path, path=installed)
    assert json.loads(done.stdout)["vendor"]["id"]
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    (tmp_path / "case.json").write_text(json.dumps(case_document()), encoding="utf-8")
    report = ["report", "case.json", "--as-of", DAY.isoformat(), "--output", "report.pdf"]
    _run([sys.executable, "-m", "kporisk", *report], cwd=tmp_path, path=installed)
    pdf = (tmp_path / "report.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")
