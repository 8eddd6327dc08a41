"""`kporisk waiver`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli import clock
from kporisk.cli.main import Subcommands
from kporisk.cli.options import DateType, output_format
from kporisk.cli.output import complain, say_json
from kporisk.cli.tables import say_table
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode

if TYPE_CHECKING:
    from kporisk.workflow.programme.waivers import Granted


@click.group(cls=Subcommands)
def waiver() -> None:
    """Risks accepted until a day: a rule's floor, waived for one vendor.

    \b
    Example:
      kporisk waiver add acme-research ko-ds-mfa --reason "Rollout in March" --approver "M. Okafor" --requester "A. Ngo" --until 2027-03-31
      kporisk waiver list
    """


@waiver.command("add")
@click.argument("vendor")
@click.argument("rule")
@click.option("--reason", required=True, metavar="TEXT", help="Why the risk is accepted; it stands in reports.")
@click.option("--approver", required=True, metavar="NAME", help="Who accepts the risk: somebody other than the requester.")
@click.option("--requester", required=True, metavar="NAME", help="Who asks for it.")
@click.option("--until", required=True, type=DateType(), help="The last day on which it holds.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def add(vendor: str, rule: str, reason: str, approver: str, requester: str, until: date, place: Path | None, quiet: bool) -> int:
    """Waive the floor of a RULE for a VENDOR until a day. The finding stays; the tier is no longer held by it.

    \b
    Example:
      kporisk waiver add acme-research ko-ds-mfa --reason "Rollout in March" --approver "M. Okafor" --requester "A. Ngo" --until 2027-03-31
    """
    from kporisk.workflow.programme.waivers import grant_waiver

    with opened(place) as workspace:
        granted = grant_waiver(
            workspace,
            workspace.vendor(vendor),
            rule=rule,
            reason=reason,
            approver=approver,
            requester=requester,
            until=until,
            on=clock.today(),
            at=clock.now(),
        )
    if not quiet:
        complain(f"recorded: {granted.id} waives {granted.waiver.rule} until {until}; it counts from the next: kporisk assess {vendor}")
    return ExitCode.DONE


@waiver.command("list")
@click.argument("vendor", required=False)
@in_workspace
@output_format
def list_(vendor: str | None, place: Path | None, form: str) -> int:
    """List the waivers of a VENDOR, or of all: active, expiring, ended, revoked, or replaced by another of the same rule.

    \b
    Example:
      kporisk waiver list acme-research
      kporisk waiver list --format json
    """
    from kporisk.workflow.programme.waivers import waivers_of

    with opened(place) as workspace:
        known = workspace.register.vendors() if vendor is None else (workspace.vendor(vendor),)
        today, within = clock.today(), workspace.settings.due_within
        found = [one for each in known for one in waivers_of(workspace, each, today=today, within=within)]
    if form == "json":
        say_json([one.document() for one in found])
    elif found:
        say_table(("vendor", "id", "rule", "until", "state", "approver"), [_row(one) for one in found], elastic=5)
    else:
        complain("no waivers: kporisk waiver add VENDOR RULE …")
    return ExitCode.DONE


@waiver.command("revoke")
@click.argument("vendor")
@click.argument("id")
@click.option("--by", required=True, metavar="NAME", help="Who takes it back.")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def revoke(vendor: str, id: str, by: str, reason: str, place: Path | None, quiet: bool) -> int:
    """Take a waiver of a VENDOR back before its day, by its ID.

    \b
    Example:
      kporisk waiver revoke acme-research w1 --by "M. Okafor" --reason "Not rolled out after all"
    """
    from kporisk.workflow.programme.waivers import revoke_waiver

    with opened(place) as workspace:
        left = revoke_waiver(workspace, workspace.vendor(vendor), id, by=by, reason=reason, on=clock.today(), at=clock.now())
    if not quiet:
        complain(f"recorded: {id} is taken back from the next: kporisk assess {vendor}")
        if left is not None:
            complain(f"the case file waives {left.rule} too, until {left.until}: that counts again")
    return ExitCode.DONE


def _row(one: Granted) -> tuple[str, ...]:
    return (one.vendor, one.id or "file", one.waiver.rule, one.waiver.until.isoformat(), one.state.value, one.waiver.approver)
