"""`kporisk history`."""

from __future__ import annotations

from kporisk.errors import ExitCode
from tests.cli.programme import VENDOR, Programme


def test_every_assessment_stands_with_what_was_recorded_before_it(programme: Programme) -> None:
    document = programme.json("history", VENDOR)
    first, second = document["assessments"]
    assert [one["kind"] for one in first["recorded_before"]] == ["vendor", "engagement", "response", "review"]
    assert [(one["kind"], one["by"]) for one in second["recorded_before"]] == [("response", ["Nguyễn Thị Minh Châu"])]
    assert (first["as_of"], second["as_of"], document["recorded_since"]) == ("2026-11-20", "2026-11-25", [])
    assert first["record"] < second["recorded_before"][0]["record"] < second["record"]
    assert (second["why"], second["standing"]) == ("assess", second["tier"]["proven"])


def test_the_table_fits_a_terminal_of_80_cells(programme: Programme) -> None:
    out = programme.ran("history", VENDOR)
    assert max(map(len, out.splitlines())) <= 80
    assert "2026-11-20" in out and "Camille" in out and "Recorded since" not in out


def test_what_no_assessment_has_yet_is_said(own_programme: Programme) -> None:
    own_programme.ran("vendor", "retire", VENDOR)
    assert "Recorded since: vendor." in own_programme.ran("history", VENDOR)
    own_programme.ran("vendor", "add", "new-one", "--name", "New")
    done = own_programme.run("history", "new-one")
    assert (done.code, done.out) == (ExitCode.DONE, "") and "has not been assessed yet" in done.err


def test_a_mistyped_vendor_is_answered_with_the_nearest(programme: Programme) -> None:
    done = programme.run("history", "truc-bach-analytic")
    assert done.code == ExitCode.USAGE and f"did you mean {VENDOR}?" in done.err
