"""`kporisk history`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kporisk.cli.options import output_format
from kporisk.cli.output import complain, say, say_json
from kporisk.cli.tables import say_table
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode

if TYPE_CHECKING:
    from kporisk.workflow.programme.history import Chapter, Happened, History


@click.command()
@click.argument("vendor")
@in_workspace
@output_format
def history(vendor: str, place: Path | None, form: str) -> int:
    """List a VENDOR's assessments, the oldest first, and what was recorded before each.

    \b
    Example:
      kporisk history acme-research
      kporisk history acme-research --format json
    """
    from kporisk.workflow.programme.history import history as told

    with opened(place) as workspace:
        found = told(workspace.register, workspace.vendor(vendor))
    if form == "json":
        say_json(_document(vendor, found))
        return ExitCode.DONE
    if not found.chapters:
        complain(f"{vendor} has not been assessed yet: kporisk assess {vendor}")
        return ExitCode.DONE
    head = ("record", "as of", "score", "proven", "standing", "for", "recorded before")
    say_table(head, [_row(chapter) for chapter in found.chapters], right=(0, 2), elastic=6)
    if found.since:
        say(f"Recorded since: {in_short(found.since)}. It counts in the next assessment: kporisk assess {vendor}")
    return ExitCode.DONE


def in_short(happened: Sequence[Happened]) -> str:
    """`response, 2 reviews (A. Laurent)`; a dash where nothing happened."""
    kinds = Counter(one.record.kind for one in happened)
    people: dict[str, list[str]] = {}
    for one in happened:
        people.setdefault(one.record.kind, []).extend(name for name in one.by if name not in people.get(one.record.kind, ()))
    said = []
    for kind, count in kinds.items():
        plural = "s" if count > 1 and kind != "evidence" else ""
        names = f" ({', '.join(people[kind])})" if people[kind] else ""
        said.append(f"{f'{count} ' if count > 1 else ''}{kind.value}{plural}{names}")
    return ", ".join(said) or "–"


def _row(chapter: Chapter) -> tuple[str, ...]:
    past = chapter.past
    score = f"{past.score.told:.1f} – {past.score.proven:.1f}"
    words = (past.tier.proven.word, past.standing.word, past.why)
    return (str(past.record.seq), past.as_of.isoformat(), score, *words, in_short(chapter.happened))


def _document(vendor: str, found: History) -> dict[str, Any]:
    return {
        "vendor": vendor,
        "assessments": [
            {
                "record": chapter.past.record.seq,
                "recorded_at": chapter.past.record.recorded_at.isoformat(),
                "sha256": chapter.past.record.sha256,
                "as_of": chapter.past.as_of.isoformat(),
                "answered_on": chapter.past.answered_on.isoformat(),
                "score": {"told": chapter.past.score.told, "proven": chapter.past.score.proven},
                "tier": {"told": chapter.past.tier.told.word, "proven": chapter.past.tier.proven.word},
                "standing": chapter.past.standing.word,
                "next_assessment_on": chapter.past.next_assessment_on.isoformat(),
                "why": chapter.past.why,
                "recorded_before": [_happened(one) for one in chapter.happened],
            }
            for chapter in found.chapters
        ],
        "recorded_since": [_happened(one) for one in found.since],
    }


def _happened(one: Happened) -> dict[str, Any]:
    at = one.record.recorded_at.isoformat()
    return {"record": one.record.seq, "kind": one.record.kind.value, "recorded_at": at, "by": list(one.by)}
