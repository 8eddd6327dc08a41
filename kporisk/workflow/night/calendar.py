"""When vendors are due: what follows from the records, the method's cadence and today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kporisk.model.method import Method
from kporisk.register.kinds import Kind
from kporisk.scoring.cadence import next_due, occurrences, overdue_days
from kporisk.workflow.programme.past import Past
from kporisk.workflow.programme.vendors import Listed, list_vendors
from kporisk.workflow.workspace.opened import Workspace


@dataclass(frozen=True, slots=True)
class Due:
    """A vendor's next re-assessment. `overdue`: for how many days it has been due, 0 where it is not."""

    listed: Listed
    past: Past
    on: date
    overdue: int
    reminded: bool
    """Whether its questionnaire has been written."""


def months_of(past: Past, method: Method) -> int:
    """The cadence by which a vendor is asked again, in months: that of its standing tier."""
    return method.cadence_months[past.standing.word]


def due_on(past: Past, method: Method) -> date:
    """The first day on which new answers are due: the day of the answers + the cadence, never rolled on, so that overdue shows."""
    return next_due(past.answered_on, months_of(past, method))


def due_list(workspace: Workspace, *, today: date, until: date) -> tuple[Due, ...]:
    """Everybody who is due by `until`, the earliest first; a vendor that is overdue by a whole cadence is so once."""
    return due_of(list_vendors(workspace), workspace, today=today, until=until)


def due_of(vendors: Iterable[Listed], workspace: Workspace, *, today: date, until: date) -> tuple[Due, ...]:
    """The same of these vendors."""
    method, newest = workspace.library.method, workspace.register.newest()
    found = []
    for listed in vendors:
        past = listed.past
        if past is None or listed.facts.retired_on is not None:
            continue
        on = due_on(past, method)
        if on <= until:
            of = newest[listed.known.ref].of
            reminded = of.get(Kind.REMINDER, 0) > of.get(Kind.RESPONSE, 0)
            found.append(Due(listed, past, on, overdue_days(past.answered_on, months_of(past, method), today), reminded))
    return tuple(sorted(found, key=lambda one: (one.on, one.listed.known.id)))


def ahead(due: Sequence[Due], method: Method, *, until: date) -> Iterator[tuple[Due, date]]:
    """Each vendor's due dates up to `until`: the first one, then every further one were nothing answered."""
    for one in due:
        yield one, one.on
        for day in occurrences(one.past.answered_on, months_of(one.past, method), after=one.on, until=until):
            yield one, day
