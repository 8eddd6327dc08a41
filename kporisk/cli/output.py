"""What leaves the program: results on stdout, everything else on stderr, all of it safe for a terminal."""

from __future__ import annotations

import json
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


def say_json(document: Any) -> None:
    """A JSON result on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
