"""The press: WeasyPrint, fed from memory only, silent or failed."""

from __future__ import annotations

import functools
import logging
import os
import shutil
import subprocess
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kporisk.errors import RenderingError
from kporisk.reports import characters

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


def print_pdf(settings: Iterable[str], css: str, folder: Path, *, whole: tuple[str, str], identifier: bytes, foreign: bool) -> bytes:
    """The PDF of a document set with `css` and the fonts in `folder`.

    `settings` is the same HTML set ever closer: the first in which what lies between the two anchors of `whole` fills exactly one page is
    printed. `foreign`: the machine's fonts may be used too. Raises RenderingError where no setting fits, where something is asked for that
    is not in memory, and where WeasyPrint has anything to say.
    """
    first, after = whole
    with _silence_or_failure():
        fonts, sheet, fetcher = _prepared(css, folder, foreign=foreign)
        for html in settings:
            source = _weasyprint().HTML(string=html, url_fetcher=fetcher, base_url=f"{SCHEME}:report")
            document = source.render(stylesheets=[sheet], font_config=fonts, pdf_tags=True)
            if _page(document, after) == _page(document, first) + 1:
                pdf: bytes = document.write_pdf(pdf_identifier=identifier, pdf_tags=True)
                return pdf
    raise RenderingError("the general counsel's page does not fit on one page: shorten what your own words and templates add to it")


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


@functools.cache
def _prepared(css: str, folder: Path, *, foreign: bool) -> tuple[Any, Any, Any]:
    """Fonts, parsed stylesheet and fetcher, made once in a process."""
    assets = {f"{SCHEME}:fonts/{face.file}": (file.read_bytes(), "font/ttf") for face, file in zip(FACES, font_files(folder), strict=True)}
    fetcher = fetcher_class()(assets)
    fonts = _fonts(None if foreign else folder / "fonts" / "fonts.conf")
    faces = "\n".join(font_face(face, f"{SCHEME}:fonts/{face.file}") for face in FACES)
    sheet = _weasyprint().CSS(string=f"{faces}\n{css}", font_config=fonts, url_fetcher=fetcher, base_url=f"{SCHEME}:report")
    return fonts, sheet, fetcher


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
        told = "; ".join(dict.fromkeys(listener.heard))
        raise RenderingError(f"the report did not print cleanly, so none was written: {characters.shortened(told, 400)}")
