"""`kporisk hold`."""

from __future__ import annotations

from pathlib import Path

import click

from kporisk.cli import clock
from kporisk.cli.main import Subcommands
from kporisk.cli.options import NumberType, output_format
from kporisk.cli.output import complain, say_json
from kporisk.cli.tables import say_table
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode


@click.group(cls=Subcommands)
def hold() -> None:
    """Holds, because of which a vendor is not purged.

    \b
    Example:
      kporisk hold add acme-research --reason "Dispute over invoice 7" --by "M. Okafor"
      kporisk hold list
    """


@hold.command("add")
@click.argument("vendor")
@click.option("--reason", required=True, help="Why what is known of the vendor must be kept.")
@click.option("--by", required=True, metavar="NAME", help="Who says so.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def add(vendor: str, reason: str, by: str, place: Path | None, quiet: bool) -> int:
    """Hold a vendor until the hold is released.

    \b
    Example:
      kporisk hold add acme-research --reason "Dispute over invoice 7" --by "M. Okafor"
    """
    from kporisk.workflow.upkeep.holds import add_hold

    with opened(place) as workspace:
        made = add_hold(workspace, vendor, reason=reason, by=by, on=clock.today(), at=clock.now())
    if not quiet:
        complain(f"held: {made.vendor}, hold {made.id}")
    return ExitCode.DONE


@hold.command("list")
@in_workspace
@output_format
def list_(place: Path | None, form: str) -> int:
    """List the holds that stand.

    \b
    Example:
      kporisk hold list --format json
    """
    from kporisk.workflow.upkeep.holds import all_holds

    with opened(place) as workspace:
        found = all_holds(workspace)
    if form == "json":
        say_json([{"vendor": one.vendor, "id": one.id, "reason": one.reason, "by": one.by, "on": one.on.isoformat()} for one in found])
        return ExitCode.DONE
    if found:
        rows = [(one.vendor, str(one.id), one.on.isoformat(), one.by, one.reason) for one in found]
        say_table(("vendor", "id", "since", "by", "reason"), rows, right=(1,), elastic=4)
    else:
        complain("no vendor is held")
    return ExitCode.DONE


@hold.command("release")
@click.argument("vendor")
@click.argument("id", type=NumberType(1))
@click.option("--by", required=True, metavar="NAME", help="Who lets it go.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def release(vendor: str, id: int, by: str, place: Path | None, quiet: bool) -> int:
    """Let the hold of that number go.

    \b
    Example:
      kporisk hold release acme-research 1 --by "M. Okafor"
    """
    from kporisk.workflow.upkeep.holds import release_hold

    with opened(place) as workspace:
        release_hold(workspace, vendor, id, by=by, on=clock.today(), at=clock.now())
    if not quiet:
        complain(f"released: {vendor}, hold {id}")
    return ExitCode.DONE
