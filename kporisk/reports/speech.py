"""One language of the reports: its words, sentences, plurals, numbers and dates."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kporisk.errors import RenderingError, UsageError

_FRENCH_BEFORE = re.compile(r" ([;?!%])")
_FRENCH_COLON = re.compile(r" ([:»])")
_FRENCH_AFTER = re.compile("« ")
_ENGLISH_PERCENT = re.compile(r"(?<=\d)[ \u00a0]%")


class Speech:
    """The words of one language and the ways it writes numbers and dates."""

    def __init__(self, lang: str, words: Mapping[str, Any]) -> None:
        from babel import Locale

        self.lang = lang
        self._words = words
        self._locale = Locale.parse(words["locale"])

    def say(self, key: str, /, **values: object) -> str:
        """The sentence `key` with its places filled. Raises RenderingError for a key that the language lacks."""
        text = self._find(key)
        if not isinstance(text, str):
            raise RenderingError(f"words/{self.lang}.yaml: {key} should be one text")
        return text.format(**values) if values else text

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The sentence `key` in the plural form that `n` takes, with `{n}` written in the language's digits."""
        forms = self._find(key)
        form = self._locale.plural_form(n)
        text = forms.get(form, forms["other"])
        return str(text).format(n=self.number(n), **values)

    def paragraphs(self, key: str, /) -> tuple[str, ...]:
        """The texts listed under `key`. Raises RenderingError for a key that the language lacks."""
        return tuple(str(text) for text in self._find(key))

    def has(self, key: str) -> bool:
        """Whether the language has the text `key`."""
        try:
            self._find(key)
        except RenderingError:
            return False
        return True

    def label(self, group: str, name: str) -> str:
        """The words for an id, or, for one that an organisation added, the id itself with spaces."""
        known = self._find(f"labels.{group}")
        return str(known[name]) if name in known else name.replace("_", " ")

    def text(self, value: object) -> str:
        """A text of the assessment in this language: `{en, fr}`, or already plain. Falls back to English, then to any language.

        Our own texts, those in several languages, are set as printers set them; what people wrote stays as they wrote it.
        """
        if isinstance(value, Mapping):
            for lang in (self.lang, "en", *value):
                if value.get(lang):
                    return typeset(str(value[lang]), lang)
            return ""
        return "" if value is None else str(value)

    def number(self, value: float, places: int = 0) -> str:
        """A number with exactly `places` decimals."""
        from babel.numbers import format_decimal

        text: str = format_decimal(value, format="#,##0" + ("." + "0" * places if places else ""), locale=self._locale)
        return text.replace("-", "−")

    def measure(self, value: float) -> str:
        """A stated number as short as it may be said, up to four decimals."""
        from babel.numbers import format_decimal

        return str(format_decimal(value, format="#,##0.####", locale=self._locale)).replace("-", "−")

    def percent(self, share: float, places: int = 0) -> str:
        """A share from 0 to 1 as a percentage."""
        from babel.numbers import format_percent

        return str(
            format_percent(share, format="#,##0" + ("." + "0" * places if places else "") + self.say("percent_sign"), locale=self._locale)
        )

    def day(self, iso: str | None) -> str:
        """An ISO date or month written out; a dash where there is none; anything else (a year) unchanged."""
        from babel.dates import format_date

        if not iso:
            return "–"
        try:
            if len(iso) == len("2026-11"):
                return str(format_date(date.fromisoformat(f"{iso}-01"), format="MMMM y", locale=self._locale))
            return str(format_date(date.fromisoformat(iso), format="long", locale=self._locale))
        except ValueError:
            return iso

    def country(self, code: str) -> str:
        """A country's name, or its code where the language has no name for it."""
        return str(self._locale.territories.get(code, code))

    def language(self, code: str) -> str:
        """A language's name, or its code where this language has no name for it."""
        return str(self._locale.languages.get(code, code))

    def enumeration(self, items: Iterable[str]) -> str:
        """Items joined the way the language lists them: "a, b and c"."""
        from babel.lists import format_list

        return str(format_list(list(items), locale=self._locale))

    def _find(self, key: str) -> Any:
        node: Any = self._words
        for part in key.split("."):
            if not isinstance(node, Mapping) or part not in node:
                raise RenderingError(f"words/{self.lang}.yaml lacks {key}: add the text, or install kporisk again with pip")
            node = node[part]
        return node


def typeset(text: str, lang: str) -> str:
    """The text with typographic apostrophes; in English 80%, in French no-break spaces before ; : ? ! % », which begin no line."""
    text = text.replace("'", "\u2019")
    if lang == "en":
        return _ENGLISH_PERCENT.sub("%", text)
    if lang != "fr":
        return text
    return _FRENCH_AFTER.sub("«\u00a0", _FRENCH_COLON.sub("\u00a0\\1", _FRENCH_BEFORE.sub("\u202f\\1", text)))


@functools.cache
def speech(lang: str, folders: tuple[Path, ...]) -> Speech:
    """The language `lang` from `words/<lang>.yaml` of the folders, the first folder's words over the later ones'.

    Raises UsageError, naming the languages there are, where no folder has it.
    """
    words: dict[str, Any] = {}
    for folder in reversed(folders):
        file = folder / "words" / f"{lang}.yaml"
        if lang in languages(folders) and file.is_file():
            words = _overlay(words, _load(file))
    if not words:
        raise UsageError(f"there is no report language {lang!r}: there are {', '.join(languages(folders))}")
    return Speech(lang, words)


def languages(folders: Sequence[Path]) -> tuple[str, ...]:
    """The languages that have a file of words, sorted."""
    return tuple(sorted({file.stem for folder in folders for file in (folder / "words").glob("*.yaml")}))


def _load(file: Path) -> Mapping[str, Any]:
    import yaml

    # Every leaf is a text, so none is resolved: a word such as "no" stays a word.
    loaded: Mapping[str, Any] = yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)
    return loaded


def _overlay(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(under)
    for key, value in over.items():
        below = both.get(key)
        both[key] = _overlay(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return both
