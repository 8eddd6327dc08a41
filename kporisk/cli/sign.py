"""`kporisk sign`."""

from __future__ import annotations

from pathlib import Path

import click

from kporisk.cli.output import complain, say
from kporisk.cli.signing import Signature, signature_options


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.pdf")
@signature_options("--key", required=True)
@click.option("--field", default="", metavar="NAME", help="Fill this empty signature field instead of adding an invisible one.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", help="Write the signed file here.  [default: FILE itself]")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def sign(file: Path, signature: Signature, field: str, output: Path | None, quiet: bool) -> None:
    """Sign a PDF, or co-sign one that is signed already; earlier signatures stay valid.

    The signature is invisible (PAdES) and is added to the end of the file: not one byte before it changes.

    \b
    Example:
      kporisk sign report.pdf --key me.p12
      kporisk sign report.pdf --key me.pem --passphrase-file secret.txt --reason "Reviewed"
      kporisk sign report.pdf --key me.p12 --timestamp http://timestamp.example.com -o signed.pdf
    """
    from kporisk.workflow.sign import pdf_to_sign, sign_file

    pdf = pdf_to_sign(file, output)
    done = sign_file(
        pdf, signature.unlocked(), source=file, target=output or file, at=signature.at, reason=signature.reason, field=field,
        timestamp_url=signature.timestamp_url,
    )  # fmt: skip
    if not quiet:
        say(f"{output or file}: signed by {done.name} ({done.field}{', timestamped' if signature.timestamp_url else ''})")
        if done.self_signed:
            complain("the certificate is self-signed: whoever checks it has to be told that it is yours")
