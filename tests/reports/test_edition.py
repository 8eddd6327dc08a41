"""An edition: who signed off, in which order, and how far that brings it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kporisk.errors import UsageError
from kporisk.reports.edition import Anchor, Edition, SignOff, State, edition_document, edition_from

HEAD = Anchor(1234, "0f" * 32)
FIRST, SECOND, THIRD = (date(2026, 11, day) for day in (24, 25, 26))


def test_the_state_follows_from_who_signed_off() -> None:
    assert Edition(prepared=SignOff("A", FIRST)).state is State.DRAFT
    assert Edition(prepared=SignOff("A", FIRST), reviewed=SignOff("B", SECOND)).state is State.REVIEWED
    assert Edition(reviewed=SignOff("B", SECOND), approved=SignOff("C", THIRD)).state is State.APPROVED


@pytest.mark.parametrize("name", ["M. Okafor", "m.  okafor", " M. OKAFOR "])
def test_somebody_else_approves_however_a_name_is_written(name: str) -> None:
    with pytest.raises(UsageError, match="by someone else"):
        Edition(reviewed=SignOff("M. Okafor", SECOND), approved=SignOff(name, THIRD))


def test_dates_follow_each_other() -> None:
    Edition(prepared=SignOff("A", FIRST), reviewed=SignOff("B", FIRST), approved=SignOff("C", FIRST))
    with pytest.raises(UsageError, match="set the dates in that order"):
        Edition(reviewed=SignOff("B", THIRD), approved=SignOff("C", SECOND))


def test_a_language_is_named_once() -> None:
    for languages in ((), ("en", "en")):
        with pytest.raises(UsageError, match="each language of the report once"):
            Edition(languages)


def test_an_edition_is_read_back() -> None:
    edition = Edition(("fr", "en"), reviewed=SignOff("B", SECOND), for_signature=True)
    assert edition_from(edition_document(edition)) == edition
    anchored = replace(edition, anchor=HEAD)
    assert edition_document(anchored)["anchor"] == {"seq": 1234, "sha256": "0f" * 32}
    assert edition_from(json.loads(json.dumps(edition_document(anchored)))) == anchored
    with pytest.raises(ValueError, match="state"):
        edition_from({**edition_document(edition), "state": "approved"})


def test_an_edition_from_before_there_was_a_register_is_read() -> None:
    older = edition_document(Edition())
    assert older.pop("anchor") is None
    assert edition_from(older) == Edition()


@pytest.mark.parametrize("seq", [0, -1, 2**53, True, 1.0, "1", None])
def test_a_record_has_a_whole_number_from_1(seq: Any) -> None:
    assert Anchor(1, HEAD.sha256).seq == 1 and Anchor(2**53 - 1, HEAD.sha256)
    with pytest.raises(UsageError, match="whole number from 1"):
        Anchor(seq, HEAD.sha256)


@pytest.mark.parametrize("sha256", ["", "0f" * 31, "0F" * 32, "0f" * 32 + "\n", "0g" * 32, "٠f" * 32, b"0f" * 32, 0, None])
def test_a_digest_has_64_lower_case_digits(sha256: Any) -> None:
    with pytest.raises(UsageError, match="64 hexadecimal digits"):
        Anchor(1, sha256)


@pytest.mark.parametrize("anchor", [[], "", 0, {"seq": 1}, {"sha256": "0f" * 32}, {"seq": "1", "sha256": "0f" * 32}])
def test_an_edition_with_half_an_anchor_is_refused(anchor: Any) -> None:
    with pytest.raises((UsageError, KeyError, TypeError)):
        edition_from({**edition_document(Edition()), "anchor": anchor})
