"""An organisation's folder of its own look: `look.yaml`, and beside it templates, words and style sheets.

A file with a mistyped name would be ignored in silence, so every file is held against what there is a place for: `look.yaml`, the file it
names as `logo`, `words/<language>.yaml`, the style sheets and templates that are shipped, and templates that one of these names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kporisk import resources
from kporisk.documents.content.folders import did_you_mean
from kporisk.documents.files.located import Located, Route, read_located
from kporisk.documents.files.source import shown_path
from kporisk.documents.files.suggestions import listed, shown
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.safe import safe
from kporisk.model.scale import Text

FILE = "look.yaml"
KEYS = ("name", "logo", "colours", "marking")
LANGUAGES = ("en", "fr")
LIMIT_NAME = 120
LIMIT_MARKING = 80
LIMIT_PICTURE = 2_000_000
"""Bytes of a logo that are read."""

_OWN_STYLE = "look.css"
_PICTURES = (".png", ".svg", ".svgz", ".jpg", ".jpeg", ".gif", ".pdf", ".eps", ".webp", ".ai")
_NOT_OURS = (".md", ".txt", ".license", "")


@dataclass(frozen=True, slots=True)
class LookFile:
    """What an organisation's folder sets, as plain values; `located` says where each stands, and is None where there is no `look.yaml`."""

    located: Located | None
    name: Text | None = None
    marking: Text | None = None
    colours: Mapping[str, str] | None = None
    """As written, by role."""
    logo: bytes | None = None


def read_look(folder: Path, *, roles: tuple[str, ...]) -> LookFile:
    """The look in `folder`; `roles` are the names that a colour may have. Raises InvalidDocument with every problem of the folder."""
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise InvalidDocument([Problem(shown_path(folder), 0, "", f"the folder of your own look {what}")])
    if not (folder / FILE).is_file():
        problems = [*_misplaced(folder, None)]
        if problems or not _templates(folder):
            raise InvalidDocument(
                problems or [Problem(shown_path(folder), 0, "", f"holds neither {FILE} nor any template, words or style")]
            )
        return LookFile(None)
    located = read_located(folder / FILE)
    reading = _Reading(located, folder)
    look = reading.look(roles)
    problems = [*reading.problems, *_misplaced(folder, reading.logo_name)]
    if problems:
        raise InvalidDocument(problems)
    return look


class _Reading:
    """One pass over `look.yaml` that collects what is wrong."""

    def __init__(self, located: Located, folder: Path) -> None:
        self.located = located
        self.folder = folder
        self.problems: list[Problem] = []
        self.logo_name: str | None = None

    def look(self, roles: tuple[str, ...]) -> LookFile:
        value = self._mapping(self.located.value, (), KEYS)
        return LookFile(
            self.located,
            name=self._text(value.get("name"), ("name",), LIMIT_NAME),
            marking=self._text(value.get("marking"), ("marking",), LIMIT_MARKING),
            colours=self._colours(value.get("colours"), roles),
            logo=self._logo(value.get("logo")),
        )

    def refuse(self, route: Route, message: str, *, of_key: bool = False) -> None:
        self.problems.append(self.located.problem(route, message, of_key=of_key))

    def _mapping(self, value: Any, route: Route, known: tuple[str, ...]) -> Mapping[str, Any]:
        """The mapping with its unknown keys refused; empty where it is none."""
        if not isinstance(value, Mapping):
            self.refuse(route, f"keys and values belong here: {listed(known)}")
            return {}
        for key in value:
            if key not in known:
                hint = did_you_mean(key, known) or f"; there are {listed(known)}"
                self.refuse((*route, key), f"{shown(key)} is not known here{hint}", of_key=True)
        return value

    def _text(self, value: Any, route: Route, limit: int) -> Text | None:
        """One text for both languages, or one for each."""
        if value is None:
            return None
        if isinstance(value, Mapping):
            self._mapping(value, route, LANGUAGES)
            for lang in LANGUAGES:
                if lang not in value:
                    self.refuse(route, f"{lang} is missing; give both languages, or one text for both")
            return {lang: self._line(value[lang], (*route, lang), limit) for lang in LANGUAGES if lang in value}
        line = self._line(value, route, limit)
        return dict.fromkeys(LANGUAGES, line)

    def _line(self, value: Any, route: Route, limit: int) -> str:
        if not isinstance(value, str):
            self.refuse(route, "a text belongs here; put it in quotes if it is a number or a word such as true")
            return ""
        if not value.strip():
            self.refuse(route, "the text is empty; leave the key out for ours")
        elif len(value) > limit:
            self.refuse(route, f"is {len(value)} characters long, and {limit} have room on every page")
        elif safe(value) != value or any(character in "\n\t\u2028\u2029" for character in value):
            self.refuse(route, "one line of visible characters belongs here: no line breaks, tabs or marks that turn the direction")
        return value.strip()

    def _colours(self, value: Any, roles: tuple[str, ...]) -> Mapping[str, str] | None:
        if value is None:
            return None
        found = {}
        for role, colour in self._mapping(value, ("colours",), roles).items():
            if isinstance(colour, str):
                found[role] = colour
            elif role in roles:
                self.refuse(("colours", role), 'a colour in quotes belongs here, such as "#16243d"; without quotes # begins a remark')
        return found

    def _logo(self, value: Any) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.refuse(("logo",), "the name of a PNG or SVG file in this folder belongs here")
            return None
        self.logo_name = value
        try:
            path = (self.folder / value).resolve()
            inside = path.is_relative_to(self.folder.resolve())
            if inside and path.is_file():
                with path.open("rb") as file:
                    content = file.read(LIMIT_PICTURE + 1)
                if len(content) > LIMIT_PICTURE:
                    self.refuse(("logo",), f"the logo is larger than {LIMIT_PICTURE // 1_000_000} MB, the most that is read")
                return content
        except (OSError, ValueError):
            self.refuse(("logo",), "the logo cannot be read; check the file's name and permissions")
            return None
        if not inside:
            self.refuse(("logo",), "the logo lies in this folder; copy it here and give its name")
        else:
            pictures = [file.name for file in self.folder.iterdir() if file.suffix.lower() in _PICTURES]
            self.refuse(("logo",), f"there is no such file in this folder{did_you_mean(value, pictures)}")
        return None


def _templates(folder: Path) -> list[Path]:
    """Whatever is laid over what is shipped."""
    return [*folder.rglob("*.html.j2"), *folder.glob("words/*.yaml"), *folder.glob("*.css")]


def _misplaced(folder: Path, logo: str | None) -> Iterator[Problem]:
    """A problem for each file that would be passed over."""
    shipped = resources.folder("report_templates")
    known = {FILE, _OWN_STYLE, *(file.relative_to(shipped).as_posix() for file in _ours(shipped))}
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in folder.rglob("*.html.j2")]
    if logo is not None:
        known.add(Path(logo).as_posix())
    for file in _ours(folder):
        name = file.relative_to(folder).as_posix()
        if name in known or file.suffix.lower() in _NOT_OURS or name.startswith("fonts/"):
            continue
        if file.suffix.lower() in _PICTURES or (name.startswith("words/") and file.suffix == ".yaml"):
            continue  # another logo to choose from; a language of their own
        if name.endswith(".j2") and any(f'"{name}"' in text or f"'{name}'" in text for text in texts):
            continue  # a part of one of their own templates
        hint = did_you_mean(name, known)
        yield Problem(shown_path(file), 0, "", f"this file would not be used{hint or '; nothing that is shipped or yours has this name'}")


def _ours(folder: Path) -> list[Path]:
    found = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return sorted(file for file in found if not any(part.startswith((".", "__")) for part in file.relative_to(folder).parts))
