"""HTML and PDF of an assessment: one edition of one document, no clock, nothing fetched."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kporisk.errors import RenderingError, UsageError
from kporisk.reports import press
from kporisk.reports.archive import Archive, Attachment
from kporisk.reports.discretion import digest, discreet, edition_data
from kporisk.reports.edition import Edition, edition_document
from kporisk.reports.imprint import imprint
from kporisk.reports.reading import read
from kporisk.reports.renderer import renderer
from kporisk.reports.setting import LOGO, body_of, framed, letters_in_logo, styles, template_folders
from kporisk.reports.speech import languages as known_languages
from kporisk.reports.speech import speech
from kporisk.reports.views import Carried, Page, page

SETTINGS = ("ample", "", "close", "closest")
"""How closely the sections that must fill one page are set, as a class of each."""


def html(
    assessment: Mapping[str, Any],
    *,
    edition: Edition = Edition(),  # noqa: B008 - frozen
    change: Mapping[str, Any] | None = None,
    templates: Sequence[Path] = (),
) -> str:
    """One self-contained HTML file: style and fonts within, nothing to fetch, the same text every time.

    `assessment` is a `kporisk.assessment/1` document; `change`, a `kporisk.change/1` document, leads from an older one to it and is told
    on the general counsel's page and in a section of its own. `templates` are an organisation's folders, whose templates, `words/` and
    `look.css` come before the shipped ones. Raises UsageError for a language that there is not, RenderingError where a template or a
    document fails.
    """
    edition = discreet(edition, day=date.fromisoformat(str(assessment["as_of"])))
    folders = template_folders(templates)
    pages = _pages(assessment, edition, folders, carried=(), logo=_inline(edition), change=change)
    bodies = [body_of(page, folders) for page in pages]
    fonts = _embedded(folders[-1], devanagari=any("\u0900" <= character <= "\u097f" for body in bodies for character in body))
    style = "\n".join((fonts, *styles(edition, folders, "screen.css")))
    return framed(pages, bodies, folders, style=style)


def pdf(
    assessment: Mapping[str, Any],
    *,
    edition: Edition = Edition(),  # noqa: B008 - frozen
    change: Mapping[str, Any] | None = None,
    attachments: Sequence[Attachment] = (),
    templates: Sequence[Path] = (),
) -> bytes:
    """The report as a PDF, A4, PDF/A-3a and PDF/UA-1, with the bundled fonts; arguments and errors as in `html`.

    `attachments` is what the file carries of its proof; the edition itself, and the change, are added to it. Also raises
    RenderingError for a character that no font here can show, and when WeasyPrint logs anything; UsageError for attachments to an edition
    that carries no data.
    """
    if attachments and not edition.audience.carries_data:
        raise UsageError(f"the {edition.audience.value} edition carries no data: make it without attachments")
    edition = discreet(edition, day=date.fromisoformat(str(assessment["as_of"])))
    folders = template_folders(templates)
    if attachments:
        told = () if change is None else (_change_attachment(change),)
        attachments = (*attachments, *told, _edition_attachment(edition, folders))
    carried = [Carried(one.name, one.about, hashlib.sha256(one.content).hexdigest()) for one in attachments]
    pages = _pages(assessment, edition, folders, carried=carried, logo=LOGO, change=change)
    widest = [_settings(page)[0] for page in pages]
    bodies = [body_of(page, folders, setting=setting) for page, setting in zip(pages, widest, strict=True)]
    text = framed(pages, bodies, folders, style="")
    logo = edition.look.logo
    sheet = press.Sheet(
        css="\n".join(styles(edition, folders, "page.css")),
        folder=folders[-1],
        foreign=bool(press.strange(text + letters_in_logo(edition), folders[-1])),
        pictures=() if logo is None else ((LOGO, logo.content, logo.kind),),
    )
    fitting = [_fitting(page, folders, sheet) for page in pages]
    settings = [setting for setting, _ in fitting]
    if settings != widest:
        bodies = [
            body if setting == first else body_of(page, folders, setting=setting)
            for page, body, setting, first in zip(pages, bodies, settings, widest, strict=True)
        ]
        text = framed(pages, bodies, folders, style="")
    archive = _archive(assessment, edition, pages, attachments, about=_about(edition, folders))
    seed = "\n".join((text, *archive.properties.values(), *(f"{one.name} {one.sha256}" for one in carried)))
    starts = [(page.at(section), section in page.fitted) for page in pages for section in page.sections]
    ends: list[str | None] = [*(anchor for anchor, _ in starts[1:]), None]
    whole = [(anchor, end) for (anchor, fitted), end in zip(starts, ends, strict=True) if fitted]
    # In digits, since a reader may take a carriage return among bare bytes for a line feed, and so find another identifier than was signed.
    identifier = hashlib.sha256(seed.encode()).hexdigest()[:32].encode()
    return press.print_pdf(text, sheet, archive, whole=whole, identifier=identifier, tried=fitting[0][1])


def languages(*, templates: Sequence[Path] = ()) -> tuple[str, ...]:
    """The languages in which reports can be written, sorted."""
    return known_languages(template_folders(templates))


def _pages(
    assessment: Mapping[str, Any],
    edition: Edition,
    folders: tuple[Path, ...],
    *,
    carried: Sequence[Carried],
    logo: str,
    change: Mapping[str, Any] | None,
) -> tuple[Page, ...]:
    pages = []
    for number, lang in enumerate(edition.languages):
        reading = read(assessment, speech(lang, folders))
        # One field is enough, in the language that comes first.
        shown = imprint(edition if not number else replace(edition, for_signature=False), reading.speech, logo=logo)
        pages.append(page(reading, shown, edition.audience, prefix=f"{lang}-" if number else "", carried=carried, change=change))
    return tuple(pages)


def _archive(
    assessment: Mapping[str, Any], edition: Edition, pages: Sequence[Page], attachments: Sequence[Attachment], *, about: Mapping[str, Any]
) -> Archive:
    as_of = str(assessment["as_of"])
    return Archive(
        attachments=attachments,
        properties={
            "Format": "1",
            "State": edition.state.value.upper(),
            "Audience": edition.audience.value,
            "Languages": ",".join(edition.languages),
            "AsOf": as_of,
            "Digest": digest(edition_data(assessment, edition.audience)),
            "Edition": "" if edition.audience.carries_data else json.dumps(about, sort_keys=True, separators=(",", ":")),
        },
        titles={anchor: text for page in pages for anchor, text in page.titles.items()},
        languages={page.at(page.sections[0]): page.values["lang"] for page in pages[1:]},
        day=date.fromisoformat(as_of),
        sign_here=pages[0].values["say"]("counsel.sign_here") if edition.for_signature else "",
    )


def _edition_attachment(edition: Edition, folders: tuple[Path, ...]) -> Attachment:
    text = json.dumps(_about(edition, folders), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return Attachment("edition.json", text.encode(), "edition")


def _about(edition: Edition, folders: tuple[Path, ...]) -> dict[str, Any]:
    """What the pages depend on besides the data: the edition, and what printed it."""
    return {**edition_document(edition), "renderer": renderer(folders)}


def _change_attachment(change: Mapping[str, Any]) -> Attachment:
    text = json.dumps(change, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return Attachment("change.json", text.encode(), "change")


def _inline(edition: Edition) -> str:
    logo = edition.look.logo
    return "" if logo is None else f"data:{logo.kind};base64,{base64.b64encode(logo.content).decode('ascii')}"


def _fitting(page: Page, folders: tuple[Path, ...], sheet: press.Sheet) -> tuple[str, press.Laid | None]:
    """The widest setting in which each section that must fill one page does, and those sections so laid out.

    Raises RenderingError where there is none.
    """
    if not page.fitted:
        return _settings(page)[0], None
    alone = replace(page, values={**page.values, "sections": page.fitted})
    for setting in _settings(page):
        laid = press.lay_out(framed([alone], [body_of(alone, folders, setting=setting)], folders, style=""), sheet, pages=len(page.fitted))
        if laid is not None:
            return setting, laid
    raise RenderingError(press.TOO_MUCH)


def _settings(page: Page) -> tuple[str, ...]:
    """The settings to try, widest first; the ample one only for a page that stands among others, since a summary is to be quick."""
    return SETTINGS if page.fitted and page.fitted != page.sections else SETTINGS[1:]


@functools.cache
def _embedded(folder: Path, *, devanagari: bool) -> str:
    """The bundled fonts as data within the style; the Devanagari one only where the text needs it."""
    rules = []
    for face, file in zip(press.FACES, press.font_files(folder), strict=True):
        if "Devanagari" not in face.family or devanagari:
            data = base64.b64encode(file.read_bytes()).decode("ascii")
            rules.append(press.font_face(face, f"data:font/ttf;base64,{data}"))
    return "\n".join(rules)


__all__ = ["html", "languages", "pdf"]
