"""`kporisk checklist lint`: what is proved about rules by trying every combination of the few answers that each can tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from kporisk.documents.content.conditions import complained
from kporisk.documents.files.located import Located, read_located
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.assessment import RuleOutcome
from kporisk.model.checklist import Checklists, Rule
from kporisk.rules.complaint import excerpt
from kporisk.rules.lint import lint
from kporisk.rules.vocabulary import Vocabulary

LINT_DAY: Final = date(2027, 1, 15)
"""The day from which ages are counted where none is given: fixed, so that a rule is right or wrong for ever."""


def lint_checklists(checklists: Checklists, *, as_of: date = LINT_DAY) -> tuple[Problem, ...]:
    """What is doubtful about the rules of all checklists: rules that never or always fire, repeat another, are less decided than
    their answers allow or are not monotone, and rules without a case for each outcome."""
    vocabulary = Vocabulary.of(checklists.questions, checklists.engagement, countries=checklists.territories.by_code)
    return tuple(sorted({*lint_rules(checklists.rules, vocabulary, as_of=as_of), *_without_cases(checklists.rules)}))


def lint_rules(rules: Sequence[Rule], vocabulary: Vocabulary, *, as_of: date = LINT_DAY) -> Iterator[Problem]:
    """What enumeration finds wrong with `rules`, each complaint at the place of its condition."""
    file = cache(_file)
    for rule, complaint in lint(rules, vocabulary, as_of=as_of):
        document, places = file(rule.source)
        if document is not None and rule.id in places:
            yield complained(document, (places[rule.id], "when"), complaint)
        else:
            yield Problem(rule.source, rule.line, "", f"{rule.id}: {complaint.message}", 0, excerpt(rule.when, complaint))


def _without_cases(rules: Sequence[Rule]) -> Iterator[Problem]:
    file = cache(_file)
    for rule in rules:
        missing = [outcome for outcome in RuleOutcome if outcome not in {case.expect for case in rule.cases}]
        if missing:
            document, places = file(rule.source)
            message = f"the rule {rule.id} has no case that expects {' or '.join(missing)}"
            if document is not None and rule.id in places:
                yield document.problem((places[rule.id],), message)
            else:
                yield Problem(rule.source, rule.line, "", message)


def _file(source: str) -> tuple[Located | None, Mapping[str, int]]:
    """The file of a rule and where in it each rule stands; None where it has gone since it was loaded."""
    try:
        document = read_located(Path(source))
    except InvalidDocument:
        return None, {}
    items = document.value if isinstance(document.value, list) else []
    return document, {item["id"]: index for index, item in enumerate(items) if isinstance(item, dict) and "id" in item}
