"""What is proved about a rule before it is used, by trying every combination of answers that it can tell apart.

A rule is refused that never fires, always fires, repeats another, is less decided than its answers allow, or is not monotone: that fires
on a better answer, or stops firing as time passes. Monotone rules are what makes the two ends of the band exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from kporisk.model.checklist import Rule
from kporisk.rules.complaint import Complaint, RuleError
from kporisk.rules.evaluate import Condition, compile
from kporisk.rules.normal import normal
from kporisk.rules.parser import parse
from kporisk.rules.samples import Sample, TooLargeError
from kporisk.rules.table import OPEN, Table, axes, later_days
from kporisk.rules.tree import Name, walk
from kporisk.rules.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class _Read:
    """A rule that could be read, and its condition."""

    rule: Rule
    condition: Condition


def lint(rules: Sequence[Rule], vocabulary: Vocabulary, *, as_of: date) -> tuple[tuple[Rule, Complaint], ...]:
    """What is wrong with each of the rules, in their order; `as_of` is the day from which ages are counted."""
    found: list[tuple[Rule, Complaint]] = []
    read: list[_Read] = []
    for rule in rules:
        try:
            condition = compile(parse(rule.when), vocabulary)
        except RuleError as error:
            found.extend((rule, complaint) for complaint in error.complaints)
            continue
        read.append(_Read(rule, condition))
        found.extend((rule, _whole(rule, message)) for message in _messages(rule, condition, vocabulary, as_of))
    found.extend((rule, _whole(rule, message)) for rule, message in _repeated(read, vocabulary, as_of))
    place = {id(rule): index for index, rule in enumerate(rules)}
    return tuple(sorted(found, key=lambda pair: (place[id(pair[0])], pair[1])))


def _whole(rule: Rule, message: str) -> Complaint:
    return Complaint(0, len(rule.when), message)


def _messages(rule: Rule, condition: Condition, vocabulary: Vocabulary, as_of: date) -> Iterator[str]:
    if not rule.monotone:
        yield from _exemption(rule)
    try:
        axis = axes((condition.expression,), vocabulary, (as_of,))
        table = Table.of(condition, axis, as_of)
    except TooLargeError:
        yield "this rule tells too many combinations of answers apart to be proved right; split it"
        return
    outcomes = {table.outcomes[index] for index, _ in table.full()}
    if True not in outcomes:
        yield "this rule can never fire"
    elif outcomes == {True}:
        yield "this rule always fires"
    yield from _undecided(table, condition)
    if rule.monotone:
        yield from _fires_on_better(table)
        if rule.floor is not None:
            yield from _parts_equals(table)
        yield from _clears_in_time(condition, vocabulary, as_of)


def _exemption(rule: Rule) -> Iterator[str]:
    if not all(text.strip() for text in (rule.reason or {"en": ""}).values()):
        yield "a rule that is not monotone needs a reason"
    if rule.floor is not None:
        yield "a rule that is not monotone carries no floor"


def _undecided(table: Table, condition: Condition) -> Iterator[str]:
    """The first point at which all completions agree and the rule does not see it."""
    exact = table.exact()
    for index, states in table.points():
        outcome = exact[index]
        if table.outcomes[index] is None and outcome is not None:
            counted = [node.dotted for node in walk(condition.expression) if isinstance(node, Name)]
            open_names = [axis.name.dotted for axis, state in zip(table.axes, states, strict=True) if state is OPEN]
            several = [name for name in open_names if counted.count(name) > 1] or open_names
            yield (
                f"with {' and '.join(several)} open this rule is possible, yet {'fires' if outcome else 'is clear'} whatever the answer; "
                "write it so that each answer occurs once"
            )
            return


def _fires_on_better(table: Table) -> Iterator[str]:
    for position, axis in enumerate(table.axes):
        found = table.first_worsening(position)
        if found is not None:
            worse, better = found
            yield (
                f"not monotone: it can fire when {axis.name.dotted} improves from {_shown(worse)} to {_shown(better)}; "
                "turn it round, or say monotone: false with a reason"
            )


def _parts_equals(table: Table) -> Iterator[str]:
    """A floor that falls on one of two options of the same worth would leave no single best answer to bound the band with."""
    for position, axis in enumerate(table.axes):
        found = table.first_difference(position)
        if found is not None:
            one, other = found
            yield f"a floor must not tell options of equal worth apart: {axis.name.dotted} is worth the same with {one} and with {other}"


def _clears_in_time(condition: Condition, vocabulary: Vocabulary, as_of: date) -> Iterator[str]:
    for later in later_days(condition, vocabulary, as_of):
        axis = axes((condition.expression,), vocabulary, (as_of, later))
        now, then = Table.of(condition, axis, as_of), Table.of(condition, axis, later)
        if any(now.outcomes[index] is True and then.outcomes[index] is not True for index, _ in now.full()):
            yield (
                f"not monotone: it can fire on {as_of} and be clear on {later} with nothing else changed; "
                "turn it round, or say monotone: false with a reason"
            )
            return


def _repeated(read: Sequence[_Read], vocabulary: Vocabulary, as_of: date) -> Iterator[tuple[Rule, str]]:
    """Each rule that decides exactly as an earlier one over the same names."""
    alike: dict[frozenset[str], list[_Read]] = defaultdict(list)
    for one in read:
        alike[frozenset(one.condition.names)].append(one)
    for group in alike.values():
        told: set[str] = set()
        for first, second in combinations(group, 2):
            if second.rule.id not in told and _same(first.condition, second.condition, vocabulary, as_of):
                told.add(second.rule.id)
                yield second.rule, f"this rule repeats {first.rule.id}"


def _same(first: Condition, second: Condition, vocabulary: Vocabulary, as_of: date) -> bool:
    if normal(first.expression) == normal(second.expression):
        return True
    try:
        axis = axes((first.expression, second.expression), vocabulary, (as_of,))
        return Table.of(first, axis, as_of).outcomes == Table.of(second, axis, as_of).outcomes
    except TooLargeError:
        return False


def _shown(value: Sample) -> str:
    match value:
        case tuple():
            return f"[{', '.join(value)}]"
        case float():
            return f"{value:g}"
        case _:
            return str(value)
