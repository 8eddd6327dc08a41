"""`kporisk report`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli import clock
from kporisk.cli.look import chosen_look
from kporisk.cli.moments import chosen, which_assessment
from kporisk.cli.options import DateType, languages, own_checklists, own_look
from kporisk.cli.output import complain
from kporisk.cli.printed import Printed
from kporisk.cli.signing import Signature, signature_options
from kporisk.cli.subject import is_file, subject
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.reports.edition import SignOff
    from kporisk.workflow.report import Wanted

Signed = tuple[str, date] | None


@click.command()
@click.argument("source", type=click.Path(path_type=Path), metavar="CASE|REPORT.pdf|VENDOR")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE.pdf",
    help="Where the report is written.  [default for a VENDOR: reports/VENDOR/DAY-RECORD.pdf]",
)
@which_assessment
@click.option(
    "--audience",
    type=click.Choice(("internal", "legal", "vendor", "summary")),
    help="internal: everything. legal: all but internal notes. vendor: what the vendor may see. summary: two pages.  [default: legal]",
)
@languages
@click.option("--prepared-by", type=(str, DateType()), metavar="NAME DATE", help="Who prepared it, and the day.")
@click.option("--reviewed-by", type=(str, DateType()), metavar="NAME DATE", help="Who has reviewed it: its state is then REVIEWED.")
@click.option("--approved-by", type=(str, DateType()), metavar="NAME DATE", help="Who else has approved it: its state is then APPROVED.")
@click.option("--for-signature", is_flag=True, help="Leave a field on the sign-off page for your company's signing platform.")
@click.option("--as-of", type=DateType(), help="The day on which to judge evidence, dates and waivers.  [default: today]")
@click.option("--depth", type=click.Choice(("core", "standard", "full")), help="Ask deeper than the inherent risk calls for.")
@click.option(
    "--since",
    "older",
    type=click.Path(path_type=Path),
    metavar="OLD",
    help="An older assessment, its JSON or its report (for a VENDOR also its record or day): also tell what changed since.",
)
@own_checklists
@own_look
@signature_options("--sign", required=False)
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def report(
    source: Path,
    output: Path | None,
    record: int | None,
    on: date | None,
    audience: str | None,
    langs: tuple[str, ...] | None,
    prepared_by: Signed,
    reviewed_by: Signed,
    approved_by: Signed,
    for_signature: bool,
    as_of: date | None,
    depth: str | None,
    older: Path | None,
    own: tuple[Path, ...],
    look_folder: Path | None,
    signature: Signature | None,
    place: Path | None,
    quiet: bool,
) -> int:
    """Print the report of a CASE as a PDF that carries its own proof.

    Given a report instead of a case, it is printed again from the data that it carries: for another audience, in another language, or with
    the names of those who reviewed and approved it. Given a VENDOR of the register, one of its assessments is printed as it was recorded,
    the last where neither --record nor --on chooses another.

    \b
    Example:
      kporisk report case.yaml -o report.pdf --lang en,fr
      kporisk report case.yaml -o for-the-vendor.pdf --audience vendor
      kporisk report case.yaml -o report.pdf --since last-year.pdf
      kporisk report case.yaml -o signed.pdf --sign me.p12 --passphrase-file secret.txt
      kporisk report acme-research
      kporisk report acme-research --on 2026-06-30 --since 2025-12-31 -o mid-year.pdf
      kporisk report report.pdf -o approved.pdf --reviewed-by "A. Laurent" 2026-11-25 --approved-by "M. Okafor" 2026-11-26
    """
    from kporisk.workflow.report import Wanted

    look, templates = chosen_look(look_folder)
    wanted = Wanted(
        audience=audience,
        languages=langs,
        prepared=_sign_off(prepared_by),
        reviewed=_sign_off(reviewed_by),
        approved=_sign_off(approved_by),
        for_signature=for_signature,
        look=None if look_folder is None else look,
    )
    moment = chosen(record, on)
    numbers = (("--as-of", as_of), ("--depth", depth), ("--checklists", own))
    if not is_file(source):
        _refuse(numbers, "a recorded assessment: it is printed as it was computed; choose one with --record or --on")
        with opened(place) as workspace:
            known = workspace.vendor(str(source))
            printed = Printed(workspace, known, wanted, moment, older, templates)
            written = _write(printed.target(output), signature, printed.content)
            printed.keep(written, at=clock.now())
    else:
        if output is None:
            raise click.UsageError("name the file that the report is written to: -o FILE.pdf")
        _refuse((("--record or --on", moment),), "a file: they choose an assessment of a VENDOR in the register")
        if _is_pdf(source):
            _refuse((*numbers, ("--since", older)), "a report: it is printed from the data that it carries; give the case instead")
            written = _write(output, signature, lambda: _again(source, wanted, templates))
        else:
            deep, day = depth, as_of or clock.today()
            written = _write(output, signature, lambda: _of_case(source, own, place, wanted, day, deep, older, templates))
    if not quiet:
        complain(f"written: {written}" if signature is None else f"written and signed: {written}")
    return ExitCode.DONE


def _refuse(given: Sequence[tuple[str, object]], what: str) -> None:
    for option, value in given:
        if value:
            raise UsageError(f"{option} does not go with {what}")


def _write(output: Path, signature: Signature | None, content: Callable[[], bytes]) -> Path:
    """Write the report, signed where that is asked for. What is wrong with the place or the key is said before anything is printed."""
    from kporisk.workflow.files import PDF, refuse_unless_a_place_for, write_whole

    refuse_unless_a_place_for(PDF, output)
    if signature is None:
        write_whole(output, content())
        return output
    from kporisk.workflow.sign import sign_file

    key = signature.unlocked()
    sign_file(content(), key, source=output, target=output, at=signature.at, reason=signature.reason, timestamp_url=signature.timestamp_url)
    return output


def _again(source: Path, wanted: Wanted, templates: tuple[Path, ...]) -> bytes:
    from kporisk.workflow.report import report_of_report

    return report_of_report(source, wanted, templates=templates)


def _of_case(
    source: Path,
    own: tuple[Path, ...],
    place: Path | None,
    wanted: Wanted,
    as_of: date,
    depth: str | None,
    older: Path | None,
    templates: tuple[Path, ...],
) -> bytes:
    """The report of a case file; in a workspace with what that has pinned and knows of the vendor. Nothing is recorded."""
    from kporisk.model.assessment import Depth
    from kporisk.reports.edition import Edition
    from kporisk.workflow.change import previous, tell
    from kporisk.workflow.report import print_report

    edition = wanted.of(Edition())
    old = None if older is None else previous(older)
    deep = None if depth is None else Depth(depth)
    made = subject(source, own, place=place, no_record=True, as_of=as_of, depth=deep)
    told = None if old is None else tell(old, made.assessed, made.library, depth=deep)
    return print_report(made.assessed, made.library, edition=edition, told=told, templates=templates)


def _sign_off(signed: Signed) -> SignOff | None:
    from kporisk.reports.edition import SignOff

    return None if signed is None else SignOff(signed[0].strip(), signed[1])


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False
