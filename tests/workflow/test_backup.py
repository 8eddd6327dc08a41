"""A backup makes the workspace anew, the same; a damaged one changes nothing."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kporisk.errors import IntegrityError, UsageError
from kporisk.register.chain import Row
from kporisk.register.kinds import Entry, Head, Kind
from kporisk.workflow.upkeep.backup import back_up, restore
from kporisk.workflow.upkeep.parcel import unpacked
from kporisk.workflow.workspace.opened import open_workspace
from tests.postgres import database, server
from tests.workspaces import NOON, VENDOR, Place, assessed_place

pytestmark = pytest.mark.sqlite


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = assessed_place(tmp_path_factory, tmp_path)
    with place.open() as workspace:
        known = workspace.vendor(VENDOR)
        sha256 = workspace.store.put(known.ref, workspace.register.key_of(known.ref), b"a policy")
        workspace.commit([Entry(Kind.EVIDENCE, {"id": "p", "sha256": sha256}, known.ref)], at=NOON)
    (place.folder / "templates" / "look.yaml").write_text("name: Ours\n", encoding="utf-8")
    return place


def rows(place: Place) -> list[Row]:
    with place.open() as workspace:
        return list(workspace.register.rows())


def backed_up(place: Place, name: str = "backup.tar") -> Path:
    path = place.folder.parent / name
    assert place.run("db", "backup", "-o", path, "-q").code == 0
    return path


def gone_on(place: Place) -> None:
    assert place.run("vendor", "add", "beta", "--name", "Beta", at=NOON + timedelta(minutes=1)).code == 0


def test_a_new_folder_becomes_the_same_workspace(place: Place) -> None:
    path = backed_up(place)
    assert path.stat().st_mode & 0o777 == 0o600
    again = Place(place.folder.parent / "again", place.environment)
    assert place.run("db", "restore", path, "--into", again.folder).code == 0
    assert rows(again) == rows(place)
    for name in ("kporisk.toml", "templates/look.yaml"):
        assert (again.folder / name).read_bytes() == (place.folder / name).read_bytes()
    assert again.run("verify", "--register", "-q").code == 0
    assert again.run("db", "check", "-q").code == 0
    assert again.folder.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in again.folder.rglob("*") if one.is_file() and "pinned" not in one.parts} == {0o600}
    gone_on(again)
    assert backed_up(place, "other.tar").read_bytes() == path.read_bytes()


def test_neither_key_nor_answers_stand_in_it(place: Place) -> None:
    content = backed_up(place).read_bytes()
    with place.open() as workspace:
        secret = next((place.folder.parent / "home").rglob("*.key")).read_text(encoding="ascii").split()[2]
        answer = workspace.vendor(VENDOR).id.encode()
    assert secret.encode() not in content and b"a policy" not in content
    assert content.count(answer) == 1  # its id, in the table of keys


def test_a_register_that_is_lost_or_damaged_comes_back(place: Place) -> None:
    path, before = backed_up(place), rows(place)
    register = place.folder / "register.sqlite"
    for damage in (register.unlink, lambda: register.write_bytes(b"SQLite" + bytes(5000))):
        damage()
        for name in ("evidence", "templates"):
            for one in list((place.folder / name).rglob("*")):
                if one.is_file():
                    one.unlink()
        assert place.run("db", "restore", path, "-q").code == 0
        assert rows(place) == before
        assert place.run("verify", "--register", "-q").code == 0
        assert (place.folder / "templates" / "look.yaml").exists()


def test_what_was_recorded_since_is_lost_only_by_force(place: Place) -> None:
    path, before = backed_up(place), rows(place)
    (place.folder / "templates" / "look.yaml").write_text("name: Changed\n", encoding="utf-8")
    gone_on(place)
    now = rows(place)
    refused = place.run("db", "restore", path)
    assert (refused.code, rows(place)) == (2, now) and "1 in number" in refused.err
    assert place.run("db", "backup", "-o", path, "-q").code == 0
    with pytest.raises(UsageError, match="another workspace, or a later one"), place.open() as workspace:
        older = place.folder.parent / "older.tar"
        back_up(workspace, older)
        workspace.register.head = lambda: Head(1, "0" * 64)  # type: ignore[method-assign]
        back_up(workspace, older)
    early = place.folder.parent / "early"
    first = backed_up(place, "first.tar")
    assert place.run("db", "restore", first, "--into", early, "-q").code == 0
    with open_workspace(early, place.environment) as workspace:
        workspace.commit([Entry(Kind.RUN, {"what": "x"})], at=NOON + timedelta(minutes=2))
    gone = place.run("db", "restore", first, "--workspace", early, "--force")
    assert gone.code == 0 and "restored" in gone.err
    assert before == rows(place)[:-1]
    assert (place.folder / "templates" / "look.yaml").read_text(encoding="utf-8") == "name: Changed\n"


def test_another_history_is_replaced_only_by_force(place: Place) -> None:
    other = Place(place.folder.parent / "other", place.environment)
    first = backed_up(place)
    assert place.run("db", "restore", first, "--into", other.folder, "-q").code == 0
    for one in (place, other):
        gone_on(one)
    second = other.folder.parent / "second.tar"
    assert other.run("db", "backup", "-o", second, "-q").code == 0
    assert "no earlier state" in place.run("db", "restore", second).err
    assert place.run("db", "restore", second, "--force", "-q").code == 0
    assert rows(place) == rows(other)


def test_vendors_purged_since_are_said_to_be_back(place: Place) -> None:
    path = backed_up(place)
    with place.open() as workspace:
        workspace.register.forget(workspace.vendor(VENDOR).ref, Entry(Kind.RUN, {"what": "purged", "records": 1}), at=NOON)
    assert "1 purged vendor came back" in place.run("db", "restore", path, "--force").err


def changed(path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    target = path.with_name("changed.tar")
    with tarfile.open(path) as old, tarfile.open(target, "w") as new:
        for member in old:
            source = old.extractfile(member)
            assert source is not None
            made = change(member.name, source.read())
            if made is not None:
                info = tarfile.TarInfo(made[0])
                info.size = len(made[1])
                new.addfile(info, io.BytesIO(made[1]))
    return target


def manifest(content: bytes, **changes: object) -> bytes:
    return json.dumps({**json.loads(content), **changes}).encode()


BAD: dict[str, Callable[[str, bytes], tuple[str, bytes] | None]] = {
    "a record changed": lambda name, content: (name, content.replace(b'"seq": 2', b'"seq": 7') if "records" in name else content),
    "keys missing": lambda name, content: None if "keys" in name else (name, content),
    "a file more": lambda name, content: ("evidence/../../x", content) if name.startswith("evidence") else (name, content),
    "no manifest": lambda name, content: None if name == "manifest.json" else (name, content),
    "another head": lambda name, content: (name, manifest(content, seq=1) if name == "manifest.json" else content),
    "a manifest to come": lambda name, content: (name, manifest(content, format="x/9") if name == "manifest.json" else content),
    "no files": lambda name, content: (name, manifest(content, files=[]) if name == "manifest.json" else content),
    "vendors miscounted": lambda name, content: (name, manifest(content, vendors=9) if name == "manifest.json" else content),
    "a way out": lambda name, content: (
        name,
        content.replace(b"templates/look.yaml", b"templates/../../../x") if name == "manifest.json" else content,
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_backup_changes_nothing(place: Place, what: str) -> None:
    path = changed(backed_up(place), BAD[what])
    before = rows(place)
    gone_on(place)
    now = rows(place)
    ran = place.run("db", "restore", path, "--force")
    assert (ran.code, rows(place)) == (5, now), ran.err
    assert now[:-1] == before
    new = place.folder.parent / "new"
    assert place.run("db", "restore", path, "--into", new).code == 5 and not new.exists()
    assert not list(place.folder.glob(".restore-*"))


def test_a_flipped_bit_is_found_wherever_it_is(place: Place, tmp_path: Path) -> None:
    path = backed_up(place)
    content = path.read_bytes()
    for number, at in enumerate(range(600, len(content) - 12_000, len(content) // 40)):
        damaged = bytearray(content)
        damaged[at] ^= 4
        path.write_bytes(damaged)
        folder = tmp_path / f"laid{number}"
        folder.mkdir()
        if damaged[at : at + 1] in (b"\x04",):
            continue  # padding between files, which nobody reads
        with pytest.raises((IntegrityError, UsageError)):
            unpacked(path, folder)


def test_links_and_devices_are_refused(place: Place, tmp_path: Path) -> None:
    path = backed_up(place)
    target = tmp_path / "links.tar"
    with tarfile.open(path) as old, tarfile.open(target, "w") as new:
        for member in old:
            if member.name.startswith("evidence"):
                member.type, member.linkname, member.size = tarfile.SYMTYPE, "/etc/passwd", 0
                new.addfile(member)
            else:
                new.addfile(member, old.extractfile(member))
    with pytest.raises(IntegrityError):
        restore(target, tmp_path / "new")


@pytest.mark.parametrize("there", [b"", b"something of mine", b"\x1f\x8b"])
def test_no_other_file_is_replaced_by_a_backup_or_restored(place: Place, there: bytes) -> None:
    path = place.folder.parent / "mine.tar"
    path.write_bytes(there)
    assert place.run("db", "backup", "-o", path).code == 2
    assert path.read_bytes() == there
    assert place.run("db", "restore", path).code == 5
    assert place.run("db", "restore", place.folder.parent / "none.tar").code == 2
    assert place.run("db", "restore", backed_up(place), "--into", place.folder.parent).code == 2


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with server(tmp_path_factory) as url:
        yield url


def test_a_register_moves_from_sqlite_to_postgresql_by_its_backup(place: Place, postgres: str) -> None:
    path, before = backed_up(place), rows(place)
    settings = place.folder / "kporisk.toml"
    with database(postgres) as url:
        kept = settings.read_text(encoding="utf-8")
        settings.write_text(kept.replace('#url = "postgresql://kporisk@db.example.com/kporisk"', f'url = "{url}"'), encoding="utf-8")
        assert url in settings.read_text(encoding="utf-8")
        assert place.run("db", "restore", path, "-q").code == 0
        assert rows(place) == before
        assert place.run("db", "check", "-q").code == 0
        assert place.run("verify", "--register", "-q").code == 0
        gone_on(place)
        assert place.run("db", "restore", path, "-q").code == 2
        assert place.run("db", "restore", path, "--force", "-q").code == 0
        assert rows(place) == before
        again = place.folder.parent / "pg.tar"
        assert place.run("db", "backup", "-o", again, "-q").code == 0
        settings.write_text(kept, encoding="utf-8")
    assert place.run("db", "restore", again, "-q").code == 0
    assert rows(place) == before


def test_the_database_is_checked(place: Place) -> None:
    checked = json.loads(place.run("db", "check", "--format", "json").out)
    assert checked["good"] and checked["vendors"] == 1 and sum(checked["kinds"].values()) == checked["records"]
    with closing(sqlite3.connect(place.folder / "register.sqlite")) as raw, raw:
        raw.execute("DROP TRIGGER records_no_delete")
    ran = place.run("db", "check")
    assert ran.code == 5 and "records_no_delete is gone" in ran.err
    (place.folder / "register.sqlite").write_bytes(b"SQLite" + bytes(5000))
    assert place.run("db", "check", "-q").code == 5


def test_an_older_form_is_upgraded_and_kept_beside(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    from alembic.config import Config

    from kporisk.register import upgrade as forms

    steps = tmp_path / "steps"
    shutil.copytree(Path(forms.__file__).parent / "migrations", steps)
    step = 'revision = "0002"\ndown_revision = "0001"\n\n\ndef upgrade():\n    op.execute("CREATE TABLE more (n INTEGER)")\n'
    (steps / "versions" / "r0002.py").write_text(f"from alembic import op\n{step}", encoding="utf-8")
    config = Config()
    config.set_main_option("script_location", str(steps))
    assert "already" in place.run("db", "upgrade").err
    monkeypatch.setattr(forms, "_config", lambda: config)
    monkeypatch.setattr(forms, "FORMS", ("0001", "0002"))
    before = (place.folder / "register.sqlite").read_bytes()
    assert before
    ran = place.run("db", "upgrade")
    assert ran.code == 0 and "form 0001 to 0002" in ran.err
    kept = place.folder / "register.sqlite.0001"
    assert kept.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(kept)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


def test_a_clock_is_accepted_by_a_person(place: Place) -> None:
    late = NOON + timedelta(days=500)
    assert place.run("vendor", "add", "beta", "--name", "Beta", at=late).code == 5
    asked = place.run("db", "clock", at=late)
    assert asked.code == 2 and "2028-04-07" in asked.err
    assert place.run("db", "clock", "--accept", at=late).code == 0
    assert place.run("vendor", "add", "beta", "--name", "Beta", at=late).code == 0
    assert place.run("verify", "--register", "-q").code == 0
