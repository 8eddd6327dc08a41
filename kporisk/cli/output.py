"""What leaves the program: results on stdout, everything else on stderr, all of it safe for a terminal."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Mapping
from typing import Any

import click

from kporisk.model.safe import safe


def say(text: str) -> None:
    """One result on stdout."""
    click.echo(safe(text))


def complain(text: str) -> None:
    """One message on stderr."""
    click.echo(safe(text), err=True)


def counted(n: int, noun: str, plural: str = "") -> str:
    """`1 record`, `2 records`."""
    return f"{n} {noun if n == 1 else plural or noun + 's'}"


_KINDS = {
    "vendor": ("vendor entry", "vendor entries"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "content": ("set of checklists", "sets of checklists"),
}
"""What a record of a kind is called, where that is not the kind's own name."""


def by_kind(counts: Mapping[str, int]) -> list[str]:
    """`1 assessment`, `2 pieces of evidence`: how many records of each kind there are, in words."""
    return [counted(count, *_KINDS.get(kind, (kind,))) for kind, count in counts.items()]


def say_prose(text: str, *, indent: int = 0) -> None:
    """A line of prose on stdout, the lines after its first `indent` cells in: wrapped on a terminal, whole where a program may read it."""
    if not sys.stdout.isatty():
        say(text)
        return
    width = max(shutil.get_terminal_size((80, 24)).columns, indent + 20)
    for line in textwrap.wrap(text, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False):
        say(line)


def say_json(document: Any) -> None:
    """A JSON result on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
