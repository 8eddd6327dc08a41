"""An assessment on the terminal: as wide as it is, in colour where there is some."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any


def show(assessment: Mapping[str, Any], *, lang: str) -> None:
    """Print the text report to stdout, without colour where NO_COLOR is set or nobody looks."""
    from kporisk.reports.text import text

    terminal = sys.stdout.isatty()
    width = os.get_terminal_size().columns if terminal else int(os.environ.get("COLUMNS", "0")) or 80
    sys.stdout.write(text(assessment, lang=lang, width=width, colour=terminal and "NO_COLOR" not in os.environ))
