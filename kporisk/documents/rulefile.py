"""From a `rules.yaml` that keeps to the published schema to rules: what a rule leaves out comes from its question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kporisk.documents.library import did_you_mean
from kporisk.documents.located import Located
from kporisk.errors import Problem
from kporisk.model.checklist import Floor, Question, Rule, RuleCase, Severity
from kporisk.model.scale import Text


class RuleReading:
    """Reads the rules of one checklist: `domain` and `module` are the checklist's, `questions` those of all checklists."""

    def __init__(self, *, domain: str, module: str | None, questions: Mapping[str, Question]) -> None:
        self._domain = domain
        self._module = module
        self._questions = questions
        self.problems: list[Problem] = []

    def rules(self, located: Located) -> Iterator[Rule]:
        """The rules of one file; what they lack is in `problems`."""
        for index, item in enumerate(located.value or ()):
            question = self._question_of(item, located, index)
            floor = Floor(item["floor"]) if "floor" in item else None
            severity = Severity(item.get("severity", floor.value if floor else "major"))
            yield Rule(
                id=item["id"],
                when=item["when"].strip(),
                domain=item["domain"],
                module=self._module,
                floor=floor,
                severity=severity,
                finding=self._text("finding", item, located, index, question),
                remediation=self._text("remediation", item, located, index, question),
                references=tuple(item.get("references", question.references if question else ())),
                question=question.id if question else None,
                monotone=item.get("monotone", True),
                reason=item.get("reason"),
                cases=tuple(_case(case, located, index, number) for number, case in enumerate(item.get("cases", ()))),
                source=located.source,
                line=located.place((index, "when"))[0],
            )

    def _question_of(self, item: Mapping[str, Any], located: Located, index: int) -> Question | None:
        if "question" not in item:
            return None
        found = self._questions.get(item["question"])
        if found is None:
            message = f'there is no question "{item["question"]}"{did_you_mean(item["question"], self._questions)}'
            self.problems.append(located.problem((index, "question"), message))
        return found

    def _text(self, name: str, item: Mapping[str, Any], located: Located, index: int, question: Question | None) -> Text:
        if name in item:
            text: Text = dict(item[name])
            return text
        if question is not None:
            inherited: Text = getattr(question, name)
            return inherited
        if "question" not in item:
            self.problems.append(located.problem((index,), f"a rule across questions says its {name} in English and French"))
        return {"en": "", "fr": ""}


def _case(case: Mapping[str, Any], located: Located, index: int, number: int) -> RuleCase:
    return RuleCase(
        answers=case.get("answers", {}),
        engagement=case.get("engagement", {}),
        expect=case["expect"],
        derived=case.get("derived", {}),
        as_of=date.fromisoformat(case["as_of"]) if "as_of" in case else None,
        line=located.place((index, "cases", number))[0],
    )
