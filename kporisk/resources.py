"""Where the shipped checklists and report templates lie: beside the package in a wheel, one floor up in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The shipped folder `checklists` or `report_templates`. Raises FileNotFoundError where neither place has it."""
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"kporisk is not installed completely: its folder {name} is missing; install it again with pip")
