"""How pages become HTML: the templates of an organisation and ours, the file around them, the style."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kporisk import resources
from kporisk.errors import RenderingError
from kporisk.reports.edition import Edition
from kporisk.reports.logo import SVG
from kporisk.reports.logo_svg import words as logo_words
from kporisk.reports.views import Page

if TYPE_CHECKING:
    import jinja2

SHIPPED = "shipped"
"""How an organisation's template names ours: `{% extends "shipped/report.html.j2" %}`."""
LOGO = "kporisk:logo"
"""The address of an organisation's logo on paper; on screen it stands in the file itself."""


def template_folders(templates: Sequence[Path]) -> tuple[Path, ...]:
    """The folders whose templates, words and styles are read, an organisation's before ours."""
    return (*(Path(folder) for folder in templates), resources.folder("report_templates"))


def body_of(page: Page, folders: tuple[Path, ...], *, setting: str = "") -> str:
    """The pages of one language, as HTML without the file around it. Raises RenderingError where a template fails."""
    return _filled(page.template, folders, **{**page.values, "setting": setting})


def framed(pages: Sequence[Page], bodies: Sequence[str], folders: tuple[Path, ...], *, style: str) -> str:
    """The file: one body for each language. `style`: what stands in it; a sheet for the press brings its own."""
    from markupsafe import Markup

    parts = [{"lang": page.values["lang"], "body": Markup(body)} for page, body in zip(pages, bodies, strict=True)]
    return _filled("frame.html.j2", folders, **pages[0].values, bodies=parts, style=Markup(style))


def _filled(template: str, folders: tuple[Path, ...], **values: Any) -> str:
    from jinja2 import TemplateError, TemplateSyntaxError

    try:
        return environment(folders).get_template(template).render(**values)
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


def styles(edition: Edition, folders: tuple[Path, ...], medium: str) -> tuple[str, ...]:
    """The look's colours as variables, then the style sheets for the medium, the organisation's own last."""
    roles = "; ".join(f"--{role}: {rgb}" for role, rgb in edition.look.colours.items())
    return f":root {{ {roles} }}", *(_css(folders, name) for name in ("report.css", medium, "look.css"))


def letters_in_logo(edition: Edition) -> str:
    """What the logo says in letters, which the fonts must be able to show as well."""
    logo = edition.look.logo
    return logo_words(logo.content) if logo is not None and logo.kind == SVG else ""


def _css(folders: tuple[Path, ...], name: str) -> str:
    for folder in folders:
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    return ""
