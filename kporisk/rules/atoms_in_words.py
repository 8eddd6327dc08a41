"""One comparison of a rule in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import assert_never

from kporisk.model.scale import Age, AnyOf, Number, OneOf
from kporisk.model.scale import Text as Texts
from kporisk.rules.evaluate import COMPARED
from kporisk.rules.figures import Figures
from kporisk.rules.normal import Atom
from kporisk.rules.ranges import FLIPPED, age_range, deciding, emptiness, number_range, options_where
from kporisk.rules.tongue import Saying, Tongue, Voice
from kporisk.rules.tree import Amount, Call, Compare, Day, Expression, Function, ListOf, Name, Operator, Root, Text, Truth
from kporisk.rules.vocabulary import Boolean, Countries, Country, Entry, Moment, Numeric, Vocabulary

_LOW = (Operator.LESS, Operator.AT_MOST)
_FEW = 3
"""So many options are named rather than the others excluded."""


class Speaker:
    """Says the atoms of rules over one vocabulary in one language."""

    def __init__(self, tongue: Tongue, vocabulary: Vocabulary, lang: str) -> None:
        self._tongue = tongue
        self._vocabulary = vocabulary
        self._lang = lang
        self._figures = Figures(tongue)

    def atom(self, atom: Atom) -> str:
        """The clause that says what the atom says; the atom's condition must have passed `check`."""
        positive = atom.positive
        match atom.expression:
            case Truth(value):
                return self._tongue.always if value else self._tongue.never
            case Name() as name:
                return self._boolean(name, positive)
            case Call(function, (Name() as name, ListOf(items))):
                return self._holds(name, items, every=function is Function.HAS_ALL, positive=positive)
            case Call(function, (ListOf(items), Name() as name)):
                return self._listed_holds(name, items, every=function is Function.HAS_ALL, positive=positive)
            case Call(function, (left, right)):
                return self._two_lists(left, right, every=function is Function.HAS_ALL, positive=positive)
            case Compare(Operator.IN, left, right):
                return self._membership(left, right, positive)
            case Compare(operator, (Text() | Amount() | Truth() | Day() | ListOf()) as literal, operand):
                return self._compared(FLIPPED[operator], operand, literal, positive)
            case Compare(operator, left, right):
                return self._compared(operator, left, right, positive)
            case _:
                raise AssertionError("check refuses every other condition")

    # names and values

    def _saying(self, name: Name) -> Saying:
        if name.root is Root.DERIVED:
            return self._tongue.sayings[Voice.DERIVED]
        if name.root is Root.ANSWERS:
            return self._tongue.sayings[Voice.ANSWER]
        return self._tongue.sayings[Voice.QUESTION if self._title(name).rstrip().endswith("?") else Voice.LABEL]

    def _in(self, text: Texts) -> str:
        return text.get(self._lang, text["en"])

    def _entry(self, name: Name) -> Entry:
        return self._vocabulary.entry(name)

    def _title(self, name: Name) -> str:
        text = self._entry(name).text
        assert text is not None
        return self._in(text)

    def _subject(self, name: Name) -> str:
        return self._tongue.derived_nouns[name.key][0] if name.root is Root.DERIVED else self._figures.quoted(self._title(name))

    def _noun(self, name: Name) -> str:
        return self._saying(name).noun.format(q=self._subject(name))

    def _amount(self, name: Name, value: float) -> str:
        unit = self._entry(name).unit
        words = self._in(unit) if unit else self._tongue.derived_nouns[name.key][1] if name.root is Root.DERIVED else ""
        return self._figures.amount(value, words)

    def _value(self, name: Name, literal: Expression) -> str:
        match literal:
            case Text(value) if isinstance(self._entry(name).type, Country | Countries):
                return self._vocabulary.country(value, self._lang)
            case Text(value):
                return self._option(name, value)
            case Amount(amount):
                return self._amount(name, amount)
            case Day(day):
                return self._tongue.dates[Operator.EQUAL].format(x=self._figures.day(day))
            case _:
                raise AssertionError("check admits texts, numbers and dates only")

    def _option(self, name: Name, value: str) -> str:
        if name.root is Root.DERIVED:
            return self._figures.quoted(self._tongue.language_levels[value])
        options = self._entry(name).options or {}
        return self._figures.quoted(self._in(options[value]) if value in options else value)

    # one name and literals

    def _boolean(self, name: Name, positive: bool) -> str:
        if name.root is Root.DERIVED:
            return self._tongue.derived[name.key][0 if positive else 1]
        saying = self._saying(name)
        return (saying.yes if positive else saying.no).format(q=self._subject(name))

    def _is_one_of(self, name: Name, values: Sequence[str], *, positive: bool) -> str:
        saying, figures = self._saying(name), self._figures
        if positive:
            return saying.equals.format(q=self._subject(name), x=figures.either(values))
        if len(values) == 1:
            return saying.equals_not.format(q=self._subject(name), x=values[0])
        return saying.equals_neither.format(q=self._subject(name), x=figures.nor(values))

    def _holds(self, name: Name, items: Sequence[Expression], *, every: bool, positive: bool) -> str:
        """What has_any and has_all say of a name and a list."""
        saying, figures = self._saying(name), self._figures
        values = [self._value(name, item) for item in dict.fromkeys(items)]
        if not positive and len(values) > 1:
            template = saying.covers_not if every else saying.includes_neither
            return template.format(q=self._subject(name), x=figures.both(values) if every else figures.nor(values))
        template = saying.includes if positive else saying.includes_not
        return template.format(q=self._subject(name), x=figures.both(values) if every else figures.either(values))

    def _listed_holds(self, name: Name, items: Sequence[Expression], *, every: bool, positive: bool) -> str:
        """The list stands first: has_any means the same, has_all that the list includes all that the name holds."""
        if not every:
            return self._holds(name, items, every=False, positive=positive)
        listed = self._figures.both([self._value(name, item) for item in dict.fromkeys(items)])
        return (self._tongue.within if positive else self._tongue.within_not).format(a=self._noun(name), b=listed)

    def _two_lists(self, left: Expression, right: Expression, *, every: bool, positive: bool) -> str:
        assert isinstance(left, Name)
        assert isinstance(right, Name)
        tongue = self._tongue
        said, unsaid = (tongue.contain, tongue.contain_not) if every else (tongue.share, tongue.share_not)
        return (said if positive else unsaid).format(a=self._noun(left), b=self._noun(right))

    def _membership(self, left: Expression, right: Expression, positive: bool) -> str:
        match left, right:
            case Name() as name, ListOf(items) if isinstance(self._entry(name).type, Boolean):
                truths = {item.value for item in items if isinstance(item, Truth)}
                if len(truths) == 1:
                    return self._boolean(name, truths.pop() is positive)
                return self._tongue.always if positive else self._tongue.never
            case Name() as name, ListOf(items):
                return self._is_one_of(name, [self._value(name, item) for item in dict.fromkeys(items)], positive=positive)
            case Name(), Name():
                return (self._tongue.among if positive else self._tongue.among_not).format(a=self._noun(left), b=self._noun(right))
            case Call() as call, ListOf(items):
                values = [self._figure(call, item) for item in dict.fromkeys(items)]
                template = self._tongue.relations[Operator.EQUAL] if positive else self._tongue.relation_not
                joined = self._figures.either(values) if positive else self._figures.both(values)
                return template.format(a=self._operand(call), b=joined)
            case literal, Name() as name:
                return self._holds(name, (literal,), every=False, positive=positive)
            case _:
                raise AssertionError("check admits lists and names that hold several")

    # comparisons

    def _compared(self, operator: Operator, left: Expression, right: Expression, positive: bool) -> str:
        match left, right:
            case Name() as name, Truth(value):
                return self._boolean(name, value is positive)
            case Name() as name, ListOf(items):
                return self._exactly(name, items, positive)
            case Name() as name, Text():
                return self._is_one_of(name, [self._value(name, right)], positive=positive)
            case Name() as name, Amount(value) if name.root is not Root.DERIVED:
                return self._numbered(name, operator, value, positive)
            case Name() as name, Day(day):
                return self._dated(name, operator, self._figures.day(day), positive)
            case Call(Function.MONTHS_SINCE, (Name() as name,)), Amount(value) if operator is not Operator.EQUAL:
                return self._aged(name, operator, value)
            case Call(Function.SIZE, (Name() as name,)), Amount(value) if (empty := _emptiness(operator, value, positive)) is not None:
                return self._empty(name, empty)
            case Call(Function.SATISFACTION, (Name() as name,)), Amount(value) if operator is not Operator.EQUAL:
                return self._satisfied(name, operator, value)
            case Name() as one, Name() as other if isinstance(self._entry(one).type, Boolean):
                template = self._tongue.agree if positive else self._tongue.agree_not
                return template.format(a=self._boolean(one, True), b=self._boolean(other, True))
            case Name(), Name() if not isinstance(self._entry(left).type, Numeric | Moment):
                return (self._tongue.same if positive else self._tongue.same_not).format(a=self._noun(left), b=self._noun(right))
            case _:
                return self._related(operator, left, right, positive)

    def _exactly(self, name: Name, items: Sequence[Expression], positive: bool) -> str:
        if not items:
            return self._empty(name, positive)
        saying = self._saying(name)
        values = self._figures.both([self._value(name, item) for item in dict.fromkeys(items)])
        return (saying.exactly if positive else saying.exactly_not).format(q=self._subject(name), x=values)

    def _empty(self, name: Name, empty: bool) -> str:
        saying = self._saying(name)
        return (saying.nothing if empty else saying.something).format(q=self._subject(name))

    def _numbered(self, name: Name, operator: Operator, value: float, positive: bool) -> str:
        kind = self._entry(name).type
        assert isinstance(kind, Numeric)
        with_none = kind.none_value is not None and (operator in _LOW if kind.ascending else operator not in (*_LOW, Operator.EQUAL))
        return self._in_range(name, operator, value, with_none=with_none, positive=positive)

    def _in_range(self, name: Name, operator: Operator, value: float, *, with_none: bool, positive: bool = True) -> str:
        kind = self._entry(name).type
        assert isinstance(kind, Numeric)
        at_the_end = (operator is Operator.AT_MOST and value == kind.minimum) or (operator is Operator.AT_LEAST and value == kind.maximum)
        template = self._tongue.amounts[Operator.EQUAL if at_the_end else operator] if positive else self._tongue.amount_not
        return self._amounting(name, template.format(x=self._amount(name, value)), kind.none_value if with_none else None)

    def _amounting(self, name: Name, said: str, none_value: str | None) -> str:
        """`said` about a name, or its none_value where that counts too."""
        if none_value is not None:
            said = self._tongue.or_none.format(x=said, none=self._option(name, none_value))
        return self._saying(name).amounts_to.format(q=self._subject(name), x=said)

    def _none_of(self, name: Name) -> str | None:
        kind = self._entry(name).type
        return kind.none_value if isinstance(kind, Numeric | Moment) else None

    def _dated(self, name: Name, operator: Operator, day: str, positive: bool) -> str:
        template = self._tongue.dates[operator] if positive else self._tongue.date_not
        return self._amounting(name, template.format(x=day), self._none_of(name) if operator in _LOW else None)

    def _aged(self, name: Name, operator: Operator, value: float) -> str:
        """An age in whole months, said so that the boundary is exact: more than 24 is 25 or more."""
        least = ceil(value) if operator in (Operator.AT_LEAST, Operator.LESS) else floor(value) + 1
        return self._of_age(name, least, older=operator not in _LOW, with_none=operator not in _LOW)

    def _of_age(self, name: Name, least: int, *, older: bool, with_none: bool) -> str:
        tongue, months = self._tongue, self._figures.full_months(abs(least))
        if least > 0:
            younger = tongue.younger if name.root is Root.ANSWERS else tongue.younger_or_later
            said = (tongue.aged if older else younger).format(x=months)
        elif least == 0:
            said = tongue.not_ahead if older else tongue.ahead
        else:
            said = (tongue.ahead_at_most if older else tongue.ahead_more).format(x=months)
        return self._amounting(name, said, self._none_of(name) if with_none else None)

    def _satisfied(self, name: Name, operator: Operator, threshold: float) -> str:
        """A threshold on the satisfaction, as what it means for the answer; as a share of the score where it has no plainer meaning."""
        scale = self._entry(name).scale
        assert scale is not None
        match scale:
            case OneOf(options):
                chosen = options_where(scale, operator, threshold)
                others = [option.value for option in options if option.value not in chosen]
                if chosen and others:
                    named = chosen if len(chosen) <= max(_FEW, len(others)) else others
                    return self._is_one_of(name, [self._option(name, value) for value in named], positive=named is chosen)
            case AnyOf():
                empty = emptiness(scale, operator, threshold)
                if empty is not None:
                    return self._empty(name, empty)
                found = deciding(scale, operator, threshold)
                if found is not None:
                    named, every = found
                    return self._holds(name, [Text(value) for value in named], every=every, positive=operator not in _LOW)
            case Number(none_value=none):
                bounds = number_range(scale, operator, threshold)
                if bounds is not None:
                    with_none = none is not None and COMPARED[operator](none.score, threshold)
                    return self._in_range(name, bounds[0], bounds[1], with_none=with_none)
            case Age(none_value=none):
                ages = age_range(scale, operator, threshold)
                if ages is not None:
                    with_none = none is not None and COMPARED[operator](none.score, threshold)
                    return self._of_age(name, ages[1], older=ages[0] is Operator.AT_LEAST, with_none=with_none)
            case _:
                assert_never(scale)
        share = self._tongue.amounts[operator].format(x=self._figures.share(threshold))
        return self._tongue.earned.format(a=self._noun(name), x=share)

    def _related(self, operator: Operator, left: Expression, right: Expression, positive: bool) -> str:
        """Two things compared by their nouns."""
        tongue = self._tongue
        dates = isinstance(left, Name) and isinstance(self._entry(left).type, Moment)
        template = (tongue.date_relations if dates else tongue.relations)[operator] if positive else tongue.relation_not
        said = template.format(a=self._operand(left), b=self._figure(left, right) if isinstance(right, Amount) else self._operand(right))
        worst = [self._option(node, none) for node in (left, right) if isinstance(node, Name) and (none := self._none_of(node)) is not None]
        note = tongue.earliest if dates else tongue.worst
        return said + (note.format(x=self._figures.either(worst)) if worst else "")

    def _operand(self, node: Expression) -> str:
        tongue = self._tongue
        match node:
            case Name():
                return self._noun(node)
            case Call(Function.SIZE, (Name() as name,)):
                return tongue.options_of.format(x=self._noun(name))
            case Call(Function.MONTHS_SINCE, (Name() as name,)):
                return tongue.age_of.format(x=self._noun(name))
            case Call(_, (Name() as name,)):
                return tongue.score_of.format(x=self._noun(name))
            case _:
                raise AssertionError("check admits names and calls only")

    def _figure(self, operand: Expression, literal: Expression) -> str:
        """A number as what it is compared with would be written."""
        assert isinstance(literal, Amount)
        match operand:
            case Name():
                return self._amount(operand, literal.value)
            case Call(Function.SATISFACTION):
                return self._figures.share(literal.value)
            case _:
                return self._figures.number(literal.value)


def _emptiness(operator: Operator, value: float, positive: bool) -> bool | None:
    """Whether a comparison of a size says that it is nothing (True) or something (False)."""
    if value == 0 and operator in (Operator.EQUAL, Operator.AT_MOST):
        return positive
    if (value == 0 and operator is Operator.MORE) or (value == 1 and operator is Operator.AT_LEAST):
        return False
    return True if value == 1 and operator is Operator.LESS else None
