"""Adopting other checklists: what it would do to every vendor, and then all of it in one commit or none of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kporisk.documents.content.lint import lint_checklists
from kporisk.errors import InvalidDocument, UsageError
from kporisk.model.band import Band, Tier
from kporisk.register.book import MovedError
from kporisk.register.kinds import Entry, Kind
from kporisk.workers.errors import NotCarriedError, PoisonedJobError
from kporisk.workflow.library import Library, library_of
from kporisk.workflow.programme.past import last_assessment
from kporisk.workflow.programme.record import refuse_other_days
from kporisk.workflow.programme.state import state_of
from kporisk.workflow.programme.weigh import Effect, Task, Weighed, stood, weigh
from kporisk.workflow.workspace.opened import Workspace
from kporisk.workflow.workspace.pinned import Content, content_body, content_of, laid_out
from kporisk.workflow.workspace.places import PINNED
from kporisk.workflow.workspace.sets import Candidate, PinnedSet, pinned_sets

FORMAT = "kporisk.adoption/1"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What adopting is made of: every vendor that can be assessed, and where each one stood when it was read."""

    tasks: tuple[Task, ...]
    expect: Mapping[str, int]
    """The last record about each vendor there is, by reference."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What adopting `content` on the day `as_of` does, and what is recorded of it."""

    before: PinnedSet
    content: Content
    as_of: date
    effects: tuple[Effect, ...]
    """By the vendors' ids."""
    entries: tuple[Entry, ...]
    expect: Mapping[str, int]

    @property
    def moved(self) -> tuple[Effect, ...]:
        """Vendors whose tier is another."""
        return tuple(one for one in self.effects if one.moves)

    @property
    def unassessed(self) -> tuple[Effect, ...]:
        """Vendors that cannot be assessed with the new checklists yet."""
        return tuple(one for one in self.effects if one.after is None)


def checked(candidate: Candidate) -> Library:
    """The candidate, loaded. Raises InvalidDocument with every problem, those of `kporisk checklist lint` included.

    A set that the workspace has scored with before is not linted again, so that there is always a way back. Raises UsageError where its
    files were changed while it was read.
    """
    library = library_of(candidate.folders)
    if not candidate.pinned_before:
        problems = lint_checklists(library.checklists)
        if problems:
            raise InvalidDocument(problems)
    if content_of(candidate.folders).sha256 != candidate.content.sha256:
        raise UsageError("files of the checklists were changed while they were read; run the command again")
    return library


def kept(workspace: Workspace, candidate: Candidate) -> Candidate:
    """The same, read from a copy in the workspace that nobody edits: what is recorded is scored with exactly what is pinned."""
    return Candidate(candidate.content, laid_out(candidate.content, workspace.folder / PINNED), candidate.pinned_before)


def inputs(workspace: Workspace, *, as_of: date, at: datetime) -> Inputs:
    """Every active vendor with a case, and its last assessment. Raises UsageError for a day before one of these."""
    register, tasks, expect = workspace.register, [], {}
    for known in register.vendors():
        state = state_of(register, known)
        expect[known.ref] = state.last
        case = state.case_document()
        if case is None or state.facts.retired_on is not None:
            continue
        before = last_assessment(register, known)
        refuse_other_days(as_of, at, before)
        tasks.append(Task(known, case, before, as_of))
    return Inputs(tuple(tasks), expect)


def plan(workspace: Workspace, content: Content, read: Inputs, *, as_of: date, executor: Executor | None) -> Plan:
    """What adopting does. The workers of `executor` (None: this process) are `weigh.ready` with that content.

    A vendor that ends its worker cannot be assessed; the others are. Raises WorkersFailedError where no worker can be made ready.
    """
    if executor is None:
        found = [weigh(task) for task in read.tasks]
    else:
        found = [_came(future, task) for future, task in [(executor.submit(weigh, task), task) for task in read.tasks]]
    entries = [Entry(Kind.CONTENT, content_body(content)), *(entry for _, entry in found if entry is not None)]
    return Plan(pinned_sets(workspace)[0], content, as_of, tuple(effect for effect, _ in found), tuple(entries), read.expect)


def _came(future: Future[tuple[Effect, Entry | None]], task: Task) -> tuple[Effect, Entry | None]:
    try:
        return future.result()
    except (PoisonedJobError, NotCarriedError) as error:
        return Effect(task.known.id, stood(task), None, problem=str(error)), None


def adopt(workspace: Workspace, plan: Plan, *, at: datetime) -> None:
    """Pin the plan's content and record every vendor's assessment with it, in one commit: after a kill all of it is there or nothing.

    Raises MovedError where anything it rests on was recorded anew, and what recording raises.
    """
    with workspace.locked():
        register = workspace.register
        if pinned_sets(workspace)[0] != plan.before or {one.ref for one in register.vendors()} != set(plan.expect):
            raise MovedError("something else was recorded in the meantime; run the command again")
        register.append(plan.entries, at=at, expect=plan.expect)
    workspace.forget_content()


def adoption_document(plan: Plan, *, recorded: bool) -> dict[str, Any]:
    """The plan as a `kporisk.adoption/1` document; the same for the same plan."""
    return {
        **same_document(plan.before, plan.content, as_of=plan.as_of, recorded=recorded),
        "vendors": [_vendor(one) for one in plan.effects],
    }


def same_document(before: PinnedSet, content: Content, *, as_of: date, recorded: bool = False) -> dict[str, Any]:
    """The document where nobody is touched, since the set is pinned already."""
    return {
        "format": FORMAT,
        "as_of": as_of.isoformat(),
        "recorded": recorded,
        "from": {"sha256": before.sha256, "program": before.program, "since": before.at.isoformat()},
        "to": {"sha256": content.sha256, "program": content.program},
        "vendors": [],
    }


def _vendor(effect: Effect) -> dict[str, Any]:
    ends = {"before": effect.before, "after": effect.after}
    return {
        "id": effect.vendor,
        "moves": effect.moves,
        "tier": {name: None if end is None else _tier(end) for name, end in ends.items()},
        "score": {name: None if end is None else {"told": end.score.told, "proven": end.score.proven} for name, end in ends.items()},
        "reasons": [
            {
                "kind": one.kind,
                "ids": list(one.ids),
                "points": None if one.points is None else dict(zip(("told", "proven"), one.points, strict=True)),
                "text": one.text,
            }
            for one in effect.reasons
        ],
        "warnings": len(effect.warnings),
        "lacking": list(effect.lacking),
        "problem": effect.problem or None,
    }


def _tier(weighed: Weighed) -> dict[str, str]:
    return {"told": weighed.tier.told.word, "proven": weighed.tier.proven.word, "standing": weighed.standing.word}


def adoption_lines(plan: Plan, *, most_reasons: int = 2) -> Iterator[str]:
    """The plan for people: who moves and why, who cannot be assessed, what no longer fits."""
    before, after = plan.before, plan.content
    yield f"From {before.short} (kporisk {before.program}, pinned {before.at:%Y-%m-%d}) to {after.sha256[:12]} (kporisk {after.program})"
    yield _count(plan)
    for effect in plan.moved:
        assert effect.before is not None and effect.after is not None
        yield ""
        yield f"{effect.vendor}: {_arrow(effect.before, effect.after)}"
        yield from (f"  {reason.text}" for reason in effect.reasons[:most_reasons])
    yield from _section("Cannot be assessed yet", [one.problem for one in plan.unassessed if one.lacking])
    yield from _section("Cannot be assessed", [f"{one.vendor}: {one.problem}" for one in plan.unassessed if not one.lacking])
    yield from _section("What of their cases no longer fits", [_warned(one) for one in plan.effects if one.warnings])


def _count(plan: Plan) -> str:
    of = len(plan.effects)
    shifted = sum(one.shifts for one in plan.effects)
    also = f"; the score of {shifted} more, within their tier" if shifted else ""
    return f"The tier of {len(plan.moved)} of {of} vendor{'' if of == 1 else 's'} moves{also}"


def _arrow(before: Weighed, after: Weighed) -> str:
    parts = [
        f"{name} {_moved(old, new)}"
        for name, old, new in (
            ("told", before.tier.told, after.tier.told),
            ("proven", before.tier.proven, after.tier.proven),
            ("standing", before.standing, after.standing),
        )
    ]
    return f"{', '.join(parts)}; score {_score(before.score)} → {_score(after.score)}"


def _moved(old: Tier, new: Tier) -> str:
    return old.word if old is new else f"{old.word} → {new.word}"


def _score(band: Band[float]) -> str:
    return f"{band.told:.1f}–{band.proven:.1f}"


def _warned(effect: Effect) -> str:
    count = len(effect.warnings)
    return f"{effect.vendor}: {count} warning{'' if count == 1 else 's'}, such as: {effect.warnings[0]}"


def _section(title: str, lines: Sequence[str]) -> Iterable[str]:
    return ("", title, *(f"  {line}" for line in lines)) if lines else ()
