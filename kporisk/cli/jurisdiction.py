"""`kporisk jurisdiction`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kporisk.cli.options import language, output_format, own_checklists
from kporisk.cli.output import say, say_json


@click.command()
@click.argument("client")
@click.argument("vendor")
@click.option("--language", "working_language", default="en", show_default=True, help="The working language, as ISO 639 code.")
@click.option("--personal-data", is_flag=True, help="The vendor sees personal data (counts for clients in the EU, the EEA or GB).")
@own_checklists
@output_format
@language
def jurisdiction(client: str, vendor: str, working_language: str, personal_data: bool, own: tuple[Path, ...], form: str, lang: str) -> None:
    """What lies between the countries CLIENT and VENDOR: languages, working hours, days off, facts of law and the points they bring.

    \b
    Example:
      kporisk jurisdiction FR IN
      kporisk jurisdiction DE PH --language en --personal-data --format json
    """
    from kporisk.reports.country import country_lines
    from kporisk.workflow.jurisdiction import between
    from kporisk.workflow.library import library

    document = between(
        library(own),
        client.upper(),
        vendor.upper(),
        working_language=working_language.lower(),
        personal_data=personal_data,
        as_of=date.today(),
    )
    if form == "json":
        say_json(document)
    else:
        for line in country_lines(document, lang=lang):
            say(line)
