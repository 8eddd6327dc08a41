"""One vendor, assessed with checklists that may be adopted, beside its last assessment: pure work, for any executor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kporisk.documents.cases.carried import carry
from kporisk.documents.cases.normal import case_from_normal
from kporisk.errors import InvalidDocument
from kporisk.model.assessment import Depth
from kporisk.model.band import Band, Tier
from kporisk.model.case import Case
from kporisk.register.kinds import Entry, Known
from kporisk.workflow.change import Previous, between
from kporisk.workflow.library import Library, library_of
from kporisk.workflow.programme.past import Past
from kporisk.workflow.programme.reasons import Reason, reasons
from kporisk.workflow.programme.record import entry_of, judged, lacking

_ready: tuple[Library, str] | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Task:
    """A vendor with its case in normal form and its last assessment, if any."""

    known: Known
    case: Mapping[str, Any]
    before: Past | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an assessment comes to. Score in points, 0 to 100."""

    score: Band[float]
    tier: Band[Tier]
    standing: Tier


@dataclass(frozen=True, slots=True)
class Effect:
    """What adopting does to one vendor. `before` None: it was never assessed; `after` None: it cannot be, `problem` says why."""

    vendor: str
    before: Weighed | None
    after: Weighed | None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[str, ...] = ()
    """What of its case no longer fits, in English; no answer is repeated."""
    lacking: tuple[str, ...] = ()
    """Engagement facts that are required then and not stated."""
    problem: str = ""

    @property
    def moves(self) -> bool:
        """Whether its tier is another: as told, as proven or as it stands."""
        return None not in (self.before, self.after) and self._tiers(self.before) != self._tiers(self.after)

    @property
    def shifts(self) -> bool:
        """Whether its score is another, though its tier is not."""
        if self.before is None or self.after is None or self.moves:
            return False
        return any(abs(new - old) >= 1e-9 for old, new in zip(self.before.score, self.after.score, strict=True))

    @staticmethod
    def _tiers(weighed: Weighed | None) -> tuple[Tier, ...]:
        return () if weighed is None else (weighed.tier.told, weighed.tier.proven, weighed.standing)


def ready(folders: tuple[Path, ...], content: str) -> None:
    """Load checklists and method, once in each worker; `content` is their digest."""
    made_ready(library_of(folders), content)


def made_ready(library: Library, content: str) -> None:
    """The same with what is loaded already."""
    global _ready
    _ready = library, content


def weigh(task: Task) -> tuple[Effect, Entry | None]:
    """What adopting does to a vendor, and the record of its assessment; None where it cannot be assessed."""
    assert _ready is not None
    library, content = _ready
    id, before = task.known.id, stood(task)
    carried = carry(task.case, library.checklists)
    warnings = tuple(warning.message["en"] for warning in carried.warnings)
    if carried.lacking:
        return Effect(id, before, None, (), warnings, carried.lacking, lacking(id, carried.lacking)), None
    case = case_from_normal(carried.document, library.checklists, warnings=carried.warnings)
    depth = Depth(task.before.depth) if task.before is not None and task.before.depth is not None else None
    try:
        assessment = judged(case, library, as_of=task.as_of, depth=depth, source=id)
    except InvalidDocument as error:
        return Effect(id, before, None, (), warnings, (), "; ".join(problem.message for problem in error.problems)), None
    entry, assessed = entry_of(assessment, known=task.known, before=task.before, content=content, depth=depth, why="adopt")
    after = Weighed(assessment.score, assessment.tier, Tier[entry.body["standing"].upper()])
    why = () if task.before is None else _reasons(task.before, case, library, depth, assessed.document)
    return Effect(id, before, after, why, warnings), entry


def stood(task: Task) -> Weighed | None:
    """Where the vendor stands now."""
    return None if task.before is None else Weighed(task.before.score, task.before.tier, task.before.standing)


def _reasons(before: Past, case: Case, library: Library, depth: Depth | None, document: Mapping[str, Any]) -> tuple[Reason, ...]:
    old = Previous(f"record {before.record.seq}", before.document, before.case_text, recorded=True)
    return reasons(between(old, case, library, as_of=date.fromisoformat(document["as_of"]), depth=depth, document=document))
