"""What rules are said with: one table per language, each in a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from kporisk.rules.tree import Operator


class Voice(Enum):
    """Who speaks: an answer, a fact whose text is a question, a fact whose text is a label, or what was worked out."""

    ANSWER = auto()
    QUESTION = auto()
    LABEL = auto()
    DERIVED = auto()


@dataclass(frozen=True, slots=True)
class Saying:
    """The clauses about one name: `{q}` is its text, `{x}` the values."""

    noun: str
    equals: str
    equals_not: str
    equals_neither: str
    amounts_to: str = ""
    includes: str = ""
    includes_not: str = ""
    includes_neither: str = ""
    covers_not: str = ""
    exactly: str = ""
    exactly_not: str = ""
    nothing: str = ""
    something: str = ""
    yes: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class Tongue:
    """All that one language needs to say a rule."""

    sentence: str
    first: tuple[str, str]
    """What introduces the first condition: before a consonant, before a vowel."""
    further: tuple[str, str]
    all_hold: str
    one_holds: str
    colon: str
    semicolon: str
    conjunction: str
    disjunction: str
    neither: str
    """What stands before each value of “neither … nor”, after the first."""
    neither_first: str
    quoted: str
    decimal: str
    thousands: str
    day: str
    first_of_month: str
    months: tuple[str, ...]
    percent: str
    singular: Mapping[str, str]
    singular_below: float
    """Amounts below this are singular, and 1 always."""
    or_none: str
    amounts: Mapping[Operator, str]
    amount_not: str
    dates: Mapping[Operator, str]
    date_not: str
    aged: str
    younger: str
    younger_or_later: str
    ahead_at_most: str
    ahead_more: str
    not_ahead: str
    ahead: str
    full_month: str
    full_months: str
    relations: Mapping[Operator, str]
    relation_not: str
    worst: str
    date_relations: Mapping[Operator, str]
    earliest: str
    agree: str
    """Two truths that are the same."""
    agree_not: str
    same: str
    same_not: str
    among: str
    among_not: str
    share: str
    share_not: str
    contain: str
    contain_not: str
    within: str
    within_not: str
    options_of: str
    age_of: str
    score_of: str
    earned: str
    """A score compared with a part of the full one: `{a}` earns `{x}` of it."""
    always: str
    never: str
    sayings: Mapping[Voice, Saying]
    derived: Mapping[str, tuple[str, str]]
    """Each derived truth and its opposite."""
    derived_nouns: Mapping[str, tuple[str, str]]
    """What a derived value is called and its unit."""
    language_levels: Mapping[str, str]
