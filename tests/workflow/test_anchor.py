"""A report out of a register says where the register stood, and nobody changes that unseen."""

from __future__ import annotations

from importlib import import_module
from unittest.mock import patch

import pytest

from kporisk.errors import RenderingError
from kporisk.reports.edition import Audience, Edition
from kporisk.seal.differences import page_texts
from kporisk.workflow.report import print_report
from kporisk.workflow.verify import verify
from kporisk.workflow.verify.result import Outcome, Verification
from tests.shared import printed_once
from tests.workflow import tampering
from tests.workflow.papers import HEAD, NOW, anchored, report, small
from tests.worlds import shipped

PAGES = import_module("kporisk.workflow.verify.pages")


def codes(result: Verification) -> set[str]:
    """What is said, by code."""
    return {one.key for check in result.checks for one in check.said}


def test_a_report_out_of_a_register_says_where_it_stood_and_is_verified() -> None:
    with printed_once():
        words = " ".join(" ".join(page_texts(anchored())).split())
        result = verify(anchored(), at=NOW)
    assert f"Register: record 1,234, SHA-256 {'7d' * 32}" in words
    assert "Register: record" not in " ".join(" ".join(page_texts(report())).split())
    assert result.outcome is Outcome.OK and {check.outcome for check in result.checks} == {Outcome.OK}


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'"seq": 1234', b'"seq": 1233'), (b"7d7d", b"7d7e"), (b'"seq": 1234', b'"seq": 0'), (b'"anchor"', b'"ancher"')],
)
def test_another_head_of_the_register_is_found(before: bytes, after: bytes) -> None:
    changed = tampering.edited(
        lambda opened: tampering.replaced(opened, "edition.json", lambda held: held.replace(before, after, 1)), anchored()
    )
    with patch.object(PAGES, "pdf", side_effect=RenderingError("what was changed in the data must be found without the pages")):
        result = verify(changed, at=NOW)
    assert result.outcome is Outcome.FAILED and "data.not_printed" in codes(result)


@pytest.mark.parametrize("audience", ["summary", "vendor"])
def test_an_edition_without_data_says_nothing_of_the_register(audience: str) -> None:
    with printed_once():
        copy = print_report(small(), shipped(), edition=Edition(audience=Audience(audience), anchor=HEAD))
        assert copy == report(audience)
        beside = verify(copy, at=NOW, against=anchored())
    assert beside.outcome is Outcome.OK and "pages.authentic" in codes(beside)
