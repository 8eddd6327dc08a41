"""`kporisk db`."""

from __future__ import annotations

from pathlib import Path

import click

from kporisk.cli import clock
from kporisk.cli.main import Subcommands
from kporisk.cli.options import output_format
from kporisk.cli.output import by_kind, complain, counted, say, say_json
from kporisk.cli.workspace import folder_of, in_workspace, opened
from kporisk.errors import ExitCode, UsageError

quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")


@click.group(cls=Subcommands)
def db() -> None:
    """The database of the register.

    \b
    Example:
      kporisk db check
      kporisk db backup -o backup.tar
    """


@db.command("upgrade")
@in_workspace
@quiet_option
def upgrade(place: Path | None, quiet: bool) -> int:
    """Bring the register to the form that this program writes. Of a file, a copy is kept beside it.

    \b
    Example:
      kporisk db upgrade
    """
    from kporisk.workflow.upkeep.database import upgrade_register

    done = upgrade_register(folder_of(place))
    if not quiet:
        if done.before == done.after:
            complain(f"the register has the form {done.after} already; nothing was changed")
        else:
            complain(f"upgraded: form {done.before} to {done.after}")
        if done.copy is not None:
            complain(f"as it was, it is kept in {done.copy}; delete that copy once all is well, since purges do not reach it")
    return ExitCode.DONE


@db.command("check")
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing; the exit code says what came of it.")
def check(place: Path | None, form: str, quiet: bool) -> int:
    """Check the database: whole, in the form of this program, with its safeguards; without looking into records.

    \b
    Example:
      kporisk db check
      kporisk verify --register                 what the records say, too
    """
    from kporisk.register.upgrade import NO_REGISTER
    from kporisk.workflow.upkeep.database import register_health

    found = register_health(folder_of(place))
    if form == "json" and not quiet:
        say_json(
            {
                "good": found.good,
                "database": found.dialect,
                "form": found.form,
                "newest_form": found.newest_form,
                "records": found.records,
                "vendors": found.vendors,
                "kinds": found.kinds,
                "faults": list(found.faults),
            }
        )
    elif not quiet:
        if found.form:
            size = f"{counted(found.records, 'record')} ({', '.join(by_kind(found.kinds))}), {counted(found.vendors, 'vendor')}"
            say(f"{found.dialect}, form {found.form}: {size}")
        elif not found.faults:
            complain(NO_REGISTER)
        for fault in found.faults:
            complain(fault)
        if found.form not in ("", found.newest_form) and not found.faults:
            complain(f"this program writes the form {found.newest_form}: kporisk db upgrade")
    if found.faults:
        return ExitCode.INTEGRITY
    return ExitCode.DONE if found.good else ExitCode.NOT_OPENED


@db.command("backup")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.tar", help="Where it is written.")
@in_workspace
@quiet_option
def backup(output: Path, place: Path | None, quiet: bool) -> int:
    """Write a backup: register, evidence, settings, own checklists and templates; never the key, without which nobody can read it.

    \b
    Example:
      kporisk db backup -o /mnt/safe/vendors.tar

    An older backup of the same workspace is replaced, nothing else is. Reports and questionnaires are not in it: they can be made anew.
    """
    from kporisk.workflow.upkeep.backup import back_up

    with opened(place) as workspace:
        made = back_up(workspace, output)
    if not quiet:
        size = f"{counted(made.head.seq, 'record')}, {counted(made.vendors, 'vendor')}"
        complain(f"written: {output}, {size}. The key is not in it: keep that elsewhere")
    return ExitCode.DONE


@db.command("restore")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.tar")
@click.option("--into", type=click.Path(path_type=Path), metavar="DIR", help="A folder that is empty or not there yet.  [default: here]")
@click.option("--force", is_flag=True, help="Replace a register that has gone on since: its newer records are lost.")
@in_workspace
@quiet_option
def restore(file: Path, into: Path | None, force: bool, place: Path | None, quiet: bool) -> int:
    """Make a workspace what it was when it was backed up. Everything in FILE is checked before anything is replaced.

    \b
    Example:
      kporisk db restore /mnt/safe/vendors.tar
      kporisk db restore /mnt/safe/vendors.tar --into vendors-again
    """
    from kporisk.workflow.upkeep.backup import restore as restored

    if into is not None and place is not None:
        raise UsageError("--into names a new workspace, --workspace one that is there: give one of them")
    done = restored(file, folder_of(place) if into is None else into, force=force)
    if done.returned:
        complain(f"{counted(done.returned, 'purged vendor')} came back with it; purge again: kporisk purge VENDOR")
    if not quiet:
        complain(f"restored: {done.folder}, as of record {done.manifest.head.seq} of {done.manifest.recorded_at}")
        complain("Next: kporisk verify --register")
    return ExitCode.DONE


@db.command("clock")
@click.option("--accept", is_flag=True, help="Say that this machine's clock is right.")
@in_workspace
@quiet_option
def clock_(accept: bool, place: Path | None, quiet: bool) -> int:
    """Accept this machine's clock after it stood still, was set back, or nothing was recorded for long.

    \b
    Example:
      kporisk db clock --accept
    """
    from kporisk.register.chain import instant
    from kporisk.workflow.upkeep.database import accept_clock

    at = clock.now()
    if not accept:
        raise UsageError(f"this machine's clock says {instant(at)}; if that is right: kporisk db clock --accept")
    with opened(place) as workspace:
        record = accept_clock(workspace, at=at)
    if not quiet:
        complain(f"accepted: {instant(at)}, record {record.seq}")
    return ExitCode.DONE
