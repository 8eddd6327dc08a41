"""`--look`: an organisation's folder on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kporisk.errors import ExitCode
from tests.cli.command import ROOT, run

CASE = str(ROOT / "checklists" / "examples" / "medical-coder.yaml")
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><script>1</script><rect width="9" height="9"/></svg>'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "our-look"
    folder.mkdir()
    (folder / "look.yaml").write_text('name: Aldermoor\nlogo: a.svg\ncolours: {ink: "#0b3d2e"}\nmarking: Ours alone\n', encoding="utf-8")
    (folder / "a.svg").write_text(LOGO, encoding="utf-8")
    return folder


def test_a_report_in_an_own_look(own: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    done = run("assess", CASE, "--as-of", "2026-11-24", "--html", str(target), "--look", str(own), "-q")
    assert done.code == ExitCode.DONE and done.out == ""
    assert done.err.startswith("1 kind of thing was removed from the logo: script; ")
    text = target.read_text(encoding="utf-8")
    assert "--ink: #0b3d2e" in text and 'alt="Aldermoor"' in text and "Ours alone · Draft" in text


def test_the_folder_may_stand_in_the_environment(own: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    assert run("assess", CASE, "--as-of", "2026-11-24", "--html", target, "-q", env={"KPORISK_LOOK": str(own)}).code == ExitCode.DONE
    assert "Ours alone" in target.read_text(encoding="utf-8")


def test_what_is_wrong_in_the_folder_ends_it_before_anything_is_written(own: Path, tmp_path: Path) -> None:
    (own / "look.yaml").write_text('colurs: {}\nmarking: ""\n', encoding="utf-8")
    target = tmp_path / "report.html"
    done = run("assess", CASE, "--as-of", "2026-11-24", "--html", str(target), "--look", str(own))
    assert done.code == ExitCode.INVALID_DOCUMENT and done.out == "" and not target.exists()
    assert "did you mean colours?" in done.err and "$.marking" in done.err
    assert run("assess", CASE, "--html", str(target), "--look", str(tmp_path / "none")).code == ExitCode.USAGE
