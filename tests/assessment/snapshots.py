"""Snapshots of cases of the tests, the way a report comes by them."""

from __future__ import annotations

import math
from datetime import date

from kporisk.assessment.assess import assess
from kporisk.assessment.change import Change
from kporisk.assessment.snapshot import Snapshot
from kporisk.documents.results.assessment import assessment_document
from kporisk.documents.results.snapshot import snapshot
from kporisk.model.assessment import Depth
from kporisk.model.case import Case
from kporisk.model.checklist import Checklists
from kporisk.model.method import Method
from tests.worlds import AS_OF, shipped

EXACT = 1e-9


def seen(
    case: Case, *, as_of: date = AS_OF, depth: Depth | None = None, method: Method | None = None, checklists: Checklists | None = None
) -> Snapshot:
    """The snapshot of a case, judged with the shipped checklists and method unless others are given."""
    return snapshot(assessment_document(assess(checklists or shipped().checklists, method or shipped().method, case, as_of, depth=depth)))


def sums(made: Change) -> None:
    """The lines sum to the difference, step by step, domain by domain, and in all."""
    for end in (0, 1):
        difference = made.new.score[end] - made.old.score[end]
        assert abs(math.fsum(line.points[end] for line in made.lines) - difference) < EXACT
        assert abs(made.points[end] - difference) < EXACT
        for taken in made.steps:
            assert abs(math.fsum(line.points[end] for line in taken.lines) - taken.points[end]) < EXACT
        for move in made.domains:
            assert abs(math.fsum(line.points[end] for line in made.lines if line.domain == move.id) - move.points[end]) < EXACT
