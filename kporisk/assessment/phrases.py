"""What notes say in words that an answer does not: that a question does not apply, or that a thing is there only in part. English, French.

Texts are compared folded: small letters without accents, straight apostrophes. Phrases are whole words. A phrase does not count where it
is denied ("not partly"), past ("was informal") or only supposed ("if partly"): a false alarm costs more trust than a missed one.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
)
_WHEN_EN = rf"(?:the )?(?:20\d\d|q[1-4]|{_MONTHS}|next|early|late|mid|spring|summer|autumn|winter|first|second|third|fourth|end|start)"
_WHEN_FR = (
    rf"(?:l[ea] |l'|les )?"
    rf"(?:20\d\d|\d|t[1-4]|{_MONTHS}|fin|debut|mi|courant|printemps|ete|automne|hiver|an prochain|annee prochaine)"
)
_END = r"(?= *(?:[.,;:!)]|$))"
_MADE_EN = r"(?:implemented|introduced|deployed|signed|completed|finalised|finalized|approved|documented|set up|put in place|confirmed)"
_THING_EN = (
    r"(?:process(?:es)?|procedures?|polic(?:y|ies)|programmes?|programs?|plans?|reviews?|training|agreements?|assessments?"
    r"|test(?:ing|s)?|registers?|inventory)"
)
_THING_FR = r"(?:processus|procedure|politique|programme|plan|revue|formation|accord|contrat|evaluation|test|registre|inventaire)s?"
_WRITTEN_FR = r"(?:formel(?:le)?|formalisee?|ecrite?|documentee?)s?"
_MADE_FR = r"(?:deploiement|mise|signature|redaction|negociation|finalisation|validation|certification|generalisation|formalisation)"


class Phrases(Enum):
    """Groups of phrases; each value is the alternatives of a regular expression over folded text."""

    DOES_NOT_APPLY = (
        r"not applicable",
        r"inapplicable",
        r"n/a",
        r"n\.a\.",
        r"\Ana\.?\Z",
        r"(?:this|that|it|question|point|item|control|requirement) (?:does not|doesn't) apply",
        r"\A(?:does not|doesn't) apply",
        r"not relevant (?:here|to us|for us|to this|for this)",
        r"sans objet",
        r"(?:non|pas) applicables?",
        r"(?:cela|ceci|question|point|exigence|mesure) ne s'applique pas",
        r"\Ane s'applique pas",
        r"(?:non|pas) concernee?s?",
    )
    ONLY_IN_PART = (
        r"partly",
        r"partially",
        r"in part",
        r"not (?:yet|all|every|everyone|everybody|fully|entirely|completely|in place|signed|implemented|enforced|formal(?:ly|ised|ized)?)",
        r"not (?:documented|written(?: down)?)",
        rf"(?:\A|(?<=there is )|(?<=there are )|(?<=we have ))no (?:formal|documented|written) (?:\w+ ){{0,2}}{_THING_EN}",
        r"\Ano\.?\Z",
        rf"we (?:do not|don't) (?:yet |currently )?have (?:an? |any )(?:\w+ ){{0,2}}{_THING_EN}",
        rf"no (?:such )?{_THING_EN} (?:exists?|(?:is|are) in place)",
        r"undocumented",
        r"unwritten",
        rf"pending{_END}",
        r"(?:is|are|still) pending",
        r"pending (?:signature|approval|completion|renewal|review|roll-?out|implementation|certification)",
        rf"(?<!work )in progress{_END}",
        r"being rolled out",
        r"under development",
        r"in preparation",
        r"in draft",
        r"(?:still|only) (?:a |in )?draft",
        r"draft only",
        rf"(?:is|are|still|only|being) planned{_END}",
        rf"planned (?:for|in|by|from) {_WHEN_EN}",
        r"(?:we|they) (?:plan|intend) to",
        r"planning to",
        rf"to be {_MADE_EN}",
        r"informal(?:ly)?",
        r"only (?:ad[ -]hoc|verbal(?:ly)?|oral(?:ly)?)",
        r"(?:ad[ -]hoc|verbal|oral) only",
        r"(?:verbal|oral) (?:agreement|promise|commitment)",
        r"partiellement",
        r"en partie",
        r"pas encore",
        r"pas (?:tous|toutes|entierement|totalement|completement|en place)",
        r"(?:pas|non) (?:signee?s?|formalisee?s?|documentee?s?|ecrite?s?)",
        rf"(?:\A|(?<=il n'y a )|(?<=nous n'avons )|(?<=il n'existe ))(?:pas (?:de |d')|aucune? ){_THING_FR} "
        rf"(?:\w+ ){{0,2}}{_WRITTEN_FR}",
        r"\Anon\.?\Z",
        rf"nous n'avons (?:pas (?:encore |actuellement )?(?:de |d')|aucune? ){_THING_FR}",
        rf"(?:\A|(?<=[.;:] ))aucune? {_THING_FR} (?:n'existe|n'est en place)",
        rf"en cours de {_MADE_FR}",
        rf"(?:est|sont|encore) en cours{_END}",
        rf"(?:prevue?|planifiee?|envisagee?)s? (?:(?:pour|en|au|a|d'ici)(?: a)? )?{_WHEN_FR}",
        r"en projet",
        r"a l'etat de projet",
        r"informel(?:le)?s?",
        r"informellement",
        r"accord (?:oral|verbal)",
        r"(?:seulement|uniquement) (?:a l'oral|oralement|verbalement)",
        r"en attente de (?:la |l')?(?:signature|validation|approbation|certification|reponse)",
    )
    DENIES = (
        r"no",
        r"not",
        r"none",
        r"nothing",
        r"nobody",
        r"never",
        r"cannot",
        r"\w+n't",
        r"without",
        r"pas",
        r"aucune?s?",
        r"rien",
        r"jamais",
        r"sans",
        r"neant",
    )


_COMPILED = {group: re.compile(rf"(?<![\w']){'(?:' + '|'.join(group.value) + ')'}(?!\w)") for group in Phrases}
_CLAUSE = re.compile(r"[.,;:!?()\n\u2013\u2014]")
_SENTENCES = re.compile(r"(?<=[.;!?])\s+|\n+")
_WORD = re.compile(r"[\w']+")
_NEGATORS = frozenset(
    (
        *("no", "not", "never", "nothing", "none", "neither", "nor", "without", "cannot", "hardly"),
        *("pas", "aucun", "aucune", "jamais", "rien", "ni", "sans", "non"),
    )
)
LONGEST = 160
"""Longer texts are quoted in part."""
_NEAR = 3
"""A negation reaches so many words ahead."""
_NOT_SO = re.compile(
    r"\b(?:was|were|formerly|previously|used to|no longer|if|unless|whether|would"
    r"|etai(?:t|ent)|auparavant|autrefois|precedemment|n'est plus|ne sont plus|si|lorsque|serai(?:t|ent))\b"
)
_APOSTROPHES = {"\u2019": "'", "\u02bc": "'", "\u2018": "'"}


def folded(text: str) -> str:
    """The text for comparison: small letters, no accents, straight apostrophes, single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", "".join(_APOSTROPHES.get(character, character) for character in text))
        text = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(text.casefold().split())


def passage(text: str, group: Phrases) -> str | None:
    """Where the text says one of the phrases as something that is so: the sentence, or the whole of a short text. None: nowhere."""
    for sentence in _SENTENCES.split(text):
        words = folded(sentence)
        for match in _COMPILED[group].finditer(words):
            if _stands(words, match.start()):
                return text if len(text) <= LONGEST else _around(sentence, match.start() / len(words))
    return None


def _stands(sentence: str, start: int) -> bool:
    """Whether what begins there is said plainly: not denied, not past, not only supposed."""
    if _NOT_SO.search(sentence):
        return False
    near = _WORD.findall(_CLAUSE.split(sentence[:start])[-1])[-_NEAR:]
    if any(word in _NEGATORS or word.endswith("n't") for word in near):
        return False
    # Of "ne … que", which restricts, and of "ne … pas encore", the "ne" denies nothing more.
    half = near[-1:] == ["que"] or sentence.startswith(("pas ", "aucun"), start)
    return half or not any(word == "ne" or word.startswith("n'") for word in near)


def _around(sentence: str, share: float) -> str:
    """So much of a long sentence as can be quoted, with what stands after that share of it in the middle."""
    first = max(0, min(int(share * len(sentence)) - LONGEST // 2, len(sentence) - LONGEST))
    return ("…" if first else "") + sentence[first:]
