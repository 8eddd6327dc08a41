"""An organisation's look on the page: name, logo, colours and marking wherever ours stand."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

import pikepdf
import pypdf
import pytest
from PIL import Image

from kporisk.reports.edition import Edition
from kporisk.reports.logo import PNG, SVG, sanitise
from kporisk.reports.look import COLOURS, Logo, Look
from kporisk.reports.render import html, pdf
from tests.reports.report_factory import document
from tests.reports.shortened import shortened

NAME = {"en": 'Aldermoor "& Pike" <LLP>', "fr": "Aldermoor et associés"}
MARKING = {"en": "Internal <b>only</b>", "fr": "Usage interne"}
OWN = {"ink": "#0b3d2e", "accent": "#8a4b08", "alarm": "#a3123c"}
MADE = document(most=1, modules=())


def drawn(width: int, height: int) -> Logo:
    size = f'width="{width}" height="{height}"'
    mark = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect {size} fill="#0b3d2e"/></svg>'
    return Logo(SVG, sanitise(mark.encode()).content)


def painted(width: int, height: int) -> Logo:
    file = io.BytesIO()
    Image.new("RGBA", (width, height), (11, 61, 46, 128)).save(file, "PNG")
    return Logo(PNG, sanitise(file.getvalue()).content)


@pytest.fixture(scope="module")
def look() -> Look:
    return Look(name=NAME, logo=drawn(300, 60), colours=OWN, marking=MARKING)


@pytest.fixture(scope="module")
def page(look: Look) -> str:
    return html(MADE, edition=Edition(look=look))


@pytest.fixture(scope="module")
def few_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation's folder whose report has the pages that bear a look: the first ones, and the one with the method."""
    return shortened(tmp_path_factory.mktemp("few-pages"), whole=("domains", "method"))


@pytest.fixture(scope="module")
def printed(look: Look, few_pages: Path) -> bytes:
    return pdf(MADE, edition=Edition(look=look), templates=(few_pages,))


def test_the_colours_stand_wherever_ours_did(page: str) -> None:
    plain = html(MADE)
    assert ":root { --ink: #0b3d2e; --accent: #8a4b08; --alarm: #a3123c }" in page
    for role, rgb in COLOURS.items():
        pattern = f'="{rgb}"'
        assert page.count(f'="{OWN[role]}"') - ("image" in role) == plain.count(pattern)
        assert pattern not in page


def test_name_logo_and_marking_are_on_the_page_and_escaped(page: str) -> None:
    assert "<b>only</b>" not in page and "<LLP>" not in page
    assert unescape(page).count(MARKING["en"]) >= 3
    assert re.search(r'<img src="data:image/svg\+xml;base64,[A-Za-z0-9+/=]+" alt="[^"]*Aldermoor[^"]*">', page)
    assert '<meta name="author" content="Aldermoor' in page
    assert "Confidential<" not in page
    french = html(MADE, edition=Edition(("fr",), look=Look(name=NAME, marking=MARKING)))
    assert french.count("Usage interne") >= 3 and french.count("Aldermoor et associés") >= 3


def test_a_report_without_a_look_has_no_place_for_one() -> None:
    plain = html(MADE)
    assert "<img" not in plain and 'name="author"' not in plain and 'class="organisation"' not in plain and ">Organisation<" not in plain


def test_the_file_is_by_the_organisation_and_its_logo_is_described(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as file:
        assert str(file.docinfo["/Author"]) == NAME["en"]
        with file.open_metadata() as metadata:
            assert metadata["dc:creator"] == [NAME["en"]]
        figures = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        assert figures and all(str(one.get("/Alt", "")) for one in figures)
        assert any(str(one["/Alt"]).startswith("Aldermoor") for one in figures)
        assert file.get_warnings() == []


def test_the_marking_is_on_every_page(printed: bytes) -> None:
    pages = [one.extract_text() for one in pypdf.PdfReader(io.BytesIO(printed)).pages]
    assert all("Internal <b>only</b> · Draft" in text for text in pages)


@pytest.mark.parametrize("logo", [drawn(1900, 100), painted(60, 1000)], ids=["wide", "tall"])
def test_any_logo_leaves_the_cover_one_page(logo: Logo, few_pages: Path) -> None:
    made = document(most=1, modules=())
    made["vendor"]["name"] = "Wagner & Großmann Vertriebsgesellschaft für Wissensarbeit mbH " * 2
    look = Look(name={"en": "N" * 60 + " " + "M" * 59, "fr": "x"}, logo=logo, marking={"en": "W" * 80, "fr": "x"})
    file = pypdf.PdfReader(io.BytesIO(pdf(made, edition=Edition(look=look), templates=(few_pages,))))
    assert "For the general counsel" in file.pages[1].extract_text()


def test_the_same_look_gives_the_same_bytes(look: Look, printed: bytes, few_pages: Path) -> None:
    assert pdf(MADE, edition=Edition(look=look), templates=(few_pages,)) == printed


def test_own_templates_work_together_with_a_look(tmp_path: Path, look: Look) -> None:
    (tmp_path / "cover.html.j2").write_text(
        '{% from "macros.html.j2" import house %}<section class="cover">{{ house(imprint, say) }}OURS</section>', encoding="utf-8"
    )
    (tmp_path / "look.css").write_text("h1 { color: var(--accent) }", encoding="utf-8")
    text = html(MADE, edition=Edition(look=look), templates=(tmp_path,))
    assert "</p>\nOURS" in text and "h1 { color: var(--accent) }" in text and "--accent: #8a4b08" in text


def test_letters_of_a_logo_that_no_font_has_are_found_before_printing() -> None:
    from kporisk.errors import RenderingError

    mark = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="9">\U00012000</text></svg>'
    with pytest.raises(RenderingError, match="12000"):
        pdf(MADE, edition=Edition(look=Look(logo=Logo(SVG, sanitise(mark.encode()).content))))


@pytest.mark.parametrize(
    "colours", [{**COLOURS, "ink": "red"}, {"ink": "#000000"}, {**COLOURS, "more": "#000000"}, {**COLOURS, "ink": "#FFFFFF"}]
)
def test_a_look_holds_nothing_but_colours(colours: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        Look(colours=colours)
