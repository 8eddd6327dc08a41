"""What people read beside the checklists: in both languages, with the same places to fill, one typography and one set of terms."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from tests.content.test_clauses import CHECKLISTS
from tests.content.test_texts import ENGLISH_RULES, ENGLISH_TERMS, FRENCH_RULES, FRENCH_TERMS
from tests.reports.catalogues import said

KPORISK = CHECKLISTS.parent / "kporisk"
TONGUES = {"english.py", "french.py"}
"""Tables of one language each; the sentences made with them are tested with the rules."""

SETTINGS = ("locale", "percent_sign", "first_of_month")

NOT_FRENCH = [
    (r"(?i)\bdires\b", "sur déclarations: the client and its counsel answer too"),
    (r"(?i)\bjuristes?\b", "un conseil, un conseil juridique"),
    (r"(?i)\brelect(?:eur|ure)", "examinateur, examen: who judges a document does not proof-read it"),
    (r"(?i)\bremèdes?\b", "remédiation"),
    (r"(?i)\bjuridiction\b(?!, étatique)", "pays, environnement juridique: a juridiction is a court"),
    (r"(?i)\bdouteu[xs]", "à vérifier"),
    (r"(?i)\binopposable", "privée d'effet: what third parties may ignore is inopposable"),
    (r"(?i)\bfaits? de droit\b", "donnée juridique"),
    (r"(?i)\brelais\b", "langue véhiculaire"),
    (r"(?i)\bsincères?\b", "complètes et exactes"),
]
NOT_ENGLISH = [
    (r"(?i)\bguilt|\bmisconduct\b(?<!known misconduct)|\bfraud", "no accusation beyond the answers"),
    (r"(?i)\bdoubtful\b", "to check"),
]

WORD_MARKS_EN = {
    "no space before a mark": r" [;:?!%,.)]",
    "one plain space at a time": r"\s\s|[^\S ]",
    "curly apostrophes and quotation marks": r"['\"`]",
    "no ellipsis": r"\.\.|…",
    "no long dash": "\u2014",
}
WORD_MARKS_FR = {
    "a no-break space before a colon": r"[^\u00a0]:(?!\d)",
    "a no-break space before a per cent sign": r"[^\u00a0]%",
    "a narrow no-break space before the other double marks": r"[^\u202f][;?!]",
    "a no-break space inside quotation marks": r"«[^\u00a0]|[^\u00a0]»",
    "no space before a comma, a full stop or a closing bracket": r"\s[,.)]",
    "one space at a time": r"\s\s",
    "curly apostrophes, and no English quotation marks": r"['\"`“”]",
    "no ellipsis": r"\.\.|…",
    "no long dash": "\u2014",
}


class Pair(NamedTuple):
    """One text in both languages, and where it stands."""

    where: str
    en: str
    fr: str


@cache
def report_words() -> tuple[Pair, ...]:
    """The words of the reports, those that are settings left out."""
    french = said("fr")
    return tuple(Pair(where, text, french[where]) for where, text in said("en").items() if where not in SETTINGS)


@cache
def notes_of_law() -> tuple[Pair, ...]:
    """The notes beside the facts of law."""
    table = json.loads((CHECKLISTS / "legal_facts.json").read_text(encoding="utf-8"))
    return tuple(
        Pair(f"{country}.{name}", fact["note"]["en"], fact["note"]["fr"])
        for country, facts in table["countries"].items()
        for name, fact in facts.items()
        if "note" in fact
    )


def literal(node: ast.expr) -> str | None:
    """A text in the code, with its places to fill in braces; None for what is no text."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            texts = [literal(part) if isinstance(part, ast.Constant) else "{" + ast.unparse(part).strip("f'\"{}") + "}" for part in parts]
            return "".join(text or "" for text in texts)
        case _:
            return None


def in_code(tree: ast.AST, where: str) -> Iterator[Pair]:
    """The texts that a module holds in both languages: in a table, or noted as a doubt."""
    for node in (found for found in ast.walk(tree) if isinstance(found, ast.expr)):
        english = french = None
        match node:
            case ast.Dict(keys=[ast.Constant(value="en"), ast.Constant(value="fr")], values=[first, second]):
                english, french = literal(first), literal(second)
            case ast.Call(func=ast.Attribute(attr="doubt"), args=[first, second]):
                english, french = literal(first), literal(second)
        if english is not None and french is not None:
            yield Pair(f"{where}:{node.lineno}", english, french)


@cache
def code_texts() -> tuple[Pair, ...]:
    """Every text in both languages that stands in the code."""
    found: list[Pair] = []
    for file in sorted(KPORISK.rglob("*.py")):
        if file.name not in TONGUES:
            found += in_code(ast.parse(file.read_text(encoding="utf-8")), file.relative_to(KPORISK).as_posix())
    return tuple(found)


def places(text: str) -> Counter[str]:
    """The places to fill: `{told}`, and in code what is filled in, whichever language's it is."""
    return Counter(re.sub(r"'(?:en|fr)'", "'lang'", place) for place in re.findall(r"\{([^{}]+)\}", text))


def numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"\{[^{}]*\}", "", text))))


def filled(text: str) -> str:
    """The text with a letter in each of its places."""
    return re.sub(r"\{[^{}]+\}", "X", text)


def test_there_is_something_to_hold() -> None:
    assert len(report_words()) > 350
    assert len(notes_of_law()) > 150
    assert len(code_texts()) > 25


def test_no_word_is_empty() -> None:
    assert [pair.where for pair in (*report_words(), *notes_of_law()) if not (pair.en.strip() and pair.fr.strip())] == []


def test_the_places_to_fill_are_the_same_in_both_languages() -> None:
    """A count of one may be said in letters."""
    for pair in (*report_words(), *code_texts()):
        en, fr = places(pair.en), places(pair.fr)
        if pair.where.endswith(".one"):
            en.pop("n", None)
            fr.pop("n", None)
        assert set(en) == set(fr), pair.where


def test_figures_are_the_same_in_both_languages() -> None:
    """Hours of the clock are written 9:00 and 9 h."""
    for pair in (*report_words(), *notes_of_law()):
        assert numbers(pair.en.replace(":00", "")) == numbers(pair.fr.replace("1er ", "1 ").replace("289e", "289")), pair.where


def test_texts_close_alike_in_both_languages() -> None:
    assert [
        pair.where for pair in (*report_words(), *notes_of_law(), *code_texts()) if pair.en.endswith(".") != pair.fr.endswith(".")
    ] == []


@pytest.mark.parametrize("rule", WORD_MARKS_EN)
def test_typography_of_the_english_words(rule: str) -> None:
    assert [f"{pair.where}: {pair.en}" for pair in report_words() if re.search(WORD_MARKS_EN[rule], filled(pair.en))] == []


@pytest.mark.parametrize("rule", WORD_MARKS_FR)
def test_typography_of_the_french_words(rule: str) -> None:
    assert [f"{pair.where}: {pair.fr}" for pair in report_words() if re.search(WORD_MARKS_FR[rule], filled(pair.fr))] == []


def apart(name: str) -> bool:
    """Whether a rule is of whole texts: in code there are beginnings and marks that are put together."""
    return name in ("no space at the ends", "plain ASCII")


@pytest.mark.parametrize("rule", [name for name in ENGLISH_RULES if not apart(name)])
def test_typography_of_english_notes_and_messages(rule: str) -> None:
    assert [pair.where for pair in (*notes_of_law(), *code_texts()) if re.search(ENGLISH_RULES[rule], filled(pair.en))] == []


@pytest.mark.parametrize("rule", [name for name in FRENCH_RULES if not apart(name)])
def test_typography_of_french_notes_and_messages(rule: str) -> None:
    assert [pair.where for pair in (*notes_of_law(), *code_texts()) if re.search(FRENCH_RULES[rule], filled(pair.fr))] == []


@pytest.mark.parametrize(("pattern", "instead"), [*ENGLISH_TERMS, *NOT_ENGLISH])
def test_english_terms_stay_the_same(pattern: str, instead: str) -> None:
    everything = (*report_words(), *notes_of_law(), *code_texts())
    assert [f"{pair.where}: {pair.en}" for pair in everything if re.search(pattern, filled(pair.en))] == [], instead


@pytest.mark.parametrize(("pattern", "instead"), [*FRENCH_TERMS, *NOT_FRENCH])
def test_french_terms_stay_the_same(pattern: str, instead: str) -> None:
    everything = (*report_words(), *notes_of_law(), *code_texts())
    assert [f"{pair.where}: {pair.fr}" for pair in everything if re.search(pattern, pair.fr.replace("’", "'"))] == [], instead


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_the_law_says_is_for_counsel_to_confirm(lang: str) -> None:
    counsel = {"en": "to be confirmed by counsel", "fr": "à confirmer par un conseil juridique"}[lang]
    for where in ("counsel.limits", "jurisdiction.lead", "jurisdiction.confirm", "method.limit_list.2", "country_lines.footnote"):
        assert counsel in said(lang)[where].casefold(), where
