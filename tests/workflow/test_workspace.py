"""A workspace that is open: its pinned checklists are what was pinned, and one writes at a time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from kporisk.documents.content.bundle import unbundle
from kporisk.errors import IntegrityError, LockedError, UsageError
from kporisk.register.book import Register
from kporisk.register.engine import sqlite_url
from kporisk.register.kinds import Entry, Kind
from kporisk.register.vault import read_master_key
from kporisk.workflow.workspace import opened, pinned
from kporisk.workflow.workspace.create import create
from kporisk.workflow.workspace.opened import Workspace
from kporisk.workflow.workspace.pinned import content_body, content_from, content_of, laid_out, pack, unpack
from tests.cli.command import ROOT
from tests.workspaces import NOON, Place, empty_place


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Place:
    return empty_place(tmp_path_factory, tmp_path)


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    with place.open() as found:
        yield found


def test_what_is_pinned_is_the_shipped_checklists_and_comes_back_whole(workspace: Workspace) -> None:
    content = workspace.content
    assert content.sha256 == content_of(workspace.content_folders).sha256
    assert content_from(content_body(content)) == content
    assert unpack(pack(b"\0\xff" * 99)) == b"\0\xff" * 99
    assert workspace.content_by(content.sha256) is content
    with pytest.raises(IntegrityError, match="has no checklists with the SHA-256"):
        workspace.content_by("0" * 64)
    with pytest.raises(IntegrityError, match="not what was pinned"):
        content_from({**content_body(content), "sha256": "0" * 64})


@pytest.mark.parametrize("harm", ["changed", "added", "removed", "gone", "a file"])
def test_checklists_that_somebody_changed_are_laid_out_anew(workspace: Workspace, harm: str) -> None:
    folder = workspace.content_folders[0]
    method = folder / "method.yaml"
    match harm:
        case "changed":
            method.write_text(method.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
        case "added":
            (folder.parent / "1").mkdir()
            (folder.parent / "1" / "method.yaml").write_bytes(method.read_bytes() + b"\n# mine\n")
        case "removed":
            method.unlink()
        case "gone":
            shutil.rmtree(folder.parent)
        case _:
            shutil.rmtree(folder.parent)
            folder.parent.write_text("in the way", encoding="utf-8")
    again = laid_out(workspace.content, folder.parent.parent)
    assert again == workspace.content_folders
    assert content_of(again).sha256 == workspace.content.sha256
    assert [one.name for one in folder.parent.parent.iterdir()] == [folder.parent.name]


def test_changed_checklists_that_cannot_be_laid_out_anew_are_never_scored_with(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = workspace.content_folders[0]
    (folder / "method.yaml").write_text("changed", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pinned, "unbundle", full)
    with pytest.raises(UsageError, match="No space left"):
        laid_out(workspace.content, folder.parent.parent)


def test_what_another_process_laid_out_meanwhile_stays_where_it_is(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    content, target = workspace.content, workspace.content_folders[0].parent
    shutil.rmtree(target)
    inode: list[int] = []

    def slow(checklists: bytes, method: bytes, folder: Path) -> object:
        if not inode:
            inode.append(0)
            laid_out(content, target.parent)
            inode[0] = target.stat().st_ino
        return unbundle(checklists, method, folder)

    monkeypatch.setattr(pinned, "unbundle", slow)
    laid_out(content, target.parent)
    assert target.stat().st_ino == inode[0]


def test_other_content_is_read_after_it_was_adopted(workspace: Workspace, tmp_path: Path) -> None:
    before = workspace.content
    copied = tmp_path / "other"
    shutil.copytree(workspace.content_folders[0], copied)
    method = copied / "method.yaml"
    method.write_text(method.read_text(encoding="utf-8") + "\n# adopted\n", encoding="utf-8")
    other = content_of((copied,))
    workspace.commit([Entry(Kind.CONTENT, content_body(other))], at=NOON)
    assert workspace.content == before
    workspace.forget_content()
    assert workspace.content == other
    assert workspace.content_folders[0].parent.name == other.sha256[:16]
    assert workspace.content_by(before.sha256) == before


_HOLDER = "import sys\nfrom filelock import FileLock\nwith FileLock(sys.argv[1]):\n    print('held', flush=True)\n    sys.stdin.read()\n"


def test_who_cannot_get_the_lock_ends_with_75_and_gets_it_when_the_holder_dies(place: Place) -> None:
    settings = place.folder / "kporisk.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('#timeout = "30s"', 'timeout = "0s"'), encoding="utf-8")
    command = [sys.executable, "-c", _HOLDER, str(place.folder / ".lock")]
    add = ("vendor", "add", "acme", "--name", "Acme", "-q")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        done = place.run(*add)
        assert (done.code, "another run holds the lock" in done.err) == (75, True)
        assert place.run("vendor", "list").code == 0
        holder.kill()
        holder.wait()
        assert place.run(*add).code == 0


def test_a_lock_that_cannot_be_taken_at_all_is_no_bug(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(FileLock, "acquire", denied)
    with pytest.raises(UsageError, match=r"\.lock cannot be taken: Permission denied"), workspace.locked():
        pass


def test_the_lock_is_let_go_of_when_what_was_done_under_it_failed(workspace: Workspace) -> None:
    with pytest.raises(OSError, match="while it was held"), workspace.locked():
        raise OSError("while it was held")
    with workspace.locked(), pytest.raises(LockedError), opened.lock(workspace.folder, 0):
        pass


def test_a_workspace_that_could_not_be_made_stands_in_nobodys_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": ""}

    def full(_self: object) -> None:
        raise UsageError("the register cannot be reached or written: database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Register, "create", full)
        with pytest.raises(UsageError, match="disk is full"):
            create(tmp_path / "work", environment=environment, at=NOON)
    assert not list((tmp_path / "home").rglob("*.key"))
    made = create(tmp_path / "work", environment=environment, at=NOON)
    assert read_master_key(made.key_file, made.workspace).workspace == made.workspace
    assert sqlite_url(tmp_path / "kept" / "register.sqlite").endswith("/kept/register.sqlite")
