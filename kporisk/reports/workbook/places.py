"""Where everything stands in the workbook, so that a formula on one sheet finds its cells on another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kporisk.reports.workbook.paper import Paper, Sheet, cell, span
from kporisk.reports.workbook.trace import Domain, Group, Trace

FIRST = 5
"""The first row of a table below its title, its lead and two rows of headings."""
CONFIDENCE, TIERS, FACTORS = 11, 20, 27
"""The first rows of the tables of constants: confidence, tiers, domains."""
RISKS = 15
"""The first row of the domains' inherent risk, below the five dimensions."""


class QuestionColumn:
    """The columns of the sheet of questions."""

    ID, DOMAIN, MODULE, TEXT, WEIGHT, KNOCK_OUT, STATUS, SATISFACTION, PROOF, CONFIDENCE = range(10)
    GAP, POINTS, COUNTS, WEIGHED, PLACE, WORST = 10, 12, 14, 15, 16, 17


class GapColumn:
    """The columns of the sheet of gaps; of pairs the first."""

    DOMAIN, MODULE, QUESTIONS, KNOCK_OUTS, WEIGHTS = range(5)
    OTHERS, MEAN, LARGEST, GAP, DECIDES, SPREAD, KNOCK, POINTS = 6, 7, 9, 11, 13, 15, 17, 19


class DomainColumn:
    """The columns of the sheet of domains; of pairs the first."""

    DOMAIN, WEIGHT, INHERENT, GAP, RESIDUAL, SHARE, BASE, QUESTIONS, POINTS = 0, 1, 2, 4, 6, 8, 10, 12, 14


class RiskColumn:
    """The columns of the sheet of inherent risk; of pairs the first."""

    DOMAIN, BY, COUNTS, IMPACT, LIKELIHOOD, INHERENT = 0, 1, 2, 3, 5, 7


class Sheets(NamedTuple):
    """The seven sheets, in order."""

    summary: Sheet
    guide: Sheet
    constants: Sheet
    inherent: Sheet
    domains: Sheet
    gaps: Sheet
    questions: Sheet


@dataclass(frozen=True)
class Placed:
    """One group with its rows: of itself on the sheet of gaps, of its questions on theirs; `place` is its number within the domain."""

    group: Group
    domain: int
    place: int
    row: int
    first: int
    last: int


@dataclass(frozen=True)
class Places:
    """Sheets and rows of one workbook."""

    paper: Paper
    sheets: Sheets
    trace: Trace
    groups: tuple[Placed, ...]

    def of_domain(self, index: int) -> tuple[Placed, ...]:
        """The groups of one domain."""
        return tuple(placed for placed in self.groups if placed.domain == index)

    def domain(self, index: int) -> Domain:
        """The domain of that number."""
        return self.trace.domains[index]

    def risk_row(self, id: str) -> int:
        """The row of a domain on the sheet of inherent risk."""
        return RISKS + self._constant(id)

    def factor_row(self, id: str) -> int:
        """The row of a domain among the constants."""
        return FACTORS + self._constant(id)

    def _constant(self, id: str) -> int:
        return next(index for index, risk in enumerate(self.trace.risks) if risk.constants["id"] == id)

    @property
    def last_domain(self) -> int:
        """The last row of the table of domains."""
        return FIRST + max(1, len(self.trace.domains)) - 1

    @property
    def last_question(self) -> int:
        """The last row of the table of questions."""
        return max((placed.last for placed in self.groups), default=FIRST)

    def answers(self, placed: Placed, column: int) -> str:
        """A column of a group's questions as the other sheets call it."""
        return self.sheets.questions.to(span(column, placed.first, placed.last))

    def share_and_risk(self, index: int, end: int) -> str:
        """c*I of a domain as the other sheets call it."""
        share, risk = (cell(FIRST + index, column + end) for column in (DomainColumn.SHARE, DomainColumn.INHERENT))
        return f"{self.sheets.domains.to(share)}*{self.sheets.domains.to(risk)}"

    def gap_cell(self, placed: Placed, column: int) -> str:
        """A cell of a group as the other sheets call it."""
        return self.sheets.gaps.to(cell(placed.row, column))


def placed(trace: Trace) -> tuple[Placed, ...]:
    """Every group with its rows, in the order of the domains."""
    found: list[Placed] = []
    row, first = FIRST, FIRST
    for number, domain in enumerate(trace.domains):
        for place, group in enumerate(domain.groups):
            found.append(Placed(group, number, place, row, first, first + len(group.lines) - 1))
            row, first = row + 1, first + len(group.lines)
    return tuple(found)
