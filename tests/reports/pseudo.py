"""A language that nobody speaks: what was translated stands in ⟦…⟧, what people wrote in «…», and any other letter is a fault."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar, cast

from babel import Locale

from kporisk.rules.tongue import Tongue
from tests.reports.catalogues import translate

PSEUDO = "qps"
_ACCENTED = str.maketrans("aceinouyACEINOUY", "åçéîñøüýÅÇÉÎÑØÜÝ")
_PLACE = re.compile(r"\{[^{}]*\}")
_PLAIN = re.compile("[aceinouyACEINOUY]")
_LETTER = re.compile(r"[^\W\d_]")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
COUNTRIES = sorted((name for code, name in Locale("en", "GB").territories.items() if not code.isdigit()), key=len, reverse=True)
OURS = (
    (rf"\b(?:{'|'.join(map(re.escape, COUNTRIES))})\b", "a country, named by Babel in the locale of the pseudo-language"),
    (r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+", "a time zone, which has one name in the world"),
    (rf"\b\d{{1,2}} (?:{MONTHS}) \d{{4}}\b|\b(?:{MONTHS})\b", "a date, written by Babel in that locale"),
    (r"(?<=⟧) and (?=⟦)", "the last of a list, joined by Babel in that locale"),
    (r"\([A-Z]{2}\)", "the code of a country"),
    (r"\b[0-9a-f]{64}\b", "a digest"),
    (r"\([a-tivx]{1,4}\)", "the mark of an item in a list of conditions"),
    (r"\bkporisk(?: [0-9.]+\w*)?", "the program and its version"),
)
"""What may stand outside of the marks wherever it does, and why."""


def pseudo(text: str) -> str:
    """The text as its translation would stand there: marked, with other letters, its places kept; what has no letter stays as it is."""
    if not _LETTER.search(_PLACE.sub("", text)):
        return text
    parts = _PLACE.split(text)
    places = _PLACE.findall(text)
    changed = "".join(f"{part.translate(_ACCENTED)}{place}" for part, place in zip(parts, [*places, ""], strict=True))
    return f"⟦{changed}⟧"


def pseudo_folder(folder: Path) -> Path:
    """A folder of templates that has the pseudo-language, made from the English words."""
    translate(folder, PSEUDO, lambda key, english: english if key == "locale" else pseudo(english))
    return folder


T = TypeVar("T")


def pseudo_value(value: T, lang: str = PSEUDO) -> T:
    """The value, however deep, with a pseudo-text for `lang` in each of its texts."""
    made: Any = value
    match value:
        case {"en": str() as english, "fr": str()}:
            made = {**cast(Mapping[str, str], value), lang: pseudo(english)}
        case Mapping():
            made = {key: pseudo_value(part, lang) for key, part in value.items()}
        case tuple() if not hasattr(value, "_fields"):
            made = tuple(pseudo_value(part, lang) for part in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            made = replace(value, **{one.name: pseudo_value(getattr(value, one.name), lang) for one in fields(value) if one.init})
    return cast(T, made)


def pseudo_tongue(tongue: Tongue) -> Tongue:
    """The table of a language that rules are said in, with every text a pseudo-text."""

    def changed(value: Any) -> Any:
        match value:
            case str():
                return pseudo(value)
            case Mapping():
                return {key: changed(part) for key, part in value.items()}
            case tuple():
                return tuple(map(changed, value))
            case _ if is_dataclass(value):
                return replace(value, **{one.name: changed(getattr(value, one.name)) for one in fields(value)})  # type: ignore[type-var]
            case _:
                return value

    made: Tongue = changed(tongue)
    return made


def translated(node: Any) -> Any:
    """The document with a pseudo-text beside every English one."""
    match node:
        case {"en": str() as english, "fr": str()}:
            return {**node, PSEUDO: pseudo(english) if english else ""}
        case Mapping():
            return {key: translated(value) for key, value in node.items()}
        case list():
            return [translated(value) for value in node]
        case _:
            return node


PEOPLE = frozenset(
    (
        *(
            "vendor.name",
            "respondents.name",
            "respondents.role",
            "declaration.name",
            "declaration.role",
            "questions.note",
            "questions.reason",
        ),
        *("questions.evidence.title", "questions.evidence.place", "questions.evidence.reviews.by", "questions.evidence.reviews.note"),
        *("waivers.reason", "waivers.approver", "rules.waiver.reason", "rules.waiver.approver"),
    )
)
"""Where a document holds what people wrote: it stays in their language."""


def marked(node: Any, where: str = "") -> Any:
    """The document with what people wrote in «…»."""
    match node:
        case Mapping():
            return {key: marked(value, f"{where}.{key}".lstrip(".")) for key, value in node.items()}
        case list():
            return [marked(value, where) for value in node]
        case str() if where in PEOPLE and node:
            return f"«{node.replace('«', '<').replace('»', '>')}»"
        case _:
            return node


NAMES = frozenset(
    (
        *("vendor.id", "respondents.id", "questions.id", "questions.by", "questions.evidence.id", "rules.id", "rules.when", "waivers.rule"),
        *("findings.references", "rules.because.question", "warnings.pointer", "sources.checklists.id", "sources.method.version"),
    )
)
"""Where a document holds what is called the same in every language: ids, clauses, conditions, places."""


def names(node: Any, where: str = "") -> frozenset[str]:
    """What the document names the same in every language, and the prefixes of the frameworks."""
    match node:
        case Mapping():
            below = [names(value, f"{where}.{key}".lstrip(".")) for key, value in node.items()]
            return frozenset(map(str, node) if where == "frameworks" else ()).union(*below)
        case list():
            return frozenset().union(*(names(value, where) for value in node))
        case str() if where in NAMES and node:
            return frozenset((node,))
        case _:
            return frozenset()


class Runs(HTMLParser):
    """What a reader sees or hears of an HTML page: texts, titles, and the attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._style = tag in ("style", "script")
        spoken = dict(attrs)
        self.runs += [str(value) for name, value in attrs if name in ("title", "alt", "aria-label", "placeholder", "summary") and value]
        if tag == "meta" and spoken.get("name") not in (None, "viewport", "color-scheme", "generator"):
            self.runs.append(str(spoken.get("content")))

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if self._style:
            self.runs += [text for text in re.findall(r"content:[^;}]*", data) for text in re.findall(r'"([^"]*)"', text)]
        else:
            self.runs.append(data)


def parted(run: str) -> tuple[str, str]:
    """What of the run is in no mark, and what is in ⟦…⟧ but not by people; marks may hold marks, and columns may mix them."""
    translated = people = 0
    outside: list[str] = []
    inside: list[str] = []
    for character in run:
        match character:
            case "⟦":
                translated += 1
            case "⟧":
                translated = max(translated - 1, 0)
            case "«":
                people += 1
            case "»":
                people = max(people - 1, 0)
            case _ if people:
                continue
            case _:
                (inside if translated else outside).append(character)
                continue
        outside.append(character)
        inside.append(character)
    return "".join(outside), "".join(inside)


def strays(runs: Iterable[str], known: Collection[str]) -> list[str]:
    """The words that are neither translated, nor by people, nor among the known names, with the text in which they stand.

    Within a translated text such a word was filled into one of its places: it is found by its letters.
    """
    longest_first = sorted(known, key=len, reverse=True)
    named = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])") if known else None
    found = []
    for run in runs:
        faults = []
        for part, letter in zip(parted(run), (_LETTER, _PLAIN), strict=True):
            left = re.sub(r"\s+", " ", part)
            if named is not None:
                left = named.sub(" ", left)
            for pattern, _ in OURS:
                left = re.sub(pattern, " ", left)
            faults += [word.strip("⟦⟧«»") for word in left.split() if letter.search(word)]
        if faults:
            found.append(f"{' '.join(faults)}: {run.strip()[:200]}")
    return found
