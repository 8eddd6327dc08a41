"""`kporisk checklist adopt`, and what `kporisk checklist list` says about the pinned set."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli import clock
from kporisk.cli.options import NumberType, output_format
from kporisk.cli.output import complain, say, say_json
from kporisk.cli.workspace import in_workspace, opened, opened_if_any
from kporisk.errors import ExitCode, KporiskError, UsageError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kporisk.workflow.library import Library
    from kporisk.workflow.programme.adopt import Plan
    from kporisk.workflow.workspace.opened import Workspace
    from kporisk.workflow.workspace.sets import Candidate

FEW = 25
"""Vendors that one process has done before another has loaded the checklists."""
JOB_SECONDS = 300.0


@click.command()
@click.argument("version", required=False, metavar="[VERSION]")
@click.option("--dry-run", is_flag=True, help="Say which tiers would move and why; record nothing.")
@click.option("--yes", is_flag=True, help="Do not ask; needed where there is no terminal.")
@click.option("--jobs", type=NumberType(1, 1024), help="How many vendors at a time.  [default: one a core]")
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def adopt(version: str | None, dry_run: bool, yes: bool, jobs: int | None, place: Path | None, form: str, quiet: bool) -> int:
    """Score with other checklists and another method from now on: every vendor is assessed with them, and all of it recorded at once.

    VERSION is that of the installed program (the default): its checklists with your own laid over them; or the beginning of the SHA-256
    of a set that the workspace has scored with before. Nothing else ever changes the set that a workspace has pinned.

    \b
    Example:
      kporisk checklist adopt --dry-run
      kporisk checklist adopt --yes
      kporisk checklist adopt 3f9c21ab --dry-run
    """
    if not dry_run and not yes and (form == "json" or not _asks()):
        raise UsageError("nobody can be asked here whether to adopt it; to adopt it all the same: --yes, to look only: --dry-run")
    from kporisk.workflow.programme.adopt import adopt as adopt_plan
    from kporisk.workflow.programme.adopt import adoption_document, same_document
    from kporisk.workflow.workspace.sets import candidate, pinned_sets

    with opened(place) as workspace:
        chosen, today = candidate(workspace, version), clock.today()
        if chosen.content.sha256 == workspace.content.sha256:
            if form == "json":
                say_json(same_document(pinned_sets(workspace)[0], chosen.content, as_of=today))
            elif not quiet:
                say(f"{chosen.content.sha256[:12]} is what the workspace scores with already; nothing was recorded")
            return ExitCode.DONE
        made = _planned(workspace, chosen, jobs, dry_run=dry_run)
        if form == "text" and (dry_run or not (quiet and yes)):
            _show(made)
        if not dry_run:
            if not yes and not click.confirm("Adopt it?", err=True):
                complain("nothing was adopted")
                return ExitCode.DONE
            adopt_plan(workspace, made, at=clock.now())
        if form == "json":
            say_json(adoption_document(made, recorded=not dry_run))
    if dry_run:
        return ExitCode.DONE
    if form == "text" and not quiet:
        assessed = len(made.effects) - len(made.unassessed)
        complain(f"adopted: {made.content.sha256[:12]}; recorded with it: {assessed} assessment{'' if assessed == 1 else 's'}")
    for effect in made.unassessed if quiet or form == "json" else ():
        complain(f"{effect.vendor}: {effect.problem}")
    return ExitCode.SOME_FAILED if made.unassessed else ExitCode.DONE


def tell_pinned(place: Path | None) -> None:
    """Where this is a workspace, say on stderr with which set it scores, and whether the installed one is another."""
    try:
        workspace = opened_if_any(place)
        if workspace is None:
            return
        from kporisk.workflow.workspace.sets import newer_set, pinned_sets

        with workspace:
            pinned = pinned_sets(workspace)[0]
            complain(f"This workspace scores with {pinned.short} (kporisk {pinned.program}), pinned on {pinned.at:%Y-%m-%d}.")
            other = newer_set(workspace)
        if other is not None:
            complain(
                f"The installed set is another: {other.sha256[:12]} (kporisk {other.program}). "
                "What it would change: kporisk checklist adopt --dry-run"
            )
    except KporiskError as error:
        complain(f"which set this workspace scores with cannot be said: {error}")


def _asks() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _planned(workspace: Workspace, chosen: Candidate, jobs: int | None, *, dry_run: bool) -> Plan:
    from kporisk.workflow.programme.adopt import checked, inputs, kept, plan

    today = clock.today()
    library = checked(chosen)
    if not dry_run:
        workspace.register.refuse_wrong_clock(clock.now())
        chosen = kept(workspace, chosen)
    read = inputs(workspace, as_of=today, at=clock.now())
    with ExitStack() as stack:
        executor = _executor(chosen, library, jobs or workspace.settings.reassess.jobs, vendors=len(read.tasks), wished=jobs is not None)
        if executor is not None:
            stack.enter_context(executor)
        return plan(workspace, chosen.content, read, as_of=today, executor=executor)


def _executor(chosen: Candidate, library: Library, jobs: int | None, *, vendors: int, wished: bool) -> Executor | None:
    """Workers where there is work for several; None: this process does it."""
    from kporisk.workers.pool import Pool, cores
    from kporisk.workflow.programme.weigh import made_ready, ready

    several = min(jobs or cores(), vendors if wished else vendors // FEW)
    if several < 2:
        made_ready(library, chosen.content.sha256)
        return None
    return Pool(several, initializer=ready, initargs=(chosen.folders, chosen.content.sha256), timeout=JOB_SECONDS)


def _show(made: Plan) -> None:
    from kporisk.workflow.programme.adopt import adoption_lines

    for line in adoption_lines(made):
        say(line)
