"""The press: WeasyPrint, fed from memory only, silent or failed."""

from __future__ import annotations

import functools
import gc
import logging
import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kporisk.errors import RenderingError
from kporisk.reports import characters
from kporisk.reports.archive import VARIANT, Archive

SCHEME = "kporisk"


@dataclass(frozen=True)
class Face:
    """One bundled font file and the CSS family and weight under which it is known."""

    family: str
    weight: int
    file: str


FACES = (
    Face("Kporisk Sans", 400, "IBMPlexSans-Regular.ttf"),
    Face("Kporisk Sans", 600, "IBMPlexSans-SemiBold.ttf"),
    Face("Kporisk Serif", 400, "IBMPlexSerif-Regular.ttf"),
    Face("Kporisk Serif", 600, "IBMPlexSerif-SemiBold.ttf"),
    Face("Kporisk Devanagari", 400, "NotoSansDevanagari-Regular.ttf"),
)


def font_files(folder: Path) -> tuple[Path, ...]:
    """The bundled font files in the order of `FACES`."""
    return tuple(folder / "fonts" / face.file for face in FACES)


def font_face(face: Face, url: str) -> str:
    """The CSS rule that makes the font at `url` known."""
    named = f'font-family: "{face.family}"; font-weight: {face.weight}; font-style: normal'
    return f'@font-face {{ {named}; src: url("{url}") format("truetype") }}'


def strange(text: str, folder: Path) -> tuple[str, ...]:
    """The characters of `text` that the bundled fonts cannot show.

    Raises RenderingError, with the packages to install, where the machine's own fonts cannot show them either.
    """
    left = characters.uncovered(text, font_files(folder))
    characters.refuse(character for character in left if not _installed(character))
    return left


@functools.cache
def _installed(character: str) -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    found = subprocess.run([program, f":charset={ord(character):x}", "file"], capture_output=True, check=False, timeout=30)
    return bool(found.stdout.strip())


@dataclass(frozen=True, slots=True)
class Sheet:
    """How HTML is set: style, the folder with the bundled fonts, whether the machine's fonts may be used too, pictures by address."""

    css: str
    folder: Path
    foreign: bool
    pictures: tuple[tuple[str, bytes, str], ...] = ()
    """Address, content and media type of what the HTML shows besides text."""


@dataclass(frozen=True, slots=True)
class Laid:
    """HTML once laid out, so that what was only tried need not be laid out again to be printed."""

    html: str
    sheet: Sheet
    document: Any


def try_picture(content: bytes, kind: str, folder: Path, *, foreign: bool) -> None:
    """Print a page with nothing but the picture. Raises RenderingError as `print_pdf` does."""
    address = f"{SCHEME}:picture"
    sheet = Sheet(css="", folder=folder, foreign=foreign, pictures=((address, content, kind),))
    with _silence_or_failure(), _uncollected():
        _laid_out(f'<!DOCTYPE html><html lang="en"><title>picture</title><img src="{address}" alt="picture">', sheet).write_pdf()


def lay_out(html: str, sheet: Sheet, *, pages: int) -> Laid | None:
    """The HTML laid out, where it fills exactly so many pages. Raises RenderingError as `print_pdf` does."""
    with _silence_or_failure(), _uncollected():
        document = _laid_out(html, sheet)
    return Laid(html, sheet, document) if len(document.pages) == pages else None


def print_pdf(
    html: str,
    sheet: Sheet,
    archive: Archive,
    *,
    whole: Sequence[tuple[str, str | None]],
    identifier: bytes,
    tried: Laid | None = None,
) -> bytes:
    """The PDF of a document, PDF/A-3a and PDF/UA-1, with what the archive attaches.

    `whole`: pairs of anchors between which exactly one page must lie; None: the end of the file. Raises RenderingError where one does not,
    where something is asked for that is not in memory, and where WeasyPrint has anything to say. `tried` is printed where it is the same.
    """
    with _silence_or_failure(), _uncollected():
        document = tried.document if tried is not None and (tried.html, tried.sheet) == (html, sheet) else _laid_out(html, sheet)
        for first, after in whole:
            end = len(document.pages) if after is None else _page(document, after)
            if end != _page(document, first) + 1:
                raise RenderingError(TOO_MUCH)
        pdf: bytes = document.write_pdf(
            finisher=archive.finish, pdf_variant=VARIANT, pdf_identifier=identifier, pdf_tags=True, attachments=archive.embedded()
        )
    return pdf


TOO_MUCH = (
    "the general counsel's page, or the summary's second one, does not fit on one page: shorten what your own words and templates add to it"
)


def _laid_out(html: str, sheet: Sheet) -> Any:
    fonts, style, fetcher = _prepared(sheet)
    source = _weasyprint().HTML(string=html, url_fetcher=fetcher, base_url=f"{SCHEME}:report")
    return source.render(stylesheets=[style], font_config=fonts, pdf_tags=True, pdf_variant=VARIANT)


def _page(document: Any, anchor: str) -> int:
    for number, page in enumerate(document.pages):
        if anchor in page.anchors:
            return number
    raise RenderingError(f"the report has no part {anchor!r}: your own report templates must keep its heading")


@functools.cache
def _weasyprint() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without system fonts it announces ugly output; the bundled fonts are all that is used
        import weasyprint
    return weasyprint


@functools.lru_cache(maxsize=8)
def _prepared(sheet: Sheet) -> tuple[Any, Any, Any]:
    """Fonts, parsed stylesheet and fetcher, made once in a process for each look."""
    folder = sheet.folder
    assets = {f"{SCHEME}:fonts/{face.file}": (file.read_bytes(), "font/ttf") for face, file in zip(FACES, font_files(folder), strict=True)}
    assets |= {address: (content, kind) for address, content, kind in sheet.pictures}
    fetcher = fetcher_class()(assets)
    fonts = _fonts(None if sheet.foreign else folder / "fonts" / "fonts.conf")
    faces = "\n".join(font_face(face, f"{SCHEME}:fonts/{face.file}") for face in FACES)
    style = _weasyprint().CSS(string=f"{faces}\n{sheet.css}", font_config=fonts, url_fetcher=fetcher, base_url=f"{SCHEME}:report")
    return fonts, style, fetcher


def _fonts(configuration: Path | None) -> Any:
    """An empty set of fonts by the configuration file, which fontconfig reads from the environment at this moment; None: the machine's."""
    _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    if configuration is None:
        return FontConfiguration()
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    try:
        return FontConfiguration()
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@functools.cache
def fetcher_class() -> Any:
    """A URL fetcher that serves what it was given and refuses, with an end to the rendering, whatever else is asked for."""
    _weasyprint()
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class MemoryOnly(URLFetcher):  # type: ignore[misc]
        """Serves assets from memory; opens nothing."""

        def __init__(self, assets: Mapping[str, tuple[bytes, str]]) -> None:
            super().__init__(allowed_protocols=(SCHEME,), allow_redirects=False, fail_on_errors=True)
            self.assets = assets
            self.asked: list[str] = []

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            """The asset at `url`."""
            self.asked.append(url)
            if url not in self.assets:
                raise FatalURLFetchingError("the report refers to something outside itself")
            body, kind = self.assets[url]
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    return MemoryOnly


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of reference cycles: it would walk the growing tree of boxes again and again, for a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def _silence_or_failure() -> Iterator[None]:
    """Whatever WeasyPrint or fontTools logs as a warning or worse while this lasts is a failure."""
    listener = _Listener()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(listener)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except BaseException as error:
        if type(error).__name__ == "FatalURLFetchingError":
            raise RenderingError(f"{error}: nothing was fetched and nothing written; look at your own report templates") from None
        raise
    finally:
        for logger in loggers:
            logger.removeHandler(listener)
    if listener.heard:
        _prepared.cache_clear()  # what was said about the style must be said again the next time
        told = "; ".join(dict.fromkeys(listener.heard))
        raise RenderingError(f"the report did not print cleanly, so none was written: {characters.shortened(told, 400)}")
