"""The names that a rule may read and the type of each, taken from the questions and the engagement facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from kporisk.model.checklist import Fact, FactKind, Question
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, Scale, Text
from kporisk.model.territory import Territory
from kporisk.rules.tree import Name, Root


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of `options`."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of `options`."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number between the bounds (None: unbounded), or `none_value`, which counts as worse than every number."""

    minimum: float | None = None
    maximum: float | None = None
    none_value: str | None = None
    ascending: bool = True
    """True where more is better."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or `none_value`, which counts as older than every date."""

    none_value: str | None = None


@dataclass(frozen=True, slots=True)
class Boolean:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country code, ISO 3166-1 alpha-2."""


@dataclass(frozen=True, slots=True)
class Countries:
    """Any number of country codes."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language code, ISO 639."""


Type: TypeAlias = Choice | Several | Numeric | Moment | Boolean | Country | Countries | Language


@dataclass(frozen=True, slots=True)
class Entry:
    """One name: its type, what it is called, and what lies behind it."""

    type: Type
    text: Text | None = None
    """The question or the fact, for people; None for derived names, whose words belong to the languages."""
    options: Mapping[str, Text] | None = None
    """Texts of options and of the none_value."""
    unit: Text | None = None
    scale: Scale | None = None
    """The scale of an answer; None for everything else."""
    may_be_unknown: bool = False


_YES_OR_NO = (
    "public_data_only",
    "personal_data",
    "high_value_information",
    "cross_border",
    "client_gdpr",
    "restricted_transfer",
    "vendor_doj_country_of_concern",
)
LANGUAGE_LEVELS = ("same_language", "shared_official", "official_one_side", "bridge_only", "none")
_DERIVED: Mapping[str, Entry] = {
    **{key: Entry(Boolean()) for key in _YES_OR_NO},
    "language_level": Entry(Choice(LANGUAGE_LEVELS)),
    "overlap_hours": Entry(Numeric(0, 9), may_be_unknown=True),
    "jurisdiction_points": Entry(Numeric(0, 100), may_be_unknown=True),
}


@dataclass(frozen=True, eq=False, slots=True)
class Vocabulary:
    """The names a rule may use, by root and key, and the countries that exist (none given: any two capital letters)."""

    entries: Mapping[Root, Mapping[str, Entry]]
    countries: Collection[str] = ()
    unusable: frozenset[str] = frozenset()
    """Engagement facts that no rule can read."""

    @classmethod
    def of(cls, questions: Iterable[Question], facts: Iterable[Fact], *, countries: Collection[str] = ()) -> Vocabulary:
        """The vocabulary of a set of questions and facts; `countries` may be `Territories.by_code`, which gives their names too."""
        stated = tuple(facts)
        return cls(
            entries={
                Root.ANSWERS: {question.id: _answer(question) for question in questions},
                Root.ENGAGEMENT: {fact.id: entry for fact in stated if (entry := _fact(fact)) is not None},
                Root.DERIVED: _DERIVED,
            },
            countries=countries,
            unusable=frozenset(fact.id for fact in stated if fact.kind is FactKind.TIMEZONES),
        )

    def entry(self, name: Name) -> Entry:
        """What is known of a name. Raises KeyError for a name that does not exist."""
        return self.entries[name.root][name.key]

    def country(self, code: str, lang: str) -> str:
        """The country's name in a language, with the code; the code alone where no names are known."""
        territory = self.countries.get(code) if isinstance(self.countries, Mapping) else None
        return f"{territory.name[lang]} ({code})" if isinstance(territory, Territory) else code


def _answer(question: Question) -> Entry:
    scale = question.scale
    match scale:
        case OneOf(options):
            return Entry(Choice(_values(options)), question.text, _texts(options), scale=scale, may_be_unknown=True)
        case AnyOf(options):
            return Entry(Several(_values(options)), question.text, _texts(options), scale=scale, may_be_unknown=True)
        case Number(minimum, maximum, unit, _, none_value):
            kind = Numeric(minimum, maximum, none_value.value if none_value else None, scale.ascending)
            return Entry(kind, question.text, _texts(_present(none_value)), unit=unit, scale=scale, may_be_unknown=True)
        case Age(_, _, none_value):
            moment = Moment(none_value.value if none_value else None)
            return Entry(moment, question.text, _texts(_present(none_value)), scale=scale, may_be_unknown=True)
        case _:
            assert_never(scale)


def _fact(fact: Fact) -> Entry | None:
    kind = _kind(fact)
    texts = {option.value: option.text for option in fact.options}
    return None if kind is None else Entry(kind, fact.text, texts, may_be_unknown=not fact.required)


def _kind(fact: Fact) -> Type | None:
    options = tuple(option.value for option in fact.options)
    match fact.kind:
        case FactKind.ENUM:
            return Choice(options)
        case FactKind.MULTI:
            return Several(options)
        case FactKind.BOOLEAN:
            return Boolean()
        case FactKind.INTEGER | FactKind.NUMBER:
            return Numeric(fact.minimum, fact.maximum)
        case FactKind.DATE:
            return Moment()
        case FactKind.COUNTRY:
            return Country()
        case FactKind.COUNTRY_LIST:
            return Countries()
        case FactKind.LANGUAGE:
            return Language()
        case FactKind.TIMEZONES:
            return None
        case _:
            assert_never(fact.kind)


def _present(option: Option | None) -> tuple[Option, ...]:
    return () if option is None else (option,)


def _values(options: Iterable[Option]) -> tuple[str, ...]:
    return tuple(option.value for option in options)


def _texts(options: Iterable[Option]) -> Mapping[str, Text]:
    return {option.value: option.text for option in options}
