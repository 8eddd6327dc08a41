"""`kporisk doctor`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kporisk.cli import clock
from kporisk.cli.options import output_format
from kporisk.cli.output import say, say_json, say_prose
from kporisk.cli.workspace import folder_of, in_workspace


@click.command()
@click.option("--online", is_flag=True, help="Also try to reach the servers for mail and webhook.")
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print only what is not as it should be.")
def doctor(online: bool, place: Path | None, form: str, quiet: bool) -> int:
    """Look at everything that can be wrong with the workspace on this machine, and say how to mend it. Nothing is changed.

    \b
    Example:
      kporisk doctor
      kporisk doctor --online -q

    Ends with 0 where nothing has failed, else with 4 for settings, 5 for damage, 6 for a key or an upgrade, 2 for anything else.
    """
    from kporisk.workflow.upkeep.doctor import examine
    from kporisk.workflow.upkeep.finding import Level, exit_code

    found = list(examine(folder_of(place), os.environ, at=clock.now(), online=online))
    shown = [one for one in found if not quiet or one.level in (Level.WARN, Level.FAIL)]
    if form == "json":
        say_json(
            {
                "format": "kporisk.doctor/1",
                "well": all(one.level is not Level.FAIL for one in found),
                "findings": [{"check": one.check, "level": one.level.value, "text": one.text, "fix": one.fix} for one in shown],
            }
        )
        return exit_code(found)
    for one in shown:
        say_prose(f"{one.level.value:<4}  {one.check.replace('_', ' ')}: {one.text}", indent=6)
        if one.fix and one.level is not Level.OK:
            say(f"      to mend it: {one.fix}" if one.level is not Level.NOTE else f"      {one.fix}")
    return exit_code(found)
