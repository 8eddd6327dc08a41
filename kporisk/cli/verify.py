"""`kporisk verify`."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import click

from kporisk.cli.options import language, output_format, own_look
from kporisk.cli.output import say, say_json
from kporisk.errors import ExitCode


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.pdf")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="ORIGINAL.pdf",
    help="The full report that FILE came from: for a summary, a vendor's edition, a printed or flattened copy.",
)
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="CA.pem",
    help="Certificates that you trust to name signers. May be given several times.",
)
@own_look
@output_format
@language
@click.option("-q", "--quiet", is_flag=True, help="Print nothing; the exit code says what came of it.")
def verify(file: Path, against: Path | None, trust: tuple[Path, ...], look_folder: Path | None, form: str, lang: str, quiet: bool) -> int:
    """Check that a report is what it was made as: its data, its numbers, its pages, its signatures.

    \b
    Example:
      kporisk verify report.pdf
      kporisk verify report.pdf --trust company-ca.pem
      kporisk verify signed-copy.pdf --against report.pdf

    The assessment is recomputed from what the file carries; nothing else is needed. Ends with 0 when everything holds, with 5 when
    something does not, with 8 when something could not be checked.
    """
    from kporisk.reports.verification import verification_lines
    from kporisk.seal.keys import trusted_certificates
    from kporisk.workflow.files import read_whole
    from kporisk.workflow.verify import verification_document
    from kporisk.workflow.verify import verify as verified

    document = verification_document(
        verified(
            read_whole(file),
            at=datetime.now(UTC),
            trust=[certificate for path in trust for certificate in trusted_certificates(path)] if trust else None,
            templates=() if look_folder is None else (look_folder,),
            against=None if against is None else read_whole(against),
        ),
        file=str(file),
    )
    if not quiet:
        if form == "json":
            say_json(document)
        else:
            for line in verification_lines(document, lang=lang, width=shutil.get_terminal_size((80, 24)).columns):
                say(line)
    return {"verified": ExitCode.DONE, "failed": ExitCode.INTEGRITY}.get(document["outcome"], ExitCode.NOT_ALL_CHECKED)
