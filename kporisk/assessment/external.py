"""Somebody else's form, judged by the same method: gaps, groups, a band from told to proven, and the trace."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kporisk.assessment.external_contradictions import row_contradictions
from kporisk.model.assessment import QuestionStatus
from kporisk.model.band import Band
from kporisk.model.checklist import Question, Respondent
from kporisk.model.external import (
    Coverage,
    ExternalAssessment,
    ExternalResponse,
    ExternalRow,
    FormGroup,
    Grade,
    GroupResult,
    RowResult,
    RowStatus,
)
from kporisk.model.method import Domain, Method
from kporisk.model.scale import OneOf
from kporisk.scoring.domains import Risk, Scored, contributions, domain_result, score, score_domains
from kporisk.scoring.gaps import OPEN_GAP, Group, Judged, group

_WHOLE = Band(1.0, 1.0)
_RISK = Risk(_WHOLE, _WHOLE, _WHOLE)


def assess_external(response: ExternalResponse, method: Method) -> ExternalAssessment:
    """The score of an external response: S = 100 * [(1-b2) * sum(w*g)/sum(w) over groups + b2 * the largest group gap], told and proven.

    The method is that of an assessment with every inherent risk at 1 and nothing left that no control removes (eta 1): a form of
    others does not know what is entrusted, so the score says how much of what it asks is missing, and has no tier. Groups weigh what
    their scored rows weigh. Every statement is attested; what is blank or not understood is open. Source: method.md, "From gaps to the
    number".
    """
    rows = {part.id: [row for row in response.rows if row.group == part.id] for part in response.form.groups}
    scored = {id: [row for row in own if row.scored] for id, own in rows.items()}
    groups = {id: _group(own, method) for id, own in scored.items() if own}
    plain = replace(method, eta=1.0, domains=tuple(_domain(part, groups[part.id]) for part in response.form.groups if part.id in groups))
    domains = {one.id: one for one in score_domains(plain, {id: [one] for id, one in groups.items()}, dict.fromkeys(groups, _RISK))}
    shares = {id: contributions(plain, one) for id, one in domains.items()}
    return ExternalAssessment(
        response=response,
        score=score(tuple(domains.values()), method.b2) if domains else None,
        coverage=_coverage(response.rows),
        groups=tuple(_group_result(plain, part, rows[part.id], domains.get(part.id), shares) for part in response.form.groups),
        rows=_row_results(response, groups, shares),
        grade=_grade(response),
        contradictions=row_contradictions(response.rows),
    )


def _group(rows: Iterable[ExternalRow], method: Method) -> Group:
    attested = method.confidence["attested"]
    return group([_judged(row, attested) for row in rows], attested=attested, b1=method.b1)


def _judged(row: ExternalRow, attested: float) -> Judged:
    question = _question(row)
    if row.status is RowStatus.NOT_APPLICABLE:
        return Judged(question, QuestionStatus.NOT_APPLICABLE, None, None, None, (), None)
    if row.satisfaction is None:
        return Judged(question, QuestionStatus.OPEN, None, None, None, (), OPEN_GAP)
    s = row.satisfaction
    return Judged(question, QuestionStatus.ANSWERED, None, s, attested, (), Band(1.0 - s, 1.0 - s * attested))


def _question(row: ExternalRow) -> Question:
    """The row as a question of a checklist of one's own: no knock-out, since whether it is one is not the form's to say."""
    text = {"en": row.text}
    return Question(
        id=row.id,
        domain=row.group,
        module=None,
        section="",
        respondent=Respondent.VENDOR,
        weight=row.weight,
        text=text,
        scale=OneOf(()),
        applies_when=None,
        knock_out=None,
        threats=(),
        why=text,
        finding=text,
        remediation=text,
        evidence=(),
        references=row.references,
        effort=1,
    )


def _domain(part: FormGroup, own: Group) -> Domain:
    return Domain(part.id, {"en": part.title}, own.weights.proven, "value", {})


def _group_result(
    method: Method, part: FormGroup, rows: list[ExternalRow], domain: Scored | None, shares: Mapping[str, Mapping[str, Band[float]]]
) -> GroupResult:
    if domain is None:
        return GroupResult(part, 0.0, _coverage(rows), None, None)
    return GroupResult(part, domain.omega, _coverage(rows), domain.gap, domain_result(method, domain, shares[part.id]).contribution)


def _row_results(
    response: ExternalResponse, groups: Mapping[str, Group], shares: Mapping[str, Mapping[str, Band[float]]]
) -> tuple[RowResult, ...]:
    gaps = {judged.question.id: gap for own in groups.values() for judged, gap in zip(own.judged, own.gaps, strict=True)}
    parts = {id: band for own in shares.values() for id, band in own.items()}
    return tuple(RowResult(row, gaps.get(row.id), parts.get(row.id)) for row in response.rows)


def _coverage(rows: Iterable[ExternalRow]) -> Coverage:
    counts = dict.fromkeys(RowStatus, 0)
    unscored = 0
    for row in rows:
        counts[row.status] += 1
        unscored += not row.scored
    return Coverage(
        rows=sum(counts.values()),
        answered=counts[RowStatus.ANSWERED],
        not_applicable=counts[RowStatus.NOT_APPLICABLE],
        blank=counts[RowStatus.BLANK],
        not_understood=counts[RowStatus.NOT_UNDERSTOOD],
        not_scored=unscored,
    )


def _grade(response: ExternalResponse) -> Grade | None:
    """What is compliant of what applies, in the form's own points: not applicable leaves both sums, what is open earns nothing."""
    counted = [row for row in response.rows if row.scored and row.status is not RowStatus.NOT_APPLICABLE]
    answered = [row for row in counted if row.satisfaction is not None]
    if not response.form.weighted or not answered:
        return None
    earned = math.fsum(row.weight * row.satisfaction for row in answered if row.satisfaction is not None)
    return Grade(earned, math.fsum(row.weight for row in counted))
