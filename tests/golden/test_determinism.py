"""The same case gives the same bytes, whatever the process, its hash seed, time zone, language, folder and fonts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from kporisk.seal.carried import carried
from tests.cli.command import DAY, EXAMPLES, clean_environment
from tests.shared import made_once

CASES = tuple(sorted(str(path.relative_to(EXAMPLES)) for path in (*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*/case.yaml"))))

CHILD = """
import functools, json, locale, os, sys, time
from pathlib import Path
from kporisk.cli.main import main
from kporisk.reports.edition import Edition
from kporisk.workflow import library
from kporisk.workflow.report import print_report
from tests.workflow.papers import small
for name in ("load_checklists", "load_method"):
    setattr(library, name, functools.cache(getattr(library, name)))
examples, out, day, *cases = sys.argv[1:]
locale.setlocale(locale.LC_ALL, "")
for case in cases:
    name = case.replace("/", "-")
    for lang in ("en", "fr"):
        stdout = os.open(os.path.join(out, f"{name}.{lang}.json"), os.O_WRONLY | os.O_CREAT)
        os.dup2(stdout, 1)
        sys.argv = ["kporisk", "assess", os.path.join(examples, case), "--as-of", day, "--format", "json", "--lang", lang]
        sys.argv += ["--html", os.path.join(out, f"{name}.{lang}.html")]
        try:
            main()
        except SystemExit as end:
            assert end.code == 0, (case, end.code)
Path(out, "small.pdf").write_bytes(print_report(small(), library.library(()), edition=Edition(("fr",))))
fonts = os.environ.get("FONTCONFIG_FILE", "")
Path(out, "circumstances").write_text(json.dumps([hash("kporisk"), time.localtime(0).tm_hour, os.getcwd(), fonts]))
"""


@dataclass(frozen=True)
class Circumstances:
    """What must not matter."""

    name: str
    hash_seed: str
    zone: str
    language: str
    absolute: bool
    fonts: bool
    """Whether programs find the machine's fonts."""


ONE = Circumstances("one", "1", "Pacific/Kiritimati", "C.UTF-8", absolute=True, fonts=True)
OTHER = Circumstances("other", "4242", "America/Anchorage", "C", absolute=False, fonts=False)
NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig></fontconfig>'


def _start(circumstances: Circumstances, folder: Path) -> subprocess.Popen[bytes]:
    out, here = folder / f"{circumstances.name}-out", folder / circumstances.name
    out.mkdir()
    here.mkdir()
    shutil.copytree(EXAMPLES, here / "cases")
    examples = here / "cases" if circumstances.absolute else Path("cases")
    environment = clean_environment(PYTHONHASHSEED=circumstances.hash_seed, TZ=circumstances.zone, LC_ALL=circumstances.language)
    environment.pop("FONTCONFIG_FILE", None)
    if not circumstances.fonts:
        environment["FONTCONFIG_FILE"] = str(here / "fonts.conf")
        (here / "fonts.conf").write_text(NO_FONTS, encoding="utf-8")
    command = [sys.executable, "-c", CHILD, str(examples), str(out), DAY, *CASES]
    return subprocess.Popen(command, cwd=here, env=environment, stderr=subprocess.PIPE)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """All examples assessed, and a report printed, in two processes at once."""

    def make(folder: Path) -> None:
        for process in [_start(circumstances, folder) for circumstances in (ONE, OTHER)]:
            _, err = process.communicate(timeout=240)
            assert process.returncode == 0, err.decode()[-3000:]

    folder = made_once(tmp_path_factory, "determinism", make)
    return folder / "one-out", folder / "other-out"


def test_the_circumstances_differ(both: tuple[Path, Path]) -> None:
    one, other = (json.loads((folder / "circumstances").read_text()) for folder in both)
    assert all(mine != theirs for mine, theirs in zip(one, other, strict=True))


@pytest.mark.parametrize("form", ["json", "html"])
@pytest.mark.parametrize("case", CASES)
def test_the_same_bytes(case: str, form: str, both: tuple[Path, Path]) -> None:
    for lang in ("en", "fr"):
        one, other = ((folder / f"{case.replace('/', '-')}.{lang}.{form}").read_bytes() for folder in both)
        assert len(one) > 10_000
        assert one == other


@pytest.mark.parametrize("case", CASES)
def test_the_language_of_the_output_does_not_change_the_assessment(case: str, both: tuple[Path, Path]) -> None:
    english, french = ((both[0] / f"{case.replace('/', '-')}.{lang}.json").read_bytes() for lang in ("en", "fr"))
    assert english == french
    english, french = ((both[0] / f"{case.replace('/', '-')}.{lang}.html").read_bytes() for lang in ("en", "fr"))
    assert english != french


def test_the_same_printed_report_with_all_that_it_carries(both: tuple[Path, Path]) -> None:
    one, other = ((folder / "small.pdf").read_bytes() for folder in both)
    assert set(carried(one).attachments) == {"assessment.json", "case.json", "checklists.json", "edition.json", "method.yaml"}
    assert one == other


def test_no_case_is_forgotten() -> None:
    assert len(CASES) == 6
