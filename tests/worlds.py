"""Random cases over the shipped checklists, for property tests."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st

from kporisk.model.case import (
    Answer,
    Case,
    Citation,
    Digests,
    EngagementValue,
    Evidence,
    Outcome,
    Person,
    Response,
    Review,
    Reviews,
    Status,
    Vendor,
    Waiver,
)
from kporisk.model.checklist import Fact, FactKind, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Value
from kporisk.workflow.library import Library
from kporisk.workflow.library import library as load

ANSWERED_ON = date(2026, 11, 20)
AS_OF = date(2026, 11, 24)
COUNTRIES = ("FR", "IN", "PH", "PL", "US", "GB", "CN", "EG", "ZA", "AQ", "CA")
ATTESTED = 0.6


@cache
def shipped() -> Library:
    """The shipped checklists and method, loaded once."""
    return load()


def facts(fact: Fact) -> st.SearchStrategy[EngagementValue]:
    match fact.kind:
        case FactKind.ENUM:
            return st.sampled_from([option.value for option in fact.options])
        case FactKind.MULTI:
            options = [option.value for option in fact.options]
            return st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True).map(
                lambda chosen: tuple(option for option in options if option in chosen)
            )
        case FactKind.BOOLEAN:
            return st.booleans()
        case FactKind.INTEGER:
            return st.sampled_from((0, 1, 5, 60, 5_000, 2_000_000))
        case FactKind.NUMBER:
            return st.sampled_from([number for number in (0, 50, 100_000.5, 9_000_000) if fact.maximum is None or number <= fact.maximum])
        case FactKind.DATE:
            return st.just(date(2028, 12, 31))
        case FactKind.COUNTRY:
            return st.sampled_from(COUNTRIES)
        case FactKind.COUNTRY_LIST:
            return st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=3, unique=True).map(tuple)
        case FactKind.LANGUAGE:
            return st.sampled_from(("en", "fr", "sw"))
        case FactKind.TIMEZONES:
            return st.sampled_from(({}, {"US": "America/New_York"}))


@st.composite
def engagements(draw: st.DrawFn) -> Mapping[str, EngagementValue]:
    stated: dict[str, EngagementValue] = {}
    for fact in shipped().checklists.engagement:
        if fact.required or draw(st.booleans()):
            stated[fact.id] = draw(facts(fact))
    return stated


def values(question: Question) -> st.SearchStrategy[Value]:
    """Any value the question's scale allows."""
    scale = question.scale
    match scale:
        case OneOf(options):
            return st.sampled_from([option.value for option in options])
        case AnyOf(options):
            every = [option.value for option in options]
            return st.sets(st.sampled_from(every)).map(lambda chosen: tuple(option for option in every if option in chosen))
        case Number(minimum, maximum):
            # Whole tenths, as people write them; a denormal would only test the printer.
            most = maximum if maximum is not None else 500
            number = st.integers(int(minimum * 10), int(most * 10)).map(lambda tenths: tenths / 10)
            return number if scale.none_value is None else st.one_of(number, st.just(scale.none_value.value))
        case Age():
            day = st.integers(0, 60 * 30).map(lambda days: ANSWERED_ON - timedelta(days=days))
            return day if scale.none_value is None else st.one_of(day, st.just(scale.none_value.value))


def best(question: Question) -> Value:
    """A value of satisfaction 1."""
    match question.scale:
        case OneOf(options):
            return max(options, key=lambda option: option.score).value
        case AnyOf(options):
            return tuple(option.value for option in options)
        case Number(points=points):
            return max(points, key=lambda point: point[1])[0]
        case Age():
            return ANSWERED_ON


def worst(question: Question) -> Value:
    """A value of satisfaction 0."""
    match question.scale:
        case OneOf(options):
            return min(options, key=lambda option: option.score).value
        case AnyOf():
            return ()
        case Number(none_value=none) | Age(none_value=none):
            assert none is not None
            return none.value


def said(value: Value, *evidence: str) -> Answer:
    return Answer(Status.ANSWERED, value, evidence=tuple(Citation(one) for one in evidence))


@st.composite
def cases(draw: st.DrawFn, *, answered: float = 0.7) -> Case:
    """A whole case: facts, answers of every status, evidence in every state, reviews and waivers."""
    library = shipped()
    seed = random.Random(draw(st.integers(0, 2**32 - 1)))
    evidence: dict[str, Evidence] = {}
    answers: dict[str, Answer] = {}
    reviews: list[Review] = []
    for question in library.checklists.questions:
        luck = seed.random()
        if luck > answered:
            if luck > answered + (1 - answered) / 2:
                answers[question.id] = (
                    Answer(Status.NOT_APPLICABLE, reason="no such work")
                    if question.knock_out is None and luck > answered + 3 * (1 - answered) / 4
                    else Answer(Status.UNKNOWN)
                )
            continue
        cited = []
        if question.evidence and seed.random() < 0.4:
            name = f"e{len(evidence)}"
            kind = seed.choice(question.evidence) if seed.random() < 0.9 else "msa"
            evidence[name] = Evidence(
                name,
                kind,
                name,
                issued=ANSWERED_ON - timedelta(days=seed.randrange(0, 900)) if seed.random() < 0.9 else None,
                expires=AS_OF + timedelta(days=seed.randrange(-30, 300)) if seed.random() < 0.4 else None,
                sha256="ab" * 32 if seed.random() < 0.9 else None,
            )
            cited.append(name)
            if seed.random() < 0.7:
                outcome = Outcome.ACCEPTED if seed.random() < 0.8 else Outcome.REJECTED
                by = "A. Laurent" if seed.random() < 0.9 else "r. iyer"
                reviews.append(Review(name, (question.id,), outcome, by, ANSWERED_ON))
        answers[question.id] = said(_random_value(question, seed), *cited)
    floors = [rule.id for rule in library.checklists.rules if rule.floor is not None]
    until = [AS_OF + timedelta(days=seed.randrange(-5, 40)) for _ in range(seed.randrange(3))]
    waivers = tuple(Waiver(seed.choice(floors), "known", "B", day) for day in until)
    return Case(
        Vendor("acme", "Acme"),
        draw(engagements()),
        Response(ANSWERED_ON, (Person("ri", "R. Iyer"),), None, evidence, answers),
        Reviews(tuple(reviews), waivers),
        Digests("0" * 64, "0" * 64, "0" * 64),
    )


def _random_value(question: Question, seed: random.Random) -> Value:
    match question.scale:
        case OneOf(options):
            return str(seed.choice(options).value)
        case AnyOf(options):
            return tuple(option.value for option in options if seed.random() < 0.6)
        case Number(minimum, maximum, none_value=none):
            if none is not None and seed.random() < 0.1:
                return none.value
            return seed.randrange(int(minimum * 10), int((maximum or 300) * 10) + 1) / 10
        case Age(none_value=none):
            if none is not None and seed.random() < 0.1:
                return none.value
            return ANSWERED_ON - timedelta(days=seed.randrange(0, 1500))


ENGAGEMENT: Mapping[str, EngagementValue] = {
    "service_types": ("data_analysis",),
    "relation": "third_party",
    "engagement_type": "continuing",
    "client_country": "FR",
    "vendor_country": "IN",
    "delivery_countries": ("IN",),
    "working_language": "en",
    "data_classes": ("trade_secret", "personal_data"),
    "competitive_sensitivity": "high",
    "record_volume": 1000,
    "access_modes": ("vendor_managed_endpoint",),
    "remote_work": "hybrid",
    "headcount": 20,
    "uses_contractors": True,
    "subcontracting": "disclosed",
    "serves_competitors": "yes",
    "deliverable_ip": "reports",
    "function_criticality": "important",
    "substitutability": "medium",
    "annual_spend_eur": 300_000,
    "client_regulated_as": ("none",),
    "contract_stage": "negotiating",
    "ai_use": "vendor_tools",
    "client_jobs_affected": 12,
    "client_has_works_council": True,
}
"""A French client, an Indian vendor, secrets and personal data: most of the questionnaire is asked."""


def case_of(answers: Mapping[str, Answer], **engagement: EngagementValue) -> Case:
    """A case of that engagement with these answers and nothing else."""
    digests = Digests("0" * 64, "0" * 64, "0" * 64)
    return Case(Vendor("acme", "Acme"), {**ENGAGEMENT, **engagement}, Response(ANSWERED_ON, answers=answers), Reviews(), digests)


def with_answers(case: Case, changed: Mapping[str, Answer | None]) -> Case:
    """The case with some answers replaced, or taken away where None."""
    answers = {name: answer for name, answer in {**case.response.answers, **changed}.items() if answer is not None}
    return replace(case, response=replace(case.response, answers=answers))


def questions(names: Sequence[str]) -> list[Question]:
    return [shipped().checklists.question[name] for name in names]
