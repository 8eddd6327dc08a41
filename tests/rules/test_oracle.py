"""Against the Rust binding of the Common Expression Language: ours may be more decided, never contradictory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import cel
import pytest

from kporisk.rules.evaluate import Facts, compile
from kporisk.rules.parser import parse

from .random_rules import RandomRules
from .room import VOCABULARY

pytestmark = pytest.mark.unmeasured
LEAST = 20_000
"""So many cases must really have been compared: decided by the oracle, and so by us."""

_FUNCTIONS: dict[str, Callable[..., bool]] = {
    "has_any": lambda several, wanted: any(value in several for value in wanted),
    "has_all": lambda several, wanted: all(value in several for value in wanted),
}


def oracle(program: cel.Program, facts: Facts) -> bool | None:
    """What the binding says; None where it stumbles over what is unknown, which it is not told. Lists are sorted: theirs are ordered."""
    known = {
        root: {name: sorted(value) if isinstance(value, tuple) else value for name, value in states.items() if value is not None}
        for root, states in (("answers", facts.answers), ("engagement", facts.engagement), ("derived", facts.derived))
    }
    context = cel.Context(variables=known)
    for name, function in _FUNCTIONS.items():
        context.add_function(name, function)
    try:
        outcome = program.execute(context)
    except (KeyError, RuntimeError, ValueError):
        return None
    assert isinstance(outcome, bool)
    return outcome


def compared(seed: int, *, conditions: int, mutant: Callable[[str], str] = lambda source: source) -> Counter[str]:
    """Counts agreements, by outcome, and disagreements over random conditions, each asked of eight sets of facts."""
    random = Random(seed)
    rules = RandomRules(random, cel=True)
    count: Counter[str] = Counter()
    for _ in range(conditions):
        source = rules.condition()
        program, ours = cel.compile(source), compile(parse(mutant(source)), VOCABULARY)
        for openness in 2 * (0, 0.1, 0.2, 0.4):
            facts = rules.facts(openness)
            theirs = oracle(program, facts)
            if theirs is None:
                count["unknown"] += 1
            else:
                count[str(theirs) if ours(facts) is theirs else "contradiction"] += 1
    return count


def test_at_least_20000_random_cases_agree_with_the_oracle() -> None:
    count = compared(20261124, conditions=3_300)
    assert count["contradiction"] == 0
    assert count["True"] + count["False"] >= LEAST
    assert min(count["True"], count["False"]) >= 0.25 * LEAST
    assert count["unknown"] >= 0.1 * LEAST


@pytest.mark.parametrize(("said", "meant"), [("||", "&&"), ("<=", "<"), ("has_any", "has_all"), ("!(", "("), ("!=", "==")])
def test_a_wrong_evaluator_is_caught(said: str, meant: str) -> None:
    """The control: an evaluator that reads one sign wrongly is found out within a few hundred conditions."""
    count = compared(7, conditions=200, mutant=lambda source: source.replace(said, meant))
    assert count["contradiction"] > 0
