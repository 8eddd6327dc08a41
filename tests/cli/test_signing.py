"""The options of signing, as a command has them that may sign but need not."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kporisk.cli.signing import Signature, signature_options

GOT: list[Signature | None] = []


@click.command()
@click.argument("case")
@signature_options("--sign", required=False)
@click.option("--other", default=1)
def command(case: str, signature: Signature | None, other: int) -> None:
    GOT.append(signature)
    click.echo(f"{case} {other}")


def test_without_a_key_nothing_is_signed() -> None:
    done = CliRunner().invoke(command, ["acme", "--other", "2"])
    assert (done.exit_code, done.output, GOT.pop()) == (0, "acme 2\n", None)


def test_with_a_key_the_command_gets_what_was_asked() -> None:
    done = CliRunner().invoke(
        command, ["acme", "--sign", "me.p12", "--cert", "c.pem", "--passphrase-file", "s", "--timestamp", "http://t/", "--reason", "R"]
    )
    signature = GOT.pop()
    assert done.exit_code == 0 and signature is not None
    assert (signature.key, signature.certificates, signature.passphrase_file) == (Path("me.p12"), Path("c.pem"), Path("s"))
    assert (signature.timestamp_url, signature.reason) == ("http://t/", "R")
    assert signature.at.tzinfo is not None and signature.at.microsecond == 0


@pytest.mark.parametrize("option", ["--cert", "--passphrase-file", "--timestamp", "--reason"])
def test_an_option_of_signing_without_a_key_is_refused(option: str) -> None:
    done = CliRunner().invoke(command, ["acme", option, "x"])
    assert done.exit_code == 2 and f"{option} is for signing; name a key with --sign" in done.output


def test_options_stand_in_the_help_in_their_order() -> None:
    shown = CliRunner().invoke(command, ["--help"]).output
    places = [shown.index(option) for option in ("--sign", "--cert", "--passphrase-file", "--timestamp", "--reason", "--other")]
    assert places == sorted(places)
