"""A report is verified from nothing but the file; whatever is changed in it is found, and said."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.errors import RenderingError
from kporisk.reports import renderer as reports_renderer
from kporisk.reports.edition import Edition
from kporisk.reports.verification import verification_lines
from kporisk.seal.carried import carried
from kporisk.seal.differences import page_texts
from kporisk.seal.signing import sign
from kporisk.workflow.verify import verification_document, verify
from kporisk.workflow.verify.result import Outcome, Verification
from tests.seal.authority import NOW as SIGNED_AT
from tests.seal.authority import ada, bob, eve, root
from tests.shared import printed_once
from tests.workflow import tampering
from tests.workflow.papers import NOW, SECRET, report

ROOM, DATA, PAGES, RECOMPUTE = (import_module(f"kporisk.workflow.verify{name}") for name in ("", ".data", ".pages", ".recompute"))


def codes(result: Verification) -> set[str]:
    """What is said, by code; of an object also what kind it is."""
    found = {one.key for check in result.checks for one in check.said}
    return found | {f"{one.key} {one.values['name']}" for check in result.checks for one in check.said if one.key == "pages.object"}


def outcomes(result: Verification) -> dict[str, str]:
    """What came of each check."""
    return {check.name: check.outcome.value for check in result.checks}


ALL_OK = {"file": "ok", "data": "ok", "recomputed": "ok", "pages": "ok", "signatures": "ok"}


def test_the_untouched_report_is_verified() -> None:
    result = verify(report(), at=NOW)
    assert (result.outcome, outcomes(result)) == (Outcome.OK, ALL_OK)
    assert verification_document(result, file="x.pdf")["outcome"] == "verified"


@pytest.fixture(scope="module")
def remembered() -> Iterator[None]:
    """Recomputing, loading and printing remembered by what they are made from: most changes leave the attachments or checklists alone."""
    recomputed: dict[Any, Any] = {}
    inner, pdf = ROOM.recompute, PAGES.pdf

    def recompute(found: Any) -> Any:
        key = tuple(sorted(found.attachments.items()))
        if key not in recomputed:
            recomputed[key] = inner(found)
        return recomputed[key]

    loaded: dict[Any, Any] = {}
    load = RECOMPUTE.load_checklists

    def load_once(folders: Any) -> Any:
        key = tuple(file.read_bytes() for folder in folders for file in sorted(folder.rglob("*")) if file.is_file())
        if key not in loaded:
            loaded[key] = load(folders)
        return loaded[key]

    printed: list[bytes] = []
    whole = carried(report()).attachments

    def print_again(document: Any, **given: Any) -> bytes:
        if given["edition"] != Edition() or any(one.content != whole[one.name] for one in given["attachments"]):
            raise RenderingError("what was changed in the data must be found without the pages")
        if not printed:
            printed.append(pdf(document, **given))
        return printed[0]

    texts = functools.cache(page_texts)
    with (
        patch.object(ROOM, "recompute", recompute),
        patch.object(RECOMPUTE, "load_checklists", load_once),
        patch.object(PAGES, "pdf", print_again),
        patch.object(DATA, "page_texts", texts),
        patch("kporisk.seal.differences.page_texts", texts),
        printed_once(),
    ):
        yield


@pytest.mark.parametrize("part", tampering.PARTS)
def test_every_change_is_found_and_said(part: str, remembered: None) -> None:
    changes, count = tampering.PARTS[part]
    tried, wrong = 0, []
    for one in changes():
        tried += 1
        assert one.content != report(), one.name
        result = verify(one.content, at=NOW)
        lines = verification_lines(verification_document(result, file="x.pdf"), lang="en")
        said = codes(result)
        fits = not one.kinds or any(code.startswith(tuple(one.kinds)) for code in said)
        if result.outcome is not Outcome.FAILED or not fits or not lines or SECRET in "".join(lines):
            wrong.append((one.name, outcomes(result), sorted(said)))
    assert not wrong, "\n".join(map(str, wrong))
    assert tried == count


def test_the_changes_are_two_hundred() -> None:
    assert sum(count for _, count in tampering.PARTS.values()) == 200


def test_signed_and_co_signed_with_and_without_trust() -> None:
    one = sign(report(), ada().key, at=SIGNED_AT).pdf
    both = sign(one, bob().key, at=SIGNED_AT).pdf
    for content, trust, outcome in (
        (one, None, Outcome.OK),
        (both, None, Outcome.OK),
        (both, (root().certificate,), Outcome.OK),
        (sign(report(), eve().key, at=SIGNED_AT).pdf, (root().certificate,), Outcome.FAILED),
        (one[:-1], None, Outcome.FAILED),
        (one.replace(b"/Contents <", b"/Contents <00", 1), None, Outcome.FAILED),
    ):
        with printed_once():
            assert verify(content, at=SIGNED_AT, trust=trust).outcome is outcome


@pytest.fixture
def other_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of a library than the one that printed the report."""
    here = reports_renderer.renderer

    def other(folders: Any) -> dict[str, Any]:
        found: Any = here(folders)
        return {**found, "libraries": {**found["libraries"], "weasyprint": "71.0"}}

    monkeypatch.setattr(PAGES, "renderer", other)


def test_printed_by_another_version_the_pages_are_not_checked(other_renderer: None) -> None:
    result = verify(report(), at=NOW)
    assert (result.outcome, outcomes(result)) == (Outcome.NOT_CHECKED, {**ALL_OK, "pages": "not_checked"})
    lines = " ".join(" ".join(verification_lines(verification_document(result, file="x.pdf"), lang="en")).split())
    assert "other versions (weasyprint)" in lines and "not everything could be checked" in lines


def test_printed_by_another_version_a_signature_vouches(other_renderer: None) -> None:
    result = verify(sign(report(), ada().key, at=SIGNED_AT).pdf, at=SIGNED_AT)
    assert result.outcome is Outcome.OK and "pages.by_signature" in codes(result)


@pytest.mark.parametrize("audience", ["summary", "vendor"])
def test_an_edition_without_data_is_printed_anew_from_the_original(audience: str) -> None:
    with printed_once():
        alone, beside = verify(report(audience), at=NOW), verify(report(audience), at=NOW, against=report())
    assert alone.outcome is Outcome.NOT_CHECKED
    assert beside.outcome is Outcome.OK and "pages.authentic" in codes(beside)


@given(
    st.one_of(st.binary(max_size=300), st.integers(0, 300_000).map(lambda n: report()[:n]), st.binary(max_size=99).map(b"%PDF-".__add__))
)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_garbage_and_what_was_cut_off_is_never_verified_and_never_breaks(content: bytes) -> None:
    assert verify(content, at=NOW).outcome is Outcome.FAILED
