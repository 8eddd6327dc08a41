"""The sheets that lead from answers to gaps: one row a question, one row a domain or module."""

from __future__ import annotations

from collections.abc import Mapping

from kporisk.reports.workbook.paper import cell, quoted, span
from kporisk.reports.workbook.places import FIRST, GapColumn, Placed, Places, QuestionColumn
from kporisk.reports.workbook.trace import STRENGTHS, Line
from kporisk.reports.workbook.wording import STATUSES, Wording

Q, G = QuestionColumn, GapColumn


def questions(places: Places, wording: Wording) -> None:
    """One row for each asked question: its answer's satisfaction and proof, its gap and what it adds to the score."""
    sheet, say = places.sheets.questions, wording.say
    sheet.opening(say("questions.title"), say("questions.lead"), over=Q.COUNTS)
    sheet.heads(FIRST - 1, 0, [say(f"questions.{name}") for name in ("id", "domain", "module", "question")])
    sheet.heads(FIRST - 1, Q.WEIGHT, [say("questions.weight"), say("questions.knock_out")], "right")
    sheet.heads(FIRST - 1, Q.STATUS, [say("questions.status")], "indent")
    sheet.heads(FIRST - 1, Q.SATISFACTION, [say("questions.satisfaction")], "right")
    sheet.heads(FIRST - 1, Q.PROOF, [say("questions.proof")], "indent")
    sheet.heads(FIRST - 1, Q.CONFIDENCE, [say("questions.confidence")], "right")
    for column in range(Q.GAP):
        sheet.text(FIRST - 2, column, None, "over")
    sheet.pairs(FIRST - 2, Q.GAP, [say("gap"), say("points")], wording.ends)
    sheet.sheet.merge_range(FIRST - 2, Q.COUNTS, FIRST - 2, Q.WORST + 1, "", places.paper.style("over"))
    sheet.text(FIRST - 2, Q.COUNTS, say("questions.aside"), "over", over=5)
    aside = [say(f"questions.{name}") for name in ("counts", "weighed", "place")]
    sheet.heads(FIRST - 1, Q.COUNTS, [*aside, *(say("questions.worst", end=end) for end in wording.ends)], "right")
    for group in places.groups:
        for offset, line in enumerate(group.group.lines):
            _question(places, wording, group, line, group.first + offset)
    _sums(places, wording)
    _choices(places, wording)
    sheet.sheet.freeze_panes(FIRST, 1)
    sheet.printed(footer=wording.footer, last_row=places.last_question + 1, heads=(FIRST - 2, FIRST - 1), columns=Q.COUNTS)


def _question(places: Places, wording: Wording, group: Placed, line: Line, row: int) -> None:
    sheet, question = places.sheets.questions, line.question
    sheet.text(row, Q.ID, question["id"], "row", "id", "wrap")
    sheet.text(row, Q.DOMAIN, wording.domain(question["domain"]), "row", "aside", "wrap")
    sheet.text(row, Q.MODULE, wording.module(question["module"]), "row", "aside", "wrap")
    sheet.text(row, Q.TEXT, wording.text(question["text"]), "row", "wrap")
    sheet.number(row, Q.WEIGHT, line.weight, "row", "plain", "input")
    sheet.number(row, Q.KNOCK_OUT, int(line.knock_out), "row", "flag", "right")
    sheet.text(row, Q.STATUS, wording.status(question["status"]), "row", "input", "wrap", "indent")
    sheet.number(row, Q.SATISFACTION, question["satisfaction"], "row", "share", "input")
    sheet.text(row, Q.PROOF, "" if line.strength is None else wording.strength(line.strength), "row", "input", "wrap", "indent")
    at = {column: cell(row, column) for column in range(Q.WORST + 2)}
    sheet.formula(
        row,
        Q.CONFIDENCE,
        f'IF({at[Q.PROOF]}="","",INDEX(confidences,MATCH({at[Q.PROOF]},strengths,0)))',
        "" if line.strength is None else question["confidence"],
        "row",
        "short",
        "right",
    )
    shown = f"1-{at[Q.SATISFACTION]}*IF(ISNUMBER({at[Q.CONFIDENCE]}),{at[Q.CONFIDENCE]},confidence_attested)"
    answered = f"ISNUMBER({at[Q.SATISFACTION]})"
    settled = f"MAX(1-confidence_attested,{places.gap_cell(group, G.OTHERS)})"
    sheet.formula(row, Q.COUNTS, f"IF({at[Q.STATUS]}=not_applicable,0,1)", int(line.counts), "row", "flag", "right", "aside")
    told = f"IF({at[Q.COUNTS]}=0,0,IF({answered},1-{at[Q.SATISFACTION]},0))"
    proven = f"IF({at[Q.COUNTS]}=0,{settled},IF({answered},{shown},1))"
    weighed = f"IF({at[Q.COUNTS]}=0,0,{at[Q.WEIGHT]}*IF({answered},{shown},1))"
    sheet.formula(row, Q.GAP, told, line.gap.told, "row", "share")
    sheet.formula(row, Q.GAP + 1, proven, line.gap.proven, "row", "share")
    sheet.formula(row, Q.WEIGHED, weighed, line.weighed, "row", "share", "aside")
    sheet.number(row, Q.PLACE, line.place, "row", "whole", "aside")
    for end in (0, 1):
        gap, worst = at[Q.GAP + end], at[Q.WORST + end]
        points = f"{at[Q.WEIGHT]}*{gap}*{places.gap_cell(group, G.SPREAD + end)}+{worst}*{gap}*{places.gap_cell(group, G.KNOCK + end)}"
        sheet.formula(row, Q.POINTS + end, points, line.contribution[end], "row", "points")
        is_worst = group.group.worst[end] == row - group.first
        sheet.formula(row, Q.WORST + end, _worst(places, group, at, end), int(is_worst), "row", "flag", "right", "aside")


def _worst(places: Places, group: Placed, at: Mapping[int, str], end: int) -> str:
    """1 for the knock-out question with the largest gap, of equals the greater weight, then the id."""
    ko, gap, weight, place = (span(column, group.first, group.last) for column in (Q.KNOCK_OUT, Q.GAP + end, Q.WEIGHT, Q.PLACE))
    before = f"({weight}>{at[Q.WEIGHT]})+({weight}={at[Q.WEIGHT]})*({place}<{at[Q.PLACE]})"
    others = f"SUMPRODUCT({ko}*({gap}={at[Q.GAP + end]})*({before}))"
    largest = places.gap_cell(group, G.LARGEST + end)
    return f"IF({at[Q.KNOCK_OUT]}=0,0,IF({at[Q.GAP + end]}<{largest},0,IF({others}=0,1,0)))"


def _sums(places: Places, wording: Wording) -> None:
    sheet, row = places.sheets.questions, places.last_question + 1
    for column in range(Q.POINTS):
        sheet.text(row, column, wording.say("sum") if column == 0 else None, "total")
    for end in (0, 1):
        lines = [line.contribution[end] for group in places.groups for line in group.group.lines]
        sheet.formula(row, Q.POINTS + end, f"SUM({span(Q.POINTS + end, FIRST, row - 1)})", sum(lines), "total", "points")


def _choices(places: Places, wording: Wording) -> None:
    """What may be typed into the blue cells."""
    sheet, last = places.sheets.questions.sheet, places.last_question
    for column, most in ((Q.SATISFACTION, 1), (Q.WEIGHT, 5)):
        sheet.data_validation(
            FIRST, column, last, column, {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most, "ignore_blank": True}
        )
    lists = ((Q.STATUS, [wording.status(name) for name in STATUSES]), (Q.PROOF, [wording.strength(name) for name in STRENGTHS]))
    for column, words in lists:
        sheet.data_validation(FIRST, column, last, column, {"validate": "list", "source": words, "ignore_blank": True})


def gaps(places: Places, wording: Wording) -> None:
    """One row for each domain, or each module of it: the mean gap, the worst knock-out question, and how they blend."""
    sheet, say = places.sheets.gaps, wording.say
    sheet.opening(say("gaps.title"), say("gaps.lead"))
    for column in range(G.WEIGHTS):
        sheet.text(FIRST - 2, column, None, "over")
    sheet.heads(FIRST - 1, 0, [say("questions.domain"), say("questions.module")])
    sheet.heads(FIRST - 1, G.QUESTIONS, [say("gaps.questions"), say("gaps.knock_outs")], "right")
    sheet.pairs(FIRST - 2, G.WEIGHTS, [say("gaps.weights")], wording.ends)
    sheet.text(FIRST - 2, G.OTHERS, say("gaps.others"), "over")
    sheet.heads(FIRST - 1, G.OTHERS, [wording.ends[1]], "right")
    names = ("gaps.mean", "gaps.largest", "gap", "gaps.decides", "gaps.spread", "gaps.knock", "points")
    sheet.pairs(FIRST - 2, G.MEAN, [say(name) for name in names], wording.ends)
    for group in places.groups:
        _group(places, wording, group)
    sheet.sheet.freeze_panes(FIRST, 2)
    sheet.printed(footer=wording.footer, last_row=FIRST + max(0, len(places.groups) - 1), heads=(FIRST - 2, FIRST - 1))


def _group(places: Places, wording: Wording, placed: Placed) -> None:
    sheet, row, group = places.sheets.gaps, placed.row, placed.group
    at = {column: cell(row, column) for column in range(G.POINTS + 2)}
    column_of = {column: places.answers(placed, column) for column in range(Q.WORST + 2)}
    weight, knock_out = column_of[Q.WEIGHT], column_of[Q.KNOCK_OUT]
    sheet.text(row, G.DOMAIN, wording.domain(group.domain), "row", "wrap")
    sheet.text(row, G.MODULE, wording.module(group.module), "row", "wrap")
    sheet.formula(row, G.QUESTIONS, f"ROWS({weight})", len(group.lines), "row", "whole")
    sheet.formula(row, G.KNOCK_OUTS, f"SUM({knock_out})", sum(line.knock_out for line in group.lines), "row", "whole")
    counted = f"SUMPRODUCT({weight},{column_of[Q.COUNTS]})"
    sheet.formula(row, G.WEIGHTS, counted, group.weights.told, "row", "plain")
    sheet.formula(row, G.WEIGHTS + 1, f"SUM({weight})", group.weights.proven, "row", "plain")
    others = f"IF({at[G.WEIGHTS]}=0,1,SUM({column_of[Q.WEIGHED]})/{at[G.WEIGHTS]})"
    sheet.formula(row, G.OTHERS, others, group.others, "row", "share")
    of_domain = places.of_domain(placed.domain)
    domain = places.domain(placed.domain)
    for end in (0, 1):
        weights, gap, none = at[G.WEIGHTS + end], column_of[Q.GAP + end], f"{at[G.KNOCK_OUTS]}=0"
        mean, largest = at[G.MEAN + end], at[G.LARGEST + end]
        sheet.formula(row, G.MEAN + end, f"IF({weights}=0,0,SUMPRODUCT({weight},{gap})/{weights})", group.mean[end], "row", "share")
        worst = group.largest(end)
        most = f"IF({none},{quoted('–')},SUMPRODUCT(MAX({knock_out}*{gap})))"
        sheet.formula(row, G.LARGEST + end, most, "–" if worst is None else worst, "row", "share", "right")
        blend = f"IF({none},{mean},(1-knock_out_share)*{mean}+knock_out_share*{largest})"
        sheet.formula(row, G.GAP + end, blend, group.gap[end], "row", "share", "strong")
        among = span(G.GAP + end, of_domain[0].row, of_domain[-1].row)
        decides = f"IF(MATCH(MAX({among}),{among},0)={placed.place + 1},1,0)"
        sheet.formula(row, G.DECIDES + end, decides, int(domain.deciding[end] == placed.place), "row", "flag", "right")
        factor = f"{at[G.DECIDES + end]}*{places.share_and_risk(placed.domain, end)}*control_effect"
        spread = f"IF({weights}=0,0,{factor}*IF({none},1,1-knock_out_share)/{weights})"
        sheet.formula(row, G.SPREAD + end, spread, places.trace.spread(domain, placed.place, end), "row", "share")
        knock = f"IF({none},0,{factor}*knock_out_share)"
        sheet.formula(row, G.KNOCK + end, knock, places.trace.knock(domain, placed.place, end), "row", "share")
        points = sum(line.contribution[end] for line in group.lines)
        sheet.formula(row, G.POINTS + end, f"SUM({column_of[Q.POINTS + end]})", points, "row", "points")
