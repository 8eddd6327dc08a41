"""An edition: who signed off, in which order, and how far that brings it."""

from __future__ import annotations

from datetime import date

import pytest

from kporisk.errors import UsageError
from kporisk.reports.edition import Edition, SignOff, State, edition_document, edition_from

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
    with pytest.raises(ValueError, match="state"):
        edition_from({**edition_document(edition), "state": "approved"})
