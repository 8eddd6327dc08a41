"""Catalogues made for tests: a language of the reports in a folder such as an organisation has."""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

from kporisk import resources
from kporisk.reports.words import Words

ROOT = Path(__file__).resolve().parents[2]
FOLDER = resources.folder("report_templates")


def _make_words() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_words", ROOT / ".ci" / "make_words.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_words"] = module
    spec.loader.exec_module(module)
    return module


make_words = _make_words()
"""What `make words` runs."""


@functools.cache
def said(lang: str) -> Mapping[str, str]:
    """Every text of a shipped language by its key, in the order of the source; plural forms as `key.one` and `key.other`."""
    words = Words(lang, (FOLDER,))
    _, messages = make_words.english(FOLDER / "words" / "en.yaml")
    texts = {}
    for key, id, _ in messages:
        if isinstance(id, str):
            texts[key] = words.text(key)
        else:
            texts |= {f"{key}.one": words.plural(key, 1, "one"), f"{key}.other": words.plural(key, 2, "other")}
    return texts


def translate(
    folder: Path, lang: str, translated: Callable[[str, str], str | None], *, plural: str = "nplurals=2; plural=(n != 1);"
) -> Path:
    """Write into the folder the catalogue of `lang`: what `translated` makes of each key and its English; None is left untranslated."""
    _, messages = make_words.english(FOLDER / "words" / "en.yaml")
    catalogue = make_words.Words(locale="en", charset="utf-8", fuzzy=False)  # Babel takes no code that is no language
    catalogue.plural = plural
    for message in messages:
        forms = (message.id,) if isinstance(message.id, str) else message.id
        texts = [translated(message.key, form) for form in forms]
        if None not in texts:
            catalogue.add(message.id, string=texts[0] if isinstance(message.id, str) else tuple(texts), context=message.key)
    file = folder / "locale" / lang / "LC_MESSAGES" / "kporisk.mo"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(make_words.mo(catalogue))
    return file
