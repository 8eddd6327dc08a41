"""A workspace with a vendor that was assessed twice, shared by the tests that only read it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kporisk.cli import clock
from tests.cli.command import EXAMPLES
from tests.cli.programme import NOW, VENDOR, Programme


@pytest.fixture(scope="session")
def _twice(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    folder = tmp_path_factory.mktemp("programme")
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
    return made


@pytest.fixture
def programme(_twice: Programme, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """The workspace itself, to read only."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return _twice


@pytest.fixture
def own_programme(programme: Programme, tmp_path: Path) -> Iterator[Programme]:
    """A copy of it, to change."""
    shutil.copytree(programme.folder, tmp_path / "workspace")
    yield Programme(tmp_path / "workspace", programme.home)
