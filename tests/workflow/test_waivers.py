"""Waivers of the register: who may grant one, until when, and what counts once it ended or was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kporisk.errors import UsageError
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workflow.programme.record import look_at_vendor
from kporisk.workflow.programme.state import state_of
from kporisk.workflow.programme.waivers import Granted, WaiverState, grant_waiver, revoke_waiver, waivers_of
from kporisk.workflow.workspace.opened import Workspace
from tests.workspaces import NOON, VENDOR, assessed_place

TODAY = NOON.date()
UNTIL = date(2027, 3, 31)
RULE = "ko-ds-mfa"
MONTH = 30 * 86_400


@dataclass
class Office:
    workspace: Workspace
    known: Known

    def grant(self, *, on: date = TODAY, **given: Any) -> Granted:
        asked = {"rule": RULE, "reason": "Rollout in March", "approver": "M. Okafor", "requester": "A. Ngo", "until": UNTIL, **given}
        return grant_waiver(self.workspace, self.known, on=on, at=NOON + (on - TODAY), **asked)

    def revoke(self, id: str, reason: str = "Not rolled out") -> object:
        return revoke_waiver(self.workspace, self.known, id, by="M. Okafor", reason=reason, on=TODAY, at=NOON)

    def states(self, on: date = TODAY) -> dict[str | None, WaiverState]:
        return {one.id: one.state for one in waivers_of(self.workspace, self.known, today=on, within=MONTH)}

    def applied(self) -> list[str]:
        return [one["rule"] for one in look_at_vendor(self.workspace, self.known, as_of=TODAY, depth=None).document["waivers"]]


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with assessed_place(tmp_path_factory, tmp_path).open() as workspace:
        yield Office(workspace, workspace.vendor(VENDOR))


def test_a_waiver_counts_until_its_day_or_until_it_is_taken_back(office: Office) -> None:
    assert office.applied() == []
    granted = office.grant()
    assert (granted.id, granted.state, office.applied()) == ("w1", WaiverState.ACTIVE, [RULE])
    days = (UNTIL - timedelta(days=31), UNTIL - timedelta(days=30), UNTIL, UNTIL + timedelta(days=1))
    assert [office.states(day)["w1"].value for day in days] == ["active", "expiring", "expiring", "ended"]
    assert office.revoke("w1") is None
    assert (office.states(), office.applied()) == ({"w1": WaiverState.REVOKED}, [])
    (one,) = waivers_of(office.workspace, office.known, today=TODAY, within=MONTH)
    assert one.document()["revoked"] == {"by": "M. Okafor", "on": TODAY.isoformat(), "reason": "Not rolled out"}


def test_ids_are_never_used_twice(office: Office) -> None:
    office.grant()
    office.revoke("w1")
    assert office.grant().id == "w2"
    assert office.grant(rule="ko-ds-endpoint-model").id == "w3"
    assert office.states() == {"w1": WaiverState.REVOKED, "w2": WaiverState.ACTIVE, "w3": WaiverState.ACTIVE}


def test_one_waiver_of_a_rule_is_in_force_and_the_next_comes_after_it(office: Office) -> None:
    office.grant()
    with pytest.raises(UsageError, match=r"w1 waives ko-ds-mfa until 2027-03-31 already; .* kporisk waiver revoke acme-analytics w1"):
        office.grant(on=UNTIL, until=UNTIL + timedelta(days=90))
    later = UNTIL + timedelta(days=1)
    assert office.grant(on=later, until=later + timedelta(days=90)).id == "w2"
    (counts,) = state_of(office.workspace.register, office.known).reviews["waivers"]
    assert counts["until"] == (later + timedelta(days=90)).isoformat()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"approver": " a.  NGO "}, "approved by somebody other"),
        ({"until": TODAY}, "not after today"),
        ({"rule": "ko-ds-mfaa"}, "did you mean ko-ds-mfa"),
        ({"reason": " "}, "a reason is blank"),
        ({"approver": ""}, "the approver's name is blank"),
        ({"requester": "\t"}, "the requester's name is blank"),
        ({"requester": "A\nB"}, "on one line"),
    ],
)
def test_what_cannot_be_is_refused(office: Office, given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        office.grant(**given)
    assert office.states() == {}


def test_a_rule_without_a_floor_cannot_be_waived(office: Office) -> None:
    rule = next(rule for rule in office.workspace.library.checklists.rules if rule.floor is None)
    with pytest.raises(UsageError, match="no floor"):
        office.grant(rule=rule.id)


def test_only_what_stands_is_taken_back(office: Office) -> None:
    office.grant()
    with pytest.raises(UsageError, match="did you mean w1"):
        office.revoke("w12")
    with pytest.raises(UsageError, match="blank"):
        office.revoke("w1", " ")
    office.revoke("w1")
    with pytest.raises(UsageError, match="taken back already"):
        office.revoke("w1")


def test_the_registers_waiver_comes_before_a_files_which_counts_again_after_it(office: Office) -> None:
    filed = {"rule": RULE, "reason": "As agreed", "approver": "B. Roy", "until": "2027-01-31"}
    office.workspace.commit([Entry(Kind.WAIVER, {"from": "file", "waivers": [filed]}, office.known.ref)], at=NOON)
    assert office.states() == {None: WaiverState.ACTIVE}
    office.grant()
    assert office.states() == {"w1": WaiverState.ACTIVE, None: WaiverState.REPLACED}
    assert [one["approver"] for one in state_of(office.workspace.register, office.known).reviews["waivers"]] == ["M. Okafor"]
    left = office.revoke("w1")
    assert left is not None and office.applied() == [RULE]
