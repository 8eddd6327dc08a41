"""One language of the reports: its words, sentences, plurals, numbers and dates."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from kporisk.errors import RenderingError, UsageError
from kporisk.reports.words import Words, languages

_FRENCH_BEFORE = re.compile(r" ([;?!%])")
_FRENCH_COLON = re.compile(r" ([:»])")
_FRENCH_AFTER = re.compile("« ")
_DAY = re.compile(r"\bd\b")
_ENGLISH_PERCENT = re.compile(r"(?<=\d)[ \u00a0]%")


class Speech:
    """The words of one language and the ways it writes numbers and dates."""

    def __init__(self, words: Words) -> None:
        from babel import Locale

        self.lang = words.lang
        self._words = words
        self._locale = Locale.parse(words.text("locale"))

    def say(self, key: str, /, **values: object) -> str:
        """The sentence `key` with its places filled. Raises RenderingError for a key that the language lacks or a place that it has not."""
        text = self._words.text(key)
        return self._filled(key, text, values) if values else text

    def count(self, key: str, n: float, /, **values: object) -> str:
        """The sentence `key` in the plural form that `n` takes, with `{n}` written in the language's digits. Errors as in `say`."""
        category = self._locale.plural_form(n)
        whole = next((m for m in (int(n), math.ceil(n)) if self._locale.plural_form(m) == category), math.ceil(n))
        return self._filled(key, self._words.plural(key, abs(whole), category), {**values, "n": self.measure(n)})

    def paragraphs(self, key: str, /) -> tuple[str, ...]:
        """The texts listed under `key`. Raises RenderingError for a key that the language lacks."""
        return self._words.texts(key)

    def has(self, key: str) -> bool:
        """Whether there is a text or a group of texts `key`."""
        return self._words.has_text(key) or self._words.has_group(key)

    def label(self, group: str, name: str) -> str:
        """The words for an id, or, for one that an organisation added, the id itself with spaces."""
        key = f"labels.{group}.{name}"
        return self._words.text(key) if self._words.has_text(key) else name.replace("_", " ")

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
            day, pattern = date.fromisoformat(iso), self._locale.date_formats["long"].pattern
            if day.day == 1:
                pattern = _DAY.sub(f"'{self.say('first_of_month')}'", pattern)
            return str(format_date(day, format=pattern, locale=self._locale))
        except ValueError:
            return iso

    def country(self, code: str) -> str:
        """A country's name, or its code where the language has no name for it."""
        return str(self._locale.territories.get(code, code))

    @property
    def own_name(self) -> str:
        """The language's own name for itself, with a capital: English, Français."""
        name = str(self._locale.languages.get(self._locale.language, self.lang))
        return name[:1].upper() + name[1:]

    def language(self, code: str) -> str:
        """A language's name, or its code where this language has no name for it."""
        return str(self._locale.languages.get(code, code))

    def enumeration(self, items: Iterable[str]) -> str:
        """Items joined the way the language lists them: "a, b and c"."""
        from babel.lists import format_list

        return str(format_list(list(items), locale=self._locale))

    def _filled(self, key: str, text: str, values: Mapping[str, object]) -> str:
        try:
            return text.format(**values)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise RenderingError(
                f"the text {key} of the report language {self.lang!r} has a place {{…}} that nothing fills: {error}"
            ) from error


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
    """The language `lang` with the words of the folders, the first folder's before the later ones'.

    Raises UsageError, naming the languages there are, where no folder has it.
    """
    known = languages(folders)
    if lang not in known:
        raise UsageError(f"there is no report language {lang!r}: there are {', '.join(known)}")
    return Speech(Words(lang, folders))


__all__ = ["Speech", "languages", "speech", "typeset"]
