"""`kporisk anchor`."""

from __future__ import annotations

from pathlib import Path

import click

from kporisk.cli.output import complain, say
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode


@click.command()
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Where it is written; - prints it.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def anchor(output: Path, place: Path | None, quiet: bool) -> int:
    """Write out the register's last record: its number, SHA-256 and time.

    \b
    Example:
      kporisk anchor -o anchor.json
      kporisk verify --register --anchor anchor.json

    Keep the file where nobody who can write the register can change it. A register that was changed, or whose end was cut off, no longer
    matches it. An older anchor of the same workspace is replaced, nothing else is.
    """
    from kporisk.workflow.verify.anchor import anchor_of, anchor_text, write_anchor

    with opened(place) as workspace:
        made = anchor_of(workspace)
    if output == Path("-"):
        say(anchor_text(made).rstrip("\n"))
        return ExitCode.DONE
    write_anchor(made, output)
    if not quiet:
        complain(f"written: {output}, record {made.seq}")
    return ExitCode.DONE
