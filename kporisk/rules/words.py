"""A rule in plain words, for people who read sentences and not code: from its syntax tree, in any language that has a table.

The sentence says exactly what the condition says. So "more than 24 months", which in whole months begins with the 25th, reads "25 full
months or more"; and where a number's "not measured" counts as the worst value, the sentence names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from kporisk.rules.atoms_in_words import Speaker
from kporisk.rules.english import ENGLISH
from kporisk.rules.french import FRENCH
from kporisk.rules.normal import All, Atom, Form, Some, normal
from kporisk.rules.tongue import Tongue
from kporisk.rules.tree import Expression
from kporisk.rules.vocabulary import Vocabulary

TONGUES: Mapping[str, Tongue] = {"en": ENGLISH, "fr": FRENCH}
"""The languages that rules are said in, by code."""

_MARKS = (tuple("abcdefghjkmnpqrst"), ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), ())
"""What marks the items of a list, by its depth: no letter that is a numeral of the list within; where they run out, digits do."""
_VOWELS = frozenset("aeiouyàâéèêëîïôùûœæ")


def say(expression: Expression, vocabulary: Vocabulary, lang: str) -> str:
    """The rule as one sentence. The condition must have passed `check`; raises KeyError for a language without a table."""
    return TONGUES[lang].sentence.format(condition=say_condition(expression, vocabulary, lang))


def say_condition(expression: Expression, vocabulary: Vocabulary, lang: str) -> str:
    """The condition alone, from its conjunction on: "when …"."""
    return _Sentence(TONGUES[lang], Speaker(TONGUES[lang], vocabulary, lang)).condition(normal(expression))


class _Sentence:
    def __init__(self, tongue: Tongue, speaker: Speaker) -> None:
        self._tongue = tongue
        self._speaker = speaker

    def condition(self, form: Form) -> str:
        """The outermost level: joined by conjunctions where that is plain, else a list with marks."""
        tongue = self._tongue
        match form:
            case Atom():
                return self._introduced(self._speaker.atom(form), tongue.first)
            case All(parts) | Some(parts):
                groups = [part for part in parts if not isinstance(part, Atom)]
                if len(groups) > 1:
                    return self._introduced(self._listed(form, 0), tongue.first)
                first, *further = [self._clause(part, 0) for part in sorted(parts, key=lambda part: not isinstance(part, Atom))]
                rest = [self._introduced(clause, tongue.further) for clause in further]
                return self._joined([self._introduced(first, tongue.first), *rest], self._connective(form))
            case _:
                assert_never(form)

    def _clause(self, form: Form, depth: int) -> str:
        return self._speaker.atom(form) if isinstance(form, Atom) else self._listed(form, depth)

    def _listed(self, form: All | Some, depth: int) -> str:
        tongue = self._tongue
        marks = _MARKS[min(depth, len(_MARKS) - 1)]
        items = [f"{_mark(marks, index)} {self._clause(part, depth + 1)}" for index, part in enumerate(form.parts)]
        head = tongue.all_hold if isinstance(form, All) else tongue.one_holds
        last = f"{tongue.semicolon}{self._connective(form)} "
        return f"{head}{tongue.colon}{tongue.semicolon.join(items[:-1])}{last}{items[-1]}"

    def _connective(self, form: All | Some) -> str:
        return self._tongue.conjunction if isinstance(form, All) else self._tongue.disjunction

    def _joined(self, clauses: Sequence[str], connective: str) -> str:
        """Two clauses with a comma, more with semicolons: clauses have commas of their own."""
        if len(clauses) == 2:
            return f"{clauses[0]}, {connective} {clauses[1]}"
        semicolon = self._tongue.semicolon
        return f"{semicolon.join(clauses[:-1])}{semicolon}{connective} {clauses[-1]}"

    @staticmethod
    def _introduced(clause: str, words: tuple[str, str]) -> str:
        return f"{words[1] if clause[0].lower() in _VOWELS else words[0]}{clause}"


def _mark(marks: Sequence[str], index: int) -> str:
    return f"({marks[index] if index < len(marks) else index + 1})"
