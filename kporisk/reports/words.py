"""The words of one language, by key: English as it is written down, other languages from gettext catalogues, an organisation's over ours.

`words/en.yaml` is the source: each key with its English text, two plural forms, or a list of texts. `locale/<lang>/LC_MESSAGES/kporisk.mo`
translates it: the key is the message's context, the English text its id. `words/<lang>.yaml` says single keys of any language otherwise.
"""

from __future__ import annotations

import functools
import gettext
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kporisk.errors import RenderingError

SOURCE = "en"
"""The language that the others are translated from."""

CATEGORIES = frozenset(("zero", "one", "two", "few", "many", "other"))
"""The plural forms that a file of words may tell apart (CLDR)."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A file of words, flat: `a.b` for a text within a group, `a.0` for one of a list."""

    texts: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, dict[str, str]] = field(default_factory=dict)
    lists: dict[str, int] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)


class Words:
    """The texts of `lang` in the folders, the first folder's first. Raises RenderingError for a file that cannot be read."""

    def __init__(self, lang: str, folders: Sequence[Path]) -> None:
        self.lang = lang
        self._english = tuple(_texts(file) for folder in folders if (file := _words(folder, SOURCE)).is_file())
        self._layers = tuple(layer for folder in folders for layer in _layers(folder, lang))

    def text(self, key: str) -> str:
        """The text `key`. Raises RenderingError where the language lacks it."""
        for layer in self._layers:
            if (said := self._said(layer, key)) is not None:
                return said
        raise self._lacking(key)

    def plural(self, key: str, n: int, category: str) -> str:
        """The form of `key` for the whole number `n`, which is of the CLDR `category`. Raises RenderingError as `text`."""
        other = None
        for layer in self._layers:
            match layer:
                case Texts():
                    forms = layer.plurals.get(key, {})
                    other = other or forms.get("other")
                    form = forms.get(category) or (forms.get("other") if category != "one" else None)
                case _:
                    form = self._translated_plural(layer, key, n)
            if form is not None:
                return form
        if other is None:
            raise self._lacking(key)
        return other

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts listed under `key`. Raises RenderingError as `text`."""
        length = next((english.lists[key] for english in self._english if key in english.lists), 0)
        for layer in self._layers:
            own = layer.lists.get(key, 0) if isinstance(layer, Texts) else length
            said = [self._said(layer, f"{key}.{index}") for index in range(own)]
            if said and None not in said:
                return tuple(text for text in said if text is not None)
        raise self._lacking(key)

    def has_text(self, key: str) -> bool:
        """Whether `key` is a text that this language says or should say."""
        return any(key in texts.texts for texts in self._files())

    def has_group(self, key: str) -> bool:
        """Whether `key` is a group of texts."""
        return any(key in texts.groups for texts in self._files())

    def _files(self) -> Iterator[Texts]:
        yield from (layer for layer in self._layers if isinstance(layer, Texts))
        yield from self._english

    def _said(self, layer: Texts | gettext.NullTranslations, key: str) -> str | None:
        if isinstance(layer, Texts):
            return layer.texts.get(key)
        for english in self._english:
            if key in english.texts:
                try:
                    return layer.pgettext(key, english.texts[key])
                except KeyError:
                    continue
        return None

    def _translated_plural(self, layer: gettext.NullTranslations, key: str, n: int) -> str | None:
        for english in self._english:
            if key in english.plurals:
                try:
                    return layer.npgettext(key, english.plurals[key].get("one", ""), english.plurals[key].get("other", ""), n)
                except KeyError:
                    continue
        return None

    def _lacking(self, key: str) -> RenderingError:
        return RenderingError(
            f"the report language {self.lang!r} lacks {key}: add it to words/{self.lang}.yaml or to the catalogue in your templates, "
            "or install kporisk again with pip"
        )


class _Untranslated(gettext.NullTranslations):
    """What follows the last catalogue: a missing translation is an error, never English."""

    def pgettext(self, context: str, message: str) -> str:
        raise KeyError(context)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        raise KeyError(context)


def languages(folders: Sequence[Path]) -> tuple[str, ...]:
    """The languages that have a file of words or a catalogue, sorted."""
    files = (file.stem for folder in folders for file in (folder / "words").glob("*.yaml"))
    catalogues = (file.parts[-3] for folder in folders for file in (folder / "locale").glob("*/LC_MESSAGES/kporisk.mo"))
    return tuple(sorted({*files, *catalogues}))


def flat(node: Mapping[str, object], texts: Texts, prefix: str = "") -> Texts:
    """The groups, texts, plurals and lists of a file of words, put into `texts`."""
    texts.groups.add(prefix)
    for name, value in node.items():
        key = f"{prefix}.{name}" if prefix else str(name)
        match value:
            case dict():
                if value and value.keys() <= CATEGORIES:
                    texts.plurals[key] = {str(category): str(form) for category, form in value.items()}
                flat(value, texts, key)
            case list():
                texts.lists[key] = len(value)
                texts.texts.update({f"{key}.{index}": str(text) for index, text in enumerate(value)})
            case _:
                texts.texts[key] = str(value)
    return texts


def _words(folder: Path, lang: str) -> Path:
    return folder / "words" / f"{lang}.yaml"


def _layers(folder: Path, lang: str) -> Iterator[Texts | gettext.NullTranslations]:
    if (file := _words(folder, lang)).is_file():
        yield _texts(file)
    if (file := folder / "locale" / lang / "LC_MESSAGES" / "kporisk.mo").is_file():
        yield _catalogue(file)


@functools.cache
def _texts(file: Path) -> Texts:
    import yaml

    try:
        # Every leaf is a text, so none is resolved: a word such as "no" stays a word.
        loaded = yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        place = f", line {mark.line + 1}" if (mark := getattr(error, "problem_mark", None)) is not None else ""
        raise RenderingError(f"{file}{place}: these words cannot be read; write them as YAML in UTF-8") from error
    if not isinstance(loaded, dict):
        raise RenderingError(f"{file}: write keys with their texts, for example `marking: Confidential`")
    return flat(loaded, Texts())


@functools.cache
def _catalogue(file: Path) -> gettext.NullTranslations:
    try:
        with file.open("rb") as opened:
            catalogue = gettext.GNUTranslations(opened)
    except Exception as error:  # whatever the bytes of a damaged file make the reader raise
        raise RenderingError(f"{file}: this is no compiled gettext catalogue in UTF-8; compile it again from its .po file") from error
    catalogue.add_fallback(_Untranslated())
    return catalogue
