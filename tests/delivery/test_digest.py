"""A night in words and in JSON: counts and ids, in text that every reader shows as it was meant."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kporisk.delivery.digest import Night, document, subject, text

WORKSPACE = "k3v9q0x7m2t8w1zd"
LISTS = ("failed", "changed", "due", "overdue", "evidence_expiring", "waivers_ended")
QUIET = Night(workspace=WORKSPACE, as_of=date(2026, 11, 30), seconds=4.25, vendors=412, unchanged=412)
BUSY = Night(
    workspace=WORKSPACE,
    as_of=date(2026, 11, 30),
    seconds=61.5,
    vendors=412,
    changed=("bolt", "acme"),
    unchanged=409,
    failed=("krill-ltd",),
    due=tuple(f"vendor-{number:02}" for number in range(40)),
    overdue=("acme",),
    evidence_expiring=("acme", "acme", "zeta"),
    waivers_ended=("bolt",),
    reports=4,
    missed=3,
    first_after_import=True,
)

TEXT = """\
Vendors re-scored as of 2026-11-30
Workspace k3v9q0x7m2t8w1zd
First run after an import: all of it is in this one message.

Vendors                    412
Re-scored                  411
Unchanged                  409
Failed                       1
Changed                      2
Due for re-assessment       40
Overdue                      1
Evidence expiring            2
Waivers ended                1
Reports written              4
Seconds                     62

3 due dates passed without a run. This run caught up once and recorded
them.

Failed (1)
  krill-ltd
  Their last assessment stands. Look into them with: kporisk status

Changed (2)
  acme, bolt

Due for re-assessment (40)
  vendor-00, vendor-01, vendor-02, vendor-03, vendor-04, vendor-05,
  vendor-06, vendor-07, vendor-08, vendor-09, vendor-10, vendor-11,
  vendor-12, vendor-13, vendor-14, vendor-15, vendor-16, vendor-17,
  vendor-18, vendor-19, vendor-20, vendor-21, vendor-22, vendor-23,
  vendor-24, and 15 more
  Questionnaires are in the workspace's folder outbox.

Overdue (1)
  acme
  See since when with: kporisk due

Evidence expiring (2)
  acme, zeta

Waivers ended (1)
  bolt
"""

vendor_ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True)
id_lists = st.one_of(st.lists(vendor_ids, max_size=4), st.integers(0, 60).map(lambda many: [f"vendor-{n}" for n in range(many)])).map(tuple)
counts = st.integers(0, 10**6)
nights = st.builds(
    Night,
    workspace=st.from_regex(r"[a-z0-9]{16}", fullmatch=True),
    as_of=st.dates(),
    seconds=st.floats(0, 1e6),
    **dict.fromkeys(LISTS, id_lists),
    **dict.fromkeys(("vendors", "unchanged", "reports", "missed"), counts),
    first_after_import=st.booleans(),
)


def test_a_busy_night_in_words() -> None:
    assert text(BUSY) == TEXT
    assert subject(BUSY) == "kporisk 2026-11-30: 1 failed, 1 overdue, 40 due, 2 changed"


def test_a_quiet_night_in_words() -> None:
    assert subject(QUIET) == "kporisk 2026-11-30: nothing changed"
    assert text(QUIET).endswith("Seconds                      4\n")
    assert "First run" not in text(QUIET)


def test_a_night_as_a_document() -> None:
    made = document(BUSY)
    assert list(made) == ["format", "workspace", "as_of", "seconds", "first_after_import", "counts", "vendors"]
    assert made["format"] == "kporisk.night/1"
    assert made["counts"] == {
        "vendors": 412,
        "assessed": 411,
        "unchanged": 409,
        "reports": 4,
        "missed": 3,
        "failed": 1,
        "changed": 2,
        "due": 40,
        "overdue": 1,
        "evidence_expiring": 2,
        "waivers_ended": 1,
    }
    assert made["vendors"]["evidence_expiring"] == ["acme", "zeta"]
    assert len(made["vendors"]["due"]) == 40
    assert json.loads(json.dumps(made)) == made


def test_a_long_list_in_a_document_ends_and_is_counted_whole() -> None:
    night = Night(workspace=WORKSPACE, as_of=date(2026, 1, 1), seconds=0, vendors=0, changed=tuple(f"v{n}" for n in range(2345)))
    assert len(document(night)["vendors"]["changed"]) == 1000
    assert document(night)["counts"]["changed"] == 2345


@settings(max_examples=60)
@given(nights)
def test_every_night_fits_its_lines_and_says_only_counts_and_ids(night: Night) -> None:
    said = text(night)
    assert said.isascii()
    assert said.endswith("\n") and not said.endswith("\n\n")
    assert all(len(line) <= 72 and line == line.rstrip() and line.isprintable() for line in said.split("\n"))
    assert len(subject(night)) <= 72 and subject(night).isprintable()
    for name in LISTS:
        found = getattr(night, name)
        assert list(found) == sorted(set(found)) == document(night)["vendors"][name]
    rest = [len(getattr(night, name)) - 25 for name in LISTS]
    assert sorted(map(int, re.findall(r", and (\d+) more", " ".join(said.split())))) == sorted(count for count in rest if count > 0)
    named = set(re.findall(r"[a-z0-9-]+", " ".join(line for line in said.split("\n") if line.startswith("  ") and ":" not in line)))
    assert {one for name in LISTS for one in getattr(night, name)[:25]} <= named


@pytest.mark.parametrize(
    "changes",
    [
        {"workspace": "zqxcanary answer"},
        {"changed": ("acme", "zqxcanary answer")},
        {"failed": ("Zqxcanary",)},
        {"due": ("acme\n",)},
        {"overdue": ("",)},
        {"evidence_expiring": ("-a",)},
        {"waivers_ended": ("a" * 64,)},
        {"vendors": -1},
        {"missed": -1},
        {"seconds": -0.5},
        {"seconds": float("inf")},
        {"seconds": float("nan")},
    ],
)
def test_what_is_neither_count_nor_id_is_refused_without_quoting_it(changes: dict[str, Any]) -> None:
    values: dict[str, Any] = {field.name: getattr(QUIET, field.name) for field in fields(Night)}
    with pytest.raises(ValueError) as caught:
        Night(**{**values, **changes})
    assert "anary" not in str(caught.value)
