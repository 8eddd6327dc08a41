"""On what a question depends, as far as the checklists say so: on another answer, or on one fact of the engagement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kporisk.model.case import EngagementValue
from kporisk.model.checklist import Checklists
from kporisk.rules.parser import parse
from kporisk.rules.tree import Compare, Expression, Name, Operator, Root, Text, names

NOT_KNOWN = "unknown"
"""The option of a fact by which the client says that it does not know."""


@dataclass(frozen=True, slots=True)
class FactWanted:
    """A question is asked because this fact is true, or, where `other_than` is given, anything else than that."""

    fact: str
    other_than: str | None

    def stated(self, engagement: Mapping[str, EngagementValue]) -> bool:
        """Whether the client has stated so."""
        value = engagement.get(self.fact)
        return value is True if self.other_than is None else value not in (None, self.other_than, NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class Dependence:
    """By question: the questions beside which its answer is read, and the one fact for which it is asked."""

    beside: Mapping[str, tuple[str, ...]]
    on_fact: Mapping[str, FactWanted]


@lru_cache(maxsize=4)
def dependence(checklists: Checklists) -> Dependence:
    """What the checklists say: a rule for a contradiction between answers alone ties these, a condition of one plain fact its question."""
    beside: dict[str, list[str]] = {}
    for rule in checklists.rules:
        read = () if rule.monotone else names(parse(rule.when))
        if all(name.root is Root.ANSWERS for name in read):
            for one in read:
                beside.setdefault(one.key, []).extend(other.key for other in read if other is not one)
    wanted = ((question.id, _wanted(question.applies_when)) for question in checklists.questions)
    return Dependence(
        {id: tuple(dict.fromkeys(others)) for id, others in beside.items()}, {id: fact for id, fact in wanted if fact is not None}
    )


def _wanted(condition: str | None) -> FactWanted | None:
    expression: Expression | None = None if condition is None else parse(condition)
    match expression:
        case Name(Root.ENGAGEMENT, fact):
            return FactWanted(fact, None)
        case Compare(Operator.UNEQUAL, Name(Root.ENGAGEMENT, fact), Text(value)):
            return FactWanted(fact, value)
        case _:
            return None
