"""The report as PDF: one page for the general counsel, bundled fonts alone, silent or failed, the same bytes."""

from __future__ import annotations

import copy
import functools
import io
import logging
import os
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from kporisk import resources
from kporisk.errors import RenderingError
from kporisk.reports import press
from kporisk.reports.edition import Edition
from kporisk.reports.render import pdf
from kporisk.reports.speech import speech
from kporisk.seal.differences import page_texts
from kporisk.workflow.assess import assess_file
from tests.reports.report_factory import document
from tests.reports.shortened import shortened
from tests.reports.test_render import poisoned
from tests.shared import printed_once
from tests.worlds import shipped

ROOT = Path(__file__).parents[2]
FOLDER = resources.folder("report_templates")


@functools.cache
def printed(lang: str) -> bytes:
    with printed_once():
        return pdf(document(most=3), edition=Edition((lang,)))


def pages(data: bytes) -> list[str]:
    return list(page_texts(data))


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def said(lang: str, key: str) -> str:
    return one_line(speech(lang, (FOLDER,)).say(key))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_opens_and_says_what_it_should(lang: str) -> None:
    whole = one_line(" ".join(pages(printed(lang))))
    for key in (
        "counsel.title",
        "counsel.decide",
        "counsel.limits",
        "findings.lead",
        "requests.lead",
        "jurisdiction.confirm",
        "method.trace_lead",
    ):
        assert said(lang, key) in whole, key
    assert "Acme Research Pvt Ltd" in whole
    with pikepdf.open(io.BytesIO(printed(lang))) as opened:
        assert not opened.check_pdf_syntax()
        assert str(opened.Root.Lang) == lang
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261124")
        assert "/AF" not in opened.Root and "/OpenAction" not in opened.Root


def test_every_page_bears_vendor_marking_and_its_number() -> None:
    texts = pages(printed("en"))
    for number, text in enumerate(texts[1:], 2):
        assert f"Page {number} of {len(texts)}" in one_line(text)
        assert "Confidential · Draft" in text
        assert "Acme Research Pvt Ltd" in text
    assert "Page 1 of" not in texts[0]


def test_the_contents_name_the_pages_on_which_the_sections_begin() -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed("en")))
    text = reader.pages[2].extract_text()
    entries = [entry for entry in reader.outline if isinstance(entry, pypdf.generic.Destination)]
    assert len(entries) == 9
    for entry in entries:
        number, _, title = one_line(str(entry.title)).strip().partition(" ")
        page = (reader.get_destination_page_number(entry) or 0) + 1
        assert re.search(rf"{number}\s*{re.escape(title)}\s*{page}\b", one_line(text)), title
        assert title in one_line(reader.pages[page - 1].extract_text())


@pytest.fixture(scope="session")
def first_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation's folder whose report ends after the document control; what the first pages link to is only named."""
    return shortened(tmp_path_factory.mktemp("first-pages"))


def hold_on_one_page(made: Mapping[str, Any], lang: str, folder: Path) -> list[str]:
    texts = [one_line(text) for text in pages(pdf(made, edition=Edition((lang,)), templates=(folder,)))]
    assert said(lang, "counsel.title") in texts[1]
    assert said(lang, "counsel.limits") in texts[1]
    assert said(lang, "control.title") in texts[2]
    return texts


EXTREMES: dict[str, dict[str, Any]] = {
    "long name": {
        "vendor": "Wissenschaftlich-technische Übersetzungsdienstleistungsgesellschaft für Arzneimittelzulassungen mbH & Co. KGaA, Köln"
    },
    "one word of 120": {"vendor": "W" * 120},
    "scripts": {"vendor": "देवनागरी अनुसंधान प्राइवेट लिमिटेड Ελληνική Εταιρεία Київський Дім Łódź"},
    "nothing answered": {"answered": 0.0, "least_weight": 0, "modules": ("rnd", "legal", "medical")},
    "all weak": {"answered": 1.0, "quality": 0.0},
    "all good and shown": {"answered": 1.0, "quality": 1.0, "shown": 1.0},
}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", EXTREMES)
def test_the_general_counsel_has_exactly_one_page(name: str, lang: str, first_pages: Path) -> None:
    made = copy.deepcopy(document(**EXTREMES[name]))
    made["engagement"].update(relation="freelance_platform", contract_stage="live")
    if lang == "fr":
        made["recommendation"] = "insufficient"
    made.update(declared=False, declaration=None, waivers=[{"rule": "x", "reason": "r", "approver": "a", "until": "2027-01-01"}])
    for item in (*made["findings"], *made["requests"]):
        item["title"] = {key: f"{text}, {text}, {text}" for key, text in item["title"].items()}
    for wanted in made["plan"]["documents"]:
        wanted["text"] = {key: f"{text}, {text}, {text}" for key, text in wanted["text"].items()}
    texts = hold_on_one_page(made, lang, first_pages)
    assert said(lang, "counsel.person_decides") in texts[1]


EXAMPLES = ROOT / "checklists" / "examples"
CASES = sorted(str(path.relative_to(EXAMPLES)) for path in (*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*/case.yaml")))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("case", CASES)
def test_the_examples_hold_it_too(case: str, lang: str, first_pages: Path) -> None:
    hold_on_one_page(assessed(case), lang, first_pages)


@functools.cache
def assessed(case: str) -> Mapping[str, Any]:
    return assess_file(EXAMPLES / case, shipped(), as_of=date(2026, 11, 24))


def test_a_counsel_page_that_can_never_fit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.yaml").write_text("counsel: {limits: '" + "far too much to say. " * 600 + "'}\n", encoding="utf-8")
    with pytest.raises(RenderingError, match="does not fit on one page"):
        pdf(document(most=1, modules=()), edition=Edition(("en",)), templates=(tmp_path,))


def test_a_template_without_the_counsel_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "counsel.html.j2").write_text("<p></p>", encoding="utf-8")
    with pytest.raises(RenderingError, match="no part 'counsel'"):
        pdf(document(most=1, modules=()), edition=Edition(("en",)), templates=(tmp_path,))


def test_hostile_text_is_printed_as_text_and_nothing_is_asked_for() -> None:
    text = one_line(" ".join(pages(pdf(poisoned(modules=()), edition=Edition(("en",))))))
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text
    assert PREPARED and all(url.startswith("kporisk:fonts/") for _, fetcher in PREPARED for url in fetcher.asked)


PREPARED: list[tuple[bool, Any]] = []


@pytest.fixture(autouse=True)
def _remember(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = press._prepared

    def remembered(sheet: press.Sheet) -> Any:
        made = inner(sheet)
        PREPARED.append((sheet.foreign, made[2]))
        return made

    remembered.cache_clear = inner.cache_clear  # type: ignore[attr-defined]
    monkeypatch.setattr(press, "_prepared", remembered)


@pytest.mark.parametrize(
    "addition",
    [
        '<img src="http://127.0.0.1:9/x.png" alt="">',
        '<img src="file:///etc/hostname" alt="">',
        '<img src="data:image/png;base64,iVBORw0KGgo=" alt="">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<style>@import "kporisk:other.css";</style>',
        '<p style="background: url(relative.png)">x</p>',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<object data="file:///etc/hostname"></object>',
        '<svg viewBox="0 0 1 1"><image href="file:///etc/hostname" width="1" height="1"/></svg>',
    ],
)
def test_whatever_a_template_asks_for_ends_the_rendering(tmp_path: Path, addition: str, first_pages: Path) -> None:
    template, place = (first_pages / "report.html.j2").read_text(encoding="utf-8"), '<p id="{{ at("domains") }}"></p>'
    assert template.count(place) == 1
    (tmp_path / "report.html.j2").write_text(template.replace(place, place + addition), encoding="utf-8")
    with pytest.raises(RenderingError, match=r"refers to something outside itself|Failed to render SVG image"):
        pdf(document(most=1, modules=()), edition=Edition(("en",)), templates=(tmp_path,))


def test_a_warning_is_a_failure_and_leaves_no_listener(tmp_path: Path, first_pages: Path) -> None:
    (tmp_path / "look.css").write_text("h1 { colour: red }", encoding="utf-8")
    with pytest.raises(RenderingError, match=r"did not print cleanly.*colour"):
        pdf(document(most=1, modules=()), edition=Edition(("en",)), templates=(tmp_path, first_pages))
    assert not [handler for handler in logging.getLogger("weasyprint").handlers if isinstance(handler, press._Listener)]


def test_a_character_that_nothing_shows_is_named_before_anything_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "_installed", lambda character: False)
    with pytest.raises(RenderingError, match=r"U\+682A CJK UNIFIED IDEOGRAPH-682A 株.*fonts-noto-cjk"):
        pdf(document(most=1, modules=(), vendor="株 Kabushiki"), edition=Edition(("en",)))


def test_fonts_of_the_machine_are_asked_only_for_what_the_bundled_ones_lack(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def installed(character: str) -> bool:
        asked.append(character)
        return True

    monkeypatch.setattr(press, "_installed", installed)
    assert press.strange("Łódź देव ✓", FOLDER) == ()
    assert press.strange("Łódź 株", FOLDER) == ("株",)
    assert asked == ["株"]


def test_without_fc_list_nothing_is_taken_for_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    press._installed.cache_clear()
    assert press._installed("a") is False
    press._installed.cache_clear()


def test_all_fonts_are_bundled_ones_and_embedded() -> None:
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(printed("fr"))).pages:
        resources_of_page: Any = page["/Resources"]
        for font in resources_of_page["/Font"].values():
            descendant: Any = font.get_object()["/DescendantFonts"][0].get_object()
            found.add(str(descendant["/BaseFont"]).partition("+")[2])
            descriptor = descendant["/FontDescriptor"].get_object()
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert found and all(name.startswith("Kporisk-") for name in found)


def test_the_environment_is_as_before() -> None:
    before = dict(os.environ)
    press._fonts(FOLDER / "fonts" / "fonts.conf")
    assert dict(os.environ) == before


def test_several_languages_are_bookmarked_under_their_names(tmp_path: Path) -> None:
    content = pdf(document(most=1, modules=()), edition=Edition(("en", "fr")), templates=(shortened(tmp_path, titled=True),))
    with pikepdf.open(io.BytesIO(content)) as opened, opened.open_outline() as outline:
        assert [one.title for one in outline.root] == ["English", "Français"]
        for one, first in zip(outline.root, ("For the general counsel", "Pour la direction juridique"), strict=True):
            assert one.children[0].title.endswith(first) and len(one.children) == 9
