"""What came of somebody else's form, on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kporisk.cli.output import counted, say, say_prose
from kporisk.cli.tables import say_table

FEW = 12
"""So many rows that are not understood are shown, and so many contradictions; the report and the JSON have all."""


def show(document: Mapping[str, Any], *, supports: Sequence[str]) -> None:
    """The coverage, the score, the groups, what is not understood, and what contradicts itself."""
    form, told = document["form"], document["coverage"]
    say(f"{form['title']}, answered on {document['answered_on']}: {counted(told['rows'], 'question')}")
    parts = [f"{told[name]} {name.replace('_', ' ')}" for name in ("answered", "not_applicable", "blank", "not_understood")]
    tail = f"; {told['not_scored']} of them the form does not score" if told["not_scored"] else ""
    say_prose(f"{', '.join(parts)}{tail}", indent=2)
    if not told["answered"] and not told["not_applicable"]:
        say("Nobody has answered anything in it.")
    _score(document)
    rows = [(_title(group), _percents(group["gap"]), *_counts(group["coverage"])) for group in document["groups"]]
    say("")
    say_table(("GROUP", "MISSING", "ANSWERED", "OF"), rows, right=(1, 2, 3), elastic=0)
    odd = [row for row in document["rows"] if row["status"] == "not_understood"]
    _some("Not understood", [f"{row['place']} {row['id']}: {row['reason']['en']}" for row in odd])
    _some("Contradictions, which move no score", [one["message"]["en"] for one in document["contradictions"]])
    say("")
    if supports:
        say_prose(f"It says something towards {counted(len(supports), 'question')} of yours; each is shown beside its question.")
    else:
        say_prose("None of its clauses is named by a question of yours.")


def _score(document: Mapping[str, Any]) -> None:
    score, grade = document["score"], document["grade"]
    if score is None:
        say("The form scores none of its questions; there is no score.")
    else:
        say_prose(
            f"Missing of what it asks, 0 to 100: {score['told']:.1f} as told, {score['proven']:.1f} as proven. "
            "It is no risk and has no tier: the form does not know what is entrusted."
        )
    if grade is not None:
        say(f"The form's own grade: {grade['earned']:g} of {grade['possible']:g} points")


def _title(group: Mapping[str, Any]) -> str:
    return f"{group['id']} {group['title']}" if group["title"] and group["title"] != group["id"] else str(group["id"])


def _counts(coverage: Mapping[str, int]) -> tuple[str, str]:
    return str(coverage["answered"]), str(coverage["rows"])


def _percents(gap: Mapping[str, float] | None) -> str:
    return "-" if gap is None else f"{gap['told']:.0%} to {gap['proven']:.0%}"


def _some(title: str, lines: Iterable[str]) -> None:
    listed = list(lines)
    if not listed:
        return
    say("")
    say(f"{title}: {len(listed)}")
    for line in listed[:FEW]:
        say_prose(f"  {line}", indent=4)
    if len(listed) > FEW:
        say(f"  and {len(listed) - FEW} more; all of them: --format json")
