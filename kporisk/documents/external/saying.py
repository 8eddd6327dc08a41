"""What an answer in somebody else's form says: yes, no, not applicable, or nothing that is understood. English and French."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from kporisk.assessment.phrases import folded
from kporisk.model.scale import Text


class Word(Enum):
    """What is understood of an answer."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not applicable"


WORDS = {
    Word.YES: ("yes", "y", "oui", "o", "true", "vrai"),
    Word.NO: ("no", "n", "non", "false", "faux"),
    Word.NOT_APPLICABLE: ("na", "n/a", "n.a", "not applicable", "non applicable", "sans objet", "s.o", "s/o"),
}
_MEANT = {word: meaning for meaning, words in WORDS.items() for word in words}
_LONGEST_FIRST = "|".join(sorted((re.escape(word) for word in _MEANT), key=len, reverse=True))
_BEGINS = re.compile(rf"({_LONGEST_FIRST})\.?\s*(?:[-\u2013\u2014:,;(]|\.\s|\n)\s*", re.IGNORECASE)
_ERRORS = ("#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "err:")

NEITHER: Text = {
    "en": "neither yes, no nor not applicable",
    "fr": "ni oui, ni non, ni non applicable",
}
FAILED: Text = {
    "en": "the cell holds an error, or a formula that was never worked out",
    "fr": "la cellule contient une erreur ou une formule jamais calculée",
}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that is understood. `rest`: what stands behind its first word."""

    word: Word
    rest: str = ""


def understood(text: str) -> Said | None:
    """The answer, by its first word where a mark sets it apart from the rest; None where it is none of the words."""
    plain = folded(text).strip(" .!;,")
    if plain in _MEANT:
        return Said(_MEANT[plain])
    text = text.strip()
    begins = _BEGINS.match(text)
    if begins is None:
        return None
    rest = text[begins.end() :]
    return Said(_MEANT[folded(begins[1])], (rest.removesuffix(")") if "(" in begins[0] else rest).strip())


def is_error(text: str) -> bool:
    """Whether a text is what a spreadsheet program shows of an error."""
    return folded(text).startswith(_ERRORS)
