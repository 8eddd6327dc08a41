"""The libraries that decide the bytes of a report are pinned for this checkout's own environment, and only there."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kporisk.reports.renderer import LIBRARIES

ROOT = Path(__file__).parents[2]
FILE = ROOT / ".ci" / "constraints.txt"


def pinned() -> dict[str, str]:
    """Version by name."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    found = [re.fullmatch(r"([a-z0-9-]+)==([0-9.]+)", line) for line in lines]
    assert all(found), lines
    versions = {one[1]: one[2] for one in found if one}
    assert list(versions) == sorted(versions) and len(versions) == len(lines)
    return versions


def test_every_library_that_decides_the_bytes_is_pinned() -> None:
    seal = {"pikepdf", "pypdfium2", "pyhanko", "pyhanko-certvalidator", "cryptography"}
    assert set(LIBRARIES) | seal | {"pyphen", "xlsxwriter"} <= set(pinned())


def test_what_is_pinned_is_what_the_project_allows() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    lists = [config["options"]["install_requires"], *config["options.extras_require"].values()]
    wanted = [Requirement(line) for lines in lists for line in lines.splitlines() if line]
    versions = pinned()
    met = {one.name: one.specifier.contains(versions[name]) for one in wanted if (name := canonicalize_name(one.name)) in versions}
    assert len(met) >= 10 and all(met.values()), met


def test_each_environment_of_the_checkout_is_made_with_it_and_renewed_by_it() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in text.splitlines() if "pip install" in line]
    assert len(installs) == 1 and installs[0].startswith("PIP :=") and "--constraint .ci/constraints.txt" in installs[0]
    assert len(re.findall(r"^\t\$\(PIP\) --editable", text, re.MULTILINE)) == 2
    assert re.search(r"^\$\(VENV\)/\.demo:.* \.ci/constraints\.txt", text, re.MULTILINE)
