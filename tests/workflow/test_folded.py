"""What a vendor's records come to: folding them is exact, and the register's evidence takes nothing away."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kporisk.register.book import Newest
from kporisk.register.kinds import Kind, Known
from kporisk.workflow.programme.state import INPUTS, VendorFacts, VendorState, facts_body, facts_from, folded, newest_input, with_evidence

some = settings(max_examples=50, suppress_health_check=list(HealthCheck))

IDS = st.sampled_from(["a", "b", "c", "d"])
DAY = "2026-11-24"


def _piece(id: str, questions: list[str]) -> dict[str, Any]:
    return {
        "id": id,
        "kind": "policy",
        "title": id,
        "issued": DAY,
        "sha256": id * 64,
        "size": 1,
        "questions": questions,
        "by": "x",
        "on": DAY,
    }


WORDS = st.sampled_from(["", "word"])
pieces = st.builds(_piece, IDS, st.lists(IDS, unique=True))
evidence = st.fixed_dictionaries({"kind": st.just("soc2"), "title": WORDS}, optional={"issued": st.just("2026-01-01")})
cited = st.lists(st.builds(lambda id, place: f"{id}#{place}" if place else id, IDS, st.sampled_from(["", "CC6"])), max_size=3)
answers = st.one_of(
    st.just({"status": "unknown"}),
    st.fixed_dictionaries({"status": st.just("answered"), "value": st.integers(0, 9)}, optional={"evidence": cited, "note": WORDS}),
    st.fixed_dictionaries({"status": st.just("not_applicable"), "reason": st.just("none")}, optional={"evidence": cited}),
)
responses = st.fixed_dictionaries(
    {
        "answered_on": st.just(DAY),
        "respondents": st.just([]),
        "evidence": st.dictionaries(IDS, evidence),
        "answers": st.dictionaries(IDS, answers),
    }
)
waivers = st.builds(lambda rule: {"rule": rule, "reason": "r", "approver": "a", "until": DAY}, IDS)
reviews = st.builds(lambda id: {"evidence": id, "questions": ["a"], "outcome": "accepted", "by": "x", "on": DAY}, IDS)
Said = tuple[Kind, dict[str, Any]]
records = st.one_of(
    st.tuples(st.just(Kind.VENDOR), st.builds(lambda name: facts_body(VendorFacts("acme", name)), IDS)),
    st.tuples(st.just(Kind.ENGAGEMENT), st.builds(lambda value: {"engagement": {"headcount": value}}, st.integers(0, 9))),
    st.tuples(st.just(Kind.RESPONSE), st.builds(lambda response: {"response": response}, responses)),
    st.tuples(st.just(Kind.REVIEW), st.builds(lambda found: {"from": "file", "reviews": found}, st.lists(reviews, max_size=2))),
    st.tuples(st.just(Kind.REVIEW), st.builds(lambda one, by: {"from": "register", "review": one, "sha256": by * 64}, reviews, IDS)),
    st.tuples(st.just(Kind.WAIVER), st.builds(lambda found: {"from": "file", "waivers": found}, st.lists(waivers, max_size=2))),
    st.tuples(st.just(Kind.WAIVER), st.builds(lambda id, one: {"from": "register", "grant": {"id": id, **one}}, IDS, waivers)),
    st.tuples(st.just(Kind.WAIVER), st.builds(lambda id: {"from": "register", "revoke": id, "by": "x", "on": DAY, "reason": "r"}, IDS)),
    st.tuples(st.just(Kind.EVIDENCE), pieces),
    st.tuples(st.sampled_from([Kind.REPORT, Kind.REMINDER, Kind.HOLD, Kind.ASSESSMENT]), st.just({"what": "ever"})),
)


def _folded(found: list[Said]) -> VendorState:
    state = VendorState(Known("0" * 32, "acme"), VendorFacts("acme", "acme"), 0)
    for kind, body in found:
        state = folded(state, kind, body)
    return state


@some
@given(st.lists(records, max_size=8))
def test_folding_depends_on_the_records_alone_and_changes_none_of_them(found: list[Said]) -> None:
    before = copy.deepcopy(found)
    first = _folded(found)
    assert first == _folded(copy.deepcopy(found))
    assert first.case_document() == _folded(found).case_document()
    assert found == before
    inputs = [one for one in found if one[0] in INPUTS]
    assert _folded(inputs) == first


@some
@given(st.lists(records, max_size=8), records)
def test_the_same_record_twice_in_a_row_says_nothing_new(found: list[Said], last: Said) -> None:
    once, twice = _folded([*found, last]), _folded([*found, last, last])
    assert once.case_document() == twice.case_document()


@some
@given(responses, st.lists(pieces, max_size=5))
def test_the_registers_evidence_takes_no_answer_and_no_citation_away(response: dict[str, Any], found: list[dict[str, Any]]) -> None:
    before = copy.deepcopy(response)
    made = with_evidence(response, found)
    assert response == before
    assert list(made["answers"]) == list(response["answers"])
    for id, answer in response["answers"].items():
        after = made["answers"][id]
        assert {**after, "evidence": None} == {**answer, "evidence": None}
        assert after.get("evidence", [])[: len(answer.get("evidence", []))] == answer.get("evidence", [])
        assert answer["status"] != "unknown" or after == answer
    for id, item in response["evidence"].items():
        assert set(item) <= set(made["evidence"][id])
    for piece in found:
        assert piece["id"] in made["evidence"]
    assert with_evidence(made, found) == made


@some
@given(st.sets(st.sampled_from(Kind)), st.integers(1, 99))
def test_the_newest_input_is_no_output(kinds: set[Kind], seq: int) -> None:
    of = {kind: seq if kind in INPUTS else 100 + seq for kind in kinds}
    assert newest_input(Newest(max(of.values(), default=0), of)) == (seq if kinds & set(INPUTS) else 0)


def test_facts_come_back_as_they_were_recorded() -> None:
    facts = VendorFacts("acme", "Acme", "c", "o", "n", date(2026, 11, 24))
    assert facts_from(facts_body(facts)) == facts
