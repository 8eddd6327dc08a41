"""The form as one HTML file that loads nothing: its style and script stand in it, and a policy admits no other."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from kporisk import __version__, resources
from kporisk.documents.form.content import Content
from kporisk.documents.form.words import LANGUAGES
from kporisk.documents.workbook.material import Material

SCRIPTS = ("words", "lists", "answers", "wrong", "keep", "hand_out", "start")
"""The files of the script, in the order in which they stand in the page."""


def write_form(made: Material) -> bytes:
    """A form for one respondent to fill in with a browser. The same material gives the same bytes."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = resources.folder("report_templates") / "form"
    environment = Environment(
        loader=FileSystemLoader(str(folder)), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    content = Content(made)
    style, script = _read(folder / "form.css"), _script(folder / "script")
    page = environment.get_template("form.html.j2").render(
        content=content,
        made=made,
        say=content.say,
        languages=LANGUAGES,
        style=style,
        script=script,
        policy=policy(style, script),
        data=_inert(content.data()),
        program=f"kporisk {__version__}",
    )
    return page.encode()


def policy(style: str, script: str) -> str:
    """The Content-Security-Policy of a page with this style and script: nothing else runs, nothing is loaded, sent or made of text."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'sha256-{_hash(script)}'",
            f"style-src 'sha256-{_hash(style)}'",
            "img-src data:",
            "form-action 'none'",
            "base-uri 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _script(folder: Path) -> str:
    return '"use strict";\n' + "".join(_read(folder / f"{name}.js") for name in SCRIPTS)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _inert(data: dict[str, Any]) -> str:
    """JSON in which nothing ends or begins an element, whatever the texts in it are."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
