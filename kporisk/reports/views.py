"""What the templates of each edition place, by name: sections and their values, in one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kporisk.reports import accounts, appendix, changes, counsel, dossier, surroundings
from kporisk.reports.edition import Audience
from kporisk.reports.imprint import Imprint
from kporisk.reports.reading import Reading

REPORT = "report.html.j2"

SECTIONS: Mapping[Audience, tuple[str, ...]] = {
    Audience.INTERNAL: (
        "cover",
        "counsel",
        "control",
        "domains",
        "findings",
        "requests",
        "jurisdiction",
        "engagement",
        "answers",
        "method",
    ),
}
"""The sections of each edition, in their order."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One attachment as appendix B prints it."""

    name: str
    about: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Page:
    """One edition in one language, ready for its template."""

    template: str
    values: Mapping[str, Any]
    prefix: str
    """Before each anchor: empty for the first language of a file."""

    def at(self, name: str) -> str:
        """The anchor of that name in this language's part of the file."""
        return f"{self.prefix}{name}"

    def after(self, section: str) -> str:
        """The section that follows."""
        return self.sections[self.sections.index(section) + 1]

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections in their order."""
        sections: tuple[str, ...] = self.values["sections"]
        return sections


def page(
    reading: Reading,
    imprint: Imprint,
    audience: Audience,
    *,
    prefix: str,
    carried: Sequence[Carried],
    change: Mapping[str, Any] | None = None,
) -> Page:
    """The edition for `audience` in the language of `reading`; with a `change` document, with what changed since an older assessment."""
    at: Callable[[str], str] = lambda name: f"{prefix}{name}"  # noqa: E731
    sections = with_change(SECTIONS[Audience.INTERNAL]) if change is not None else SECTIONS[Audience.INTERNAL]
    values = {
        "lang": reading.speech.lang,
        "at": at,
        "imprint": imprint,
        "sections": sections,
        "setting": "",
        "vendor": reading.short_vendor,
        "as_of": reading.document["as_of"],
        "as_of_words": reading.speech.day(reading.document["as_of"]),
        "say": reading.speech.say,
        "paragraphs": reading.speech.paragraphs,
        "cover": counsel.cover(reading, imprint),
        "counsel": counsel.counsel(reading),
        "change": None if change is None else changes.changes(reading, change),
        "contents": accounts.contents(reading, sections),
        "control": accounts.control(reading, imprint),
        "domains": surroundings.domains(reading),
        "cards": dossier.cards(reading),
        "requests": dossier.requests(reading),
        "countries": surroundings.countries(reading),
        "engagement": surroundings.engagement(reading),
        "answers": appendix.answers(reading),
        "method": accounts.accounts(reading),
        "carried": tuple(carried),
    }
    return Page(REPORT, values, prefix)


def with_change(sections: Sequence[str]) -> tuple[str, ...]:
    """The sections with what changed after the contents; an edition without contents tells it on the general counsel's page alone."""
    place = sections.index("control") + 1 if "control" in sections else len(sections)
    return (*sections[:place], *(("change",) if place < len(sections) else ()), *sections[place:])


def titles(page: Page) -> Mapping[str, str]:
    """What each anchor of the page leads to, in words: what a link to it says to somebody who cannot see it."""
    say, values = page.values["say"], page.values
    named = {name: f"{say(f'{name}.number')} {say(f'{name}.title')}" for name in page.sections if name != "cover"}
    named |= {card.anchor: f"{card.number} {card.title}" for card in values["cards"]}
    named |= {request.anchor: f"{request.number} {request.title}" for group in values["requests"] for request in group.requests}
    return {page.at(anchor): text for anchor, text in named.items()}
