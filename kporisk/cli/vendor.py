"""`kporisk vendor`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli import clock
from kporisk.cli.main import Subcommands
from kporisk.cli.options import output_format
from kporisk.cli.output import complain, say, say_json
from kporisk.cli.shown import facts_document, past_document, shown_document, shown_lines
from kporisk.cli.tables import say_table
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.workflow.programme.past import Past
    from kporisk.workflow.programme.state import VendorFacts
    from kporisk.workflow.programme.vendors import Listed
    from kporisk.workflow.workspace.opened import Workspace


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


@vendor.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done; nothing is recorded.")
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def import_(file: Path, dry_run: bool, place: Path | None, form: str, quiet: bool) -> int:
    """Bring the vendors of a FILE (.xlsx or .csv) into the register: new ones are added, what is said of the others is changed.

    Its first row names the columns: id and name, and where you like contact, owner and note. An empty cell changes nothing. Either all of
    it is recorded or, where something is wrong with a cell, nothing.

    \b
    Example:
      kporisk vendor import vendors.xlsx --dry-run
      kporisk vendor import vendors.csv
    """
    from kporisk.documents.cases.vendor_list import read_vendors
    from kporisk.workflow.programme.importing import import_vendors

    with opened(place) as workspace:
        imported = import_vendors(workspace, read_vendors(file), at=clock.now(), dry_run=dry_run)
    if quiet:
        return ExitCode.DONE
    if form == "json":
        say_json({**asdict(imported), "changed": [{"id": id, "facts": facts} for id, facts in imported.changed], "dry_run": dry_run})
        return ExitCode.DONE
    for id in imported.added:
        say(f"{'new' if dry_run else 'added'}: {id}")
    for id, facts in imported.changed:
        say(f"changed: {id} ({', '.join(facts)})")
    for id in imported.retired:
        say(f"retired, left as it is: {id}; to take it up again: kporisk vendor add {id} --name NAME")
    counts = f"{len(imported.added)} new, {len(imported.changed)} changed, {len(imported.unchanged)} unchanged"
    complain(f"{counts}{'; nothing was recorded' if dry_run else ''}")
    return ExitCode.DONE


@vendor.command("change")
@click.argument("id")
@click.option("--name", help="The vendor's full name.")
@click.option("--contact", help="Whom to ask at the vendor.")
@click.option("--owner", help="Who looks after the vendor here.")
@click.option("--note", help="One line to remember.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def change(id: str, name: str | None, contact: str | None, owner: str | None, note: str | None, place: Path | None, quiet: bool) -> int:
    """Change what the register says of a vendor; what is not given stays, and what was recorded before stays to be seen.

    \b
    Example:
      kporisk vendor change acme-research --owner "A. Laurent"
    """
    from kporisk.workflow.programme.vendors import change_vendor

    given = {"name": name, "contact": contact, "owner": owner, "note": note}
    changed = {key: value.strip() for key, value in given.items() if value is not None}
    if not changed:
        raise UsageError("nothing to change was given: --name, --contact, --owner or --note")
    with opened(place) as workspace:
        change_vendor(workspace, id, changed, at=clock.now())
    if not quiet:
        complain(f"changed: {id} ({', '.join(changed)})")
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
        listed = [(one, _due_on(workspace, one.facts, one.past)) for one in list_vendors(workspace)]
    if form == "json":
        say_json([{**facts_document(one.facts), **past_document(one.past, due)} for one, due in listed])
    elif listed:
        rows = [(one.known.id, one.facts.name, *_standing(one, due)) for one, due in listed]
        say_table(("id", "name", "tier", "score", "as of", "next due"), rows, right=(3,), elastic=1)
    else:
        complain("the register has no vendors yet: kporisk vendor add ID --name NAME")
    return ExitCode.DONE


@vendor.command("show")
@click.argument("id")
@in_workspace
@output_format
def show(id: str, place: Path | None, form: str) -> int:
    """Show a vendor: who it is, its last assessment, what is recorded, and what is due.

    \b
    Example:
      kporisk vendor show acme-research
    """
    from kporisk.workflow.programme.vendors import show_vendor

    with opened(place) as workspace:
        shown = show_vendor(workspace, id)
        due = _due_on(workspace, shown.state.facts, shown.past)
    if form == "json":
        say_json(shown_document(shown, due, clock.today()))
        return ExitCode.DONE
    for line in shown_lines(shown, due, clock.today()):
        say(line)
    return ExitCode.DONE


@vendor.command("retire")
@click.argument("id")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def retire(id: str, place: Path | None, quiet: bool) -> int:
    """Retire a vendor: nothing is due of it any more, and everything recorded stays. `vendor add` takes it up again.

    \b
    Example:
      kporisk vendor retire acme-research
    """
    from kporisk.workflow.programme.vendors import retire_vendor

    with opened(place) as workspace:
        retire_vendor(workspace, id, on=clock.today(), at=clock.now())
    if not quiet:
        complain(f"retired: {id}. What is recorded stays: kporisk vendor show {id}")
    return ExitCode.DONE


def _standing(one: Listed, due: date | None) -> tuple[str, str, str, str]:
    """Tier, score, day and the next due day of a line."""
    past, retired = one.past, one.facts.retired_on is not None
    if past is None:
        return ("–", "–", "–", "retired" if retired else "assess it")
    score = f"{past.score.told:.1f}–{past.score.proven:.1f}"
    return past.standing.word, score, past.as_of.isoformat(), "retired" if retired else str(due)


def _due_on(workspace: Workspace, facts: VendorFacts, past: Past | None) -> date | None:
    """When a vendor is to be asked again; None for one that is retired or was never assessed."""
    from kporisk.workflow.night.calendar import due_on

    return None if past is None or facts.retired_on is not None else due_on(past, workspace.library.method)
