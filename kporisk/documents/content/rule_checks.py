"""What a rule keeps to beyond its schema: a condition that can be true, a question it belongs to, cases that speak of what exists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kporisk.documents.content.case_values import WrongValueError, is_zone_map, value_of
from kporisk.documents.content.conditions import Conditions, complained
from kporisk.documents.content.consistency import check_references
from kporisk.documents.content.folders import did_you_mean
from kporisk.documents.files.located import Located, Route
from kporisk.documents.files.suggestions import shown
from kporisk.errors import Problem
from kporisk.model.checklist import Question
from kporisk.rules.tree import Root, names


@dataclass(frozen=True, slots=True)
class RuleChecks:
    """Checks the rules of all files with what they may name."""

    questions: Mapping[str, Question]
    conditions: Conditions
    frameworks: Collection[str]
    countries: Collection[str]

    def problems(self, located: Located, *, domain: str) -> Iterator[Problem]:
        """What is wrong with the rules of one file of a checklist that belongs to `domain`."""
        for index, item in enumerate(located.value):
            if item["domain"] != domain:
                yield located.problem((index, "domain"), f"the rules of this folder belong to {domain}")
            expression, complaints = self.conditions.read(item["when"])
            yield from (complained(located, (index, "when"), complaint) for complaint in complaints)
            read = {name.key for name in names(expression) if name.root is Root.ANSWERS} if expression else None
            yield from self._question(located, index, item, read)
            yield from check_references(located, (index, "references"), item.get("references", ()), self.frameworks)
            for number, case in enumerate(item.get("cases", ())):
                yield from self._case(located, (index, "cases", number), case)

    def _question(self, located: Located, index: int, item: Mapping[str, Any], read: set[str] | None) -> Iterator[Problem]:
        if "question" not in item:
            return
        name, here = item["question"], (index, "question")
        question = self.questions.get(name)
        if question is None:
            yield located.problem(here, f"there is no question {shown(name)}{did_you_mean(name, self.questions)}")
            return
        if question.knock_out != item["id"]:
            stated = f"names {question.knock_out}" if question.knock_out else "names none"
            message = f"this rule is not the knock-out of {name}, which {stated}; a rule across questions leaves question out"
            yield located.problem(here, message)
        if "floor" not in item:
            yield located.problem((index,), f"the knock-out of {name} has no floor")
        if read is not None and name not in read:
            yield located.problem((index, "when"), f"the knock-out of {name} does not read answers.{name}")

    def _case(self, located: Located, route: Route, case: Mapping[str, Any]) -> Iterator[Problem]:
        vocabulary = self.conditions.vocabulary
        for root in Root:
            known = {**vocabulary.entries[root], **(dict.fromkeys(vocabulary.unusable) if root is Root.ENGAGEMENT else {})}
            for name, stated in case.get(root.value, {}).items():
                here = (*route, root.value, name)
                entry = known.get(name)
                if name not in known:
                    yield located.problem(here, f"there is no {_CALLED[root]} {shown(name)}{did_you_mean(name, known)}", of_key=True)
                elif entry is None:
                    if not is_zone_map(stated):
                        yield located.problem(here, "time zones by country code are expected here")
                else:
                    try:
                        value_of(entry.type, stated, countries=self.countries)
                    except WrongValueError as wrong:
                        yield located.problem(here, str(wrong))


_CALLED = {Root.ANSWERS: "question", Root.ENGAGEMENT: "engagement fact", Root.DERIVED: "derived fact"}


_REPLACED = "; a rules.yaml of your own replaces the whole shipped one: rules that you add stand in rules/….yaml beside it"


def check_knock_outs(located: Located, *, rules: Mapping[str, Any]) -> Iterator[Problem]:
    """Each question's `knock_out` names a rule, and one whose `question` names it back."""
    for name, body in located.value["properties"].items():
        rule = body["x-kporisk"].get("knock_out")
        if rule is None:
            continue
        here = ("properties", name, "x-kporisk", "knock_out")
        if rule not in rules:
            yield located.problem(here, f"there is no rule {shown(rule)}{did_you_mean(rule, rules)}{_REPLACED}")
        elif rules[rule].get("question") != name:
            yield located.problem(here, f"the rule {rule} does not say `question: {name}`")
