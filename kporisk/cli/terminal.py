"""An assessment on the terminal: as wide as it is, in colour where there is some."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any


def show(assessment: Mapping[str, Any], *, lang: str, again: Sequence[str] = (), change: Mapping[str, Any] | None = None) -> None:
    """Print the text report to stdout; in colour only on a terminal that has it, and not where NO_COLOR is set.

    `again`: the file and the options with which it was assessed, for the command that makes its PDF; empty where there is one already.
    `change`: what changed since an older assessment.
    """
    from kporisk.reports.text import text

    width, colour = _sheet()
    sys.stdout.write(text(assessment, lang=lang, width=width, colour=colour, again=again, change=change))


def show_difference(assessment: Mapping[str, Any], change: Mapping[str, Any], answers: Sequence[Mapping[str, Any]], *, lang: str) -> None:
    """Print what changed since an older assessment, with every answer that is another, likewise."""
    from kporisk.reports.difference import difference_text

    width, colour = _sheet()
    sys.stdout.write(difference_text(assessment, change, answers, lang=lang, width=width, colour=colour))


def show_explanation(assessment: Mapping[str, Any], explanation: Mapping[str, Any], *, lang: str) -> None:
    """Print how a number of an assessment comes about, likewise."""
    from kporisk.reports.explained import explained_text

    width, colour = _sheet()
    sys.stdout.write(explained_text(assessment, explanation, lang=lang, width=width, colour=colour))


def _sheet() -> tuple[int, bool]:
    """How many cells wide the terminal is, and whether it has colours and may show them."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return shutil.get_terminal_size((80, 24)).columns, colour
