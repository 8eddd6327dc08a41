"""`kporisk response`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli import clock
from kporisk.cli.main import Subcommands
from kporisk.cli.options import languages, output_format
from kporisk.cli.output import complain, counted, say_json
from kporisk.cli.signing import Signature, signature_options
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.model.band import Band


@click.group(cls=Subcommands)
def response() -> None:
    """What vendors answered: their own responses, to be used again elsewhere, and forms of others that kporisk import took in.

    \b
    Example:
      kporisk response export acme-research -o acme.json --sign acme.p12
      kporisk response list acme-research
      kporisk response show acme-research caiq --pdf caiq.pdf
    """


@response.command("list")
@click.argument("vendor")
@in_workspace
@output_format
def list_(vendor: str, place: Path | None, form: str) -> int:
    """List the forms of others that a VENDOR has filled: under which id, what it is, when it was answered, how far.

    \b
    Example:
      kporisk response list acme-research
      kporisk response list acme-research --format json
    """
    from kporisk.assessment.external import assess_external
    from kporisk.cli.tables import say_table
    from kporisk.workflow.programme.externals import externals_of

    with opened(place) as workspace:
        found = externals_of(workspace.register, workspace.vendor(vendor))
        method = workspace.library.method
    listed = [(id, one, assess_external(one, method)) for id, one in found.items()]
    if form == "json":
        say_json(
            [
                {
                    "id": id,
                    "kind": one.form.kind.value,
                    "title": one.form.title,
                    "answered_on": one.answered_on.isoformat(),
                    "file": one.file,
                    "sha256": one.sha256,
                    "rows": came.coverage.rows,
                    "answered": came.coverage.answered,
                    "score": None if came.score is None else {"told": came.score.told, "proven": came.score.proven},
                }
                for id, one, came in listed
            ]
        )
        return ExitCode.DONE
    if not listed:
        complain(f"{vendor} has no answers to somebody else's form here; to take one in: kporisk import FILE --vendor {vendor}")
        return ExitCode.DONE
    rows = [
        (id, one.form.title, one.answered_on.isoformat(), f"{came.coverage.answered} of {came.coverage.rows}", _band(came.score))
        for id, one, came in listed
    ]
    say_table(("ID", "FORM", "ANSWERED ON", "ANSWERED", "MISSING"), rows, right=(3, 4), elastic=1)
    return ExitCode.DONE


@response.command("show")
@click.argument("vendor")
@click.argument("id", required=False)
@click.option(
    "--pdf", type=click.Path(path_type=Path), metavar="FILE.pdf", help="Write its report, which carries the form and proves itself."
)
@languages
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def show(vendor: str, id: str | None, pdf: Path | None, langs: tuple[str, ...] | None, place: Path | None, form: str, quiet: bool) -> int:
    """Show what comes of a form of others that a VENDOR has filled: coverage, score, contradictions; ID where there are several.

    Its score says how much of what the form asks is missing, 0 to 100, as told and as proven. It has no tier, since the form does not know
    what is entrusted, and it answers none of your own questions.

    \b
    Example:
      kporisk response show acme-research
      kporisk response show acme-research caiq --pdf caiq.pdf --lang en,fr
      kporisk response show acme-research hecvat --format json
    """
    from kporisk.assessment.external import assess_external
    from kporisk.assessment.supporting import supporting
    from kporisk.documents.external.document import assessed_document
    from kporisk.model.case import Vendor
    from kporisk.workflow.programme.externals import external_named, externals_of
    from kporisk.workflow.programme.state import state_of

    if langs is not None and pdf is None:
        raise UsageError("--lang goes with --pdf")
    with opened(place) as workspace:
        known = workspace.vendor(vendor)
        found_id, found = external_named(externals_of(workspace.register, known), vendor, id)
        library = workspace.library
        facts = Vendor(known.id, state_of(workspace.register, known).facts.name)
        supports = tuple(supporting(library.checklists.questions, {found_id: found}))
        document = assessed_document(assess_external(found, library.method), library.method, facts)
        if pdf is not None:
            from kporisk.reports.edition import Edition
            from kporisk.workflow.files import PDF, refuse_unless_a_place_for, write_whole
            from kporisk.workflow.filling.external_report import external_report
            from kporisk.workflow.programme.printing import own_look, templates_of

            refuse_unless_a_place_for(PDF, pdf)
            look = own_look(workspace)
            edition = Edition(langs or tuple(workspace.settings.report.languages), look=look.look)
            write_whole(pdf, external_report(found, facts, library, edition=edition, templates=templates_of(look)))
    if form == "json":
        say_json(document)
    elif not quiet:
        from kporisk.cli.external_shown import show as shown

        shown(document, supports=supports)
    if pdf is not None and not quiet:
        complain(f"written: {pdf}")
    return ExitCode.DONE


@response.command()
@click.argument("vendor")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.json", help="Where to write it.")
@signature_options("--sign", required=False, pdf=False)
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def export(vendor: str, output: Path, signature: Signature | None, place: Path | None, quiet: bool) -> int:
    """Write a VENDOR's own response, for the vendor to give to another client, who imports it and asks only for what differs.

    It holds the vendor's own answers with the questions that they answer, its evidence as declared, who answered and the declaration.
    Nothing of the client is in it: no facts, no answers of others, no reviews, no scores.

    \b
    Example:
      kporisk response export acme-research -o acme.json --sign acme.p12
      kporisk response export acme-research -o acme.json
      kporisk verify acme.json --trust acme-ca.pem
    """
    from kporisk.workflow.filling.exported import export_response

    key = None if signature is None else signature.unlocked()
    with opened(place) as workspace:
        done = export_response(
            workspace,
            workspace.vendor(vendor),
            output,
            on=clock.today(),
            at=clock.now() if signature is None else signature.at,
            key=key,
            timestamp_url=None if signature is None else signature.timestamp_url,
        )
    if not quiet:
        complain(f"written: {output}, {counted(done.answers, 'answer')} of {done.answered_on}")
        if done.signer is None:
            complain("not signed: its digest shows that it was changed, not who wrote it; to sign it, name a key: --sign KEY.p12")
        else:
            complain(f"signed by {done.signer}")
        complain(f"when another client has it: kporisk import {output} --vendor ID")
    return ExitCode.DONE


def _band(score: Band[float] | None) -> str:
    return "-" if score is None else f"{score.told:.1f} to {score.proven:.1f}"
