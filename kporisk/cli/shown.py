"""One vendor of the register, in words and as a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from kporisk.cli.output import by_kind

if TYPE_CHECKING:
    from kporisk.workflow.programme.past import Past
    from kporisk.workflow.programme.state import VendorFacts
    from kporisk.workflow.programme.vendors import Shown


def facts_document(facts: VendorFacts) -> dict[str, Any]:
    """Who a vendor is."""
    return {
        "id": facts.id,
        "name": facts.name,
        "contact": facts.contact,
        "owner": facts.owner,
        "note": facts.note,
        "retired_on": None if facts.retired_on is None else facts.retired_on.isoformat(),
    }


def past_document(past: Past | None, due: date | None) -> dict[str, Any]:
    """A vendor's last assessment, and the day on which it is due again; null where there is none. `tier` is the standing one."""
    return {
        "record": None if past is None else past.record.seq,
        "as_of": None if past is None else past.as_of.isoformat(),
        "tier": None if past is None else past.standing.word,
        "score": None if past is None else {"told": past.score.told, "proven": past.score.proven},
        "due": None if due is None else due.isoformat(),
    }


def shown_document(shown: Shown, due: date | None, today: date) -> dict[str, Any]:
    """Everything that `vendor show` tells. `overdue_days`: 0 where nothing is overdue."""
    state = shown.state
    return {
        **facts_document(state.facts),
        **past_document(shown.past, due),
        "overdue_days": _overdue(due, today),
        "engagement": state.engagement is not None,
        "answered_on": None if state.response is None else state.response["answered_on"],
        "records": {kind.value: count for kind, count in shown.counts.items()},
        "not_assessed_yet": [kind.value for kind in shown.since],
    }


def shown_lines(shown: Shown, due: date | None, today: date) -> Iterator[str]:
    """The same in words."""
    state, past = shown.state, shown.past
    facts, id = state.facts, state.facts.id
    yield f"{facts.name} ({id})"
    for label, value in (("contact", facts.contact), ("owner", facts.owner), ("note", facts.note)):
        if value:
            yield f"  {label}: {' '.join(value.split())}"
    yield f"  records: {', '.join(by_kind({kind.value: count for kind, count in shown.counts.items()}))}"
    if past is not None:
        yield (
            f"  last assessment: #{past.record.seq} as of {past.as_of}, score {past.score.told:.1f} – {past.score.proven:.1f}, "
            f"proven tier {past.tier.proven.word}, standing tier {past.standing.word}"
        )
        if shown.since:
            yield f"  recorded since then: {', '.join(kind.value for kind in shown.since)}"
    if facts.retired_on is not None:
        yield f"  retired on {facts.retired_on}; to take it up again: kporisk vendor add {id} --name NAME"
        return
    yield f"  due: {_due(shown, due, today)}"


def _due(shown: Shown, due: date | None, today: date) -> str:
    state, past, id = shown.state, shown.past, shown.state.facts.id
    if state.engagement is None:
        return f"the engagement facts: kporisk scope {id}, or a whole case: kporisk assess CASE"
    if state.response is None:
        return (
            f"the answers: kporisk interview {id}, or kporisk workbook {id} -o FILE.xlsx for the vendor; a whole case: kporisk assess CASE"
        )
    if past is None:
        return f"the first assessment: kporisk assess {id}"
    days = _overdue(due, today)
    late = f", overdue by {days} day{'' if days == 1 else 's'}" if days else ""
    again = f"; to assess what was recorded since: kporisk assess {id}" if shown.since else ""
    return f"re-assessment on {due}{late}{again}"


def _overdue(due: date | None, today: date) -> int:
    return 0 if due is None else max(0, (today - due).days)
