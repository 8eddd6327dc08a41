"""`kporisk vendor`."""

from __future__ import annotations

from pathlib import Path

import click

from kporisk.cli import clock
from kporisk.cli.main import Subcommands
from kporisk.cli.options import output_format
from kporisk.cli.output import complain, say, say_json
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode


@click.group(cls=Subcommands)
def vendor() -> None:
    """The vendors of the register.

    \b
    Example:
      kporisk vendor add acme-research --name "Acme Research Pvt Ltd"
      kporisk vendor list
    """


@vendor.command("add")
@click.argument("id")
@click.option("--name", default="", help="The vendor's full name.")
@click.option("--contact", default="", help="Whom to ask at the vendor.")
@click.option("--owner", default="", help="Who looks after the vendor here.")
@click.option("--note", default="", help="One line to remember.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def add(id: str, name: str, contact: str, owner: str, note: str, place: Path | None, quiet: bool) -> int:
    """Add a vendor by an ID of small letters, digits and hyphens; or take up one again that was retired.

    \b
    Example:
      kporisk vendor add acme-research --name "Acme Research Pvt Ltd" --owner "M. Okafor"
    """
    from kporisk.workflow.programme.state import VendorFacts
    from kporisk.workflow.programme.vendors import add_vendor

    with opened(place) as workspace:
        add_vendor(workspace, VendorFacts(id, name.strip(), contact.strip(), owner.strip(), note.strip()), at=clock.now())
    if not quiet:
        complain(f"added: {id}")
    return ExitCode.DONE


@vendor.command("list")
@in_workspace
@output_format
def list_(place: Path | None, form: str) -> int:
    """List the vendors, each with its last assessment.

    \b
    Example:
      kporisk vendor list
      kporisk vendor list --format json
    """
    from kporisk.workflow.programme.vendors import list_vendors

    with opened(place) as workspace:
        listed = list_vendors(workspace)
    if form == "json":
        say_json(
            [
                {
                    "id": one.known.id,
                    "name": one.facts.name,
                    "retired_on": None if one.facts.retired_on is None else one.facts.retired_on.isoformat(),
                    "as_of": None if one.past is None else one.past.as_of.isoformat(),
                    "tier": None if one.past is None else one.past.standing.word,
                }
                for one in listed
            ]
        )
        return ExitCode.DONE
    for one in listed:
        say(f"{one.known.id}  {one.facts.name}  {'not assessed' if one.past is None else f'{one.past.standing.word}, {one.past.as_of}'}")
    if not listed:
        complain("the register has no vendors yet: kporisk vendor add ID --name NAME")
    return ExitCode.DONE
