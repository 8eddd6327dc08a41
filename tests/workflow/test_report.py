"""A report from a case, a report from a report: what it is printed with, what it carries, and what is refused."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from kporisk.errors import IntegrityError, RenderingError, UsageError
from kporisk.reports.edition import Audience, Edition, SignOff, State, edition_document
from kporisk.seal import carried as reading
from kporisk.seal.carried import carried
from kporisk.workflow import report as room
from kporisk.workflow.change import Previous, Told
from kporisk.workflow.report import ROOM_FOR_PAGES, Wanted, print_report, proof, report_of_report
from kporisk.workflow.verify.result import Check, Outcome
from tests.workflow.papers import AS_OF, HEAD, SECRET, report, small
from tests.worlds import shipped


@contextmanager
def unprinted(fails: Exception | None = None) -> Iterator[list[SimpleNamespace]]:
    """While it lasts nothing is rendered: what would have been is collected, or `fails` is raised instead."""
    asked: list[SimpleNamespace] = []

    def pdf(document: Any, **given: Any) -> bytes:
        asked.append(SimpleNamespace(document=document, **given))
        if fails is not None:
            raise fails
        return b"%PDF-1.7 not rendered"

    with patch.object(room, "pdf", pdf):
        yield asked


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(report())
    return path


LEFT, RIGHT, THIRD = SignOff("R. Roe", date(2026, 11, 25)), SignOff("M. Okafor", date(2026, 11, 26)), SignOff("P. Poe", AS_OF)


def test_a_case_is_printed_in_the_default_edition_with_its_proof() -> None:
    with unprinted() as asked:
        assert print_report(small(), shipped(), edition=Wanted().of(Edition())) == b"%PDF-1.7 not rendered"
    (one,) = asked
    assert one.edition == Edition() and one.edition.audience is Audience.LEGAL and one.edition.state is State.DRAFT
    assert (one.change, one.document["as_of"]) == (None, "2026-11-24")
    assert [each.name for each in one.attachments] == ["case.json", "assessment.json", "checklists.json", "method.yaml"]


@pytest.mark.parametrize("audience", list(Audience))
def test_only_editions_that_may_have_the_data_carry_it(audience: Audience) -> None:
    with unprinted() as asked:
        print_report(small(), shipped(), edition=Wanted(audience=audience.value).of(Edition()))
    carries = any(SECRET in each.content.decode() for each in asked[0].attachments)
    assert carries is bool(asked[0].attachments) is (audience in (Audience.INTERNAL, Audience.LEGAL))


@contextmanager
def carrying(**attachments: bytes) -> Iterator[None]:
    """While it lasts, a report carries these JSON files instead of its own, and the digests on its pages are theirs."""
    found = carried(report())
    other = replace(found, attachments={**found.attachments, **{f"{name}.json": content for name, content in attachments.items()}})
    assert other.attachments.keys() == found.attachments.keys()
    whole = Check("data", Outcome.OK, ())
    with patch.object(reading, "carried", return_value=other), patch("kporisk.workflow.verify.data.data", return_value=whole):
        yield


def test_a_report_printed_again_keeps_what_it_had_and_takes_what_is_new(whole: Path) -> None:
    had = Edition(("fr", "en"), Audience.INTERNAL, prepared=THIRD, reviewed=LEFT, anchor=HEAD)
    with carrying(edition=json.dumps(edition_document(had)).encode()), unprinted() as asked:
        for wanted in (
            Wanted(),
            Wanted(audience="vendor", languages=("en",)),
            Wanted(approved=RIGHT),
            Wanted(reviewed=RIGHT, for_signature=True),
        ):
            report_of_report(whole, wanted)
    assert [one.edition for one in asked] == [
        had,
        replace(had, audience=Audience.VENDOR, languages=("en",)),
        replace(had, approved=RIGHT),
        replace(had, reviewed=RIGHT, for_signature=True),
    ]
    assert [one.edition.state for one in asked] == [State.REVIEWED, State.REVIEWED, State.APPROVED, State.REVIEWED]
    assert [bool(one.attachments) for one in asked] == [True, False, True, True]
    assert all(one.document == small().document for one in asked)


def test_printed_again_without_a_wish_it_carries_the_very_same_data(whole: Path) -> None:
    with unprinted() as asked:
        report_of_report(whole, Wanted())
    carries = carried(report()).attachments
    assert {one.name: one.content for one in asked[0].attachments} == {name: carries[name] for name in carries if name != "edition.json"}


def test_who_prepared_a_report_does_not_approve_it(whole: Path) -> None:
    with unprinted() as asked, pytest.raises(UsageError, match="someone else"):
        report_of_report(whole, Wanted(prepared=LEFT, approved=replace(LEFT, name=" r. ROE")))
    assert not asked


@pytest.mark.parametrize("audience", ["summary", "vendor"])
def test_an_edition_without_data_is_refused_with_what_to_give_instead(tmp_path: Path, audience: str) -> None:
    (tmp_path / "some.pdf").write_bytes(report(audience))
    with pytest.raises(UsageError, match=r"some\.pdf is an edition without data; give the internal or the legal edition, or the case"):
        report_of_report(tmp_path / "some.pdf", Wanted())


@functools.cache
def _tampered() -> dict[str, bytes]:
    from tests.workflow.tampering import edited, replaced

    def change(name: str, before: bytes, after: bytes) -> bytes:
        return edited(lambda opened: replaced(opened, name, lambda held: held.replace(before, after, 1)))

    return {
        "an answer": change("case.json", b'"value":60', b'"value":90'),
        "a number": change("assessment.json", b'"proven": 10.6', b'"proven": 90.6'),
        "the method": change("method.yaml", b"omega: 25", b"omega: 24"),
        "a tail cut off": report()[:-600],
        "nothing": b"",
        "another's": b"%PDF-1.4\n%%EOF",
    }


@pytest.mark.parametrize("what", ["an answer", "a number", "the method", "a tail cut off", "nothing", "another's"])
def test_what_was_tampered_with_is_not_printed_again(tmp_path: Path, what: str) -> None:
    (tmp_path / "bad.pdf").write_bytes(_tampered()[what])
    with unprinted() as asked, pytest.raises(IntegrityError, match="kporisk verify") as refused:
        report_of_report(tmp_path / "bad.pdf", Wanted())
    assert not asked and SECRET not in str(refused.value)


def test_data_that_agrees_with_its_digests_but_not_with_itself_is_not_printed_again(whole: Path) -> None:
    """Whoever prints a report of their own with another score gives every digest its due."""
    stated = carried(report()).attachments["assessment.json"]
    forged = stated.replace(b'"proven": 10.6', b'"proven": 90.6', 1)
    assert forged != stated
    with carrying(assessment=forged), unprinted() as asked, pytest.raises(IntegrityError):
        report_of_report(whole, Wanted())
    assert not asked


def _with_note(length: int) -> Any:
    document = json.loads(json.dumps(small().document))
    document["padding"] = SECRET + "x" * length
    return replace(small(), document=document)


def test_a_report_whose_proof_nobody_could_read_is_refused() -> None:
    with pytest.raises(RenderingError, match=r"cannot carry assessment\.json: .* reads at most 8\.0 MB") as refused:
        proof(_with_note(reading.LONGEST), shipped())
    assert SECRET not in str(refused.value) and "\n" not in str(refused.value)


def test_all_of_its_proof_together_is_held_against_the_limit_too() -> None:
    old = Previous("old.json", {"padding": "y" * (reading.LONGEST - 200_000)}, b"z" * (reading.LONGEST - 200_000))
    with pytest.raises(RenderingError, match=r"cannot carry its data: .* reads at most 16\.0 MB"):
        proof(_with_note(3_000_000), shipped(), Told(old, {}))


def test_the_largest_proof_that_is_not_refused_is_read_by_verify() -> None:
    """The look with its logo, the change and the eight files all stay within what is read."""
    assert proof(small(), shipped())
    assert ROOM_FOR_PAGES < reading.LONGEST_TOGETHER and ROOM_FOR_PAGES >= reading.LONGEST
    assert len(import_module("kporisk.workflow.verify.pages").ABOUT) + len(("edition.json", "change.json")) <= reading.MOST


def test_what_goes_wrong_in_rendering_is_not_hidden() -> None:
    with unprinted(RenderingError("the vendor's name cannot be shown")), pytest.raises(RenderingError, match="cannot be shown"):
        print_report(small(), shipped(), edition=Wanted().of(Edition()))
