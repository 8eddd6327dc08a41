"""`kporisk assess`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli.look import chosen_look
from kporisk.cli.options import DateType, languages, output_format, own_checklists, own_look
from kporisk.cli.output import complain, say
from kporisk.cli.subject import subject
from kporisk.cli.workspace import in_workspace
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.model.assessment import Depth
    from kporisk.workflow.assess import Assessed
    from kporisk.workflow.change import Previous, Told
    from kporisk.workflow.library import Library


@click.command()
@click.argument("case", type=click.Path(path_type=Path), metavar="CASE|VENDOR")
@click.option("--as-of", type=DateType(), help="The day on which to judge evidence, dates and waivers.  [default: today]")
@click.option(
    "--depth", type=click.Choice(("core", "standard", "full")), help="Ask deeper than the inherent risk calls for; never shallower."
)
@own_checklists
@output_format
@click.option("--pdf", type=click.Path(path_type=Path), metavar="FILE", help="Also write the report as PDF.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Also write the report as one HTML file.")
@own_look
@click.option(
    "--trace",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the trace as a workbook whose formulas recompute the score.",
)
@click.option(
    "--since",
    "older",
    type=click.Path(path_type=Path),
    metavar="OLD.json",
    help="An older assessment of the vendor, its JSON or its report: also tell what changed since.",
)
@languages
@click.option(
    "--fail-on", type=click.Choice(("low", "moderate", "high", "critical")), help="End with 10 if the proven tier is this or worse."
)
@in_workspace
@click.option(
    "--response",
    "returned",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="In a workspace: answers of the VENDOR that came back, such as a filled-in questionnaire.",
)
@click.option("--no-record", is_flag=True, help="In a workspace: only look, record nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def assess(
    case: Path,
    as_of: date | None,
    depth: str | None,
    own: tuple[Path, ...],
    form: str,
    pdf: Path | None,
    html: Path | None,
    look_folder: Path | None,
    trace: Path | None,
    older: Path | None,
    langs: tuple[str, ...] | None,
    fail_on: str | None,
    place: Path | None,
    returned: Path | None,
    no_record: bool,
    quiet: bool,
) -> int:
    """Assess a CASE file: the risk as told and as proven, what is weak, what to ask for.

    In a workspace it is assessed with the pinned checklists and recorded; there a VENDOR of the register can be named instead of a file.

    \b
    Example:
      kporisk assess case.yaml --pdf report.pdf
      kporisk assess case.yaml --as-of 2026-11-24 --format json > assessment.json
      kporisk assess case.yaml --trace trace.xlsx
      kporisk assess case.yaml --since last-year.json --pdf report.pdf
      kporisk assess case.yaml --fail-on high || echo "not yet"
      kporisk assess acme-research
      kporisk assess acme-research --response questionnaire.yaml
    """
    from kporisk.documents.results.assessment import dumps
    from kporisk.model.assessment import Depth

    langs = langs or ("en",)
    _refuse_bad_targets(pdf, html, trace)
    look, templates = chosen_look(look_folder if html is not None or pdf is not None or trace is not None else None)
    old = None if older is None else _previous(older)
    deep = None if depth is None else Depth(depth)
    made = subject(case, own, place=place, no_record=no_record, as_of=as_of, depth=deep, returned=returned)
    assessed, loaded, document = made.assessed, made.library, made.assessed.document
    told = None if old is None else _told(old, assessed, loaded, depth=deep)
    change = None if told is None else told.document
    if html is not None or pdf is not None:
        from kporisk.reports.edition import Edition
        from kporisk.workflow.files import write_whole
        from kporisk.workflow.report import print_report, screen_report

        edition = Edition(langs, look=look, anchor=made.anchor)
        if html is not None:
            write_whole(html, screen_report(assessed, edition=edition, change=change, templates=templates))
        if pdf is not None:
            write_whole(pdf, print_report(assessed, loaded, edition=edition, told=told, templates=templates))
    if trace is not None:
        from kporisk.reports.workbook import trace_workbook
        from kporisk.workflow.files import write_whole

        write_whole(trace, trace_workbook(document, lang=langs[0], templates=templates))
    if not quiet:
        if form == "json":
            click.echo(dumps(document), nl=False)
        else:
            from kporisk.cli.terminal import show

            show(document, lang=langs[0], again=() if pdf is not None else _again(case, depth, own, older), change=change)
            for line in made.notes:
                say(line)
        for written in (path for path in (html, pdf, trace) if path is not None):
            complain(f"written: {written}")
    order = ("low", "moderate", "high", "critical")
    if fail_on is not None and order.index(document["tier"]["proven"]) >= order.index(fail_on):
        return ExitCode.FAIL_ON_REACHED
    return ExitCode.DONE


def _refuse_bad_targets(pdf: Path | None, html: Path | None, trace: Path | None) -> None:
    """Say what is wrong with a target before any work is done for it."""
    if pdf is None and html is None and trace is None:
        return
    from kporisk.workflow.files import HTML, PDF, XLSX, refuse_unless_a_place_for

    targets = [
        (option, kind, path) for option, kind, path in (("--pdf", PDF, pdf), ("--html", HTML, html), ("--trace", XLSX, trace)) if path
    ]
    for index, (option, _, path) in enumerate(targets):
        for other, _, again in targets[index + 1 :]:
            if path.resolve() == again.resolve():
                raise UsageError(f"{option} and {other} both name {path}; give each a file of its own")
    for _, kind, path in targets:
        refuse_unless_a_place_for(kind, path)


def _previous(older: Path) -> Previous:
    from kporisk.workflow.change import previous

    return previous(older)


def _told(old: Previous, new: Assessed, library: Library, *, depth: Depth | None) -> Told:
    from kporisk.workflow.change import tell

    return tell(old, new, library, depth=depth)


def _again(case: Path, depth: str | None, own: tuple[Path, ...], older: Path | None) -> list[str]:
    """What to type after `kporisk assess` to come to the same numbers."""
    folders = [word for folder in own for word in ("--checklists", str(folder))]
    since = ("--since", str(older)) if older is not None else ()
    return [str(case), *(("--depth", depth) if depth is not None else ()), *folders, *since]
