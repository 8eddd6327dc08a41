"""What a run reads of the register: who is active, and what there is to do for each; one vendor that cannot be read stops no other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from kporisk.errors import KporiskError
from kporisk.register.book import Newest, PurgedError
from kporisk.register.kinds import Kind, Known, Record
from kporisk.workflow.night import jobs
from kporisk.workflow.programme.past import Past, past_from
from kporisk.workflow.programme.state import facts_from, newest_input, state_of

if TYPE_CHECKING:
    from kporisk.workflow.night.run import Run

PAGE = 64
"""Vendors whose records are read at a time."""


@dataclass(slots=True)
class Subject:
    """A vendor in this run, and its last assessment once it is known, without case and document: there may be thousands."""

    known: Known
    newest: Newest
    past: Past | None = None


def active(run: Run) -> list[Subject]:
    """All vendors that are not retired, by their ids; one whose facts cannot be read has failed, and is none of them."""
    register = run.workspace.register
    newest = register.newest()
    found = [Subject(one, newest[one.ref]) for one in register.vendors() if one.ref in newest]
    run.refs |= {one.known.id: one.known.ref for one in found}
    kept: list[Subject] = []
    for start in range(0, len(found), PAGE):
        page = found[start : start + PAGE]
        try:
            bodies = register.bodies(_facts(one) for one in page)
        except KporiskError:
            bodies = _one_by_one(run, page)
        kept += [one for one in page if _facts(one) in bodies and facts_from(bodies[_facts(one)]).retired_on is None]
    return kept


def _facts(subject: Subject) -> int:
    return subject.newest.of.get(Kind.VENDOR, 0)


def _one_by_one(run: Run, page: Sequence[Subject]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for subject in page:
        try:
            found |= run.workspace.register.bodies((_facts(subject),))
        except PurgedError:
            continue
        except KporiskError as error:
            if not run.wish.vendors or subject.known in run.wish.vendors:
                run.fail(subject.known.id, error)
    return found


def tasks(run: Run, chosen: Sequence[Subject]) -> Iterator[tuple[Subject, jobs.Task | None]]:
    """What there is to do for each vendor, in order; None where there is nothing, or it could not be read, and the vendor has failed."""
    for start in range(0, len(chosen), PAGE):
        page = chosen[start : start + PAGE]
        try:
            records = {one.seq: one for one in run.workspace.register.records_by(_assessment(one) for one in page)}
        except KporiskError:
            records = {}
        for subject in page:
            try:
                task = _task(run, subject, records)
            except PurgedError:
                run.outcome.elsewhere, task = run.outcome.elsewhere + 1, None
            except Exception as error:
                run.fail(subject.known.id, error)
                task = None
            yield subject, task


def _assessment(subject: Subject) -> int:
    return subject.newest.of.get(Kind.ASSESSMENT, 0)


def _task(run: Run, subject: Subject, records: Mapping[int, Record]) -> jobs.Task | None:
    workspace, seq, as_of = run.workspace, _assessment(subject), run.outcome.as_of
    content, past = workspace.content.sha256, None
    if seq:
        record = records[seq] if seq in records else workspace.register.records_by((seq,))[0]
        past = past_from(record, workspace.register.body(seq))
        subject.past = past.lean()
    if past is not None and past.content == content and newest_input(subject.newest) < seq:
        case, fits = past.case_text, True
    else:
        # What was said is read as it was recorded: what did not fit other checklists may fit these.
        document = state_of(workspace.register, subject.known).case_document()
        if document is None:
            run.outcome.without_case.append(subject.known.id)
            return None
        case, fits = json.dumps(document).encode(), False
    return jobs.Task(
        vendor=subject.known.id,
        case_text=case,
        fits=fits,
        as_of=as_of if past is None or run.wish.dry_run else _no_earlier(as_of, past.as_of),
        depth=None if past is None else past.depth,
        content=content,
        before=None if past is None else past.material,
        standing=None if past is None else past.standing,
        since=run.runs.told_until(subject.known.ref),
    )


def _no_earlier(day: date, than: date) -> date:
    """The day, or the last assessment's where that was made in a time zone in which it is tomorrow already: no day comes twice."""
    return max(day, than)
