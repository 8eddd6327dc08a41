"""Each report is one file that is PDF/A-3a and PDF/UA-1; and the checker that says so finds what is not."""

from __future__ import annotations

import functools
import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from kporisk.reports.archive import Attachment
from kporisk.reports.edition import Audience, Edition
from kporisk.reports.logo import sanitise
from kporisk.reports.look import Logo, Look
from kporisk.reports.render import pdf
from tests.golden.printed import printed
from tests.reports.conformance import complaints
from tests.reports.conformance_structure import Element, tree
from tests.reports.report_factory import document
from tests.reports.shortened import shortened
from tests.shared import printed_once

ATTACHED = (Attachment("case.json", b"{}", "case"), Attachment("assessment.json", b"{}", "assessment"))


WHOLE = ("freelance-platform", "legal-process-firm", "hostile")
"""The longest, one in two languages with a field for a signature, and the one that attacks its reader; the short one has all the rest."""


@functools.cache
def small() -> bytes:
    """A short report that has one of everything: long sections are taken out, the second language's nearly all, their anchors left."""
    with tempfile.TemporaryDirectory() as folder:
        templates = shortened(Path(folder), whole=("domains", "findings", "method"), lang="en")
        shown = document(most=1, modules=())
        with printed_once():
            return pdf(shown, edition=Edition(("en", "fr")), attachments=ATTACHED, templates=(templates,))


@pytest.mark.parametrize("name", WHOLE)
def test_the_examples_conform(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert complaints(printed(tmp_path_factory, name).read_bytes()) == []


def run(program: str, package: str, arguments: list[str], file: Path) -> str:
    """What an outside judge says of a file. Skips, with the reason, where it is not installed."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed; on Debian: apt-get install {package}")
    done = subprocess.run([found, *arguments, str(file)], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One in both languages and with a field for a signature, and the longest."""
    return [printed(tmp_path_factory, name) for name in ("legal-process-firm", "freelance-platform")]


@pytest.mark.parametrize("audience", [Audience.INTERNAL, Audience.SUMMARY, Audience.VENDOR], ids=str)
def test_every_edition_conforms_whatever_its_look(audience: Audience) -> None:
    look = Look(
        name={"en": "Meridian", "fr": "Meridian"},
        logo=wide_logo(),
        marking={"en": "Strictly confidential", "fr": "Strictement confidentiel"},
    )
    edition = Edition(("fr", "en"), audience=audience, look=look)
    assert complaints(pdf(document(most=1, modules=()), edition=edition)) == []


def wide_logo() -> Logo:
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGBA", (60, 20), (22, 36, 61, 200)).save(content, "PNG")
    made = sanitise(content.getvalue())
    return Logo(made.kind, made.content)


def test_qpdf_finds_nothing(files: list[Path]) -> None:
    for file in files:
        assert "No syntax or stream encoding errors found" in run("qpdf", "qpdf", ["--check"], file)


def test_pdffonts_says_that_every_font_is_embedded_and_has_characters(files: list[Path]) -> None:
    for file in files:
        lines = run("pdffonts", "poppler-utils", [], file).splitlines()[2:]
        assert len(lines) >= 4
        for line in lines:
            assert re.search(r"CID TrueType\s+Identity-H\s+yes yes yes", line), line


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_the_official_validator_finds_nothing(flavour: str, files: list[Path]) -> None:
    program = os.environ.get("VERAPDF")
    if not program:
        pytest.skip("VERAPDF does not name the veraPDF program (https://verapdf.org): its verdict is not asked for")
    for file in files:
        done = subprocess.run([program, "--flavour", flavour, "--format", "text", str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0 and done.stdout.startswith("PASS"), done.stdout + done.stderr


# The checker finds what is wrong: one change, one complaint.

Change = Callable[[pikepdf.Pdf], None]
CHANGES: dict[str, tuple[str, Change]] = {}


def change(clause: str) -> Callable[[Change], Change]:
    def named(made: Change) -> Change:
        CHANGES[made.__name__] = (clause, made)
        return made

    return named


def top(opened: pikepdf.Pdf) -> Element:
    found = tree(opened)
    assert found is not None
    return found


def first(opened: pikepdf.Pdf, kind: str, *, held: bool = True) -> Element:
    return next(one for one in top(opened).below(kind) if one.holds() or not held)


def fonts(opened: pikepdf.Pdf) -> list[Any]:
    return list(opened.pages[1].Resources.Font.values())


def rewritten(opened: pikepdf.Pdf, page: int, was: bytes, becomes: bytes) -> None:
    contents = opened.pages[page].Contents
    text = contents.read_bytes()
    assert was in text
    contents.write(text.replace(was, becomes, 1))


def packet(opened: pikepdf.Pdf, was: str, becomes: str) -> None:
    text = opened.Root.Metadata.read_bytes().decode()
    assert was in text
    opened.Root.Metadata.write(text.replace(was, becomes).encode())


def attachment(opened: pikepdf.Pdf) -> Any:
    return opened.Root.AF[0]


@change("6.7.4, 14289-1 7.2")
def without_a_language(opened: pikepdf.Pdf) -> None:
    del opened.Root.Lang


@change("6.7.4, 14289-1 7.2")
def a_part_in_no_language(opened: pikepdf.Pdf) -> None:
    next(one for one in top(opened).all() if "/Lang" in one.found).found.Lang = pikepdf.String("in French")


@change("7.3 (13-004)")
def a_figure_not_described(opened: pikepdf.Pdf) -> None:
    del first(opened, "/Figure").found.Alt


@change("6.7.7, 14289-1 7.2: an empty /Alt")
def a_figure_described_by_a_blank(opened: pikepdf.Pdf) -> None:
    first(opened, "/Figure").found.Alt = pikepdf.String(" ")


@change("a figure's box lies outside")
def a_figure_measured_from_above_in_pixels(opened: pikepdf.Pdf) -> None:
    first(opened, "/Figure").found.A.BBox = pikepdf.Array([100, 1000, 700, 1200])


@change("6.2.11.7.2")
def a_font_without_characters(opened: pikepdf.Pdf) -> None:
    del fonts(opened)[0].ToUnicode


@change("6.2.11.7.3")
def characters_of_private_use(opened: pikepdf.Pdf) -> None:
    stream = fonts(opened)[0].ToUnicode
    stream.write(re.sub(rb"> <0065>", b"> <e065>", stream.read_bytes()))


@change("6.2.11.5")
def widths_that_are_not_the_fonts(opened: pikepdf.Pdf) -> None:
    descendant = fonts(opened)[0].DescendantFonts[0]
    descendant.W = pikepdf.Array([0, 60000, 999])


@change("6.2.11.4.1")
def a_font_not_embedded(opened: pikepdf.Pdf) -> None:
    del fonts(opened)[0].DescendantFonts[0].FontDescriptor["/FontFile2"]


@change("6.2.11.3.2")
def glyphs_by_no_map(opened: pikepdf.Pdf) -> None:
    del fonts(opened)[0].DescendantFonts[0]["/CIDToGIDMap"]


@change("6.2.11.8")
def a_glyph_that_is_none(opened: pikepdf.Pdf) -> None:
    contents = opened.pages[1].Contents
    contents.write(re.sub(rb"<[0-9a-f]{4}", b"<0000", contents.read_bytes(), count=1))


@change("7.4.2")
def a_heading_two_levels_down(opened: pikepdf.Pdf) -> None:
    first(opened, "/H2").found.S = pikepdf.Name.H3


@change("6.7.2, 14289-1 7.1")
def not_marked(opened: pikepdf.Pdf) -> None:
    del opened.Root.MarkInfo


@change("no structure tree")
def without_a_structure(opened: pikepdf.Pdf) -> None:
    del opened.Root.StructTreeRoot


@change("6.5.1: JavaScript")
def with_a_script(opened: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    opened.Root.Names["/JavaScript"] = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), script]))


@change("6.5.1: the file does something")
def with_an_action(opened: pikepdf.Pdf) -> None:
    opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([opened.pages[0].obj, pikepdf.Name.Fit]))


@change("6.5.2")
def with_more_actions(opened: pikepdf.Pdf) -> None:
    opened.pages[0].obj["/AA"] = pikepdf.Dictionary()


@change("6.5.1: an action /Launch")
def with_a_program_to_start(opened: pikepdf.Pdf) -> None:
    link = first(opened, "/Link").references[0]
    link.A = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("a.exe"))


@change("listed twice in /AF")
def an_attachment_twice(opened: pikepdf.Pdf) -> None:
    opened.Root.AF.append(attachment(opened))


@change("without its relationship")
def an_attachment_of_no_relation(opened: pikepdf.Pdf) -> None:
    del attachment(opened).AFRelationship


@change("without its media type")
def an_attachment_of_no_type(opened: pikepdf.Pdf) -> None:
    del attachment(opened).EF.F["/Subtype"]


@change("without /F or /UF")
def an_attachment_without_a_name(opened: pikepdf.Pdf) -> None:
    del attachment(opened)["/UF"]


@change("(01-005): TJ on page 2 is neither")
def text_not_tagged(opened: pikepdf.Pdf) -> None:
    rewritten(opened, 1, b"/Span\n<</MCID 0>>\nBDC", b"/Span\nBMC")


@change("marked and not in the structure")
def a_running_head_read_aloud(opened: pikepdf.Pdf) -> None:
    rewritten(opened, 1, b"/Artifact\n<</Type /Pagination>>\nBDC", b"/Span\n<</MCID 900>>\nBDC")


@change("does not lead from content")
def a_parent_that_is_not(opened: pikepdf.Pdf) -> None:
    opened.Root.StructTreeRoot.ParentTree.Nums[3][0] = opened.Root.StructTreeRoot.ParentTree.Nums[3][2]


@change("an empty element /P")
def a_paragraph_of_nothing(opened: pikepdf.Pdf) -> None:
    first(opened, "/P").found.K = pikepdf.Array()


@change("02-001")
def an_element_of_no_standard_type(opened: pikepdf.Pdf) -> None:
    first(opened, "/P").found.S = pikepdf.Name.Paragraphe


@change("/P within /TR")
def a_row_of_paragraphs(opened: pikepdf.Pdf) -> None:
    first(opened, "/TD").found.S = pikepdf.Name.P


@change("does not say for what it stands")
def a_header_cell_for_nothing(opened: pikepdf.Pdf) -> None:
    del first(opened, "/TH").found.A.Scope


@change("a cell has no header")
def a_cell_without_a_header(opened: pikepdf.Pdf) -> None:
    del first(opened, "/TD").found.A.Headers


@change("names a header that its table has not")
def a_header_cell_unknown(opened: pikepdf.Pdf) -> None:
    del first(opened, "/TH").found.ID


@change("not equally long")
def a_cell_too_few(opened: pikepdf.Pdf) -> None:
    row = next(one for one in top(opened).below("/TR") if len(one.kids) > 2)
    del row.found.K[-1]


@change("16-001")
def a_list_numbered_in_silence(opened: pikepdf.Pdf) -> None:
    del next(one for one in top(opened).below("/L") if any(one.below("/Lbl"))).found.A


@change("says nothing of itself")
def a_link_without_words(opened: pikepdf.Pdf) -> None:
    del first(opened, "/Link").references[0].Contents


@change("says an address")
def a_link_that_says_its_address(opened: pikepdf.Pdf) -> None:
    link = first(opened, "/Link").references[0]
    link.Contents = link.Dest


@change("7.18.3")
def links_in_another_order(opened: pikepdf.Pdf) -> None:
    del next(page.obj for page in opened.pages if "/Annots" in page.obj)["/Tabs"]


@change("hidden or not printed")
def a_link_not_printed(opened: pikepdf.Pdf) -> None:
    first(opened, "/Link").references[0].F = 2


@change("is not within /Link")
def a_link_outside_the_structure(opened: pikepdf.Pdf) -> None:
    link = first(opened, "/Link").found
    link.K = pikepdf.Array([kid for kid in link.K if isinstance(kid, int)])


@change("the window does not show the title")
def a_window_with_the_files_name(opened: pikepdf.Pdf) -> None:
    del opened.Root.ViewerPreferences


@change("7.17: no bookmarks")
def without_bookmarks(opened: pikepdf.Pdf) -> None:
    del opened.Root.Outlines


@change("7.17: the bookmarks are not in the order")
def bookmarks_in_disorder(opened: pikepdf.Pdf) -> None:
    opened.Root.Outlines.First.Dest[0] = opened.pages[-1].obj


@change("6.2.3: no output intent")
def without_an_output_intent(opened: pikepdf.Pdf) -> None:
    del opened.Root.OutputIntents


@change("6.6.4")
def of_another_level(opened: pikepdf.Pdf) -> None:
    packet(opened, 'pdfaid:conformance="A"', 'pdfaid:conformance="B"')


@change("14289-1 5")
def not_said_to_be_for_all(opened: pikepdf.Pdf) -> None:
    packet(opened, 'pdfuaid:part="1"', 'pdfuaid:part="2"')


@change("the property State is neither")
def a_property_not_described(opened: pikepdf.Pdf) -> None:
    packet(opened, "<pdfaProperty:name>State<", "<pdfaProperty:name>Stand<")


@change("/Title is missing or not what")
def two_titles(opened: pikepdf.Pdf) -> None:
    opened.docinfo["/Title"] = "Another"


@change("/ModDate is missing or not what")
def two_days(opened: pikepdf.Pdf) -> None:
    opened.docinfo["/ModDate"] = "D:20260101"


@change("nested deeper than 28")
def a_state_too_deep(opened: pikepdf.Pdf) -> None:
    contents = opened.pages[1].Contents
    contents.write(b"q " * 29 + contents.read_bytes() + b" Q" * 29)


@change("colours of the device (CMYK)")
def printers_colours(opened: pikepdf.Pdf) -> None:
    contents = opened.pages[1].Contents
    contents.write(b"q 0 0 0 1 k Q " + contents.read_bytes())


@change("transfer function")
def a_transfer_function(opened: pikepdf.Pdf) -> None:
    next(iter(opened.pages[1].Resources.ExtGState.values())).TR = pikepdf.Name.Identity


@change("longer than 127 bytes")
def a_name_too_long(opened: pikepdf.Pdf) -> None:
    opened.Root["/" + "n" * 128] = True


@change("longer than 32767 bytes")
def a_string_too_long(opened: pikepdf.Pdf) -> None:
    attachment(opened).Desc = pikepdf.String("d" * 32768)


@change("identifiers does not list")
def identifiers_not_listed(opened: pikepdf.Pdf) -> None:
    del opened.Root.StructTreeRoot["/IDTree"]


def resaved(made: Change | None) -> bytes:
    """The short report written anew by pikepdf, after a change; pikepdf's own header is put right again."""
    with pikepdf.open(io.BytesIO(small())) as opened:
        if made is not None:
            made(opened)
        written = io.BytesIO()
        opened.save(written, deterministic_id=True)
    return written.getvalue()


def test_writing_it_anew_changes_nothing() -> None:
    assert complaints(small()) == [] == complaints(resaved(None))


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_complained_of(name: str) -> None:
    clause, made = CHANGES[name]
    found = complaints(resaved(made))
    assert [complaint for complaint in found if clause in complaint], found


def test_a_file_with_another_header_end_or_lock_is_complained_of() -> None:
    assert any("6.1.2: no comment" in one for one in complaints(re.sub(rb"\n%.{4,5}\n", b"\n%abcde\n", small(), count=1)))
    assert any("6.1.3: something follows" in one for one in complaints(small() + b"more"))
    with pikepdf.open(io.BytesIO(small())) as opened:
        written = io.BytesIO()
        opened.save(written, encryption=pikepdf.Encryption(owner="o", user=""))
    assert any("6.1.3, 14289-1 7.16" in one for one in complaints(written.getvalue()))
