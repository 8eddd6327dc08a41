"""What rows of somebody else's forms say towards our own questions, through the clauses that both name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kporisk.model.checklist import Question
from kporisk.model.external import ExternalResponse, ExternalRow, RowStatus, Statement

_SAY_SOMETHING = (RowStatus.ANSWERED, RowStatus.NOT_APPLICABLE)


def supporting(questions: Iterable[Question], externals: Mapping[str, ExternalResponse]) -> Mapping[str, tuple[Statement, ...]]:
    """By question, what was stated elsewhere about a clause that the question names; by form, newest first, then in the form's order.

    `externals`: by the id under which each is filed. A statement is attested and has a source; it is never an answer and moves no score.
    """
    by_clause: dict[str, list[tuple[int, Statement]]] = {}
    newest = sorted(externals.items(), key=lambda one: (-one[1].answered_on.toordinal(), one[0]))
    said = ((id, external, row) for id, external in newest for row in external.rows if row.status in _SAY_SOMETHING)
    for number, (id, external, row) in enumerate(said):
        for clause in row.references:
            by_clause.setdefault(clause, []).append((number, _statement(id, external, row)))
    found: dict[str, tuple[Statement, ...]] = {}
    for question in questions:
        own = {number: statement for clause in question.references for number, statement in by_clause.get(clause, ())}
        if own:
            found[question.id] = tuple(_shared(own[number], question) for number in sorted(own))
    return found


def _statement(id: str, external: ExternalResponse, row: ExternalRow) -> Statement:
    return Statement(id, external.form.title, external.answered_on, row.id, row.text, row.said, row.note, row.references)


def _shared(statement: Statement, question: Question) -> Statement:
    shared = tuple(clause for clause in statement.references if clause in question.references)
    return Statement(
        statement.form, statement.title, statement.answered_on, statement.row, statement.text, statement.said, statement.note, shared
    )
