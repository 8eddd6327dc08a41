"""Reports of few pages: an organisation's templates in which long sections are left out, and all that is linked to still stands."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

SECTIONS = ("domains", "findings", "requests", "jurisdiction", "engagement", "answers", "method")
"""Those that follow the document control."""
TITLE = '{% from "macros.html.j2" import heading %}'
LINKED = {
    "findings": '{% for card in cards %}<p id="{{ at(card.anchor) }}"></p>{% endfor %}',
    "requests": '{% for group in requests %}{% for one in group.requests %}<p id="{{ at(one.anchor) }}"></p>{% endfor %}{% endfor %}',
}
"""To what within a section other sections link."""


def shortened(folder: Path, *, whole: Collection[str] = (), lang: str | None = None, titled: bool = False) -> Path:
    """The folder, with a template that prints the sections `whole` only, and these in that language only; None: in each.

    `titled`: of the others their titles.
    """
    blocks = [f"{{% block {name}_section %}}{_block(name, name in whole, lang, titled)}{{% endblock %}}" for name in SECTIONS]
    (folder / "report.html.j2").write_text('{% extends "shipped/report.html.j2" %}' + "".join(blocks), encoding="utf-8")
    return folder


def _block(name: str, whole: bool, lang: str | None, titled: bool) -> str:
    start = f'{TITLE}{{{{ heading(say, at, "{name}") }}}}' if titled else f'<p id="{{{{ at("{name}") }}}}"></p>'
    left_out = LINKED.get(name, "") + start
    if not whole:
        return left_out
    if lang is None:
        return "{{ super() }}"
    return f'{{% if lang == "{lang}" %}}{{{{ super() }}}}{{% else %}}{left_out}{{% endif %}}'
