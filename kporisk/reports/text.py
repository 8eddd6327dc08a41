"""An assessment as text for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kporisk import resources
from kporisk.reports.reading import read
from kporisk.reports.speech import speech

NARROWEST = 40
WIDEST = 100
"""Longer lines than this are hard to read, however wide the terminal is."""


def text(
    assessment: Mapping[str, Any],
    *,
    lang: str,
    width: int,
    colour: bool,
    again: Sequence[str] = (),
    change: Mapping[str, Any] | None = None,
    templates: Sequence[Path] = (),
) -> str:
    """The assessment in the language, in lines of at most `width` cells (40 and up, no more than 100 are used), each with its line break.

    `assessment` is a `kporisk.assessment/1` document; `again` are the file and the options with which it was
    assessed, for the command that makes its PDF (empty: none is offered); `change`, a `kporisk.change/1` document, leads from an
    older assessment to it; `templates` are an organisation's
    folders, whose `words/` come before the shipped ones. Without `colour` there is no escape sequence in it. Raises UsageError for a
    language that there is not, RenderingError for a document that contradicts itself.
    """
    from kporisk.reports.lines import printed
    from kporisk.reports.sections import sections

    folders = (*templates, resources.folder("report_templates"))
    reading = read(assessment, speech(lang, folders))
    return printed(sections(reading, min(max(width, NARROWEST), WIDEST), again=again, change=change), colour=colour)
