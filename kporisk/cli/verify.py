"""`kporisk verify`."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from kporisk.cli import clock
from kporisk.cli.options import NumberType, language, output_format, own_look
from kporisk.cli.output import say, say_json
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

JOB_SECONDS = 120
"""So long one assessment may take, at most."""
FEW = 8
"""So many assessments are done before processes for them would be ready."""


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--register", "register", is_flag=True, help="Check the workspace's register instead of a report.")
@click.option(
    "--anchor", type=click.Path(path_type=Path), metavar="FILE", help="With --register: hold it against what kporisk anchor wrote earlier."
)
@click.option("--jobs", type=NumberType(1), help="With --register: processes that assess at a time.  [default: the cores]")
@in_workspace
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
def verify(
    file: Path | None,
    register: bool,
    anchor: Path | None,
    jobs: int | None,
    place: Path | None,
    against: Path | None,
    trust: tuple[Path, ...],
    look_folder: Path | None,
    form: str,
    lang: str,
    quiet: bool,
) -> int:
    """Check that a report, an exported response or the register is what it was made as: data, numbers, pages, signatures.

    \b
    Example:
      kporisk verify report.pdf
      kporisk verify report.pdf --trust company-ca.pem
      kporisk verify signed-copy.pdf --against report.pdf
      kporisk verify acme.json --trust acme-ca.pem
      kporisk verify --register --anchor anchor.json

    The assessment is recomputed from what the file carries; nothing else is needed. Of an exported
    response every digest and the signature are checked. In a register every record, every stored case and
    every file that is kept is checked. Ends with 0 when everything holds, with 5 when something does not, with 8 when something could
    not be checked.
    """
    if register:
        if file is not None or against is not None or trust:
            raise UsageError("--register goes without a report: with --anchor, --jobs and --workspace only")
        document = _register(place, anchor, jobs)
    else:
        if file is None:
            raise UsageError("name the report to check, kporisk verify FILE.pdf, or check the register: kporisk verify --register")
        if anchor is not None or jobs is not None:
            raise UsageError("--anchor and --jobs go with --register")
        document = _report(file, against, trust, look_folder)
    if not quiet:
        _show(document, form, lang)
    return {"verified": ExitCode.DONE, "failed": ExitCode.INTEGRITY}.get(document["outcome"], ExitCode.NOT_ALL_CHECKED)


def _report(file: Path, against: Path | None, trust: tuple[Path, ...], look_folder: Path | None) -> dict[str, Any]:
    from kporisk.seal.keys import trusted_certificates
    from kporisk.workflow.files import read_whole
    from kporisk.workflow.verify import verification_document
    from kporisk.workflow.verify import verify as verified

    return verification_document(
        verified(
            read_whole(file),
            at=clock.now(),
            trust=[certificate for path in trust for certificate in trusted_certificates(path)] if trust else None,
            templates=() if look_folder is None else (look_folder,),
            against=None if against is None else read_whole(against),
        ),
        file=str(file),
    )


def _register(place: Path | None, anchor: Path | None, jobs: int | None) -> dict[str, Any]:
    from kporisk.workers.inline import Inline
    from kporisk.workers.pool import Pool
    from kporisk.workflow.verify import verification_document
    from kporisk.workflow.verify.anchor import read_anchor
    from kporisk.workflow.verify.register import assessments_in, verify_register

    held = None if anchor is None else read_anchor(anchor)
    with opened(place) as workspace:
        few = assessments_in(workspace) <= FEW
        with Inline() if few or jobs == 1 else Pool(jobs, timeout=JOB_SECONDS) as executor:
            return verification_document(verify_register(workspace, executor, anchor=held), file=str(workspace.folder))


def _show(document: Mapping[str, Any], form: str, lang: str) -> None:
    from kporisk.reports.verification import verification_lines

    if form == "json":
        say_json(document)
        return
    for line in verification_lines(document, lang=lang, width=shutil.get_terminal_size((80, 24)).columns):
        say(line)
