"""One section of the settings while it is being read: every value by its kind, every problem noted with its place."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from kporisk.documents.files.suggestions import listed, nearest, shown
from kporisk.documents.files.toml_source import Route, Toml
from kporisk.documents.settings.durations import DAY, duration
from kporisk.errors import Problem, UsageError

_T = TypeVar("_T")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")
LIMIT_LINE = 1_000


class Section:
    """The keys of one `[name]`. A value that is missing, or wrong and then noted, is its default."""

    def __init__(self, toml: Toml, name: str, folder: Path, problems: list[Problem]) -> None:
        found = toml.values.get(name, {})
        self._toml, self._name, self._folder, self._problems = toml, name, folder, problems
        self._values: Mapping[str, Any] = found if isinstance(found, dict) else {}
        if not isinstance(found, dict):
            problems.append(toml.problem((name,), f"this is a section: a line [{name}], once, and its keys below it"))

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __bool__(self) -> bool:
        return bool(self._values)

    def refuse(self, key: str, message: str, *steps: int) -> None:
        """Note what is wrong with a key, or with the item of its list that `steps` names."""
        route: Route = (self._name, key, *steps) if key else (self._name,)
        self._problems.append(self._toml.problem(route, message))

    def missing(self, *keys: str) -> None:
        """Note the keys that are not there and must be."""
        lacking = [key for key in keys if key not in self]
        if lacking:
            self.refuse("", f"{listed(lacking)} {'is' if len(lacking) == 1 else 'are'} missing")

    def _typed(self, key: str, kind: type[_T], what: str) -> _T | None:
        """The value where it has the type; TOML knows true from 1, Python does not."""
        value = self._values.get(key)
        if key in self and type(value) is not kind:
            self.refuse(key, f"{what} belongs here, not {_kind(value)}")
        return value if type(value) is kind else None

    def line(self, key: str, what: str) -> str | None:
        """A text on one line of visible characters that is not empty."""
        text = self._typed(key, str, f"{what} in quotes")
        if text is None:
            return None
        return self._line(key, text, what)

    def _line(self, key: str, text: str, what: str, *steps: int) -> str | None:
        if not text.strip():
            self.refuse(key, "the text is empty; leave the key out, or put # before it", *steps)
        elif len(text) > LIMIT_LINE or not text.isprintable():
            self.refuse(key, f"{what} has at most {LIMIT_LINE} characters, all visible, on one line", *steps)
        else:
            return text
        return None

    def matching(self, key: str, pattern: re.Pattern[str], what: str) -> str | None:
        """A text that matches as a whole; `what` says what that looks like."""
        text = self._typed(key, str, f"{what}, in quotes,")
        if text is not None and not pattern.fullmatch(text):
            self.refuse(key, f"{what} belongs here")
            return None
        return text

    def choice(self, key: str, allowed: Collection[str], default: str) -> str:
        """One of a few words."""
        text = self._typed(key, str, f"one of {', '.join(allowed)}, in quotes,")
        if text is None or text in allowed:
            return default if text is None else text
        self._no_choice(key, text, allowed)
        return default

    def _no_choice(self, key: str, text: str, allowed: Collection[str], *steps: int) -> None:
        near = nearest(text, allowed)
        self.refuse(
            key, f"{shown(text)} is not known here; " + (f"did you mean {near}?" if near else f"there are {listed(allowed)}"), *steps
        )

    def choices(self, key: str, allowed: Collection[str], default: tuple[str, ...]) -> tuple[str, ...]:
        """One or more words, each once, in the order written."""
        found: list[str] = []
        texts = self.texts(key, f"words of {listed(allowed)}")
        for index, text in texts:
            if text not in allowed:
                self._no_choice(key, text, allowed, index)
            elif text in found:
                self.refuse(key, "this stands here twice; once is enough", index)
            else:
                found.append(text)
        return tuple(found) or default

    def texts(self, key: str, what: str, *, least: int = 1) -> list[tuple[int, str]]:
        """The texts of a list with their places in it."""
        items = self._typed(key, list, f"a list in brackets ({what}), each in quotes,")
        if items is None:
            return []
        if len(items) < least:
            self.refuse(key, "the list is empty; leave the key out, or put # before it")
        if len(items) > 100:
            self.refuse(key, "the list has more than 100 items")
            return []
        for index, item in enumerate(items):
            if not isinstance(item, str):
                self.refuse(key, f"a text in quotes belongs here, not {_kind(item)}", index)
        lines = [(index, self._line(key, item, "a text", index)) for index, item in enumerate(items) if isinstance(item, str)]
        return [(index, line) for index, line in lines if line is not None]

    def boolean(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._typed(key, bool, "true or false, without quotes,")
        return default if value is None else value

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number within its limits, both included."""
        value = self._typed(key, int, "a whole number, without quotes,")
        if value is not None and not least <= value <= most:
            self.refuse(key, f"a whole number from {least} to {most} belongs here")
            return None
        return value

    def seconds(self, key: str, default: _T, *, least: int = 0, days: bool = False) -> int | _T:
        """A span of time in seconds. `days`: whole days only."""
        text = self._typed(key, str, "a span of time in quotes, such as " + ('"30d",' if days else '"30s", "90m" or "36h",'))
        if text is None:
            return default
        try:
            found = duration(text)
        except UsageError as error:
            self.refuse(key, str(error))
            return default
        if days and found % DAY:
            self.refuse(key, 'whole days belong here, such as "30d"; m is minutes')
        elif found < least:
            self.refuse(key, "the span of time is too short to be of use; give at least 1s")
        else:
            return found
        return default

    def file(self, key: str) -> Path | None:
        """A file anywhere; a relative path begins in the workspace, `~` is the home of whoever runs kporisk."""
        text = self.line(key, "the path of a file")
        if text is None:
            return None
        try:
            return Path(os.path.normpath(self._folder / Path(text).expanduser()))
        except RuntimeError:
            self.refuse(key, "this begins with the home of somebody who has none here; write the whole path")
            return None

    def inside(self, key: str) -> Path | None:
        """A folder within the workspace."""
        text = self.line(key, "the name of a folder")
        return None if text is None else self._inside(key, text)

    def all_inside(self, key: str) -> tuple[Path, ...]:
        """Several folders within the workspace, each once, in the order written."""
        found = {self._inside(key, text, index): None for index, text in self.texts(key, "names of folders", least=0)}
        return tuple(path for path in found if path is not None)

    def _inside(self, key: str, text: str, *steps: int) -> Path | None:
        path = Path(text)
        if path.is_absolute() or ".." in path.parts or "\\" in text or text.startswith("~") or not path.parts:
            self.refuse(key, "a folder within the workspace belongs here, such as checklists: no / at its beginning, no ..", *steps)
            return None
        return self._folder / path

    def address(self, key: str) -> str | None:
        """One mail address, without a name before it."""
        return self.matching(key, _ADDRESS, "a mail address such as compliance@example.com, without a name before it")

    def addresses(self, key: str) -> tuple[str, ...]:
        """Several mail addresses, each once."""
        found: dict[str, None] = {}
        for index, text in self.texts(key, "mail addresses"):
            if not _ADDRESS.fullmatch(text):
                self.refuse(key, "a mail address such as compliance@example.com belongs here, without a name before it", index)
            elif text in found:
                self.refuse(key, "this address stands here twice; once is enough", index)
            found[text] = None
        return tuple(found)

    def host(self, key: str) -> str | None:
        """The name or number of a machine."""
        return self.matching(key, _HOST, "the name of a server such as mail.example.com, without a scheme or port")

    def url(self, key: str, schemes: Collection[str], example: str, *, instead: str) -> str | None:
        """An address with one of `schemes` that holds no password. What was written is never repeated. `instead`: where a password goes."""
        text = self._typed(key, str, f"an address such as {example}, in quotes,")
        if text is None:
            return None
        try:
            parts = urlsplit(text)
            _ = parts.port
        except ValueError:
            parts = None
        if (
            parts is None
            or _UNSEEN.search(text)
            or len(text) > LIMIT_LINE
            or parts.scheme not in schemes
            or not text.startswith(f"{parts.scheme}://")
        ):
            self.refuse(key, f"an address such as {example} belongs here")
        elif parts.password is not None or any("password" in name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
            self.refuse(key, f"an address holds no password here, since others read this file: {instead}")
        else:
            return text
        return None


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "a section"
        case _:
            return "a date or time"
