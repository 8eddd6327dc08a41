"""`kporisk reassess`."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kporisk.cli import clock
from kporisk.cli.options import DateType, DurationType, NumberType, output_format
from kporisk.cli.output import complain, say, say_json
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kporisk.delivery.logs import Log
    from kporisk.workflow.night.run import Outcome, Run

JOB_SECONDS = 300.0
"""What takes longer than this for one vendor is ended, and the vendor reported."""


@click.command()
@click.option("--due", "ask", is_flag=True, help="Also write questionnaires for whoever has come due: what cron calls.")
@click.option("--vendor", "vendors", multiple=True, metavar="ID", help="Only this vendor. May be given several times.  [default: all]")
@click.option("--jobs", type=NumberType(1, 1024), help="How many vendors at a time.  [default: one a core]")
@click.option("--dry-run", is_flag=True, help="Say what would change; record, print and send nothing.")
@click.option("--as-of", type=DateType(), help="With --dry-run: the day to look at, which may lie ahead.  [default: today]")
@click.option("--max-runtime", type=DurationType(), metavar="SPAN", help="Begin nothing more after this time, for example 2h.")
@click.option("--no-reports", is_flag=True, help="Print no reports for what has changed.")
@click.option("--log", "log_file", type=click.Path(path_type=Path), metavar="FILE", help="Log to this file, or - for stderr.")
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def reassess(
    ask: bool,
    vendors: tuple[str, ...],
    jobs: int | None,
    dry_run: bool,
    as_of: date | None,
    max_runtime: int | None,
    no_reports: bool,
    log_file: Path | None,
    place: Path | None,
    form: str,
    quiet: bool,
) -> int:
    """Score every vendor of the register anew for today, and record what changed: evidence ages, waivers end.

    For each change a report is written to reports/. A vendor that fails is reported, and the others are done.

    \b
    Example:
      kporisk reassess --due
      kporisk reassess --vendor acme-research --dry-run --as-of 2027-06-30
      kporisk reassess --due -q --max-runtime 2h
    """
    if as_of is not None and not dry_run:
        raise UsageError("--as-of goes with --dry-run: what is recorded is as of today")
    from kporisk.workflow.night.run import Run, Surroundings, Wish
    from kporisk.workflow.night.telling import log_end, record, tell

    with (
        opened(place) as workspace,
        _stopping() as stopped,
        _progress(quiet or form == "json") as told,
        _log(log_file or workspace.settings.log.file, workspace.settings.log.form) as log,
    ):
        settings = workspace.settings.reassess
        wish = Wish(
            vendors=tuple(workspace.vendor(id) for id in dict.fromkeys(vendors)),
            ask=ask,
            render=settings.render and not no_reports,
            dry_run=dry_run,
            most_seconds=settings.max_runtime if max_runtime is None else max_runtime,
        )
        begun = time.monotonic()
        around = Surroundings(
            now=clock.now,
            elapsed=lambda: time.monotonic() - begun,
            stopped=lambda: bool(stopped),
            executor=lambda folders: _pool(jobs or settings.jobs, folders),
            told=told,
            log=log,
        )
        run = Run(workspace, wish, around, as_of=as_of or clock.today())
        outcome = run()
        if not dry_run:
            # Told also after a signal: what has been recorded is no news to the next run.
            tell(run)
            record(run)
        code = _code(outcome, bool(run.subjects or wish.vendors), stopped)
        log_end(run, code)
    _show(run, form, quiet)
    return code


def _code(outcome: Outcome, asked: bool, stopped: list[int]) -> ExitCode:
    if stopped:
        return ExitCode.TERMINATED if stopped[0] == signal.SIGTERM else ExitCode.INTERRUPTED
    if outcome.ended_by is not None:
        return outcome.ended_by.exit_code
    if outcome.failed:
        return ExitCode.SOME_FAILED
    if asked and not outcome.assessed and outcome.complete:
        return ExitCode.NOTHING_ASSESSED
    return ExitCode.DONE


def _pool(jobs: int | None, folders: tuple[Path, ...]) -> Executor:
    from kporisk.workers.pool import Pool
    from kporisk.workflow.night.jobs import ready

    return Pool(jobs, initializer=ready, initargs=(folders,), timeout=JOB_SECONDS)


def _show(run: Run, form: str, quiet: bool) -> None:
    outcome = run.outcome
    for id, message in sorted(outcome.failed.items()):
        complain(f"{id}: failed: {message}")
    for warning in outcome.warnings:
        complain(f"warning: {warning}")
    if outcome.ended_by is not None:
        complain(f"kporisk: {outcome.ended_by}")
    if not outcome.complete:
        complain("stopped before the end; the next run begins where this one ended")
    if form == "json":
        from kporisk.delivery.digest import document
        from kporisk.workflow.night.telling import night_of

        moved = [{"vendor": id, "before": before, "after": after} for id, (before, after) in sorted(outcome.moved.items())]
        say_json({**document(night_of(run)), "moved": moved, "complete": outcome.complete, "dry_run": run.wish.dry_run})
    elif not quiet:
        _summary(run)


def _summary(run: Run) -> None:
    outcome = run.outcome
    would = "would change" if run.wish.dry_run else "changed"
    count = outcome.assessed
    counts = f"{len(outcome.changed)} {would}, {outcome.unchanged} unchanged"
    say(f"{count} vendor{'s' if count != 1 else ''} re-scored as of {outcome.as_of}: {counts}.")
    moved = sorted(outcome.moved.items())
    for id, (before, after) in moved[:20]:
        say(f"{'Would move' if run.wish.dry_run else 'Moved'}: {id}, standing tier {before} → {after}")
    if len(moved) > 20:
        say(f"and {len(moved) - 20} more tiers")
    for label, ids in (
        ("Changed" if not run.wish.dry_run else "Would change", outcome.changed),
        ("Evidence that ends within 30 days", outcome.evidence_expiring),
        ("Waivers that ended", outcome.waivers_ended),
        ("Due: a questionnaire is in outbox/", outcome.due),
        ("Overdue", outcome.overdue),
        ("Nothing to assess yet", outcome.without_case),
    ):
        if ids:
            say(f"{label}: {', '.join(sorted(ids)[:20])}{f' and {len(ids) - 20} more' if len(ids) > 20 else ''}")
    if outcome.elsewhere:
        say(f"{outcome.elsewhere} were recorded by another command meanwhile.")
    if outcome.missed:
        say(f"{outcome.missed} due date{'s' if outcome.missed != 1 else ''} had passed without a run, and were caught up once.")
    for path in sorted(outcome.reports)[:20]:
        say(f"written: {path}")
    if len(outcome.reports) > 20:
        say(f"and {len(outcome.reports) - 20} more reports")


@contextmanager
def _stopping() -> Iterator[list[int]]:
    """Signals that ask to stop are noted, so that the run ends between two vendors; a second one ends it at once."""
    noted: list[int] = []
    before = {int(number): signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def note(number: int, _frame: object) -> None:
        noted.append(number)
        signal.signal(number, before[number])

    for number in before:
        signal.signal(number, note)
    try:
        yield noted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _log(file: Path | None, form: str) -> Iterator[Log | None]:
    """The log, open; None where none is asked for. A new file can be read by its owner only."""
    if file is None:
        yield None
        return
    from kporisk.delivery.logs import logger

    if str(file) == "-":
        yield logger(sys.stderr, form, clock.now)  # type: ignore[arg-type]
        return
    try:
        opened_file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UsageError(f"the log {file} cannot be written: {error.strerror}") from None
    stream = os.fdopen(opened_file, "a", encoding="utf-8")
    try:
        yield logger(stream, form, clock.now)  # type: ignore[arg-type]
    finally:
        # What could not be written has been said; closing tries it once more.
        with suppress(OSError):
            stream.close()


@contextmanager
def _progress(silent: bool) -> Iterator[Callable[[str, str, int, int], None]]:
    """A bar on a terminal; nothing anywhere else."""
    if silent or not sys.stderr.isatty():
        yield lambda _what, _vendor, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: tuple[Any, ...] = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {False: bar.add_task("re-scored", total=None, visible=False), True: bar.add_task("printed", total=None, visible=False)}

        def told(what: str, _vendor: str, done: int, of: int) -> None:
            bar.update(tasks[what in ("printed", "unprinted")], completed=done, total=of, visible=True)

        yield told
