"""`assess`: one pure function from what was asked, said and established to an assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from kporisk.assessment.prepared import PreparedChecklist, prepare
from kporisk.assessment.warnings import warnings
from kporisk.errors import InvalidDocument, Problem
from kporisk.jurisdiction import derive
from kporisk.model.assessment import (
    Assessment,
    Coverage,
    Depth,
    Derived,
    DomainResult,
    EvidenceState,
    QuestionResult,
    QuestionStatus,
    RuleOutcome,
    RuleResult,
    Sensitivity,
)
from kporisk.model.band import Band, Tier
from kporisk.model.case import Answer, Case, Status, Waiver
from kporisk.model.checklist import Checklists, Floor, Question
from kporisk.model.method import Method
from kporisk.model.scale import Value, add_months
from kporisk.rules.evaluate import Facts
from kporisk.scoring.domains import Risk, Scored, contributions, domain_result, score, score_domains
from kporisk.scoring.evidence import EvidenceJudge
from kporisk.scoring.findings import findings_and_requests
from kporisk.scoring.gaps import Group, Judged, group, judge
from kporisk.scoring.inherent import depth as depth_of
from kporisk.scoring.inherent import dimensions, inherent, inherent_risk, likelihood
from kporisk.scoring.tiers import raised, recommendation, tier_of

_ZERO = Band(0.0, 0.0)


def assess(checklists: Checklists, method: Method, case: Case, as_of: date, *, depth: Depth | None = None) -> Assessment:
    """Judge one case on one day.

    `depth` asks deeper than the inherent risk calls for, never shallower. Raises InvalidDocument where `as_of` lies before the answers or
    a review, or where a knock-out question is called not applicable. Source: method.md, version 1.
    """
    _refuse_impossible(checklists, case, as_of)
    # Facts of law are judged on the day of the answers, so that the passing of time alone never changes what is asked.
    derived, profiles = derive(
        case.engagement,
        territories=checklists.territories,
        legal=checklists.legal,
        points=method.jurisdiction,
        as_of=case.response.answered_on,
    )
    u = dimensions(checklists.engagement, case.engagement, jurisdiction=derived.jurisdiction_points)
    risks = {domain.id: _risk(u[domain.impact], likelihood(domain, u, method.b)) for domain in method.domains}
    inherent_whole = inherent(method, u, {name: risk.inherent for name, risk in risks.items()})
    deep = depth_of(method, inherent_whole.score, depth)

    facts = Facts(answers={}, engagement=case.engagement, derived=_derived_facts(derived), as_of=as_of)
    prepared = prepare(checklists)
    asked, not_asked = _asked(prepared, method.depth_weight[deep], facts)
    judged = _judge(checklists, method, case, asked, as_of)
    groups: dict[str, list[Group]] = {}
    for checklist, questions in judged:
        groups.setdefault(checklist.checklist.domain, []).append(group(questions, attested=method.confidence["attested"], b1=method.b1))
    scored = score_domains(method, groups, risks)
    overall = score(scored, method.b2)

    added = {domain.id: contributions(method, domain) for domain in scored}
    gaps = {j.question.id: gap for several in groups.values() for g in several for j, gap in zip(g.judged, g.gaps, strict=True)}
    results = _question_results(judged, gaps, added)
    facts = _facts_for_rules(facts, case, results)
    waivers = {waiver.rule: waiver for waiver in case.reviews.waivers if as_of <= waiver.until}
    rules = _rule_results(prepared, facts, waivers)
    tier, without_waivers = _tiers(method, overall, rules)
    findings, requests = findings_and_requests(method, results, rules)
    coverage = _coverage(results, len(not_asked))
    unasked = {question.id: _not_asked(question, case.response.answers.get(question.id)) for question in not_asked}
    return Assessment(
        checklists=checklists,
        method=method,
        case=case,
        as_of=as_of,
        derived=derived,
        jurisdiction=profiles,
        inherent=inherent_whole,
        depth=deep,
        score=overall,
        tier=tier,
        tier_without_waivers=without_waivers,
        recommendation=recommendation(
            method, tier.proven, coverage, [r.confidence for r in results.values() if r.question.knock_out is not None]
        ),
        coverage=coverage,
        proof=_proof(results),
        domains=_domain_results(method, scored, added),
        questions=tuple([results.get(question.id) or unasked[question.id] for question in checklists.questions]),
        rules=rules,
        findings=findings,
        requests=requests,
        sensitivity=_sensitivity(method, scored, rules),
        warnings=case.warnings + warnings(case, results, checklists, as_of),
        waivers=tuple([waivers[rule] for rule in sorted(waivers)]),
        next_assessment_on=add_months(case.response.answered_on, method.cadence_months[tier.proven.word]),
    )


def _refuse_impossible(checklists: Checklists, case: Case, as_of: date) -> None:
    problems = []
    source = case.vendor.id
    if as_of < case.response.answered_on:
        message = f"the assessment date {as_of} lies before the answers of {case.response.answered_on}; give --as-of that day or later"
        problems.append(Problem(source, 0, "$.response.answered_on", message))
    for index, review in enumerate(case.reviews.evidence):
        if as_of < review.on:
            message = f"the assessment date {as_of} lies before this review of {review.on}; give --as-of that day or later"
            problems.append(Problem(source, 0, f"$.reviews.evidence[{index}].on", message))
    for name, answer in case.response.answers.items():
        if answer.status is Status.NOT_APPLICABLE and checklists.question[name].knock_out is not None:
            message = "a knock-out question cannot be called not applicable; answer it, or say that it is unknown"
            problems.append(Problem(source, 0, f"$.response.answers.{name}", message))
    if problems:
        raise InvalidDocument(problems)


def _risk(impact: Band[float], chance: Band[float]) -> Risk:
    return Risk(impact, chance, inherent_risk(impact, chance))


def _derived_facts(derived: Derived) -> Mapping[str, object]:
    """What rules may read. A pair whose ends differ is not known."""
    return {
        "public_data_only": derived.public_data_only,
        "personal_data": derived.personal_data,
        "high_value_information": derived.high_value_information,
        "cross_border": derived.cross_border,
        "client_gdpr": derived.client_gdpr,
        "restricted_transfer": derived.restricted_transfer,
        "vendor_doj_country_of_concern": derived.vendor_doj_country_of_concern,
        "language_level": derived.language_level,
        "overlap_hours": _settled(derived.overlap_hours),
        "jurisdiction_points": _settled(derived.jurisdiction_points),
    }


def _settled(band: Band[float]) -> float | None:
    return band.told if band.told == band.proven else None


def _asked(
    prepared: Sequence[PreparedChecklist], least_weight: float, facts: Facts
) -> tuple[list[tuple[PreparedChecklist, list[Question]]], list[Question]]:
    """The questions asked of each checklist, and those that are not. A condition that cannot be decided asks."""
    asked: list[tuple[PreparedChecklist, list[Question]]] = []
    not_asked: list[Question] = []
    for checklist in prepared:
        if checklist.applies is not None and checklist.applies(facts) is False:
            not_asked.extend(checklist.checklist.questions)
            continue
        chosen = []
        for question, condition in checklist.questions:
            deep_enough = question.weight >= least_weight or question.knock_out is not None
            if deep_enough and (condition is None or condition(facts) is not False):
                chosen.append(question)
            else:
                not_asked.append(question)
        if chosen:
            asked.append((checklist, chosen))
    return asked, not_asked


def _judge(
    checklists: Checklists, method: Method, case: Case, asked: Sequence[tuple[PreparedChecklist, list[Question]]], as_of: date
) -> list[tuple[PreparedChecklist, list[Judged]]]:
    evidence = EvidenceJudge(case, checklists.evidence_kinds, as_of)
    answers = case.response.answers
    return [
        (checklist, [judge(q, answers.get(q.id), judge=evidence, confidence=method.confidence, as_of=as_of) for q in questions])
        for checklist, questions in asked
    ]


def _question_results(
    judged: Sequence[tuple[PreparedChecklist, list[Judged]]], gaps: Mapping[str, Band[float]], added: Mapping[str, Mapping[str, Band[float]]]
) -> dict[str, QuestionResult]:
    results = {}
    for checklist, questions in judged:
        contributed = added[checklist.checklist.domain]
        for j in questions:
            name = j.question.id
            results[name] = QuestionResult(
                j.question, j.status, j.answer, j.satisfaction, j.confidence, j.evidence, gaps[name], contributed.get(name, _ZERO)
            )
    return results


def _not_asked(question: Question, answer: Answer | None) -> QuestionResult:
    return QuestionResult(question, QuestionStatus.NOT_ASKED, answer, None, None, (), None, _ZERO)


def _facts_for_rules(facts: Facts, case: Case, results: Mapping[str, QuestionResult]) -> Facts:
    """What rules read of the answers: what is stated, asked or not; None for what is asked and open, unknown or not applicable."""
    answers: dict[str, Value | None] = {name: answer.value for name, answer in case.response.answers.items() if answer.value is not None}
    for name in results:
        answers.setdefault(name, None)
    return Facts(answers=answers, engagement=facts.engagement, derived=facts.derived, as_of=facts.as_of)


_OUTCOMES = {True: RuleOutcome.FIRES, None: RuleOutcome.POSSIBLE, False: RuleOutcome.CLEAR}


def _rule_results(prepared: Sequence[PreparedChecklist], facts: Facts, waivers: Mapping[str, Waiver]) -> tuple[RuleResult, ...]:
    results = []
    for checklist in prepared:
        selected = checklist.applies is None or checklist.applies(facts) is not False
        for rule, condition in checklist.rules:
            outcome = _OUTCOMES[condition(facts)] if selected else RuleOutcome.CLEAR
            waiver = waivers.get(rule.id) if rule.floor is not None else None
            results.append(RuleResult(rule, outcome, _because(condition.names, facts), waiver))
    return tuple(results)


def _because(names: Sequence[str], facts: Facts) -> tuple[tuple[str, Value | None], ...]:
    roots: Mapping[str, Mapping[str, object]] = {"answers": facts.answers, "engagement": facts.engagement, "derived": facts.derived}
    read = []
    for name in names:
        root, _, leaf = name.partition(".")
        read.append((name, roots[root].get(leaf)))
    return tuple(read)  # type: ignore[arg-type]


def _floors(rules: Sequence[RuleResult], outcome: RuleOutcome, *, waived: bool) -> list[Floor]:
    return [r.rule.floor for r in rules if r.outcome is outcome and r.rule.floor is not None and (waived or r.waiver is None)]


def _tiers(method: Method, overall: Band[float], rules: Sequence[RuleResult]) -> tuple[Band[Tier], Band[Tier]]:
    """The tier with waivers in force, and without any."""
    plain = Band(tier_of(overall.told, method.tiers), tier_of(overall.proven, method.tiers))
    with_waivers, without = (
        raised(
            plain,
            fired=_floors(rules, RuleOutcome.FIRES, waived=waived),
            possible=_floors(rules, RuleOutcome.POSSIBLE, waived=waived),
        )
        for waived in (False, True)
    )
    return with_waivers, without


def _domain_results(method: Method, scored: Sequence[Scored], added: Mapping[str, Mapping[str, Band[float]]]) -> tuple[DomainResult, ...]:
    return tuple([domain_result(method, domain, added[domain.id]) for domain in scored])


def _coverage(results: Mapping[str, QuestionResult], not_asked: int) -> Coverage:
    statuses = [result.status for result in results.values()]
    knock_outs = [result.status for result in results.values() if result.question.knock_out is not None]
    return Coverage(
        asked=len(statuses),
        answered=statuses.count(QuestionStatus.ANSWERED),
        open=statuses.count(QuestionStatus.OPEN) + statuses.count(QuestionStatus.UNKNOWN),
        not_applicable=statuses.count(QuestionStatus.NOT_APPLICABLE),
        not_asked=not_asked,
        knock_outs_asked=len(knock_outs),
        knock_outs_answered=knock_outs.count(QuestionStatus.ANSWERED),
    )


def _proof(results: Mapping[str, QuestionResult]) -> Mapping[str, int]:
    counts = dict.fromkeys(("attested", "document", "record", "independent", "observed", "unreviewed"), 0)
    for result in results.values():
        if result.status is QuestionStatus.ANSWERED:
            counting = [item.strength for item in result.evidence if item.state is EvidenceState.COUNTS]
            counts[max(counting, key=list(counts).index, default="attested")] += 1
            counts["unreviewed"] += any(item.state is EvidenceState.NOT_REVIEWED for item in result.evidence)
    return counts


def _sensitivity(method: Method, scored: Sequence[Scored], rules: Sequence[RuleResult]) -> tuple[Sensitivity, ...]:
    """The tiers were each domain's omega halved or doubled."""

    def tiers(index: int, factor: float) -> Band[Tier]:
        changed = [replace(d, omega=d.omega * factor) if i == index else d for i, d in enumerate(scored)]
        return _tiers(method, score(changed, method.b2), rules)[0]

    return tuple([Sensitivity(domain.id, tiers(i, 0.5), tiers(i, 2.0)) for i, domain in enumerate(scored)])
