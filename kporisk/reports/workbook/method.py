"""The sheets of the method: how to read the workbook, its constants, the inherent risk, and the domains."""

from __future__ import annotations

import math

from kporisk.reports.reading import pair
from kporisk.reports.workbook.paper import cell, span
from kporisk.reports.workbook.places import (
    CONFIDENCE,
    FACTORS,
    FIRST,
    RISKS,
    TIERS,
    DomainColumn,
    GapColumn,
    Places,
    RiskColumn,
)
from kporisk.reports.workbook.trace import DIMENSIONS, MODULES, STRENGTHS, Domain, Risk
from kporisk.reports.workbook.wording import Wording

D, R = DomainColumn, RiskColumn

STEPS = (
    *("colours", "satisfaction", "told", "proven", "open", "not_applicable", "knock_out", "group", "modules", "likelihood", "inherent"),
    *("residual", "score", "tier", "trace", "change", "rules", "judgement", "source"),
)
CONSTANTS = ("knock_out_share", "worst_domain_share", "likelihood_floor", "control_effect")


def guide(places: Places, wording: Wording) -> None:
    """The formulas in words."""
    sheet, say = places.sheets.guide, wording.say
    sheet.opening(say("guide.title"), say("guide.lead"))
    sheet.heads(3, 0, [say("guide.step"), say("guide.how")])
    method = wording.reading.document["sources"]["method"]
    for row, step in enumerate(STEPS, start=4):
        sheet.text(row, 0, say(f"guide.{step}.name"), "row", "strong", "wrap")
        sheet.text(row, 1, say(f"guide.{step}.text", version=method["version"], sha256=method["sha256"]), "row", "wrap")
    sheet.sheet.freeze_panes(4, 0)
    sheet.printed(footer=wording.footer, last_row=3 + len(STEPS), heads=(3, 3))


def constants(places: Places, wording: Wording) -> None:
    """Every constant of the method, named for the formulas."""
    sheet, say, known = places.sheets.constants, wording.say, places.trace.constants
    sheet.opening(say("constants.title"), say("constants.lead"))
    sheet.heads(3, 0, [say("constants.constant")])
    sheet.heads(3, 1, [say("constants.value")], "right")
    sheet.head_across(3, 2, say("constants.name"))
    for row, name in enumerate(CONSTANTS, start=4):
        sheet.text(row, 0, say(f"constants.{name}"), "row", "wrap")
        sheet.number(row, 1, known[name], "row", "short", "input")
        sheet.text(row, 2, name, "row", "id", "indent")
        places.paper.name(name, sheet, cell(row, 1))
    _confidences(places, wording)
    _tiers(places, wording)
    _factors(places, wording)
    sheet.printed(footer=wording.footer, last_row=FACTORS + len(places.trace.risks) - 1)


def _confidences(places: Places, wording: Wording) -> None:
    sheet, say, known = places.sheets.constants, wording.say, places.trace.constants
    sheet.text(CONFIDENCE - 2, 0, say("constants.confidences"), "section")
    sheet.heads(CONFIDENCE - 1, 0, [say("questions.proof")])
    sheet.heads(CONFIDENCE - 1, 1, [say("questions.confidence")], "right")
    sheet.head_across(CONFIDENCE - 1, 2, say("constants.name"))
    for row, name in enumerate(STRENGTHS, start=CONFIDENCE):
        sheet.text(row, 0, wording.strength(name), "row")
        sheet.number(row, 1, known["confidence"][name], "row", "short", "input")
        sheet.text(row, 2, f"confidence_{name}", "row", "id", "indent")
        places.paper.name(f"confidence_{name}", sheet, cell(row, 1))
    last = CONFIDENCE + len(STRENGTHS) - 1
    places.paper.name("strengths", sheet, span(0, CONFIDENCE, last))
    places.paper.name("confidences", sheet, span(1, CONFIDENCE, last))
    sheet.text(last + 1, 0, wording.status("not_applicable"), "row")
    sheet.text(last + 1, 1, None, "row")
    sheet.text(last + 1, 2, "not_applicable", "row", "id", "indent")
    places.paper.name("not_applicable", sheet, cell(last + 1, 0))


def _tiers(places: Places, wording: Wording) -> None:
    sheet, say = places.sheets.constants, wording.say
    sheet.text(TIERS - 2, 0, say("constants.tiers"), "section")
    sheet.heads(TIERS - 1, 0, [say("summary.tier")])
    sheet.heads(TIERS - 1, 1, [say("constants.from")], "right")
    sheet.head_across(TIERS - 1, 2, say("constants.name"))
    for index, begins in enumerate((0.0, *places.trace.reading.lines)):
        sheet.text(TIERS + index, 0, wording.tier(index), "row")
        sheet.number(TIERS + index, 1, begins, "row", "plain", *(("input",) if index else ()))
        sheet.text(TIERS + index, 2, "tier_words, tier_begins", "row", "id", "indent")
    places.paper.name("tier_words", sheet, span(0, TIERS, TIERS + 3))
    places.paper.name("tier_begins", sheet, span(1, TIERS, TIERS + 3))


def _factors(places: Places, wording: Wording) -> None:
    sheet, say = places.sheets.constants, wording.say
    sheet.text(FACTORS - 2, 0, say("constants.factors"), "section")
    sheet.heads(FACTORS - 1, 0, [say("questions.domain")])
    sheet.heads(FACTORS - 1, 1, [say("domains.weight")], "right")
    sheet.heads(FACTORS - 1, 2, [say("inherent.impact")], "indent")
    sheet.heads(FACTORS - 1, 3, [wording.dimension(name) for name in DIMENSIONS], "right")
    for row, risk in enumerate(places.trace.risks, start=FACTORS):
        sheet.text(row, 0, wording.domain(risk.constants["id"]), "row", "wrap")
        sheet.number(row, 1, risk.constants["weight"], "row", "plain", "input")
        sheet.text(row, 2, wording.dimension(risk.constants["impact"]), "row", "wrap", "indent")
        for column, name in enumerate(DIMENSIONS, start=3):
            sheet.number(row, column, risk.constants["likelihood"].get(name), "row", "short", "input")


def inherent(places: Places, wording: Wording) -> None:
    """The five dimensions of the engagement, and every domain's inherent risk made of them."""
    sheet, say, document = places.sheets.inherent, wording.say, places.trace.reading.document
    sheet.opening(say("inherent.title"), say("inherent.lead"))
    sheet.heads(FIRST - 1, 0, [say("inherent.dimension")])
    sheet.heads(FIRST - 1, 1, wording.ends, "right")
    sheet.head_across(FIRST - 1, 3, say("constants.name"))
    for row, name in enumerate(DIMENSIONS, start=FIRST):
        sheet.text(row, 0, wording.dimension(name), "row", "wrap")
        for end, of in enumerate(("told", "proven")):
            sheet.number(row, 1 + end, document["inherent"][name][of], "row", "share", "input")
            places.paper.name(f"{name}_{of}", sheet, cell(row, 1 + end))
        sheet.text(row, 3, f"{name}_told, {name}_proven", "row", "id", "indent")
    sheet.text(RISKS - 4, 0, say("inherent.risks"), "section")
    for column in range(R.IMPACT):
        sheet.text(RISKS - 2, column, None, "over")
    sheet.heads(RISKS - 1, 0, [say("questions.domain"), say("inherent.by")])
    sheet.heads(RISKS - 1, 2, [say("inherent.counts")], "right")
    sheet.pairs(RISKS - 2, R.IMPACT, [say(f"inherent.{name}") for name in ("impact", "likelihood", "inherent")], wording.ends)
    for row, risk in enumerate(places.trace.risks, start=RISKS):
        _risk(places, wording, risk, row)
    _inherent_score(places, wording, RISKS + len(places.trace.risks))
    sheet.printed(footer=wording.footer, last_row=RISKS + len(places.trace.risks))


def _risk(places: Places, wording: Wording, risk: Risk, row: int) -> None:
    sheet, known = places.sheets.inherent, risk.constants
    sheet.text(row, R.DOMAIN, wording.domain(known["id"]), "row", "wrap")
    sheet.text(row, R.BY, wording.dimension(known["impact"]), "row", "wrap")
    sheet.number(row, R.COUNTS, int(known["id"] != MODULES), "row", "flag", "right")
    for end, of in enumerate(("told", "proven")):
        impact, likelihood = cell(row, R.IMPACT + end), cell(row, R.LIKELIHOOD + end)
        sheet.formula(row, R.IMPACT + end, f"{known['impact']}_{of}", risk.impact[end], "row", "share")
        factor_row = places.factor_row(known["id"])
        product = "".join(
            f"*(1-{places.sheets.constants.to(cell(factor_row, column))}*{name}_{of})"
            for column, name in enumerate(DIMENSIONS, start=3)
            if name in known["likelihood"]
        )
        sheet.formula(row, R.LIKELIHOOD + end, f"1-(1-likelihood_floor){product}", risk.likelihood[end], "row", "share")
        sheet.formula(row, R.INHERENT + end, f"SQRT({impact}*{likelihood})", risk.inherent[end], "row", "share", "strong")


def _inherent_score(places: Places, wording: Wording, row: int) -> None:
    """The score with every gap 1, over the domains that count for the depth."""
    sheet, count = places.sheets.inherent, len(places.trace.risks)
    for column in range(R.INHERENT):
        sheet.text(row, column, wording.say("inherent.score") if column == 0 else None, "total")
    weights = places.sheets.constants.to(span(1, FACTORS, FACTORS + count - 1))
    counts = span(R.COUNTS, RISKS, row - 1)
    for end, of in enumerate(("told", "proven")):
        risks = span(R.INHERENT + end, RISKS, row - 1)
        mean = f"SUMPRODUCT({weights}*{counts}*{risks})/SUMPRODUCT({weights}*{counts})"
        whole = f"100*((1-worst_domain_share)*{mean}+worst_domain_share*SUMPRODUCT(MAX({counts}*{risks})))"
        stored = places.trace.reading.document["inherent"]["score"][of]
        sheet.formula(row, R.INHERENT + end, whole, stored, "total", "points")
        places.paper.name(f"inherent_score_{of}", sheet, cell(row, R.INHERENT + end))


def domains(places: Places, wording: Wording) -> None:
    """From inherent risk and gap to residual risk, and what each domain adds to the score."""
    sheet, say = places.sheets.domains, wording.say
    sheet.opening(say("domains.title"), say("domains.lead"))
    for column in range(D.INHERENT):
        sheet.text(FIRST - 2, column, None, "over")
    sheet.heads(FIRST - 1, 0, [say("questions.domain")])
    sheet.heads(FIRST - 1, 1, [say("domains.weight")], "right")
    names = ("inherent.inherent", "gap", "domains.residual", "domains.share", "domains.base", "domains.questions", "points")
    sheet.pairs(FIRST - 2, D.INHERENT, [say(name) for name in names], wording.ends)
    for index, domain in enumerate(places.trace.domains):
        _domain(places, wording, domain, index)
    last = places.last_domain
    places.paper.name("domain_weights", sheet, span(D.WEIGHT, FIRST, last))
    for end, of in enumerate(("told", "proven")):
        places.paper.name(f"residual_{of}", sheet, span(D.RESIDUAL + end, FIRST, last))
    _domain_sums(places, wording, last + 1)
    sheet.sheet.freeze_panes(FIRST, 1)
    sheet.printed(footer=wording.footer, last_row=last + 1, heads=(FIRST - 2, FIRST - 1))


def _domain(places: Places, wording: Wording, domain: Domain, index: int) -> None:
    sheet, row, id = places.sheets.domains, FIRST + index, domain.entry["id"]
    groups = places.of_domain(index)
    at = {column: cell(row, column) for column in range(D.POINTS + 2)}
    sheet.text(row, D.DOMAIN, wording.domain(id), "row", "wrap")
    weight = places.sheets.constants.to(cell(places.factor_row(id), 1))
    sheet.formula(row, D.WEIGHT, weight, domain.entry["weight"], "row", "plain")
    for end, of in enumerate(("told", "proven")):
        risk = places.sheets.inherent.to(cell(places.risk_row(id), R.INHERENT + end))
        sheet.formula(row, D.INHERENT + end, risk, domain.pair("inherent")[end], "row", "share")
        first, last = groups[0].row, groups[-1].row
        gap = places.sheets.gaps.to(span(GapColumn.GAP + end, first, last))
        sheet.formula(row, D.GAP + end, f"MAX({gap})", domain.pair("gap")[end], "row", "share")
        residual = f"{at[D.INHERENT + end]}*(1-control_effect+control_effect*{at[D.GAP + end]})"
        sheet.formula(row, D.RESIDUAL + end, residual, domain.pair("residual")[end], "row", "share", "strong")
        worst = f"IF(MATCH(MAX(residual_{of}),residual_{of},0)={index + 1},worst_domain_share,0)"
        share = f"100*((1-worst_domain_share)*{at[D.WEIGHT]}/SUM(domain_weights)+{worst})"
        sheet.formula(row, D.SHARE + end, share, domain.share[end], "row", "points")
        base = f"{at[D.SHARE + end]}*{at[D.INHERENT + end]}*(1-control_effect)"
        sheet.formula(row, D.BASE + end, base, domain.pair("base")[end], "row", "points")
        questions = math.fsum(line.contribution[end] for group in domain.groups for line in group.lines)
        points = places.sheets.gaps.to(span(GapColumn.POINTS + end, first, last))
        sheet.formula(row, D.QUESTIONS + end, f"SUM({points})", questions, "row", "points")
        whole = f"{at[D.BASE + end]}+{at[D.QUESTIONS + end]}"
        sheet.formula(row, D.POINTS + end, whole, domain.pair("contribution")[end], "row", "points", "strong")


def _domain_sums(places: Places, wording: Wording, row: int) -> None:
    sheet, entries = places.sheets.domains, [domain.entry for domain in places.trace.domains]
    for column in range(D.POINTS + 2):
        sheet.text(row, column, wording.say("sum") if column == 0 else None, "total")
    sheet.formula(row, D.WEIGHT, "SUM(domain_weights)", math.fsum(entry["weight"] for entry in entries), "total", "plain")
    for end in (0, 1):
        base = math.fsum(pair(entry["base"])[end] for entry in entries)
        whole = math.fsum(pair(entry["contribution"])[end] for entry in entries)
        for column, comes_to in ((D.BASE, base), (D.QUESTIONS, whole - base), (D.POINTS, whole)):
            sheet.formula(row, column + end, f"SUM({span(column + end, FIRST, row - 1)})", comes_to, "total", "points")
    for end, of in enumerate(("told", "proven")):
        places.paper.name(f"contributions_{of}", sheet, cell(row, D.POINTS + end))
