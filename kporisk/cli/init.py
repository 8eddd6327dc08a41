"""`kporisk init`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kporisk.cli import clock
from kporisk.cli.output import complain, say
from kporisk.errors import ExitCode


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path(), metavar="[DIR]")
@click.option("--register", "url", metavar="URL", help="Keep the register in this PostgreSQL database.  [default: a file in DIR]")
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the new master key is written, outside DIR.  [default: in your settings folder]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def init(folder: Path, url: str | None, key_file: Path | None, quiet: bool) -> int:
    """Make DIR a workspace: settings, register, evidence store, and the key that encrypts them.

    \b
    Example:
      kporisk init vendors
      kporisk init vendors --key-file ~/safe/kporisk.key
      kporisk init vendors --register postgresql://kporisk@db.example.com/kporisk
    """
    from kporisk.workflow.workspace.create import create

    made = create(folder, environment=os.environ, at=clock.now(), url=url, key_file=key_file)
    if not quiet:
        say(f"A workspace is in {made.folder.resolve()}: kporisk.toml holds its settings.")
        say(f"Its key is in {made.key_file}. Keep a copy of that file elsewhere: without it nobody can read the register.")
        say("Next: kporisk vendor add ID --name NAME")
    if made.open_to_others:
        complain(f"others can look into {made.folder}, which was there before; to close it: chmod 700 {made.folder}")
    return ExitCode.DONE
