"""A located value while it is being read: what may be asked of it, and where everything wrong with it is noted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kporisk.documents.files.nodes import LIMIT_PROBLEMS, Node, below
from kporisk.documents.files.source import Document
from kporisk.documents.files.suggestions import listed, nearest, shown
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.case import DocumentWarning
from kporisk.model.safe import fewer_marks

LIMIT_TEXT = 8_000
LIMIT_LINE = 300
FEW = 8
"""Up to so many allowed options are listed in a message."""

_SUGGESTIONS = 100
_REMOVED_EN = "characters that reorder, hide or pile up text were removed (bidirectional overrides, terminal controls, stacked accents)"
_REMOVED_FR = (
    "des caractères qui réordonnent, masquent ou empilent le texte ont été retirés (bidirectionnels, de terminal, accents empilés)"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_HARMFUL = re.compile("[\u202a-\u202e\u2066-\u2069\x7f-\x9f]")


class Reading:
    """Everything noted while one case, in one file or several, is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[DocumentWarning] = []
        self._suggested = 0

    def nearest(self, word: str, candidates: Iterable[str]) -> str | None:
        """The nearest candidate; none any more after a hundred, since each costs time and nobody reads them."""
        self._suggested += 1
        return nearest(word, candidates) if self._suggested <= _SUGGESTIONS else None

    def note(self, problem: Problem) -> None:
        """Note one problem."""
        if len(self.problems) < LIMIT_PROBLEMS:
            self.problems.append(problem)

    def finish(self) -> None:
        """Raise InvalidDocument if anything was wrong."""
        if self.problems:
            raise InvalidDocument(self.problems)


@dataclass(frozen=True, slots=True)
class Place:
    """A value, where it stands, and the reading that it belongs to."""

    reading: Reading
    source: str
    """The file as the user named it, for problems."""
    part: str
    """case, engagement, response or reviews: the source of warnings, which go into reports and so carry no path."""
    node: Node
    pointer: str = "$"
    base: str = "$"
    """Where this document belongs in the case: `$.response` for a response in a file of its own."""
    key: tuple[int, int] | None = None
    """Line and column of the key that leads here."""

    @classmethod
    def of(cls, document: Document, reading: Reading, part: str, base: str = "$") -> Place:
        """The root of a document; what was wrong with the file itself is noted."""
        for problem in document.problems:
            reading.note(problem)
        return cls(reading, document.source, part, document.root, base=base)

    @property
    def empty(self) -> bool:
        """True where nothing stands after the key."""
        return self.node.data is None

    def refuse(self, message: str, *, at_key: bool = False) -> None:
        """Note a problem with this value."""
        line, column = self.key if at_key and self.key else (self.node.line, self.node.column)
        self.reading.note(Problem(self.source, line, self.pointer, message, column))

    def doubt(self, en: str, fr: str) -> None:
        """Note a warning about this value, in both languages of the reports."""
        self.reading.warnings.append(DocumentWarning(self.part, self.base + self.pointer[1:], {"en": en, "fr": fr}))

    def wants(self, what: str, tail: str = "") -> None:
        """Refuse this value for its type. `tail`: what else there is to say."""
        self.refuse((f"nothing stands here; give {what}" if self.empty else f"{what} is wanted here, not {self._type()}") + tail)

    def _type(self) -> str:
        match self.node.data:
            case bool():
                return "true or false"
            case int() | float():
                return "a number"
            case str():
                return "text"
            case tuple():
                return "a list"
            case _:
                return "a mapping"

    def child(self, step: str) -> Place | None:
        """The value of a key, or None where this has no such key."""
        data = self.node.data
        if not isinstance(data, Mapping) or step not in data:
            return None
        entry = data[step]
        return Place(self.reading, self.source, self.part, entry.node, below(self.pointer, step), self.base, (entry.line, entry.column))

    def entries(self, what: str) -> dict[str, Place]:
        """All values by key; refused, and empty, where this is not a mapping."""
        if not isinstance(self.node.data, Mapping):
            self.wants(f"{what}: a mapping (key: value)")
            return {}
        return {key: child for key in self.node.data if (child := self.child(key))}

    def fields(
        self, what: str, *, required: Collection[str], optional: Collection[str] = (), hints: Mapping[str, str] | None = None
    ) -> dict[str, Place]:
        """The values of known keys, empty ones left out; unknown keys and missing ones are refused."""
        entries = self.entries(what)
        known = (*required, *optional)
        for key, place in entries.items():
            if key not in known:
                place.unknown_key(key, known, hint=(hints or {}).get(key))
        if isinstance(self.node.data, Mapping):
            missing = [key for key in required if key not in entries]
            if missing:
                self.refuse(f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} missing", at_key=True)
        for key in required:
            if key in entries and entries[key].empty:
                entries[key].wants("a value")
        return {key: place for key, place in entries.items() if key in known and not place.empty}

    def unknown_key(self, key: str, known: Collection[str], *, hint: str | None = None) -> None:
        """Refuse this value for its key."""
        near = None if hint else self.reading.nearest(key, known)
        tail = hint or (f"did you mean {near}?" if near else f"known here: {', '.join(known)}" if len(known) <= FEW else "")
        self.refuse(f"the key {shown(key)} is not known here" + (f"; {tail}" if tail else ""), at_key=True)

    def items(self, what: str) -> tuple[Place, ...]:
        """The values of a list; refused, and empty, where this is not one."""
        data = self.node.data
        if not isinstance(data, tuple):
            self.wants(f"{what}: a list ([a, b] or lines that begin with -)")
            return ()
        return tuple(replace(self, node=node, pointer=below(self.pointer, index), key=None) for index, node in enumerate(data))

    def line(self, what: str) -> str | None:
        """A text on one line of at most 300 characters that is not blank, harmful characters removed."""
        text = self._text(what, LIMIT_LINE)
        if text is not None and ("\n" in text or "\t" in text):
            self.refuse(f"{what} stands on one line, without tabs")
            return None
        return text

    def text(self, what: str) -> str | None:
        """A text of at most 8,000 characters that is not blank, harmful characters removed."""
        return self._text(what, LIMIT_TEXT)

    def _text(self, what: str, limit: int) -> str | None:
        data = self.node.data
        if not isinstance(data, str):
            self.wants(f"{what}, as text (a number or true goes in quotes)" if isinstance(data, bool | int | float) else f"{what}, as text")
            return None
        if len(data) > limit:
            self.refuse(f"{what} has {len(data)} characters; at most {limit} are read")
            return None
        clean = cleaned(data)
        if clean != data:
            self.doubt(_REMOVED_EN, _REMOVED_FR)
        if not re.search(r"\S", clean):
            self.refuse(f"{what} is blank")
            return None
        return clean

    def matching(self, pattern: re.Pattern[str], what: str) -> str | None:
        """A text that matches `pattern` as a whole. `what` says what that looks like."""
        data = self.node.data
        if not isinstance(data, str):
            self.wants(what)
            return None
        if not pattern.fullmatch(data):
            self.refuse(f"{what} is wanted here")
            return None
        return data

    def day(self) -> date | None:
        """A calendar date."""
        data = self.node.data
        if not isinstance(data, str):
            self.wants("a date as YYYY-MM-DD")
            return None
        if not _DAY.match(data):
            self.refuse("a date is written YYYY-MM-DD, such as 2026-11-20")
            return None
        try:
            return date.fromisoformat(data)
        except ValueError:
            self.refuse("the calendar has no such day")
            return None

    def choice(self, allowed: Collection[str], what: str, *, full_list: str = "") -> str | None:
        """One of `allowed`. What was written is never repeated; the nearest and, where they are few, all allowed ones are named."""
        data = self.node.data
        if isinstance(data, str) and data in allowed:
            return data
        choices = f"allowed: {', '.join(allowed)}" if len(allowed) <= FEW else full_list
        tail = f"; {choices}" if choices else ""
        if isinstance(data, str):
            near = self.reading.nearest(data, allowed)
            self.refuse(f"not {what}" + (f"; did you mean {near}?" if near else "") + tail)
        elif isinstance(data, bool) and {"yes", "no"} & set(allowed):
            self.refuse(f'{what} is wanted here, not {self._type()}: write the option as text, such as "{"yes" if data else "no"}"' + tail)
        elif isinstance(data, tuple):
            self.refuse(f"{what} is wanted here, a single one, not a list" + tail)
        else:
            self.wants(what, tail)
        return None

    def choices(self, allowed: Collection[str], what: str, *, least: int = 0, full_list: str = "") -> tuple[str, ...] | None:
        """Several of `allowed`, each once, in the order of `allowed`."""
        if not isinstance(self.node.data, tuple):
            self.wants(f"a list, each item {what} (a single one too: [one])", f"; {full_list}" if full_list else "")
            return None
        places = self.items(what)
        given = [place.choice(allowed, what, full_list=full_list) for place in places]
        seen: set[str] = set()
        for place, choice in zip(places, given, strict=True):
            if choice in seen:
                place.refuse("this stands in the list twice; each counts once")
            elif choice is not None:
                seen.add(choice)
        if len(places) < least:
            self.refuse("the list is empty; give at least one" + (f"; {full_list}" if full_list else ""))
        if len(seen) < max(len(places), least):
            return None
        return tuple(option for option in allowed if option in seen)


def cleaned(text: str) -> str:
    """`text` without bidirectional overrides, DEL and C1 controls, and with at most 30 combining marks in a row."""
    if text.isascii() and "\x7f" not in text:
        return text
    return fewer_marks(_HARMFUL.sub("", text))
