"""`kporisk schedule`."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

import click

from kporisk.cli.main import Subcommands
from kporisk.cli.output import complain, say
from kporisk.cli.workspace import folder_of, in_workspace
from kporisk.errors import ExitCode, UsageError


class TimeType(click.ParamType[tuple[int, int]]):
    """A time of the day, HH:MM."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Hour and minute, or a message that shows how one is written."""
        if isinstance(value, tuple):
            return value
        hour, _, minute = str(value).partition(":")
        if not (hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and int(hour) < 24 and int(minute) < 60):
            self.fail(f"{str(value)[:20]!r} is no time of the day; write one as HH:MM, for example 02:10", param, ctx)
        return int(hour), int(minute)


@click.group(cls=Subcommands)
def schedule() -> None:
    """The nightly run, for whatever starts it.

    \b
    Example:
      kporisk schedule print cron
    """


@schedule.command("print")
@click.argument("what", type=click.Choice(("cron", "systemd")))
@click.option("--at", default="02:10", show_default=True, type=TimeType(), metavar="HH:MM", help="When, by this machine's clock.")
@click.option("--user", metavar="NAME", help="systemd: the owner of the workspace.  [default: you]")
@click.option("--program", type=click.Path(path_type=Path), metavar="FILE", help="The installed kporisk.  [default: the one that runs]")
@in_workspace
def print_(what: str, at: tuple[int, int], user: str | None, program: Path | None, place: Path | None) -> int:
    """Print the line for crontab -e, or the service and the timer for systemd. Nothing is installed.

    \b
    Example:
      kporisk schedule print cron --at 02:10
      kporisk schedule print systemd --user kporisk

    A run that finds another at work ends with 75. A night that was missed is caught up by the next run: what is due follows from the
    register, not from when the run is made.
    """
    from kporisk.delivery.schedule import Nightly, Sandbox, cron_line, systemd_units
    from kporisk.documents.settings.reading import read_settings
    from kporisk.workflow.workspace.places import SETTINGS, key_place

    folder = folder_of(place).resolve()
    settings = read_settings(folder / SETTINGS)
    executable = (program or _program()).absolute()
    nightly = Nightly(executable=executable, workspace=folder, hour=at[0], minute=at[1])
    key = key_place(settings.workspace_id, settings.key_file, os.environ)
    if what == "cron":
        say(cron_line(nightly).rstrip("\n"))
        if os.environ.get("KPORISK_KEY_FILE"):
            complain(f"cron does not know KPORISK_KEY_FILE; name the key in {SETTINGS}: [key] file")
        return ExitCode.DONE
    log = () if settings.log.file is None or settings.log.file.is_relative_to(folder) else (settings.log.file.parent,)
    network = settings.mail is not None or settings.webhook is not None or settings.register_url is not None
    named = (settings.report.look, *settings.own_checklists, Path(sys.prefix))
    reads = tuple(one for one in named if one is not None and not one.is_relative_to(folder))
    sandbox = Sandbox(user=user or getpass.getuser(), key_file=key.path, network=network, writes=log, reads=reads)
    units = systemd_units(nightly, sandbox)
    say(units.service.rstrip("\n"))
    say("")
    say(units.timer.rstrip("\n"))
    return ExitCode.DONE


def _program() -> Path:
    """The command as it was called. Raises UsageError where that is no file of its own, such as `python -m kporisk`."""
    import shutil

    called = Path(sys.argv[0])
    if called.name == "kporisk" and called.is_file():
        return called
    found = shutil.which("kporisk")
    if found is None:
        raise UsageError("where kporisk is installed cannot be told; name it: --program /usr/local/bin/kporisk")
    return Path(found)
