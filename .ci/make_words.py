"""Bring the gettext catalogues of the reports in step with their English source: `make words`.

Reads `report_templates/words/en.yaml` and writes `report_templates/locale/kporisk.pot`, every `kporisk.po` and every `kporisk.mo`.
A message is named by its key (msgctxt). A text whose English has changed keeps its translation, marked fuzzy: look at it, correct it,
remove the mark. What is fuzzy or empty is not compiled. The same words give the same bytes: no date, no version.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

TEMPLATES = Path(__file__).resolve().parents[1] / "report_templates"
PLURAL_FORMS = {"fr": "nplurals=2; plural=(n > 1);"}
"""For a language that begins here; afterwards its catalogue says it."""

HEADER = {
    "en": "Words of kporisk's reports, from words/en.yaml. For another language: copy to <lang>/LC_MESSAGES/kporisk.po, run make words.",
    "": "Words of kporisk's reports. The context of a message is its key in words/en.yaml. After a change run make words.",
}


class English(NamedTuple):
    """A message as its source has it."""

    key: str
    id: str | tuple[str, str]
    comments: tuple[str, ...]


class Words(Catalog):
    """A catalogue with headers that depend on nothing but its language."""

    plural = ""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What gettext needs to know."""
        headers = [("Project-Id-Version", "kporisk"), ("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8")]
        headers += [("Content-Transfer-Encoding", "8bit")]
        return [*headers, ("Language", str(self.locale_identifier)), ("Plural-Forms", self.plural)] if self.locale_identifier else headers


def english(source: Path) -> tuple[Words, tuple[English, ...]]:
    """The template and the messages of `words/en.yaml`, in its order; a comment just above a text is for its translators."""
    lines = source.read_text(encoding="utf-8").splitlines()
    root = yaml.compose("\n".join(lines), yaml.CSafeLoader)
    assert root is not None, f"{source} is empty"
    messages = tuple(_messages(root, "", lines))
    template = _empty(None)
    for message in messages:
        _add(template, message)
    return template, messages


def _messages(node: yaml.Node, key: str, lines: list[str], line: int = 0) -> Iterator[English]:
    match node:
        case yaml.MappingNode():
            parts = {name.value: value for name, value in node.value}
            if parts and parts.keys() <= {"one", "other"}:
                yield English(key, (parts["one"].value, parts["other"].value), _above(lines, line))
                return
            for name, value in node.value:
                yield from _messages(value, f"{key}.{name.value}" if key else name.value, lines, name.start_mark.line)
        case yaml.SequenceNode():
            for index, value in enumerate(node.value):
                yield from _messages(value, f"{key}.{index}", lines, value.start_mark.line)
        case yaml.ScalarNode():
            yield English(key, node.value, _above(lines, line))


def _above(lines: list[str], line: int) -> tuple[str, ...]:
    """The comment on the lines just above; the first comment of the file is about the file."""
    first = line
    while first > 1 and lines[first - 1].lstrip().startswith("# "):
        first -= 1
    return tuple(text.lstrip("# ").rstrip() for text in lines[first:line])


def _empty(lang: str | None, plural: str = "") -> Words:
    catalogue = Words(locale=lang, charset="utf-8", header_comment="# " + HEADER["" if lang else "en"], fuzzy=False)
    catalogue.plural = plural
    return catalogue


def _add(catalogue: Catalog, english: English) -> Message:
    message = catalogue.add(english.id, context=english.key, auto_comments=english.comments)
    assert message is not None
    # Which formats are recognised depends on Babel's version; here a text has places or has none.
    message.flags = {"python-brace-format"} if "{" in "".join(english.id) else set()
    return message


def in_step(lang: str, old: Catalog | None, messages: tuple[English, ...]) -> Words:
    """The catalogue with the messages of today, in their order, and what was translated of them."""
    plural = (
        PLURAL_FORMS.get(lang, "nplurals=2; plural=(n != 1);") if old is None else f"nplurals={old.num_plurals}; plural={old.plural_expr};"
    )
    new = _empty(lang, plural)
    known = {message.context: message for message in old if message.context} if old is not None else {}
    for english in messages:
        message, was = _add(new, english), known.get(english.key)
        if was is None:
            continue
        message.user_comments = list(was.user_comments)
        if was.fuzzy:
            message.flags.add("fuzzy")
        if isinstance(was.string, str) is isinstance(english.id, str):
            message.string = was.string
            same = tuple(was.id) == english.id if isinstance(english.id, tuple) else was.id == english.id
            if not same and any(was.string or ()):
                message.flags.add("fuzzy")
                message.previous_id = [was.id] if isinstance(was.id, str) else list(was.id)
    return new


def po(catalogue: Catalog) -> bytes:
    """The catalogue as people translate it, one line for each text, so that a change is seen."""
    written = io.BytesIO()
    write_po(written, catalogue, width=0, no_location=True, include_previous=True, ignore_obsolete=True)
    return written.getvalue()


def mo(catalogue: Catalog) -> bytes:
    """The catalogue as programs read it: what is translated and not fuzzy."""
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def read(file: Path) -> Catalog:
    """The catalogue of a .po file. Raises PoFileError for a line that is none."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.parts[-3], abort_invalid=True)


def made(templates: Path = TEMPLATES) -> dict[Path, bytes]:
    """Every file that `make words` writes, with its bytes."""
    template, messages = english(templates / "words" / "en.yaml")
    files = {templates / "locale" / "kporisk.pot": po(template)}
    for file in sorted((templates / "locale").glob("*/LC_MESSAGES/kporisk.po")):
        catalogue = in_step(file.parts[-3], read(file), messages)
        files |= {file: po(catalogue), file.with_suffix(".mo"): mo(catalogue)}
    return files


def untranslated(templates: Path = TEMPLATES) -> list[str]:
    """The messages that no catalogue may lack, as `lang: key`."""
    _, messages = english(templates / "words" / "en.yaml")
    lacking = []
    for file in sorted((templates / "locale").glob("*/LC_MESSAGES/kporisk.po")):
        for message in in_step(file.parts[-3], read(file), messages):
            if message.context and (message.fuzzy or not message.string or not all(message.string)):
                lacking.append(f"{file.parts[-3]}: {message.context}{' (fuzzy)' if message.fuzzy else ''}")
    return lacking


def main() -> int:
    """Write them; the exit code is 1 where a text waits for its translation, which is named."""
    for file, content in made().items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    for lacking in (waiting := untranslated()):
        print(f"to translate: {lacking}", file=sys.stderr)
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
