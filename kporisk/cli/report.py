"""`kporisk report`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli.look import chosen_look
from kporisk.cli.options import DateType, languages, own_checklists, own_look
from kporisk.cli.output import complain
from kporisk.cli.signing import Signature, signature_options
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.reports.edition import SignOff

Signed = tuple[str, date] | None


@click.command()
@click.argument("source", type=click.Path(path_type=Path), metavar="CASE|REPORT.pdf")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.pdf", help="Where the report is written.")
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
    help="An older assessment of the vendor, its JSON or its report: also tell what changed since.",
)
@own_checklists
@own_look
@signature_options("--sign", required=False)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def report(
    source: Path,
    output: Path,
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
    quiet: bool,
) -> int:
    """Print the report of a CASE as a PDF that carries its own proof.

    Given a report instead of a case, it is printed again from the data that it carries: for another audience, in another language, or with
    the names of those who reviewed and approved it.

    \b
    Example:
      kporisk report case.yaml -o report.pdf --lang en,fr
      kporisk report case.yaml -o for-the-vendor.pdf --audience vendor
      kporisk report case.yaml -o report.pdf --since last-year.pdf
      kporisk report case.yaml -o signed.pdf --sign me.p12 --passphrase-file secret.txt
      kporisk report report.pdf -o approved.pdf --reviewed-by "A. Laurent" 2026-11-25 --approved-by "M. Okafor" 2026-11-26
    """
    from kporisk.workflow.files import PDF, refuse_unless_a_place_for, write_whole
    from kporisk.workflow.report import Wanted, report_of_case, report_of_report

    refuse_unless_a_place_for(PDF, output)
    key = None if signature is None else signature.unlocked()
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
    if _is_pdf(source):
        for option, value in (("--as-of", as_of), ("--depth", depth), ("--checklists", own), ("--since", older)):
            if value:
                raise UsageError(f"{option} does not go with a report: it is printed from the data that it carries; give the case instead")
        content = report_of_report(source, wanted, templates=templates)
    else:
        content = report_of_case(source, own, wanted, as_of=as_of or date.today(), depth=depth, older=older, templates=templates)
    if signature is None or key is None:
        write_whole(output, content)
    else:
        from kporisk.workflow.sign import sign_file

        sign_file(
            content,
            key,
            source=output,
            target=output,
            at=signature.at,
            reason=signature.reason,
            timestamp_url=signature.timestamp_url,
        )
    if not quiet:
        complain(f"written: {output}" if key is None else f"written and signed: {output}")
    return ExitCode.DONE


def _sign_off(signed: Signed) -> SignOff | None:
    from kporisk.reports.edition import SignOff

    return None if signed is None else SignOff(signed[0].strip(), signed[1])


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False
