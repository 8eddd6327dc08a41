"""An assessment on the terminal: as wide as it is, in colour where there is some."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from typing import Any


def show(assessment: Mapping[str, Any], *, lang: str, case: str) -> None:
    """Print the text report of the case file to stdout; in colour only on a terminal that has it, and not where NO_COLOR is set."""
    from kporisk.reports.text import text

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((80, 24)).columns
    sys.stdout.write(text(assessment, lang=lang, width=width, colour=colour, case=case))
