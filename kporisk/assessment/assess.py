"""`assess`: one pure function from what was asked, said and established to an assessment."""

from __future__ import annotations

from datetime import date

from kporisk.assessment.asking import asked, derived_facts
from kporisk.assessment.contradictions import contradictions
from kporisk.assessment.judging import coverage, groups, not_asked, proof, question_results
from kporisk.assessment.prepared import prepare
from kporisk.assessment.ruling import facts_for_rules, floors, rule_results, sensitivity
from kporisk.assessment.warnings import warnings
from kporisk.errors import InvalidDocument, Problem
from kporisk.jurisdiction import derive
from kporisk.model.assessment import Assessment, Depth
from kporisk.model.band import Band
from kporisk.model.case import Case, Status
from kporisk.model.checklist import Checklists
from kporisk.model.method import Method
from kporisk.model.scale import add_months
from kporisk.rules.evaluate import Facts
from kporisk.scoring.domains import Risk, contributions, domain_result, score, score_domains
from kporisk.scoring.findings import findings_and_requests
from kporisk.scoring.inherent import depth as depth_of
from kporisk.scoring.inherent import dimensions, inherent, inherent_risk, likelihood
from kporisk.scoring.tiers import recommendation, tiers


def assess(checklists: Checklists, method: Method, case: Case, as_of: date, *, depth: Depth | None = None) -> Assessment:
    """Judge one case on one day.

    `depth` asks deeper than the inherent risk calls for, never shallower. Raises InvalidDocument where `as_of` lies before the answers,
    a piece of evidence or a review, or where a knock-out question is called not applicable. Source: method.md, version 1.
    """
    _refuse_impossible(checklists, case, as_of)
    response = case.response
    # Facts of law are judged on the day of the answers, so that the passing of time alone never changes what is asked.
    derived, profiles = derive(
        case.engagement,
        territories=checklists.territories,
        legal=checklists.legal,
        points=method.jurisdiction,
        as_of=response.answered_on,
    )
    u = dimensions(checklists.engagement, case.engagement, jurisdiction=derived.jurisdiction_points)
    risks = {domain.id: _risk(u[domain.impact], likelihood(domain, u, method.b)) for domain in method.domains}
    before_controls = inherent(method, u, {name: risk.inherent for name, risk in risks.items()})
    deep = depth_of(method, before_controls.score, depth)

    facts = Facts(answers={}, engagement=case.engagement, derived=derived_facts(derived), as_of=as_of)
    prepared = prepare(checklists)
    chosen, left_out = asked(prepared, method.depth_weight[deep], facts)
    grouped = groups(checklists, method, case, asked=chosen, as_of=as_of)
    scored = score_domains(method, grouped, risks)
    overall = score(scored, method.b2)
    added = {domain.id: contributions(method, domain) for domain in scored}
    results = question_results(grouped.values(), {name: band for bands in added.values() for name, band in bands.items()})

    facts = facts_for_rules(facts, case, results)
    waivers = {waiver.rule: waiver for waiver in sorted(case.reviews.waivers, key=lambda w: w.until) if as_of <= waiver.until}
    rules = rule_results(prepared, facts, waivers)
    in_force = floors(rules, waived=False)
    tier = tiers(overall, method.tiers, in_force)
    findings, requests = findings_and_requests(method, results, rules)
    counted = coverage(results.values(), len(left_out))
    unasked = {question.id: not_asked(question, response.answers.get(question.id)) for question in left_out}
    return Assessment(
        checklists=checklists,
        method=method,
        case=case,
        as_of=as_of,
        derived=derived,
        jurisdiction=profiles,
        inherent=before_controls,
        depth=deep,
        score=overall,
        tier=tier,
        tier_without_waivers=tiers(overall, method.tiers, floors(rules, waived=True)) if waivers else tier,
        recommendation=recommendation(
            method, tier.proven, counted, [r.confidence for r in results.values() if r.question.knock_out is not None]
        ),
        coverage=counted,
        proof=proof(results.values()),
        domains=tuple([domain_result(method, domain, added[domain.id]) for domain in scored]),
        questions=tuple([results.get(question.id) or unasked[question.id] for question in checklists.questions]),
        rules=rules,
        read={"answers": facts.answers, "engagement": facts.engagement, "derived": facts.derived},
        findings=findings,
        requests=requests,
        sensitivity=sensitivity(method, scored, in_force),
        warnings=(
            *case.warnings,
            *warnings(case, results, checklists, as_of),
            *contradictions(response, checklists, case.engagement, rules, as_of),
        ),
        waivers=tuple([waivers[rule] for rule in sorted(waivers)]),
        next_assessment_on=add_months(response.answered_on, method.cadence_months[tier.proven.word]),
    )


def _refuse_impossible(checklists: Checklists, case: Case, as_of: date) -> None:
    problems = []
    source = case.vendor.id
    if as_of < case.response.answered_on:
        message = f"the assessment date {as_of} lies before the answers of {case.response.answered_on}; give --as-of that day or later"
        problems.append(Problem(source, 0, "$.response.answered_on", message))
    for id, evidence in case.response.evidence.items():
        if evidence.issued is not None and as_of < evidence.issued:
            message = f"the assessment date {as_of} lies before this evidence of {evidence.issued}; give --as-of that day or later"
            problems.append(Problem(source, 0, f"$.response.evidence.{id}.issued", message))
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
