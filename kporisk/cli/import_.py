"""`kporisk import`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli import clock
from kporisk.cli.options import DateType, output_format
from kporisk.cli.output import complain, counted, say, say_json, say_prose
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.workflow.filling.exported import Reuse
    from kporisk.workflow.filling.external import ExternalTaken
    from kporisk.workflow.filling.importing import Taken

LEFT = {
    "unknown_question": "no such question here",
    "other_respondent": "answered here by somebody else",
    "not_asked": "not asked here",
    "other_text": "asked here in other words",
    "option_gone": "what was chosen cannot be chosen here",
    "other_options": "something else may be answered here",
    "answered_twice": "answered under its newer id as well",
}
"""Why an answer of an exported response is not taken."""


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--vendor", metavar="ID", help="Whose answers they are; a workbook or form of kporisk says so itself.")
@click.option("--answered-on", type=DateType(), help="The day on which somebody else's form was filled.  [default: today]")
@click.option(
    "--columns",
    metavar="KEY=COLUMN,...",
    help="What stands where in a form that is not recognised, by letter or heading: question and answer, and any of id, note, group, "
    "reference, weight, expected.",
)
@click.option("--sheet", metavar="NAME", help="The sheet that holds the form, where several may.")
@click.option("--as", "id", metavar="ID", help="Under which id the form is kept.  [default: caiq, hecvat, or the file's name]")
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="CA.pem",
    help="Certificates that you trust to name who signed an exported response. May be given several times.",
)
@click.option("--dry-run", is_flag=True, help="Say what is new, changed and removed; record nothing.")
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def import_(
    file: Path,
    vendor: str | None,
    answered_on: date | None,
    columns: str | None,
    sheet: str | None,
    id: str | None,
    trust: tuple[Path, ...],
    dry_run: bool,
    place: Path | None,
    form: str,
    quiet: bool,
) -> int:
    """Take in answers that came back: a workbook (.xlsx, .ods), what kporisk form gave, a response (.yaml, .json), or a form of others.

    Every mistake is told with its cell, and then nothing is recorded. A file replaces all answers to the questions of whoever it is
    from: what it leaves empty is open, and last time's answers count only where it confirms them. It assesses nothing.

    A CSA CAIQ 4, an EDUCAUSE HECVAT 4 (.xlsx, .ods, .csv) and other tables of questions and answers are recognised by their headings.
    They answer none of your questions: they are kept as responses of their own, and shown beside the questions whose clauses they name.

    What kporisk response export wrote at another client is taken where the question is asked here and is the same; the rest is named, and
    open. A file that was changed, or has a signature that does not fit, is refused.

    \b
    Example:
      kporisk import acme.xlsx --dry-run
      kporisk import acme.xlsx
      kporisk import response.yaml --vendor acme-research
      kporisk import caiq.xlsx --vendor acme-research --answered-on 2026-03-01
      kporisk import theirs.csv --vendor acme-research --columns id=A,question=B,answer=C,note=D
      kporisk import exported.json --vendor acme-research --trust acme-ca.pem --dry-run
    """
    from kporisk.seal.keys import trusted_certificates
    from kporisk.workflow.filling.arriving import take_any
    from kporisk.workflow.filling.external import ExternalTaken, Told, record_external
    from kporisk.workflow.filling.importing import record

    told = Told(id, answered_on, None if columns is None else _columns(columns), sheet)
    with opened(place) as workspace:
        known = [one for path in trust for one in trusted_certificates(path)] if trust else None
        at = clock.now()
        taken = take_any(workspace, file, vendor, told, today=clock.today(), at=at, trust=known)
        if isinstance(taken, ExternalTaken):
            return _external(taken, not dry_run and record_external(workspace, taken, at=at), form, dry_run=dry_run, quiet=quiet)
        recorded = not dry_run and record(workspace, taken, at=at)
    if form == "json":
        say_json(taken.document(recorded=recorded))
    elif not quiet:
        _show(taken, dry_run=dry_run, recorded=recorded)
    for doubt in () if taken.reuse is None else taken.reuse.warnings:
        complain(f"warning: {file}: {doubt}")
    for warning in taken.returned.warnings:
        complain(f"warning: {taken.place_of(warning)}: {warning.message['en']}")
    return ExitCode.DONE


def _columns(text: str) -> dict[str, str]:
    """What `--columns` says. Raises UsageError for what it cannot say."""
    named: dict[str, str] = {}
    for part in text.split(","):
        key, sign, column = (piece.strip() for piece in part.partition("="))
        if not (sign and key and column):
            raise UsageError("--columns names what stands where, such as: --columns id=A,question=B,answer=C,note=D")
        if key in named:
            raise UsageError(f"--columns names {key[:40]} twice")
        named[key] = column
    return named


def _external(taken: ExternalTaken, recorded: bool, form: str, *, dry_run: bool, quiet: bool) -> int:
    if form == "json":
        say_json(taken.as_document(recorded=recorded))
    elif not quiet:
        from kporisk.cli.external_shown import show

        show(taken.document, supports=taken.supports)
        if taken.replaces is not None:
            say(f"It takes the place of what was answered on {taken.replaces} under the id {taken.id}.")
        if dry_run:
            say("Nothing was recorded." if taken.entries else "All of it is in the register already.")
        elif recorded:
            say(f"Recorded as {taken.id}. Its report: kporisk response show {taken.known.id} {taken.id} --pdf FILE.pdf")
        else:
            say("All of it is in the register already; nothing was recorded.")
    return ExitCode.DONE


def _show(taken: Taken, *, dry_run: bool, recorded: bool) -> None:
    told = taken.difference
    parts = [f"{counted(count, 'answer')} of the {one.value}" for one, count in taken.returned.answered.items()]
    kept = [f"{count} of the {one.value}" for one, count in taken.returned.kept.items()]
    say(f"{taken.known.id}: {', '.join(parts)}" + (f"; kept: {', '.join(kept)}" if kept else ""))
    for label, ids in (
        ("New", told.new),
        ("Changed", told.changed),
        ("Removed, open now", told.removed),
        ("Confirmed as unchanged", told.confirmed),
        ("Shown from last time and not confirmed, so open", told.unconfirmed),
        ("Rows that are gone from the workbook, so open", taken.missing),
    ):
        if ids:
            say_prose(f"{label}: {len(ids)} ({', '.join(ids)})", indent=2)
    if taken.reuse is not None:
        _show_reuse(taken.reuse, taken.known.id)
    if taken.comments:
        say(f"{counted(taken.comments, 'comment')} on draft findings: they are not recorded; read them in the workbook.")
    if dry_run:
        say("Nothing was recorded." if taken.entries else "All of it is in the register already.")
    elif recorded:
        say(f"Recorded. To assess with it: kporisk assess {taken.known.id}")
    else:
        say("All of it is in the register already; nothing was recorded.")


def _show_reuse(reuse: Reuse, vendor: str) -> None:
    """What another client's questions have to do with those that are asked here."""
    for reason, words in LEFT.items():
        ids = [one.question for one in reuse.reused.left if one.reason == reason]
        if ids:
            say_prose(f"Not taken, {words}: {len(ids)} ({', '.join(ids)})", indent=2)
    to_ask = reuse.reused.to_ask
    if to_ask is None:
        say(f"What is asked here depends on facts that are not stated yet: kporisk scope {vendor} -o FILE")
    elif to_ask:
        say_prose(f"To ask: {len(to_ask)} ({', '.join(to_ask)}): kporisk interview {vendor} --as vendor --only open", indent=2)
    else:
        say("Nothing is left to ask of the vendor.")
