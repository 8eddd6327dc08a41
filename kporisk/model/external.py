"""An external response: somebody else's form as a vendor has filled it, row by row, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kporisk.model.band import Band
from kporisk.model.scale import Text


class FormKind(StrEnum):
    """Which form it is: CSA CAIQ, EDUCAUSE HECVAT, or a table whose columns were named."""

    CAIQ = "caiq"
    HECVAT = "hecvat"
    TABLE = "table"


class RowStatus(StrEnum):
    """What became of a row. Every row of a form has one."""

    ANSWERED = "answered"
    NOT_APPLICABLE = "not_applicable"
    BLANK = "blank"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class ExternalRow:
    """One question of a form with what was said to it, in the form's own words."""

    id: str
    """As the form has it, unique within it: `HRS-10.1`."""
    place: str
    """Where the answer stands: `Sheet!C14`, or `line 14` in CSV."""
    group: str
    """The id of the form's own group."""
    text: str
    """The question as it stands in the file."""
    status: RowStatus
    said: str = ""
    """The answer as it stands in the file; empty for a blank one."""
    satisfaction: float | None = None
    """0 to 1, by the form's own expected answer. Set exactly for what is answered and scored."""
    expected: str = ""
    """The answer that the form calls compliant, where it says so."""
    scored: bool = True
    """Whether the form scores it; one that asks for a text or a figure is not."""
    weight: float = 1.0
    """The form's own weight, above 0; 1 where it carries none."""
    note: str = ""
    owner: str = ""
    """Who is said to see to the control, where the form asks."""
    references: tuple[str, ...] = ()
    """The clauses that the row stands for, as checklists write them: `CCM:HRS-10`."""
    depends_on: str | None = None
    """The row on which it depends: it is about what that one says is there."""
    reason: Text | None = None
    """Why it is not understood. Set exactly for that status."""


@dataclass(frozen=True, slots=True)
class FormGroup:
    """One of the parts into which a form divides its questions."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ExternalForm:
    """The form itself, as far as the file tells."""

    kind: FormKind
    title: str
    """`CAIQv4.0.3`, `HECVAT 4.1.4`, the name of a sheet or file."""
    version: str = ""
    groups: tuple[FormGroup, ...] = ()
    weighted: bool = False
    """Whether the form carries weights of its own."""


@dataclass(frozen=True, slots=True)
class ExternalResponse:
    """A form that a vendor filled for somebody. `file`: the name of the file that was read, `sha256`: of its bytes."""

    form: ExternalForm
    answered_on: date
    file: str
    sha256: str
    rows: tuple[ExternalRow, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of rows; the four kinds of rows sum to `rows`, and `not_scored` are among them."""

    rows: int
    answered: int
    not_applicable: int
    blank: int
    not_understood: int
    not_scored: int


@dataclass(frozen=True, slots=True)
class Grade:
    """A form's own grade, in its own points, by its own weights: what is compliant of what applies."""

    earned: float
    possible: float


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row with its gap, 0 to 1, and what it adds to the score, in score points. Both None where it is not scored."""

    row: ExternalRow
    gap: Band[float] | None
    contribution: Band[float] | None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group of a form. `gap` and `contribution` None where nothing of it is scored."""

    group: FormGroup
    weight: float
    """The sum of the weights of its scored rows."""
    coverage: Coverage
    gap: Band[float] | None
    contribution: Band[float] | None


@dataclass(frozen=True, slots=True)
class RowWarning:
    """Rows that contradict themselves or each other, both sides quoted. It moves no score."""

    rows: tuple[str, ...]
    message: Text


@dataclass(frozen=True, slots=True)
class ExternalAssessment:
    """What comes of an external response. `score` 0 to 100 in points of missing control; None where nothing is scored."""

    response: ExternalResponse
    score: Band[float] | None
    coverage: Coverage
    groups: tuple[GroupResult, ...]
    rows: tuple[RowResult, ...]
    grade: Grade | None
    """None where the form carries no weights, or where nothing that counts is answered."""
    contradictions: tuple[RowWarning, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Statement:
    """What a row of somebody else's form says towards a question of ours: attested, with its source, never an answer."""

    form: str
    """The id under which the external response is filed."""
    title: str
    """The form's own title."""
    answered_on: date
    row: str
    text: str
    said: str
    note: str
    references: tuple[str, ...]
    """The clauses that row and question share."""
