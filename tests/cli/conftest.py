"""A workspace with a vendor that was assessed twice, shared by the tests that only read it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kporisk.cli import clock
from tests.cli.command import EXAMPLES
from tests.cli.programme import NOW, VENDOR, Programme
from tests.shared import made_once


def _make(folder: Path) -> None:
    made = Programme(folder / "workspace", folder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: datetime(2026, 11, 26, 9, tzinfo=UTC))
        made.ran("init", made.folder)
        made.ran("vendor", "add", VENDOR, "--name", "Truc Bach Analytics", "--owner", "M. Okafor")
        made.ran("assess", EXAMPLES / "analytics-firm" / "case.yaml", "--as-of", "2026-11-20", "-q")
        shutil.copytree(EXAMPLES / "analytics-firm", made.case.parent)
        made.answer("hc_attrition", "12", "60")
        made.answer("hc_leaver_hours", "8", "{value: 8, note: since July}")
        made.ran("assess", made.case, "--as-of", "2026-11-25", "-q")


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "programme", _make)


@pytest.fixture(scope="session")
def _to_read(_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """A copy for all tests of this process that only read: nobody opens the one that copies are made of."""
    home = shutil.copytree(_made, tmp_path_factory.mktemp("programme"), dirs_exist_ok=True)
    return Programme(home / "workspace", home)


@pytest.fixture
def programme(_to_read: Programme, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """The workspace itself, to read only."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return _to_read


@pytest.fixture
def own_programme(_made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """A copy of it, to change."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    home = shutil.copytree(_made, tmp_path / "own")
    return Programme(home / "workspace", home)
