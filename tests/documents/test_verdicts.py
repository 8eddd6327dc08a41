from __future__ import annotations

import stat
from pathlib import Path

import pytest

from kporisk.documents.files import verdicts


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "kporisk" / "found_good"


def test_what_was_remembered_is_known(cache: Path) -> None:
    assert verdicts.known() == frozenset()
    verdicts.remember(["a", "b"])
    verdicts.remember(["c", "a"])
    assert verdicts.known() == {"a", "b", "c"}
    assert stat.S_IMODE(cache.stat().st_mode) == 0o600
    assert [path.name for path in cache.parent.iterdir()] == ["found_good"]


def test_the_oldest_are_forgotten(cache: Path) -> None:
    verdicts.remember([str(number) for number in range(1500)])
    assert verdicts.known() == {str(number) for number in range(500, 1500)}


def test_a_spoilt_cache_is_no_cache(cache: Path) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"\xff\xfe\n")
    assert verdicts.known() == frozenset()
    verdicts.remember(["a"])
    assert "a" in verdicts.known()


def test_where_nothing_can_be_written_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    verdicts.remember(["a"])
    assert verdicts.known() == frozenset()
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    verdicts.remember(["a"])
    assert verdicts.known() == {"a"}
    assert (tmp_path / "home" / ".cache" / "kporisk" / "found_good").exists()


def test_a_folder_in_the_way_leaves_no_rubbish(cache: Path) -> None:
    cache.mkdir(parents=True)
    verdicts.remember(["a"])
    assert [path.name for path in cache.parent.iterdir()] == ["found_good"]
