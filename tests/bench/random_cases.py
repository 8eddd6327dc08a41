"""Cases by plain chance with a fixed seed, over the shipped checklists: the same ones on every run."""

from __future__ import annotations

import random
from datetime import date, timedelta

from kporisk.model.case import (
    Answer,
    Case,
    Citation,
    Declaration,
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
from kporisk.model.checklist import Checklists, Fact, FactKind, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Value

ANSWERED_ON = date(2026, 11, 20)
AS_OF = date(2026, 11, 24)
COUNTRIES = ("FR", "DE", "GB", "US", "CA", "IN", "PH", "PL", "VN", "ZA", "AR", "EG", "CN", "BD", "RO")
NOTE = "Confirmed by the operations lead; the two sites work alike, the third follows in spring."
ROLES = ("chief information security officer", "delivery director", "head of people")


def random_cases(count: int, checklists: Checklists, *, seed: int = 20261124) -> list[Case]:
    """Every kind of engagement; half to nearly all questions answered, a third of them with evidence, half of it reviewed."""
    chance = random.Random(seed)
    return [_case(number, checklists, chance) for number in range(count)]


def _case(number: int, checklists: Checklists, chance: random.Random) -> Case:
    answered = chance.uniform(0.5, 0.95)
    evidence: dict[str, Evidence] = {}
    reviews: list[Review] = []
    answers: dict[str, Answer] = {}
    for question in checklists.questions:
        luck = chance.random()
        if luck < answered:
            cited = _evidence(question, evidence, reviews, chance)
            note = NOTE if chance.random() < 0.2 else None
            answers[question.id] = Answer(Status.ANSWERED, _value(question, chance), None, chance.choice(("p0", "p1", "p2")), cited, note)
        elif luck < answered + 0.02 and question.knock_out is None:
            answers[question.id] = Answer(Status.NOT_APPLICABLE, reason="no such work under this contract")
        elif luck < answered + 0.04:
            answers[question.id] = Answer(Status.UNKNOWN)
    people = tuple(Person(f"p{n}", f"Person {n}", role) for n, role in enumerate(ROLES))
    declaration = Declaration("Person 0", ROLES[0], ANSWERED_ON) if chance.random() < 0.8 else None
    return Case(
        Vendor(f"vendor-{number}", f"Vendor {number}"),
        _engagement(checklists, chance),
        Response(ANSWERED_ON, people, declaration, evidence, answers),
        Reviews(tuple(reviews), _waivers(checklists, chance)),
        Digests("0" * 64, "0" * 64, "0" * 64),
    )


def _engagement(checklists: Checklists, chance: random.Random) -> dict[str, EngagementValue]:
    return {fact.id: _fact(fact, chance) for fact in checklists.engagement if fact.required or chance.random() < 0.7}


def _fact(fact: Fact, chance: random.Random) -> EngagementValue:
    options = [option.value for option in fact.options]
    match fact.kind:
        case FactKind.ENUM:
            return chance.choice(options)
        case FactKind.MULTI:
            chosen = set(chance.sample(options, chance.randint(1, min(3, len(options)))))
            return tuple(option for option in options if option in chosen)
        case FactKind.BOOLEAN:
            return chance.random() < 0.5
        case FactKind.INTEGER:
            return chance.choice((0, 5, 60, 5_000, 2_000_000))
        case FactKind.NUMBER:
            return chance.choice((0, 12.5, 50, 90)) if fact.maximum is not None else chance.choice((0, 50, 100_000.5, 9_000_000))
        case FactKind.DATE:
            return date(2028, 12, 31)
        case FactKind.COUNTRY:
            return chance.choice(COUNTRIES)
        case FactKind.COUNTRY_LIST:
            return tuple(chance.sample(COUNTRIES, chance.randint(1, 3)))
        case FactKind.LANGUAGE:
            return chance.choice(("en", "fr", "de"))
        case FactKind.TIMEZONES:
            return {"US": "America/New_York"} if chance.random() < 0.3 else {}


def _evidence(question: Question, evidence: dict[str, Evidence], reviews: list[Review], chance: random.Random) -> tuple[Citation, ...]:
    if not question.evidence or chance.random() > 1 / 3:
        return ()
    name = f"e{len(evidence)}"
    evidence[name] = Evidence(
        name,
        chance.choice(question.evidence),
        f"Document {name}",
        issued=ANSWERED_ON - timedelta(days=chance.randrange(900)),
        expires=AS_OF + timedelta(days=chance.randrange(-30, 300)) if chance.random() < 0.4 else None,
        sha256=f"{chance.getrandbits(256):064x}",
    )
    if chance.random() < 0.5:
        outcome = Outcome.ACCEPTED if chance.random() < 0.8 else Outcome.REJECTED
        reviews.append(Review(name, (question.id,), outcome, "A. Laurent", ANSWERED_ON))
    return (Citation(name),)


def _value(question: Question, chance: random.Random) -> Value:
    match question.scale:
        case OneOf(options):
            return chance.choice(options).value
        case AnyOf(options):
            return tuple(option.value for option in options if chance.random() < 0.6)
        case Number(minimum, maximum, none_value=none):
            if none is not None and chance.random() < 0.1:
                return none.value
            return chance.randrange(int(minimum * 10), int((maximum or 300) * 10) + 1) / 10
        case Age(none_value=none):
            if none is not None and chance.random() < 0.1:
                return none.value
            return ANSWERED_ON - timedelta(days=chance.randrange(1500))


def _waivers(checklists: Checklists, chance: random.Random) -> tuple[Waiver, ...]:
    floors = [rule.id for rule in checklists.rules if rule.floor is not None]
    return tuple(
        Waiver(floor, "known and accepted", "B. Martin", AS_OF + timedelta(days=chance.randrange(1, 300)))
        for floor in chance.sample(floors, chance.choice((0, 0, 0, 1, 2)))
    )
