"""Rules as sentences, said once per rule and kept."""

from __future__ import annotations

from functools import lru_cache

from kporisk.model.checklist import Checklists, Rule
from kporisk.model.scale import Text
from kporisk.rules.parser import parse
from kporisk.rules.types import Vocabulary
from kporisk.rules.words import say


@lru_cache(maxsize=4)
def vocabulary(checklists: Checklists) -> Vocabulary:
    """What a rule of these checklists may name."""
    return Vocabulary.of(checklists.questions, checklists.engagement, countries=checklists.territories.by_code)


@lru_cache(maxsize=4096)
def _sentence(checklists: Checklists, when: str) -> Text:
    expression = parse(when)
    return {lang: say(expression, vocabulary(checklists), lang) for lang in ("en", "fr")}


def rule_sentence(checklists: Checklists, rule: Rule) -> Text:
    """The rule's condition in plain words, in every language."""
    return _sentence(checklists, rule.when)
