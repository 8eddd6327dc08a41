"""`kporisk history`."""

from __future__ import annotations

from pathlib import Path

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


def test_what_was_established_in_the_register_stands_with_who_did_it(own_programme: Programme, tmp_path: Path) -> None:
    paper = tmp_path / "idp.pdf"
    paper.write_bytes(b"%PDF-1.7 what was shown")
    own_programme.ran(
        *("evidence", "add", VENDOR, paper, "--kind", "idp_report", "--title", "Export", "--issued", "2026-11-01"),
        *("--for", "ds_mfa", "--by", "A. Ngo", "-q"),
    )
    own_programme.ran("evidence", "review", VENDOR, "idp", "--accept", "--for", "ds_mfa", "--by", "M. Okafor", "-q")
    waiver = ("--reason", "Rollout", "--approver", "C. Adeyemi", "--requester", "A. Ngo", "--until", "2027-03-31", "-q")
    own_programme.ran("waiver", "add", VENDOR, "ko-ds-mfa", *waiver)
    since = own_programme.json("history", VENDOR)["recorded_since"]
    assert [(one["kind"], one["by"]) for one in since] == [
        ("evidence", ["A. Ngo"]),
        ("review", ["M. Okafor"]),
        ("waiver", ["C. Adeyemi"]),
    ]
    out = " ".join(own_programme.ran("history", VENDOR).split())
    assert "Recorded since: evidence (A. Ngo), review (M. Okafor), waiver (C. Adeyemi)." in out
    own_programme.ran("assess", VENDOR, "-q")
    question = own_programme.json("explain", VENDOR, "ds_mfa")
    assert {one["id"]: one["state"] for one in question["evidence"]}["idp"] == "counts"
    rule = own_programme.json("explain", VENDOR, "ko-ds-mfa")
    assert (rule["floor"], rule["waiver"]["approver"]) == ("high", "C. Adeyemi")
    assert "Floor lifted by C. Adeyemi" in " ".join(own_programme.ran("explain", VENDOR, "ko-ds-mfa").split())
    back = tmp_path / "back.yaml"
    other = "idp: {kind: idp_report, title: Export, issued: 2026-11-20}"
    answers = "answers:\n  ds_mfa: {value: 100, evidence: [idp]}\n"
    back.write_text(f"format: kporisk.response/1\nanswered_on: 2026-11-26\nevidence:\n  {other}\n{answers}", encoding="utf-8")
    done = own_programme.run("assess", VENDOR, "--response", back)
    assert done.code == ExitCode.INVALID_DOCUMENT and "a reviewer has seen another document under this id" in done.err
