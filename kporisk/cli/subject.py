"""What `assess` is asked to assess: a file on its own, or in a workspace a file or a vendor, which is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kporisk.cli import clock
from kporisk.cli.workspace import opened_if_any
from kporisk.errors import UsageError

if TYPE_CHECKING:
    from kporisk.documents.cases.returned import Returned
    from kporisk.model.assessment import Depth
    from kporisk.reports.edition import Anchor
    from kporisk.workflow.assess import Assessed
    from kporisk.workflow.library import Library
    from kporisk.workflow.programme.record import Recorded
    from kporisk.workflow.workspace.opened import Workspace


@dataclass(frozen=True, slots=True)
class Subject:
    """What was assessed and with what. `anchor`: the record of it, where it was recorded. `notes`: lines about that."""

    assessed: Assessed
    library: Library
    anchor: Anchor | None = None
    notes: tuple[str, ...] = ()


def subject(
    case: Path,
    own: tuple[Path, ...],
    *,
    place: Path | None,
    no_record: bool,
    as_of: date | None,
    depth: Depth | None,
    returned: Path | None = None,
) -> Subject:
    """Assess `case`, and record it where this is a workspace. Raises UsageError for what does not go together, else as the assessment."""
    day = as_of or clock.today()
    workspace = opened_if_any(place)
    if workspace is None:
        if returned is not None:
            raise UsageError("--response belongs to a vendor of a workspace, and this is none; elsewhere a case names its response")
        return _alone(case, own, day, depth)
    with workspace:
        if own:
            raise UsageError(
                "a workspace assesses with the checklists that it has pinned; leave --checklists out, see kporisk checklist adopt"
            )
        if returned is not None:
            return _returned(workspace, case, returned, day, depth, no_record=no_record)
        if no_record:
            return _looked(workspace, case, day, depth)
        return _recorded(workspace, case, day, depth)


def _alone(case: Path, own: tuple[Path, ...], day: date, depth: Depth | None) -> Subject:
    from kporisk.workflow.assess import assessed_file
    from kporisk.workflow.library import library

    loaded = library(own)
    return Subject(assessed_file(case, loaded, as_of=day, depth=depth), loaded)


def _looked(workspace: Workspace, case: Path, day: date, depth: Depth | None) -> Subject:
    from kporisk.workflow.programme.record import look_at_file, look_at_vendor

    if is_file(case):
        return Subject(look_at_file(workspace, case, as_of=day, depth=depth), workspace.library)
    return Subject(look_at_vendor(workspace, workspace.vendor(str(case)), as_of=day, depth=depth), workspace.library)


def _recorded(workspace: Workspace, case: Path, day: date, depth: Depth | None) -> Subject:
    from kporisk.reports.edition import Anchor
    from kporisk.workflow.programme.record import record_file, record_vendor

    if is_file(case):
        recorded = record_file(workspace, case, as_of=day, depth=depth, at=clock.now())
    else:
        recorded = record_vendor(workspace, workspace.vendor(str(case)), as_of=day, depth=depth, at=clock.now())
    head = recorded.past.head
    return Subject(recorded.assessed, workspace.library, Anchor(head.seq, head.sha256), _notes(recorded, workspace))


def _returned(workspace: Workspace, vendor: Path, file: Path, day: date, depth: Depth | None, *, no_record: bool) -> Subject:
    from kporisk.reports.edition import Anchor
    from kporisk.workflow.programme.returned import look_at_response, record_response

    if is_file(vendor):
        raise UsageError(f"--response goes with the id of a vendor: kporisk assess VENDOR --response {file}")
    known = workspace.vendor(str(vendor))
    if no_record:
        assessed, returned = look_at_response(workspace, known, file, as_of=day, depth=depth)
        return Subject(assessed, workspace.library, notes=_answers(returned))
    recorded, returned = record_response(workspace, known, file, as_of=day, depth=depth, at=clock.now())
    head = recorded.past.head
    return Subject(recorded.assessed, workspace.library, Anchor(head.seq, head.sha256), (*_answers(returned), *_notes(recorded, workspace)))


def _answers(returned: Returned) -> tuple[str, ...]:
    """Whose answers came, and whose stay."""
    parts = []
    for what, counts in (("came back", returned.answered), ("were kept", returned.kept)):
        if counts:
            parts.append(f"{what}: {', '.join(f'{count} of the {respondent.value}' for respondent, count in counts.items())}")
    return (f"Answers that {'; '.join(parts)}.",)


def _notes(recorded: Recorded, workspace: Workspace) -> tuple[str, ...]:
    from kporisk.workflow.night.calendar import due_on

    past, before = recorded.past, recorded.before
    line = f"Recorded as {past.vendor} #{past.record.seq}; standing tier {past.standing.word}"
    if past.standing != past.tier.proven:
        line += f", though the proven tier is {past.tier.proven.word}: it falls only when the score is clear of the threshold"
    lines = [f"{line}. Next assessment: {due_on(past, workspace.library.method)}."]
    if before is not None:
        lines.append(f"What changed since {before.as_of}: kporisk diff {past.vendor}")
    return tuple(lines)


def is_file(case: Path) -> bool:
    """Whether a file is meant: it is there, or is written as no vendor's id is."""
    return case.exists() or "/" in str(case) or "." in str(case)
