"""The recommendation and its one sentence, in every case in which it reads otherwise."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk import resources
from kporisk.errors import RenderingError
from kporisk.reports.counsel import counsel, cover, why
from kporisk.reports.drawing import at, band_figure
from kporisk.reports.edition import Edition
from kporisk.reports.imprint import imprint
from kporisk.reports.reading import Pair, Reading, read
from kporisk.reports.speech import speech
from tests.reports.report_factory import document, pair

FOLDERS = (resources.folder("report_templates"),)
PLAIN = document(modules=(), most=2)
TIERS = ("low", "moderate", "high", "critical")


def reading(lang: str = "en", **changes: Any) -> Reading:
    """A document that is scored as the test says, with no rule that lifts a tier unless asked for."""
    made = copy.deepcopy(PLAIN)
    made.update(findings=[], requests=[], rules=[])
    told, proven = changes.pop("score", (19.4, 32.0))
    for end, score in (("told", told), ("proven", proven)):
        share = score / len(made["domains"])
        for domain in made["domains"]:
            domain["contribution"][end] = share
            domain["base"][end] = share
        made["score"][end] = sum(share for _ in made["domains"])
    tiers = changes.pop("tier", tuple(TIERS[sum(score >= line for line in (15, 30, 50))] for score in (told, proven)))
    made["tier"] = {"told": tiers[0], "proven": tiers[1], "decided": tiers[0] == tiers[1], "without_waivers": pair(*tiers)}
    made["recommendation"] = ("approve", "approve_with_conditions", "remediate_first", "do_not_share")[TIERS.index(tiers[1])]
    made["coverage"]["open"] = 0
    stage, relation = changes.pop("stage", "negotiating"), changes.pop("relation", "third_party")
    made["engagement"].update(contract_stage=stage, relation=relation)
    made["coverage"].update(changes.pop("coverage", {}))
    made.update(changes)
    return read(made, speech(lang, FOLDERS))


def lifting(basis: str, title: str, floor: str = "critical") -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": "ko-one",
        "basis": basis,
        "question": None,
        "rule": "ko-one",
        "domain": "data_security",
        "severity": floor,
        "loss": pair(1.0, 1.0),
        "title": {"en": title, "fr": title},
        "remediation": {"en": "Do it.", "fr": "Faites-le."},
        "references": [],
        "effort": 1,
        "evidence_wanted": [],
    }
    rule: dict[str, Any] = {
        "id": "ko-one",
        "domain": "data_security",
        "module": None,
        "outcome": "fires" if basis == "rule" else "possible",
        "floor": floor,
        "because": [],
        "waiver": None,
        "sentence": {"en": "s", "fr": "s"},
    }
    return {"findings" if basis == "rule" else "requests": [entry], "rules": [rule]}


def test_undecided_names_both_numbers_and_what_is_missing() -> None:
    assert why(reading()) == (
        "On what has been proven the risk is HIGH (32.0); if all that Acme Research Pvt Ltd says is true it is MODERATE (19.4): "
        "the difference is missing proof, not known misconduct."
    )
    assert "missing proof and questions left open" in why(reading(coverage={"open": 3}))
    silent = reading(coverage={"open": 3})
    for question in silent.document["questions"]:
        question["status"] = "open"
    assert "the difference is questions left open" in why(silent)


def test_decided_says_that_no_document_can_change_it() -> None:
    assert "no missing document and no open answer can change the tier" in why(reading(score=(31.0, 44.0)))
    assert why(reading(score=(31.0, 31.0))) == "What Acme Research Pvt Ltd says has been shown, and the risk is HIGH (31.0)."


def test_insufficient_counts_what_is_answered() -> None:
    few = reading(recommendation="insufficient", coverage={"asked": 40, "answered": 12, "knock_outs_asked": 15, "knock_outs_answered": 5})
    assert "12 of 40 questions, and 5 of the 15 that can decide alone" in why(few)
    assert "between MODERATE (19.4) and HIGH (32.0)" in why(few)
    settled = reading(score=(55.0, 80.0), recommendation="insufficient")
    assert "puts the risk at CRITICAL (55.0 to 80.0)" in why(settled)


def test_a_rule_that_sets_the_tier_is_named() -> None:
    fired = reading(tier=("critical", "critical"), **lifting("rule", "No agreement at all"))
    assert why(fired) == (
        "A rule makes the risk CRITICAL whatever the score (19.4 as told, 32.0 as proven, which alone would be HIGH): No agreement at all."
    )
    assert "a rule holds the tier at CRITICAL whatever the score" in counsel(fired).distance


def test_a_rule_that_cannot_be_excluded_accuses_nobody() -> None:
    possible = reading(tier=("moderate", "critical"), **lifting("possible", "Cannot be excluded: no agreement"))
    sentence = why(possible)
    assert sentence.startswith("The risk is CRITICAL until one thing is ruled out")
    assert "Cannot be excluded: no agreement." in sentence
    assert "is true it is MODERATE (19.4)" in sentence


def test_a_waived_rule_does_not_explain_the_tier() -> None:
    waived = reading(tier=("moderate", "critical"), **lifting("possible", "Cannot be excluded: no agreement"))
    waived.document["rules"][0]["waiver"] = {"rule": "ko-one", "reason": "r", "approver": "a", "until": "2027-01-01"}
    assert "Cannot be excluded" not in why(waived)


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("prospect", "Do not start until remedied"),
        ("negotiating", "Do not start until remedied"),
        ("live", "Limit what is shared and remedy by a date"),
        ("renewal", "Limit what is shared and remedy by a date"),
        ("exit", "Complete the return first"),
    ],
)
def test_the_words_follow_the_contract_stage(stage: str, words: str) -> None:
    one = reading(stage=stage)
    assert counsel(one).recommendation == cover(one, imprint(Edition(), one.speech, logo="")).recommendation == words


@pytest.mark.parametrize(("relation", "person"), [("individual_contractors", True), ("freelance_platform", True), ("captive", False)])
def test_about_people_a_person_decides(relation: str, person: bool) -> None:
    assert counsel(reading(relation=relation)).person_decides is person


def test_distances_to_the_lines_beside_the_score() -> None:
    said = counsel(reading()).distance
    assert said == "The proven score lies 2.0 points above the line to MODERATE and 18.0 points below the line to CRITICAL."
    assert counsel(reading(score=(3.0, 9.0))).distance == "The proven score lies 6.0 points below the line to MODERATE."
    assert counsel(reading(score=(60.0, 81.5))).distance == "The proven score lies 31.5 points above the line to HIGH."


def test_what_must_be_said_beside_the_reason() -> None:
    waivers = [{"rule": "ko-one", "reason": "r", "approver": "a", "until": "2027-01-01"}]
    assert counsel(reading(waivers=waivers)).qualifications == ("One waiver is in force; without it the tier would be MODERATE to HIGH.",)
    assert "not declared" in counsel(reading(declared=False)).qualifications[0]
    low = reading(score=(3.0, 9.0), recommendation="approve_with_conditions")
    assert "not all shown by a document" in counsel(low).qualifications[0]
    assert counsel(reading()).qualifications == ()


def test_documents_say_what_they_would_change() -> None:
    wanted = [{"kind": "msa", "text": {"en": "Master agreement", "fr": "Contrat-cadre"}, "questions": ["a", "b"]}]
    reached = counsel(reading(plan={"documents": wanted, "score": 28.0, "tier": "moderate", "reached": True}))
    assert reached.documents_lead == "One document, if accepted, would bring the tier down to MODERATE (28.0):"
    assert (reached.documents[0].title, reached.documents[0].bearing) == ("Master agreement", "for 2 answers")
    narrowed = counsel(reading(plan={"documents": wanted * 5, "score": 31.0, "tier": "high", "reached": False}))
    assert narrowed.documents_lead == "5 documents, if accepted, would lower the proven score from 32.0 to 31.0; the tier would stay HIGH:"
    assert narrowed.documents_more == "and 2 more (see Requests)."
    nothing = {"documents": [], "score": 32.0, "tier": "high", "reached": False}
    assert counsel(reading(plan=nothing)).documents_lead == "Everything that matters has been shown."
    assert (
        "no document would change"
        in counsel(reading(plan=nothing, requests=[{**lifting("possible", "x")["requests"][0], "basis": "not_proven"}])).documents_lead
    )


@given(st.floats(min_value=0, max_value=100))
def test_a_printed_score_never_crosses_a_line_that_it_has_not_reached(score: float) -> None:
    one = READING
    assert one.tier_of(float(one.points(score))) == one.tier_of(score)


READING = reading()


def test_just_below_a_line_reads_below_it() -> None:
    assert (READING.points(29.98), READING.points(30.0), READING.points(29.9999999999)) == ("29.9", "30.0", "30.0")


@given(st.floats(min_value=0, max_value=100), st.floats(min_value=0, max_value=100))
def test_the_band_lies_on_the_axis_risk_to_the_right(one: float, other: float) -> None:
    low, high = sorted((one, other))
    figure = band_figure(reading(score=(low, high)))
    assert 0 <= figure.told.x <= figure.proven.x <= 1000
    assert figure.span == pytest.approx(figure.proven.x - figure.told.x)
    assert at(low) <= at(high)
    assert [zone.tier for zone in figure.zones] == list(TIERS)
    assert all(
        zone.x + zone.width == pytest.approx(following.x, abs=0.2) for zone, following in zip(figure.zones, figure.zones[1:], strict=False)
    )


def test_a_document_that_contradicts_itself_is_refused() -> None:
    made = document(most=1)
    made["score"]["proven"] += 0.01
    with pytest.raises(RenderingError, match="do not add up"):
        read(made, speech("en", FOLDERS))


@pytest.mark.parametrize(
    ("lang", "value", "written"),
    [
        ("en", 0.0, "0.0 points"),
        ("en", 1.0, "1.0 points"),
        ("en", Pair(0.4, 1.5), "0.4 – 1.5 points"),
        ("fr", 0.0, "0,0 point"),
        ("fr", Pair(1.0, 1.5), "1,0 – 1,5 point"),
        ("fr", Pair(2.5, 0.5), "2,5 – 0,5 points"),
        ("fr", 1.96, "2,0 points"),
    ],
)
def test_points_take_the_plural_of_their_language(lang: str, value: Pair | float, written: str) -> None:
    reading = read(document(most=1), speech(lang, FOLDERS))
    assert reading.pointed("finding.points", value) == written


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "As told the score alone (21.2) would be MODERATE; a rule makes it HIGH"), ("fr", "le score seul (21,2)")]
)
def test_a_rule_that_holds_the_tier_as_told_is_named(lang: str, says: str) -> None:
    held = lifting("rule", "Coverage is incomplete", floor="high")
    shown = counsel(reading(lang, score=(21.2, 64.4), tier=("high", "critical"), **held)).qualifications
    assert sum(says in text and "Coverage is incomplete" in text for text in shown) == 1
    without = counsel(reading(lang, score=(31.2, 64.4), tier=("high", "critical"), **held)).qualifications
    assert not any("Coverage is incomplete" in text for text in without), "the score alone is as grave"
    both = counsel(
        reading(lang, score=(21.2, 32.0), tier=("critical", "critical"), **lifting("rule", "Coverage is incomplete"))
    ).qualifications
    assert not any("Coverage is incomplete" in text for text in both), "the reason says it already"


def test_what_is_doubtful_of_several_answers_is_said_once() -> None:
    made = copy.deepcopy(PLAIN)
    about = {"en": "evidence soc2 counts for less", "fr": "la preuve soc2 compte moins"}
    made["warnings"] = [
        {"source": "response", "pointer": f"$.response.answers.{id}.evidence[0]", "message": about} for id in ("ds_mfa", "ds_bcp", "ds_mfa")
    ] + [{"source": "case", "pointer": "$.response", "message": {"en": "undeclared", "fr": "sans déclaration"}}]
    doubts = read(made, speech("en", FOLDERS)).doubts
    assert [(one.message, one.questions, len(one.pointers)) for one in doubts] == [
        ("evidence soc2 counts for less", ("ds_mfa", "ds_bcp"), 3),
        ("undeclared", (), 1),
    ]
