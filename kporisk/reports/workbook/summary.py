"""The first sheet: the score recomputed beside the score of the assessment."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kporisk.reports.reading import ENDS, TIERS, pair
from kporisk.reports.workbook.paper import cell, quoted
from kporisk.reports.workbook.places import FIRST, DomainColumn, Places
from kporisk.reports.workbook.wording import Wording

SCORE, STORED, DIFFERENCE, CHECK = 5, 6, 7, 8
TIER, FLOOR, RAISED, SAID, TIER_CHECK = 11, 12, 13, 14, 15
MEAN, WORST, SUM, SUM_CHECK, INHERENT, INHERENT_SAID, INHERENT_CHECK = range(18, 25)
DOMAINS = 28


def summary(places: Places, wording: Wording) -> None:
    """The score and the tier by formulas, what the assessment says, and whether they agree."""
    sheet, say, reading = places.sheets.summary, wording.say, places.trace.reading
    sheet.text(0, 0, say("summary.title"), "title")
    sheet.across(1, reading.vendor, "vendor")
    dates = say(
        "summary.dates",
        as_of=reading.speech.day(reading.document["as_of"]),
        answered_on=reading.speech.day(reading.document["answered_on"]),
        depth=reading.speech.label("depth", reading.document["depth"]),
    )
    sheet.across(2, f"{dates}\n{say('summary.lead')}", "lead")
    _score(places, wording)
    _tier(places, wording)
    _checks(places, wording)
    last = _rules(places, wording, _domains(places, wording) + 3)
    for row in (CHECK, TIER_CHECK, SUM_CHECK, INHERENT_CHECK):
        for word, style in (("agrees", "good"), ("differs", "bad")):
            rule = {"type": "cell", "criteria": "==", "value": quoted(say(f"summary.{word}")), "format": places.paper.style(style)}
            sheet.sheet.conditional_format(row, 1, row, 2, rule)
    sheet.printed(footer=wording.footer, last_row=last)


def _heads(places: Places, wording: Wording, row: int, title: str) -> None:
    places.sheets.summary.heads(row, 0, [title])
    places.sheets.summary.heads(row, 1, wording.ends, "right")


def _labels(places: Places, wording: Wording, first: int, names: Sequence[str]) -> None:
    for row, name in enumerate(names, start=first):
        places.sheets.summary.text(row, 0, wording.say(f"summary.{name}"), "row", "wrap")


def _score(places: Places, wording: Wording) -> None:
    sheet, score = places.sheets.summary, places.trace.reading.score
    _heads(places, wording, SCORE - 1, wording.say("summary.score_head"))
    _labels(places, wording, SCORE, ("score", "stored", "difference", "check"))
    for end, of in enumerate(ENDS):
        at = cell(SCORE, 1 + end)
        mean = f"SUMPRODUCT(domain_weights,residual_{of})/SUM(domain_weights)"
        whole = f"100*((1-worst_domain_share)*{mean}+worst_domain_share*MAX(residual_{of}))"
        formula = f"IF(SUM(domain_weights)=0,0,{whole})"
        sheet.formula(SCORE, 1 + end, formula, score[end], "row", "score", "strong")
        sheet.number(STORED, 1 + end, score[end], "row", "score")
        sheet.formula(DIFFERENCE, 1 + end, f"{at}-{cell(STORED, 1 + end)}", 0, "row", "tiny")
        _agrees(places, wording, CHECK, 1 + end, f"ABS({cell(DIFFERENCE, 1 + end)})<0.000000001")
        places.paper.name(f"score_{of}", sheet, at)


def _agrees(places: Places, wording: Wording, row: int, column: int, condition: str) -> None:
    agrees, differs = wording.say("summary.agrees"), wording.say("summary.differs")
    formula = f"IF({condition},{quoted(agrees)},{quoted(differs)})"
    places.sheets.summary.formula(row, column, formula, agrees, "row", "right", "strong")


def _tier(places: Places, wording: Wording) -> None:
    sheet, trace = places.sheets.summary, places.trace
    _heads(places, wording, TIER - 1, wording.say("summary.tier"))
    _labels(places, wording, TIER, ("tier_of_score", "floor", "raised", "tier_said", "check"))
    floors = trace.floors()
    for end, of in enumerate(ENDS):
        column, alone = 1 + end, trace.tier(trace.reading.score[end])
        by_score = f"INDEX(tier_words,MATCH(score_{of}+0.000000001,tier_begins,1))"
        sheet.formula(TIER, column, by_score, wording.tier(alone), "row", "right")
        sheet.text(FLOOR, column, wording.tier(floors[end]), "row", "right", "input")
        places_of = ",".join(f"MATCH({cell(row, column)},tier_words,0)" for row in (TIER, FLOOR))
        raised = wording.tier(max(alone, floors[end]))
        sheet.formula(RAISED, column, f"INDEX(tier_words,MAX({places_of}))", raised, "row", "right", "strong")
        sheet.text(SAID, column, trace.reading.tier(trace.reading.tiers[end]), "row", "right")
        _agrees(places, wording, TIER_CHECK, column, f"{cell(RAISED, column)}={cell(SAID, column)}")


def _checks(places: Places, wording: Wording) -> None:
    sheet, trace = places.sheets.summary, places.trace
    _heads(places, wording, MEAN - 1, wording.say("summary.checks"))
    names = ("mean", "worst", "contributions", "contributions_check", "inherent", "inherent_said", "check")
    _labels(places, wording, MEAN, names)
    weights = [float(domain.entry["weight"]) for domain in trace.domains]
    for end, of in enumerate(ENDS):
        column, residual = 1 + end, [domain.pair("residual")[end] for domain in trace.domains]
        weighed = math.fsum(weight * one for weight, one in zip(weights, residual, strict=True))
        mean = f"IF(SUM(domain_weights)=0,0,100*SUMPRODUCT(domain_weights,residual_{of})/SUM(domain_weights))"
        sheet.formula(MEAN, column, mean, 100.0 * weighed / math.fsum(weights) if weights else 0.0, "row", "points")
        sheet.formula(WORST, column, f"100*MAX(residual_{of})", 100.0 * max(residual, default=0.0), "row", "points")
        contributed = math.fsum(domain.pair("contribution")[end] for domain in trace.domains)
        sheet.formula(SUM, column, f"contributions_{of}", contributed, "row", "points")
        _agrees(places, wording, SUM_CHECK, column, f"ABS({cell(SUM, column)}-score_{of})<0.000000001")
        stored = pair(trace.reading.document["inherent"]["score"])[end]
        sheet.formula(INHERENT, column, f"inherent_score_{of}", stored, "row", "points")
        sheet.number(INHERENT_SAID, column, stored, "row", "points")
        _agrees(places, wording, INHERENT_CHECK, column, f"ABS({cell(INHERENT, column)}-{cell(INHERENT_SAID, column)})<0.000000001")


def _domains(places: Places, wording: Wording) -> int:
    """What each domain adds; the row of the sum."""
    sheet, domains = places.sheets.summary, places.trace.domains
    sheet.text(DOMAINS - 2, 0, wording.say("summary.domains"), "section")
    _heads(places, wording, DOMAINS - 1, wording.say("questions.domain"))
    last = DOMAINS + len(domains)
    for index, domain in enumerate(domains):
        sheet.text(DOMAINS + index, 0, wording.domain(domain.entry["id"]), "row", "wrap")
    sheet.text(last, 0, wording.say("sum"), "total")
    for end, of in enumerate(ENDS):
        for index, domain in enumerate(domains):
            there = places.sheets.domains.to(cell(FIRST + index, DomainColumn.POINTS + end))
            sheet.formula(DOMAINS + index, 1 + end, there, domain.pair("contribution")[end], "row", "points")
        whole = math.fsum(domain.pair("contribution")[end] for domain in domains)
        sheet.formula(last, 1 + end, f"contributions_{of}", whole, "total", "points")
    return last


def _rules(places: Places, wording: Wording, first: int) -> int:
    """The rules that hold a least tier; the last row."""
    sheet, say, rules = places.sheets.summary, wording.say, places.trace.floored()
    sheet.text(first - 1, 0, say("summary.rules"), "section")
    sheet.heads(first, 0, [say("summary.rule")])
    sheet.heads(first, 1, [say("summary.outcome"), say("summary.floor_head")], "right")
    for row, rule in enumerate(rules, start=first + 1):
        sheet.text(row, 0, wording.text(places.trace.name(rule)), "row", "wrap")
        sheet.text(row, 1, wording.reading.speech.label("outcome", rule["outcome"]), "row", "right", "wrap")
        floor = wording.tier(TIERS.index(rule["floor"]))
        sheet.text(row, 2, floor if rule["waiver"] is None else say("summary.waived", floor=floor), "row", "right", "wrap")
    if not rules:
        sheet.text(first + 1, 0, say("summary.no_rules"), "row", "wrap")
    return first + max(1, len(rules))
