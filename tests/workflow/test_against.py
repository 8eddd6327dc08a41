"""A copy beside its original: flattened, changed, stamped, cut short, scanned, or somebody else's."""

from __future__ import annotations

import functools
import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from kporisk.reports.edition import Audience, Edition
from kporisk.workflow.report import print_report
from kporisk.workflow.verify import verify
from kporisk.workflow.verify.result import Outcome, Verification
from tests.seal.authority import paper
from tests.shared import printed_once
from tests.workflow.papers import NOW, SECRET, assessed, case_document, report
from tests.worlds import shipped

needs_poppler = pytest.mark.skipif(shutil.which("pdftocairo") is None, reason="pdftocairo (poppler-utils) is not installed")


@pytest.fixture(scope="module", autouse=True)
def once() -> Iterator[None]:
    """The original is printed anew once for all tests."""
    with printed_once():
        yield


def cairo(content: bytes, *options: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.pdf"), Path(folder, "out.pdf")
        source.write_bytes(content)
        subprocess.run(["pdftocairo", "-pdf", *options, str(source), str(target)], check=True, capture_output=True, timeout=60)
        return target.read_bytes()


@functools.cache
def flattened() -> bytes:
    """As a viewer prints it to a file: the pages, without tags, attachments or metadata."""
    return cairo(report())


def said(result: Verification, code: str) -> dict[str, object]:
    found = [one for check in result.checks for one in check.said if one.key == code]
    assert found, [one.key for check in result.checks for one in check.said]
    return dict(found[0].values)


def against(content: bytes, original: bytes | None = None) -> Verification:
    result = verify(content, at=NOW, against=report() if original is None else original)
    # Words that differ are quoted from the pages; nothing else may tell what the case holds.
    told = [one.values for check in result.checks for one in check.said if one.key not in ("copy.words", "pages.words")]
    assert SECRET not in repr(told)
    return result


def stripped(content: bytes) -> bytes:
    """Without what makes it a report of ours: only the pages are left."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        for name in ("/Metadata", "/Names", "/AF", "/StructTreeRoot"):
            if name in opened.Root:
                del opened.Root[name]
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


@needs_poppler
def test_a_flattened_copy_is_verified_by_its_words() -> None:
    result = against(flattened())
    assert result.outcome is Outcome.NOT_CHECKED and said(result, "copy.equal") == {"n": 17}
    assert said(result, "copy.look") == {}, "a text says nothing of what covers it"
    assert verify(flattened(), at=NOW).outcome is Outcome.FAILED


def test_a_word_that_is_gone_or_another_is_named_with_its_page() -> None:
    """The words of page 3, taken away one instruction at a time as an editor would."""
    with pikepdf.open(io.BytesIO(stripped(report()))) as opened:
        page = opened.pages[2]
        steps = list(pikepdf.parse_content_stream(page))
        shows = [index for index, step in enumerate(steps) if str(step.operator) in ("Tj", "TJ")]
        del steps[shows[len(shows) // 2]]
        page.Contents = opened.make_stream(pikepdf.unparse_content_stream(steps))
        out = io.BytesIO()
        opened.save(out)
    result = against(out.getvalue())
    words = said(result, "copy.words")
    assert result.outcome is Outcome.FAILED and words["at"] == 3 and words["wanted"] and said(result, "copy.differs") == {"n": 1}


def test_a_copy_of_the_report_with_another_answer_is_found_out() -> None:
    """The most likely forgery: the same vendor and day, other numbers."""
    better = print_report(assessed(case_document(ds_mfa={"value": 95})), shipped(), edition=Edition(audience=Audience.LEGAL))
    result = against(stripped(better))
    assert result.outcome is Outcome.FAILED
    carrying = against(better)
    assert carrying.outcome is Outcome.FAILED and said(carrying, "copy.other_report") == {}


def stamped(content: bytes) -> bytes:
    """With a word in a corner of page 2, as a platform leaves one."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        page = opened.pages[1]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        form = opened.make_stream(b"BT /F 9 Tf 20 8 Td (Envelope 4711 completed) Tj ET")
        form.update(pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 300, 20]))
        form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.add_overlay(form, pikepdf.Rectangle(20, 5, 320, 25))
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def test_a_stamp_is_shown_and_left_to_judge() -> None:
    result = against(stamped(stripped(report())))
    assert result.outcome is Outcome.NOT_CHECKED
    added = said(result, "copy.added")
    assert added["at"] == 2 and "Envelope" in str(added["found"])


@pytest.mark.parametrize("more", [-1, 1])
def test_a_page_too_few_or_too_many_is_found(more: int) -> None:
    with pikepdf.open(io.BytesIO(stripped(report()))) as opened:
        if more < 0:
            del opened.pages[6]
        else:
            opened.add_blank_page()
        out = io.BytesIO()
        opened.save(out)
    result = against(out.getvalue())
    assert result.outcome is Outcome.FAILED and said(result, "copy.pages") == {"found": 17 + more, "wanted": 17}


def test_a_scan_cannot_be_checked_and_what_to_do_is_said() -> None:
    with pikepdf.new() as scan:
        for _ in range(17):
            scan.add_blank_page()
        out = io.BytesIO()
        scan.save(out)
    result = against(out.getvalue())
    assert result.outcome is Outcome.NOT_CHECKED and said(result, "copy.no_text") == {}


def test_another_paper_is_no_copy() -> None:
    assert against(paper()).outcome is Outcome.FAILED
    for content, code in ((b"", "file.no_pdf"), (b"a letter", "file.no_pdf"), (report()[:5000], "file.damaged")):
        result = against(content)
        assert result.outcome is Outcome.FAILED and said(result, code) == {}


@pytest.mark.parametrize("which", ["tampered", "cut", "empty", "paper", "summary"])
def test_nothing_is_verified_against_an_original_that_does_not_hold(which: str) -> None:
    originals = {
        "tampered": report().replace(b":State>DRAFT<", b":State>DRAFD<", 1),
        "cut": report()[:-900],
        "empty": b"",
        "paper": paper(),
        "summary": report("summary"),
    }
    result = against(stripped(report()), originals[which])
    assert result.outcome is Outcome.FAILED
    assert said(result, "copy.original_without_data" if which == "summary" else "copy.original_fails") == {}


def test_the_original_itself_is_its_own_copy() -> None:
    result = against(report())
    assert result.outcome is Outcome.OK and said(result, "copy.same") == {}
