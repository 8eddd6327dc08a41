"""`kporisk waiver`: granted, listed, taken back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from kporisk.errors import ExitCode
from tests.workspaces import NOON, VENDOR, Place, assessed_place

WHO = ("--reason", "Rollout in March", "--approver", "M. Okafor", "--requester", "A. Ngo")
ADD = ("waiver", "add", VENDOR, "ko-ds-mfa", *WHO, "--until", "2027-03-31")


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return assessed_place(tmp_path_factory, tmp_path)


def test_a_waiver_from_its_grant_to_its_end(place: Place) -> None:
    empty = place.run("waiver", "list")
    assert (empty.code, empty.out, empty.err) == (ExitCode.DONE, "", "no waivers: kporisk waiver add VENDOR RULE …\n")
    added = place.run(*ADD)
    assert (added.code, added.out) == (ExitCode.DONE, "")
    assert added.err == f"recorded: w1 waives ko-ds-mfa until 2027-03-31; it counts from the next: kporisk assess {VENDOR}\n"
    assert json.loads(place.run("assess", VENDOR, "--format", "json").out)["waivers"][0]["approver"] == "M. Okafor"
    head, row = place.run("waiver", "list", VENDOR).out.splitlines()
    assert head.split() == ["vendor", "id", "rule", "until", "state", "approver"]
    assert row.split() == [VENDOR, "w1", "ko-ds-mfa", "2027-03-31", "active", "M.", "Okafor"]
    assert len(row) <= 80
    assert "expiring" in place.run("waiver", "list", at=NOON + timedelta(days=100)).out
    revoked = place.run("waiver", "revoke", VENDOR, "w1", "--by", "M. Okafor", "--reason", "Not rolled out")
    assert (revoked.code, revoked.err) == (ExitCode.DONE, f"recorded: w1 is taken back from the next: kporisk assess {VENDOR}\n")
    (one,) = json.loads(place.run("waiver", "list", "--format", "json").out)
    assert (one["id"], one["state"], one["revoked"]["reason"]) == ("w1", "revoked", "Not rolled out")


def test_what_is_refused_says_what_was_meant(place: Place) -> None:
    refused = place.run("waiver", "add", VENDOR, "ko-ds-mfaa", *WHO, "--until", "2027-03-31")
    assert (refused.code, refused.err) == (ExitCode.USAGE, "kporisk: no rule has the id ko-ds-mfaa; did you mean ko-ds-mfa?\n")
    assert place.run(*ADD, "-q").err == ""
    assert "did you mean w1" in place.run("waiver", "revoke", VENDOR, "w11", "--by", "A", "--reason", "B").err
