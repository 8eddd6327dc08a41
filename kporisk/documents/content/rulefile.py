"""From a `rules.yaml` that keeps to the published schema to rules: what a rule leaves out comes from its question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kporisk.documents.files.located import Located
from kporisk.model.checklist import Floor, Question, Rule, RuleCase, Severity
from kporisk.model.scale import Text


def read_rules(located: Located, *, module: str | None, questions: Mapping[str, Question]) -> Iterator[Rule]:
    """The rules of one file. A rule whose `question` does not exist gets empty texts; that it does not is for the checks to say."""
    for index, item in enumerate(located.value):
        question = questions.get(item.get("question", ""))
        floor = Floor(item["floor"]) if "floor" in item else None
        yield Rule(
            id=item["id"],
            when=item["when"].rstrip(),
            domain=item["domain"],
            module=module,
            floor=floor,
            severity=Severity(item.get("severity", floor.value if floor else "major")),
            finding=_text("finding", item, question),
            remediation=_text("remediation", item, question),
            references=tuple(item.get("references", question.references if question else ())),
            question=item.get("question"),
            monotone=item.get("monotone", True),
            reason=_in_every_language(item["reason"]) if "reason" in item else None,
            cases=tuple(_case(case, located, index, number) for number, case in enumerate(item.get("cases", ()))),
            source=located.source,
            line=located.place((index, "when"))[0],
        )


def _text(name: str, item: Mapping[str, Any], question: Question | None) -> Text:
    given: Text | None = item.get(name)
    if given is not None:
        return given
    if question is None:
        return {"en": "", "fr": ""}
    inherited: Text = getattr(question, name)
    return inherited


def _in_every_language(text: str | Text) -> Text:
    """One text is said in every language."""
    return {"en": text, "fr": text} if isinstance(text, str) else text


def _case(case: Mapping[str, Any], located: Located, index: int, number: int) -> RuleCase:
    return RuleCase(
        answers=case.get("answers", {}),
        engagement=case.get("engagement", {}),
        expect=case["expect"],
        derived=case.get("derived", {}),
        as_of=date.fromisoformat(case["as_of"]) if "as_of" in case else None,
        line=located.place((index, "cases", number))[0],
    )
