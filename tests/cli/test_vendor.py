"""`kporisk vendor`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kporisk.cli import clock
from kporisk.errors import ExitCode
from tests.cli.programme import VENDOR, Programme


def test_the_list_is_a_table_of_80_cells(own_programme: Programme) -> None:
    own_programme.ran("vendor", "add", "zebra", "--name", "A name that is so long that it takes more than the terminal has " * 2)
    out = own_programme.ran("vendor", "list")
    head, *lines = out.splitlines()
    assert head.split() == ["id", "name", "tier", "score", "as", "of", "next", "due"]
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith(VENDOR) and "critical" in lines[0] and "2026-11-25" in lines[0]
    assert "assess it" in out and out.count("terminal") == 2
    first, second = own_programme.json("vendor", "list")
    assert (first["id"], first["tier"], first["as_of"], first["owner"]) == (VENDOR, "critical", "2026-11-25", "M. Okafor")
    assert (second["id"], second["score"], second["due"]) == ("zebra", None, None)


def test_show_says_who_it_is_what_is_recorded_and_what_is_due(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    document = programme.json("vendor", "show", VENDOR)
    assert document["records"] == {"vendor": 1, "engagement": 1, "response": 2, "review": 1, "assessment": 2}
    assert (document["engagement"], document["not_assessed_yet"], document["overdue_days"]) == (True, [], 0)
    due = document["due"]
    listed = programme.json("due", "--within", "900d")["due"]
    assert [(one["vendor"], one["due"]) for one in listed] == [(VENDOR, due)]
    assert due in programme.ran("vendor", "list")
    out = programme.ran("vendor", "show", VENDOR)
    assert "owner: M. Okafor" in out and f"due: re-assessment on {due}\n" in out
    monkeypatch.setattr(clock, "now", lambda: datetime(2028, 1, 1, tzinfo=UTC))
    assert programme.json("vendor", "show", VENDOR)["overdue_days"] == (clock.today() - datetime.fromisoformat(due).date()).days
    assert "overdue by" in programme.ran("vendor", "show", VENDOR)


def test_show_names_the_next_step_of_a_new_vendor(own_programme: Programme) -> None:
    own_programme.ran("vendor", "add", "zebra", "--name", "Zebra")
    assert "due: the engagement facts: kporisk scope zebra" in own_programme.ran("vendor", "show", "zebra")


def test_a_change_keeps_what_is_not_given(own_programme: Programme) -> None:
    own_programme.ran("vendor", "change", VENDOR, "--note", "renewal in March", "--contact", "Minh")
    shown = own_programme.json("vendor", "show", VENDOR)
    assert (shown["note"], shown["contact"], shown["owner"]) == ("renewal in March", "Minh", "M. Okafor")
    assert shown["not_assessed_yet"] == ["vendor"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("change", VENDOR), "nothing to change was given"),
        (("change", VENDOR, "--owner", "M. Okafor"), "has these facts already"),
        (("change", VENDOR, "--name", " "), "a vendor has a name"),
        (("add", VENDOR, "--name", "Another"), f"kporisk vendor change {VENDOR} --name NAME"),
        (("retire", "truc-bach-analitics"), f"did you mean {VENDOR}?"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_recorded(programme: Programme, arguments: tuple[str, ...], said: str) -> None:
    before = programme.json("vendor", "show", VENDOR)["records"]
    done = programme.run("vendor", *arguments)
    assert (done.code, done.out) == (ExitCode.USAGE, "") and said in done.err
    assert programme.json("vendor", "show", VENDOR)["records"] == before


def test_a_retired_vendor_keeps_everything_and_can_be_taken_up_again(own_programme: Programme) -> None:
    own_programme.ran("vendor", "retire", VENDOR)
    assert "retired" in own_programme.ran("vendor", "list")
    assert "retired on 2026-11-27" in own_programme.ran("vendor", "show", VENDOR)
    for again in (("vendor", "retire", VENDOR), ("vendor", "change", VENDOR, "--note", "x"), ("assess", VENDOR)):
        done = own_programme.run(*again)
        assert done.code == ExitCode.USAGE and "was retired on 2026-11-27" in done.err
    own_programme.ran("vendor", "add", VENDOR, "--name", "Truc Bach Analytics")
    assert own_programme.json("vendor", "show", VENDOR)["retired_on"] is None


LIST = 'id,name,owner,note\ntruc-bach-analytics,Truc Bach SARL,,\nacme,Acme Ltd,A. Laurent,"two\nlines"\nold,Old,,\n'


def test_a_list_is_imported_in_one_commit_and_again_changes_nothing(own_programme: Programme, tmp_path: Path) -> None:
    own_programme.ran("vendor", "add", "old", "--name", "Old")
    own_programme.ran("vendor", "retire", "old")
    path = tmp_path / "vendors.csv"
    path.write_text(LIST, encoding="utf-8")
    before = own_programme.json("vendor", "list")
    dry = own_programme.run("vendor", "import", path, "--dry-run")
    assert dry.out.splitlines()[:2] == ["new: acme", f"changed: {VENDOR} (name)"] and "nothing was recorded" in dry.err
    assert own_programme.json("vendor", "list") == before
    done = own_programme.json("vendor", "import", path)
    assert (done["added"], done["changed"], done["retired"]) == (["acme"], [{"id": VENDOR, "facts": ["name"]}], ["old"])
    listed = {one["id"]: one for one in own_programme.json("vendor", "list")}
    assert (listed[VENDOR]["name"], listed[VENDOR]["owner"], listed["acme"]["note"]) == ("Truc Bach SARL", "M. Okafor", "two\nlines")
    again = own_programme.json("vendor", "import", path)
    assert (again["added"], again["changed"], again["unchanged"]) == ([], [], [VENDOR, "acme"])


def test_a_list_with_a_problem_changes_nothing(programme: Programme, tmp_path: Path) -> None:
    path = tmp_path / "vendors.csv"
    path.write_text("id,name\nacme,Acme\nBad Id,\n", encoding="utf-8")
    before = programme.json("vendor", "list")
    done = programme.run("vendor", "import", path)
    assert (done.code, done.out) == (ExitCode.INVALID_DOCUMENT, "") and "such as bad-id" in done.err and "2 problems" in done.err
    assert programme.json("vendor", "list") == before
