"""HTML and PDF of an assessment: one document, one language, no clock, nothing fetched."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kporisk import resources
from kporisk.errors import RenderingError
from kporisk.reports import accounts, appendix, counsel, dossier, press, surroundings
from kporisk.reports.reading import Reading, read
from kporisk.reports.speech import languages as known_languages
from kporisk.reports.speech import speech

if TYPE_CHECKING:
    import jinja2

SHIPPED = "shipped"
"""How an organisation's template names ours: `{% extends "shipped/report.html.j2" %}`."""

SETTINGS = ("", "close", "closest")
"""How closely the general counsel's page is set, as a class of its section."""


def html(assessment: Mapping[str, Any], *, lang: str, templates: Sequence[Path] = ()) -> str:
    """One self-contained HTML file in the language: style and fonts within, nothing to fetch, the same text every time.

    `assessment` is a `kporisk.assessment/1` document. `templates` are an organisation's folders, whose templates, `words/` and `look.css`
    come before the shipped ones. Raises UsageError for a language that there is not, RenderingError where a template or the document fails.
    """
    folders = _folders(templates)
    reading = read(assessment, speech(lang, folders))
    body = _fill(reading, folders, style="")
    fonts = _embedded(folders[-1], devanagari=any("\u0900" <= character <= "\u097f" for character in body))
    style = "\n".join((fonts, _css(folders, "report.css"), _css(folders, "screen.css"), _css(folders, "look.css")))
    return _fill(reading, folders, style=style)


def pdf(assessment: Mapping[str, Any], *, lang: str, templates: Sequence[Path] = ()) -> bytes:
    """The report as a PDF, A4, with the bundled fonts; arguments and errors as in `html`.

    Also raises RenderingError for a character that no font here can show, and when WeasyPrint logs anything.
    """
    folders = _folders(templates)
    reading = read(assessment, speech(lang, folders))
    text = _fill(reading, folders, style="")
    foreign = bool(press.strange(text, folders[-1]))
    css = "\n".join((_css(folders, "report.css"), _css(folders, "page.css"), _css(folders, "look.css")))
    settings = (text if not close else _fill(reading, folders, style="", setting=close) for close in SETTINGS)
    source = json.dumps(assessment, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    identifier = hashlib.sha256(f"{text}\n{source}".encode()).digest()[:16]
    return press.print_pdf(settings, css, folders[-1], whole=("counsel", "control"), identifier=identifier, foreign=foreign)


def languages(*, templates: Sequence[Path] = ()) -> tuple[str, ...]:
    """The languages in which reports can be written, sorted."""
    return known_languages(_folders(templates))


def view(reading: Reading) -> Mapping[str, object]:
    """Everything that the templates place, by name."""
    return {
        "lang": reading.speech.lang,
        "vendor": reading.short_vendor,
        "as_of": reading.document["as_of"],
        "as_of_words": reading.speech.day(reading.document["as_of"]),
        "say": reading.speech.say,
        "paragraphs": reading.speech.paragraphs,
        "cover": counsel.cover(reading),
        "counsel": counsel.counsel(reading),
        "contents": accounts.contents(reading),
        "control": accounts.control(reading),
        "domains": surroundings.domains(reading),
        "cards": dossier.cards(reading),
        "requests": dossier.requests(reading),
        "countries": surroundings.countries(reading),
        "engagement": surroundings.engagement(reading),
        "answers": appendix.answers(reading),
        "method": accounts.accounts(reading),
    }


def _folders(templates: Sequence[Path]) -> tuple[Path, ...]:
    return (*(Path(folder) for folder in templates), resources.folder("report_templates"))


def _fill(reading: Reading, folders: tuple[Path, ...], *, style: str, setting: str = "") -> str:
    from jinja2 import TemplateError, TemplateSyntaxError
    from markupsafe import Markup

    try:
        return environment(folders).get_template("report.html.j2").render(view(reading), style=Markup(style), setting=setting)
    except TemplateError as error:
        place = f" ({error.name}, line {error.lineno})" if isinstance(error, TemplateSyntaxError) else ""
        raise RenderingError(f"a report template does not work{place}: {error.message or type(error).__name__}") from error


@functools.cache
def environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    """The Jinja environment over the folders, the first folder's templates first: everything escaped, nothing undefined passed over."""
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

    loader = ChoiceLoader(
        [FileSystemLoader([str(folder) for folder in folders]), PrefixLoader({SHIPPED: FileSystemLoader(str(folders[-1]))})]
    )
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False
    )


def _css(folders: tuple[Path, ...], name: str) -> str:
    for folder in folders:
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    return ""


@functools.cache
def _embedded(folder: Path, *, devanagari: bool) -> str:
    """The bundled fonts as data within the style; the Devanagari one only where the text needs it."""
    rules = []
    for face, file in zip(press.FACES, press.font_files(folder), strict=True):
        if "Devanagari" not in face.family or devanagari:
            data = base64.b64encode(file.read_bytes()).decode("ascii")
            rules.append(press.font_face(face, f"data:font/ttf;base64,{data}"))
    return "\n".join(rules)


__all__ = ["html", "languages", "pdf", "view"]
