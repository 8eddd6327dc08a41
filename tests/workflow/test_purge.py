"""A purged vendor is gone from all that a purge reaches; a held one stays; a purge that was killed is done again."""

from __future__ import annotations

import io
import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kporisk.errors import UsageError
from kporisk.register.book import Register
from kporisk.register.kinds import Entry, Kind
from kporisk.workflow.upkeep.purge import purge, purge_of
from tests.workspaces import NOON, VENDOR, Place, assessed_place


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = assessed_place(tmp_path_factory, tmp_path)
    assert place.run("vendor", "add", "beta", "--name", "Beta Ltd").code == 0
    with place.open() as workspace:
        known, other = workspace.vendor(VENDOR), workspace.vendor("beta")
        entries = []
        for one in (known, other):
            sha256 = workspace.store.put(one.ref, workspace.register.key_of(one.ref), b"a policy")
            entries.append(Entry(Kind.EVIDENCE, {"id": "p", "sha256": sha256}, one.ref))
            for folder in (workspace.reports, workspace.outbox):
                (folder / one.id).mkdir()
                (folder / one.id / "2026-11-24-9.pdf").write_bytes(b"x")
        elsewhere = workspace.folder / "for-the-board.pdf"
        elsewhere.write_bytes(b"y")
        entries.append(Entry(Kind.REPORT, {"file": elsewhere.name, "sha256": "0" * 64}, known.ref))
        entries.append(Entry(Kind.REPORT, {"file": "../outside.pdf", "sha256": "0" * 64}, known.ref))
        (workspace.folder.parent / "outside.pdf").write_bytes(b"z")
        workspace.commit(entries, at=NOON)
    return place


def left(place: Place) -> set[str]:
    return {one.relative_to(place.folder).as_posix() for one in place.folder.rglob("*") if one.is_file() and "pinned" not in one.parts}


def test_what_would_go_is_listed_and_nothing_goes(place: Place) -> None:
    before = left(place)
    ran = place.run("purge", VENDOR, "--dry-run", "--format", "json")
    told = json.loads(ran.out)
    assert (ran.code, told["purged"], told["evidence"], len(told["reports"]), len(told["outbox"])) == (0, False, 1, 2, 1)
    assert told["records"]["assessment"] == 1 and told["holds"] == [] and any("backups" in one for one in told["not_reached"])
    text = place.run("purge", VENDOR, "--dry-run").out
    assert "for-the-board.pdf" in text and "Not reached" in text and "outside.pdf" not in text
    assert left(place) == before
    assert place.run("vendor", "show", VENDOR).code == 0


def test_a_purged_vendor_is_gone_and_all_else_is_as_it_was(place: Place) -> None:
    with place.open() as workspace:
        known = workspace.vendor(VENDOR)
        records = len(workspace.register.records(known.ref))
    ran = place.run("purge", VENDOR, "--yes")
    assert ran.code == 0 and "not reached" in ran.err
    kept = left(place)
    assert not any(VENDOR in name or known.ref in name for name in kept) and "for-the-board.pdf" not in kept
    assert sum("beta" in name for name in kept) == 2 and sum(name.startswith("evidence/") for name in kept) == 1
    assert (place.folder.parent / "outside.pdf").exists()
    assert VENDOR not in place.run("vendor", "list").out and "beta" in place.run("vendor", "list").out
    assert place.run("purge", VENDOR, "--yes").code == 2
    assert place.run("verify", "--register", "-q").code == 0
    with place.open() as workspace:
        last = workspace.register.head().seq
        assert workspace.register.body(last) == {"what": "purged", "records": records}
    database = b"".join(one.read_bytes() for one in place.folder.glob("register.sqlite*"))
    assert VENDOR.encode() not in database
    again = place.run("vendor", "add", VENDOR, "--name", "Acme Analytics SAS")
    assert again.code == 0 and place.run("history", VENDOR).code != 1


def test_without_a_terminal_it_is_never_asked(place: Place) -> None:
    before = left(place)
    ran = place.run("purge", VENDOR)
    assert ran.code == 2 and "--yes" in ran.err and left(place) == before


@pytest.mark.parametrize(("typed", "code"), [(VENDOR, 0), ("yes", 2), ("", 2)])
def test_at_a_terminal_its_id_is_asked_for(place: Place, typed: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(f"{typed}\n"))
    ran = place.run("purge", VENDOR)
    assert ran.code == code
    assert "There is no way back" in ran.err and "Not reached" in ran.out
    assert any(VENDOR in name for name in left(place)) is (code != 0)


def test_a_held_vendor_stays_until_the_hold_is_released(place: Place) -> None:
    before = left(place)
    hold = ("--reason", "Dispute over invoice 7", "--by", "M. Okafor")
    assert place.run("hold", "add", VENDOR, *hold).code == 0
    assert place.run("hold", "add", VENDOR, "--reason", "Audit", "--by", "R. Sen", "-q").err == ""
    ran = place.run("purge", VENDOR, "--yes")
    assert ran.code == 2 and "Dispute over invoice 7" in ran.err and "Audit" in ran.err
    assert ran.err.endswith(f"kporisk hold release {VENDOR} 1 --by NAME\n")
    assert left(place) == before
    assert "Dispute over invoice 7" in place.run("purge", VENDOR, "--dry-run").out
    assert [one["id"] for one in json.loads(place.run("hold", "list", "--format", "json").out)] == [1, 2]
    head, *rows = place.run("hold", "list").out.splitlines()
    assert head.split() == ["vendor", "id", "since", "by", "reason"] and [row.split()[1] for row in rows] == ["1", "2"]
    assert place.run("purge", "beta", "--yes", "-q").code == 0
    assert "'h1' is not a valid number" in place.run("hold", "release", VENDOR, "h1", "--by", "M. Okafor").err
    assert place.run("hold", "release", VENDOR, "1", "--by", "M. Okafor").code == 0
    assert place.run("hold", "release", VENDOR, "1", "--by", "M. Okafor").code == 2
    assert place.run("purge", VENDOR, "--yes").code == 2
    assert place.run("hold", "add", VENDOR, *hold).code == 0
    assert [one["id"] for one in json.loads(place.run("hold", "list", "--format", "json").out)] == [2, 3]
    for number in ("2", "3"):
        assert place.run("hold", "release", VENDOR, number, "--by", "R. Sen", "-q").code == 0
    assert "no vendor is held" in place.run("hold", "list").err
    assert place.run("purge", VENDOR, "--yes", "-q").code == 0
    assert place.run("verify", "--register", "-q").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("hold", "add", "acme-analitics", "--reason", "x", "--by", "y"),
        ("hold", "add", VENDOR, "--reason", " ", "--by", "y"),
        ("hold", "add", VENDOR, "--reason", "x", "--by", "a\nb"),
        ("hold", "release", VENDOR, "1", "--by", "y"),
        ("hold", "release", VENDOR, "1", "--by", ""),
        ("purge", "acme-analitics", "--yes"),
    ],
)
def test_what_cannot_be_is_refused(place: Place, arguments: tuple[str, ...]) -> None:
    ran = place.run(*arguments)
    assert ran.code == 2
    assert "acme-analitics" not in arguments or f"did you mean {VENDOR}?" in ran.err


@pytest.mark.parametrize("step", ["unlink", "drop", "forget"])
def test_a_purge_that_is_killed_is_done_again(place: Place, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class KilledError(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    from kporisk.register.store import EvidenceStore

    owner = {"unlink": Path, "drop": EvidenceStore, "forget": Register}[step]
    with place.open() as workspace:
        with pytest.raises(KilledError), monkeypatch.context() as broken:
            broken.setattr(owner, step, killed)
            purge(workspace, VENDOR, at=NOON)
        found, wiped = purge(workspace, VENDOR, at=NOON)
        assert wiped and found.count == 7
    assert not any(VENDOR in name for name in left(place))
    assert place.run("verify", "--register", "-q").code == 0


def test_a_wrong_clock_purges_nothing(place: Place) -> None:
    before = left(place)
    assert place.run("purge", VENDOR, "--yes", at=NOON - timedelta(days=1)).code == 5
    assert left(place) == before


def test_what_cannot_be_removed_stops_it_before_the_key_goes(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    with place.open() as workspace:
        with pytest.raises(UsageError, match="cannot be removed"), monkeypatch.context() as broken:
            broken.setattr(Path, "unlink", refuses)
            purge(workspace, VENDOR, at=NOON)
        assert purge_of(workspace, VENDOR).count == 7
